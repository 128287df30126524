"""The manuscript: what is written. Frozen, without I/O; ids are set once, in reading order.

Offsets are half-open ranges of code points in a block's text, which never changes after this stage.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

FORMAT = 2
"""Version of ``1-manuscript.json``; raised when a field changes its meaning."""

BlockKind = Literal[
    "title", "subtitle", "speaker", "salutation", "heading", "paragraph",
    "item", "quote", "verse", "cell", "caption", "figure", "note", "code", "separator",
]  # fmt: skip
SectionKind = Literal["front", "chapter", "tail", "closing", "announcement", "colophon"]
MarkKind = Literal["run-in", "strong", "emphasis", "sup", "sub", "link", "noteref", "ruby", "break", "code", "language"]


@dataclass(frozen=True)
class Metadata:
    """What a catalogue says of the book. Comes from ``book.toml``; never from the text, and never becomes markup.

    What nobody knows is empty (``date``: None), and editions leave its line out. ``speaker`` is who speaks or wrote it.
    """

    title: str
    speaker: str
    issuer: str
    date: datetime.date | None
    language: str
    identifier: str
    rights: str
    description: str = ""


@dataclass(frozen=True)
class Mark:
    """A stand-off mark over ``text[start:end]`` of its block. ``value`` is:

    - ``link``: the address; ``noteref``: the id of the note's first block; ``ruby``: the reading given in the document
      (pinyin or zhuyin, one reading a character, separated by spaces where the document separates them); ``language``: a
      language tag (BCP 47); empty for the others.

    ``run-in``: a heading sentence that opens a paragraph. ``strong``, ``emphasis`` (dots 着重号 too), ``sup``, ``sub``, ``code`` are
    what they say. ``noteref`` covers the printed sign of the note ("①", "[1]", "1"), which is never spoken in its place. ``break``: a line
    ends here and the next begins; it is empty (``start == end``) or covers one space that is printed only where the line goes on.
    """

    start: int
    end: int
    kind: MarkKind
    value: str = ""


@dataclass(frozen=True)
class Cell:
    """Where a block stands in its table: ``row`` and ``column`` from 1, how many ``rows`` and ``columns`` it spans, and what it is the head of.

    ``head``: ``column`` (it names the cells below it), ``row`` (the cells beside it) or empty. Empty cells are not blocks; a table's size
    is that of its furthest cell.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    head: Literal["", "column", "row"] = ""


@dataclass(frozen=True)
class Figure:
    """A picture: the name of its file among the manuscript's ``pictures`` (empty when the document only points at one that is not in it),
    and whether a person said that it is decorative. The alternative text is the block's text."""

    file: str
    decorative: bool = False


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, table cell, picture …: printed form, no line breaks. ``where`` is ``file:place`` in the source,
    in terms of its file (``report.txt:12``, ``bericht.docx:¶12``, ``a.pdf:p3 l7``).

    - ``level``: depth of an ``item`` or ``quote`` from 1; of a ``heading`` its section's level; else 0.
    - ``label``: what is printed before an item, a heading or a note (``（一）``, ``①``, ``第一条``); it is the beginning of ``text`` wherever it is
      not empty. An item without label has a bullet, which is not text and is not spoken.
    - ``group``: blocks of one list, table, figure, poem, quotation, note or listing stand one after another and share this name (``list1``, ``table1`` …).
      Empty for a block that stands alone. In the group of a table or figure: ``caption``, ``cell`` or ``figure``, and ``paragraph`` for the long
      description; in that of a list also ``paragraph``, which belongs to the item before it. A ``verse`` block is one stanza, its lines
      ended by ``break`` marks; a ``code`` block one listing, likewise.
    - ``silent``: shown, but not read aloud (notes, when the book says so).
    """

    id: str
    kind: BlockKind
    text: str
    marks: tuple[Mark, ...] = ()
    where: str = ""
    level: int = 0
    label: str = ""
    group: str = ""
    cell: Cell | None = None
    figure: Figure | None = None
    silent: bool = False

    @property
    def place(self) -> Cell:
        """Where a ``cell`` lies in its table. Asked of another kind of block it is a programming error."""
        assert self.cell is not None, self.id
        return self.cell


@dataclass(frozen=True)
class Section:
    """A stretch of blocks under one heading, the heading itself being the first block.

    ``level`` is 1 for the top of the ladder. ``front`` holds title, speaker and salutation, and whatever stands before the first heading (a
    text without any heading is one ``chapter``); a ``tail`` closes its parent
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
    """One change between the source as received and the text. ``where`` is ``file:place:column`` in the source, the column from 1."""

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
class Picture:
    """A picture of the document, kept in ``pictures/`` of the book's build folder.

    ``file``: the SHA-256 of its bytes (the first 16 hex digits) with the ending of what it really is; ``width`` and ``height`` in pixels.
    """

    file: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Manuscript:
    """The whole: the text in ``sections``, the publisher's own words in ``matter``.

    ``matter`` holds one ``announcement`` for each section, with the id ``<section id>-intro``, and one ``colophon``.
    """

    metadata: Metadata
    sections: tuple[Section, ...]
    repairs: tuple[Repair, ...] = ()
    matter: tuple[Section, ...] = ()
    pictures: tuple[Picture, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True)
class ManuscriptOptions:
    """``[manuscript]`` of ``book.toml``.

    ``script``: ``simplified`` converts traditional characters where the document is traditional, ``keep`` leaves them.
    ``damage``: ``stop`` ends the build on damage without a decision, ``allow`` turns it into warnings.
    ``encoding``: ``auto`` or the name of the source's encoding. ``run_in``: whether short opening sentences become headings.
    ``part``: which part of a web page is the text, as a CSS selector; empty: found by the page's structure.
    ``notes``: where notes stand and are read: after the paragraph they belong to, at the end of the section, or at the end of the section
    and not read aloud (``none``).
    ``recode``: lines that were decoded wrongly before the text came to us are restored when they were decoded so (``utf-8 as gb18030``).
    """

    script: Literal["simplified", "keep"] = "simplified"
    damage: Literal["stop", "allow"] = "stop"
    encoding: str = "auto"
    run_in: Literal["auto", "never"] = "auto"
    part: str = ""
    notes: Literal["after", "end", "none"] = "after"
    recode: str = ""
