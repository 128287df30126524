"""What an editor is asked, and what not."""

from __future__ import annotations

import pytest

from publish.desk.names import names
from publish.manuscript.model import Block, Manuscript, Section
from publish.reading.doubts import _others, doubts
from publish.reading.pinyin.dictionary import dictionary, table
from publish.reading.read import read, say
from tests.reading.test_reading import METADATA


@pytest.mark.parametrize(
    ("text", "now", "unwanted"),
    [("擦着", "ca1 zhe5", "ca1 zhao1"), ("目的", "mu4 di4", "mu4 di1"), ("红的", "hong2 de5", "hong2 di1"), ("说过", "shuo1 guo4", "shuo1 guo1"), ("一行", "yi1 xing2", "yi1 heng2")],
)
def test_no_candidate_that_no_editor_could_want(text: str, now: str, unwanted: str) -> None:
    found = _others(text, now.split())
    assert unwanted not in found and now not in found


def test_the_candidates_one_may_want_are_there() -> None:
    assert _others("着", ["zhe5"])[:1] and {"zhao2", "zhuo2"} <= set(_others("着", ["zhe5"]))
    assert _others("行", ["xing2"]) == ("hang2",)
    assert "zhang3" in _others("長", ["chang2"])


def test_what_is_never_asked_is_a_reading_of_its_character_or_of_its_sound() -> None:
    assert [row for row in table("never_asked.tsv") if not dictionary().of_char(row[0])] == []


@pytest.mark.parametrize("text", ["各部门要采取措施。", "请存放在阴凉处。", "综合信息见附件。"])
def test_words_are_no_names(text: str) -> None:
    assert list(names(say(text))) == []


def test_a_name_that_no_dictionary_lists_is_asked_about() -> None:
    assert [name.text for name in names(say("吕国蔚也来了。"))] == ["吕国蔚"]


def test_every_doubt_about_a_reading_has_a_candidate() -> None:
    text = "长，行，重。他着了凉，得了，为了什么，还没还。仇大。"
    manuscript = Manuscript(METADATA, (Section("s001", 1, "一", (Block("b001", "paragraph", text),)),))
    found = doubts(read(manuscript)[0], manuscript)
    assert found and all(doubt.candidates for doubt in found)
