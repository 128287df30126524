"""``ncc.html``, the table of contents: every heading of the book, in reading order, and what the book says of itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from publish.editions.daisy import xml
from publish.editions.daisy.model import Book, Entry, Part, text_id
from publish.editions.shared import clock
from publish.editions.shared.tree import Node, node


def page(book: Book, produced: datetime.date) -> bytes:
    """The file."""
    lines = tuple(_line(number, part, entry) for number, (part, entry) in enumerate(book.entries, 1))
    head = tuple(xml.meta(name, content) for name, content in metas(book, produced))
    return xml.xhtml(head, lines, book.about.title, book.about.language)


def metas(book: Book, produced: datetime.date) -> Iterator[tuple[str, str]]:
    """The metadata in order: those that 2.02 wants, then the optional ones that say something. Counts are of what is really there."""
    about = book.about
    yield from (("dc:title", about.title), ("dc:creator", about.creator), ("dc:publisher", about.publisher), ("dc:date", about.date.isoformat()))
    yield from (("dc:identifier", about.identifier), ("dc:language", about.language), ("dc:format", xml.FORMAT))
    for name, content in (("dc:rights", about.rights), ("dc:description", about.description)):
        if content:
            yield name, content
    yield from (("ncc:charset", xml.CHARSET), ("ncc:tocItems", str(len(book.entries))), ("ncc:totalTime", clock.whole(book.length)))
    yield from (("ncc:pageFront", "0"), ("ncc:pageNormal", "0"), ("ncc:pageSpecial", "0"))
    references = sum(entry.level == 0 for _, entry in book.entries)
    if references:
        yield "ncc:footnotes", str(references)
    yield from (("ncc:setInfo", "1 of 1"), ("ncc:depth", str(max(entry.level for _, entry in book.entries))))
    yield from (("ncc:files", str(len(book.files))), ("ncc:multimediaType", "audioFullText"), ("ncc:narrator", about.narrator))
    yield from (("ncc:generator", xml.GENERATOR), ("ncc:producedDate", produced.isoformat()))


def _line(number: int, part: Part, entry: Entry) -> Node:
    link = node("a", entry.text, href=f"{part.stem}.smil#{text_id(entry.target)}")
    kind = {"class_": "title"} if number == 1 else {} if entry.level else {"class_": "noteref"}
    return node(f"h{entry.level}" if entry.level else "span", link, id=f"n{number:04}", **kind)
