"""Names of WordprocessingML, and small steps about its elements. Elements are named ``w:p`` here, as in ECMA-376."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

SPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "cx": "http://schemas.microsoft.com/office/drawing/2014/chartex",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
"""Prefix → namespace, as they are used in this room."""

STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", SPACES["w"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", SPACES["m"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties", SPACES["ep"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", SPACES["r"].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""Namespaces of "Strict Open XML" → the ones everybody writes (ECMA-376 part 4)."""


@cache
def tag(name: str) -> str:
    """``w:p`` as lxml names it: ``{http://…}p``."""
    prefix, local = name.split(":")
    return f"{{{SPACES[prefix]}}}{local}"


def val(element: Element | None, child: str, attribute: str = "w:val") -> str | None:
    """``attribute`` of the first ``child`` (``w:jc``) of ``element``, or None."""
    found = element.find(tag(child)) if element is not None else None
    return found.get(tag(attribute)) if found is not None else None


def number(text: str | None, default: int | None = None) -> int | None:
    """A whole number of an attribute; ``default`` when it is none, or longer than any that means something."""
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default


def switch(element: Element | None, child: str) -> bool | None:
    """Whether ``child`` of ``element`` is on; None when it is not there (ST_OnOff)."""
    found = element.find(tag(child)) if element is not None else None
    return None if found is None else found.get(tag("w:val"), "true").lower() not in ("0", "false", "off", "none")


LEFT_OUT = frozenset({tag("w:del"), tag("w:moveFrom")})
"""Wrappers of what a tracked change took away."""

_WRAPPERS = frozenset({tag("w:ins"), tag("w:moveTo"), tag("w:customXml"), tag("w:smartTag"), tag("w:dir"), tag("w:bdo"), tag("mc:Choice"), tag("mc:Fallback")})


def inside(element: Element) -> Iterator[Element]:
    """The children of ``element``, those in wrappers without meaning of their own (content controls, insertions …) included. What a tracked
    change took away (``LEFT_OUT``) comes as its wrapper.
    """
    for child in element:
        if child.tag in _WRAPPERS:
            yield from inside(child)
        elif child.tag == tag("w:sdt"):
            yield child
        elif child.tag == tag("mc:AlternateContent"):
            yield from inside(alternative(child))
        else:
            yield child


def alternative(element: Element) -> Element:
    """The branch of ``mc:AlternateContent`` that counts: the first choice, else the fallback. Never both: they say the same."""
    for branch in ("mc:Choice", "mc:Fallback"):
        found = element.find(tag(branch))
        if found is not None:
            return found
    return element


def text_of(element: Element) -> str:
    """All text below, however deep: for messages and for what is kept as bare words."""
    return "".join(part.text or "" for part in element.iter() if part.tag in (tag("w:t"), tag("w:delText"), tag("m:t"), tag("a:t")))
