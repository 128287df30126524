"""What belongs to the page and not to the text: page numbers and running titles that a converter left between the lines.

Nothing is furniture on its own: it recurs, once a page, and page numbers count up. Numbers that stand alone may as well
number the chapters of a story, and a line said again may be a refrain: those go only where they cut sentences in two, or
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publish.manuscript.repairs.wrapping import MIN_SPLIT_SHARE, Join, Row, rows, splits_word

LEAST = 3
"""Furniture recurs at least so often."""

SMALLEST_PAGE, WHOLE_PAGE = 120, 250
"""Characters on a page, at least, in the middle of all pages: a refrain comes sooner. Pages without a sentence cut in two
are believed only when they are whole ones.
"""

UNEVEN = 2.5
"""The longest page has at most so many times the text of the shortest; the first and last page do not count."""

ELSEWHERE = 0.75
"""Share of a running title's neighbours that are each another line."""

LONGEST = 40
SENTENCE = 20
"""An open line of so many characters, or one that ends in a comma, is a sentence cut in two, not a heading."""

_NUMBER = re.compile(
    r"(?:(?P<dash>[-—–－~·•]\s*(?P<a>\d{1,4})\s*[-—–－~·•])"
    r"|(?P<named>第\s*(?P<b>\d{1,4})\s*[页頁](?:\s*[,，/／]?\s*共\s*\d{1,4}\s*[页頁])?)"
    r"|(?P<english>(?:[Pp]age|PAGE)\s*(?P<c>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?)"
    r"|(?P<of>(?P<d>\d{1,4})\s*[/／]\s*\d{1,4})"
    r"|(?P<bare>(?P<e>\d{1,4})))"
)


@dataclass(frozen=True)
class Found:
    """A line of furniture: its place among the lines that print something, its kind, and its words."""

    at: int
    kind: str
    row: Row


def find(text: str) -> tuple[Found, ...]:
    """Every line of furniture, in order."""
    lines = rows(text)
    numbers = _page_numbers(lines)
    taken = {f.at for f in numbers}
    return tuple(sorted([*numbers, *_running_titles(lines, taken)], key=lambda f: f.at))


def cuts(text: str, found: Sequence[Found]) -> Iterator[Join]:
    """White space around furniture that stands inside a sentence: with it gone, the two halves are one line."""
    lines, taken = rows(text), {f.at for f in found}
    for before, after in _gaps(lines, taken):
        if _is_cut(lines, before, after):
            yield tuple((lines[n].end, lines[n + 1].start) for n in range(before, after))


def _page_numbers(lines: Sequence[Row]) -> list[Found]:
    """Lines that are a page number, where they count up page by page."""
    kinds: dict[str, list[tuple[int, int]]] = {}
    for at, row in enumerate(lines):
        if found := _NUMBER.fullmatch(row.text):
            kinds.setdefault(_kind(found), []).append((at, _value(found)))
    kept = []
    for kind, hits in kinds.items():
        places = [at for at, _ in hits]
        recurs = _counts_up([value for _, value in hits]) and _is_furniture(lines, places, sure=kind in ("named", "english"))
        if recurs and (kind not in ("bare", "of") or _mostly_cut(lines, places)):
            kept += [Found(at, "number", lines[at]) for at in places]
    return kept


def _kind(found: re.Match[str]) -> str:
    return next(name for name in ("dash", "named", "english", "of", "bare") if found.group(name))


def _value(found: re.Match[str]) -> int:
    return int(next(found.group(name) for name in "abcde" if found.group(name)))


def _counts_up(values: Sequence[int]) -> bool:
    steps = [b - a for a, b in zip(values, values[1:], strict=False)]
    return len(values) >= LEAST and min(steps) > 0 and steps.count(1) * 2 >= len(steps)


