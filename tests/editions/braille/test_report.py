"""The real report in braille: read back whole, sentences full of polyphones, and what `publish say` tells."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest

from publish.config import load_book
from publish.editions.braille import brf, document
from publish.editions.braille.braille import Braille
from publish.editions.braille.layout import Grid
from publish.editions.model import Publication
from publish.manuscript.edit import edit
from publish.reading import read
from tests.editions.braille.said import cases, line
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


@pytest.mark.parametrize(("text", "cells"), cases("polyphones"), ids=lambda value: value[:8])
def test_polyphones_have_our_readings(text, cells):
    assert line(text) == cells


def test_say_tells_the_braille_of_every_token():
    done = subprocess.run([sys.executable, "-m", "publish", "say", "--json", "他在东城区。"], capture_output=True, text=True, cwd=ROOT, check=True)
    told = json.loads(done.stdout)
    assert [(token["text"], token["braille"]) for token in told["tokens"]] == [("他", "⠞"), ("在", "⠵⠪"), ("东城", "⠙⠲⠁⠟⠼"), ("区", "⠅⠬⠁"), ("。", "⠐⠆")]
    assert told["braille"] == "⠞⠀⠵⠪⠀⠙⠲⠁⠟⠼⠅⠬⠁⠐⠆"
