"""Running text with its marks: gathered as it comes, then with white space as a browser shows it, cut where a paragraph ends.

The rules of white space are those of CSS Text 3, §4.1: runs of it are one space, none stands at the ends of a line, and a line end between
two Chinese characters is nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from publish.manuscript.model import Mark, MarkKind

BREAK, KEPT_SPACE = "\x00", "\x01"
"""How a line end and a space that counts are held until the text is whole. A document's own such characters are not text."""

Cut = Literal["paragraphs", "stanzas", "never"]
"""Where line ends cut: into paragraphs, as people write them with ``<br>``; only at an empty line; nowhere."""

LONGEST_LINE = 40
"""Characters of the longest line of verse, of an address or a signature. Longer ones are paragraphs, whatever ends them."""

_OTHER_BREAKS = str.maketrans({BREAK: None, KEPT_SPACE: None, "\v": BREAK, "\x85": BREAK, "\u2028": BREAK, "\u2029": BREAK})
"""Line ends that Unicode knows and HTML does not (UAX #14)."""

_SPACE = re.compile(r"[ \t\r\n\f]*\x00[ \t\r\n\f]*|[ \t\r\n\f]+")
_OUTSIDE = " \t\r\n\f\x00"
"""White space that is never shown at the ends of a text."""

_INDENT = re.compile(r"(?:[\u3000\u2003]|[\xa0\u2002]{2}){2}|\u3000\S")
COUNTED = re.compile(
    r"(?<!\s)\s*(?:[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}[、．]|[①-⑳]|第[一二三四五六七八九十百\d]{1,4}[章节条]|[〔［\[]\d{1,3}[〕］\]])"
)
"""A line that begins so is a paragraph or an item of its own, however it was ended."""

_EMPTY = re.compile(r"[\s\u200b\ufeff]*")


@dataclass(frozen=True)
class Piece:
    """A paragraph's worth of text, as shown, with marks over it."""

    text: str
    marks: tuple[Mark, ...]


