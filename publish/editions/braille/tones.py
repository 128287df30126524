"""Which tones are written (GF 0019—2018, clause 10.2): every one but the omissions that the tables list."""

from __future__ import annotations

from functools import cache

from publish.editions.braille.tables import rows, syllables
from publish.reading.model import Syllable

NEUTRAL = 5


@cache
def _omitted() -> dict[str, int]:
    """Initial (empty for none) → the tone that is not written after it."""
    return {row[0].replace("-", ""): int(row[1]) for row in rows("bare")}


@cache
def _exceptions() -> dict[str, bool]:
    """Numbered syllable → whether its tone is written all the same."""
    return {row[0]: row[1] == "written" for row in rows("syllables")}


@cache
def _kept() -> dict[str, tuple[str, ...]]:
    """Text → the reading with which it keeps its tones (10.2.8)."""
    return {row[0]: tuple(row[1].split()) for row in rows("meanings")}


def named(base: str, tone: int) -> str:
    """``lü``, 4 → ``lv4``, as the tables write it."""
    return f"{base.replace('ü', 'v')}{tone}"


def written(base: str, tone: int, before_vowel: bool = False) -> bool:
    """Whether the tone of a syllable gets a cell. ``before_vowel``: a syllable without initial follows in the same word (10.2.7)."""
    if tone == NEUTRAL:
        return False
    name = named(base, tone)
    if name in _exceptions():
        return _exceptions()[name]
    initial, final = syllables()[base]
    return (not final and before_vowel) or tone != _omitted()[initial]


def kept(text: str, syllable: Syllable, word: str, readings: tuple[str, ...]) -> bool:
    """Whether the meaning keeps the tone (10.2.8): of the character itself, or of the whole word with its ``readings``."""
    return _kept().get(text) == (named(syllable.base, syllable.tone),) or (word in _kept() and _kept()[word] == readings)
