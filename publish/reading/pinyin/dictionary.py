"""The dictionary: characters, words, how they are read. Made by ``tools/build_dictionary.py``; sources and licences there.

Readings are numbered syllables: tone 1–5, ``v`` for ü (``lv4``, ``de5``).
"""

from __future__ import annotations

import gc
import gzip
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from sys import intern

OPEN = "?"
"""Stands for a syllable that only the context can decide."""


@dataclass(frozen=True)
class Dictionary:
    """``chars``: character → its readings in one string, usual one first. ``costs``: word → −log probability. ``readings``:
    word → syllables in one string, only where they are not simply the usual ones. ``kinds``: word → part of speech
    (jieba's tags: ``n``, ``v``, …; ``nr`` person, ``ns`` place, ``nt`` institution). ``longest``: first two characters → length of the longest word that begins with them. ``fixed``: words whose reading is ours and beyond doubt.
    ``attested``: word with a polyphone → the sources that list it (``c`` CC-CEDICT, ``p`` pypinyin, ``z`` zdic.net; a capital where
    one does not read it as we do, or has other readings too). ``halves``: words of two characters that are only halves of idioms."""

    chars: dict[str, str]
    costs: dict[str, float]
    readings: dict[str, str]
    kinds: dict[str, str]
    longest: dict[str, int]
    unknown: float
    fixed: frozenset[str]
    attested: dict[str, str]
    halves: frozenset[str]

    def of_char(self, char: str) -> tuple[str, ...]:
        """All readings of a character, the usual one first; empty when nobody knows it."""
        return tuple(self.chars.get(char, "").split())

    def usual(self, char: str) -> str:
        """The usual reading, or an empty string."""
        return self.chars.get(char, "").partition(" ")[0]

    def of_word(self, word: str) -> tuple[str, ...] | None:
        """Syllables of a word of the dictionary, ``?`` where open; None when the dictionary lacks it."""
        if word not in self.costs:
            return None
        listed = self.readings.get(word)
        return tuple(listed.split()) if listed else tuple(map(self.usual, word))


def table(name: str) -> list[list[str]]:
    """The rows of one of our tables (``data/<name>``): columns by tab, ``#`` starts a comment line."""
    text = (resources.files("publish.reading") / "data" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def dictionary() -> Dictionary:
    """Load it, once in a process."""
    busy = gc.isenabled()
    gc.disable()  # half a million small strings, none of them garbage: looking for cycles would double the time
    try:
        return _load()
    finally:
        if busy:
            gc.enable()


def _load() -> Dictionary:
    data = resources.files("publish.reading") / "data"
    listed = [line.split("\t") for line in gzip.decompress((data / "words.tsv.gz").read_bytes()).decode("utf-8").splitlines()]
    rows = [row for row in listed if row[1] != "0"]
    total = math.log(sum(int(row[1]) for row in rows))
    log = cache(lambda count: total - math.log(max(1, int(count))))
    longest: dict[str, int] = {}
    for word, *_ in rows:
        if len(word) > longest.get(word[:2], 1):
            longest[word[:2]] = len(word)
    return Dictionary(
        chars=dict(line.split("\t") for line in (data / "chars.tsv").read_text("utf-8").splitlines()),
        costs={row[0]: log(row[1]) for row in rows},
        readings={row[0]: row[3].lstrip("=") for row in rows if row[3]},
        kinds={row[0]: row[2] for row in rows if row[2]},
        longest=longest,
        unknown=total + 2.0,
        fixed=frozenset(row[0] for row in rows if row[3].startswith("=")),
        attested={row[0]: intern(row[4]) for row in rows if row[4]},
        halves=frozenset(row[0] for row in listed if row[1] == "0"),
    )
