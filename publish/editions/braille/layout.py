"""Lines and pages of braille after GB/T 44725—2024: a grid of cells, a line for the page number below it.

Lines end at blanks; inside a word only when the word is longer than a line, and then after a whole syllable. No mark begins a
line, no mark of two cells is parted, blanks at the end are left away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from publish.editions.braille.encode import Piece
from publish.editions.braille.tables import BLANK, CONNECTOR, NUMBER_SIGN, table

CENTRED_MARGIN = 4
"""Blank cells that a heading has at least on either side."""


@dataclass(frozen=True)
class Style:
    """How a paragraph stands: cells before its first line and before the others; centred; empty lines before and after it; whether the
    next paragraph must begin on its page."""

    first: int = 2
    rest: int = 0
    centred: bool = False
    before: int = 0
    after: int = 0
    keep: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Pieces to be set in one style. ``block``: whose text it is, empty for the edition's own words; ``entry``: its level where the
    contents name it, else 0; ``end``: pieces for the right end of the last line (a page number in the contents)."""

    pieces: tuple[Piece, ...]
    style: Style = Style()
    block: str = ""
    entry: int = 0
    end: str = ""


@dataclass(frozen=True)
class Row:
    """One line: its cells without blanks at the end, and the pieces at their columns."""

    cells: str = ""
    items: tuple[tuple[int, Piece], ...] = ()
    block: str = ""


@dataclass(frozen=True)
class Page:
    """``rows`` as many as have been filled; ``number``: the line below them, empty when the page bears none."""

    rows: tuple[Row, ...]
    number: str = ""


@dataclass(frozen=True)
class Grid:
    """Cells in a line, lines of text on a page; ``duplex``: printed on both sides, numbers on the front pages only."""

    cells: int = 30
    lines: int = 25
    duplex: bool = True

    def number(self, page: int) -> str:
        """The number line of a page, counted from 1; the first page, the title, has none."""
        if page == 1 or (self.duplex and page % 2 == 0):
            return ""
        return figures(page).rjust(self.cells, BLANK)


@cache
def figures(number: int) -> str:
    """A number with its sign."""
    return NUMBER_SIGN + "".join(table("digits")[digit] for digit in str(number))


def rows(paragraph: Paragraph, width: int) -> tuple[Row, ...]:
    """A paragraph's lines."""
    style = paragraph.style
    most = width - 2 * CENTRED_MARGIN if style.centred else width - (END if paragraph.end else 0)
    indents = (0, 0) if style.centred else (style.first, style.rest)
    made = [_row(line, paragraph.block) for line in _lines(paragraph.pieces, most, *indents)]
    if style.centred:
        made = [_moved(row, max((width - len(row.cells)) // 2, CENTRED_MARGIN)) for row in made]
    if paragraph.end and made:
        made[-1] = replace(made[-1], cells=_led(made[-1].cells, paragraph.end, width))
    return tuple(made)


def _led(cells: str, end: str, width: int) -> str:
    """``end`` at the right edge, guide dots (5) before it where there is room."""
    room = width - len(cells) - len(end)
    return cells + (BLANK + "⠐" * (room - 2) + BLANK if room > 4 else BLANK * room) + end


def _moved(row: Row, by: int) -> Row:
    return replace(row, cells=BLANK * by + row.cells, items=tuple((column + by, piece) for column, piece in row.items))


def _row(line: Sequence[tuple[int, Piece]], block: str) -> Row:
    cells = ""
    for column, piece in line:
        cells = cells.ljust(column, BLANK) + piece.cells
    return Row(cells, tuple(line), block)


def _lines(pieces: Sequence[Piece], width: int, first: int, rest: int) -> Iterator[list[tuple[int, Piece]]]:
    """Pieces with their columns, line by line."""
    line: list[tuple[int, Piece]] = []
    column = first
    for chunk in _chunks(pieces):
        space = 1 if line and chunk[0].gap == "blank" else 0
        size = sum(len(piece.cells) for piece in chunk)
        if line and column + space + size > width and (rest + size <= width or column + space + len(chunk[0].cells) > width):
            yield line
            line, column, space = [], rest, 0
        column += space
        for part in _parts(chunk) if column + size > width else [chunk]:
            size = sum(len(piece.cells) for piece in part)
            if line and column + size > width - 1 and part is not chunk:
                if part[0].again:  # a number goes on: 36 where the line ends, its sign where the next begins
                    line.append((column, Piece(CONNECTOR, "", part[0].token)))
                    part[0] = replace(part[0], cells=part[0].again + part[0].cells)
                yield line
                line, column = [], rest
            for piece in part:
                line.append((column, piece))
                column += len(piece.cells)
    if line:
        yield line


def _chunks(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Stretches between the places at which a line may end."""
    chunk: list[Piece] = []
    for piece in pieces:
        if chunk and piece.gap in ("blank", "free"):
            yield chunk
            chunk = []
        chunk.append(piece)
    if chunk:
        yield chunk


def _parts(chunk: Sequence[Piece]) -> Iterator[list[Piece]]:
    """A chunk at the places where one that is too long may be divided: before a syllable or a connector. What has no such place and is
    longer than any line (a number of fifty digits) is divided by the piece."""
    part: list[Piece] = []
    size = 0
    for piece in chunk:
        if part and (piece.gap == "syllable" or size + len(piece.cells) > LONGEST):
            yield part
            part, size = [], 0
        part.append(piece)
        size += len(piece.cells)
    if part:
        yield part


END = 7
"""Cells kept free at the right end of an entry of the contents: a blank, two for guide dots, a number of three figures with its sign."""

LONGEST = 16
"""Cells that are kept together at any price: less than the narrowest line."""


def pages(paragraphs: Iterable[Paragraph], grid: Grid, first: int = 1) -> tuple[Page, ...]:
    """Paragraphs on pages, numbered from ``first``."""
    made: list[list[Row]] = [[]]
    after = 0
    keeping: list[Row] = []
    for paragraph in paragraphs:
        lines = list(rows(paragraph, grid.cells))
        if not lines:
            continue
        gap = max(after, paragraph.style.before) if keeping or made[-1] else 0
        lines = [*[Row()] * gap, *lines]
        after = paragraph.style.after
        if paragraph.style.keep:
            keeping += lines
            continue
        _set(made, keeping, lines, grid.lines)
        keeping = []
    _set(made, keeping, [], grid.lines)
    return tuple(Page(tuple(page), grid.number(number)) for number, page in enumerate(filter(None, made), first))


def _set(made: list[list[Row]], kept: Sequence[Row], lines: Sequence[Row], most: int) -> None:
    """Put headings and the paragraph under them; a heading does not stand at the foot of a page without two lines of what follows."""
    follow = sum(1 for row in lines[:3] if row.cells) and min(len(lines), 2)
    if kept and len(made[-1]) + len(kept) + follow > most and len(kept) + follow <= most:
        made.append([])
    for row in (*kept, *lines):
        if len(made[-1]) >= most:
            made.append([])
        if row.cells or made[-1]:
            made[-1].append(row)
