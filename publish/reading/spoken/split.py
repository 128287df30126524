"""The sentences of a block. A sentence is what is highlighted and spoken as one, so it should be short enough to follow.

Sentences tile the block, for any input, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from publish.han import HAN

LONG = 60
"""Characters from which a sentence may be cut at ； as well (a reader loses the highlight in anything much longer)."""
VERY_LONG = 120
"""Characters from which ： and ， will do too; without any mark a sentence is left whole up to ENDLESS."""
ENDLESS = 400
"""No voice and no highlight copes with more: cut hard."""

_END = re.compile(r"(?:[。！？!?]+|…{1,}|\.{3,}|(?<![0-9A-Za-z.])\.(?=\s|$)|(?<=[" + HAN + r"\d])\.(?=\s|$)|\n+)[。！？!?…]*[”’」』》）〕】\"'\])]*\s*")
_MIDDLE = re.compile(r"[；;][”’」』》）〕】]*\s*")
_WEAK = re.compile(r"[：，,][”’」』》）〕】]*\s*|\s+")
_OPENERS, _CLOSERS = "“‘「『《（〔【(", "”’」』》）〕】)"


def sentences(text: str, marks: Iterable[tuple[int, int]] = (), whole: Iterable[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Half-open ranges that tile ``text``.

    ``marks``: ranges whose end is always a boundary (a run-in heading). ``whole``: ranges that are never cut (the pieces
    of a number, an address).
    """
    inner = {at for start, end in whole for at in range(start + 1, end)}
    cuts = {end for _, end in marks if 0 < end < len(text)}
    cuts |= {m.end() for m in _END.finditer(text) if m.end() not in inner and not _goes_on(text, m)}
    edges = sorted(cuts | {0, len(text)})
    made: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        made += _shorten(text, start, end, inner)
    return tuple(made)


def _goes_on(text: str, m: re.Match[str]) -> bool:
    """“好！”他说 and （是吗？）以后 go on: the mark is inside quotes that the sentence runs past."""
    closed = m.group().rstrip()[-1:] in _CLOSERS + "\"'"
    after = text[m.end() : m.end() + 1]
    if m.group().lstrip("…") == "" and after not in _OPENERS and after != "":
        return True
    if after and after in "，、；：,;:。）)":
        return True
    return closed and text[m.start()] in "！？!?" and after not in "" and _QUOTED_PART.match(text, m.end()) is not None


_QUOTED_PART = re.compile(r"(?:的|地|他说|她说|我说|他问|她问|他喊|她喊|[^，。！？]{0,6}(?:说|道|问|喊|答|叫|想)[。，：])")


def _shorten(text: str, start: int, end: int, inner: set[int]) -> list[tuple[int, int]]:
    if end - start <= LONG:
        return [(start, end)] if end > start else []
    parts = _cut(text, start, end, _MIDDLE, LONG, inner)
    parts = [smaller for part in parts for smaller in _cut(text, *part, _WEAK, VERY_LONG, inner)]
    return [smaller for part in parts for smaller in _hard(*part, inner)]


def _cut(text: str, start: int, end: int, mark: re.Pattern[str], limit: int, inner: set[int]) -> list[tuple[int, int]]:
    """Cut at marks so that parts stay near ``limit`` and none is a scrap."""
    if end - start <= limit:
        return [(start, end)]
    parts, at = [], start
    for m in mark.finditer(text, start, end):
        if m.end() - at >= limit // 3 and end - m.end() >= limit // 6 and m.end() not in inner and end - at > limit:
            parts.append((at, m.end()))
            at = m.end()
    return [*parts, (at, end)]


def _hard(start: int, end: int, inner: set[int]) -> list[tuple[int, int]]:
    parts = []
    while end - start > ENDLESS:
        cut = start + ENDLESS
        while cut in inner and cut < end:
            cut += 1
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)] if end > start else parts
