"""What a person decided about readings: ``readings.toml`` of a book, and the house lexicon ``voices/lexicon/*.toml``.

An entry::

    [[reading]]
    text = "石埭会馆"            # as written; matches anywhere, not only at word borders
    pinyin = "shí dài huì guǎn"  # one syllable a Han character, marks or numbers; or
    say = "九八五"                # what is said instead; "" when nothing is (not for Han characters)
    words = "石埭 会馆"           # optional: how it is grouped under the pinyin
    left = "在"                  # optional: what must stand right before
    right = "举行"                # optional: what must stand right after
    block = "b012"               # optional: only in this block
    nth = 2                      # optional: only the second time (in the block when given, else in the book)
    by = "王编辑"                 # who decided
    why = "地名，见《辞海》"        # and why

The longest entry wins; of equal ones the one bound to a place, then the one with context, then the book's before the house's.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publish import files
from publish.findings import Finding, PublishError, fail, finding
from publish.han import is_han
from publish.reading.spelling.spelling import syllables

TABLE = "reading"


@dataclass(frozen=True)
class Entry:
    """One decision. ``readings``: numbered syllables for the Han characters of ``text``, empty for part of an erhua; ``silent``:
    nothing is said; see the module for the rest. ``where`` is ``file:line``; ``house`` tells a house entry from a book's."""

    text: str
    pinyin: str = ""
    say: str = ""
    words: str = ""
    left: str = ""
    right: str = ""
    block: str = ""
    nth: int = 0
    by: str = ""
    why: str = ""
    where: str = ""
    house: bool = False
    readings: tuple[str, ...] = ()
    silent: bool = False

    @property
    def place(self) -> tuple[object, ...]:
        """Entries with the same place speak of the same thing."""
        return (self.text, self.left, self.right, self.block, self.nth, self.house)

    @property
    def rank(self) -> tuple[int, ...]:
        """What wins over what: length, place, context, book."""
        return (len(self.text), bool(self.block) + bool(self.nth), len(self.left) + len(self.right), not self.house)


@dataclass(frozen=True)
class Match:
    """``entry`` applies at ``[start, end)`` of a block."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """All entries, book first, and what was wrong between them."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


class Scan:
    """Applies a lexicon block by block, in reading order; counts occurrences and remembers which entries fired."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.entries: dict[str, list[Entry]] = {}
        for entry in lexicon.entries:
            self.entries.setdefault(entry.text, []).append(entry)
        self.lengths: dict[str, list[int]] = {}
        for text in self.entries:
            self.lengths.setdefault(text[0], []).append(len(text))
        self.seen: Counter[str] = Counter()
        self.fired: set[Entry] = set()

    def matches(self, block: str, text: str) -> list[Match]:
        """The entries that apply in a block, by place, none overlapping another."""
        found = self._all(block, text)
        taken: set[int] = set()
        kept = []
        for match in sorted(found, key=lambda m: (tuple(-n for n in m.entry.rank), m.start)):
            if taken.isdisjoint(range(match.start, match.end)):
                taken.update(range(match.start, match.end))
                kept.append(match)
                self.fired.add(match.entry)
        return sorted(kept, key=lambda m: m.start)

    def _all(self, block: str, text: str) -> list[Match]:
        found, here = [], Counter[str]()
        for at, char in enumerate(text):
            for length in self.lengths.get(char, ()):
                part = text[at : at + length]
                if part in self.entries:
                    here[part] += 1
                    self.seen[part] += 1
                    found += [Match(at, at + length, e) for e in self.entries[part] if self._fits(e, block, text, at, here)]
        return found

    def _fits(self, entry: Entry, block: str, text: str, at: int, here: Counter[str]) -> bool:
        count = here if entry.block else self.seen
        return (
            (not entry.block or entry.block == block)
            and (not entry.nth or entry.nth == count[entry.text])
            and (not entry.left or text.endswith(entry.left, 0, at))
            and (not entry.right or text.startswith(entry.right, at + len(entry.text)))
        )

    def unused(self) -> tuple[Finding, ...]:
        """Book entries that never fired (``R201``). House entries are for all books and may rest."""
        idle = (e for entries in self.entries.values() for e in entries if not e.house and e not in self.fired)
        return tuple(finding("R201", e.where, text=e.text) for e in sorted(idle, key=lambda e: e.where))


def load(book: Path | None = None, house: Path | None = None) -> Lexicon:
    """Read a book's entries and all house files. Raises ``R101``–``R108`` for every broken entry at once, each with its place."""
    paths = [(book, False)] if book is not None and book.is_file() else []
    if house is not None and house.is_dir():
        paths += [(path, True) for path in sorted(house.glob("*.toml"))]
    entries: list[Entry] = []
    broken: list[Finding] = []
    for path, is_house in paths:
        for where, table in tables(path):
            try:
                entries.append(replace(check(table, where), house=is_house))
            except PublishError as error:
                broken += error.findings
    if broken:
        raise PublishError(*broken)
    return Lexicon(tuple(entries), _contradictions(entries))


