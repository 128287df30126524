"""The shelf's books as the server knows them: a fixed table of addresses, made from the books' cards.

An address is looked up in the table, never turned into a path: nothing that is not on a card can be asked for. The card's
own names were checked to stay inside the book's folder, links included (``files.inside``).
"""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from publish.findings import PublishError, fail
from publish.kit.model import Finished, load

SECONDS_BETWEEN_LOOKS = 2.0
"""The build folder is looked at again this often, so that a book finished meanwhile appears without a restart."""


@dataclass(frozen=True)
class Shown:
    """A file of a book: its ``edition``, its name on the card, and the address below the server's root."""

    book: Finished
    edition: str
    name: str

    @property
    def address(self) -> str:
        return f"/files/{quote(self.book.card.slug)}/{quote(self.name)}"

    @property
    def path(self) -> Path:
        """Where it lies now. Raises ``G104`` when a link leads out of the book's folder."""
        return self.book.path(self.name)


@dataclass(frozen=True)
class Shelf:
    """The books at one moment, in the order of their dates, newest first, and their files by address (decoded)."""

    books: tuple[Finished, ...]
    files: dict[str, Shown]

    def of(self, book: Finished, edition: str) -> tuple[Shown, ...]:
        """The files of one edition of a book, in order."""
        return tuple(Shown(book, edition, name) for name in book.card.editions.get(edition, ()))

    def book(self, slug: str) -> Finished | None:
        return next((book for book in self.books if book.card.slug == slug), None)

    def updated(self, book: Finished) -> datetime.datetime:
        """When any of the book's files last changed. UTC, whole seconds."""
        paths = [book.folder / "book.json", *(book.path(name) for name in book.files)]
        return datetime.datetime.fromtimestamp(max(int(path.stat().st_mtime) for path in paths), datetime.UTC)


class Library:
    """The finished books below ``build``, looked at again now and then. A card that cannot be read hides that book only."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self._seen: dict[Path, tuple[int, int]] = {}
        self._books: dict[Path, Finished] = {}
        self._shelf = Shelf((), {})
        self._next = 0.0
        self.looks = 0

    def shelf(self) -> Shelf:
        """The books there are now. ``looks`` counts how often the folder was looked at."""
        if time.monotonic() >= self._next:
            self._look()
            self.looks += 1
            self._next = time.monotonic() + SECONDS_BETWEEN_LOOKS
        return self._shelf

    def required(self) -> Shelf:
        """The same, but an empty shelf is an error (``G306``)."""
        shelf = self.shelf()
        if not shelf.books:
            raise fail("G306", self.build)
        return shelf

    def _look(self) -> None:
        seen = {}
        for card in sorted(self.build.glob("*/book.json")):
            try:
                state = card.stat()
            except OSError:
                continue
            seen[card] = (state.st_mtime_ns, state.st_size)
        if seen == self._seen:
            return
        self._books = {card: book for card in seen for book in self._load(card, seen[card])}
        self._seen = seen
        books = sorted(self._books.values(), key=lambda book: book.card.slug)
        books.sort(key=lambda book: book.card.date or datetime.date.min, reverse=True)
        self._shelf = Shelf(tuple(books), _table(books))

    def _load(self, card: Path, state: tuple[int, int]) -> tuple[Finished, ...]:
        """The book of ``card``; what was known of it before when it is being rebuilt just now."""
        if self._seen.get(card) == state and card in self._books:
            return (self._books[card],)
        try:
            return (load(card.parent),)
        except PublishError:
            return (self._books[card],) if card in self._books else ()


def _table(books: list[Finished]) -> dict[str, Shown]:
    """Address (decoded) → file. A name that could confuse a client is not shown at all."""
    shown = [Shown(book, edition, name) for book in books for edition, names in book.card.editions.items() for name in names]
    return {f"/files/{one.book.card.slug}/{one.name}": one for one in shown if _plain(f"{one.book.card.slug}/{one.name}")}


UNFIT = re.compile(r"[\x00-\x1f\x7f\\]|(^|/)\.{0,2}(/|$)")


def _plain(path: str) -> bool:
    """No control character, no backslash, no empty, ``.`` or ``..`` part."""
    return not UNFIT.search(path)


def decoded(raw: str) -> str | None:
    """The path of a request, percent signs decoded once, or None when it is not one a table could hold."""
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return path if path == "/" or (path.startswith("/") and _plain(path[1:].removesuffix("/"))) else None