class Inline:
    """Text on its way to become passages. Marks that are open when it is taken go on in what follows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._open: list[Mark] = []

    def add(self, text: str, preserved: bool = False) -> None:
        """Text as it stands in the document; ``preserved``: its spaces and line ends count."""
        text = text.translate(_OTHER_BREAKS)
        if preserved:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", BREAK).replace("\t", " " * 4).replace(" ", KEPT_SPACE)
        if text:
            self._parts.append(text)
            self._length += len(text)

    def separate(self) -> None:
        """End the line, unless it has only just begun."""
        last = next((part for part in reversed(self._parts) if part.strip(" \t\r\n\f")), BREAK)
        if not last.rstrip(" \t\r\n\f").endswith(BREAK):
            self.end_line()

    def end_line(self) -> None:
        self._parts.append(BREAK)
        self._length += 1

    def open(self, kind: MarkKind, value: str = "") -> None:
        self._open.append(Mark(self._length, self._length, kind, value))

    def close(self) -> None:
        """End the mark that was opened last."""
        opened = self._open.pop()
        if opened.start < self._length:
            self._marks.append(replace(opened, end=self._length))

    def mark(self, text: str, kind: MarkKind, value: str) -> None:
        """Text under one more mark."""
        self.open(kind, value)
        self.add(text)
        self.close()

    @property
    def is_empty(self) -> bool:
        """Whether nothing but white space and line ends has come so far."""
        return not any(part.strip(" \t\r\n\f\x00\x01\xa0\u3000\u2003\u2002\u200b\ufeff") for part in self._parts)

    def take(self, cut: Cut) -> tuple[Piece, ...]:
        """What was gathered, as pieces with text in them; it begins anew."""
        raw = "".join(self._parts)
        marks = [*self._marks, *(replace(mark, end=self._length) for mark in self._open if mark.start < self._length)]
        self._parts, self._length, self._marks = [], 0, []
        self._open = [replace(mark, start=0, end=0) for mark in self._open]
        return tuple(_pieces(raw, sorted(marks, key=lambda mark: (mark.start, -mark.end)), cut))


def joint(left: str, right: str) -> str:
    """What stands where a line of the source ends between two characters: nothing between Chinese ones and beside a Chinese sign, else a
    space."""
    return "" if (_is_wide(left) and _is_wide(right)) or _is_chinese_sign(left) or _is_chinese_sign(right) else " "


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·"


def _is_chinese_sign(char: str) -> bool:
    return _is_wide(char) and unicodedata.category(char)[0] == "P"


def _pieces(raw: str, marks: Sequence[Mark], cut: Cut) -> Iterator[Piece]:
    starts = [0, *_cuts(raw, cut), len(raw)]
    own: list[list[Mark]] = [[] for _ in starts]
    for mark in marks:
        for n in range(bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)):
            own[n].append(replace(mark, start=max(mark.start, starts[n]) - starts[n], end=min(mark.end, starts[n + 1]) - starts[n]))
    for start, end, marks in zip(starts, starts[1:], own, strict=False):
        if not _EMPTY.fullmatch(raw[start:end].replace(BREAK, "").replace(KEPT_SPACE, "")):
            yield _shown(raw[start:end], marks)


def _cuts(raw: str, cut: Cut) -> Iterator[int]:
    """Where a new piece begins: behind line ends with an empty line between them, and, in paragraphs, before a line that is indented or
    has a number of its own; behind every line end where a line is longer than any line of verse."""
    if cut == "never" or BREAK not in raw:
        return
    lines = raw.split(BREAK)
    is_long = cut == "paragraphs" and max(len(line.strip()) for line in lines) > LONGEST_LINE
    at = 0
    for before, line in zip(lines, lines[1:], strict=False):
        at += len(before) + 1
        if _EMPTY.fullmatch(before) or (cut == "paragraphs" and (is_long or COUNTED.match(line) or _INDENT.match(line.lstrip(" \t\r\n\f")))):
            yield at


def _shown(raw: str, marks: Sequence[Mark]) -> Piece:
    """One piece as a browser shows it."""
    raw_ends, out, length, breaks = [0], [""], 0, []
    at, starts, last = 0, [0], len(raw.rstrip(_OUTSIDE))
    for run in (*_SPACE.finditer(raw), None):
        stop = run.start() if run else len(raw)
        out.append(raw[at:stop])
        length += stop - at
        if run is None:
            break
        shown = _space(raw, run) if length and run.end() < last else ""
        if BREAK in run.group() and length and run.end() < last:
            breaks.append(Mark(length, length + len(shown), "break"))
        raw_ends.append(run.end())
        out.append(shown)
        length += len(shown)
        starts.append(length)
        at = run.end()
    return _trimmed("".join(out), [*_moved(marks, raw, raw_ends, starts), *breaks])


def _space(raw: str, run: re.Match[str]) -> str:
    """What is shown for a run of white space between two characters."""
    left, right = raw[run.start() - 1], raw[run.end()]
    if BREAK in run.group():
        return "" if left == BREAK or unicodedata.category(left)[0] == "P" else " "
    return joint(left, right) if "\n" in run.group() else " "


def _moved(marks: Sequence[Mark], raw: str, raw_ends: Sequence[int], starts: Sequence[int]) -> Iterator[Mark]:
    """The marks over the text as shown. White space at a mark's edge is outside it."""
    for mark in marks:
        start, end = mark.start, mark.end
        while start < end and raw[start] in _OUTSIDE:
            start += 1
        while start < end and raw[end - 1] in _OUTSIDE:
            end -= 1
        if start < end:
            yield replace(mark, start=_now(start, raw_ends, starts), end=_now(end - 1, raw_ends, starts) + 1)


def _now(at: int, raw_ends: Sequence[int], starts: Sequence[int]) -> int:
    n = bisect_right(raw_ends, at) - 1
    return starts[n] + at - raw_ends[n]


def _trimmed(text: str, marks: Sequence[Mark]) -> Piece:
    text = text.replace(KEPT_SPACE, " ")
    kept = (replace(mark, end=min(mark.end, len(text))) for mark in marks if mark.start <= len(text))
    return Piece(text, tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end))))
