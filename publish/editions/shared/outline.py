"""The outline of a book: what its parts are called, how deep they lie, how long they are. Every edition takes it from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish.editions.model import Publication
from publish.editions.shared import clock, colophon
from publish.manuscript.model import Block, Section
from publish.narration.model import Narration
from publish.reading.model import Sentence


@dataclass(frozen=True)
class Heading:
    """An entry of a table of contents: the element's id, its depth (1 = title or top section), its plain text, and the
    first sentence spoken under it."""

    id: str
    depth: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Entry:
    """A section in the outline. ``level``: from 1, no level skipped; ``length``: of its sound without the announcement, in milliseconds,
    None when it is not read aloud; ``sentence``: the first one, empty when there is none; ``below``: its run-in headings."""

    section: Section
    name: str
    level: int
    length: int | None
    sentence: str
    below: tuple[Heading, ...] = ()


def outline(publication: Publication) -> tuple[Entry, ...]:
    """All sections of the text and the colophon, in order."""
    made, sentences = publication.manuscript, publication.reading.by_block()
    sections = (*made.sections, *filter(None, [colophon.colophon(made)]))
    heads = [tuple(headings(section, sentences)) for section in sections]
    levels = steps(section.level + (section.kind == "tail") for section in sections)
    long = lengths(publication.narration)
    return tuple(
        Entry(section, section.title, level, long.get(section.id), own[0].sentence if own else "", own[1:])
        for section, level, own in zip(sections, levels, heads, strict=True)
    )


def lengths(narration: Narration | None) -> dict[str, int]:
    """Section → how long it sounds, in milliseconds; the announcement, which stands only before a file of its own, is not counted."""
    return {track.section: clock.sounding(track) for track in narration.tracks} if narration else {}


def steps(depths: Iterable[int]) -> Iterator[int]:
    """Depths as levels of which none is skipped, the first being 1."""
    last = 0
    for depth in depths:
        last = min(max(depth, 1), last + 1)
        yield last


def run_in(block: Block, sentences: Sequence[Sentence]) -> int:
    """How many opening sentences form the run-in heading: 0 when there is none, or when it ends inside a sentence."""
    for mark in block.marks:
        if mark.kind == "run-in" and mark.start == 0:
            return next((n for n, sentence in enumerate(sentences, 1) if sentence.end == mark.end), 0)
    return 0


def headings(section: Section, sentences: Mapping[str, Sequence[Sentence]]) -> Iterator[Heading]:
    """The section's own entry in a table of contents, then one for each run-in heading, as plain text without ruby (N-06).

    A tail lies inside the part it closes: one deeper than that.
    """
    spoken = [s for block in section.blocks for s in sentences.get(block.id, ())]
    if not spoken:
        return
    head = next((b for b in section.blocks if b.kind in ("title", "heading")), section.blocks[0])
    depth = section.level + (section.kind == "tail")
    yield Heading(head.id, depth, section.title, spoken[0].id)
    for block in section.blocks:
        own = sentences.get(block.id, ())
        if opening := run_in(block, own):
            text = block.text[: own[opening - 1].end].rstrip("。．.：:；;")
            yield Heading(f"{block.id}-h", depth + 1, text, own[0].id)
