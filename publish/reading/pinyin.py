"""The reading of every Han character: the dictionary's word, a rule, the model, or the usual reading."""

from __future__ import annotations

from dataclasses import dataclass

from publish.reading.dictionary import OPEN, Dictionary
from publish.reading.model import DecidedBy


@dataclass(frozen=True)
class Choice:
    """How one character is read here. ``reading`` numbered, empty when it is part of the syllable before (erhua) or unknown."""

    reading: str
    by: DecidedBy
    confidence: float
    candidates: tuple[str, ...] = ()


def choose(text: str, start: int, words: list[str], known: Dictionary) -> list[Choice]:
    """One choice for each character of ``words``, which join to ``text[start:…]``; the rest of ``text`` is context."""
    choices: list[Choice] = []
    for word in words:
        for char, reading in zip(word, known.of_word(word) or (OPEN,) * len(word), strict=True):
            choices.append(_one(char, reading, len(word), known))
    return choices


def _one(char: str, reading: str, width: int, known: Dictionary) -> Choice:
    options = known.of_char(char)
    if not options:
        return Choice("", "default", 0.0)
    if width > 1 and reading != OPEN:
        return Choice(reading, "phrase", 0.99 if len(options) > 1 else 1.0, options)
    return Choice(options[0], "default", 1.0 if len(options) == 1 else 0.8, options)
