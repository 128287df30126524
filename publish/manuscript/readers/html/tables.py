"""Tables: where each cell stands, what it spans, of what it is the head; and which tables only lay a page out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from publish.manuscript.model import Cell
from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.tree import Element

MOST_COLUMNS = 200
"""Columns that a cell may span. HTML allows 1000; no page that is read has so many."""

WIDEST = 1_000
"""Columns up to which a cell gives way to those from above."""

LONGEST_CELL = 500
"""Characters. A cell with more text is a part of a page, not an entry of a table."""

_NEVER_IN_CELLS = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "form", "hr")


def is_layout(table: Element) -> bool:
    """Whether a table only puts parts of a page beside each other, as pages did before style sheets: it holds another table, headings, long
    text, or has no two cells beside each other."""
    if tree.words(table, "role") & {"presentation", "none"}:
        return True
    if any(next(table.iterdescendants(tag), None) is not None for tag in _NEVER_IN_CELLS):
        return True
    if table.find("caption") is not None or next(table.iterdescendants("th"), None) is not None:
        return False
    rows = [list(_cells(row)) for row in rows_of(table)]
    if all(len(row) < 2 for row in rows):
        return True
    return any(len(tree.own_text(cell)) > LONGEST_CELL for row in rows for cell in row)


def rows_of(table: Element) -> Iterator[Element]:
    """The table's own rows, in the order they are shown: head, bodies, foot."""
    order = {"thead": 0, "tfoot": 2}
    parts = [child for child in table if child.tag in ("thead", "tbody", "tfoot", "tr")]
    for part in sorted(parts, key=lambda part: order.get(str(part.tag), 1)):
        yield from [part] if part.tag == "tr" else (row for row in part if row.tag == "tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if cell.tag in ("td", "th"))


def grid(table: Element) -> dict[Element, Cell]:
    """Each cell's place (HTML Living Standard, 4.9.12.1), in the order in which they are read."""
    rows = list(rows_of(table))
    made: dict[Element, Cell] = {}
    taken: dict[int, int] = {}  # column → last row in which a cell from above still stands
    for number, row in enumerate(rows, 1):
        column, cells = 1, list(_cells(row))
        for cell in cells:
            while column < WIDEST and taken.get(column, 0) >= number:
                column += 1
            columns = _span(cell, "colspan", MOST_COLUMNS)
            height = min(_span(cell, "rowspan", len(rows)), len(rows) - number + 1)
            made[cell] = Cell(number, column, height, columns, _head(cell, cells, column, number == 1))
            taken.update((at, number + height - 1) for at in range(column, column + columns))
            column += columns
    return made


def _span(cell: Element, name: str, most: int) -> int:
    """How far a cell reaches. ``rowspan="0"`` is to the end."""
    digits = tree.attribute(cell, name)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        return 1
    return most if name == "rowspan" and int(digits) == 0 else max(1, min(int(digits), most))


def _head(cell: Element, row: list[Element], column: int, is_first: bool) -> Literal["", "column", "row"]:
    """What a cell is the head of: as it says; else a row of nothing but heads is over columns, and a lone one beside its row."""
    parent = cell.getparent()
    in_head = parent is not None and parent.getparent() is not None and parent.getparent().tag == "thead"
    scope = tree.attribute(cell, "scope").lower()
    if scope.startswith("col") or scope.startswith("row"):
        return "column" if scope.startswith("col") else "row"
    if in_head or (all(other.tag == "th" for other in row) and (len(row) > 1 or cell.get("colspan"))):
        return "column"
    if cell.tag == "th":
        return "row" if column == 1 or row[0] is cell else "column"
    return "column" if is_first and len(row) > 1 and all(_is_bold(other) for other in row) else ""


def _is_bold(cell: Element) -> bool:
    """Whether all of a cell's text is strong: then it is a head by its looks."""
    strong = "".join(tree.own_text(part) for part in tree.outermost(cell.iter("b", "strong")))
    return bool(strong) and "".join(strong.split()) == "".join(tree.own_text(cell).split())
