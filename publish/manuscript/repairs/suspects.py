"""Places of a source that a person should look at: text decoded wrongly, figures misread, characters lost; each with what may have stood there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from publish.manuscript.repairs import figures, lost, mojibake, places
from publish.manuscript.source import Document

Kind = Literal["mojibake", "lost", "figure"]


@dataclass(frozen=True)
class Suspect:
    """``source.text[start:end]`` reads ``shown``; ``candidates`` are what it may have been, the likeliest first; ``how`` tells of mojibake what
    was taken for what (``utf-8 as gb18030``)."""

    kind: Kind
    where: str
    start: int
    end: int
    shown: str
    candidates: tuple[str, ...]
    how: str = ""


def find(source: Document) -> tuple[Suspect, ...]:
    """All of them, in the order of the source."""
    return tuple(sorted(_all(source), key=lambda one: (one.start, one.end)))


def _all(source: Document) -> Iterator[Suspect]:
    text = source.text
    garbled = list(mojibake.find(text))
    for one in garbled:
        how = f"{one.really} as {one.taken}" if one.taken else ""
        yield _made(source, "mojibake" if one.taken else "lost", one.start, one.end, (one.after,) if one.after else (), how)
    for start, end in lost.find(text):
        if not any(one.start <= start < one.end for one in garbled):
            yield _made(source, "lost", start, end, ())
    for misread in figures.find(text):
        yield _made(source, "figure", misread.start, misread.end, (misread.after,) if misread.after else ())


def _made(source: Document, kind: Kind, start: int, end: int, candidates: tuple[str, ...], how: str = "") -> Suspect:
    return Suspect(kind, places.place(source, start), start, end, source.text[start:end], candidates, how)
