"""The document's title among the paragraphs that bear its style: the first ones; later ones head parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publish.manuscript.model import Mark
from publish.manuscript.source import Passage

HEAD_PASSAGES = 8
"""The title stands among so many passages from the top; above it there may be a number, an issuer, a line of an appendix."""


def titled(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """A title that runs over several paragraphs is one; a paragraph in its style further down is a heading above all others."""
    first = next((at for at, passage in enumerate(passages[:HEAD_PASSAGES]) if passage.kind == "title"), -1)
    made: list[Passage] = []
    for at, passage in enumerate(passages):
        if passage.kind != "title" or at == first:
            made.append(passage)
        elif first >= 0 and made[-1].kind == "title" and not passage.label:
            made[-1] = _joined(made[-1], passage)
        else:
            made.append(replace(passage, kind="heading", level=0))
    return tuple(made)


def _joined(title: Passage, line: Passage) -> Passage:
    at = len(title.text)
    moved = (replace(mark, start=mark.start + at, end=mark.end + at) for mark in line.marks)
    return replace(title, text=title.text + line.text, marks=(*title.marks, Mark(at, at, "break"), *moved))
