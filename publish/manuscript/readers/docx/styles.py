"""Styles: what a paragraph or a run is by the style it bears, and by those that style is based on (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TypeVar

from publish.manuscript.readers.docx.ooxml import Element, number, switch, tag, val

T = TypeVar("T")

DEEPEST = 32
"""So many styles may be based on each other; a circle ends there."""

BODY = 9
"""The outline level that says "no heading" (0 is the first heading's)."""

_HEADING = re.compile(r"(?:heading|标题|標題)([1-9])")


@dataclass(frozen=True)
class Look:
    """What the properties of one run or style say; None where they say nothing."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    dots: bool | None = None
    raised: str | None = None
    language: str | None = None
    font: str | None = None

    def over(self, below: Look) -> Look:
        """These properties, and those of ``below`` where these say nothing."""
        if self is NOTHING or below is NOTHING:
            return below if self is NOTHING else self
        return Look(
            _first(self.bold, below.bold), _first(self.italic, below.italic), _first(self.hidden, below.hidden), _first(self.struck, below.struck),
            _first(self.dots, below.dots), _first(self.raised, below.raised), _first(self.language, below.language), _first(self.font, below.font),
        )  # fmt: skip


TOGGLES = ("bold", "italic", "hidden", "struck")
"""Properties that a second style turns off again (17.7.3)."""


def _first(own: T | None, below: T | None) -> T | None:
    return below if own is None else own


NOTHING = Look()


def look(properties: Element | None) -> Look:
    """The look that ``w:rPr`` describes."""
    if properties is None or not len(properties):
        return NOTHING
    dots = val(properties, "w:em")
    struck = switch(properties, "w:strike")
    return Look(
        switch(properties, "w:b"), switch(properties, "w:i"), switch(properties, "w:vanish"), switch(properties, "w:dstrike") if struck is None else struck,
        None if dots is None else dots != "none", val(properties, "w:vertAlign") or _placed(properties), val(properties, "w:lang"),
        val(properties, "w:rFonts", "w:ascii") or val(properties, "w:rFonts", "w:hAnsi"),
    )  # fmt: skip


def _placed(properties: Element) -> str | None:
    """Small letters above or below the line: how LibreOffice writes raised and lowered ones."""
    position = number(val(properties, "w:position"), 0) or 0
    if not position or properties.find(tag("w:sz")) is None:
        return None
    return "superscript" if position > 0 else "subscript"


@dataclass(frozen=True)
class ParagraphStyle:
    """A paragraph style with all it is based on. ``kind`` as in ``styles.tsv``; ``outline`` from 0; ``numbers``: ``numId``, and the ``ilvl``
    given with it; ``ids``: its own id and those below it.
    """

    ids: tuple[str, ...] = ()
    kind: str = ""
    outline: int | None = None
    numbers: tuple[str, int] | None = None
    look: Look = NOTHING


class Styles:
    """``word/styles.xml``; without one every paragraph is plain."""

    def __init__(self, root: Element | None) -> None:
        found = list(root.iter(tag("w:style"))) if root is not None else []
        self._styles = {style.get(tag("w:styleId"), ""): style for style in found}
        defaults = root.find(f"{tag('w:docDefaults')}/{tag('w:rPrDefault')}/{tag('w:rPr')}") if root is not None else None
        self.defaults = look(defaults)
        self._plain = next((s.get(tag("w:styleId"), "") for s in found if s.get(tag("w:type")) == "paragraph" and s.get(tag("w:default")) in ("1", "true", "on")), "")
        self.paragraph, self.character = cache(self._paragraph), cache(self._character)

    def _paragraph(self, name: str | None) -> ParagraphStyle:
        """The paragraph style with this id; the document's plain one where there is no such."""
        chain = list(self._chain(name if name in self._styles else self._plain))
        properties = [style.find(tag("w:pPr")) for style in chain]
        outline = next((level for one in properties if (level := number(val(one, "w:outlineLvl"))) is not None), None)
        kinds = [kind for style in chain if (kind := kind_of(val(style, "w:name") or ""))]
        return ParagraphStyle(
            tuple(style.get(tag("w:styleId"), "") for style in chain), kinds[0] if kinds else "", outline, self._numbers(properties), self._looks(chain)
        )

    def _character(self, name: str | None) -> Look:
        return self._looks(list(self._chain(name))) if name else NOTHING

    def name(self, style: str | None) -> str:
        """The name people see of the style with this id."""
        return val(self._styles.get(style or ""), "w:name") or ""

    def numbering_of(self, name: str) -> str | None:
        """The ``numId`` of a numbering style."""
        return next((found for style in self._chain(name) if (found := val(style.find(f"{tag('w:pPr')}/{tag('w:numPr')}"), "w:numId"))), None)

    def _numbers(self, properties: list[Element | None]) -> tuple[str, int] | None:
        for one in properties:
            given = one.find(tag("w:numPr")) if one is not None else None
            if given is not None and (identity := val(given, "w:numId")):
                return identity, number(val(given, "w:ilvl"), 0) or 0
        return None

    def _looks(self, chain: list[Element]) -> Look:
        made = NOTHING
        for style in reversed(chain):
            made = look(style.find(tag("w:rPr"))).over(made)
        return made

    def _chain(self, name: str | None) -> Iterator[Element]:
        for _ in range(DEEPEST):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = val(style, "w:basedOn")


def shown(direct: Look, character: Look, paragraph: Look, defaults: Look) -> Look:
    """The look of a run: its own properties, over its character style, over its paragraph's style, over the document's."""
    made = direct.over(character).over(paragraph).over(defaults)
    if character is NOTHING or paragraph is NOTHING:
        return made
    bold, italic, hidden, struck = (_toggled(name, direct, character, paragraph, defaults) for name in TOGGLES)
    return replace(made, bold=bold, italic=italic, hidden=hidden, struck=struck)


def _toggled(name: str, direct: Look, character: Look, paragraph: Look, defaults: Look) -> bool:
    """Two styles that both switch a property on switch it off together."""
    own = getattr(direct, name)
    if own is not None:
        return bool(own)
    return bool(getattr(defaults, name)) or bool(getattr(character, name)) != bool(getattr(paragraph, name))


def kind_of(name: str) -> str:
    """What a style's name says that its paragraphs are: a row of ``styles.tsv``, or ``heading N``."""
    plain = re.sub(r"[\s_]", "", name).lower()
    heading = _HEADING.fullmatch(plain)
    return f"heading {heading.group(1)}" if heading else _kinds().get(plain, "")


@cache
def _kinds() -> dict[str, str]:
    text = (resources.files("publish.manuscript.readers.docx") / "styles.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
