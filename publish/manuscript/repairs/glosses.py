"""Pinyin that a converter put in parentheses after characters: found by density, told from an author's own gloss.

``區(qū)`` a thousand times over is damage. ``重庆(chóng qìng)`` once is the author's help to the reader and stays, in a
damaged document too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from publish.han import HAN

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
SYLLABLE = rf"[a-zü]{{0,5}}[{TONED}][a-zü]{{0,4}}"
"""One written syllable with a tone mark. Coarse on purpose: whether it is a reading is looked up, not matched."""

_GLOSS = re.compile(rf"([{HAN}])([(（])({SYLLABLE})([)）])")

MIN_HITS = 8
MIN_KINDS = 3
MIN_DENSITY = 0.02
"""Damage is systematic: at least so many readings, after so many different characters, in so large a share of all Han
characters. The report that taught us has 1,270 readings after 71 characters, 13 %."""

ALWAYS = 0.9
"""A damaged character carries its reading (nearly) every time; an author glosses a word once."""


@dataclass(frozen=True)
class Gloss:
    """``text[start:end]`` is a reading in parentheses after the character ``base``, which stands at ``start - 1``."""

    start: int
    end: int
    base: str
    reading: str


def find(text: str) -> tuple[Gloss, ...]:
    """Every one-syllable toned reading in parentheses that is a reading of the character before it."""
    return tuple(
        Gloss(m.start(2), m.end(), m.group(1), m.group(3)) for m in _GLOSS.finditer(text) if m.group(3) in readings(m.group(1))
    )


def inserted(text: str) -> tuple[Gloss, ...]:
    """The readings that damage inserted: none in a document whose readings are few or far between."""
    found = find(text)
    if not is_systematic(found, text):
        return ()
    hits = Counter(g.base for g in found)
    damaged = {base for base, count in hits.items() if count >= ALWAYS * text.count(base) and (count > 1 or is_traditional(base))}
    return tuple(g for g in found if g.base in damaged)


def is_systematic(found: tuple[Gloss, ...], text: str) -> bool:
    """Whether readings are so many that no author put them there."""
    han = len(re.findall(f"[{HAN}]", text))
    return len(found) >= MIN_HITS and len({g.base for g in found}) >= MIN_KINDS and len(found) >= MIN_DENSITY * han


@cache
def readings(char: str) -> frozenset[str]:
    """All readings of one character, toned, as pypinyin knows them (NFC)."""
    from pypinyin import Style, pinyin

    known = pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")
    return frozenset(unicodedata.normalize("NFC", r) for r in (known[0] if known else []))


@cache
def is_traditional(char: str) -> bool:
    """Whether simplified Chinese writes this character differently."""
    from publish.manuscript.repairs.script import converter

    return bool(converter("t2s").convert(char) != char)
