"""Captions find their table or picture: by style, or by how they begin, where they stand right beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from publish.manuscript.source import Passage

LONGEST = 80
"""A line of more characters that begins like a caption is a sentence about the table."""


@cache
def _words() -> dict[str, str]:
    """``captions.tsv``: how captions begin, in small letters → what they are of."""
    text = (resources.files("publish.manuscript.readers") / "captions.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@cache
def _opening() -> re.Pattern[str]:
    """The word, its number (1, 2-3, 一, IV), and what ends them."""
    word = "|".join(re.escape(one) for one in sorted(_words(), key=len, reverse=True))
    number = r"(?:[0-9０-９]+(?:[.．\-－—–·][0-9０-９]+)*|[一二三四五六七八九十]+|[IVXⅠ-Ⅻ]+)?"
    return re.compile(rf"\s*(?P<word>{word})\s*{number}(?:[\s　：:.．、]|$|(?=[^\x00-\u2fff]))", re.IGNORECASE)


_NUMBERED = re.compile(r"[0-9０-９一二三四五六七八九十Ⅰ-Ⅻ]")


def captioned(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with captions joined to the group they stand beside. A caption by style that stands alone is a paragraph."""
    made = list(passages)
    taken: set[str] = set()
    for at, passage in enumerate(made):
        if passage.kind != "caption" and not (passage.kind is None and not passage.label and _begins(passage.text)):
            continue
        beside = _beside(made, at, _names(passage.text), taken)
        if beside:
            taken.add(beside)
            made[at] = replace(passage, kind="caption", group=beside)
        elif passage.kind == "caption":
            made[at] = replace(passage, kind="paragraph", group="")
    return tuple(made)


def _begins(text: str) -> bool:
    """``表1　各街道助餐点``, ``图 2-3：…``: short, with a number, no sentence."""
    found = _opening().match(text)
    return bool(found and len(text) <= LONGEST and _NUMBERED.search(found.group()) and not re.search(r"[。；]|[，,：:]$", text))


def _names(text: str) -> str:
    """``table`` or ``figure``, whichever a caption says that it belongs to."""
    found = _opening().match(text)
    return "" if found is None else _words()[found.group("word").lower()]


def _beside(passages: Sequence[Passage], at: int, named: str, taken: set[str]) -> str:
    """The group right above or below that a caption belongs to: one of the kind it names; pictures bear theirs below, tables above."""
    above, below = _group(passages, at, -1), _group(passages, at, +1)
    order = (above, below) if named == "figure" else (below, above) if named == "table" else (above, below) if above[1] == "figure" else (below, above)
    return next((group for group, kind in order if group and group not in taken and kind == (named or kind)), "")


def _group(passages: Sequence[Passage], at: int, step: int) -> tuple[str, str]:
    """Name and kind of the table or picture next to a passage."""
    at += step
    while 0 <= at < len(passages) and not passages[at].text.strip() and passages[at].kind is None:
        at += step  # empty lines
    if not 0 <= at < len(passages):
        return "", ""
    found = passages[at]
    return (found.group, "table") if found.cell else (found.group, "figure") if found.kind == "figure" else ("", "")
