"""The publication becomes a talking book in memory.

Each section is one part. Its first sentence is a heading in the text as well as in the NCC, also where the document gives the section
none of its own (a closing word, the publisher's notes): players reach a part only through a heading, and some drop what stands
before the first one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from publish.editions.daisy.model import About, Book, Element, Entry, Note, Part, Phrase, Reference
from publish.editions.model import Publication
from publish.editions.shared import clock, colophon, credits, inline, outline
from publish.editions.shared.clock import Par
from publish.findings import fail
from publish.manuscript.model import Block, Section
from publish.narration.model import Track
from publish.own import region
from publish.reading.model import Sentence

DEEPEST = 6
"""XHTML 1.0 has six levels of headings; whatever lies deeper is told as the sixth."""

SCRIPTS = ("zh-Hans", "zh-Hant")
"""Language tags that players of 2001 do not know: they choose their own voice by language and country."""

NOBODY = {"creator": "佚名", "publisher": "不详"}
"""What stands where DAISY 2.02 wants a name and the document gives none."""

PRINTED = (*inline.ELEMENTS, "language", "noteref")
"""Kinds of marks that the text shows. A link leads out of the book, which no player follows; ruby has no element in XHTML 1.0."""

UNNAMED = "注"
"""A note whose sign the document does not print."""


@dataclass(frozen=True)
class Frame:
    """What every part is made with: the sentences of each block, the book's headings by their first sentence (level and text), the signs of
    notes in each block (the first one of each note, offsets in the block)."""

    sentences: Mapping[str, tuple[Sentence, ...]]
    headings: Mapping[str, tuple[int, str]]
    signs: Mapping[str, tuple[Reference, ...]]

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The signs by the id of the note's first block."""
        return {sign.note: sign for signs in self.signs.values() for sign in signs}


def book(publication: Publication) -> Book:
    """The whole book. Raises ``E101`` without narration, ``E102`` for sections without audio, ``E103`` for unwritable characters."""
    if publication.narration is None:
        raise fail("E101", "daisy")
    credits.refuse_unwritable(publication)
    made, by_block = publication.manuscript, publication.reading.by_block()
    sections = (*made.sections, *filter(None, [colophon.colophon(made)]))
    tracks = {track.section: track for track in publication.narration.tracks}
    if missing := [section.id for section in sections if section.id not in tracks]:
        raise fail("E102", "daisy", sections=", ".join(missing))
    frame = Frame(by_block, _headings(sections, by_block), _signs(sections))
    width = max(3, len(str(len(sections))))
    parts = (_part(publication.root, number, section, tracks[section.id], frame, width) for number, section in enumerate(sections, 1))
    return Book(_about(publication), tuple(parts))


def _about(publication: Publication) -> About:
    about = publication.manuscript.metadata
    return About(
        title=about.title,
        creator=about.speaker or about.issuer or publication.own(NOBODY["creator"]),
        publisher=about.issuer or about.speaker or publication.own(NOBODY["publisher"]),
        date=about.date or publication.stamp.date(),
        identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, about.identifier + '#daisy')}",
        language=f"zh-{region(about.language)}" if about.language in SCRIPTS else about.language,
        narrator=credits.narrator(publication),
        rights=about.rights,
        description=about.description,
    )


def _headings(sections: Sequence[Section], by_block: Mapping[str, tuple[Sentence, ...]]) -> dict[str, tuple[int, str]]:
    found = [(one.depth, one) for section in sections for one in outline.headings(section, by_block)]
    levels = outline.steps(depth for depth, _ in found)
    return {one.sentence: (min(level, DEEPEST), one.text) for level, (_, one) in zip(levels, found, strict=True)}


