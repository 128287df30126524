"""The small book with more blocks than it has: notes, verse, kinds that nobody knows."""

from __future__ import annotations

import dataclasses

from publish.editions.model import Publication
from publish.manuscript.model import Block, Mark
from publish.narration.model import Clip
from publish.reading.model import Reading, Sentence, Token

SIGNS = (Mark(2, 3, "noteref", "x002"), Mark(8, 9, "noteref", "x002"), Mark(11, 12, "noteref", "x004"))
NOTED = Block("x001", "paragraph", "有注①的话，再引①一次②。", SIGNS)
NOTES = (
    Block("x002", "note", "①第一条注。", label="①", group="note1"),
    Block("x003", "paragraph", "还有一段。", group="note1"),
    Block("x004", "note", "第二条注。", silent=True),
)


def with_blocks(book: Publication, *blocks: Block, texts: bool = True) -> Publication:
    """The sample, its second section with more blocks, each a silent sentence (or none) of one token."""
    made = book.manuscript
    sections = list(made.sections)
    sections[1] = dataclasses.replace(sections[1], blocks=(*sections[1].blocks, *blocks))
    said = tuple(
        Sentence(f"{b.id}-1", b.id, 0, len(b.text), (Token(0, len(b.text), b.text, "word", "", (), "rule", 1.0),)) for b in blocks if texts
    )
    reading = Reading((*book.reading.sentences, *said))
    return dataclasses.replace(book, manuscript=dataclasses.replace(made, sections=tuple(sections)), reading=reading)


def read_aloud(book: Publication, *sentences: str) -> Publication:
    """The last second of the second section given to ``sentences``, in equal parts."""
    tracks = list(book.narration.tracks)
    one = tracks[1]
    last, step = one.clips[-1], one.rate // len(sentences)
    begin = last.end - step * len(sentences)
    more = tuple(Clip(name, begin + n * step, begin + (n + 1) * step, ((begin + (n + 1) * step),)) for n, name in enumerate(sentences))
    tracks[1] = dataclasses.replace(one, clips=(*one.clips[:-1], dataclasses.replace(last, end=begin), *more))
    return dataclasses.replace(book, narration=dataclasses.replace(book.narration, tracks=tuple(tracks)))


def publication(book: Publication) -> Publication:
    """The small book with a note of two paragraphs that is read, and one without a sign of its own that is only shown."""
    return read_aloud(with_blocks(book, NOTED, *NOTES), "x001-1", "x002-1", "x003-1")
