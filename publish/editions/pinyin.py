"""Syllables become the pinyin printed above a word."""

from __future__ import annotations

from publish.reading.model import Syllable

_MARKED = {vowel: marks for vowel, marks in zip("aeiouü", ("āáǎà", "ēéěè", "īíǐì", "ōóǒò", "ūúǔù", "ǖǘǚǜ"), strict=True)}


def printed(syllables: tuple[Syllable, ...]) -> str:
    """Joined syllables with tone marks; an apostrophe before a, o, e inside a word (GB/T 16159-2012; standards.md Y-06)."""
    word = ""
    for syllable in syllables:
        marked = _marked(syllable.base, syllable.tone)
        word += f"'{marked}" if word and syllable.base[0] in "aoe" else marked
    return word


def _marked(base: str, tone: int) -> str:
    """The mark goes on a or e, on the o of ou, otherwise on the last vowel; a neutral syllable bears none."""
    if not 1 <= tone <= 4:
        return base
    at = next((base.index(v) for v in ("a", "e", "ou") if v in base), max(base.rfind(v) for v in "iouü"))
    return base if at < 0 else base[:at] + _MARKED[base[at]][tone - 1] + base[at + 1 :]
