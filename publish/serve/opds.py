"""The catalogue for e-reader apps: OPDS 1.2 (Atom) and OPDS 2.0 (JSON), from the same entries (standards.md OP-01 to OP-04)."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lxml import etree

from publish.files import to_json
from publish.kit.model import Finished
from publish.kit.words import kind_of, words
from publish.serve import cover, media
from publish.serve.library import Shelf, Shown

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {None: ATOM, "dc": "http://purl.org/dc/terms/", "opds": "http://opds-spec.org/2010/catalog"}
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
IMAGES = ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail")
OFFERED = ("epub", "epub-plain", "m4b", "daisy", "print", "print-pinyin")
"""The editions that an e-reader app can take: one file each, or one for each volume of a long book."""
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+\Z")
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
XML_CANNOT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Link:
    """A file to take: absolute address, type, what it is, bytes."""

    href: str
    type: str
    title: str
    bytes: int


@dataclass(frozen=True)
class Entry:
    """A book in the catalogue."""

    identifier: str
    title: str
    author: str
    publisher: str
    language: str
    date: datetime.date | None
    updated: datetime.datetime
    description: str
    seconds: int | None
    links: tuple[Link, ...]
    image: Link | None


def entries(shelf: Shelf, base: str) -> tuple[Entry, ...]:
    """The books that have something an app can take. ``base``: the server's address without a final slash."""
    made = []
    for book in shelf.books:
        shown = [one for edition in OFFERED for one in shelf.of(book, edition) if kind_of(edition).is_download(one.name)]
        links = tuple(_link(one, base) for one in shown)
        card = book.card
        if links:
            made.append(
                Entry(
                    identifier(card.identifier), card.title, card.speaker, card.issuer, card.language, card.date, shelf.updated(book),
                    card.description, book.seconds(), links, _picture(shelf, book, base),
                )
            )
    return tuple(made)


def identifier(text: str) -> str:
    """An address-like name, as Atom asks: the book's own when it is one, else one made from it."""
    return text if URI.match(text) else uuid.uuid5(NAMESPACE, text).urn


def _link(one: Shown, base: str) -> Link:
    kind = media.bare(media.media_type(one.name, one.edition))
    return Link(base + one.address, kind, kind_of(one.edition).label_of(one.name, alone=True), one.path.stat().st_size)


def _picture(shelf: Shelf, book: Finished, base: str) -> Link | None:
    """The cover that the e-book carries, as the server shows it; both catalogues want one."""
    found = cover.of(shelf, book)
    return Link(f"{base}/cover/{quote(book.card.slug)}", found.type, book.card.title, len(found.data)) if found else None


def _latest(found: Sequence[Entry]) -> datetime.datetime:
    return max((entry.updated for entry in found), default=datetime.datetime.fromtimestamp(0, datetime.UTC))


def _stamp(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def navigation(found: Sequence[Entry], base: str) -> bytes:
    """OPDS 1.2, where apps start: one way on, to all books."""
    feed = _feed("/opds", media.OPDS_NAVIGATION, found, base)
    entry = _add(feed, "entry")
    _add(entry, "id", f"{base}/opds/books")
    _add(entry, "title", words()["shelf"]["books"])
    _add(entry, "updated", _stamp(_latest(found)))
    _add(entry, "content", words()["catalogue"]["all"], type="text")
    _add(entry, "link", rel="http://opds-spec.org/sort/new", href=f"{base}/opds/books", type=media.OPDS_ACQUISITION)
    return _whole(feed)


def acquisition(found: Sequence[Entry], base: str) -> bytes:
    """OPDS 1.2: all books with what there is to take."""
    feed = _feed("/opds/books", media.OPDS_ACQUISITION, found, base)
    for one in found:
        entry = _add(feed, "entry")
        _add(entry, "id", one.identifier)
        _add(entry, "title", one.title)
        _add(entry, "updated", _stamp(one.updated))
        if one.author:
            _add(_add(entry, "author"), "name", one.author)
        for name, value in (("language", one.language), ("publisher", one.publisher), ("issued", one.date and one.date.isoformat())):
            if value:
                _add(entry, f"{{{NAMESPACES['dc']}}}{name}", value)
        _add(entry, "summary", one.description or one.title, type="text")
        for rel in IMAGES if one.image else ():
            _add(entry, "link", rel=rel, href=one.image.href, type=one.image.type)  # type: ignore[union-attr]
        for link in one.links:
            _add(entry, "link", rel=OPEN_ACCESS, href=link.href, type=link.type, title=link.title, length=str(link.bytes))
    return _whole(feed)


def _feed(path: str, kind: str, found: Sequence[Entry], base: str) -> etree._Element:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=NAMESPACES)
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-Hans")
    _add(feed, "id", base + path)
    _add(feed, "title", words()["catalogue"]["title"])
    _add(feed, "updated", _stamp(_latest(found)))
    _add(_add(feed, "author"), "name", words()["catalogue"]["title"])
    _add(feed, "link", rel="self", href=base + path, type=kind)
    _add(feed, "link", rel="start", href=f"{base}/opds", type=media.OPDS_NAVIGATION)
    return feed


def _add(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """An element of Atom, or of the namespace that ``tag`` names. Attributes and text without what XML cannot hold."""
    clean = {name: XML_CANNOT.sub("", value) for name, value in attributes.items()}
    element = etree.SubElement(parent, tag if tag.startswith("{") else f"{{{ATOM}}}{tag}", clean)
    element.text = XML_CANNOT.sub("", text) if text is not None else None
    return element


def _whole(feed: etree._Element) -> bytes:
    made: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def catalogue(found: Sequence[Entry], base: str) -> bytes:
    """OPDS 2.0: the same as JSON."""
    own = f"{base}/opds2"
    return to_json(
        {
            "metadata": {"title": words()["catalogue"]["title"], "modified": _stamp(_latest(found)), "numberOfItems": len(found)},
            "links": [
                {"rel": "self", "href": own, "type": media.OPDS2},
                {"rel": "alternate", "href": f"{base}/opds", "type": media.OPDS_NAVIGATION},
            ],
            "publications": list(_publications(found)),
        }
    )


def _publications(found: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    for one in found:
        about: dict[str, Any] = {
            "@type": "http://schema.org/Book",
            "identifier": one.identifier,
            "title": one.title,
            "language": one.language,
            "modified": _stamp(one.updated),
            "description": one.description or one.title,
        }
        about |= {key: value for key, value in (("author", one.author), ("published", one.date and one.date.isoformat()), ("publisher", one.publisher), ("duration", one.seconds)) if value}
        links = [{"rel": OPEN_ACCESS, "href": o.href, "type": o.type, "title": o.title, "size": o.bytes} for o in one.links]
        images = [{"href": one.image.href, "type": one.image.type}] if one.image else []
        yield {"metadata": about, "links": links, **({"images": images} if images else {})}
