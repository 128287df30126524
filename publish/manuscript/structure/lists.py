"""Numbered passages of which the document says only that they are numbered: what is no heading is an item of its list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from publish.manuscript.structure.line import Line


def settled(lines: Iterable[Line]) -> list[Line]:
    """The lines with their lists: headings belong to none; what stands on both sides of one are two lists."""
    return list(_split(_items(lines)))


def _items(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if line.heads and line.is_open and line.passage.group:
            yield replace(line, passage=replace(line.passage, group="", level=0))
        elif line.is_open and line.kind == "paragraph" and line.passage.label:
            yield replace(line, kind="item")
        else:
            yield line


def _split(lines: Iterable[Line]) -> Iterator[Line]:
    """A group is one stretch: a later stretch of the same name gets another one."""
    seen: dict[str, int] = {}
    for name, run in groupby(lines, key=lambda line: line.passage.group):
        seen[name] = seen.get(name, 0) + 1
        for line in run:
            yield line if not name or seen[name] == 1 else replace(line, passage=replace(line.passage, group=f"{name}.{seen[name]}"))
