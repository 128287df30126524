"""Automatic numbers: what Word prints before a paragraph (ECMA-376 part 1, 17.9), counted in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from publish.manuscript.readers.docx.formats import is_known, printed
from publish.manuscript.readers.docx.ooxml import Element, number, switch, tag, val
from publish.manuscript.readers.docx.styles import ParagraphStyle, Styles

LEVELS = 9
TIGHT = re.compile(r"[^\x00-\u2fff]$|[\u2460-\u24ff\u2776-\u2793]$")
"""A number that ends like this (full-width sign, circled number) has its own room: the text follows without a gap where Word sets a tab."""

_HAN = re.compile("[\u3400-\u9fff]")
"""A bullet with such a character is a word (注：); any other letter is the picture of a symbol font (o, §, Ø)."""


@dataclass(frozen=True)
class Level:
    """One level of a list. ``text``: ``第%1条``; ``gap``: what stands after it; ``restarts``: it begins again after a number of this level or one
    above it (from 1; 0: never); ``style``: the paragraph style that bears it; ``legal``: all its numbers in digits.
    """

    start: int = 1
    form: str = "decimal"
    custom: str = ""
    text: str = ""
    gap: str = "tab"
    restarts: int | None = None
    style: str = ""
    legal: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Number:
    """What is printed before a paragraph. ``label`` is empty for a bullet; ``gap`` the space between it and the text; ``level`` from 1;
    ``list``: which list it belongs to; ``unknown``: a format that was printed in digits.
    """

    label: str
    gap: str
    level: int
    list: str
    unknown: str = ""


@dataclass
class _Count:
    """How far a list has come: the number of each level, None where none was given yet."""

    numbers: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """``word/numbering.xml``. :meth:`next` is asked for every paragraph that is printed, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {one.get(tag("w:abstractNumId"), ""): one for one in root.iter(tag("w:abstractNum"))} if root is not None else {}
        self._uses = {one.get(tag("w:numId"), ""): one for one in root.iter(tag("w:num"))} if root is not None else {}
        self._levels: dict[str, tuple[Level, ...]] = {}
        self._counts: dict[str, _Count] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, properties: Element | None, style: ParagraphStyle) -> Number | None:
        """The number of the next paragraph, by its own ``w:numPr`` or its style's; None for one without."""
        given = properties.find(tag("w:numPr")) if properties is not None else None
        identity = val(given, "w:numId") or (style.numbers[0] if style.numbers else None)
        if not identity or identity not in self._uses:
            return None
        own = number(val(given, "w:ilvl"))
        at = own if own is not None and 0 <= own < LEVELS else self._level_of(identity, style)
        return self._counted(identity, at)

    def _level_of(self, identity: str, style: ParagraphStyle) -> int:
        """The level that names the paragraph's style (or one it is based on); else the one given in the style."""
        linked = {level.style: at for at, level in reversed(list(enumerate(self.levels(identity)))) if level.style}
        named = next((linked[name] for name in style.ids if name in linked), None)
        return named if named is not None else min(style.numbers[1], LEVELS - 1) if style.numbers else 0

    def _counted(self, identity: str, at: int) -> Number:
        levels, abstract = self.levels(identity), self._abstract(identity)
        count = self._counts.setdefault(abstract, _Count())
        before, level = count.numbers[at], levels[at]
        begins = self._restart(identity, at)
        count.numbers[at] = begins if begins is not None else level.start if before is None else before + 1
        for above in range(at):  # a level that was skipped counts as used once: 1.1.1 is followed by 2, as in LibreOffice
            count.numbers[above] = levels[above].start if count.numbers[above] is None else count.numbers[above]
        for below in range(at + 1, LEVELS):
            if levels[below].restarts is None or at < (levels[below].restarts or 0):
                count.numbers[below] = None
        return self._number(levels, count, at, abstract)

    def _restart(self, identity: str, at: int) -> int | None:
        """The number that this use of the list begins with, when it says so and has not begun yet."""
        if (identity, at) in self._begun:
            return None
        self._begun.add((identity, at))
        override = self._override(identity, at)
        return number(val(override, "w:startOverride")) if override is not None else None

    def _override(self, identity: str, at: int) -> Element | None:
        return next((o for o in self._uses[identity].iter(tag("w:lvlOverride")) if o.get(tag("w:ilvl")) == str(at)), None)

    def _number(self, levels: tuple[Level, ...], count: _Count, at: int, abstract: str) -> Number:
        level, unknown = levels[at], ""
        if level.form == "bullet" or level.hidden:
            label = level.text.strip() if level.form == "bullet" and _HAN.search(level.text) else ""
            return Number(label, _gap(level, label), at + 1, abstract)

        def one(found: re.Match[str]) -> str:
            nonlocal unknown
            which = int(found.group(1)) - 1
            of, value = levels[which], count.numbers[which]  # of a deeper level, None
            form = "decimal" if level.legal and of.form != "none" else of.form
            unknown = unknown or ("" if is_known(form) else form)
            return printed(of.start if value is None else value, form, of.custom)

        label = re.sub(r"%([1-9])", one, level.text).strip()
        return Number(label, _gap(level, label), at + 1, abstract, unknown)

    def levels(self, identity: str) -> tuple[Level, ...]:
        """The nine levels of a list as this use of it has them."""
        if identity not in self._levels:
            base = _levels(self._lists.get(self._abstract(identity)))
            for override in self._uses[identity].iter(tag("w:lvlOverride")):
                at, own = number(override.get(tag("w:ilvl")), -1), override.find(tag("w:lvl"))
                if at is not None and 0 <= at < LEVELS and own is not None:
                    base[at] = _level(own)
            self._levels[identity] = tuple(base)
        return self._levels[identity]

    def _abstract(self, identity: str, depth: int = 8) -> str:
        """The list that a use of it stands for; one that only names a numbering style is that style's."""
        abstract = val(self._uses.get(identity), "w:abstractNumId") or ""
        link = val(self._lists.get(abstract), "w:numStyleLink")
        behind = self._styles.numbering_of(link) if link else None
        return self._abstract(behind, depth - 1) if behind and behind in self._uses and depth else abstract


def _levels(abstract: Element | None) -> list[Level]:
    made: Mapping[int, Level] = {}
    if abstract is not None:
        made = {number(one.get(tag("w:ilvl")), 0) or 0: _level(one) for one in abstract.iterchildren(tag("w:lvl"))}
    return [made.get(at, Level(text=f"%{at + 1}.")) for at in range(LEVELS)]


def _level(element: Element) -> Level:
    form, custom = _form(element)
    text = val(element, "w:lvlText") or ""
    level = Level(
        number(val(element, "w:start"), 0) or 0, form, custom, re.sub(r"[\s\u00ad\u200b]+", " ", text), val(element, "w:suff") or "tab",
        number(val(element, "w:lvlRestart")), val(element, "w:pStyle") or "", bool(switch(element, "w:isLgl")),
        bool(switch(element.find(tag("w:rPr")), "w:vanish")),
    )  # fmt: skip
    return replace(level, form="bullet") if element.find(tag("w:lvlPicBulletId")) is not None else level


def _form(element: Element) -> tuple[str, str]:
    """The format and its pattern; newer ones stand in the choice of an alternative, with digits to fall back on."""
    found = next(element.iter(tag("w:numFmt")), None)
    return (found.get(tag("w:val"), "decimal"), found.get(tag("w:format"), "")) if found is not None else ("decimal", "")


def _gap(level: Level, label: str) -> str:
    if not label or level.gap == "nothing":
        return ""
    return " " if level.gap == "space" or not TIGHT.search(label) else ""
