"""Proofs against the manuscript: every sentence shown once, heard once, in order, when it sounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.editions.daisy.case import Case
from publish.editions.daisy.model import CONTENT, Element, Note, Phrase
from publish.editions.daisy.opened import XHTML
from publish.editions.shared import clock, inline
from publish.findings import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element


def every_sentence_is_shown_once(case: Case) -> Iterator[Finding]:
    """The text's sentences are the book's: the same ids, the same words, in the same order, nothing between them (check list 21)."""
    tree = case.opened.tree(CONTENT)
    spans = [] if tree is None else [span for span in tree.iter(f"{XHTML}span") if span.get("class") == "sentence"]
    phrases = [phrase for part in case.book.parts for phrase in part.phrases]
    found = [f"{span.get('id', '')} {''.join(span.itertext())}" for span in spans]
    yield from case.differing("E815", CONTENT, found, [f"{phrase.id} {phrase.text}" for phrase in phrases])
    whole = "".join(text for element in case.opened.body(CONTENT) for text in element.itertext()).replace("\n", "")
    if whole != "".join(phrase.text for phrase in phrases):
        yield case.found("E815", CONTENT, found=len(whole), expected=sum(len(phrase.text) for phrase in phrases))


def every_block_is_what_it_is(case: Case) -> Iterator[Finding]:
    """The text's elements are the book's: headings of their level, paragraphs that say their kind, notes together, line ends and signs of notes
    where they are. How words are printed inside a sentence is not looked at."""
    found = [_tag(one) for body in case.opened.body(CONTENT) for one in body.iter() if not _is_within(one)]
    yield from case.differing("E813", CONTENT, found, [tag for part in case.book.parts for one in part.body for tag in _tags(one)])


def _is_within(one: _Element) -> bool:
    """A sentence itself, or how words of it are printed."""
    name = str(one.tag).removeprefix(XHTML)
    return one.get("class") == "sentence" or name in inline.ELEMENTS.values() or (name == "span" and one.get("lang") is not None)


def _tag(one: _Element) -> str:
    return f"{str(one.tag).removeprefix(XHTML)} {one.get('id', '')} {one.get('class', '')}".strip()


def _tags(one: Element | Note) -> Iterator[str]:
    if isinstance(one, Note):
        yield f"div {one.id} note"
        yield from (tag for element in one.elements for tag in _tags(element))
        return
    kind = one.kind if one.kind not in ("heading", "paragraph") else ""
    yield f"{f'h{one.level}' if one.level else 'p'} {one.id} {kind}".strip()
    for phrase in one.phrases:
        inside = [(at, "br") for at in phrase.breaks] + [(sign.start, f"span {sign.id} noteref") for sign in phrase.references]
        yield from (tag for _, tag in sorted(inside))


def every_sentence_sounds_once(case: Case) -> Iterator[Finding]:
    """The pars of each part show its sentences (a note as one), once, in order; each clip is its sentence's, to the millisecond."""
    for part in case.book.parts:
        name = f"{part.stem}.smil"
        pars = case.opened.pars(name)
        expected = [f"{CONTENT}#{target}" for one in part.body for target in _targets(one)]
        yield from case.differing("E815", name, [f"{par.text} {par.skip}".strip() for par in pars], expected)
        heard = [f"{clip.id} {clip.begin} {clip.end}" for par in pars for clip in par.clips]
        yield from case.differing("E815", name, heard, [_clip(phrase) for phrase in part.phrases if phrase.sounds])


def _targets(one: Element | Note) -> list[str]:
    """What is shown of an element, or of a note and its sign, which can be skipped."""
    if isinstance(one, Element):
        return [phrase.id for phrase in one.phrases]
    return [f"{target} footnote-on" for target in ([one.reference.id] if one.reference else []) + [one.id]]


def _clip(phrase: Phrase) -> str:
    return f"a-{phrase.id} {clock.npt(phrase.begin)} {clock.npt(phrase.end)}"


PROOFS = (every_sentence_is_shown_once, every_block_is_what_it_is, every_sentence_sounds_once)
