"""A stretch of text and what is said for it."""

from __future__ import annotations

from dataclasses import dataclass

from publish.reading.model import TokenKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what is said for it.

    ``start``/``end``: half-open, in the text given. ``spoken``: Chinese characters, letters stay letters, empty when silent.
    ``cls`` tells the pinyin stage what it is (一 stays yī in ``digits``, ``year``, ``ordinal``); empty for words and marks.
    ``rule``: who decided. ``confidence``: 0–1; below 0.9 it is a doubt for a person. ``alternatives``: other spoken forms of
    the whole group, carried by its first piece. ``group``: pieces of one expression share this running number.

    A ``word`` is said as written, but 〇 is said 零, and radicals as the characters they stand for; written and spoken are then
    equally long.
    """

    start: int
    end: int
    kind: TokenKind
    spoken: str
    cls: str
    rule: str
    confidence: float
    alternatives: tuple[str, ...]
    group: int
