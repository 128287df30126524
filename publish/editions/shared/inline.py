"""Marks inside a sentence: whatever ranges they have, the result nests. The only place that splits them.

A mark wraps whole words where it can. Where it ends inside a word, the part inside is wrapped inside the word, because a word is one
element (it bears ruby, it lights up). Of two marks that cross, the one that begins later is split.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, TypeAlias

from publish.editions.shared.tree import node
from publish.manuscript.model import Block, Mark
from publish.reading.model import Token

Child: TypeAlias = Any
"""What is woven: a ``Node`` or a text; in print, one of its items."""

Wrap = Callable[[Mark, Sequence[Child]], Iterable[Child]]
"""Makes the element of a mark around its children; the mark's range is that of the part."""

ORDER = ("language", "link", "noteref", "strong", "emphasis", "sup", "sub", "code", "ruby")
"""Kinds of marks that are elements, the outermost first where two have the same range."""

ELEMENTS = {"strong": "strong", "emphasis": "em", "sup": "sup", "sub": "sub", "code": "code"}


@dataclass(frozen=True)
class Unit:
    """A word or part of one, ready, with the marks around it from the outside in. ``at``: where it begins."""

    at: int
    end: int
    made: tuple[Any, ...]
    marks: tuple[Mark, ...] = ()


LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language tag (BCP 47, well-formed for what documents say); text of an unknown tag has the book's language."""

ALONE = {"link": "a", "noteref": "a", "ruby": "ruby"}
"""Kinds whose elements may not lie in one another."""


def marks_of(block: Block) -> tuple[Mark, ...]:
    """The marks that become elements, in the order of nesting. No link lies in a link, no ruby in a ruby; the sign of a note, which is a
    link itself, is not raised twice."""
    found = [mark for mark in block.marks if mark.kind in ORDER and mark.start < mark.end and (mark.kind != "language" or LANGUAGE.fullmatch(mark.value))]
    signs = [mark for mark in found if mark.kind == "noteref"]
    taken: dict[str, list[Mark]] = {"a": [], "ruby": []}
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.kind != "noteref", m.start, -m.end, ORDER.index(m.kind))):
        if mark.kind == "sup" and any(one.start <= mark.start and mark.end <= one.end for one in signs):
            continue
        others = taken.get(ALONE.get(mark.kind, ""), [])
        parts = list(_without(mark, others))
        others += parts
        kept += parts
    return tuple(sorted(kept, key=lambda m: (m.start, -m.end, ORDER.index(m.kind))))


def _without(mark: Mark, taken: Iterable[Mark]) -> Iterator[Mark]:
    """What is left of a mark beside others."""
    at = mark.start
    for other in sorted(taken, key=lambda m: m.start):
        if other.start < mark.end and at < other.end:
            if at < other.start:
                yield replace(mark, start=at, end=other.start)
            at = other.end
    if at < mark.end:
        yield replace(mark, start=at)


def breaks_of(block: Block) -> frozenset[int]:
    """Where lines end: the places at which the next line begins."""
    return frozenset(mark.end for mark in block.marks if mark.kind == "break" and 0 < mark.end < len(block.text))


def unit(token: Token, marks: Sequence[Mark], breaks: frozenset[int], wrap: Wrap, word: Callable[[Sequence[Child]], tuple[Child, ...]]) -> Unit:
    """A token with the marks that end inside it woven in; ``word`` makes its element, if it has one, of what it holds."""
    touching = [mark for mark in marks if mark.start < token.end and token.start < mark.end]
    around = tuple(mark for mark in touching if mark.start <= token.start and token.end <= mark.end)
    inside = [mark for mark in touching if mark not in around]
    edges = {token.start, token.end} | {at for mark in inside for at in (mark.start, mark.end) if token.start < at < token.end}
    edges |= {at for at in breaks if token.start < at < token.end}
    parts: list[Unit] = []
    for start, end in pairwise(sorted(edges)):
        if start in breaks and start > token.start:
            parts.append(Unit(start, start, (node("br"),)))
        own = tuple(mark for mark in inside if mark.start <= start and end <= mark.end)
        parts.append(Unit(start, end, (token.text[start - token.start : end - token.start],), own))
    return Unit(token.start, token.end, word(list(nested(parts, wrap))), around)


def nested(units: Sequence[Unit], wrap: Wrap) -> Iterator[Child]:
    """The units in the elements of their marks; neighbouring strings joined."""
    text = ""
    for child in _wrapped(units, wrap):
        if isinstance(child, str):
            text += child
            continue
        if text:
            yield text
        text = ""
        yield child
    if text:
        yield text


def _wrapped(units: Sequence[Unit], wrap: Wrap) -> Iterator[Child]:
    for mark, run in groupby(_held(units), key=lambda one: one.marks[0] if one.marks else None):
        own = list(run)
        if mark is None:
            yield from (child for one in own for child in one.made)
        else:
            part = replace(mark, start=max(mark.start, own[0].at), end=min(mark.end, own[-1].end))
            yield from wrap(part, list(nested([replace(one, marks=one.marks[1:]) for one in own], wrap)))


def _held(units: Sequence[Unit]) -> Iterator[Unit]:
    """A line end between two parts of one mark lies inside it."""
    for number, one in enumerate(units):
        if one.at == one.end and 0 < number < len(units) - 1:
            before, after = units[number - 1].marks, units[number + 1].marks
            shared = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
            yield replace(one, marks=before[:shared])
        else:
            yield one
