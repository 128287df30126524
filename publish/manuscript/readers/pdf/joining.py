"""Which lines of a page are one paragraph: a line that is full goes on in the next, unless that opens something of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from publish.manuscript.readers.pdf.lines import CELLS, Stretch
from publish.manuscript.source import Joint
from publish.manuscript.structure import front, ladder

SLACK = 0.4
"""Ems by which a full line may fall short beyond what its next word needs."""

INDENT = 0.8
"""From so many ems on a line is indented."""

SAME_SIZE = 1.12
"""Sizes of one paragraph differ by no larger factor."""

LOOSE = 1.4
"""A gap of more than so many usual ones parts paragraphs."""

LONG = 0.75
"""An open line of so large a share of its column may go on, full or not."""

_ENDED = re.compile(r"[。！？；：…!?;:][”’」』）)》]*$|\.[\"')”’]*$")
_ITEM = re.compile(r"(?:[-*+·]\s|[•●○■□◆◇▪▶★☆※\uf06c\uf0b7\uf0fc]|——|－－|--|【|第[〇零一二三四五六七八九十百千0-9]+条)")
_UNIT = re.compile("[“‘（《「『【〈(]*(?:[!-~]{1,20}|\\S)[，。、；：！？”’）》」』】〉…—,.;:!?)]*(?:[“‘（《「『【〈]+\\S)?")
"""What no line end parts: a word or a character, with the signs before and after it (rules of GB/T 15834 and CLREQ for the ends of lines)."""

_SPLIT = re.compile(r"[a-z0-9]-$")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


@dataclass(frozen=True)
class Line:
    """A line of the text: where it stands on its page, and the edges of its column."""

    body: Stretch
    page: int
    row: int
    column: int
    left: float
    right: float

    @property
    def text(self) -> str:
        return self.body.text

    @property
    def indent(self) -> float:
        """In ems."""
        return (self.body.x0 - self.left) / max(self.body.size, 1)

    @property
    def is_open(self) -> bool:
        return not _ENDED.search(self.text)

    @property
    def opens(self) -> bool:
        """Whether it begins something of its own: a number, a bullet, a dash, a salutation."""
        return bool(_ITEM.match(self.text)) or ladder.is_numbered(self.text) or front.is_salutation(self.text)

    @property
    def is_table(self) -> bool:
        return CELLS in self.text

    @property
    def is_centred(self) -> bool:
        middle = (self.left + self.right) / 2
        return self.indent > INDENT and abs((self.body.x0 + self.body.x1) / 2 - middle) < self.body.size

    def is_full(self, following: Line) -> bool:
        """Whether the first word of the next line, with the signs beside it, would not have fitted."""
        unit = _UNIT.match(following.text)
        if unit is None:
            return False
        end = unit.end()
        spans = following.body.spans
        return self.body.x1 + spans[end - 1][1] - spans[0][0] > self.right - SLACK * self.body.size


class Joining:
    """The lines of a document, in order, and the usages they keep."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.body.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 0.0

    @cached_property
    def leading(self) -> float:
        """From one baseline to the next, in ems, as most lines have it."""
        gaps = Counter(round(gap, 1) for a, b in pairwise(self.lines) if (gap := _gap(a, b)) is not None and gap > 0.5)
        return gaps.most_common(1)[0][0] if gaps else 1.5

    @cached_property
    def indents(self) -> bool:
        """Whether paragraphs open with an indent: of the lines that follow the end of a short one, most do."""
        after = [b for a, b in pairwise(self.lines) if not a.is_open and not a.is_full(b) and not b.opens and self._is_body(a) and self._is_body(b)]
        return bool(after) and sum(1 for b in after if b.indent > INDENT) >= 0.6 * len(after)

    @cached_property
    def spaces(self) -> bool:
        """Whether paragraphs are parted by a wider gap."""
        gaps = [gap for a, b in pairwise(self.lines) if self._is_body(a) and self._is_body(b) and not a.is_open and not a.is_full(b) and (gap := _gap(a, b)) is not None]
        return len(gaps) >= 2 and sum(1 for gap in gaps if gap > LOOSE * self.leading) >= 0.6 * len(gaps)

    @cached_property
    def words(self) -> frozenset[str]:
        """Latin words inside lines, in small letters."""
        return frozenset(word.lower() for line in self.lines for word in _WORD.findall(line.text[: line.text.rfind(" ") + 1] if line.text.endswith("-") else line.text))

    def joints(self) -> dict[int, Joint]:
        """Number of a line (from 0) → how it meets the next one; only where they are one, or may be."""
        found: dict[int, Joint] = {}
        for at, (a, b) in enumerate(pairwise(self.lines)):
            joined, sure = self._judged(at, a, b, at - 1 in found and found[at - 1].joined)
            if joined or not sure:
                before, after, clear = self._between(a.text, b.text)
                found[at] = Joint(at + 1, before, after, joined, sure and (clear or not joined))
        return found

    def _is_body(self, line: Line) -> bool:
        return max(line.body.size, self.size) <= SAME_SIZE * min(line.body.size, self.size) and not line.is_table

    def _judged(self, at: int, a: Line, b: Line, goes_on: bool) -> tuple[bool, bool]:
        """Whether the two lines are one, and whether that is sure."""
        if a.is_table or b.is_table or max(a.body.size, b.body.size) > SAME_SIZE * min(a.body.size, b.body.size):
            return False, True
        full = a.is_full(b)
        if self._are_title(a, b):
            return a.is_open, False
        gap = _gap(a, b)
        if b.opens or (gap is not None and gap > LOOSE * self.leading):
            return False, not (full and a.is_open) or ladder.step(b.text) is not None or self._is_heading(a)
        if not full and _SPLIT.search(a.text) and re.match("[a-z0-9]", b.text):
            return True, False
        if not full:
            return False, not (a.is_open and self._is_long(a) and b.indent <= INDENT and not self._is_heading(a))
        if not self._is_aligned(a, b, goes_on):
            return False, not a.is_open
        if self._is_heading(a) and not goes_on:
            return False, False
        return True, a.is_open or self.indents or (self.spaces and gap is not None) or bool(_SPLIT.search(a.text))

    def _are_title(self, a: Line, b: Line) -> bool:
        """Two centred lines of large type: a title in two lines, or a title and its subtitle."""
        large = a.body.size > 1.15 * self.size and abs(a.body.size - b.body.size) < 0.5
        gap = _gap(a, b)
        near = gap is not None and gap <= 2.2
        return large and near and a.is_centred and b.is_centred and not b.opens and not re.match("[（(]", b.text)

    def _is_heading(self, line: Line) -> bool:
        return ladder.step(line.text) is not None and line.body.size > 1.05 * self.size

    def _is_long(self, line: Line) -> bool:
        return line.body.x1 - line.left >= LONG * (line.right - line.left) > 12 * line.body.size

    def _is_aligned(self, a: Line, b: Line, goes_on: bool) -> bool:
        """Whether ``b`` begins where a line that goes on begins: at the edge, below the line before, or hanging behind a number."""
        if b.indent <= INDENT or self._across(a, b):
            return b.indent <= INDENT
        beside = abs(a.body.x0 - b.body.x0) < 0.3 * a.body.size
        return (goes_on and beside) or (a.opens and b.body.x0 > a.body.x0) or (not self.indents and beside and a.is_open)

    def _across(self, a: Line, b: Line) -> bool:
        return (a.page, a.column) != (b.page, b.column)

    def _between(self, a: str, b: str) -> tuple[str, str, bool]:
        """What stands between two lines, what takes its place when they are one, and whether that is clear."""
        if a.endswith("-") and len(a) > 1:
            first, second = re.search(r"[A-Za-z]*$", a[:-1]), re.match(r"[A-Za-z]*", b)
            if first and second and first[0] and second[0] and second[0][0].islower():
                whole, apart = (first[0] + second[0]).lower(), f"{first[0]}-{second[0]}".lower()
                if apart in self.words:
                    return "\n", "", True
                return "-\n", "", whole in self.words
            return "\n", "", True
        last, first_char = a[-1], b[0]
        latin = last.isascii() and first_char.isascii() and first_char.isalnum() and (last.isalnum() or last in ",.;:!?)'\"%")
        if latin and last.isdigit() and first_char.isdigit():
            return "\n", "", False
        return "\n", " " if latin else "", True


def _gap(a: Line, b: Line) -> float | None:
    """From baseline to baseline in ems; None where the second line stands in another column or on another page."""
    if (a.page, a.column) != (b.page, b.column):
        return None
    return (b.body.y - a.body.y) / max(b.body.size, 1)
