"""Running heads and feet, and page numbers: the same words but for the figures, at the same height, on most pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from publish.manuscript.readers.pdf.lines import CELLS, Row, Stretch, merged

SHARE = 0.6
"""On so large a share of all pages, or of the left or the right ones."""

DEEP = 3
"""Rows from the top and from the bottom that can be furniture; none without those outside of it."""

SAME_HEIGHT = 4.0
"""Points by which heights may differ."""

LONGEST = 80

SURE = 4
"""On so many pages the same line at the same height is no chance."""

BRIEF = 0.75
"""Furniture has at most so large a share of the width of the text, where few pages tell."""

DEEPEST, ALONE = 0.85, 3.0
"""A lone number is that of its page below so large a share of the page, and so many ems below the text."""

_NUMERAL = r"(?:[0-9]{1,4}|[ivxlcIVXLC]{1,7}|[〇零一二三四五六七八九十百]{1,5})"
_PAGE = re.compile(rf"(?:[-–—―~·•．.]\s*{_NUMERAL}\s*[-–—―~·•．.]|第\s*{_NUMERAL}\s*[页頁](?:\s*[,，/／]?\s*共\s*{_NUMERAL}\s*[页頁])?|[0-9]{{1,4}}\s*[/／]\s*[0-9]{{1,4}})")
_BARE = re.compile(_NUMERAL)


def of(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[frozenset[int]]:
    """For each page, the numbers of its rows that belong to the page and not to the text. ``heights`` of the pages, in points."""
    found: list[set[int]] = [set() for _ in pages]
    for deep in range(DEEP):
        for is_top in (True, False):
            edge = list(_edge(pages, found, deep, is_top))
            recurring = _recurring(edge, len(pages))
            for page, at in [*recurring, *_opposite(edge, recurring)]:
                found[page].add(at)
    for page, own in enumerate(pages):
        if own and len(own) - 1 not in found[page] and _is_last(own, page, heights[page]):
            found[page].add(len(own) - 1)
    return [frozenset(one) for one in found]


def _is_last(own: Sequence[Row], page: int, height: float) -> bool:
    """Whether the last row of a page can only be its number: so written, or the number itself, far below the text."""
    line = merged(own[-1])
    if _PAGE.fullmatch(line.text):
        return True
    above = merged(own[-2]).y if len(own) > 1 else 0.0
    return line.text == str(page + 1) and line.y > DEEPEST * height and line.y - above > ALONE * line.size


Place = tuple[float, int, int, str, bool]
"""Height, page, number of the row, its key, and whether it is brief."""


def _edge(pages: Sequence[Sequence[Row]], found: Sequence[set[int]], deep: int, is_top: bool) -> Iterator[Place]:
    """Of each page the row number ``deep`` from the edge, where everything outside of it is furniture."""
    for page, own in enumerate(pages):
        at = deep if is_top else len(own) - 1 - deep
        outside = range(at) if is_top else range(at + 1, len(own))
        if 0 <= at < len(own) and at not in found[page] and all(row in found[page] for row in outside):
            line = merged(own[at])
            if len(line.text) <= LONGEST:
                yield line.y, page, at, key(line.text), _is_brief(own, line)


def _is_brief(own: Sequence[Row], line: Stretch) -> bool:
    """Whether the row does not fill the width of the text, or has a gap in its middle: lines of a paragraph are no furniture."""
    widest = max(row[-1].x1 - row[0].x0 for row in own)
    return CELLS in line.text or line.x1 - line.x0 <= BRIEF * widest


def _recurring(edge: Sequence[Place], count: int) -> list[tuple[int, int]]:
    """Page and row of what recurs."""
    places: dict[str, list[Place]] = defaultdict(list)
    for place in edge:
        places[place[3]].append(place)
    groups = (group for own in places.values() for group in _level(own))
    return [(page, at) for group in groups if _often(group, count) for _, page, at, *_ in group]


def _opposite(edge: Sequence[Place], recurring: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The heads of the left pages where those of the right ones recur (or the other way round): other words, at the same height."""
    known = set(recurring)
    sides = {page % 2 for page, _ in recurring}
    heights = [height for height, page, at, *_ in edge if (page, at) in known]
    if len(sides) == 1:
        for height, page, at, _, brief in edge:
            if brief and page % 2 not in sides and min(abs(height - other) for other in heights) <= SAME_HEIGHT / 2:
                yield page, at


def key(text: str) -> str:
    """The words but for spaces and figures."""
    bare = re.sub(r"\s", "", text)
    return "#" if _PAGE.fullmatch(text.strip()) or _BARE.fullmatch(bare) else re.sub(r"[0-9]+", "#", bare)


def _level(places: Sequence[Place]) -> Iterator[list[Place]]:
    group: list[Place] = []
    for place in sorted(places):
        if group and place[0] - group[0][0] > SAME_HEIGHT:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _often(group: Sequence[Place], count: int) -> bool:
    """Whether a line recurs on enough pages; on few, and on one side only, it must be brief as well."""
    pages = {place[1] for place in group}
    brief = all(place[4] for place in group)
    if len(pages) >= 2 and len(pages) >= SHARE * count and (brief or len(pages) >= SURE):
        return True
    sides = {page % 2 for page in pages}
    return brief and len(pages) >= 2 and len(sides) == 1 and len(pages) >= SHARE * ((count + 1 - min(sides)) // 2)
