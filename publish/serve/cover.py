"""The picture of a book, taken from its e-book: the catalogues show one, and no edition holds it as a file of its own."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from publish.findings import PublishError
from publish.kit.model import Finished
from publish.serve.library import Shelf

LARGEST = 8 << 20
OPF = "{http://www.idpf.org/2007/opf}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
PICTURES = ("image/jpeg", "image/png", "image/gif")


@dataclass(frozen=True)
class Cover:
    """A picture and its type."""

    data: bytes
    type: str


def of(shelf: Shelf, book: Finished) -> Cover | None:
    """The cover of ``book``, or None when its e-book has none."""
    for edition in ("epub", "epub-plain"):
        for one in shelf.of(book, edition):
            try:
                path = one.path
                found = _cover(path, path.stat().st_mtime_ns)
            except (PublishError, OSError):
                continue
            if found:
                return found
    return None


@lru_cache(maxsize=64)
def _cover(path: Path, changed: int) -> Cover | None:
    """The item with the property ``cover-image`` (EPUB 3.3, D.6.1). ``changed`` keeps the cache right after a rebuild."""
    try:
        with zipfile.ZipFile(path) as book:
            package = _package(book)
            for item in etree.fromstring(book.read(package), _parser()).iter(f"{OPF}item"):
                if "cover-image" in item.get("properties", "").split() and item.get("media-type") in PICTURES:
                    name = posixpath.normpath(posixpath.join(posixpath.dirname(package), item.get("href", "")))
                    return Cover(book.read(name), item.get("media-type", "")) if book.getinfo(name).file_size <= LARGEST else None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return None
    return None


def _package(book: zipfile.ZipFile) -> str:
    container = etree.fromstring(book.read("META-INF/container.xml"), _parser())
    return next((root.get("full-path", "") for root in container.iter(f"{CONTAINER}rootfile")), "")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
