"""The knowledge in ``reading/data``: sorted, unique TSV files, first column the key. Lines that begin with # are comments."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one table, in file order."""
    text = (resources.files("publish.reading") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("# "))


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """Key to the other columns."""
    return {row[0]: row[1:] for row in rows(name)}


def choice(words: list[str] | tuple[str, ...]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


@cache
def triggers(cls: str, side: str) -> re.Pattern[str]:
    """Trigger words of one class that stand ``before`` or ``after`` a number (``triggers.tsv``)."""
    return re.compile(choice([word for word, c, s in rows("triggers") if c == cls and s == side]))


@cache
def currency() -> dict[str, str]:
    """Currency sign to the word said after the number."""
    return {sign: row[0] for sign, row in table("currency").items()}


@cache
def units() -> dict[str, str]:
    """Unit sign to its name."""
    return {sign: row[0] for sign, row in table("units").items()}


@cache
def measures() -> dict[str, str]:
    """Measure word to 两 or 二: what a lone 2 is before it."""
    return {word: row[0] for word, row in table("measures").items()}


@cache
def longest(name: str) -> int:
    """Characters of the longest key of a table."""
    return max(len(row[0]) for row in rows(name))


def measure_at(text: str, at: int) -> str:
    """The longest measure word at ``at``, or nothing."""
    known = measures()
    for size in range(longest("measures"), 0, -1):
        if text[at : at + size] in known:
            return text[at : at + size]
    return ""


def counted_at(text: str, at: int) -> str:
    """The measure word at ``at``, unless it only begins another word (成 of 成都, ``not_measures.tsv``)."""
    word = measure_at(text, at)
    if not word:
        return ""
    known = table("not_measures")
    return "" if any(text[at : at + size] in known for size in range(longest("not_measures"), len(word), -1)) else word