def _contradictions(entries: list[Entry]) -> tuple[Finding, ...]:
    """Two entries for the same place that do not say the same (``R202``)."""
    first: dict[tuple[object, ...], Entry] = {}
    found = []
    for entry in entries:
        other = first.setdefault(entry.place, entry)
        if (other.readings, other.say, other.silent) != (entry.readings, entry.say, entry.silent):
            found.append(finding("R202", entry.where, text=entry.text, other=other.where, first=_told(other), second=_told(entry)))
    return tuple(found)


def _told(entry: Entry) -> str:
    """What an entry says, as it is written."""
    return entry.pinyin or entry.say or entry.words or 'say = ""'


def tables(path: Path) -> list[tuple[str, dict[str, object]]]:
    """Each ``[[reading]]`` of a file as it stands, with its place ``file:line``."""
    try:
        text = files.text_taken(path)
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fail("R101", path, reason=error) from None
    except OSError as error:
        raise files.refusal(error, path) from error
    rows = content.pop(TABLE, [])
    if content or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise fail("R101", path, reason=f"only [[{TABLE}]] is known here")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{TABLE}]]")]
    places = lines if len(lines) == len(rows) else [1] * len(rows)
    return [(f"{path.name}:{line}", row) for line, row in zip(places, rows, strict=True)]


def check(table: dict[str, Any], where: str) -> Entry:
    """An entry from its table. Raises ``R102``–``R108`` with the place."""
    kinds = {field.name: int if field.name == "nth" else str for field in fields(Entry)[:10]}
    for name, value in table.items():
        if name not in kinds:
            near = get_close_matches(name, kinds, 1, 0) or list(kinds)[:1]
            raise fail("R102", where, key=name, nearest=near[0], known=", ".join(kinds))
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise fail("R106", where, key=name)
    silent = table.get("say") == "" and not table.get("pinyin") and not table.get("words")
    entry = Entry(**table, where=where, silent=silent) if table.get("text") else None
    if entry is None or not (entry.pinyin or entry.say or entry.words or silent) or (entry.pinyin and entry.say):
        raise fail("R103", where)
    if silent and any(map(is_han, entry.text)):
        raise fail("R107", where, text=entry.text)
    if entry.words and entry.words.replace(" ", "") != entry.text:
        raise fail("R108", where, text=entry.text, words=entry.words)
    return replace(entry, readings=readings(entry.text, entry.pinyin, where)) if entry.pinyin else entry


def readings(text: str, pinyin: str, where: str = "") -> tuple[str, ...]:
    """Numbered syllables, one for each Han character of ``text``; an erhua 儿 gets an empty one.

    Raises ``R104`` when a part is no pinyin syllable, ``R105`` when the count does not fit.
    """
    han = [char for char in text if is_han(char)]
    wrong, ways = syllables(pinyin)
    if not ways:
        raise fail("R104", where, text=text, part=wrong)
    for way in ways:
        spread = _spread(han, way)
        if spread is not None:
            return spread
    raise fail("R105", where, text=text, wanted=len(han), found=len(ways[0]))


def _spread(han: list[str], way: tuple[str, ...]) -> tuple[str, ...] | None:
    """Syllables over characters, 儿 taking none where the syllable before it ends in erhua."""
    made: list[str] = []
    rest = list(way)
    for char in han:
        if char == "儿" and made and made[-1][:-1].endswith("r") and made[-1][:-1] != "er":
            made.append("")
        elif rest:
            made.append(rest.pop(0))
        else:
            return None
    return None if rest else tuple(made)
