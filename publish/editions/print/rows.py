"""A book's blocks as the template ``book.typ`` wants them: rows of words with their pinyin, lists, tables, pictures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from publish.editions.model import Publication
from publish.editions.print import typeset
from publish.editions.print.volumes import Volume
from publish.editions.shared import fonts, groups, inline
from publish.editions.shared.address import address
from publish.editions.shared.weave import Weaver, run_in
from publish.han import is_han
from publish.manuscript.model import Block, Mark, Picture, Section
from publish.reading.model import Sentence, Token

GAP = 0.22
"""Least distance between the pinyin of two neighbours, in em of the text (CLREQ 3.3: about a quarter of the pinyin's em, or more)."""

PINYIN_SIZE = 0.56
"""Pinyin to text; the same number as ``small`` in ``book.typ``."""

GROUP = 32
"""Words in a group. A page asks only for the groups that lie on it (``book.typ``)."""

GOES_ON = "（续）"
"""Behind a heading whose section an earlier volume began."""

PAGE = 170
"""Width of the text on the page, in millimetres."""

TALLEST = 180
"""Height of a picture at most, in millimetres."""

PIXEL = 25.4 / 96
"""Millimetres of a picture's pixel, when it is shown as large as it is meant (CSS: 96 to the inch)."""

NARROWEST = {False: 4.2, True: 5.5}
"""Width of a table's column at least, in em, without and with pinyin. A table that would need more than the page is set as a list."""

Item = str | tuple[str, str, str, float, str] | dict[str, Any]
"""A plain string; a word: marks before it, the word, its pinyin, its width in em, marks after it; or what a mark covers: ``mark`` (its kind),
``value``, ``items``. A line end is ``{"mark": "break"}``."""

Numbered = str | tuple[str, str, str, float, str, str, bool] | dict[str, Any]
"""The same, each word with the name of its group and whether it is its first."""

Row = tuple[str, int, str, Any]
"""A block for the template: kind, level, plain text, items; for a list, table, figure … what ``book.typ`` says of it."""


@dataclass(frozen=True)
class Rows:
    """Blocks as the template wants them, to be asked for in the order of the pages: words are numbered as they come. ``size``: of the text in
    points; ``pictures``: those of the book by file; ``notes``: the notes in this volume."""

    weave: Weaver
    pinyin: bool
    size: int = 18
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def front(self, blocks: Sequence[Block]) -> dict[str, Any]:
        """The title page: the title, and what stands with it."""
        rows = [row for block in blocks for row in self.block(block, 1)]
        return {"title": rows[0][3], "below": rows[1:]} if rows else {}

    def above(self, volume: Volume, goes_on: str = GOES_ON) -> list[Row]:
        """The headings an earlier volume left off under, said again so that no one is lost."""
        rows = [row for level, block in volume.above for row in self.block(block, level)]
        return [(kind, level, f"{text}{goes_on}", [*items, goes_on]) for kind, level, text, items in rows]

    def section(self, section: Section, unseen: bool = False) -> list[Row]:
        """All rows of a section. With ``unseen``, one that has no heading of its own gets a place that the contents lead to."""
        level = section.level + (section.kind == "tail")
        rows = [row for run in groups.runs(section.blocks) for row in self.run(run, level)]
        return [("unseen", min(level, 6), section.title, []), *rows] if unseen and rows else rows

    def run(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        """The rows of one group of blocks."""
        makers: dict[str, Callable[[Sequence[Block], int], Iterable[Row]]] = {
            "cell": self._table, "item": self._list, "figure": self._figure, "note": self._note, "verse": self._poem, "quote": self._quote,
        }
        yield from makers.get(groups.kind_of(run), self._plain)(run, level)

    def _plain(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        for block in run:
            yield from self.block(block, level)

    def block(self, block: Block, level: int) -> Iterator[Row]:
        """One row, or two for a paragraph with a run-in heading. ``level`` counts from 1, the top of the ladder."""
        sentences = self.weave.sentences.get(block.id, ())
        opening = run_in(block, sentences)
        if opening:
            yield ("run-in", min(level + 1, 6), text_of(sentences[:opening]), self.items(sentences[:opening], block))
        if rest := sentences[opening:]:
            yield (block.kind, min(level, 6), text_of(rest), self.items(rest, block))
        elif not sentences and (block.text or block.kind == "separator"):
            yield (block.kind, min(level, 6), block.text, [block.text] if block.text else [])

    # --- groups ---

    def _list(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        yield self._items([(max(block.level, 1) if block.kind == "item" else 0, block) for block in run], level)

    def _items(self, of: Sequence[tuple[int, Block]], level: int) -> Row:
        """``("list", 0, "", [[whether it has a bullet, rows], …])``; deeper lists are rows of the item above them."""
        depth = min((deep for deep, _ in of if deep), default=0)
        starts = [n for n, (deep, _) in enumerate(of) if n == 0 or (deep and deep <= depth)]
        items = []
        for start, end in zip(starts, [*starts[1:], len(of)], strict=True):
            below = next((n for n in range(start + 1, end) if of[n][0]), end)
            rows = [row for _, block in of[start:below] for row in self.block(block, level)]
            items.append([not of[start][1].label, [*rows, *([self._items(of[below:end], level)] if below < end else [])]])
        return ("list", 0, "", items)

    def _table(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        """A table, or a list of its rows where its columns would be too narrow to read. Captions stand where they stand in the text."""
        cells = [block for block in run if block.cell]
        above = run[: run.index(cells[0])]
        below = [block for block in run[len(above) :] if not block.cell]
        caption = [row for block in above for row in self.block(block, level)]
        columns = max(block.place.column + block.place.columns - 1 for block in cells)
        fits = columns * NARROWEST[self.pinyin] * self.size * 25.4 / 72 <= PAGE
        made = self._grid(cells, columns, level) if fits else self._cards(cells, level)
        yield ("table" if fits else "cards", columns, "", {"caption": caption, **made})
        yield from (row for block in below for row in self.block(block, level))

    def _grid(self, cells: Sequence[Block], columns: int, level: int) -> dict[str, Any]:
        """Cells as ``[x, y, colspan, rowspan, head, rows]``, from 0; ``head``: rows of the table's head."""
        first = min(block.place.row for block in cells)
        made = [
            [own[0].place.column - 1, own[0].place.row - first, own[0].place.columns, own[0].place.rows, own[0].place.head, self._inside(own, level)]
            for own in _by_cell(cells)
        ]
        return {"cells": made, "head": groups.head_rows(cells)}

    def _inside(self, blocks: Sequence[Block], level: int) -> list[Row]:
        return [row for block in blocks for row in self.block(block, level)]

    def _cards(self, cells: Sequence[Block], level: int) -> dict[str, Any]:
        """Heads as they stand, then each row as lines: the heads of a cell, the cell."""
        heads, rows, over = list[list[Any]](), list[list[Any]](), groups.Heads.of(cells)
        for _, own in itertools.groupby(_by_cell(cells), key=lambda blocks: blocks[0].place.row):
            lines = [[self._head_items(blocks[0], over), blocks[0].place.head, self._inside(blocks, level)] for blocks in own]
            (heads if all(head == "column" for _, head, _ in lines) and not rows else rows).append(lines)
        return {"heads": heads, "rows": rows}

    def _head_items(self, block: Block, heads: groups.Heads) -> list[Numbered]:
        """The heads of a cell before it, said again in a list; a space between two."""
        made: list[Numbered] = []
        for head in heads.above(block):
            made += [*([" "] if made else []), *self.items(self.weave.sentences.get(head.id, ()), None)]
        return made

    def _figure(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        """``("plate", 0, "", rows)``: pictures, caption and description in their order."""
        yield ("plate", 0, "", [row for block in run for row in ([self._picture(block)] if self._is_shown(block) else self.block(block, level))])

    def _is_shown(self, block: Block) -> bool:
        return bool(block.figure and block.figure.file in self.pictures)

    def _picture(self, block: Block) -> Row:
        """``("picture", 0, alternative text, file, width in mm, whether it only decorates)``."""
        assert block.figure is not None, block.id
        picture = self.pictures[block.figure.file]
        width = min(PAGE, picture.width * PIXEL, TALLEST * picture.width / max(picture.height, 1))
        told = block.text or "".join(sentence.spoken for sentence in self.weave.sentences.get(block.id, ()))
        return ("picture", 0, told, {"file": picture.file, "width": round(width, 2), "decorative": block.figure.decorative})

    def _note(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        yield ("aside", 0, run[0].id, [row for block in run for row in self.block(block, level)])

    def _poem(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        yield ("poem", 0, "", [row for block in run for row in self.block(block, level)])

    def _quote(self, run: Sequence[Block], level: int) -> Iterator[Row]:
        depth = min((block.level for block in run if block.kind == "quote"), default=0)
        rows: list[Row] = []
        for deeper, blocks in itertools.groupby(run, key=lambda block: block.kind == "quote" and block.level > depth):
            own = tuple(blocks)
            rows += self._quote(own, level) if deeper else [row for block in own for row in self.block(block, level)]
        yield ("quotation", 0, "", rows)

    # --- words ---

    def items(self, sentences: Sequence[Sentence], block: Block | None = None) -> list[Numbered]:
        """Strings, words with pinyin, width and group, what marks cover; neighbouring strings joined."""
        marks = inline.marks_of(block) if block and block.marks else ()
        breaks = inline.breaks_of(block) if block and block.marks else frozenset()
        made: list[Item] = []
        for sentence in sentences:
            shown = tuple(m for m in marks if m.kind != "ruby" or self.weave.shows(m, sentence, self.pinyin))
            made += inline.nested(list(self._units(sentence, shown, breaks, sentences[0].start)), self._covered) if block and block.marks else map(self._word, sentence.tokens)
        return self._numbered(together(_joined(made)))

    def _units(self, sentence: Sentence, given: Sequence[Mark], breaks: frozenset[int], first: int) -> Iterator[inline.Unit]:
        marks = [self._whole(mark, sentence) for mark in given]
        for token in sentence.tokens:
            if token.text:
                if token.start in breaks and token.start > first:
                    yield inline.Unit(token.start, token.start, ({"mark": "break"},))
                plain = any(m.kind == "ruby" and m.start < token.end and token.start < m.end for m in marks)
                yield inline.unit(token, marks, breaks, self._covered, tuple if plain else partial(self._parts, token))

    def _parts(self, token: Token, inner: Sequence[Any]) -> tuple[Item, ...]:
        """A word with pinyin is one box; what has none may have marks and line ends inside."""
        word = self._word(token)
        return tuple(inner) if isinstance(word, str) else (word,)

    def _whole(self, mark: Mark, sentence: Sentence) -> Mark:
        """The mark over whole words where these bear pinyin: a box cannot be bold in part."""
        if mark.kind == "ruby":
            return mark
        touched = [t for t in sentence.tokens if t.text and t.start < mark.end and mark.start < t.end and not isinstance(self._word(t), str)]
        return replace(mark, start=min([mark.start, *(t.start for t in touched)]), end=max([mark.end, *(t.end for t in touched)]))

    def _covered(self, mark: Mark, children: Sequence[Any]) -> Iterable[Item]:
        """What a mark makes of its items; just them where print has nothing for it."""
        if mark.kind == "ruby":
            text = "".join(child if isinstance(child, str) else child[1] if isinstance(child, tuple) else "" for child in children)
            return [("", text, mark.value, width(text, mark.value), "")] if len(text) > 0 else children
        value = address(mark.value) if mark.kind == "link" else mark.value
        if mark.kind == "link" and not value:
            return children
        if mark.kind == "noteref":
            value = value if value in self.notes else ""
        return [{"mark": mark.kind, "value": value, "items": list(children)}]

    def _word(self, token: Token) -> Item:
        if self.pinyin and token.ruby and all(map(is_han, token.text)):
            return ("", token.text, token.ruby, width(token.text, token.ruby), "")
        return token.text

    def _numbered(self, items: Iterable[Item]) -> list[Numbered]:
        made: list[Numbered] = []
        for item in items:
            if isinstance(item, dict):
                made.append({**item, "items": self._numbered(_joined(item["items"]))} if "items" in item else item)
            else:
                made.append(item if isinstance(item, str) else (*item, *self._place()))
        return made

    def _place(self) -> tuple[str, bool]:
        number = next(self.numbers)
        return f"w{number // GROUP}", number % GROUP == 0

    # --- the end ---

    def colophon(self, publication: Publication, last: bool, volume: str) -> list[Row]:
        """The last page: the spoken colophon (in the last volume), which volume this is, then how the book was set."""
        manuscript, about = publication.manuscript, publication.manuscript.metadata
        lines = [volume, about.issuer, about.rights, publication.own(fonts.CREDIT)]
        set_in: list[Row] = [("paragraph", 1, line, [line]) for line in lines if line]
        return [row for section in manuscript.matter if section.kind == "colophon" for row in self._colophon(section, last, set_in)]

    def _colophon(self, section: Section, last: bool, set_in: list[Row]) -> list[Row]:
        return [("heading", 1, section.title, [section.title]), *(self.section(section) if last else []), *set_in]


def _by_cell(cells: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks of each cell together, in the order of rows and columns."""
    placed = sorted(cells, key=lambda block: (block.place.row, block.place.column))
    for _, own in itertools.groupby(placed, key=lambda block: (block.place.row, block.place.column)):
        yield list(own)


def _joined(items: Iterable[Item]) -> list[Item]:
    """Neighbouring strings as one; empty ones left out."""
    made: list[Item] = []
    for item in items:
        if isinstance(item, str) and made and isinstance(made[-1], str):
            made[-1] += item
        elif item:
            made.append(item)
    return made


OPENING, CLOSING = re.compile(r"[“‘（《〈【〔「『]+$"), re.compile(r"^[，。、；：？！”’）》〉】〕」』…—%％]+")


def together(items: list[Item]) -> list[Item]:
    """Marks that may not be parted from a word are given to it, so that no line begins with 。 or ends with “."""
    made: list[Item] = []
    for item in items:
        if isinstance(item, dict) and "items" in item:
            item = {**item, "items": together(_joined(item["items"]))}
        if isinstance(item, str) and made and not isinstance(made[-1], str) and (mark := CLOSING.search(item)) and (closed := _closed(made[-1], mark[0])):
            made[-1] = closed
            item = item[mark.end() :]
        elif isinstance(item, tuple) and made and isinstance(made[-1], str) and (mark := OPENING.search(made[-1])):
            made[-1] = made[-1][: mark.start()]
            item = (mark[0], *item[1:])
        made.append(item)
    return [item for item in made if item]


def _closed(item: Item, mark: str) -> Item | None:
    """A word with the mark after it; what a mark covers with the mark at its end. None for a line end."""
    if isinstance(item, tuple):
        return (*item[:4], mark)
    if isinstance(item, dict) and item.get("items"):
        last = item["items"][-1]
        inner = last + mark if isinstance(last, str) else _closed(last, mark)
        return {**item, "items": [*item["items"][:-1], inner]} if inner and item["mark"] in ("strong", "emphasis", "language", "code") else None
    return None


def text_of(sentences: Sequence[Sentence]) -> str:
    """The sentences as written."""
    return "".join(sentence.text for sentence in sentences)


def width(text: str, pinyin: str) -> float:
    """Width of a word in em: its own, or its pinyin's with a gap when that is wider."""
    return round(max(float(len(text)), typeset.advance(pinyin) * PINYIN_SIZE + GAP), 3)
