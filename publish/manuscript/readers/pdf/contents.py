"""A table of contents in the text: lines that end in a page's number and whose words stand again, as a heading, further down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.manuscript.readers.pdf.joining import Line

_ENTRY = re.compile(r"\A(?P<words>.*?\S)(?P<leader>(?<![.．…·‥。\s][.．…·‥。])(?<!\s)\s*[.．…·‥。]{3,}+[.．…·‥。\s]*+|\s+)(?P<page>[0-9]{1,4}|[ivxlc]{1,6})\s*$")
_HEAD = re.compile(r"目\s*[录錄次]|(?i:contents|table of contents)")

LEADERS = 3
"""So many lines with dots before a number are contents, even where their words do not come again letter by letter."""


def of(lines: Sequence[Line], pages: int) -> frozenset[int]:
    """The numbers (from 0) of the lines of contents, with the word above them."""
    found = [entry for line in lines if (entry := _ENTRY.match(line.text))]
    if not found:
        return frozenset()
    last: dict[str, int] = {}
    for at, line in enumerate(lines):
        last[_bare(line.text)] = at
    entries, led = set[int](), set[int]()
    for at, line in enumerate(lines):
        entry = _ENTRY.match(line.text)
        if entry and last.get(_bare(entry["words"]), -1) > at and (entry["page"].isalpha() or int(entry["page"]) <= 3 * pages + 50):
            entries.add(at)
        if entry and entry["leader"].strip():
            led.add(at)
    if len(led) >= LEADERS or led & entries:
        entries |= led
    heads = {at for at, line in enumerate(lines[:-1]) if at + 1 in entries and _HEAD.fullmatch(line.text.strip())}
    return frozenset(entries | heads)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
