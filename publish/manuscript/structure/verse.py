"""Verse that a document writes as one paragraph with line ends in it: a stanza, by the shape of its lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from publish.han import is_han
from publish.manuscript.structure.line import Line

SHORTEST, LONGEST = 3, 20
"""Characters of a line of verse, its sign included. 寿 and 福 one below the other are no poem; a line that fills the page is prose."""

MANY = 4
"""So many short lines are a stanza whatever their lengths; fewer only when they are of one length."""

_NOT_SUNG = set("0123456789０１２３４５６７８９：:@/\\")
"""What stands in addresses, dates and forms."""


def found(lines: Iterable[Line]) -> list[Line]:
    """The lines, with what is a stanza marked as verse; stanzas one after another are one poem."""
    made: list[Line] = []
    poems = 0
    for line in lines:
        if not is_stanza(line):
            made.append(line)
            continue
        goes_on = bool(made) and made[-1].kind == "verse" and made[-1].is_open
        poems += not goes_on
        made.append(replace(line, kind="verse", passage=replace(line.passage, group=f"verse{poems}")))
    return made


def is_stanza(line: Line) -> bool:
    """Whether an open paragraph with line ends in it reads like verse."""
    if not line.is_open or line.kind != "paragraph" or line.passage.group or line.passage.label:
        return False
    rows = _rows(line)
    if len(rows) < 2 or not all(_is_line(row) for row in rows):
        return False
    return len(rows) >= MANY or (len({len(row) for row in rows}) == 1 and len(rows[0]) > SHORTEST + 1)


def _rows(line: Line) -> list[str]:
    """The printed lines, without the signs of notes."""
    text = list(line.text)
    for mark in line.passage.marks:
        if mark.kind == "noteref":
            text[mark.start : mark.end] = [""] * (mark.end - mark.start)
    breaks = sorted({mark.start for mark in line.passage.marks if mark.kind == "break"})
    return ["".join(text[start:end]).strip() for start, end in pairwise([0, *breaks, len(text)])]


def _is_line(row: str) -> bool:
    return SHORTEST <= len(row) <= LONGEST and not _NOT_SUNG & set(row) and sum(map(is_han, row)) * 2 > len(row)
