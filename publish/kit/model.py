"""A finished book as the shelf knows it: the card ``build/<book>/book.json`` and where its files lie."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from publish.files import from_json, inside
from publish.findings import fail
from publish.narration.model import Narration


@dataclass(frozen=True)
class Shelved:
    """``book.json``: written by the pipeline when a build is finished, last of all.

    ``editions`` maps an edition's name to its files, relative to the book's ``editions`` folder, ``/`` between parts. ``qr``:
    whether the poster shows a QR code.
    """

    slug: str
    title: str
    speaker: str
    issuer: str
    date: datetime.date | None
    language: str
    identifier: str
    description: str
    editions: dict[str, tuple[str, ...]]
    qr: bool = False


@dataclass(frozen=True)
class Finished:
    """A finished build: ``folder`` is ``build/<slug>``, ``card`` what ``book.json`` says."""

    folder: Path
    card: Shelved

    @property
    def root(self) -> Path:
        """The folder that all paths of the card are relative to."""
        return self.folder / "editions"

    @property
    def files(self) -> tuple[str, ...]:
        """All files people take away, each once, in the order of the card."""
        return tuple(dict.fromkeys(name for names in self.card.editions.values() for name in names))

    def path(self, name: str) -> Path:
        """Where a file of the card lies. Raises ``G104`` when the name leads out of the editions folder."""
        return inside(self.root, name)

    def seconds(self) -> int | None:
        """How long the text of the whole book sounds, as web reader and poster say it (without the announcements before each section), from
        ``3-narration.json``; None when the book has no voice."""
        path = self.folder / "3-narration.json"
        return _seconds(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=64)
def _seconds(path: Path, changed: int) -> int | None:
    """``changed`` keeps the cache right: the file is large, and a shelf is asked for often."""
    try:
        tracks = from_json(path.read_bytes(), Narration).tracks
    except msgspec.DecodeError as error:
        raise fail("G302", path, reason=error) from None
    return round(sum((track.samples - track.opening) / track.rate for track in tracks)) or None


def load(folder: Path) -> Finished:
    """The finished book in ``folder``. Raises ``G301`` (not built), ``G302`` (card damaged) or ``G303`` (a file is missing)."""
    path = folder / "book.json"
    try:
        card = _printable(from_json(path.read_bytes(), Shelved))
    except (FileNotFoundError, NotADirectoryError):
        raise fail("G301", folder) from None
    except (OSError, msgspec.DecodeError) as error:
        raise fail("G302", path, reason=error) from None
    book = Finished(folder, card)
    missing = [name for name in book.files if not book.path(name).is_file()]
    if missing:
        raise fail("G303", book.root / missing[0], count=len(missing))
    return book


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What neither HTML nor XML can hold, and line breaks: none of it belongs into a title."""


def _printable(card: Shelved) -> Shelved:
    """The card's words without control characters."""
    names = ("title", "speaker", "issuer", "language", "identifier", "description")
    words: dict[str, Any] = {name: CONTROL.sub(" ", getattr(card, name)).strip() for name in names}
    return replace(card, **words)


def load_all(folders: Sequence[Path]) -> tuple[Finished, ...]:
    """The finished books, in the order given. Raises ``G306`` when there is none or one is named twice."""
    books = tuple(load(folder) for folder in folders)
    slugs = [book.card.slug for book in books]
    if not books or len(set(slugs)) < len(slugs):
        raise fail("G306", ", ".join(slugs) or "—")
    return books
