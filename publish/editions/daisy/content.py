"""``content.html``, the full text: each sentence an element of its own, so that it can be shown while it sounds.

XHTML 1.0, which knows no ruby: the plain text. Lists, tables and pictures are told as their text, each block a paragraph whose class
says what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.editions.daisy import xml
from publish.editions.daisy.model import Book, Element, Note, Phrase
from publish.editions.shared.weave import Node, node


def page(book: Book) -> bytes:
    """The file."""
    head = (xml.meta("dc:title", book.about.title), xml.meta("dc:identifier", book.about.identifier), xml.meta("dc:format", xml.FORMAT))
    body = tuple(_note(one) if isinstance(one, Note) else _element(one) for part in book.parts for one in part.body)
    return xml.xhtml(head, body, book.about.title, book.about.language)


def _note(note: Note) -> Node:
    return node("div", *map(_element, note.elements), id=note.id, class_="note")


def _element(one: Element) -> Node:
    name = f"h{one.level}" if one.level else "p"
    kind = {"class_": one.kind} if one.kind not in ("heading", "paragraph") else {}
    return node(name, *map(_phrase, one.phrases), id=one.id, **kind)


def _phrase(phrase: Phrase) -> Node:
    """A sentence; one that is only heard keeps its place, and an end tag of its own for readers that take the page for HTML."""
    return node("span", *(list(_pieces(phrase)) or [""]), id=phrase.id, class_="sentence")


def _pieces(phrase: Phrase) -> Iterator[Node | str]:
    """The text with its line ends and the signs of its notes."""
    references = {one.start: one for one in phrase.references}
    cuts = sorted({0, len(phrase.text), *phrase.breaks, *references, *(one.end for one in phrase.references)})
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        if start and start in phrase.breaks:
            yield node("br")
        piece = phrase.text[start:end]
        if start in references:
            yield node("span", piece, id=references[start].id, class_="noteref")
        elif piece:
            yield piece
