"""Proofs against the manuscript: every sentence shown once, heard once, in order, when it sounds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from publish.editions.daisy.case import Case
from publish.editions.daisy.model import CONTENT, Element, Phrase
from publish.editions.daisy.opened import XHTML
from publish.editions.shared import clock
from publish.findings import Finding


def every_sentence_is_shown_once(case: Case) -> Iterator[Finding]:
    """The text's sentences are the book's: the same ids, the same words, in the same order, nothing between them (check list 21)."""
    tree = case.opened.tree(CONTENT)
    spans = [] if tree is None else [span for span in tree.iter(f"{XHTML}span") if span.get("class") == "sentence"]
    found = [(span.get("id", ""), "".join(span.itertext())) for span in spans]
    expected = [(phrase.id, phrase.text) for part in case.book.parts for phrase in part.phrases]
    yield from _compared(case, CONTENT, found, expected)
    if tree is not None and (whole := "".join("".join(body.itertext()) for body in case.opened.body(CONTENT)).replace("\n", "")) != "".join(t for _, t in expected):
        yield case.found("E815", CONTENT, found=len(whole), expected=sum(len(text) for _, text in expected))


def every_sentence_sounds_once(case: Case) -> Iterator[Finding]:
    """The pars of each part show its sentences (a note as one), once, in order; each clip is its sentence's, to the millisecond."""
    for part in case.book.parts:
        name = f"{part.stem}.smil"
        pars = case.opened.pars(name)
        shown = [(par.text, par.skip) for par in pars]
        expected = [(f"{CONTENT}#{target}", skip) for one in part.body for target, skip in _targets(one)]
        yield from _compared(case, name, shown, expected)
        heard = [(clip.id, f"{clip.begin} {clip.end}") for par in pars for clip in par.clips]
        yield from _compared(case, name, heard, [_clip(phrase) for phrase in part.phrases if phrase.sounds])


def _targets(one) -> list[tuple[str, str]]:
    if isinstance(one, Element):
        return [(phrase.id, "") for phrase in one.phrases]
    return [(target, "footnote-on") for target in ([one.reference.id] if one.reference else []) + [one.id]]


def _clip(phrase: Phrase) -> tuple[str, str]:
    return f"a-{phrase.id}", f"{clock.npt(phrase.begin)} {clock.npt(phrase.end)}"


def _compared(case: Case, name: str, found: list[tuple[str, str]], expected: list[tuple[str, str]]) -> Iterator[Finding]:
    """The first difference of two lists."""
    for got, wanted in zip_longest(found, expected, fillvalue=("—", "")):
        if got != wanted:
            yield case.found("E815", name, found=" ".join(got), expected=" ".join(wanted))
            return


PROOFS = (every_sentence_is_shown_once, every_sentence_sounds_once)
