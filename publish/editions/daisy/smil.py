"""The SMIL 1.0 of each part, which sentence sounds when, and ``master.smil``, the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from publish.editions.daisy import xml
from publish.editions.daisy.model import CONTENT, Book, Note, Part, Phrase, text_id
from publish.editions.shared import clock

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIP_NOTES = {"system-required": "footnote-on"}
"""What a player is asked before it plays a note: whether its listener wants notes."""


def part(book: Book, one: Part, elapsed: int) -> bytes:
    """The SMIL of one part; ``elapsed``: milliseconds of the parts before it."""
    from lxml import etree

    body = etree.Element("body")
    sequence = etree.SubElement(body, "seq", {"dur": clock.timecount(one.length)})
    for piece in one.body:
        if isinstance(piece, Note):
            _note(sequence, one, piece)
        else:
            for phrase in piece.phrases:
                _par(sequence, one, phrase.id, (phrase,))
    head = (
        ("dc:format", xml.FORMAT), ("dc:identifier", book.about.identifier), ("dc:title", book.about.title), ("title", one.title),
        ("ncc:generator", xml.GENERATOR), ("ncc:totalElapsedTime", clock.whole(elapsed)), ("ncc:timeInThisSmil", clock.whole(one.length)),
    )  # fmt: skip
    return xml.smil(head, body)


def _note(sequence: _Element, one: Part, note: Note) -> None:
    """A note that can be skipped: its sign and itself, side by side; one that the text does not refer to, alone (DAISY 2.02, skippable structures)."""
    from lxml import etree

    if note.reference:
        sequence = etree.SubElement(sequence, "seq")
        _par(sequence, one, note.reference.id, (), SKIP_NOTES)
    _par(sequence, one, note.id, note.phrases, SKIP_NOTES)


def _par(sequence: _Element, one: Part, target: str, phrases: Iterable[Phrase], skip: dict[str, str] | None = None) -> None:
    """``target``'s text with the sound of its phrases; text alone where nothing is read aloud."""
    from lxml import etree

    par = etree.SubElement(sequence, "par", {"endsync": "last", "id": f"p-{target}", **(skip or {})})
    etree.SubElement(par, "text", {"id": text_id(target), "src": f"{CONTENT}#{target}"})
    if heard := [phrase for phrase in phrases if phrase.sounds]:
        clips = etree.SubElement(par, "seq")
        for phrase in heard:
            clip = {"clip-begin": clock.npt(phrase.begin), "clip-end": clock.npt(phrase.end)}
            etree.SubElement(clips, "audio", {"id": f"a-{phrase.id}", "src": f"{one.stem}.mp3", **clip})


def master(book: Book) -> bytes:
    """``master.smil``."""
    from lxml import etree

    body = etree.Element("body")
    for one in book.parts:
        etree.SubElement(body, "ref", {"id": one.stem, "title": one.title, "src": f"{one.stem}.smil"})
    head = (
        ("dc:format", xml.FORMAT), ("dc:identifier", book.about.identifier), ("dc:title", book.about.title),
        ("ncc:generator", xml.GENERATOR), ("ncc:timeInThisSmil", clock.whole(book.length)),
    )  # fmt: skip
    return xml.smil(head, body)
