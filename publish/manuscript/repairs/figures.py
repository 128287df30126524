"""Figures that a scanner misread: a letter for a digit, a bracket for nothing, a year short of a digit. Each is a doubt, never a repair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = str.maketrans({"O": "0", "o": "0", "Ｏ": "0", "l": "1", "I": "1", "｜": "1", "|": "1", "Z": "2", "S": "5", "B": "8"})
_UNIT = "年月日号时分秒点元万亿个人名户家次项条米里页章节天岁届期度％%"
_MIXED = re.compile(rf"(?<![A-Za-z0-9./:@_-])(?=[0-9OolI|｜ZSB.]{{0,40}}[0-9])(?=[0-9OolI|｜ZSB.]{{0,40}}[OolI|｜ZSB])([0-9OolI|｜ZSB][0-9OolI|｜ZSB.]{{0,40}})(?=[{_UNIT}])")
_ALONE = re.compile(r"(?<![A-Za-z0-9./:@_-])([lI|｜O])(?=[月日号])")
_BRACKET = re.compile(r"[〔\[［(（]([12][0-9]{3})1(?=[0-9]{1,4}\s*号)")
_SHORT_YEAR = re.compile(r"(?<![〇零一二三四五六七八九十百千万0-9])([二一][〇零Ｏ○一二三四五六七八九]{2})年(?![级代度轮制生])")
_LONG_YEAR = re.compile("[二一][〇零○Ｏ一二三四五六七八九]{3}年")


@dataclass(frozen=True)
class Misread:
    """``text[start:end]`` may have been ``after`` (empty where nothing says what)."""

    start: int
    end: int
    after: str


def find(text: str) -> Iterator[Misread]:
    """All places of ``text``, in order of the kinds. Time is in proportion to its length."""
    for found in _MIXED.finditer(text):
        if not _is_name(found[1]):
            yield Misread(found.start(1), found.end(1), found[1].translate(_LETTERS))
    for found in _ALONE.finditer(text):
        yield Misread(found.start(1), found.end(1), found[1].translate(_LETTERS))
    for found in _BRACKET.finditer(text):
        opened = found[0][0]
        yield Misread(found.start(), found.end(), f"{opened}{found[1]}{CLOSED[opened]}")
    if _LONG_YEAR.search(text):
        for found in _SHORT_YEAR.finditer(text):
            yield Misread(found.start(1), found.end(1), "")


CLOSED = {"〔": "〕", "[": "]", "［": "］", "(": ")", "（": "）"}


def _is_name(word: str) -> bool:
    """B2, S1, 5S, 3B: a letter before or behind figures is a name, unless a digit follows or stands between."""
    return bool(re.fullmatch(r"[BSZI][0-9]{1,3}|[0-9]{1,2}[BSZ]|[BSZ][0-9.]+", word))
