"""Polyphones in context: every line of ``reading/readings.tsv``, labelled by hand; and what the tables of data promise."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from publish.reading.pinyin.dictionary import dictionary
from publish.reading.read import say
from publish.reading.spelling.orthography import tone_marks
from publish.reading.spelling.spelling import known

CASES = [line.split("\t") for line in (Path(__file__).parent / "readings.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
DATA = resources.files("publish.reading") / "data"
TABLES = ["alone.tsv", "characters.tsv", "corrections.tsv", "cut_words.tsv", "forms_of_address.tsv", "genre.tsv", "kept_words.tsv", "neutral.tsv", "no_erhua.tsv", "not_neutral.tsv", "persons.tsv", "reading_counts.tsv", "simplified.tsv", "surnames.tsv", "yi_ranks.tsv"]


def printed(text: str) -> str:
    return " ".join(tone_marks(s.base, s.tone) for sentence in say(text) for token in sentence.tokens for s in token.syllables)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_reading(text: str, expected: str) -> None:
    assert printed(text) == expected


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len(CASES) >= 300
    assert len({text for text, _ in CASES}) == len(CASES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_and_unique(name: str) -> None:
    lines = [line for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    keys = [line.split("\t")[0] for line in lines]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", ["corrections.tsv", "neutral.tsv"])
def test_every_character_of_a_word_has_one_known_syllable(name: str) -> None:
    """In corrections ``?`` leaves a character to its context, and 隆 is lōng, in 轰隆隆 alone."""
    allowed = known() | ({"?", "long1"} if name == "corrections.tsv" else set())
    for line in (DATA / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            word, reading, *_ = line.split("\t")
            assert len(word) == len(reading.split()), word
            assert set(reading.split()) <= allowed, word


def test_two_tables_never_read_a_word_in_two_ways() -> None:
    rows = [{line.split("\t")[0]: line.split("\t")[1] for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")} for name in ("corrections.tsv", "neutral.tsv")]
    assert [word for word in rows[0].keys() & rows[1].keys() if rows[0][word] != rows[1][word]] == []


def test_words_of_the_classics_do_not_cut_a_text_of_today_but_halve_idioms() -> None:
    words = dictionary()
    assert "因地" not in words.costs and "因地" in words.halves
    assert not words.halves & words.costs.keys()
    assert {words.attested[word] for word in ("重要", "缝线", "喜恶")} == {"cpz", "cpZ", "c"}
    assert [token.ruby for sentence in say("因地制宜，贪得无厌") for token in sentence.tokens if token.ruby] == ["yīndì-zhìyí", "tāndé-wúyàn"]


@pytest.mark.parametrize("name", ["rules.tsv", "rules_classical.tsv"])
def test_rules_compile_and_fire_on_their_own_example(name: str) -> None:
    from publish.reading.pinyin.context import REACH, spelled_out

    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        char, reading, left, right, example = line.split("\t")
        assert reading in known() and example
        places = [at for at, c in enumerate(example) if c == char[0]]
        fires = [at for at in places if _fits(spelled_out(left), spelled_out(right), example, at, REACH)]
        assert fires, f"{char} {reading}: {example}"


def _fits(left: str, right: str, text: str, at: int, reach: int) -> bool:
    before = re.compile(f"(?:{left})$").search(text, max(0, at - reach), at) if left else True
    return bool(before) and bool(re.compile(right).match(text, at + 1) if right else True)
