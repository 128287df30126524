"""A writer's name behind the last full stop of a text: a line of its own, as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.manuscript.repairs.print_form import Edit
from publish.manuscript.structure import bylines

LAST = 3
"""It stands in one of so many last lines that print something."""

SHORTEST = 20
"""Characters before the name, at least: the end of a text, not a line like “好。李白”."""

_SIGNED = re.compile(r"(?<=[。！？…”’])([ \u3000]*)([（(]?)([一-鿿](?:[ \u3000]?[一-鿿]){1,3})([）)]?)[ \u3000]*$")


def lines(text: str) -> Iterator[Edit]:
    """The line ends to put before such names; the space before one gives way to it."""
    ends = list(re.finditer(r"[^\n]*\S[^\n]*", text))[-LAST:]
    for line in ends:
        found = _SIGNED.search(line.group())
        if not found or len(line.group()[: found.start()].strip()) < SHORTEST or bool(found[2]) is not bool(found[4]):
            continue
        name = bylines.name_alone(found[3])
        set_off = len(found[1]) >= 2 or "\u3000" in found[1]
        if name and (set_off or len(name) >= 3) and not found[2]:
            start, end = line.start() + found.start(1), line.start() + found.end(1)
            yield (start, end, "\n") if start < end else (start - 1, start, text[start - 1] + "\n")
