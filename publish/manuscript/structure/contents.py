"""A table of contents that was typed into the text: its lines come again as headings, and are no headings where they stand first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.manuscript.structure import ladder
from publish.manuscript.structure.line import Line

LEAST = 2
"""So many lines behind 目录 come again."""

_CALLED = re.compile(r"^[【\[（(]?(?:目[\s　]*[录錄次]|本书目录|本書目錄)[】\])）]?[：:]?$")
_PAGE = "0123456789（()） 　\t.．…·—-"
"""What stands behind a heading in a contents: dots and the number of its page."""


def found(lines: Sequence[Line]) -> list[Line]:
    """The lines with those of a typed contents as the items of a list, whatever number they bear."""
    out = list(lines)
    for start, line in enumerate(lines):
        if line.is_open and _CALLED.match(line.text):
            end = _end(lines, start + 1)
            if end - start - 1 >= LEAST:
                out[start + 1 : end] = [_item(one, f"contents{start + 1}") for one in lines[start + 1 : end]]
    return out


def _key(text: str) -> str:
    """A line of a contents without its page number and its blanks."""
    return re.sub(r"[\s　]", "", text.rstrip(_PAGE) or text)


def _end(lines: Sequence[Line], start: int) -> int:
    """Where the lines end that come again further on."""
    left = Counter(_key(line.text) for line in lines[start:])
    at = start
    while at < len(lines) and lines[at].is_open and left[_key(lines[at].text)] > 1:
        left[_key(lines[at].text)] -= 1
        at += 1
    return at


def _item(line: Line, group: str) -> Line:
    step = ladder.step(line.text)
    label = line.text[: len(line.text) - len(step.words)].rstrip() if step else ""
    return replace(line, passage=replace(line.passage, kind="item", level=1, label=label, group=group), kind="item", step=None)
