"""Characters of a page become stretches of a line, with readings above characters and raised signs marked; vertical text is turned first."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from publish.han import HAN, is_han
from publish.manuscript.model import Mark
from publish.manuscript.readers.pdf.ask import Glyph, Sheet

SAME_LINE = 0.5
"""Characters whose baselines differ by at most so many ems stand on one line: raised signs do, the next line does not."""

APART = 1.0
"""A gap of more ems parts two stretches of one line (cells, columns)."""

SPACE, WIDE_SPACE = 0.2, 0.28
"""A gap of so many ems more than the line's characters have anyway is a space between letters, and beside a Chinese character (where layout
programs leave a quarter of an em by themselves)."""

UNDER_READING = 2.5
"""Gaps of so many ems beside a character with a reading above it make room for that."""

SMALL = 0.78
"""What is raised (the sign of a note), or a reading, has at most so many times the size of what it belongs to."""

RAISED = 0.12
"""How far above the baseline, in ems, a small sign stands at least to be raised."""

VERTICAL_STEPS = 6
"""A page is set vertically when at least so many characters stand below the one before, and twice as many as beside it."""

CELLS = "  "
"""What stands between two stretches of one line that a wide gap parts."""

_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_BULLET = re.compile(r"[•●○■□◆◇▪▶★☆※◎·*+\uf06c\uf0b7\uf0d8\uf0fc–—-]|[(（]?[0-9a-zA-Z一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳]|(?:图|表|圖)\s?[0-9一二三四五六七八九十.-]{1,5}|第[〇零一二三四五六七八九十百千0-9]{1,6}[章节節条條编編回卷]")
_READING = re.compile(r"[A-Za-zÀ-ɏü\u0300-\u036fḿ]+|[\u3105-\u312f\u02c7\u02ca\u02cb\u02d9]+")


@dataclass(frozen=True)
class Stretch:
    """A part of a line: its text, where each character stands (``spans``, x), its baseline and its size. ``marks`` are ``sup`` and ``ruby``."""

    text: str
    spans: tuple[tuple[float, float], ...]
    y: float
    size: float
    marks: tuple[Mark, ...] = ()

    @property
    def x0(self) -> float:
        return self.spans[0][0]

    @property
    def x1(self) -> float:
        return self.spans[-1][1]


Row = tuple[Stretch, ...]
"""Stretches on one baseline, from left to right."""


def stretches(sheet: Sheet) -> tuple[tuple[Stretch, ...], bool]:
    """All stretches of a page, and whether it is set vertically (then its coordinates are turned: x runs down, y from right to left)."""
    vertical = is_vertical(sheet.glyphs)
    glyphs = tuple(Glyph(g.char, g.y - g.size, g.y, sheet.width - (g.x0 + g.x1) / 2, g.size) for g in sheet.glyphs) if vertical else sheet.glyphs
    made = [made for run in _runs(glyphs) if (made := _stretch(run))]
    return _with_readings(made), vertical


def is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether most characters stand below the one before."""
    down = across = 0
    for a, b in pairwise(g for g in glyphs if not g.char.isspace()):
        size = max(a.size, b.size, 1.0)
        if abs(a.x0 + a.x1 - b.x0 - b.x1) < 0.5 * size and 0.7 * size < b.y - a.y < 1.6 * size and is_han(b.char):
            down += 1
        elif abs(a.y - b.y) < 0.3 * size and -0.3 * size < b.x0 - a.x1 < 2 * size:
            across += 1
    return down >= VERTICAL_STEPS and down > 2 * across


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Characters that follow each other on one line without a wide gap."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _follows(run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _follows(a: Glyph, b: Glyph) -> bool:
    size = max(a.size, b.size, 1.0)
    return abs(a.y - b.y) <= SAME_LINE * size and -0.6 * size <= b.x0 - a.x1 <= APART * size


def _stretch(run: Sequence[Glyph]) -> Stretch | None:
    run = _stripped(run)
    if not run:
        return None
    size = Counter(g.size for g in run if not g.char.isspace()).most_common(1)[0][0]
    size = max((g.size for g in run if g.size > size / SMALL), default=size) if _mostly_raised(run, size) else size
    y = Counter(g.y for g in run if g.size >= size * SMALL).most_common(1)[0][0]
    chars: list[tuple[str, float, float, bool]] = []
    before: Glyph | None = None
    usual = _usual_gap(run)
    for glyph in run:
        if before and _parted(before, glyph, usual):
            chars.append((" ", before.x1, glyph.x0, False))
        raised = glyph.size <= size * SMALL and y - glyph.y >= RAISED * size
        chars.append((glyph.char, glyph.x0, glyph.x1, raised))
        before = glyph
    text = "".join(char for char, *_ in chars)
    return Stretch(text, tuple((x0, x1) for _, x0, x1, _ in chars), y, size, tuple(_raised([up for *_, up in chars])))


