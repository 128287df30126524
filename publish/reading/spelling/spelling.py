"""Pinyin as people type it."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_APART = frozenset(" \t'’‘-·,，")
WAYS = 32
"""How many ways of cutting a spelling are looked at (xian: xian, xi an)."""


def syllables(typed: str) -> tuple[str, list[tuple[str, ...]]]:
    """``("", ways)``: each way to read ``typed`` as numbered syllables, fewest first (``zhòngyào``, ``zhong4 yao4``); or the
    first part that is no pinyin and no way."""
    ways: list[tuple[str, ...]] = [()]
    for chunk in _plain(typed).split():
        more = _cut(chunk)
        if not more:
            return chunk, []
        ways = [way + one for way in ways for one in more][:WAYS]
    return ("", ways) if ways != [()] else (typed, [])


def _plain(typed: str) -> str:
    """Lower case, ü as v, tones as digits behind their vowel, spaces where syllables are kept apart."""
    text = unicodedata.normalize("NFD", typed.strip().lower()).replace("u\u0308", "v").replace("u:", "v")
    text = text.replace("ɑ", "a").replace("ɡ", "g")
    return "".join(" " if c in _APART else _TONES.get(c, c) for c in text)


@lru_cache(1024)
def _cut(chunk: str) -> tuple[tuple[str, ...], ...]:
    """Every way to cut a chunk into known syllables; a tone digit may stand anywhere after the vowel it belongs to."""
    if not chunk:
        return ((),)
    ways: list[tuple[str, ...]] = []
    for end in range(1, min(len(chunk), 9) + 1):
        part = chunk[:end]
        digits = [c for c in part if c.isdigit()]
        one = "".join(c for c in part if not c.isdigit()) + (digits[0] if digits else "5")
        if len(digits) <= 1 and one in known() and not chunk[end : end + 1].isdigit():
            ways += [(one, *rest) for rest in _cut(chunk[end:])]
    return tuple(sorted(ways, key=len)[:WAYS])


@cache
def known() -> frozenset[str]:
    """Every toned syllable that some character has, each also neutral, each also with erhua."""
    from publish.reading.pinyin.dictionary import dictionary

    toned = {reading for readings in dictionary().chars.values() for reading in readings.split()}
    toned |= {reading[:-1] + "5" for reading in toned}
    return frozenset(toned | {f"{reading[:-1]}r{reading[-1]}" for reading in toned if not reading.startswith("er")})
