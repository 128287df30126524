"""Titles and headings by their size: weak evidence, so only where the size is plainly another and the line is no sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from publish.manuscript.model import BlockKind
from publish.manuscript.readers.pdf.joining import Line
from publish.manuscript.source import Joint
from publish.manuscript.structure import front, ladder

TITLE, HEADING = 1.25, 1.12
"""Times the size of the text."""

LONGEST = 40
TITLE_LINES = 3
"""The title stands within so many lines from the top of the first page."""

_SENTENCE = re.compile(r"[。！；;，,、：:]$|。")
_WORDS = re.compile(r"[^\W\d_]")


def headings(lines: Sequence[Line], meet: Mapping[int, Joint], size: float) -> dict[int, tuple[BlockKind, int]]:
    """Number of a line → kind and level. A line with a number of its own is left to the ladder."""
    runs = list(_runs(lines, meet))
    large = [run for run in runs if _is_head(lines, run, size)]
    title = _title(lines, large, size)
    heads = [run for run in large if run != title and lines[run[0]].body.size >= HEADING * size and not _is_numbered(lines, run)]
    sizes = sorted({round(lines[run[0]].body.size) for run in heads}, reverse=True)
    made: dict[int, tuple[BlockKind, int]] = dict.fromkeys(title, ("title", 0))
    for run in heads:
        level = sizes.index(round(lines[run[0]].body.size)) + 1
        if run[-1] + 1 < len(lines):
            made.update((at, ("heading", level)) for at in run)
    return made


def _runs(lines: Sequence[Line], meet: Mapping[int, Joint]) -> list[list[int]]:
    runs: list[list[int]] = []
    for at in range(len(lines)):
        if runs and at - 1 in meet and meet[at - 1].joined:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _is_head(lines: Sequence[Line], run: Sequence[int], size: float) -> bool:
    text = "".join(lines[at].text for at in run)
    if len(text) > LONGEST or _SENTENCE.search(text) or not _WORDS.search(text) or any(lines[at].is_table for at in run):
        return False
    return lines[run[0]].body.size >= HEADING * size and not front.is_salutation(text)


def _is_numbered(lines: Sequence[Line], run: Sequence[int]) -> bool:
    return ladder.is_numbered(lines[run[0]].text)


def _title(lines: Sequence[Line], large: Sequence[list[int]], size: float) -> list[int]:
    """The largest line at the top of the first page."""
    first = [run for run in large if lines[run[0]].page == 1 and run[0] <= TITLE_LINES and not _is_numbered(lines, run)]
    if not first:
        return []
    best = max(first, key=lambda run: lines[run[0]].body.size)
    top = max(lines[run[0]].body.size for run in large)
    return best if lines[best[0]].body.size >= max(TITLE * size, 0.98 * top) else []
