"""A line is read as a book reads it, and told in its own places."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish import line
from tests.project import project

LINES = [
    ("收入&gt;支出，甲&amp;乙", "收入大于支出甲和乙"), ("&lt;通知&gt; &quot;供暖&quot; &#39;今天&#39;", "通知供暖今天"), ("<p>各街道</p><br/>各社区<b>注意</b>", "各街道各社区注意"),
    ("&#8220;供暖&#8221;&hellip;&mdash;2025", "供暖二零二五"), ("食堂&nbsp;开门", "食堂开门"), ("他\u200b们", "他们"),
]  # fmt: skip


def spoken(text: str) -> str:
    return "".join(sentence.spoken for sentence in line.read(text))


@pytest.mark.parametrize(("text", "said"), LINES)
def test_remains_of_markup_are_not_said(text: str, said: str) -> None:
    assert spoken(text) == said


@settings(deadline=None)
@given(st.lists(st.sampled_from(["&nbsp;", "<p>", "</p>", "<br>", "&#8220;", "好的", "12元", "。", " ", "\u200b", "Ａ", "-->"]), max_size=9).map("".join))
def test_tokens_tile_the_line_that_was_given(text: str) -> None:
    at, tokens = 0, [token for sentence in line.read(text) for token in sentence.tokens]
    for token in tokens:
        assert token.start == at and token.text == text[token.start : token.end]
        at = token.end
    assert at == len(text) or not tokens


@pytest.mark.parametrize("arguments", [("-1.5℃",), ("--", "-1.5℃"), ("-5度",), ("--json", "-1.5℃")])
def test_a_line_may_begin_with_a_minus(tmp_path, arguments: tuple[str, ...]) -> None:
    done = project(tmp_path).run("say", *arguments)
    assert done.returncode == 0 and "零下" in (json.loads(done.stdout)["spoken"] if "--json" in arguments else done.stdout)
