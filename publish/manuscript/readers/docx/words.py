"""The words of one paragraph in the making, with the marks over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from publish.manuscript.model import Mark, MarkKind
from publish.manuscript.readers.docx.ooxml import Element

Kinds = tuple[tuple[MarkKind, str], ...]
"""Kinds of marks with their values, as a run bears them."""

_GROWS: frozenset[MarkKind] = frozenset({"strong", "emphasis", "sup", "sub", "link", "language", "code"})
"""Marks that two runs side by side have in common; ruby and note references are one each."""


class Words:
    """Text is added at the end. ``before`` and ``after`` hold what stands in the paragraph and is not text (pictures, text boxes)."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._marks: list[Mark] = []
        self._cuts: list[int] = []
        self._breaks = 0
        self.before: list[Element] = []
        self.after: list[Element] = []

    def __bool__(self) -> bool:
        return any(part.strip() for part in self._parts)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def size(self) -> int:
        """How many characters there are so far; a line end that is still open counts when text follows."""
        return self._size

    def cover(self, start: int, kind: MarkKind, value: str) -> None:
        """Lay one mark over everything put since ``start``."""
        breaks = [mark for mark in self._marks if mark.kind == "break" and mark.start == start]
        start = breaks[0].end if breaks else start
        if start < self._size:
            self._marks.append(Mark(start, self._size, kind, value))

    def put(self, text: str, kinds: Iterable[tuple[MarkKind, str]] = ()) -> None:
        """Add ``text`` under marks of these ``kinds``."""
        if not text or (self._breaks and not text.strip()):
            return  # an indent at the beginning of a line
        self._settle_breaks(text)
        start, end = self._size, self._size + len(text)
        for kind, value in kinds:
            self._mark(start, end, kind, value)
        self._parts.append(text)
        self._size = end

    def _mark(self, start: int, end: int, kind: MarkKind, value: str) -> None:
        if kind in _GROWS:
            for at in range(len(self._marks) - 1, max(-1, len(self._marks) - 6), -1):
                mark = self._marks[at]
                if (mark.kind, mark.value) == (kind, value) and mark.end in (start, self._line_start(start)):
                    self._marks[at] = replace(mark, end=end)
                    return
        self._marks.append(Mark(start, end, kind, value))

    def _line_start(self, start: int) -> int:
        """Where the line before ended, when a break was just put in; else ``start``."""
        last = self._marks[-1] if self._marks else None
        return last.start if last is not None and last.kind == "break" and last.end == start else start

    def line_break(self) -> None:
        """The line ends here; twice in a row, the stanza does."""
        self._breaks += 1 if self._size else 0

    def _settle_breaks(self, text: str) -> None:
        """Two lines of Latin words keep a space between them, for where they are printed as one."""
        if not self._breaks:
            return
        if self._breaks > 1:
            self._cuts.append(self._size)
        elif _is_spaced(self._parts[-1][-1]) and _is_spaced(text[0]):
            self._marks.append(Mark(self._size, self._size + 1, "break"))
            self._parts.append(" ")
            self._size += 1
        else:
            self._marks.append(Mark(self._size, self._size, "break"))
        self._breaks = 0

    def stanzas(self, label: str = "", gap: str = "") -> list[tuple[str, tuple[Mark, ...]]]:
        """The text and its marks, cut where an empty line stands; the first piece begins with ``label`` and ``gap``. Empty for no words."""
        text, edges = self.text, [0, *self._cuts, self._size]
        pieces = [(text[start:end], tuple(_clipped(self._marks, start, end))) for start, end in pairwise(edges)]
        return prefixed(pieces, label + gap) if self else []


def _clipped(marks: Iterable[Mark], start: int, end: int) -> Iterator[Mark]:
    """What the marks cover between two edges, counted from the first."""
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last or (mark.start == mark.end and start <= mark.start <= end):
            yield replace(mark, start=first - start, end=last - start)


def prefixed(pieces: list[tuple[str, tuple[Mark, ...]]], prefix: str) -> list[tuple[str, tuple[Mark, ...]]]:
    """The pieces, the first with ``prefix`` before its words."""
    if not prefix:
        return pieces
    (text, marks), *others = pieces
    spaces = len(text) - len(text.lstrip())
    moved = (replace(m, start=max(0, m.start - spaces) + len(prefix), end=max(0, m.end - spaces) + len(prefix)) for m in marks)
    return [(prefix + text[spaces:], tuple(moved)), *others]


def _is_spaced(char: str) -> bool:
    """Whether a script that sets spaces between words stands here."""
    return char < "\u2000" and not char.isspace()
