"""The products as readable lines, for ``publish show``: one block, sentence or clip a line, with its id."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

import msgspec

from publish.config import Book
from publish.findings import fail
from publish.manuscript.model import Manuscript, Section
from publish.narration.model import Narration
from publish.reading.model import Reading, Sentence


@singledispatch
def lines(product: Any, wanted: str | None, reading: Reading | None = None) -> Iterator[str]:
    """``product`` line by line; ``wanted`` narrows it to one id and what lies below it (``G114`` when there is none)."""
    raise TypeError(type(product))


@lines.register
def _(product: Manuscript, wanted: str | None, reading: Reading | None = None) -> Iterator[str]:
    found = False
    for section in product.sections + product.matter:
        for line, ids in _section(section):
            if wanted is None or wanted in ids:
                found = True
                yield line
    if not found and wanted is not None:
        raise fail("G114", wanted)
    if wanted is None:
        for repair in product.repairs:
            yield f"{repair.where}\t{repair.rule}\t{repair.before} → {repair.after}\t{repair.reason}".rstrip()


def _section(section: Section) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield f"{section.id}\t{'#' * section.level} {section.kind}\t{section.title}", (section.id,)
    for block in section.blocks:
        marks = " ".join(f"[{m.kind} {m.start}–{m.end}]" for m in block.marks)
        yield f"  {block.id}\t{block.kind}\t{block.text}\t{block.where} {marks}".rstrip(), (section.id, block.id)


@lines.register
def _(product: Reading, wanted: str | None, reading: Reading | None = None) -> Iterator[str]:
    found = False
    for sentence in product.sentences:
        if wanted in (None, sentence.id, sentence.block):
            found = True
            yield f"{sentence.id}\t{sentence.text}"
            yield f"\t{' '.join(_said(sentence))}"
    if not found and wanted is not None:
        raise fail("G114", wanted)


def _said(sentence: Sentence) -> Iterator[str]:
    for token in sentence.tokens:
        if token.syllables:
            yield "".join(syllable.surface for syllable in token.syllables)
        elif token.spoken:
            yield token.spoken


@lines.register
def _(product: Narration, wanted: str | None, reading: Reading | None = None) -> Iterator[str]:
    texts = {sentence.id: sentence.text for sentence in reading.sentences} if reading else {}
    found = False
    for track in product.tracks:
        if wanted in (None, track.section):
            yield f"{track.section}\t{track.file}\t{track.samples / track.rate:.3f} s"
        for clip in track.intro + track.clips:
            if wanted in (None, track.section, clip.sentence):
                found = True
                yield f"  {clip.start / track.rate:9.3f} – {clip.end / track.rate:9.3f}\t{clip.sentence}\t{texts.get(clip.sentence, '')}"
    if not found and wanted is not None:
        raise fail("G114", wanted)


def as_value(product: Any, wanted: str | None) -> Any:
    """The product, or its part with the id ``wanted``, as plain values."""
    value = msgspec.to_builtins(product)
    if wanted is None:
        return value
    for part in _parts(value):
        if wanted in (part.get("id"), part.get("section"), part.get("sentence")):
            return part
    raise fail("G114", wanted)


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(inner)


def damage(book: Book) -> list[dict[str, Any]]:
    """Damaged places of the book's source, each with what is decided and what fits its bytes, as plain values."""
    from publish.manuscript import edit

    return list(edit.damage(book.sources, book.manuscript))


def candidates(places: list[dict[str, Any]]) -> Iterator[str]:
    """The same as lines: the place with the text around it, below it the decision (✓) and the candidates."""
    for place in places:
        yield f"{place['where']}\t…{place['text']}…"
        if taken := place["decided"]:
            yield f"\t✓ {taken['before']} → {taken['after']}\t{taken['reviewed_by']}"
        for number, one in enumerate(place["candidates"], 1):
            yield f"\t{number}. {one['before']} → {one['after']}\t{one['score']}"
        if not place["candidates"]:
            yield "\t—"
