"""Pictures of a page: where their bytes are, what they show, which of them are part of the text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes

from publish.manuscript.readers import pictures
from publish.manuscript.readers.beside import LARGEST
from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.data import alts
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.source import Image

Fetch = Callable[[str], bytes | None]
"""Address as the document writes it → its bytes, None when they are not here. Never looks anywhere else."""

SMALL = 48
"""Pixels. A picture no larger, in the middle of a line, stands for a character."""

_SOURCES = ("src", "data-src", "data-original", "data-actualsrc", "xlink:href", "{http://www.w3.org/1999/xlink}href", "href")
_DATA = re.compile(r"data:[\w.+/-]*(?:;[\w-]+=[^;,]*)*(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)


@dataclass
class Pictures:
    """The pictures that were met, by content, and those that are not here."""

    fetch: Fetch
    images: dict[str, Image] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def take(self, element: Element) -> Image | None:
        """The picture that an ``img`` shows, if it is here and is one. What it says elsewhere is kept for a finding."""
        addresses = [address for name in _SOURCES if (address := tree.attribute(element, name))]
        for address in addresses:
            data = _inside(address) if address.startswith(("data:", "DATA:")) else self.fetch(address)
            found = pictures.picture(data) if data else None
            if found and not (found.width <= 2 and found.height <= 2):
                self.images.setdefault(found.file, found)
                return found
            if data and not found:
                self.unreadable.append(_short(address))
                return None
        if addresses:
            self.elsewhere.append(_short(addresses[-1]))
        return None


def _inside(address: str) -> bytes | None:
    """The bytes of a ``data:`` address (RFC 2397)."""
    found = _DATA.fullmatch(address)
    if not found or len(address) > 2 * LARGEST:
        return None
    data = unquote_to_bytes(found.group(2))
    try:
        return base64.b64decode(b"".join(data.split()), validate=False) if found.group(1) else data
    except (binascii.Error, ValueError):
        return None


def _short(address: str) -> str:
    name = unquote(address).partition("?")[0].rstrip("/").rpartition("/")[2] if not address.startswith("data:") else "data:"
    return name[:40] or address[:40]


def alt(element: Element) -> str:
    """What a person wrote for who does not see the picture; what a program puts in is nothing."""
    said = " ".join((tree.attribute(element, "alt") or tree.attribute(element, "aria-label")).split())
    return "" if "".join(said.lower().split()) in alts() or re.fullmatch(r"\S+\.(?:png|jpe?g|gif|webp|bmp|svg)", said, re.IGNORECASE) else said


def note(element: Element) -> str:
    """The text of a note that is kept with its icon, as Chinese shops' e-books do; empty for any other picture."""
    if not any("footnote" in name for name in tree.words(element, "class")):
        return ""
    kept = next((str(value) for name, value in element.attrib.items() if str(name).endswith("footnote") and str(name) != "class"), "")
    return " ".join(kept.split()) or alt(element)


def is_decorative(element: Element) -> bool:
    """Whether the document says in words that a picture tells nothing. An empty ``alt`` does not: programs write it everywhere."""
    return bool(tree.words(element, "role") & {"presentation", "none"})


def is_small(element: Element, image: Image | None) -> bool:
    """Whether it is no larger than the characters around it, as far as page and picture tell, or is called as small pictures are (😀, [心])."""
    if re.fullmatch(r"\[[^\[\]]{1,6}\]|[^\w\s]{1,3}", alt(element)):
        return True
    sizes = [_pixels(tree.attribute(element, name) or tree.style(element).get(name, "")) for name in ("width", "height")]
    if image and not any(sizes):
        sizes = [image.width, image.height]
    return all(0 < size <= SMALL for size in sizes if size) and any(sizes)


def _pixels(size: str) -> int:
    found = re.fullmatch(r"(\d{1,5})(?:\.\d+)?(px|em|rem)?", size, re.ASCII)
    return int(found.group(1)) * (16 if found.group(2) in ("em", "rem") else 1) if found else 0
