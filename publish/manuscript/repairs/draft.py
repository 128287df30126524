"""A text under repair: what it reads now, and which piece of the source each character came from.

Rules look at the text as it reads now; what they change is written down at its place in the source, so that the list of
changes alone turns the source into the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from publish.manuscript.model import Mark, Repair
from publish.manuscript.source import Document, Passage


@dataclass(frozen=True)
class Change:
    """``source.text[start:end]`` becomes ``after``. Changes of one document never overlap."""

    start: int
    end: int
    after: str
    rule: str
    reviewed_by: str = ""
    reason: str = ""


class Draft:
    """The text so far. ``changes`` grows, the source never changes."""

    def __init__(self, source: Document) -> None:
        self.source = source
        self.received = source.text
        self.changes: list[Change] = []
        self.text = self.received
        self._code = list(_code(source))
        self._ends: list[int] = []
        self._shifts = [0]
        self._origin = list(range(len(self.received)))

    def change(self, changes: Iterable[Change]) -> None:
        """Record changes given in the source's own offsets, and bring the text up to date."""
        self.changes = sorted([*self.changes, *changes], key=lambda c: (c.start, c.end))
        parts: list[str] = []
        origin: list[int] = []
        at = 0
        for c in self.changes:
            parts += [self.received[at : c.start], c.after]
            origin += [*range(at, c.start), *[-1] * len(c.after)]
            at = c.end
        self.text = "".join([*parts, self.received[at:]])
        self._ends = [c.end for c in self.changes]
        self._shifts = [0, *accumulate(len(c.after) - (c.end - c.start) for c in self.changes)]
        self._origin = origin + list(range(at, len(self.received)))

    def rewrite(self, start: int, end: int, after: str, rule: str) -> Change | None:
        """The change that turns ``text[start:end]`` into ``after``; nothing where an earlier rule already decided, in code, and at the
        end of a passage of which the document says that it is one.

        The stretch must come from one unbroken piece of the source.
        """
        origin = self._origin[start:end]
        if not origin or -1 in origin or origin[-1] - origin[0] != len(origin) - 1:
            return None
        first, last = origin[0], origin[-1] + 1
        if self._is_code(first, last) or not all(self._opens(at) for at in range(first, last) if self.received[at] == "\n"):
            return None
        return Change(first, last, after, rule)

    def _is_code(self, start: int, end: int) -> bool:
        n = bisect_right(self._code, (start, len(self.received)))
        return (n > 0 and self._code[n - 1][1] > start) or (n < len(self._code) and self._code[n][0] < end)

    def _opens(self, at: int) -> bool:
        """Whether the line end at ``at`` of the source stands between two passages that may be one."""
        after = bisect_right(self.source.starts, at)
        passages = self.source.passages
        return passages[after - 1].kind is None and passages[after].kind is None

    def origin(self, at: int) -> int:
        """The offset in the source of the character at ``at``, or of the nearest one before it that is the source's own."""
        return next((self._origin[n] for n in range(min(at, len(self._origin) - 1), -1, -1) if self._origin[n] >= 0), 0)

    def replace(self, edits: Iterable[tuple[int, int, str]], rule: str) -> None:
        """Apply edits in the offsets of the text as it reads now."""
        self.change([c for start, end, after in edits if (c := self.rewrite(start, end, after, rule)) is not None])

    def passages(self) -> tuple[Passage, ...]:
        """The passages as they read now, with their marks carried along. Joined ones keep the shape and the place of the first; where a
        line was cut, both parts keep them.

        A mark covers what its characters became; where a change reaches over a mark's edge, the mark takes all of what came in. A mark of
        which nothing is left is gone, but for an empty one (``break``), which stays between its neighbours.
        """
        starts = [0, *(at + 1 for at, char in enumerate(self.text) if char == "\n")]
        marks: list[list[Mark]] = [[] for _ in starts]
        for passage, start in zip(self.source.passages, self.source.starts, strict=True):
            for mark in passage.marks:
                for line, moved in self._carried(mark, start, starts):
                    marks[line].append(moved)
        owners = [self.source.passages[number] for number in self._owners(starts)]
        return tuple(
            replace(owner, text=text, marks=tuple(own)) for owner, text, own in zip(owners, self.text.split("\n"), marks, strict=True)
        )

    def _owners(self, starts: list[int]) -> Iterator[int]:
        """For each line of the text, the passage (from 0) that it begins in."""
        owner = 0
        yield owner
        for start in starts[1:]:
            received = self._origin[start - 1]
            owner = bisect_right(self.source.starts, received) if received >= 0 else owner
            yield owner

    def _carried(self, mark: Mark, start: int, starts: list[int]) -> Iterator[tuple[int, Mark]]:
        """What ``mark`` of the passage that begins at ``start`` of the source covers now, line by line of the text."""
        empty = mark.start == mark.end
        first, last = self._now(start + mark.start), self._now(start + mark.end, ends=not empty)
        line = bisect_right(starts, first) - 1
        if empty:
            yield line, replace(mark, start=first - starts[line], end=first - starts[line])
            return
        while first < last:
            stop = min(last, starts[line + 1] - 1 if line + 1 < len(starts) else len(self.text))
            if first < stop:
                yield line, replace(mark, start=first - starts[line], end=stop - starts[line])
            line, first = line + 1, stop + 1

    def _now(self, offset: int, ends: bool = False) -> int:
        """Where an offset of the source lies in the text as it reads now; inside a change, at the edge away from the mark's middle.
        What is put in at the very edge of a mark stays outside.
        """
        n = bisect_right(self._ends, offset)
        while ends and n and self.changes[n - 1].start == offset:
            n -= 1
        before = self._shifts[n]
        if n < len(self.changes) and self.changes[n].start < offset < self.changes[n].end:
            change = self.changes[n]
            return change.start + before + (len(change.after) if ends else 0)
        return offset + before

    def repairs(self) -> tuple[Repair, ...]:
        """All changes as they go on record, in the order of the source."""
        starts = self.source.starts
        out = []
        for c in _joined(self.changes):
            if c.after == self.received[c.start : c.end]:
                continue  # a decision to keep what stands there
            line = bisect_right(starts, c.start)
            where = self.source.where(line, c.start - starts[line - 1] + 1)
            out.append(Repair(c.rule, where, self.received[c.start : c.end], c.after, c.reviewed_by, c.reason))
        return tuple(out)


