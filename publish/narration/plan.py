"""What is spoken in which file, in which order, by whom, and how long the silence after it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publish.manuscript.model import Block, Manuscript, Section
from publish.narration.model import NarrationOptions
from publish.reading.model import Reading, Sentence

HEAD = 300
"""Milliseconds of silence at the head of a file, before the first word: players cut into the first sound (A-04, PC-06)."""

SHORT = 0.8
"""A sentence that ends with ； or ： leads on to the next: its pause is shorter."""


@dataclass(frozen=True)
class Cue:
    """One sentence to speak. ``before``/``after``: silence in milliseconds, part of its clip."""

    sentence: Sentence
    heading: bool
    before: int
    after: int


@dataclass(frozen=True)
class TrackPlan:
    """One audio file. ``name`` is its stem: a number that sorts, then the section's id."""

    section: str
    name: str
    intro: tuple[Cue, ...]
    cues: tuple[Cue, ...]


def plan(manuscript: Manuscript, reading: Reading, options: NarrationOptions) -> tuple[TrackPlan, ...]:
    """A track for each section of the text and for the colophon; a section of which nothing can be read has none."""
    said = reading.by_block()
    intros = {section.id: section for section in manuscript.matter if section.kind == "announcement"}
    spoken = [*manuscript.sections, *(s for s in manuscript.matter if s.kind == "colophon")]
    made: list[TrackPlan] = []
    for section in spoken:
        intro = intros.get(f"{section.id}-intro") if options.announce else None
        before = tuple(_cues([intro], said, options)) if intro else ()
        cues = tuple(_cues([section], said, options))
        if cues:
            made.append(TrackPlan(section.id, f"{len(made) + 1:03}-{_safe(section.id)}", *_headed(before, cues)))
    return tuple(made)


def _safe(name: str) -> str:
    """Ids are ASCII; anything else would not survive every memory card."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name).lower()


def _headed(intro: tuple[Cue, ...], cues: tuple[Cue, ...]) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """Silence before the first word of the file."""
    if intro:
        return (_later(intro[0]), *intro[1:]), cues
    return intro, (_later(cues[0]), *cues[1:])


def _later(cue: Cue) -> Cue:
    return Cue(cue.sentence, cue.heading, HEAD, cue.after)


def _cues(sections: Iterable[Section], said: dict[str, tuple[Sentence, ...]], options: NarrationOptions) -> Iterator[Cue]:
    for section in sections:
        blocks = [block for block in section.blocks if not block.silent]
        for block, following in zip(blocks, [*blocks[1:], None], strict=False):
            sentences = said.get(block.id, ())
            for sentence in sentences:
                last = sentence is sentences[-1]
                yield Cue(sentence, block.kind in ("title", "heading"), 0, _pause(block, sentence, following if last else block, options))


def _pause(block: Block, sentence: Sentence, following: Block | None, options: NarrationOptions) -> int:
    """A-04: sentence 0.2–0.5 s, paragraph 0.7–1.2 s, heading 1.5–2 s. A run-in heading gets the longest pause of a sentence; cells of a
    row follow each other like clauses, lines of verse and rows like sentences. ``following``: the block of the next sentence.
    """
    if following is not block:
        if following and block.cell and following.cell and block.group == following.group:
            return options.sentence_pause if following.cell.row > block.cell.row else _short(options)
        return options.heading_pause if block.kind in ("title", "heading") else options.paragraph_pause
    if any(mark.kind == "run-in" and mark.end == sentence.end for mark in block.marks):
        return max(options.sentence_pause, min(500, options.sentence_pause * 3 // 2))
    leads_on = sentence.text.rstrip("”’』」）】").endswith(("；", "：", "，"))
    return _short(options) if leads_on else options.sentence_pause


def _short(options: NarrationOptions) -> int:
    return max(200, round(options.sentence_pause * SHORT))
