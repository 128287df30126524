"""From written to spoken: which pieces of a text are said how.

``pieces`` tiles any text. A run of Han characters is one ``word`` piece, said as written (segmentation is another
module's work); numbers, letters, signs and marks are decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publish.reading.model import TokenKind


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what is said for it.

    ``start``/``end``: half-open, in the text given. ``spoken``: Chinese characters, letters stay letters, empty when silent.
    ``cls`` tells the pinyin stage what it is (一 stays yī in ``digits``, ``year``, ``ordinal``); empty for words and marks.
    ``rule``: who decided. ``confidence``: 0–1; below 0.9 it is a doubt for a person. ``alternatives``: other spoken forms of
    the whole group, carried by its first piece. ``group``: pieces of one expression share this running number.
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


_RUN = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[0-9]|[A-Za-z]+|\s+|.", re.S)


def pieces(text: str) -> tuple[Piece, ...]:
    """Tile ``text``. Any string will do."""
    return tuple(_piece(m, n) for n, m in enumerate(_RUN.finditer(text)))


def _piece(m: re.Match[str], group: int) -> Piece:
    word, first = m.group(), m.group()[0]
    if first.isdecimal():
        return Piece(m.start(), m.end(), "number", "零一二三四五六七八九"[int(first)], "digits", "digits", 0.5, (), group)
    if first.isascii() and first.isalpha():
        return Piece(m.start(), m.end(), "latin", word, "letters", "latin", 0.5, (), group)
    if first.isspace():
        return Piece(m.start(), m.end(), "space", "", "", "space", 1.0, (), group)
    kind = "word" if len(word) > 1 or "\u3400" <= first <= "\u9fff" or first == "〇" else "punct"
    return Piece(m.start(), m.end(), kind, word if kind == "word" else "", "", kind, 1.0, (), group)
