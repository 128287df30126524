"""What happens to tones when syllables meet: 一, 不, and the third tone. Printed tones stay; only ``surface`` changes.

A half third (before another tone) is the voice's business.
"""

from __future__ import annotations

from dataclasses import dataclass

ORDINAL = frozenset({"digits", "year", "ordinal", "phone", "date", "time", "name", "document", "score"})
"""Classes of pieces in which 一 keeps its own tone (it is a digit or a rank there)."""
_NUMERALS = frozenset("零〇一二三四五六七八九十")
_MULTIPLES = frozenset("百千万亿")


@dataclass(frozen=True)
class Unit:
    """One spoken syllable: its character, its reading as printed, the running number of its word, its class (see ``Piece.cls``)."""

    char: str
    reading: str
    word: int
    cls: str = ""


def surfaces(units: list[Unit]) -> list[str]:
    """The spoken readings of one phrase, that is of units without a pause between them."""
    spoken = [_yi_bu(units, at) for at in range(len(units))]
    return _thirds(units, spoken)


def _tone(units: list[Unit], at: int) -> str:
    """The tone that 一 and 不 look at: 个 counts as falling even when unstressed."""
    if not 0 <= at < len(units):
        return ""
    return "4" if units[at].char == "个" else units[at].reading[-1]


def _yi_bu(units: list[Unit], at: int) -> str:
    unit = units[at]
    if unit.char == "一" and unit.reading == "yi1":
        return _yi(units, at)
    if unit.char == "不" and unit.reading == "bu4":
        if _doubled(units, at):
            return "bu5"
        return "bu2" if _tone(units, at + 1) == "4" else "bu4"
    return unit.reading


def _doubled(units: list[Unit], at: int) -> bool:
    """V一V, V不V."""
    return 0 < at < len(units) - 1 and units[at - 1].char == units[at + 1].char and units[at - 1].char not in _NUMERALS | {"一", "不"}


def _yi(units: list[Unit], at: int) -> str:
    unit = units[at]
    before = units[at - 1].char if at else ""
    after = units[at + 1] if at + 1 < len(units) else None
    if unit.cls in ORDINAL or after is None or before == "第" or before in _NUMERALS or after.char in _NUMERALS:
        return "yi1"
    if after.char in "月日" and not (after.char == "日" and before):
        return "yi1"
    if at and units[at - 1].word == unit.word and after.word != unit.word and before not in _MULTIPLES:
        return "yi1"
    if _doubled(units, at):
        return "yi5"
    return "yi2" if _tone(units, at + 1) == "4" else "yi4"


def _thirds(units: list[Unit], spoken: list[str]) -> list[str]:
    """Third tones rise before a third tone, inside words and where a word of one syllable leans on its neighbour."""
    made = list(spoken)
    for at in range(len(units) - 1):
        if spoken[at][-1] == "3" and spoken[at + 1][-1] == "3" and _leans(units, at):
            made[at] = spoken[at][:-1] + "2"
    return made


def _leans(units: list[Unit], at: int) -> bool:
    return units[at].word == units[at + 1].word