def _running_titles(lines: Sequence[Row], numbers: set[int]) -> list[Found]:
    """Short lines that recur page by page: the title of the document, or a line beside the page number."""
    title = _key(lines[0].text) if lines else ""
    places: dict[str, list[int]] = {}
    for at, row in enumerate(lines):
        if at and len(row.text) <= LONGEST and re.search(r"[^\W\d_]", row.text) and not _NUMBER.fullmatch(row.text):
            places.setdefault(_key(row.text), []).append(at)
    kept = []
    for key, ats in places.items():
        beside = sum(1 for at in ats if at - 1 in numbers or at + 1 in numbers)
        by_number = beside * 2 > len(ats)
        doubled = any(b == a + 1 for a, b in pairwise([0, *ats] if key == title else ats))  # nothing between: a refrain, no page
        recurs = not doubled and _is_furniture(lines, ats, sure=by_number) and _stands_elsewhere(lines, ats, numbers)
        if recurs and (key == title or by_number or _splits_words(lines, ats)):
            kept += [Found(at, "title", lines[at]) for at in ats]
    return kept


_BEGINS = re.compile(r"第?\s?\d{1,4}\s?页?[\s|｜·/-]+")
_ENDS = re.compile(r"(?<=[\s|｜·/-])第?\s?\d{1,4}\s?页?$")
_RULES = " \t\u3000|｜·/-"


def _key(text: str) -> str:
    """A running title without its page number and spaces."""
    words = " ".join(text.split())  # a run of blanks is one: what follows looks at each blank a few times
    if begun := _BEGINS.match(words):
        words = words[begun.end() :]
    if ended := _ENDS.search(words, max(0, len(words) - 12)):
        words = words[: ended.start()].rstrip(_RULES)
    return words.replace(" ", "")


def _is_furniture(lines: Sequence[Row], places: Sequence[int], sure: bool) -> bool:
    """Whether lines recur once a page: often enough, with a page of text between, and mostly in mid-sentence, or evenly and once so.

    A refrain may recur as evenly; it never stands inside a sentence.
    """
    if len(places) < LEAST:
        return False
    pages = sorted(sum(len(row.text) for row in lines[a + 1 : b]) for a, b in zip(places, places[1:], strict=False))
    if pages[len(pages) // 2] < SMALLEST_PAGE:
        return False
    even = pages[len(pages) // 2] >= WHOLE_PAGE and pages[-1] <= UNEVEN * max(1, pages[0])
    return sure or _mostly_cut(lines, places) or (even and any(_is_cut(lines, a, b) for a, b in _gaps(lines, set(places))))


def _mostly_cut(lines: Sequence[Row], places: Sequence[int]) -> bool:
    """Whether most of the lines stand inside a sentence, other furniture beside them left out of account."""
    taken = set(places)
    found = list(_gaps(lines, taken))
    return sum(1 for a, b in found if _is_cut(lines, a, b)) * 2 > len(found)


def _stands_elsewhere(lines: Sequence[Row], places: Sequence[int], numbers: set[int]) -> bool:
    """Whether the text around is another one each time: a line of a paragraph that is said again has the same neighbours."""
    around = list(_gaps(lines, set(places) | numbers))
    return all(len({lines[at].text for at in side}) >= ELSEWHERE * len(side) for side in ([a for a, _ in around], [b for _, b in around]))


def _splits_words(lines: Sequence[Row], places: Sequence[int]) -> bool:
    """Whether lines stand inside sentences and even inside words: no line of a list or a song does, often as it may recur."""
    around = [(lines[a].text, lines[b].text) for a, b in _gaps(lines, set(places)) if _is_cut(lines, a, b)]
    split = sum(1 for a, b in around if splits_word(a, b))
    return len(around) * 2 > len(places) and split >= 2 and split >= MIN_SPLIT_SHARE * len(around)


def _gaps(lines: Sequence[Row], taken: set[int]) -> Iterator[tuple[int, int]]:
    """For each stretch of furniture, the line before and the line after it."""
    kept = [at for at in range(len(lines)) if at not in taken]
    return ((a, b) for a, b in zip(kept, kept[1:], strict=False) if b > a + 1)


def _is_cut(lines: Sequence[Row], before: int, after: int) -> bool:
    """Whether a sentence goes on from one line to the other."""
    if before < 0 or after >= len(lines):
        return False
    a, b = lines[before], lines[after]
    broken = a.is_open and (len(a.text) >= SENTENCE or a.text[-1] in "，、") and not a.is_table
    return broken and not b.is_start and not b.is_table and b.indent <= a.indent
