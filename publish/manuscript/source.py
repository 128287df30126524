"""A document as received: its passages in order, what it says of itself, its pictures. Made by a reader, never changed afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from publish.findings import Finding
from publish.manuscript.model import BlockKind, Cell, Figure, Mark

ClaimName = Literal["title", "subtitle", "author", "issuer", "date", "language", "rights", "description"]


@dataclass(frozen=True)
class Passage:
    """A line, paragraph, heading, list item, cell … as it stands in the document, with what the document says of it.

    ``kind`` is None where the document says nothing (plain text, a paragraph without style): structure decides, by number and look.
    ``level``, ``label``, ``group``, ``cell``, ``figure`` and ``marks`` mean what they mean in :class:`publish.manuscript.model.Block`, but that a ``noteref`` and its ``note`` are
    joined by ``note``, a key of the reader's own (``fn1``): all passages of a note bear it, and the mark has it as its ``value``.
    ``place``: where it stands, in terms of the file (``12``, ``¶12``, ``p3 l7``), different for each passage of a document, without a colon. ``file``:
    which of several files it stands in; empty where there is one.
    """

    text: str
    kind: BlockKind | None = None
    place: str = ""
    level: int = 0
    label: str = ""
    group: str = ""
    cell: Cell | None = None
    figure: Figure | None = None
    note: str = ""
    marks: tuple[Mark, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Claim:
    """Something the document says of itself (its title, its author …), and where: ``docProps/core.xml``, ``front matter l2``."""

    name: ClaimName
    value: str
    where: str


@dataclass(frozen=True)
class Image:
    """A picture in the document: its bytes, and the ``file`` name that figures call it by (:class:`publish.manuscript.model.Picture`)."""

    file: str
    media_type: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Joint:
    """A line end that a page made, as its layout tells: between passage ``number`` (from 1) and the next one stands ``before`` (a line feed, or a hyphen
    and one); when the two are one, ``after`` takes its place. ``joined``: whether they are; ``sure``: whether that needs no person."""

    number: int
    before: str
    after: str
    joined: bool
    sure: bool


@dataclass(frozen=True)
class Document:
    """A document as received. ``encoding`` is the one found, by its common name (empty where the format fixes it).

    ``flows``: whether its passages are paragraphs (Word, web, e-book, Markdown, and PDF once its ``joints`` are) or lines that a fixed width
    may have cut (plain text), which the repair of lines may join. ``beside``: the files beside the document that it took pictures from, by their
    relative names. ``cover``: which of the ``images`` is on its cover. ``joints``: the line ends of pages that are undone, or may have to be.
    """

    name: str
    passages: tuple[Passage, ...]
    encoding: str = ""
    claims: tuple[Claim, ...] = ()
    images: tuple[Image, ...] = ()
    findings: tuple[Finding, ...] = ()
    flows: bool = False
    beside: tuple[str, ...] = ()
    cover: str = ""
    joints: tuple[Joint, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The passages' texts."""
        return tuple(passage.text for passage in self.passages)

    @cached_property
    def text(self) -> str:
        """All passages joined by line feeds; offsets into it are the ones :meth:`where` understands."""
        return "\n".join(self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset in ``text`` at which each passage begins."""
        made = [0]
        for line in self.lines[:-1]:
            made.append(made[-1] + len(line) + 1)
        return tuple(made)

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of the files it comes from."""
        return frozenset(passage.file or self.name for passage in self.passages)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """``file:place`` → number of the passage, from 1."""
        return {f"{passage.file or self.name}:{passage.place}": number for number, passage in enumerate(self.passages, 1)}

    def where(self, number: int, column: int) -> str:
        """A place as people look it up: ``name:place:column``; passages and columns (code points) are counted from 1."""
        passage = self.passages[number - 1]
        return f"{passage.file or self.name}:{passage.place}:{column}"


def plain(name: str, lines: Iterable[str], encoding: str = "") -> Document:
    """A document of bare lines, each with its number as its place."""
    return Document(name, tuple(Passage(line, place=str(number)) for number, line in enumerate(lines, 1)), encoding)


def joined(documents: Sequence[Document]) -> Document:
    """Several documents, in order, as one. Groups and notes of different files stay apart; of claims, those of the first file hold."""
    if len(documents) == 1:
        return documents[0]
    passages = tuple(_of(passage, number, one.name) for number, one in enumerate(documents, 1) for passage in one.passages)
    images = {image.file: image for one in documents for image in one.images}
    return Document(
        "、".join(one.name for one in documents), passages, documents[0].encoding, documents[0].claims, tuple(images.values()),
        tuple(found for one in documents for found in one.findings), all(one.flows for one in documents),
        tuple(dict.fromkeys(name for one in documents for name in one.beside)), joints=tuple(_joints(documents)),
    )  # fmt: skip


def _joints(documents: Iterable[Document]) -> Iterator[Joint]:
    before = 0
    for one in documents:
        yield from (replace(joint, number=joint.number + before) for joint in one.joints)
        before += len(one.passages)


def _of(passage: Passage, number: int, file: str) -> Passage:
    marks = tuple(replace(mark, value=f"{number}-{mark.value}") if mark.kind == "noteref" else mark for mark in passage.marks)
    group, note = (f"{number}-{name}" if name else "" for name in (passage.group, passage.note))
    return replace(passage, group=group, note=note, marks=marks, file=file)


def placed(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages with places of their own: the second one at ``l7`` stands at ``l7.2``."""
    made, seen = [], Counter[str]()
    for passage in passages:
        seen[passage.place] += 1
        count = seen[passage.place]
        made.append(replace(passage, place=f"{passage.place}.{count}") if count > 1 else passage)
    return tuple(made)
