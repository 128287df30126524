"""The manuscript: what is written. Frozen, without I/O; ids are set once, in reading order.

Offsets are half-open ranges of code points in a block's text, which never changes after this stage.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

FORMAT = 1
"""Version of ``1-manuscript.json``; raised when a field changes its meaning."""

BlockKind = Literal["title", "subtitle", "speaker", "salutation", "heading", "paragraph"]
SectionKind = Literal["front", "chapter", "tail", "closing", "announcement", "colophon"]
MarkKind = Literal["run-in"]


@dataclass(frozen=True)
class Metadata:
    """What a catalogue says of the book. Comes from ``book.toml``; never from the text, and never becomes markup."""

    title: str
    speaker: str
    issuer: str
    date: datetime.date
    language: str
    identifier: str
    rights: str
    description: str = ""


@dataclass(frozen=True)
class Mark:
    """A stand-off mark over ``text[start:end]`` of its block. ``run-in``: a heading sentence that opens a paragraph."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True)
class Block:
    """One title, heading or paragraph: printed form, no line breaks. ``where`` is ``file:line`` in the source."""

    id: str
    kind: BlockKind
    text: str
    marks: tuple[Mark, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Section:
    """A stretch of blocks under one heading, the heading itself being the first block.

    ``level`` is 1 for the top of the ladder. ``front`` holds title, speaker and salutation; a ``tail`` closes its parent
    section without a heading of its own; ``closing`` closes the document. ``title`` is the heading's text; for sections
    without heading it is the name that navigation uses. ``announcement`` and ``colophon`` are the publisher's own words
    (``Manuscript.matter``), never part of the text.
    """

    id: str
    level: int
    title: str
    blocks: tuple[Block, ...]
    kind: SectionKind = "chapter"


@dataclass(frozen=True)
class Repair:
    """One change between the source as received and the text. ``where`` is ``file:line:column``, 1-based, in the source."""

    rule: str
    where: str
    before: str
    after: str
    reviewed_by: str = ""
    reason: str = ""

    @property
    def is_seen(self) -> bool:
        """Whether the printed words change: not so where an indent, an invisible character or the width of a space does.

        A person's own decision always counts.
        """
        if self.reviewed_by or self.rule not in ("control", "space"):
            return True
        return bool(self.after.strip(" ")) or any(c.isprintable() and not c.isspace() for c in self.before)


@dataclass(frozen=True)
class Manuscript:
    """The whole: the text in ``sections``, the publisher's own words in ``matter``.

    ``matter`` holds one ``announcement`` for each section, with the id ``<section id>-intro``, and one ``colophon``.
    """

    metadata: Metadata
    sections: tuple[Section, ...]
    repairs: tuple[Repair, ...] = ()
    matter: tuple[Section, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True)
class ManuscriptOptions:
    """``[manuscript]`` of ``book.toml``.

    ``script``: ``simplified`` converts traditional characters where the document is traditional, ``keep`` leaves them.
    ``damage``: ``stop`` ends the build on damage without a decision, ``allow`` turns it into warnings.
    ``encoding``: ``auto`` or the name of the source's encoding. ``run_in``: whether short opening sentences become headings.
    """

    script: Literal["simplified", "keep"] = "simplified"
    damage: Literal["stop", "allow"] = "stop"
    encoding: str = "auto"
    run_in: Literal["auto", "never"] = "auto"
