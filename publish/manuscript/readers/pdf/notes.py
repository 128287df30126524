"""Notes at the foot of a page: a raised sign in the text, and the same sign before small type below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.manuscript.model import Mark
from publish.manuscript.readers.pdf.joining import Line

SMALLER = 0.95
"""A note is set at most in so many times the size of the text."""

_SIGN = re.compile(r"[\[〔（(]?(?:[0-9]{1,3}|[ivx]{1,5}|[*＊†‡])[\]〕）)]?|[①-⑳]")


_NUMBERS = re.compile(r"[.．、0-9%％年月日个]")

LAST = 2
"""Notes in type of the text's size are looked for in so many lines above the last one of a page."""


class Notes:
    """Which lines are notes, and which raised signs point at them. Each sign counts once a page; what has no partner stays text."""

    def __init__(self, lines: Sequence[Line], size: float) -> None:
        self._keys: dict[tuple[int, int], str] = {}
        self._labels: dict[tuple[int, int], str] = {}
        self._marks: dict[tuple[int, int], list[Mark]] = {}
        pages: dict[int, list[Line]] = {}
        for line in lines:
            pages.setdefault(line.page, []).append(line)
        pointing: dict[str, tuple[Line, Mark]] = {}
        for own in pages.values():
            pointing = self._page(own, size, pointing)

    def key(self, line: Line) -> str | None:
        """The key of the note that a line belongs to."""
        return self._keys.get((line.page, line.row))

    def label(self, line: Line) -> str:
        """The sign that a note's first line begins with."""
        return self._labels.get((line.page, line.row), "")

    def marks(self, line: Line) -> tuple[Mark, ...]:
        """The marks of a line of the text, with signs that point at a note made so."""
        own = self._marks.get((line.page, line.row), [])
        pointing = {(mark.start, mark.end) for mark in own}
        return (*(mark for mark in line.body.marks if (mark.start, mark.end) not in pointing), *own)

    def _page(self, lines: Sequence[Line], size: float, earlier: dict[str, tuple[Line, Mark]]) -> dict[str, tuple[Line, Mark]]:
        """Find the notes of a page; returns the signs that no note was found for yet (it may be an endnote)."""
        raised = [(line, mark, line.text[mark.start : mark.end].strip()) for line in lines for mark in line.body.marks if mark.kind == "sup" and mark.start > 0]
        pointing = earlier | {text: (line, mark) for line, mark, text in reversed(raised) if _SIGN.fullmatch(text)}
        current = ""
        for line in lines:
            sign = self._sign(line, lines, pointing, size)
            if sign:
                current = f"fn{line.page}-{line.row}"
                where, mark = pointing.pop(sign)
                self._marks.setdefault((where.page, where.row), []).append(Mark(mark.start, mark.end, "noteref", current))
                self._labels[(line.page, line.row)] = sign
            elif line.body.size > SMALLER * size and current and not self._goes_on(line, lines):
                current = ""
            if current:
                self._keys[(line.page, line.row)] = current
        return pointing

    def _sign(self, line: Line, lines: Sequence[Line], pointing: dict[str, tuple[Line, Mark]], size: float) -> str:
        """The sign of the note that a line begins, when one above points at it. Type of the text's size only counts at the end of a page, and
        where the sign cannot be a number of the text."""
        found = _SIGN.match(line.text)
        if not found or found[0] not in pointing or _NUMBERS.match(line.text, found.end()):
            return ""
        where = pointing[found[0]][0]
        small = line.body.size <= SMALLER * size
        same_page = where.page == line.page
        below = where.row < line.row if same_page else where.page < line.page
        sure = small or (same_page and line.row >= lines[-1].row - LAST) or (not same_page and not found[0].isdecimal())
        return found[0] if below and sure else ""

    def _goes_on(self, line: Line, lines: Sequence[Line]) -> bool:
        """Whether a line of the text's size may belong to the note above it: it is none of the page's paragraphs, but one of its last lines."""
        return line.row > lines[-1].row - LAST and not line.opens and line.indent > 0.8
