"""A talking book in memory: what its files are written from, and what they are compared with when they are read back.

Vocabulary of DAISY 2.02: a *part* is one SMIL with its MP3, a *phrase* what a player steps through (here a sentence), an *entry* a
line of the NCC, the table of contents that every player opens first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from publish.manuscript.model import Mark

NCC, MASTER, CONTENT = "ncc.html", "master.smil", "content.html"


@dataclass(frozen=True)
class Reference:
    """The printed sign of a note: ``sign`` is ``text[start:end]`` of its phrase, ``note`` the id of the block it points at."""

    start: int
    end: int
    sign: str
    note: str

    @property
    def id(self) -> str:
        return f"ref-{self.note}"


@dataclass(frozen=True)
class Phrase:
    """A sentence with its stretch of the part's MP3 in milliseconds; both 0 for text that is shown but not read aloud.

    Offsets in ``text``: ``breaks``, where a printed line ends (verse, listings); ``marks``, how words are printed (m², emphasis, another
    language); ``references``.
    """

    id: str
    text: str
    begin: int = 0
    end: int = 0
    breaks: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def sounds(self) -> bool:
        return self.end > self.begin


@dataclass(frozen=True)
class Element:
    """An element of the text: a heading of ``level`` 1 to 6, or a paragraph (0). ``kind`` is the manuscript's, shown as its class."""

    id: str
    level: int
    kind: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Note:
    """A note's elements: one thing to play or to skip. ``label``: its printed sign; ``reference``: where the text has it, if it does."""

    id: str
    label: str
    elements: tuple[Element, ...]
    reference: Reference | None = None

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(phrase for element in self.elements for phrase in element.phrases)


@dataclass(frozen=True)
class Entry:
    """A line of the NCC: a heading of ``level`` 1 to 6, or the reference of a note (0). ``target``: the phrase or note it leads to."""

    level: int
    text: str
    target: str


@dataclass(frozen=True)
class Part:
    """A section: ``number`` from 1, its first entry's ``title``, the MP3 it is heard from and how much of its beginning is left out (ms)."""

    number: int
    title: str
    source: Path
    skip: int
    body: tuple[Element | Note, ...]
    entries: tuple[Entry, ...]
    width: int = 3

    @property
    def stem(self) -> str:
        """Sorts in reading order, whatever sorts it: ``s001``."""
        return f"s{self.number:0{self.width}}"

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(phrase for one in self.body for phrase in one.phrases)

    @cached_property
    def length(self) -> int:
        """The sum of its clips, in milliseconds."""
        return sum(phrase.end - phrase.begin for phrase in self.phrases)


@dataclass(frozen=True)
class About:
    """What the book says of itself; empty what nobody knows and nobody must say."""

    title: str
    creator: str
    publisher: str
    date: datetime.date
    identifier: str
    language: str
    narrator: str
    rights: str
    description: str


@dataclass(frozen=True)
class Book:
    """The whole, in reading order."""

    about: About
    parts: tuple[Part, ...]

    @property
    def entries(self) -> tuple[tuple[Part, Entry], ...]:
        return tuple((part, entry) for part in self.parts for entry in part.entries)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all its files."""
        names = [f"{part.stem}.{ending}" for part in self.parts for ending in ("mp3", "smil")]
        return (NCC, CONTENT, MASTER, *names)

    def elapsed(self) -> Iterator[tuple[Part, int]]:
        """Each part with the milliseconds before it."""
        total = 0
        for part in self.parts:
            yield part, total
            total += part.length

    @property
    def length(self) -> int:
        return sum(part.length for part in self.parts)


def text_id(target: str) -> str:
    """The id of the SMIL's ``text`` that shows a phrase, a note or a reference."""
    return f"t-{target}"
