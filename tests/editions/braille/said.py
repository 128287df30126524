"""Texts read by the real reading, for tests of braille."""

from __future__ import annotations

import datetime
from pathlib import Path

from publish.editions.braille import encode
from publish.editions.model import Publication
from publish.manuscript.model import Block, Manuscript, Metadata, Section
from publish.reading import read
from publish.reading.model import Token

FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[tuple[str, ...]]:
    """The rows of ``cases/<name>.tsv``."""
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for sentence in read.say(text) for token in sentence.tokens)


def line(text: str) -> str:
    """The cells of a text, blanks between words."""
    return encode.line(encode.encode(tokens(text), text).pieces)


def words(text: str, *decisions) -> str:
    """Braille words with spaces between them; marks and figures are words of their own."""
    placed = [(at, decision) for decision in decisions for at in decision.places(text)]
    return " ".join(item.text for item in encode._items(tokens(text), placed))


def publication(*blocks: Block, slug: str = "book") -> Publication:
    """A book of these blocks, read; nobody speaks it."""
    made = Manuscript(Metadata("书", "", "", None, "zh-Hans", "urn:x", ""), (Section("s001", 1, "书", blocks),))
    return Publication(slug, made, read.read(made)[0], None, Path(), datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC))
