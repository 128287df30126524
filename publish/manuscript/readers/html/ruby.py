"""Readings above characters: ``<ruby>`` with its bases and texts in the order that people write them in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.tree import Element


def pairs(ruby: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Stretches of the text and the readings over each: none for text without one, two where a second line of them stands (``rtc``).

    Bases and readings pair off one by one where there are as many of them (``rb rb rt rt``); else the readings together stand over the
    bases together. Brackets for browsers without ruby (``rp``) are no text.
    """
    bases: list[str] = []
    readings: list[str] = []
    second: list[str] = []
    for kind, text in _parts(ruby):
        if kind == "base" and readings:
            yield from _paired(bases, readings, second)
            bases, readings, second = [], [], []
        if text and kind in ("base", "rb"):
            if readings or second:
                yield from _paired(bases, readings, second)
                bases, readings, second = [], [], []
            bases.append(text)
        elif kind == "rt" and text:
            readings.append(text)
        elif kind == "rtc" and text:
            second.append(text)
    yield from _paired(bases, readings, second)


def _parts(ruby: Element) -> Iterator[tuple[str, str]]:
    """``base`` (bare text), ``rb``, ``rt``, ``rtc`` with their text, in order."""
    yield "base", _clean(ruby.text)
    is_doubled = False
    for child in ruby:
        if not tree.is_element(child):
            yield "base", _clean(child.tail)
            continue
        if child.tag == "rtc":
            yield from (("rtc", text) for text in [tree.own_text(rt) for rt in child.iter("rt")] or [tree.own_text(child)])
        elif child.tag == "rbc":
            yield from (("rb", tree.own_text(rb)) for rb in child)
        elif child.tag == "rt":
            yield "rtc" if is_doubled else "rt", tree.own_text(child)
        elif child.tag != "rp":
            yield "rb" if child.tag == "rb" else "base", _base(child)
            inner = [tree.own_text(rt) for rt in child.iter("rt")]
            is_doubled = is_doubled or bool(inner)  # ruby in ruby: its readings are the first line, those outside the second
            yield from (("rt", text) for text in inner)
        yield "base" if _clean(child.tail) else "", _clean(child.tail)


def _base(element: Element) -> str:
    """The text of an element without the readings in it."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            parts.append(node.tail or "" if node is not element else "")
        elif node.tag in ("rt", "rp", "rtc"):
            walk.skip_subtree()
        else:
            parts.append(node.text or "")
    return _clean("".join(parts))


def _paired(bases: list[str], readings: list[str], second: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    over = readings or second
    if not bases:
        if over:
            yield " ".join(over), ()  # readings over nothing are all the text there is
    elif len(bases) == len(over) and len(bases) > 1 and (not second or not readings or len(second) == len(bases)):
        lines = [line for line in (readings, second) if line]
        yield from ((base, tuple(line[n] for line in lines)) for n, base in enumerate(bases))
    else:
        yield "".join(bases), tuple(" ".join(line) for line in (readings, second) if line)


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
