"""How old a text is: where classical Chinese is read, in which 夫 opens a sentence (fú), 为 is wéi and 得 is never de.

A block is classical as a whole, or only what it quotes is (他引《论语》：“学而时习之……”). Told by the words both kinds of Chinese have
often (``data/genre.tsv``), and by the lines of a poem.
"""

from __future__ import annotations

import re
from functools import cache

from publish.han import is_han
from publish.reading.model import Genre
from publish.reading.pinyin.dictionary import table

Spans = tuple[tuple[int, int], ...]
"""Half-open ranges of a block's text, in order."""

BLOCK, QUOTED = 0.16, 0.20
"""Least weight a Han character: a block, a quotation."""
FEWEST_BLOCK, FEWEST_QUOTED = 10, 5
"""Han characters below which nothing can be told."""
SPEAKER = 5
"""Han characters beside a quotation that say only who speaks (曾子曰)."""
LONG, SPARSE = 30, 0.05
"""A text of so many Han characters without one word of today needs less."""
FAINT = -1
"""Weight of words that poems share with today's texts (在, 和)."""
_QUOTATION = re.compile(r"“([^“”]*)”|「([^「」]*)」|‘([^‘’]*)’")
_PAUSE = re.compile(r"[，。；：！？、,;!?\s“”‘’「」『』…—《》（）]+")


def classical(text: str, genre: Genre) -> Spans:
    """Where ``text`` is classical; ``genre`` is what the book says, ``auto`` when it leaves that to us."""
    if genre == "modern":
        return ()
    quoted = [(m.start(m.lastindex), m.end(m.lastindex)) for m in _QUOTATION.finditer(text) if m.lastindex]
    own = _QUOTATION.sub("“”", text) if quoted else text
    if genre == "classical" or _old(own, BLOCK, FEWEST_BLOCK):
        return ((0, len(text)),)
    old = tuple((start, end) for start, end in quoted if _old(text[start:end], QUOTED, FEWEST_QUOTED))
    said = sum(map(is_han, own))
    return ((0, len(text)),) if len(old) == len(quoted) and said <= SPEAKER * len(quoted) and not _today(own) else old


def _today(text: str) -> bool:
    """Whether it has a word that only today's Chinese has."""
    return any(_weights()[one] < FAINT for one in _words().findall(text))


def _old(text: str, least: float, fewest: int) -> bool:
    size = sum(map(is_han, text))
    if size < fewest:
        return False
    found = [_weights()[one] for one in _words().findall(text)]
    telling = [weight for weight in found if weight > 0]
    enough = len(telling) > 1 or telling and max(telling) > 1 and fewest < FEWEST_BLOCK
    if enough and (sum(found) >= least * size or size >= LONG and sum(found) >= SPARSE * size and min(found) >= FAINT):
        return True
    return _poem(text, found)


def _poem(text: str, found: list[int]) -> bool:
    """Lines of five or of seven characters, few others, without a word of today: two lines where a word is of old, else four."""
    lines = [line for line in _PAUSE.split(text) if line]
    if min(found, default=0) < FAINT or len(lines) < (2 if max(found, default=0) > 0 else 4):
        return False
    regular = max(sum(len(line) == size for line in lines) for size in (5, 7))
    return all(map(is_han, "".join(lines))) and (regular == len(lines) or len(lines) > 5 and regular >= 0.7 * len(lines))


@cache
def _weights() -> dict[str, int]:
    return {row[0]: int(row[1]) for row in table("genre.tsv")}


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_weights(), key=len, reverse=True)))
