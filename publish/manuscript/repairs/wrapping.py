"""Hard-wrapped text: lines that a converter broke at a fixed width become paragraphs again.

Decided for the document as a whole, by counting. A line is *full* when the next word would not have fitted into it, *open*
when no sentence ends with it. A document is wrapped when its open lines are full, and when the breaks fall into the middle
of phrases and words: 37 % of such breaks in the running text of a report split a word of the dictionary, 3 % of the borders
of unrelated phrases seem to. Verse, lists, addresses and tables have no such breaks, or lines of all widths.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from publish.han import HAN
from publish.manuscript.repairs.print_form import Edit
from publish.manuscript.structure import front, ladder
from publish.manuscript.wordlist import words

NARROWEST = 34
"""Columns of the narrowest wrapped text, two a Chinese character. Two phrases of verse (七言) on a line take 32."""

SLACK = 2
"""Columns by which a full line may fall short: a sign at the border moves to the next line, or hangs over."""

MIN_BREAKS, MIN_SHARE, MIN_SPLIT_WORDS, MIN_SPLIT_SHARE = 4, 0.7, 2, 0.15
"""At least so many full open lines, so large a share of all open lines, so many words split, so large a share of breaks."""

HEAD_LINES = 3
"""In so many first lines a break is undone only when running text or the end of a subtitle follows: a title is not joined
with a speaker.
"""

MOST_BLANK = 8
"""An open line goes on over at most so many blank lines (the foot of one page and the head of the next)."""

ROWS_ALIKE = 0.7
"""Lines of which so large a share begin or end like the next are the rows of a table."""

_ENDED = re.compile(r"[。！？；：…!?;:][”’」』）)》]*$")
_ITEM = re.compile(r"(?:[-*+·][^\S\n]|[•●○■□◆◇▪▶★☆※]|——|－－|--)")
_SUBTITLE = re.compile(r"(?:——|—|--|－－).*\n.*(?:上|[）)])$")
_CELLS = re.compile(r"\S(?:\t|[^\S\n]{2,})\S")
_UNIT = re.compile(r"[!-~]{1,20}|\S")
_CLOSING = re.compile("[，。、；：！？”’）》」』】…—,.;:!?)]*")


@dataclass(frozen=True)
class Row:
    """A line that prints something: ``text[start:end]`` without its margins, its indent in columns, blank lines before it."""

    start: int
    end: int
    text: str
    indent: int
    blank: int

    @property
    def is_open(self) -> bool:
        return not _ENDED.search(self.text)

    @property
    def is_start(self) -> bool:
        """Whether it opens something of its own: a number, a bullet, a dash, a salutation."""
        return bool(_ITEM.match(self.text)) or ladder.is_numbered(self.text) or front.is_salutation(self.text)

    @property
    def is_table(self) -> bool:
        return bool(_CELLS.search(self.text))


Width = Callable[[str], int]


def columns(text: str) -> int:
    """Columns of a terminal: two for a wide character, one for any other (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—·" else 1 for c in text)


def characters(text: str) -> int:
    """Twice the number of characters, for converters that count characters and not columns."""
    return 2 * len(text)


def rows(text: str) -> list[Row]:
    """The lines of ``text`` that print something."""
    out, at, blank = [], 0, 0
    for line in text.split("\n"):
        body = line.strip()
        if body:
            lead = len(line) - len(line.lstrip())
            out.append(Row(at + lead, at + lead + len(body), body, columns(line[:lead].expandtabs(4)), blank))
        blank = 0 if body else blank + 1
        at += len(line) + 1
    return out


Join = tuple[tuple[int, int], ...]
"""Stretches of white space that part two halves of one line; there are several when a page number stands between them."""


def breaks(text: str) -> tuple[Join, ...]:
    """The line breaks to undo; none when the document is not wrapped."""
    found = rows(text)
    for width in (columns, characters):
        page = Page(found, width)
        if page.is_wrapped():
            return tuple(((a.end, b.start),) for a, b in page.joined())
    return ()


def rejoin(text: str, joins: Iterable[Join]) -> Iterator[Edit]:
    """Edits that take out the white space of ``joins``; one space stays between two Latin words, and the ideographic
    space that a line ended with.
    """
    for join in joins:
        first, last = join[0][0], join[-1][1]
        between = " " if re.fullmatch("[A-Za-z]{2}", text[first - 1] + text[last]) else ""
        if text[first:last] == "\u3000\n":
            between = "\u3000"
        for at in (at for start, end in join for at in range(start, end)):
            yield at, at + 1, between if at == first else ""


class Page:
    """The lines of a document under one measure of width."""

    def __init__(self, lines: Sequence[Row], width: Width) -> None:
        self.rows = lines
        self.pairs = tuple(zip(lines, lines[1:], strict=False))
        self.width = width
        self.indent = Counter(r.indent for r in lines).most_common(1)[0][0] if lines else 0
        self.edge = self._edge()

    def _edge(self) -> int:
        """The right border: so wide are the widest lines, but for one in fifty (an address, a heading nobody wrapped)."""
        widths = sorted((self._width(r) for r in self.rows), reverse=True)
        return widths[len(widths) // 50] if widths else 0

    def _width(self, row: Row) -> int:
        return row.indent + self.width(row.text)

    def is_full(self, row: Row, following: Row) -> bool:
        """Whether the first word of the next line would not have fitted into this one."""
        unit = _UNIT.match(following.text)
        assert unit is not None
        closing = _CLOSING.match(following.text, unit.end())
        needed = self.width(unit.group() + (closing.group() if closing else ""))
        return self._width(row) + needed > self.edge - SLACK

    def is_wrapped(self) -> bool:
        """The evidence, see the module."""
        if self.edge < NARROWEST:
            return False
        could = [(a, b) for a, b in self._running() if not b.is_start]
        full = [(a, b) for a, b in could if self.is_full(a, b)]
        if len(full) < MIN_BREAKS or len(full) < MIN_SHARE * len(could):
            return False
        inside = sum(1 for a, _ in full if re.search(rf"[{HAN}A-Za-z0-9]$", a.text))
        if inside * 2 < len(full):
            return False  # verse and speeches break at signs
        split = sum(1 for a, b in full if splits_word(a.text, b.text))
        return split >= MIN_SPLIT_WORDS and split >= MIN_SPLIT_SHARE * len(full)

    def _running(self) -> Iterator[tuple[Row, Row]]:
        """Pairs whose first line is open, but for tables and short lines of their own between sentences (headings)."""
        before: Row | None = None
        for a, b in self.pairs:
            alone = before is None or not before.is_open or a.is_start or a.blank > 0
            heading = alone and not self.is_full(a, b)
            if a.is_open and not heading and not a.is_table and not b.is_table:
                yield a, b
            before = a

    def joined(self) -> Iterator[tuple[Row, Row]]:
        """The pairs that become one line."""
        usual = self._usual_gap()
        marked = self._marks_paragraphs(usual)
        item: Row | None = None
        linked: list[tuple[Row, Row]] = []
        for number, (a, b) in enumerate(self.pairs):
            goes_on = bool(linked) and linked[-1][1] is a
            item = a if a.is_start else item if goes_on else None
            hanging = item is not None and a.is_open and b.indent > item.indent
            runs_on = self._runs_on(number + 1)
            joins = not self._is_heading(a, b) if runs_on else number >= HEAD_LINES or bool(_SUBTITLE.match(f"{a.text}\n{b.text}"))
            if joins and self._belongs(a, b, usual, marked, hanging):
                linked.append((a, b))
        yield from _without_rows(linked)

    def _belongs(self, a: Row, b: Row, usual: int, marked: bool, hanging: bool) -> bool:
        if b.is_start or a.is_table or b.is_table or not self.is_full(a, b):
            return False
        if b.indent > self.indent and not hanging:
            return False
        if not a.is_open:
            return marked and b.blank <= usual
        return b.blank <= usual or (not a.is_start and b.blank <= MOST_BLANK)

    def _is_heading(self, a: Row, b: Row) -> bool:
        """Whether a full line is a heading as it stands: others on its rung are, and running text follows."""
        step = ladder.step(a.text)
        return step is not None and self._headings[step.rung] >= 2 and not splits_word(a.text, b.text)

    @cached_property
    def _headings(self) -> Counter[str]:
        """How many lines on each rung are open and too short to have been broken."""
        short = (ladder.step(a.text) for a, b in self.pairs if a.is_open and not self.is_full(a, b))
        return Counter(step.rung for step in short if step)

    def _runs_on(self, number: int) -> bool:
        """Whether the line is running text itself: full, or the end of a sentence."""
        row = self.rows[number]
        return not row.is_open or (number + 1 < len(self.rows) and self.is_full(row, self.rows[number + 1]))

    def _usual_gap(self) -> int:
        """Blank lines between two lines of one paragraph: none, or one in a double-spaced text."""
        gaps = Counter(b.blank for a, b in self._running() if self.is_full(a, b))
        return gaps.most_common(1)[0][0] if gaps else 0

    def _marks_paragraphs(self, usual: int) -> bool:
        """Whether paragraphs open with an indent or after a blank line: then an unmarked line goes on with the one before."""
        sure = [b for a, b in self.pairs if not a.is_open and not b.is_start and not self.is_full(a, b)]
        marked = [b for b in sure if b.indent > self.indent or b.blank > usual]
        return len(marked) >= 2 and len(marked) >= 0.8 * len(sure)


def splits_word(before: str, after: str) -> bool:
    """Whether a word of the dictionary stands across the break."""
    known = words()[0]
    return any(before[-i:] + after[:j] in known for i in (1, 2, 3) for j in (1, 2, 3) if i + j <= 4)


def _without_rows(pairs: Sequence[tuple[Row, Row]]) -> Iterator[tuple[Row, Row]]:
    """Drop runs of lines that begin or end alike, as the rows of a time-table do: prose does not."""
    run: list[tuple[Row, Row]] = []
    for n, pair in enumerate(pairs):
        run.append(pair)
        if n + 1 == len(pairs) or pairs[n + 1][0] is not pair[1]:
            alike = sum(1 for a, b in run if _kind(a.text[0]) == _kind(b.text[0]) or a.text[-1] == b.text[-1])
            if len(run) == 1 or alike < ROWS_ALIKE * len(run):
                yield from run
            run = []


def _kind(char: str) -> str:
    """The character, all digits being one and all Chinese numerals another."""
    return "0" if char.isdecimal() else "一" if char in "〇一二三四五六七八九十" else char
