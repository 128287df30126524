"""What happens to tones when syllables meet: 一, 不, and the third tone. Printed tones stay; only ``surface`` changes.

Third tones rise inside a word, and between words where one of the two is a single syllable; two longer words keep their
tones, as in careful reading. A half third (before another tone) is the voice's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from publish.reading.pinyin.dictionary import dictionary, table

DIGITS = frozenset({"digits", "year", "ordinal", "phone", "date", "time", "name", "document", "score", "code", "id", "number"})
"""Classes of pieces in which 一 keeps its own tone (it is a digit or a rank there)."""
_NUMERALS = frozenset("零〇一二三四五六七八九十幺")
_UNITS = frozenset("百千万亿")
_RANK_AFTER = frozenset("第初之其")
_KINDRED = frozenset("姐奶姥婶嫂宝")
"""Reduplicated nouns: the first syllable does not rise (jiějie), as it does in verbs (xiángxiang)."""


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
    if at >= len(units):
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
    if not 0 < at < len(units) - 1:
        return False
    around = units[at - 1].char
    if units[at + 1].word - units[at - 1].word > 2:
        return False  # a mark stands between: 电梯“一梯一码”
    return around == units[at + 1].char and around not in _NUMERALS and around not in "不一"


def _yi(units: list[Unit], at: int) -> str:
    if _keeps(units, at):
        return "yi1"
    if _doubled(units, at):
        return "yi5"
    return "yi2" if _tone(units, at + 1) == "4" else "yi4"


def _keeps(units: list[Unit], at: int) -> bool:
    """Whether 一 is said yī: at the end, as a digit, as a rank, between marks, or closing its word (统一, 之一)."""
    unit, before = units[at], units[at - 1] if at else None
    if at + 1 == len(units) or unit.cls in DIGITS:
        return True
    after = units[at + 1]
    if after.word > unit.word + 1 and (before is None or before.word < unit.word - 1):
        return True  # between two marks, as the （一） of a heading
    if before is not None and (before.char in _NUMERALS | _RANK_AFTER or before.char == "点" and before.word == unit.word):
        return True
    if before is not None and before.char == "月" and after.char in "日号":
        return True
    if after.char in _NUMERALS or _ranks("".join(u.char for u in units[at : at + 4])) or _is_rank_here(units, at):
        return True
    return before is not None and before.word == unit.word != after.word and before.char not in _UNITS


@cache
def _ranking() -> frozenset[str]:
    """Words in which 一 is a rank (一月, 一级): ``data/yi_ranks.tsv``."""
    return frozenset(row[0] for row in table("yi_ranks.tsv"))


def _ranks(ahead: str) -> bool:
    return any(ahead[:size] in _ranking() for size in (2, 3, 4))


@cache
def contexts() -> tuple[tuple[re.Pattern[str], re.Pattern[str], bool, str], ...]:
    """Where 一 is a digit or a rank by its neighbours (``data/yi_contexts.tsv``): left, right, whether only of figures, example."""
    return tuple((re.compile(f"(?:{left})$"), re.compile(right), bool(figure), example) for left, right, figure, example in table("yi_contexts.tsv"))


def _is_rank_here(units: list[Unit], at: int) -> bool:
    left = "".join(unit.char for unit in units[max(0, at - 4) : at])
    right = "".join(unit.char for unit in units[at + 1 : at + 7])
    figure = bool(units[at].cls.strip("-"))
    return any((figure or not only) and after.match(right) and before.search(left) for before, after, only, _ in contexts())


def _thirds(units: list[Unit], spoken: list[str]) -> list[str]:
    made = list(spoken)
    feet = _feet(units)
    for start, end in feet:
        _inside(units, made, start, end)
    _between(feet, made)
    return made


def _feet(units: list[Unit]) -> list[tuple[int, int]]:
    """Words; of numbers each digit with its unit (五百 · 九十), of digit strings pairs."""
    feet: list[tuple[int, int]] = []
    start = 0
    for at in range(1, len(units) + 1):
        if at == len(units) or _parts(units, start, at):
            feet.append((start, at))
            start = at
    return feet


def _parts(units: list[Unit], start: int, at: int) -> bool:
    """Whether a new foot begins at ``at``."""
    unit, before = units[at], units[at - 1]
    if unit.cls and before.cls and unit.char in _NUMERALS | {"两"}:
        return before.char in _UNITS or before.char == "十" or at - start >= 2
    return unit.word != before.word or (at - start >= 2 and bool(unit.cls))


def _third(reading: str) -> bool:
    return reading[-1] == "3"


def _rise(made: list[str], at: int) -> None:
    made[at] = made[at][:-1] + "2"


def _inside(units: list[Unit], made: list[str], start: int, end: int) -> None:
    """Within one word: each third before a third rises, except that 1+2 words (小老虎) keep their first."""
    if end - start == 2 and _third(made[start]) and made[start + 1][-1] == "5":
        if units[start].char == units[start + 1].char and units[start].char not in _KINDRED:
            _rise(made, start)
        return
    for at in range(start, end - 1):
        if _third(made[at]) and _third(made[at + 1]):
            if end - start == 3 and at == start and _third(made[end - 1]) and _one_and_two(units, start):
                continue
            _rise(made, at)


def _one_and_two(units: list[Unit], start: int) -> bool:
    """A word of three: one and two (小老虎), or two and one (展览馆)."""
    first, second, third = (unit.char for unit in units[start : start + 3])
    known = dictionary()
    return second + third in known.costs and first + second not in known.costs


def _between(feet: list[tuple[int, int]], made: list[str]) -> None:
    """Across words. A chain of single syllables is taken in pairs from the left, the odd one out joining the last pair."""
    at = 0
    while at < len(feet):
        chain = at
        while chain < len(feet) and feet[chain][1] - feet[chain][0] == 1 and _third(made[feet[chain][0]]):
            chain += 1
        _chain(made, [feet[n][0] for n in range(at, chain)])
        if chain < len(feet):
            _lean(feet, made, chain)
        at = max(chain, at + 1)
    for n in range(len(feet) - 1):
        _lean(feet, made, n + 1)


def _chain(made: list[str], places: list[int]) -> None:
    size = len(places)
    for n, place in enumerate(places[:-1]):
        if n % 2 == 0 or (size % 2 and n == size - 2):
            _rise(made, place)


def _lean(feet: list[tuple[int, int]], made: list[str], n: int) -> None:
    """The third at the end of the foot before rises before foot ``n`` when one of the two is a single syllable."""
    if n == 0:
        return
    (start, end), (first, last) = feet[n - 1], feet[n]
    single = end - start == 1 or last - first == 1
    if single and not (end - start == 1 and last - first == 1) and _third(made[end - 1]) and _third(made[first]):
        _rise(made, end - 1)
