"""Zhuyin above words instead of pinyin."""

from __future__ import annotations

import pytest

from publish.reading.model import ReadingOptions
from publish.reading.read import say
from publish.reading.spelling.spelling import known
from publish.reading.spelling.zhuyin import zhuyin

TABLE = {
    "zhong4": "ㄓㄨㄥˋ", "lv4": "ㄌㄩˋ", "xi1": "ㄒㄧ", "an1": "ㄢ", "de5": "˙ㄉㄜ", "er2": "ㄦˊ", "huar1": "ㄏㄨㄚㄦ", "yuan2": "ㄩㄢˊ", "yong3": "ㄩㄥˇ",
    "weng1": "ㄨㄥ", "wei2": "ㄨㄟˊ", "you3": "ㄧㄡˇ", "ju2": "ㄐㄩˊ", "que4": "ㄑㄩㄝˋ", "lve4": "ㄌㄩㄝˋ", "shi4": "ㄕˋ", "zi5": "˙ㄗ", "yi1": "ㄧ",
    "wu3": "ㄨˇ", "yu2": "ㄩˊ", "yin1": "ㄧㄣ", "jiong3": "ㄐㄩㄥˇ", "gui4": "ㄍㄨㄟˋ", "liu2": "ㄌㄧㄡˊ", "lun2": "ㄌㄨㄣˊ", "ng2": "ㄫˊ",
}  # fmt: skip


@pytest.mark.parametrize(("pinyin", "written"), TABLE.items())
def test_a_syllable(pinyin: str, written: str) -> None:
    assert zhuyin(pinyin[:-1].replace("v", "ü"), int(pinyin[-1])) == written


def test_every_syllable_has_one_and_two_have_the_same_only_when_they_sound_alike() -> None:
    made: dict[str, set[str]] = {}
    for one in known():
        spelled = zhuyin(one[:-1].replace("v", "ü"), int(one[-1]))
        assert spelled and all("\u3105" <= char <= "\u312f" or char in "ˊˇˋ˙" for char in spelled), one
        made.setdefault(spelled, set()).add(one)
    assert {tuple(sorted(same)) for same in made.values() if len(same) > 1} <= {
        tuple(f"{base}{tail}{tone}" for base in ("weng", "wong")) for tone in "12345" for tail in ("", "r")
    }


def test_no_syllable_is_refused() -> None:
    with pytest.raises(ValueError):
        zhuyin("zhnog", 4)


def test_above_words() -> None:
    tokens = [t.ruby for s in say("銀行的花兒。", ReadingOptions(annotation="zhuyin")) for t in s.tokens if t.ruby]
    assert tokens[0] == "ㄧㄣˊ ㄏㄤˊ" and "˙ㄉㄜ" in tokens
