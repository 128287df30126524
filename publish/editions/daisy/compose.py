"""The publication becomes a talking book in memory.

Each section is one part. Its first sentence is a heading in the text as well as in the NCC, also where the document gives the section
none of its own (a closing word, the publisher's notes): players reach a part only through a heading, and some drop what stands
before the first one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish.editions.daisy.model import About, Book, Element, Entry, Note, Part, Phrase
from publish.editions.model import Publication
from publish.editions.shared import clock, colophon, credits, weave
from publish.editions.shared.clock import Par
from publish.editions.shared.weave import Heading
from publish.findings import fail
from publish.manuscript.model import Block, Section
from publish.narration.model import Track
from publish.reading.model import Sentence

DEEPEST = 6
"""XHTML 1.0 has six levels of headings; whatever lies deeper is told as the sixth."""

LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""Language tags with a script as players of 2001 know them: they choose their own voice by language and country."""

NOBODY = {"creator": "佚名", "publisher": "不详"}
"""What stands where DAISY 2.02 wants a name and the document gives none."""


@dataclass(frozen=True)
class Headings:
    """The headings of the whole book by their first sentence: level in the talking book, text."""

    by_sentence: Mapping[str, tuple[int, str]]

    def entries(self, sentences: Iterable[Sentence]) -> tuple[Entry, ...]:
        return tuple(Entry(*self.by_sentence[s.id], s.id) for s in sentences if s.id in self.by_sentence)


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
    headings, width = _headings(sections, by_block), max(3, len(str(len(sections))))
    parts = (_part(publication, number, section, tracks[section.id], by_block, headings, width) for number, section in enumerate(sections, 1))
    return Book(_about(publication), tuple(parts))


def _about(publication: Publication) -> About:
    about = publication.manuscript.metadata
    return About(
        title=about.title,
        creator=about.speaker or about.issuer or NOBODY["creator"],
        publisher=about.issuer or about.speaker or NOBODY["publisher"],
        date=about.date or publication.stamp.date(),
        identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, about.identifier + '#daisy')}",
        language=LANGUAGES.get(about.language, about.language),
        narrator=credits.narrator(publication),
        rights=about.rights,
        description=about.description,
    )


def _headings(sections: Sequence[Section], by_block: Mapping[str, tuple[Sentence, ...]]) -> Headings:
    found = [(_depth(section, one), one) for section in sections for one in weave.headings(section, dict(by_block))]
    levels = steps(depth for depth, _ in found)
    return Headings({one.sentence: (level, one.text) for level, (_, one) in zip(levels, found, strict=True)})


def _depth(section: Section, heading: Heading) -> int:
    """A tail has the level of the part it closes: one deeper, it lies inside it, as in the e-book's contents."""
    return heading.depth + (section.kind == "tail")


def steps(depths: Iterable[int]) -> Iterator[int]:
    """Levels of headings that go down by one only, the first being 1 (DAISY 2.02, 2.1.2)."""
    last = 0
    for depth in depths:
        last = min(depth, last + 1, DEEPEST)
        yield last


def _part(
    publication: Publication, number: int, section: Section, track: Track, by_block: Mapping[str, tuple[Sentence, ...]], headings: Headings, width: int
) -> Part:
    """A section with the MP3 it is heard from; its announcement, which the text does not have, is left out."""
    pars = clock.pars(track)
    skip = pars[0].begin if pars else 0
    clips = {par.sentence: Par(par.sentence, par.begin - skip, par.end - skip) for par in pars}
    sentences = [s for block in section.blocks for s in by_block.get(block.id, ())]
    entries = headings.entries(sentences)
    body = tuple(one for block in section.blocks for one in _block(block, by_block.get(block.id, ()), headings, clips))
    return Part(number, entries[0].text, publication.root / track.file, skip, body, entries, width)


def _block(block: Block, sentences: tuple[Sentence, ...], headings: Headings, clips: Mapping[str, Par]) -> Iterator[Element | Note]:
    """One block: its heading if it opens with one, then the rest; a note as one thing to skip."""
    phrases = tuple(_phrase(sentence, clips) for sentence in sentences) or _shown(block)
    opening = _opening(block, sentences, headings)
    if opening:
        level, _ = headings.by_sentence[sentences[0].id]
        yield Element(f"{block.id}-h", level, block.kind, phrases[:opening])
    if rest := phrases[opening:]:
        made = Element(block.id, 0, block.kind, rest)
        yield Note(f"note-{block.id}", "注", (made,)) if block.kind == "note" and not opening else made


def _opening(block: Block, sentences: tuple[Sentence, ...], headings: Headings) -> int:
    """How many sentences of the block are its heading."""
    if not sentences or sentences[0].id not in headings.by_sentence:
        return 0
    whole = len(sentences) if block.kind in ("title", "heading") else 0
    return weave.run_in(block, sentences) or whole or 1


def _phrase(sentence: Sentence, clips: Mapping[str, Par]) -> Phrase:
    clip = clips.get(sentence.id)
    return Phrase(sentence.id, sentence.text, clip.begin, clip.end) if clip else Phrase(sentence.id, sentence.text)


def _shown(block: Block) -> tuple[Phrase, ...]:
    """Text of which nothing is read."""
    return (Phrase(f"{block.id}-1", block.text),) if block.text else ()
