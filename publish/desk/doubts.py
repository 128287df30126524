"""All doubts of a book in order of danger, then the decisions to confirm: for the desk, ``publish doubts`` and a build's summary."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from publish import apart, files
from publish.config import Book, load_book
from publish.desk import entries, fits, joints, noise, readings, repairs
from publish.desk.model import KINDS, Item
from publish.desk.readings import Text
from publish.desk.repairs import Damaged
from publish.findings import PublishError
from publish.manuscript.model import Manuscript
from publish.reading import lexicon
from publish.reading.model import Reading

NAMES = {
    "repair": ("原文损坏", "damage in the source"),
    "noise": ("网页自己的话", "words of the web page"),
    "joint": ("分段拿不准", "line end that may be none"),
    "reading": ("读音拿不准", "doubtful reading"),
    "name": ("第一次出现的名字", "name met for the first time"),
    "number": ("数字有两种读法", "number with two spoken forms"),
    "review": ("请复核", "decision to confirm"),
}


@dataclasses.dataclass(frozen=True)
class Matter:
    """A book with its doubts, and what they were found in. ``key``: what the manuscript was made from; ``said``: what the lexicon
    says, whoever decided it."""

    book: Book
    damaged: Damaged
    text: Text
    items: tuple[Item, ...]
    key: str
    said: tuple[lexicon.Entry, ...]


def look(book_folder: Path, build_folder: Path, voices_folder: Path, before: Matter | None = None) -> Matter:
    """Go through source and reading as they are now. Open damage does not stop it. Raises what the stages raise (codes G, S, R).

    ``before``: an earlier look; its manuscript is kept when settings, source and repairs are the same, its reading when the
    lexicon says the same too. So a confirmation, which changes neither, costs nothing.
    """
    from publish.reading import read

    book = load_book(book_folder)
    key = _key(book)
    kept = before if before is not None and before.key == key else None
    known = lexicon.load(book.folder / readings.FILE, voices_folder / "lexicon")
    said = tuple(dataclasses.replace(entry, by="", why="", where="") for entry in known.entries)
    damaged = kept.damaged if kept else repairs.damaged(book)
    if kept is not None and kept.said == said:
        text = kept.text
    else:
        manuscript = kept.text.manuscript if kept else _manuscript(book, voices_folder)
        text = Text(manuscript, read.read(manuscript, book.reading, book.folder / readings.FILE, voices_folder / "lexicon")[0])
    if _key(book) != key:  # edited while it was looked at: what was read may be of two minds
        return look(book_folder, build_folder, voices_folder)
    return Matter(book, damaged, text, _all(book, damaged, text, known, fits.kept(build_folder, damaged.source)), key, said)


def _key(book: Book) -> str:
    """What the manuscript is made from, as it lies there."""
    return files.digest(*[path.read_bytes() if path.is_file() else b"" for path in (book.folder / "book.toml", *book.sources, repairs.file(book))])


def _all(book: Book, damaged: Damaged, text: Text, known: lexicon.Lexicon, fitting: repairs.Fitting) -> tuple[Item, ...]:
    found = [*repairs.items(damaged, text.manuscript, text.reading, fitting), *noise.items(damaged), *joints.items(damaged), *readings.doubts(text), *entries.items(text, known, book.reading)]
    return tuple(sorted(found, key=order))


@dataclasses.dataclass(frozen=True)
class Tally:
    """How many places are in doubt, and how many decisions wait for a person to confirm them."""

    open: int
    confirm: int


def tally(items: tuple[Item, ...]) -> Tally:
    """The two numbers, never added up: a doubt must be decided, a decision may be confirmed."""
    confirm = sum(item.kind == "review" for item in items)
    return Tally(len(items) - confirm, confirm)


def tally_of_build(book: Book, manuscript: Manuscript, reading: Reading, build_folder: Path, voices_folder: Path) -> Tally:
    """The tally of a book as built. Counted once for what it depends on, in a process of its own, and kept in the build folder.
    Raises what :func:`look` raises."""
    house = sorted((voices_folder / "lexicon").glob("*.toml"))
    mine = [path.read_bytes() if path.is_file() else b"" for path in (*book.sources, repairs.file(book), book.folder / readings.FILE, *house)]
    package = Path(__file__).parent.parent
    rules = files.digest_of_tree(*(package / name for name in ("desk", "reading", "manuscript")))
    key, path = files.digest(files.to_json((manuscript, reading)), rules, *mine), build_folder / "cache" / "desk" / "tally.json"
    try:
        kept, counted = files.unsealed(path.read_bytes(), tuple[str, Tally])
    except (OSError, msgspec.DecodeError):
        kept, counted = "", Tally(0, 0)
    if kept != key:
        counted = apart.run(__name__, "_counted", book, manuscript, reading, voices_folder, tell=files.nobody)
        files.write(path, files.sealed(files.to_json((key, counted))))
    return counted


def _counted(book: Book, manuscript: Manuscript, reading: Reading, voices_folder: Path, tell: files.Tell) -> Tally:
    known = lexicon.load(book.folder / readings.FILE, voices_folder / "lexicon")
    return tally(_all(book, repairs.damaged(book), Text(manuscript, reading), known, {}))


def _manuscript(book: Book, voices_folder: Path) -> Manuscript:
    """Stage 1 as a build would make it, with open damage allowed."""
    from publish.manuscript import edit
    from publish.narration.voices import table as voices

    options = dataclasses.replace(book.manuscript, damage="allow")
    try:
        chosen, _ = voices.choose(book.narration.voices, voices_folder)
        narrator = (chosen.title, chosen.licence, None, chosen.label)
    except PublishError:
        narrator = ("", "", None, "")  # no voice is ready: one can read all the same
    return edit.edit(book.sources, book.metadata, options, *narrator)[0]


VERY_UNSURE = 0.7


def order(item: Item) -> tuple[int, bool, bool, int, str]:
    """By danger: kinds, what is written before how it is said, of each the very unsure first, then as they come in the book."""
    return KINDS.index(item.kind), item.about != "source", item.sure >= VERY_UNSURE, item.position, item.id


def collect(book_folder: Path, build_folder: Path, voices_folder: Path) -> tuple[Item, ...]:
    """Every open doubt of the book, in order of danger, then the decisions to confirm. Pure: nothing is written; ``build_folder`` may hold what an earlier search
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
            "places": item.count,
            "candidates": [{"value": c.value, "label": c.label, "note": c.note, "current": c.current} for c in item.candidates],
        }


def lines(items: tuple[Item, ...], language: str = "zh") -> Iterator[str]:
    """One line a doubt: kind, place, the doubted characters in their sentence, the candidates. Then how many there are."""
    chinese = language == "zh"
    for item in items:
        kind = NAMES[item.kind][0 if chinese else 1]
        before, after = item.text[max(item.start - 12, 0) : item.start], item.text[item.end : item.end + 12]
        answers = " / ".join(f"{n}. {c.label}{'*' if c.current else ''}" for n, c in enumerate(item.candidates, 1))
        yield f"{kind}  {item.where}  {before}【{item.text[item.start : item.end]}】{after}  {answers}".rstrip()
    yield summary(tally(items), language)


def summary(count: Tally, language: str = "zh") -> str:
    """Both numbers in words that cannot be taken for each other."""
    if language == "zh":
        words = f"拿不准、要定的：{count.open} 处。" if count.open else "没有要定的地方。"
        return words + (f"另有还没有人复核的决定：{count.confirm} 条。" if count.confirm else "")
    words = f"{count.open} open doubt{'s' * (count.open > 1)}." if count.open else "nothing to decide."
    return words + (f" Besides, {count.confirm} decision{'s' * (count.confirm > 1)} that no person has confirmed." if count.confirm else "")