def _usual_gap(run: Sequence[Glyph]) -> float:
    """The gap that a justified or letter-spaced line has between Chinese characters anyway; 0 where few tell."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(run) if is_wide(a.char) and is_wide(b.char))
    return max(0.0, gaps[len(gaps) // 2]) if len(gaps) >= 2 else 0.0


def is_wide(char: str) -> bool:
    """Whether a character takes an em (UAX #11)."""
    return unicodedata.east_asian_width(char) in "WF"


def _stripped(run: Sequence[Glyph]) -> Sequence[Glyph]:
    kept = [at for at, glyph in enumerate(run) if not glyph.char.isspace()]
    return run[kept[0] : kept[-1] + 1] if kept else ()


def _mostly_raised(run: Sequence[Glyph], size: float) -> bool:
    """Whether the commonest size is that of small signs beside larger characters (重 and its two raised signs)."""
    larger = [g for g in run if g.size > size / SMALL]
    return bool(larger) and all(min(g.y for g in run if g.size == size) < one.y for one in larger)


def _parted(a: Glyph, b: Glyph, usual: float) -> bool:
    """Whether a gap stands for a space that the document does not have as a character."""
    if a.char.isspace() or b.char.isspace():
        return False
    wide = is_wide(a.char) or is_wide(b.char)
    return b.x0 - a.x1 - usual > (WIDE_SPACE if wide else SPACE) * max(a.size, b.size)


def _raised(up: Sequence[bool]) -> Iterator[Mark]:
    start: int | None = None
    for at, is_up in enumerate([*up, False]):
        if is_up and start is None:
            start = at
        elif not is_up and start is not None:
            yield Mark(start, at, "sup")
            start = None


def _with_readings(found: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Small letters right above Chinese characters are their reading: a mark, no text."""
    made = list(found)
    kept = []
    small = [one for one in found if all(_READING.fullmatch(word) for word in one.text.split())]
    for one in found:
        base = _base(one, made) if one in small else None
        if base is None:
            kept.append(one)
        else:
            at, start, end = base
            made[at] = replace(made[at], marks=(*made[at].marks, Mark(start, end, "ruby", one.text)))
    keep = set(map(id, kept))
    return tuple(new for old, new in zip(found, made, strict=True) if id(old) in keep)


def _base(reading: Stretch, found: Sequence[Stretch]) -> tuple[int, int, int] | None:
    """The stretch (its number) and the range of its characters that ``reading`` stands above."""
    for at, line in enumerate(found):
        above = line.y - reading.y
        if reading.size > (1.0 if _TONED.search(reading.text) else SMALL) * line.size or not 0.6 * line.size < above < 1.6 * line.size:
            continue
        under = [n for n, (x0, x1) in enumerate(line.spans) if reading.x0 - 1 <= (x0 + x1) / 2 <= reading.x1 + 1 and is_han(line.text[n])]
        under = under or [n for n, (x0, x1) in enumerate(line.spans) if x0 <= (reading.x0 + reading.x1) / 2 <= x1]
        if under and re.fullmatch(f"[{HAN}]+", line.text[under[0] : under[-1] + 1]):
            return at, under[0], under[-1] + 1
    return None


def rows(found: Iterable[Stretch]) -> list[Row]:
    """Stretches gathered by their baselines, from the top; raised ones lie with the line they belong to."""
    made: list[list[Stretch]] = []
    for one in sorted(found, key=lambda s: (s.y, s.x0)):
        if made and abs(made[-1][0].y - one.y) <= SAME_LINE * max(made[-1][0].size, one.size) * 0.8:
            made[-1].append(one)
        else:
            made.append([one])
    return [tuple(sorted(row, key=lambda s: s.x0)) for row in made]


def merged(row: Row) -> Stretch:
    """One stretch of a row: what a wide gap parts stays apart by two spaces."""
    first = row[0]
    for one in row[1:]:
        first = _beside(first, one)
    return first


def _reads(one: Stretch, at: int) -> bool:
    return any(mark.kind == "ruby" and mark.start <= at < mark.end for mark in one.marks)


def _beside(a: Stretch, b: Stretch) -> Stretch:
    size = max(a.size, b.size)
    gap = b.x0 - a.x1
    wide = is_wide(a.text[-1]) or is_wide(b.text[0])
    between = CELLS if gap > APART * size else " " if gap > (WIDE_SPACE if wide else SPACE) * size else ""
    if _BULLET.fullmatch(a.text) and between:
        between = " "
    if gap < UNDER_READING * size and (_reads(a, len(a.text) - 1) or _reads(b, 0)):
        between = ""
    at = len(a.text) + len(between)
    spans = (*a.spans, *((a.x1, b.x0) for _ in between), *b.spans)
    larger = a if a.size >= b.size else b
    marks = (*a.marks, *(replace(mark, start=mark.start + at, end=mark.end + at) for mark in b.marks))
    if b.size <= SMALL * a.size and a.y - b.y >= RAISED * a.size and not between:
        marks = (*marks, Mark(at, at + len(b.text), "sup"))
    return Stretch(a.text + between + b.text, spans, larger.y, larger.size, marks)
