"""Sentences with some characters marked: ``字{ban4}`` as printed, ``一{~yi4}`` as spoken after sandhi, ``{a|b}`` either, ``{r}`` erhua."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from publish.han import is_han
from publish.reading.model import ReadingOptions, Token
from publish.reading.read import say
from publish.reading.spelling.orthography import numbered

_MARK = re.compile(r"\{([^}]*)\}")


def load(path: Path) -> list[list[str]]:
    """The columns of each line, comments left out."""
    return [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("# ")]


def marks(label: str) -> tuple[str, dict[int, str]]:
    """The plain text of a label, and what is marked at which place of it."""
    plain, wanted, at = "", {}, 0
    for mark in _MARK.finditer(label):
        plain += label[at : mark.start()]
        wanted[len(plain) - 1] = mark[1]
        at = mark.end()
    return plain + label[at:], wanted


def heard(text: str, options: ReadingOptions = ReadingOptions()) -> dict[int, tuple[str, str, Token]]:
    """Place → printed reading, spoken reading, token, of every Han character of ``text`` that is said as it stands."""
    found: dict[int, tuple[str, str, Token]] = {}
    for token in (token for sentence in say(text, options) for token in sentence.tokens):
        for place, printed, spoken in _places(token):
            found[place] = (printed, spoken, token)
    return found


def _places(token: Token) -> Iterator[tuple[int, str, str]]:
    """The syllables of a token by the characters they belong to; a 儿 that colours the one before has none of its own: ``r``."""
    rest = [(numbered(one.base, one.tone), one.surface) for one in token.syllables]
    before = ""
    for at, char in enumerate(token.text, token.start):
        if char == "儿" and before[:-1].endswith("r") and before[:-1] != "er":
            yield at, "r", "r"
            before = ""
        elif is_han(char) and rest:
            before, spoken = rest.pop(0)
            yield at, before, spoken


def wrong(text: str, label: str, options: ReadingOptions = ReadingOptions()) -> list[str]:
    """What is not read as marked."""
    plain, wanted = marks(label)
    assert plain == text
    said = heard(text, options)
    missed = []
    for at, mark in wanted.items():
        printed, spoken, _ = said.get(at, ("", "", None))
        have = spoken if mark.startswith("~") else printed
        if have not in mark.lstrip("~").split("|"):
            missed.append(f"{text[at]}{at + 1}: {have}, not {mark}")
    return missed
