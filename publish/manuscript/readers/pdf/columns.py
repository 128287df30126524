"""The order of reading on a page: what stands in columns is read column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publish.manuscript.readers.pdf.lines import Stretch, merged, rows

MIN_ROWS = 4
"""Rows of a column, at least."""

NARROWEST = 7
"""Ems of the narrowest column."""

FULL, MOSTLY = 0.8, 0.5
"""Rows of so large a share of the column's width are full; so large a share of its rows are: the cells of a table are not."""

DEEPEST = 4
"""Columns within columns."""


@dataclass(frozen=True)
class Column:
    """Rows of one column, from the top, and its edges. ``beside``: whether another one stands beside it."""

    lines: tuple[Stretch, ...]
    left: float
    right: float
    beside: bool = False


def on_pages(pages: Sequence[Sequence[Stretch]]) -> list[list[Column]]:
    """The columns of each page, in the order they are read. A page with too few rows to tell has the gutter that most of the other pages have."""
    gutters = [_gutter(found) for found in pages]
    known = Counter(round(gutter / 4) for gutter in gutters if gutter is not None)
    usual = known.most_common(1)[0] if known else (0, 0)
    told = next((g for g in gutters if g is not None and round(g / 4) == usual[0]), None) if usual[1] * 2 >= len(pages) - 1 else None
    return [columns(found, 0, gutter if gutter is not None else told) for found, gutter in zip(pages, gutters, strict=True)]


def columns(found: Sequence[Stretch], deep: int, gutter: float | None) -> list[Column]:
    """The columns of a page, or of a column, that ``gutter`` parts; None where nothing does."""
    if gutter is None:
        return [_column([merged(row) for row in rows(found)], deep > 0)] if found else []
    made: list[Column] = []
    for band, is_split in _bands(found, gutter):
        if is_split:
            for side in (True, False):
                own = [one for one in band if (one.x0 < gutter) is side]
                made += columns(own, deep + 1, _gutter(own) if deep + 1 < DEEPEST else None)
        else:
            made.append(_column([merged(row) for row in rows(band)], deep > 0))
    return made


def _column(lines: Sequence[Stretch], beside: bool) -> Column:
    return Column(tuple(lines), _edge([line.x0 for line in lines], min), _edge([line.x1 for line in lines], max), beside)


def _edge(places: Sequence[float], outermost: object) -> float:
    """Where most lines begin or end: the commonest place, if so many as three in ten are there, else the outermost but for one in twenty."""
    bins = Counter(round(place / 3) for place in places)
    commonest, count = max(bins.items(), key=lambda item: (item[1], item[0] if outermost is max else -item[0]))
    if count >= 0.3 * len(places) and count > 1:
        near = [place for place in places if abs(place / 3 - commonest) <= 1]
        return max(near) if outermost is max else min(near)
    ordered = sorted(places, reverse=outermost is max)
    return ordered[len(ordered) // 20]


def _gutter(found: Sequence[Stretch], deep: int = 0) -> float | None:
    """The x that parts two columns: the right one begins there with many rows, and what stands on either side is full, or is
    columns again."""
    if len(found) < 2 * MIN_ROWS:
        return None
    begins = Counter(round(one.x0) for one in found)
    leftmost = min(one.x0 for one in found)
    best: tuple[int, float] | None = None
    for x, _ in begins.most_common(12):
        size = max(one.size for one in found if round(one.x0) == x)
        near = sum(number for other, number in begins.items() if abs(other - x) <= 2)
        if near < 3 or x < leftmost + NARROWEST * size:
            continue
        gutter = x - 0.4 * size - 2
        apart = [one for band, is_split in _bands(found, gutter) if is_split for one in band]
        left, right = ([one for one in apart if (one.x0 < gutter) is side] for side in (True, False))
        if _is_column(left) and (_is_column(right) or (deep < 2 and _gutter(right, deep + 1) is not None)) and (best is None or len(apart) > best[0]):
            best = len(apart), gutter
    return best[1] if best else None


def _bands(found: Iterable[Stretch], gutter: float) -> Iterator[tuple[list[Stretch], bool]]:
    """Rows from the top, those that cross the gutter apart from those that keep clear of it; a single row is never two columns."""
    band: list[Stretch] = []
    kind: bool | None = None
    for row in rows(found):
        clear = not any(one.x0 < gutter - 1 and one.x1 > gutter + 1 for one in row)
        if kind is not None and clear is not kind:
            yield band, kind and len(rows(band)) > 1
            band = []
        kind = clear
        band += row
    if kind is not None:
        yield band, kind and len(rows(band)) > 1


def _is_column(found: Sequence[Stretch]) -> bool:
    lines = rows(found)
    if len(lines) < MIN_ROWS:
        return False
    left, right = min(one.x0 for one in found), max(one.x1 for one in found)
    size = Counter(one.size for one in found).most_common(1)[0][0]
    full = sum(1 for row in lines if row[-1].x1 - row[0].x0 >= FULL * (right - left) and len(row) == 1)
    return right - left >= NARROWEST * size and full >= MOSTLY * len(lines)


LEAST_WIDE = 0.6
"""A column that stands alone reaches so far across its page; narrower ones (verse) have the right edge that the left one has."""


def settled(pages: Sequence[Sequence[Column]], widths: Sequence[float]) -> list[list[Column]]:
    """The columns with their edges: those of pages (``widths``) whose columns stand alone are the document's, where their lines lie within."""
    alone = [column for own in pages for column in own if not column.beside]
    usual = max(alone, key=lambda column: sum(len(line.text) for line in column.lines), default=None)
    made = []
    for own, width in zip(pages, widths, strict=True):
        made.append([column if column.beside or usual is None else _widened(column, usual, width) for column in own])
    return made


def _widened(column: Column, usual: Column, width: float) -> Column:
    inside = all(usual.left - 3 <= line.x0 and line.x1 <= usual.right + 12 for line in column.lines)
    left, right = (usual.left, usual.right) if inside else (column.left, max(column.right, max(line.x1 for line in column.lines) - 12))
    outer = min(left, min(line.x0 for line in column.lines))
    return Column(column.lines, left, right if right >= LEAST_WIDE * width else max(right, width - outer))
