"""Lists of a plain text: lines one after another that begin with the same bullet, or with numbers that count up from one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publish.manuscript.structure import ladder
from publish.manuscript.structure.line import Line

LEAST = 2
"""Items of a list."""

LONGEST = 120
"""A line of more characters is a paragraph that happens to be numbered."""

_BULLET = re.compile(r"[•●○■□◆◇▪▶★☆※·][ 　]*(?=\S)|[-*+][ 　]+(?=\S)")
_RUNGS = ("1.", "（1）", "①")
"""Numbers of lists; （一） and 一、 number the parts of a text, but for items that semicolons part."""

_PARTED = re.compile("[；;]$")


def found(lines: Sequence[Line]) -> list[Line]:
    """The lines, with items that bear their label."""
    made = list(lines)
    for number, (run, labels) in enumerate(_runs(lines), 1):
        for at, label in zip(run, labels, strict=True):
            made[at] = replace(made[at], kind="item", passage=replace(made[at].passage, label=label, level=1, group=f"items{number}"))
    return made


def _runs(lines: Sequence[Line]) -> Iterator[tuple[range, list[str]]]:
    start = 0
    while start < len(lines):
        kind, label, number = _begins(lines[start])
        end, labels = start + 1, [label]
        while kind and end < len(lines):
            other, label, following = _begins(lines[end])
            if other != kind or (number and following != number + len(labels)):
                break
            labels.append(label)
            end += 1
        if kind and len(labels) >= LEAST and number in (0, 1) and _is_list(kind, lines[start:end]):
            yield range(start, end), labels
            start = end
        else:
            start += 1


def _is_list(kind: str, lines: Sequence[Line]) -> bool:
    """Whether lines that may as well be parts of a text are items: semicolons part them."""
    return kind not in ("（一）", "一、") or all(_PARTED.search(line.text) for line in lines[:-1])


def _begins(line: Line) -> tuple[str, str, int]:
    """The kind of an item (its bullet, or the rung of its number), its label and its number; an empty kind for anything else."""
    if not line.is_open or line.kind != "paragraph" or line.passage.group or line.passage.label or len(line.text) > LONGEST:
        return "", "", 0
    if bullet := _BULLET.match(line.text):
        return bullet[0][0], bullet[0].rstrip(), 0
    for rung, pattern in ladder.RUNGS:
        if (found := pattern.match(line.text)) and found.end() < len(line.text):
            is_list = rung in _RUNGS or (rung in ("（一）", "一、") and (_PARTED.search(line.text) or line.text.endswith("。")))
            return (rung, found[0].rstrip(), ladder.value(found[1])) if is_list else ("", "", 0)
    return "", "", 0
