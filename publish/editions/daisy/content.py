"""``content.html``, the full text: each sentence an element of its own, so that it can be shown while it sounds.

XHTML 1.0, which knows no ruby: the plain text. Lists, tables and pictures are told as their text, each block a paragraph whose class
says what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publish.editions.daisy import xml
from publish.editions.daisy.model import Book, Element, Note, Phrase
from publish.editions.shared import inline
from publish.editions.shared.inline import Child
from publish.editions.shared.tree import Node, node
from publish.manuscript.model import Mark
from publish.reading.model import Token


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
    whole = Token(0, len(phrase.text), phrase.text, "word", "", (), "default", 1.0)
    made = inline.unit(whole, phrase.marks, frozenset(phrase.breaks), lambda mark, inner: _marked(phrase, mark, inner), tuple)
    children = list(inline.nested([made], lambda mark, inner: _marked(phrase, mark, inner)))
    if phrase.text and len(phrase.text) in phrase.breaks:
        children.append(node("br"))
    return node("span", *(children or [""]), id=phrase.id, class_="sentence")


def _marked(phrase: Phrase, mark: Mark, inner: Sequence[Child]) -> Iterable[Child]:
    """The element of a mark. Only the first sign of a note, and its first part, bears the name that the note's SMIL asks for."""
    if mark.kind in inline.ELEMENTS:
        return [node(inline.ELEMENTS[mark.kind], *inner)]
    if mark.kind == "language":
        return [node("span", *inner, lang=mark.value, xml__lang=mark.value)]
    sign = next((one for one in phrase.references if one.start == mark.start and one.note == mark.value), None)
    return [node("span", *inner, id=sign.id, class_="noteref")] if sign else inner
