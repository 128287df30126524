"""Tones that change: every line of ``reading/sandhi.tsv``, decided by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.reading.model import ReadingOptions
from publish.reading.pinyin import sandhi
from publish.reading.read import say

CASES = [line.split("\t") for line in (Path(__file__).parent / "sandhi.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]


def heard(text: str) -> str:
    return " ".join(s.surface for sentence in say(text) for token in sentence.tokens for s in token.syllables)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_phrase(text: str, expected: str) -> None:
    assert heard(text) == expected


def test_there_are_enough_phrases_and_none_twice() -> None:
    assert len(CASES) >= 160
    assert len({text for text, _ in CASES}) == len(CASES)


def test_printed_tones_stay() -> None:
    tokens = [token for sentence in say("一个不是水果") for token in sentence.tokens]
    assert [token.ruby for token in tokens] == ["yī", "gè", "bùshì", "shuǐguǒ"]


def test_learners_see_yi_and_bu_as_spoken_but_third_tones_as_written() -> None:
    tokens = [token for sentence in say("一个不是水果", ReadingOptions(yi_bu="sandhi")) for token in sentence.tokens]
    assert [token.ruby for token in tokens] == ["yí", "gè", "búshì", "shuǐguǒ"]


@pytest.mark.parametrize(("text", "expected"), [("2021年", "er4 ling2 er4 yi1 nian2"), ("1个", "yi2 ge4"), ("101个", "yi4 bai3 ling2 yi1 ge4"), ("第1个", "di4 yi1 ge4"), ("11月1日", "shi2 yi1 yue4 yi1 ri4"), ("1%", "bai3 fen1 zhi1 yi1"), ("110热线", "yao1 yao1 ling2 re4 xian4")])
def test_numbers_tell_their_class(text: str, expected: str) -> None:
    assert heard(text) == expected


def test_every_context_of_yi_has_an_example_that_holds() -> None:
    for _, _, _, example in sandhi.contexts():
        at = min(n for n in (example.find("一"), example.find("1")) if n >= 0)
        tones = [(token.start, s.surface) for sentence in say(example) for token in sentence.tokens for s in token.syllables if s.base == "yi"]
        assert tones and "yi1" in [surface for start, surface in tones if start <= at], example


YI = [
    ("有一点冷", 1, "yi4"), ("一点一滴做起", 0, "yi4"), ("一点一点地走", 0, "yi4"), ("一点八卦消息", 0, "yi4"), ("下午一点三十分", 2, "yi1"), ("一层雪", 0, "yi4"),
    ("加高了一层", 3, "yi4"), ("每一层都有", 1, "yi4"), ("一栋大楼", 0, "yi2"), ("一组数据", 0, "yi4"), ("一路走来", 0, "yi2"), ("一路平安", 0, "yi2"), ("一队士兵", 0, "yi2"),
    ("一套房子", 0, "yi2"), ("一台电脑", 0, "yi4"), ("一地鸡毛", 0, "yi2"), ("三比一", 2, "yi1"), ("比一比", 1, "yi5"), ("1组数据", 0, "yi4"), ("买了1台电脑", 2, "yi4"), ("共1层", 1, "yi4"),
    ("101.5", 0, "yi4"), ("1.2亿元", 0, "yi1"), ("约1.8个百分点", 1, "yi1"), ("1:3", 0, "yi1"), ("一百一十一", 0, "yi4"), ("坐1路车", 1, "yi1"), ("1队对2队", 0, "yi1"), ("一点五", 0, "yi1"),
    ("一比一的比例", 0, "yi1"), ("一比一的比例", 2, "yi1"), ("3号楼一单元，一层大厅", 6, "yi1"), ("央视一套节目", 2, "yi1"), ("以1比3落败", 1, "yi1"), ("请1组发言", 1, "yi1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "tone"), YI)
def test_yi_by_its_neighbours(text: str, at: int, tone: str) -> None:
    assert heard(text).split()[at] == tone
