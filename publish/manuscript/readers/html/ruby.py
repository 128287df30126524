"""Readings above characters: ``<ruby>`` with its bases and texts in the order that people write them in."""

from __future__ import annotations

from collections.abc import Iterator

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
    for child in ruby:
        if not tree.is_element(child):
            yield "base", _clean(child.tail)
            continue
        if child.tag == "rtc":
            for text in [tree.own_text(rt) for rt in child.iter("rt")] or [tree.own_text(child)]:
                yield "rtc", text
        elif child.tag == "ruby":
            yield "base", "".join(base for base, _ in pairs(child))
        elif child.tag == "rbc":
            yield from (("rb", tree.own_text(rb)) for rb in child)
        elif child.tag != "rp":
            yield child.tag if child.tag in ("rb", "rt") else "base", tree.own_text(child)
        yield "base" if _clean(child.tail) else "", _clean(child.tail)


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
