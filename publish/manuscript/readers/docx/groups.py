"""Passages that belong together are given one name: the items of a list, the lines of a poem or a listing, a quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from publish.manuscript.model import Mark
from publish.manuscript.source import Passage

LIST = "list "
"""Beginning of an item's group until its place among its neighbours is known; behind it stands the list that it was numbered in."""

DEEPEST = 10
"""More than the levels that a list has."""

_LINES = ("verse", "code")
"""Kinds whose paragraphs are lines of one block."""


def grouped(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with their groups, empty ones left out."""
    made: list[Passage] = []
    counts: dict[str, int] = {}
    for kind, run in groupby(_filled(passages), key=_kind):
        for found in _lists(list(run)) if kind == "list" else [list(run)]:
            counts[kind] = counts.get(kind, 0) + 1
            made += _joined(kind, f"{kind}{counts[kind]}", found) if kind else found
    return tuple(passage for passage in made if passage.text.strip() or passage.kind in ("figure", "separator"))


def _filled(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Empty paragraphs between two passages of one kind of group stand in it (a stanza's end, a blank line of a listing)."""
    for at, passage in enumerate(passages):
        if passage.text or passage.kind:
            yield passage
            continue
        before = next((p for p in reversed(passages[max(0, at - 4) : at]) if p.text or p.kind), None)
        after = next((p for p in passages[at + 1 : at + 5] if p.text or p.kind), None)
        if before is not None and after is not None and _kind(before) and _kind(before) == _kind(after):
            yield replace(passage, kind=before.kind if before.kind in _LINES else passage.kind, group=before.group)
        else:
            yield passage


def _kind(passage: Passage) -> str:
    return {"quote": "quote", "verse": "poem", "code": "code"}.get(passage.kind or "", "list" if passage.group.startswith(LIST) else "")


def _joined(kind: str, name: str, passages: list[Passage]) -> Iterable[Passage]:
    if kind == "poem":
        stanzas = (list(run) for filled, run in groupby(passages, key=lambda p: bool(p.text.strip())) if filled)
        return [_block(stanza, name) for stanza in stanzas]
    if kind == "code":
        return [_block(passages, name)]
    return [replace(passage, group=name) for passage in passages]


def _lists(items: list[Passage]) -> list[list[Passage]]:
    """Neighbouring items as lists with their depths. Where a list goes on after items of another, those lie in it; else a new one begins."""
    made: list[list[Passage]] = []
    path: list[str] = []
    for at, item in enumerate(items):
        own = item.group if item.text else path[-1] if path else item.group
        if own in path:
            path = path[: path.index(own) + 1]
        elif own == LIST and path:
            own = path[-1]  # by its style alone, or the paragraph below an item
        else:
            path = [*path, own] if path and any(later.group in path for later in items[at + 1 :]) else [own]
            if len(path) == 1:
                made.append([])
        made[-1].append(replace(item, level=(len(path) - 1) * DEEPEST + item.level, group=LIST) if item.level else item)
    return [_ranked(found) for found in made]


def _ranked(items: list[Passage]) -> list[Passage]:
    """Levels as depths from 1, without gaps."""
    depth = {level: at for at, level in enumerate(sorted({item.level for item in items if item.level}), 1)}
    return [replace(item, level=depth.get(item.level, 0) if item.kind != "paragraph" else 0) for item in items]


def _block(lines: list[Passage], name: str) -> Passage:
    """Lines as one block."""
    text, marks = "", list[Mark]()
    for line in lines:
        if line is not lines[0]:
            marks.append(Mark(len(text), len(text), "break"))
        marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in line.marks]
        text += line.text
    return replace(lines[0], text=text, marks=tuple(marks), group=name)