def _signs(sections: Sequence[Section]) -> dict[str, tuple[Reference, ...]]:
    found: dict[str, list[Reference]] = {}
    seen: set[str] = set()
    blocks = [block for section in sections for block in section.blocks]
    for block, mark in ((one, mark) for one in blocks for mark in one.marks):
        if mark.kind == "noteref" and mark.start < mark.end and mark.value not in seen:
            seen.add(mark.value)
            found.setdefault(block.id, []).append(Reference(mark.start, mark.end, block.text[mark.start : mark.end], mark.value))
    return {block: tuple(signs) for block, signs in found.items()}


def _part(root: Path, number: int, section: Section, track: Track, frame: Frame, width: int) -> Part:
    """A section with the MP3 it is heard from; its announcement, which the text does not have, is left out."""
    pars = clock.pars(track)
    skip = pars[0].begin if pars else 0
    clips = {par.sentence: Par(par.sentence, par.begin - skip, par.end - skip) for par in pars}
    body = tuple(_body(section.blocks, frame, clips))
    entries = tuple(entry for one in body for entry in _entries(one, frame))
    return Part(number, entries[0].text, root / track.file, skip, body, entries, width)


def _entries(one: Element | Note, frame: Frame) -> Iterator[Entry]:
    """The NCC's line for a heading or a note."""
    if isinstance(one, Note):
        yield Entry(0, one.label, one.reference.id if one.reference else one.id)
    elif one.level:
        yield Entry(*frame.headings[one.phrases[0].id], one.phrases[0].id)


def _body(blocks: Sequence[Block], frame: Frame, clips: Mapping[str, Par]) -> Iterator[Element | Note]:
    """The blocks in order; those of one note together."""
    for _, some in groupby(blocks, key=lambda block: block.group or block.id):
        together = tuple(some)
        elements = tuple(element for block in together for element in _elements(block, frame, clips))
        if together[0].kind == "note" and elements and not any(element.level for element in elements):
            first, sign = together[0], frame.references.get(together[0].id)
            yield Note(f"note-{first.id}", first.label or (sign.sign if sign else UNNAMED), elements, sign)
        else:
            yield from elements


def _elements(block: Block, frame: Frame, clips: Mapping[str, Par]) -> Iterator[Element]:
    """One block: its heading if it opens with one, then the rest."""
    sentences = frame.sentences.get(block.id, ())
    phrases = tuple(_phrase(block, s.id, s.start, s.end, frame, clips) for s in sentences) or _shown(block, frame)
    opening = _opening(block, sentences, frame)
    if opening:
        level, _ = frame.headings[sentences[0].id]
        yield Element(f"{block.id}-h", level, block.kind, phrases[:opening])
    if rest := phrases[opening:]:
        yield Element(block.id, 0, block.kind, rest)


def _opening(block: Block, sentences: tuple[Sentence, ...], frame: Frame) -> int:
    """How many sentences of the block are its heading."""
    if not sentences or sentences[0].id not in frame.headings:
        return 0
    whole = len(sentences) if block.kind in ("title", "heading") else 0
    return outline.run_in(block, sentences) or whole or 1


def _phrase(block: Block, name: str, start: int, end: int, frame: Frame, clips: Mapping[str, Par]) -> Phrase:
    """A sentence, ``block.text[start:end]``, with what is marked in it."""
    signs = tuple(
        replace(sign, start=sign.start - start, end=min(sign.end, end) - start) for sign in frame.signs.get(block.id, ()) if start <= sign.start < end
    )  # fmt: skip
    marks = tuple(
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in inline.marks_of(block) if mark.kind in PRINTED and mark.start < end and start < mark.end
    )  # fmt: skip
    breaks = {mark.end - start for mark in block.marks if mark.kind == "break" and start < mark.end <= end}
    clip = clips.get(name, Par(name, 0, 0))
    return Phrase(name, block.text[start:end], clip.begin, clip.end, tuple(sorted(breaks)), marks, signs)


def _shown(block: Block, frame: Frame) -> tuple[Phrase, ...]:
    """Text of which nothing is read."""
    return (_phrase(block, f"{block.id}-1", 0, len(block.text), frame, {}),) if block.text else ()
