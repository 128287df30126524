"""The real report in braille: read back whole, sentences full of polyphones, and what `publish say` tells."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.config import load_book
from publish.editions.braille import brf, document, encode, layout, readback, tables
from publish.editions.braille.braille import Braille
from publish.editions.braille.layout import Grid
from publish.editions.model import Publication
from publish.manuscript.edit import edit
from publish.reading import read
from tests.editions.braille.said import cases, line, tokens
from tests.project import ROOT


@pytest.fixture(scope="module")
def report() -> Publication:
    """The report as it is read; nobody speaks it."""
    book = load_book(ROOT / "source" / "dongcheng-2025")
    made, _ = edit(book.sources, book.metadata, book.manuscript, "声音", "")
    said, _ = read.read(made, book.reading, book.folder / "readings.toml", ROOT / "voices" / "lexicon")
    return Publication("report", made, said, None, Path(), datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC))


def test_the_report_reads_back_without_a_difference(report, tmp_path):
    edition = Braille()
    paths = edition.write(report, tmp_path)
    assert edition.findings == ()
    pages = brf.read(next(path for path in paths if path.suffix == ".brf").read_bytes())
    assert len(pages) == 49 and sum(len(page) for page in pages) > 1150


def test_every_syllable_of_the_report_is_in_its_braille(report):
    """Counted apart from the proof: as many syllables as the reading has words of Han characters, figures as many as the print has."""
    (volume,) = document.compose(report, Grid(), 150).volumes
    pieces = [piece for page in volume.pages for row in page.rows if row.block for _, piece in row.items]
    blocks = [block for section in report.manuscript.sections for block in section.blocks]
    printed = "".join(block.text for block in blocks)
    assert "".join(piece.text for piece in pieces) == printed.replace(" ", "").replace("\u3000", "")
    assert sum(piece.text.isdigit() for piece in pieces) == sum(char.isdigit() for char in printed)


SENTENCES = [row.split("\t")[0] for row in (ROOT / "tests/reading/fresh-sentences.tsv").read_text("utf-8").splitlines() if row and row[0] != "#"]


def test_sentences_of_the_readings_own_tests_read_back():
    assert len(SENTENCES) > 50
    for text in SENTENCES:
        said = tokens(text)
        assert readback.compare(encode.line(encode.encode(said, text).pieces), said, text) is None


@given(st.text(alphabet="的他你它一不子自事业安外爱儿了着区第年月日中好研究 0123456789.,%ABxyz①，。、；：？！“”‘’（）《》——……·/*é嗯☆", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_fits_its_lines_and_reads_back(text):
    said = tokens(text)
    pieces = encode.encode(said, text).pieces
    lines = layout.rows(layout.Paragraph(pieces), 20)
    assert all(len(row.cells) <= 20 for row in lines)
    assert readback.compare(tables.BLANK.join(row.cells for row in lines), said, text) is None


@pytest.mark.parametrize(("text", "cells"), cases("polyphones"), ids=lambda value: value[:8])
def test_polyphones_have_our_readings(text, cells):
    assert line(text) == cells


def test_say_tells_the_braille_of_every_token():
    done = subprocess.run([sys.executable, "-m", "publish", "say", "--json", "他在东城区。"], capture_output=True, text=True, cwd=ROOT, check=True)
    told = json.loads(done.stdout)
    assert [(token["text"], token["braille"]) for token in told["tokens"]] == [("他", "⠞"), ("在", "⠵⠪"), ("东城", "⠙⠲⠁⠟⠼"), ("区", "⠅⠬⠁"), ("。", "⠐⠆")]
    assert told["braille"] == "⠞⠀⠵⠪⠀⠙⠲⠁⠟⠼⠅⠬⠁⠐⠆"
