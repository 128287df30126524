"""Syllables, numbers, letters and marks in cells: every rule of the scheme with an example."""

import pytest

from publish.editions.braille import brf, cells, encode, readback, tables, tones
from publish.reading.model import Syllable
from publish.reading.pinyin.dictionary import dictionary
from publish.reading.spelling import orthography
from tests.editions.braille.said import cases, line, tokens

TABLES = ("bare", "brf", "classes", "digits", "finals", "initials", "letters", "marks", "meanings", "numbers", "original", "phrases", "shorthand", "spellings", "substitutes", "syllables", "tones")  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_unique_and_whole(name):
    rows = tables.rows(name)
    if name != "digits":  # in the order of counting
        assert list(rows) == sorted(rows)
    assert len(set(rows)) == len(rows) and len({len(row) for row in rows}) == 1


def test_cells_and_dots():
    assert tables.cells("34-256-1") == "⠌⠲⠁" and tables.dots("⠌⠲⠁") == "34-256-1" and tables.cells("0") == tables.BLANK


def of(text, readings):
    """The cells of one braille word with these readings, whatever the dictionary says."""
    said = [orthography.syllable(reading) for reading in readings.split()]
    chars = [text] if len(said) == 1 else list(text)
    names = tuple(readings.split())
    following = [*said[1:], None]
    return tables.dots("".join(cells.of_syllable(c, s, text, names, after) for c, s, after in zip(chars, said, following, strict=True)))


@pytest.mark.parametrize(("text", "readings", "dots", "clause"), cases("syllables"), ids=lambda value: value)
def test_a_rule_of_the_scheme(text, readings, dots, clause):
    assert of(text, readings) == dots, clause


@pytest.mark.parametrize("row", tables.rows("bare"), ids=lambda row: row[0])
def test_the_tone_left_away_by_initial(row):
    base, tone = row[3][:-1], int(row[3][-1])
    assert tone == int(row[1]) and not tones.written(base, tone)
    written = [other for other in (1, 2, 3, 4) if tones.written(base, other)]
    assert written == [other for other in (1, 2, 3, 4) if other != tone], base


@pytest.mark.parametrize("row", tables.rows("syllables"), ids=lambda row: row[0])
def test_a_syllable_with_a_rule_of_its_own(row):
    assert tones.written(row[0][:-1].replace("v", "ü"), int(row[0][-1])) == (row[1] == "written")


def test_the_spoken_tone_is_not_written():
    """一 and 不 keep the tone of the dictionary, whatever sandhi does, and whatever the book prints above them."""
    assert line("一个") == "⠊⠛⠢" and line("不要") == "⠃⠥⠜"
    assert cells.of_syllable("一", Syllable("yi", 2, "yi2"), "一", ("yi2",), None) == "⠊"


def test_every_syllable_of_the_dictionary_has_cells_or_a_substitute():
    bases = {reading[:-1].replace("v", "ü") for readings in dictionary().chars.values() for reading in readings.split()}
    assert len(bases) > 400
    without = {base for base in bases if cells.known(base) != base}
    assert without <= {row[0] for row in tables.rows("substitutes")} | {"wong"}  # a name from Cantonese


def test_no_two_syllables_share_cells_but_o_and_e():
    shared = {frozenset(bases) for bases in readback._readings().values() if len(bases) > 1}
    spoken = {reading[:-1].replace("v", "ü") for readings in dictionary().chars.values() for reading in readings.split()}
    assert {pair & spoken for pair in shared if len(pair & spoken) > 1} <= {frozenset({"o", "e"}), frozenset({"lo", "le"}), frozenset({"me", "mo"})}


@pytest.mark.parametrize(("text", "expected"), cases("lines"), ids=lambda value: value)
def test_numbers_letters_marks_and_blanks(text, expected):
    assert line(text) == expected
    assert readback.compare(expected, tokens(text), text) is None


@pytest.mark.parametrize(("text", "code"), [("嗯嗯☆", "E902"), ("http://a.b", "E902")])
def test_what_has_no_cells_is_shown_and_told(text, code):
    made = encode.encode(tokens(text), text, (), "b001")
    assert code in {found.code for found in made.findings} and tables.UNKNOWN in encode.line(made.pieces)


def test_a_syllable_without_cells_is_a_finding_and_stays():
    token = tokens("好")[0]
    said = type(token)(0, 1, "嗯", "word", "嗯", (Syllable("ng", 4, "ng4"),), "rule", 1.0)
    made = encode.encode([said], "嗯", (), "b001")
    assert [(found.code, found.where) for found in made.findings] == [("E901", "b001")]
    assert encode.line(made.pieces) == tables.cells(of("摁", "en4")) == "⠴"


def test_tokens_have_their_own_cells():
    said = tokens("2025年，东城区")
    made = encode.of_tokens(encode.encode(said, "").pieces, len(said))
    assert made == ("⠼⠃", "⠚", "⠃", "⠑", "⠝⠩", "⠐", "⠙⠲⠁⠟⠼", "⠅⠬⠁")
    assert "".join(made) == line("2025年，东城区").replace(tables.BLANK, "")


def test_ascii_braille_is_sixty_four_cells_both_ways():
    every = "".join(chr(0x2800 + n) for n in range(64))
    assert sorted(every.translate(brf._to_ascii())) == [chr(n) for n in range(32, 96)]
    assert brf._cells(every.translate(brf._to_ascii()).encode()) == every
