"""Line ends that a page made (:class:`publish.manuscript.source.Joint`): undone on record where the layout says so, else and again where a person does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.findings import Finding, finding
from publish.manuscript.repairs.decisions import Decision
from publish.manuscript.repairs.draft import Change
from publish.manuscript.source import Document, Joint

RULE = "line"


def span(source: Document, joint: Joint) -> tuple[int, int]:
    """The offsets in the source of what stands between the two lines."""
    end = source.starts[joint.number]
    return end - len(joint.before), end


def changes(source: Document, decisions: Iterable[Decision]) -> Iterator[Change]:
    """The joined lines, but for places that somebody decided."""
    decided = [(decision.start, decision.end) for decision in decisions]
    for joint in source.joints:
        start, end = span(source, joint)
        if joint.joined and not any(a < end and start < b for a, b in decided):
            yield Change(start, end, joint.after, RULE)


def undecided(source: Document, decisions: Iterable[Decision]) -> Iterator[Joint]:
    """Where joining or not was a judgement, and nobody has decided."""
    decided = {decision.start for decision in decisions}
    return (joint for joint in source.joints if not joint.sure and span(source, joint)[0] not in decided)


def findings(source: Document, decisions: Iterable[Decision]) -> Iterator[Finding]:
    """One finding for all that a person should look at."""
    opened = list(undecided(source, decisions))
    if opened:
        first = opened[0].number
        yield finding("S170", source.where(first, len(source.lines[first - 1]) + 1), count=len(opened))
