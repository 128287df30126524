"""Tones that change: every line of ``reading/sandhi.tsv``, decided by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.reading.model import ReadingOptions
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
