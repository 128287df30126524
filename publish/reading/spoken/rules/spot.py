"""What a rule takes and what it gives.

A rule is a function of the text (digits and letters already half-width, nothing moved) and a position. It looks no
further than ``REACH`` characters either way, so that reading takes time in proportion to the text. It answers None, or
the segments that say the characters from that position on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from publish.reading.spoken.rules import numerals

REACH = 16
HAN = "々〇\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Inside of a regular expression's brackets: characters that stand for a syllable, 〇 and 々 included."""

DASHES = r"\-‐‑‒–—―−~～〜∼"
"""Inside of brackets: every dash and tilde people put between two numbers."""

_CLAUSE = re.compile(r"[。！？；，\n!?;]")


class Segment(NamedTuple):
    """``length`` written characters and what is said for them."""

    length: int
    spoken: str
    cls: str


@dataclass(frozen=True)
class Said:
    """A rule's answer. ``alternatives`` are other spoken forms of all segments together."""

    segments: tuple[Segment, ...]
    confidence: float = 0.99
    alternatives: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return sum(segment.length for segment in self.segments)

    @property
    def spoken(self) -> str:
        return "".join(segment.spoken for segment in self.segments)


Rule = Callable[[str, int], "Said | None"]


def one(length: int, spoken: str, cls: str, confidence: float = 0.99, *alternatives: str) -> Said:
    """An answer of a single segment; alternatives equal to it are dropped."""
    return Said((Segment(length, spoken, cls),), confidence, tuple(a for a in dict.fromkeys(alternatives) if a != spoken))


def many(segments: list[Segment], confidence: float = 0.99, *alternatives: str) -> Said:
    """An answer of several segments."""
    spoken = "".join(s.spoken for s in segments)
    return Said(tuple(segments), confidence, tuple(a for a in dict.fromkeys(alternatives) if a != spoken))


def each(written: str, cls: str, one: str = "一") -> list[Segment]:
    """Digit by digit, each its own segment; anything else is silent."""
    return [Segment(1, numerals.digits(c, one), cls) for c in written]


def before(text: str, at: int, reach: int = REACH) -> str:
    """The part of the clause that lies before ``at``, at most ``reach`` characters."""
    return _CLAUSE.split(text[max(0, at - reach) : at])[-1]


def after(text: str, at: int, reach: int = REACH) -> str:
    """The part of the clause from ``at`` on, at most ``reach`` characters."""
    return _CLAUSE.split(text[at : at + reach], maxsplit=1)[0]


_CLOCK_AHEAD = re.compile(r"(?:[上下中]午|晚上?|凌晨|清晨|早上?|时间|[今明后昨]天|[日号]|周[一二三四五六日])\s?$")


def clock_told(text: str, at: int) -> bool:
    """Do the words before ``at`` say that a time of day follows?"""
    return bool(_CLOCK_AHEAD.search(text[max(0, at - 4) : at]))
