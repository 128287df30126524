"""An e-book read back from its file, for the proofs. Knows the format, not how the book was made."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from publish.editions.shared import mpeg
from publish.editions.shared.tree import PICTURE

if TYPE_CHECKING:
    from lxml.etree import _Element

NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "s": "http://www.w3.org/ns/SMIL",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True)
class Item:
    """A line of the manifest; ``path`` within the zip, ``overlay`` the id of its SMIL or empty."""

    id: str
    path: str
    kind: str
    properties: tuple[str, ...]
    overlay: str


@dataclass(frozen=True)
class Target:
    """One par of a SMIL: the element it points at and its stretch of audio, clock values as written; ``kinds``: the ``epub:type`` of the
    sequences it lies in."""

    text: str
    fragment: str
    audio: str
    begin: str
    end: str
    kinds: tuple[str, ...] = ()


class Book:
    """An opened EPUB. Use as a context."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = zipfile.ZipFile(path)
        container = self._tree("META-INF/container.xml")
        self.package_path = container.xpath("string(//c:rootfile/@full-path)", namespaces=NS)
        self.package = self._tree(self.package_path)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    def _tree(self, name: str) -> _Element:
        from lxml import etree

        return etree.fromstring(self.zip.read(name), etree.XMLParser(resolve_entities=False, no_network=True))

    def document(self, item: Item) -> _Element:
        """The root of an XML item."""
        return self._tree(item.path)

    def text(self, item: Item) -> str:
        """An item as text."""
        return self.zip.read(item.path).decode("utf-8")

    @cached_property
    def items(self) -> dict[str, Item]:
        """The manifest by id."""
        folder = posixpath.dirname(self.package_path)
        made = {}
        for found in self.package.iterfind("o:manifest/o:item", NS):
            path = posixpath.normpath(posixpath.join(folder, found.get("href")))
            properties = tuple((found.get("properties") or "").split())
            made[found.get("id")] = Item(found.get("id"), path, found.get("media-type"), properties, found.get("media-overlay") or "")
        return made

    @cached_property
    def spine(self) -> tuple[tuple[Item, bool], ...]:
        """The spine: items and whether they are linear."""
        refs = self.package.iterfind("o:spine/o:itemref", NS)
        return tuple((self.items[ref.get("idref")], ref.get("linear") != "no") for ref in refs)

    @cached_property
    def read_aloud(self) -> tuple[Item, ...]:
        """The spine's documents that have an overlay."""
        return tuple(item for item, _ in self.spine if item.overlay)

    def values(self, name: str, refines: str | None = None) -> list[str]:
        """Texts of a ``dc:`` element or of a meta property; ``refines=None`` takes only those that refine nothing."""
        if name.startswith("dc:"):
            return [found.text or "" for found in self.package.iterfind(f"o:metadata/{name}", NS)]
        found = self.package.xpath("o:metadata/o:meta[@property=$name]", namespaces=NS, name=name)
        return [meta.text or "" for meta in found if meta.get("refines") == refines]

    def targets(self, item: Item) -> Iterator[Target]:
        """The pars of a document's SMIL, in order."""
        smil = self.items[item.overlay]
        folder = posixpath.dirname(smil.path)
        for par in self.document(smil).iterfind(".//s:par", NS):
            source, audio = par.find("s:text", NS).get("src"), par.find("s:audio", NS)
            path, _, fragment = source.partition("#")
            kinds = tuple(filter(None, (above.get(EPUB_TYPE) for above in par.iterancestors(f"{{{NS['s']}}}seq"))))
            sound = posixpath.normpath(posixpath.join(folder, audio.get("src")))
            yield Target(posixpath.normpath(posixpath.join(folder, path)), fragment, sound, audio.get("clipBegin"), audio.get("clipEnd"), kinds)

    def seconds(self, name: str) -> float:
        """The real length of an MP3 in the zip, its frames counted."""
        return mpeg.seconds(self.zip.read(name))


def without_rt(element: _Element) -> str:
    """The text of an element with the pinyin taken out; that of a picture of the document is its alternative text."""
    if element.tag == f"{{{NS['h']}}}img":
        return (element.get("alt", "") if element.get("class") == PICTURE else "") + (element.tail or "")
    own = [] if element.tag == f"{{{NS['h']}}}rt" or not isinstance(element.tag, str) else [element.text or "", *map(without_rt, element)]
    return "".join(own) + ("" if element.getparent() is None else element.tail or "")


def body_text(document: _Element) -> str:
    """The text of a document's body with the pinyin taken out."""
    body = document.find("h:body", NS)
    return without_rt(body)[: -len(body.tail)] if body.tail else without_rt(body)
