"""A text under repair: what it reads now, and which piece of the source each character came from.

Rules look at the text as it reads now; what they change is written down at its place in the source, so that the list of
changes alone turns the source into the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from publish.manuscript.model import Repair
from publish.manuscript.source import Source


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

    def __init__(self, source: Source) -> None:
        self.source = source
        self.received = source.text
        self.changes: list[Change] = []
        self.text = self.received
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
        self._origin = origin + list(range(at, len(self.received)))

    def rewrite(self, start: int, end: int, after: str, rule: str) -> Change | None:
        """The change that turns ``text[start:end]`` into ``after``; nothing where an earlier rule already decided.

        The stretch must come from one unbroken piece of the source.
        """
        origin = self._origin[start:end]
        if not origin or -1 in origin or origin[-1] - origin[0] != len(origin) - 1:
            return None
        return Change(origin[0], origin[-1] + 1, after, rule)

    def origin(self, at: int) -> int:
        """The offset in the source of the character at ``at``, or of the nearest one before it that is the source's own."""
        return next((self._origin[n] for n in range(min(at, len(self._origin) - 1), -1, -1) if self._origin[n] >= 0), 0)

    def replace(self, edits: Iterable[tuple[int, int, str]], rule: str) -> None:
        """Apply edits in the offsets of the text as it reads now."""
        self.change([c for start, end, after in edits if (c := self.rewrite(start, end, after, rule)) is not None])

    def repairs(self) -> tuple[Repair, ...]:
        """All changes as they go on record, in the order of the source."""
        starts = line_starts(self.source)
        out = []
        for c in _joined(self.changes):
            if c.after == self.received[c.start : c.end]:
                continue  # a decision to keep what stands there
            line = bisect_right(starts, c.start)
            where = self.source.where(line, c.start - starts[line - 1] + 1)
            out.append(Repair(c.rule, where, self.received[c.start : c.end], c.after, c.reviewed_by, c.reason))
        return tuple(out)


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


def line_starts(source: Source) -> list[int]:
    """Offset in ``source.text`` at which each line begins."""
    starts = [0]
    for line in source.lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def apply(source: Source, repairs: Iterable[Repair]) -> str:
    """The text that recorded repairs make of a source. Raises ``ValueError`` when one does not find its ``before``."""
    received, starts = source.text, line_starts(source)
    parts: list[str] = []
    at = 0
    for repair in repairs:
        line, column = (int(n) for n in repair.where.rsplit(":", 2)[1:])
        start = starts[line - 1] + column - 1
        if start < at or not received.startswith(repair.before, start):
            raise ValueError(f"{repair.where}: {repair.before!r} is not there")
        parts += [received[at:start], repair.after]
        at = start + len(repair.before)
    return "".join([*parts, received[at:]])
