"""All doubts of a book in order of danger: for the desk, and for ``publish doubts``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publish import files
from publish.config import Book, load_book
from publish.desk import fits, readings, repairs
from publish.desk.model import KINDS, Item
from publish.desk.readings import Text
from publish.desk.repairs import Damaged
from publish.findings import PublishError
from publish.manuscript.model import Manuscript

NAMES = {
    "repair": ("原文损坏", "damage in the source"),
    "reading": ("读音拿不准", "doubtful reading"),
    "name": ("第一次出现的名字", "name met for the first time"),
    "number": ("数字有两种读法", "number with two spoken forms"),
    "review": ("请再看一眼", "decision to look at again"),
}


@dataclasses.dataclass(frozen=True)
class Matter:
    """A book with its doubts, and what they were found in. ``key``: what the manuscript was made from."""

    book: Book
    damaged: Damaged
    text: Text
    items: tuple[Item, ...]
    key: str


def look(book_folder: Path, build_folder: Path, voices_folder: Path, before: Matter | None = None) -> Matter:
    """Go through source and reading as they are now. Open damage does not stop it. Raises what the stages raise (codes G, S, R).

    ``before``: an earlier look; its manuscript is kept when settings, source and repairs are the same.
    """
    from publish.reading import read

    book = load_book(book_folder)
    key = files.digest(*[path.read_bytes() if path.is_file() else b"" for path in (book_folder / "book.toml", book.source, repairs.file(book))])
    kept = before if before is not None and before.key == key else None
    manuscript = kept.text.manuscript if kept else _manuscript(book, voices_folder)
    damaged = kept.damaged if kept else repairs.damaged(book)
    reading, _ = read.read(manuscript, book.reading, book.folder / readings.FILE, voices_folder / "lexicon")
    text = Text(manuscript, reading)
    fitting = fits.kept(build_folder, damaged.source)
    found = [*repairs.items(damaged, manuscript, reading, fitting), *readings.doubts(text)]
    return Matter(book, damaged, text, tuple(sorted(found, key=order)), key)


def _manuscript(book: Book, voices_folder: Path) -> Manuscript:
    """Stage 1 as a build would make it, with open damage allowed."""
    from publish.manuscript import edit
    from publish.narration import voices

    options = dataclasses.replace(book.manuscript, damage="allow")
    try:
        chosen, _ = voices.choose(book.narration.voices, voices_folder)
        narrator = (chosen.title, chosen.licence)
    except PublishError:
        narrator = ("", "")  # no voice is ready: one can read all the same
    return edit.edit(book.folder, book.text, book.metadata, options, *narrator)[0]


VERY_UNSURE = 0.7


def order(item: Item) -> tuple[int, bool, int, str]:
    """By danger: kinds, of each the very unsure first, then as they come in the book."""
    return KINDS.index(item.kind), item.sure >= VERY_UNSURE, item.position, item.id


def collect(book_folder: Path, build_folder: Path, voices_folder: Path) -> tuple[Item, ...]:
    """Every open doubt of the book, in order of danger. Pure: nothing is written; ``build_folder`` may hold what an earlier search
    found to fit damaged places."""
    return look(book_folder, build_folder, voices_folder).items


def as_values(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    """One plain object a doubt, for ``--json``."""
    for item in items:
        yield {
            "id": item.id,
            "kind": item.kind,
            "where": item.where,
            "text": item.text,
            "start": item.start,
            "end": item.end,
            "shown": item.shown,
            "reason": item.reason,
            "confidence": item.sure,
            "candidates": [{"value": c.value, "label": c.label, "note": c.note, "current": c.current} for c in item.candidates],
        }


def lines(items: tuple[Item, ...], language: str = "zh") -> Iterator[str]:
    """One line a doubt: kind, place, the doubted characters in their sentence, the candidates."""
    chinese = language == "zh"
    if not items:
        yield "没有要定的地方。" if chinese else "nothing to decide."
    for item in items:
        kind = NAMES[item.kind][0 if chinese else 1]
        before, after = item.text[max(item.start - 12, 0) : item.start], item.text[item.end : item.end + 12]
        answers = " / ".join(f"{n}. {c.label}{'*' if c.current else ''}" for n, c in enumerate(item.candidates, 1))
        yield f"{kind}  {item.where}  {before}【{item.text[item.start : item.end]}】{after}  {answers}".rstrip()
