"""A person's recordings of a book, held against its text."""

from __future__ import annotations

import functools

from publish import pipeline
from publish.files import Tell
from publish.findings import Finding, fail
from publish.narration import plan, speech_cache
from publish.narration.align import book as recordings
from publish.narration.voices import table as voices
from publish.narration.voices.recording import Recordings
from publish.pipeline import Places


def align(places: Places, name: str, voice: str | None, tell: Tell) -> tuple[Recordings, tuple[Finding, ...]]:
    """Where in a person's recordings the sentences of the book, as last built, are said. ``voice``: the one that reads from recordings;
    by default the first of the book's. The reference voice's speech comes from the book's cache where it is. Raises ``V406``, and what
    :func:`publish.narration.align.book.align` raises."""
    book = places.book(name)
    named = (voices.settings(one, places.voices) for one in ([voice] if voice else book.narration.voices))
    reader = next((one for one in named if one.engine == "recording"), None)
    if reader is None:
        raise fail("V406", book.folder / "book.toml")
    plans = plan.plan(pipeline.product(places, name, "manuscript"), pipeline.product(places, name, "reading"), book.narration)
    other = voices.ready(voices.own_settings(reader).reference, places.voices, book.narration.rate)
    say = functools.partial(speech_cache.spoken, places.target(book) / "cache" / "speech", other)
    return recordings.align(plans, reader.store, say, tell)
