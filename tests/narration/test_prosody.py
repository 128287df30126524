"""Beats and boundaries: nothing lost, nothing doubled, pauses where the marks are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.narration.voices import prosody
from publish.narration.voices.prosody import BREATH, UNIT, Boundary
from publish.reading.model import Sentence, Token
from tests.narration.helpers import ODD, sentence

MARKS = "".join(row[0] for row in prosody.table("marks"))
TEXT = st.text(st.sampled_from("的和在工作报告社区服务经济平稳重要会议一二三2025GDP 　" + MARKS), max_size=150)


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_beats_are_the_syllables_in_order(text):
    read = sentence(text)
    said = [syllable.surface for token in read.tokens for syllable in token.syllables]
    letters = [token for token in read.tokens if token.kind == "latin"]
    beats = prosody.beats(read)
    assert [beat.token for beat in beats] == sorted(beat.token for beat in beats)
    assert [b.syllable for b in beats if read.tokens[b.token].syllables] == said
    assert all(any(b.token == read.tokens.index(token) for b in beats) for token in letters)


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_units_tile_the_beats_and_end_in_pauses(text):
    beats = prosody.beats(sentence(text))
    units = prosody.units(beats)
    assert tuple(beat for unit in units for beat in unit) == beats
    assert all(unit[-1].boundary is Boundary.PAUSE for unit in units)
    assert all(len(unit) <= UNIT for unit in units)
    assert all(len(stretch) <= BREATH for stretch in prosody.stretches(beats))


@pytest.mark.parametrize("text", ODD)
def test_odd_sentences(text):
    beats = prosody.beats(sentence(text))
    assert all(beat.pause >= 0 for beat in beats)
    if beats:
        assert beats[-1].pause == 0, "what follows a sentence is the narration's to decide"


def pauses(text: str) -> dict[int, int]:
    return {beat.token: beat.pause for beat in prosody.beats(sentence(text)) if beat.pause}


def test_an_enumeration_pauses_less_than_a_comma():
    assert 0 < pauses("经济、社会、文化")[0] < pauses("经济，社会，文化")[0]


def test_the_number_of_a_heading_is_followed_by_a_full_pause():
    assert pauses("一、工作回顾")[0] == prosody.marks()["，"][1]
    assert pauses("（一）工作回顾")[1] == prosody.marks()["，"][1]


def test_quotation_marks_alone_do_not_pause():
    assert pauses("建设“重要”会议") == {}


@pytest.mark.parametrize("text", ["“经济”“社会”", "《经济》《社会》"])
def test_an_enumeration_may_leave_out_its_marks(text):
    assert list(pauses(text).values()) == [prosody.marks()["、"][1]]


def test_a_long_stretch_without_marks_is_breathed():
    text = "我们要在全面推进社区服务工作中和各方面一起做好重要会议的报告工作并且在平稳中把经济工作做好"
    assert any(beat.pause == prosody.BREATH_PAUSE for beat in prosody.beats(sentence(text)))


@pytest.mark.timeout(20)
def test_twenty_thousand_characters_without_a_mark_take_no_time():
    beats = prosody.beats(sentence("我们在全面推进社区服务工作" * 1540))
    assert len(beats) > 20_000 and all(len(unit) <= UNIT for unit in prosody.units(beats))


def test_particles_lean_on_the_word_before():
    beats = prosody.beats(sentence("会议的报告"))
    assert beats[1].boundary is Boundary.INSIDE and beats[2].boundary is Boundary.WORD


def test_pieces_of_a_number_hang_together():
    beats = prosody.beats(sentence("2025年"))
    assert [beat.boundary for beat in beats[:3]] == [Boundary.INSIDE] * 3


@pytest.mark.parametrize("name", ["marks", "letters", "latin", "enclitics", "numerals", "phrase_starts"])
def test_tables_are_sorted_and_unique(name):
    keys = [row[0] for row in prosody.table(name)]
    assert keys == sorted(set(keys))
    assert all(cell == cell.strip() and cell for row in prosody.table(name) for cell in row)


def test_letters_are_said_with_tones():
    assert sorted(key for key in prosody.letters() if len(key) == 1) == [chr(n) for n in range(65, 91)]
    assert all(syllable[-1] in "12345" for said in prosody.letters().values() for syllable in said)


@pytest.mark.parametrize(("text", "said"), [("REITs", ["rui1", "ci5"]), ("GDP", ["ji4", "di4", "pi4"]), ("APP", ["ei1", "pu5"])])
def test_letter_words_are_words_and_others_are_spelt(text, said):
    token = Token(0, len(text), text, "latin", text, (), "rule", 1.0)
    assert [beat.syllable for beat in prosody.beats(Sentence("t-1", "t", 0, len(text), (token,)))] == said
