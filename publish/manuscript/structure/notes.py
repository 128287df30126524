"""Notes are put where they are read: after what they belong to, or at the end of its section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from publish.manuscript.source import Passage


def moved(passages: Sequence[Passage], at_end: bool) -> tuple[Passage, ...]:
    """The passages with each note behind the passage (or the list, table … it lies in) that points at it first; with ``at_end``, before
    the next heading. A note that nothing points at stays where it is.
    """
    notes = _notes(passages)
    wanted = {key for passage in passages for key in _keys(passage)} & set(notes)
    made: list[Passage] = []
    due: list[str] = []
    for run in _runs(p for p in passages if p.note not in wanted):
        if at_end and run[0].kind == "heading":
            made += _taken(notes, due)
        made += run
        due += [key for passage in run for key in _keys(passage) if key in wanted and key not in due]
        if not at_end:
            made += _taken(notes, due)
    return (*made, *_taken(notes, due))


def _notes(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    notes: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.note:
            notes.setdefault(passage.note, []).append(passage)
    return notes


def _keys(passage: Passage) -> Iterator[str]:
    """The notes a passage points at; what a note itself points at does not move anything."""
    if not passage.note:
        yield from (mark.value for mark in sorted(passage.marks, key=lambda mark: mark.start) if mark.kind == "noteref")


def _runs(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Passages one by one, but groups whole."""
    for _, run in groupby(enumerate(passages), key=lambda at: at[1].group or at[0]):
        yield [passage for _, passage in run]


def _taken(notes: dict[str, list[Passage]], due: list[str]) -> list[Passage]:
    """The notes that are due, each once."""
    taken = [passage for key in due for passage in notes.pop(key, [])]
    due.clear()
    return taken
