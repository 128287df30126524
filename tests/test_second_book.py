"""A second, different text goes the whole way: nothing in the program knows the first book."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publish.editions import table
from tests.project import Project, project
from tests.tools import ace, epubcheck
from tests.tools.need import need

pytestmark = [pytest.mark.slow]

SECOND = Path(__file__).parent / "books" / "second"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Project, dict]:
    made = project(tmp_path_factory.mktemp("second"), editions=tuple(table.EDITIONS))
    settings = made.source / "book.toml"
    ours = settings.read_text("utf-8").split("[narration]")[1]
    shutil.copy(SECOND / "report.txt", made.source / "report.txt")
    theirs = (SECOND / "book.toml").read_text("utf-8").split("[editions")[0]
    settings.write_text(f"{theirs}\n[narration]{ours}", "utf-8")
    return made, made.make()


def test_every_edition_is_made_and_nothing_is_our_error(built):
    """Left over: two addresses that a publisher has yet to give, and the one sign that neither the fonts nor braille have."""
    made, result = built
    assert {output["edition"] for output in result["outputs"]} == set(table.EDITIONS)
    assert sorted(found["code"] for found in result["findings"]) == ["E401", "E501", "E603", "E902"]
    assert [found["values"]["characters"] for found in result["findings"] if found["code"] == "E501"] == ["℞"]


@pytest.mark.parametrize("name", ["book.epub", "book-plain.epub"])
def test_the_validators_have_nothing_to_say(built, name):
    need(ace.missing())
    book = built[0].build / "book" / "editions" / name
    assert epubcheck.faults(book) == []
    assert ace.violations(book) == []


def test_the_text_is_all_there(built):
    """Every line of the source is a block, or begins one; nothing is added."""
    made, _ = built
    manuscript = made.publication().manuscript
    blocks = "".join(block.text for section in manuscript.sections for block in section.blocks)
    source = (SECOND / "report.txt").read_text("utf-8")
    assert "".join(blocks.split()) == "".join(source.split())


def test_it_has_structure(built):
    sections = built[0].publication().manuscript.sections
    assert len(sections) > 5 and {section.level for section in sections} >= {1, 2}


def test_every_character_has_a_reading(built):
    from publish.han import is_han

    for sentence in built[0].publication().reading.sentences:
        for token in sentence.tokens:
            assert not any(map(is_han, token.text)) or token.syllables, (sentence.text, token.text)
