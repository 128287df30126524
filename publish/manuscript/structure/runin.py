"""Run-in headings: the short first sentence that opens a paragraph and names it, as speeches and reports have them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publish.manuscript.model import Mark

SHORTEST, LONGEST = 4, 22
"""Characters of a run-in heading without its full stop. The longest of the report has 14."""

REST = 1.5
"""What follows is at least so many times as long as the heading; otherwise it is just a short first sentence."""

MIN_LENGTH = 40
"""Only paragraphs of at least so many characters are counted when asking whether a document uses run-in headings."""

MIN_COUNT, MIN_SHARE = 3, 0.5

_FIRST = re.compile(rf"^(?:[（(][一二三四五六七八九十]+[）)])?([^，。；：！？,;:!?…\n]{{{SHORTEST},{LONGEST}}})。(?=\S)")
_ENUMERATES = re.compile(r"^[一二三四五六七八九十]+是")


def length(text: str) -> int:
    """Length of the run-in heading at the start of a paragraph, full stop included; 0 when there is none."""
    found = _FIRST.match(text)
    if not found or _ENUMERATES.match(text) or len(text) - found.end() < REST * found.end():
        return 0
    return found.end()


def is_systematic(paragraphs: Iterable[str]) -> bool:
    """Whether the document opens its paragraphs so as a habit: at least three, and at least half of the longer ones."""
    longer = [text for text in paragraphs if len(text) >= MIN_LENGTH]
    opened = sum(1 for text in longer if length(text))
    return opened >= MIN_COUNT and opened >= MIN_SHARE * len(longer)


def marks(text: str) -> tuple[Mark, ...]:
    """The mark of a paragraph's run-in heading, if it has one."""
    end = length(text)
    return (Mark(0, end, "run-in"),) if end else ()
