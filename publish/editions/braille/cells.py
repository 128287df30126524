"""A syllable in cells: initial, final, tone; the shorthand of six characters; erhua."""

from __future__ import annotations

from functools import cache

from publish.editions.braille.tables import cells, rows, syllables, table
from publish.editions.braille.tones import kept, named, written
from publish.reading.model import Syllable

ERHUA = "r"


@cache
def _substitutes() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("substitutes")}


@cache
def _shorthand() -> dict[tuple[str, str], tuple[str, str]]:
    """Character and numbered reading → its cells, and those it has before a syllable without initial."""
    return {(row[0], row[1]): (cells(row[2]), cells(row[3])) for row in rows("shorthand")}


@cache
def _original() -> dict[tuple[str, str], int]:
    return {(row[0], row[1]): int(row[2]) for row in rows("original")}


def plain(text: str, syllable: Syllable) -> tuple[str, int, bool]:
    """Syllable without erhua, tone as braille writes it (一 and 不 keep the dictionary's), and whether 儿 is in it."""
    base, erhua = syllable.base, False
    if base.endswith(ERHUA) and base != "er":
        base, erhua = base[:-1], True
    return base, _original().get((text, base), syllable.tone), erhua


def known(base: str) -> str:
    """The syllable itself, or the one that stands for it where the standard has no cells; empty when neither is known."""
    base = base if base in syllables() else _substitutes().get(base, base)
    return base if base in syllables() else ""


def opens_with_vowel(syllable: Syllable | None) -> bool:
    """Whether a syllable has no initial."""
    base = known(syllable.base.removesuffix(ERHUA) if syllable and syllable.base != "er" else "er") if syllable else ""
    return bool(base) and not syllables()[base][0]


def is_whistled(base: str) -> bool:
    """Whether the initial alone is the syllable: zhi, chi, shi, ri, zi, ci, si."""
    return base in syllables() and not syllables()[base][1]


def of_syllable(text: str, syllable: Syllable, word: str, readings: tuple[str, ...], after: Syllable | None) -> str:
    """Cells of one syllable in its braille word; empty when there are none.

    ``text``: its character; ``word`` and ``readings``: the reading's own word around it; ``after``: the next syllable in the same
    braille word.
    """
    base, tone, erhua = plain(text, syllable)
    base, vowel = known(base), opens_with_vowel(after)
    if not base:
        return ""
    short = _shorthand().get((text, named(base, tone)))
    if short and not erhua:
        return short[vowel]
    initial, final = syllables()[base]
    mark = written(base, tone, vowel or erhua) or kept(text, syllable, word, readings)
    made = table("initials").get(initial, "") + table("finals").get(final, "") + (table("tones")[str(tone)] if mark and tone < 5 else "")
    return made + (table("finals")["er"] if erhua else "")