def _code(source: Document) -> Iterator[tuple[int, int]]:
    """Stretches of the source that are code, in order: there a space and a sign mean what they are."""
    for passage, start in zip(source.passages, source.starts, strict=True):
        if passage.kind == "code":
            yield start, start + len(passage.text)
        else:
            yield from sorted((start + mark.start, start + mark.end) for mark in passage.marks if mark.kind == "code")


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Neighbours under the same rule as one change: 報告 → 报告 is one line in the list, not two."""
    out: list[Change] = []
    for c in changes:
        last = out[-1] if out else None
        if last and last.end == c.start and last.rule == c.rule and not (last.reason or c.reason):
            out[-1] = Change(last.start, c.end, last.after + c.after, c.rule)
        else:
            out.append(c)
    return out


def apply(source: Document, repairs: Iterable[Repair]) -> str:
    """The text that recorded repairs make of a source. Raises ``ValueError`` when one does not find its ``before``."""
    received = source.text
    parts: list[str] = []
    at = 0
    for repair in repairs:
        place, column = repair.where.rsplit(":", 1)
        start = source.starts[source.numbers[place] - 1] + int(column) - 1
        if start < at or not received.startswith(repair.before, start):
            raise ValueError(f"{repair.where}: {repair.before!r} is not there")
        parts += [received[at:start], repair.after]
        at = start + len(repair.before)
    return "".join([*parts, received[at:]])
