"""Where a text is classical, what that changes, and what a book can settle."""

from __future__ import annotations

import pytest

from publish.reading.model import SURE, ReadingOptions
from publish.reading.pinyin import voter
from publish.reading.pinyin.genre import classical
from publish.reading.read import say
from tests.reading.marked import heard, wrong

OLD = ["夫战，勇气也。一鼓作气，再而衰，三而竭。", "国破山河在，城春草木深。感时花溅泪，恨别鸟惊心。", "臣本布衣，躬耕于南阳，苟全性命于乱世，不求闻达于诸侯。"]
NEW = ["全区地区生产总值同比增长5.2%，高于全市平均水平。", "“你怎么还不睡？”她压低了嗓子问。", "弗吉尼亚州的森林覆盖率为65%。", "从一数到十，看谁数得快。", "以人民为中心，在发展中保障和改善民生。"]


@pytest.mark.parametrize("text", OLD)
def test_classical_chinese_is_known_by_its_words(text: str) -> None:
    assert classical(text, "auto") == ((0, len(text)),)


@pytest.mark.parametrize("text", NEW)
def test_a_text_of_today_is_not(text: str) -> None:
    assert classical(text, "auto") == ()


def test_what_a_modern_text_quotes_is_told_apart() -> None:
    text = "孔子说：“学而时习之，不亦说乎？”老师让我们背下来。"
    ((start, end),) = classical(text, "auto")
    assert text[start:end] == "学而时习之，不亦说乎？"
    assert classical(text, "modern") == () and classical(text, "classical") == ((0, len(text)),)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("古人云：“夫战，勇气也。”", "古人云：“夫{fu2}战，勇气也。”"), ("“其真无马邪？其真不知马也。”", "“其真无马邪{ye2}？其真不知马也。”"),
        ("予独爱莲之出淤泥而不染。", "予{yu2}独爱莲之出淤泥而不染。"), ("逝者如斯夫，不舍昼夜。", "逝者如斯夫{fu2}，不舍{she3}昼夜。"),
        ("遂令天下父母心，不重生男重生女。", "遂令天下父母心，不重{zhong4}生男重{zhong4}生女。"), ("安得广厦千万间，大庇天下寒士俱欢颜。", "安得{de2}广厦千万间，大庇天下寒士俱欢颜。"),
    ],
)  # fmt: skip
def test_rules_of_classical_chinese(text: str, label: str) -> None:
    assert wrong(text, label, ReadingOptions(genre="classical")) == []


def test_a_book_can_say_what_it_is() -> None:
    text = "夫天地者，万物之逆旅也。"
    assert heard(text, ReadingOptions(genre="classical"))[0][0] == "fu2"
    assert heard(text, ReadingOptions(genre="modern"))[0][0] == "fu1"


def test_the_second_voter_only_makes_doubts() -> None:
    """It is asked about characters whose readings were counted, reads among those, and changes no syllable."""
    assert voter.network().votes("毛泽覃牺牲时二十九岁。", [2], [("qin2", "tan2")])[0][0] in ("qin2", "tan2")
    assert voter.network().votes("你好", [0], [("ni3",)]) == [("", 0.0)]
    text = "他在会上读了一封信，覃塘区的代表也来了。"
    assert [t.syllables for s in say(text) for t in s.tokens] == [t.syllables for s in say(text) for t in s.tokens]


def test_votes_do_not_depend_on_what_is_voted_on_beside() -> None:
    text, among = "葛存壮在古刹里弹琴，他的琴很旧。", ("ge2", "ge3")
    alone = voter.network().votes(text, [0], [among])[0]
    assert voter.network().votes(text, [5, 0], [("cha4", "sha1"), among])[1] == alone


def test_kin_with_a_number_make_a_surname_sure() -> None:
    for text in ("单三叔来了。", "查大妈来了。", "解老五来了。"):
        token = next(t for s in say(text) for t in s.tokens)
        assert token.confidence >= SURE, text
