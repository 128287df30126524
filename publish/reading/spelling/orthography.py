"""How pinyin is written: tone marks, apostrophes, capitals, after GB/T 16159-2012.

Numbered pinyin writes ü as ``v`` and the neutral tone as 5 (``lv4``, ``de5``); erhua adds ``r`` before the number (``huar1``).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from publish.reading.model import ReadingOptions, Syllable
from publish.reading.spelling.zhuyin import zhuyin

_COMBINING = {1: "\u0304", 2: "\u0301", 3: "\u030c", 4: "\u0300"}
_HYPHEN_AFTER = "第"


@lru_cache(4096)
def tone_marks(base: str, tone: int) -> str:
    """``tone_marks("zhong", 4)`` → ``zhòng``; tone 5 stays bare. The mark sits on a, else e, else the o of ou, else the last vowel."""
    mark = _COMBINING.get(tone)
    if not mark or not base:
        return base
    at = _carrier(base)
    return unicodedata.normalize("NFC", base[: at + 1] + mark + base[at + 1 :])


def _carrier(base: str) -> int:
    """Where the tone mark goes; a syllable without a vowel (ng, m) carries it on its first letter."""
    for vowel in ("a", "e", "ê", "ou"):
        if vowel in base:
            return base.index(vowel)
    return max((i for i, letter in enumerate(base) if letter in "iouü"), default=0)


def numbered(base: str, tone: int) -> str:
    """``numbered("lü", 4)`` → ``lv4``; the neutral tone is 5."""
    return base.replace("ü", "v") + str(tone)


@lru_cache(8192)
def syllable(reading: str, surface: str = "") -> Syllable:
    """A syllable from its numbered reading; ``surface`` is the same unless given."""
    return Syllable(reading[:-1].replace("v", "ü"), int(reading[-1]), surface or reading)


@lru_cache(16384)
def written(text: str, syllables: tuple[Syllable, ...], options: ReadingOptions, opens: bool) -> str:
    """The pinyin to print above a word: joined, printed tones, apostrophes (``xī'ān``), ``dì-shí``; or its zhuyin.

    ``opens``: the word opens a sentence; matters only when ``options.capitals`` is ``sentence``.
    """
    if options.annotation == "zhuyin":
        return " ".join(zhuyin(s.base, s.tone) for s in syllables)
    marked = tuple(tone_marks(s.base, s.tone) for s in syllables)
    if not marked:
        return ""
    joined = f"{join(marked[:2])}-{join(marked[2:])}" if _two_and_two(text) and len(marked) == 4 else join(marked, text)
    if options.capitals == "sentence" and (opens or _is_name(text)):
        joined = joined[0].upper() + joined[1:]
    return joined


def join(marked: tuple[str, ...], text: str = "") -> str:
    """Syllables as one written word (GB/T 16159-2012 §6.1, §6.1.5, §4.4): apostrophe before a, e, o; hyphens in ordinals."""
    if not marked:
        return ""
    if text[:1] == _HYPHEN_AFTER and len(marked) > 1 and text[1] in "一二三四五六七八九十百千万零〇两几":
        return f"{marked[0]}-{join(marked[1:])}"
    if len(text) == 2 and _rises(text):
        return "-".join(marked)
    return marked[0] + "".join("'" * _needs_apostrophe(one) + one for one in marked[1:])


_DIGITS = "一二三四五六七八九"


def _rises(text: str) -> bool:
    """三五, 两三: about so many. 八五 is a name."""
    first, second = (_DIGITS.find("二" if char == "两" else char) for char in text)
    return 0 <= first < second


def _needs_apostrophe(marked: str) -> bool:
    return unicodedata.normalize("NFD", marked[:1])[:1] in ("a", "e", "o")


@lru_cache(4096)
def _two_and_two(text: str) -> bool:
    """Four-character idioms said in two halves take a hyphen (§6.1.9.1): nòngxū-zuòjiǎ, but chízhīyǐhéng."""
    from publish.reading.pinyin.dictionary import dictionary

    known = dictionary()
    return len(text) == 4 and known.kinds.get(text) == "i" and all(half in known.costs or half in known.halves for half in (text[:2], text[2:]))


def _is_name(text: str) -> bool:
    from publish.reading.pinyin.dictionary import dictionary

    return dictionary().kinds.get(text, "") in ("nr", "ns", "nt")
