"""Tables: where each cell stands in the grid and which are heads (ECMA-376 part 1, 17.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from publish.manuscript.model import Cell, Mark
from publish.manuscript.readers.docx.ooxml import LEFT_OUT, Element, inside, number, switch, tag, text_of, val
from publish.manuscript.source import Passage

WIDEST = 64
"""Word's most columns (63), and one for a mark at the side: what is wider is damage."""


@dataclass
class Box:
    """A cell while the grid is laid out: its place, its spans, its element and those that were merged into it."""

    row: int
    column: int
    columns: int
    element: Element
    rows: int = 1
    more: list[Element] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """A table: its boxes in order, how many of its first rows name columns, and whether its first column names rows."""

    boxes: tuple[Box, ...]
    head_rows: int
    head_column: bool

    def cell(self, box: Box) -> Cell:
        """Where a box stands, from 1, and what it is the head of."""
        head = "column" if box.row < self.head_rows else "row" if self.head_column and box.column == 0 else ""
        return Cell(box.row + 1, box.column + 1, box.rows, box.columns, head)  # type: ignore[arg-type]


def rows_of(table: Element) -> list[Element]:
    """The rows that are printed: without those a tracked change took away."""
    return [row for row in _unwrapped(table, "w:tr") if switch(row.find(tag("w:trPr")), "w:del") is None and not switch(row.find(tag("w:trPr")), "w:hidden")]


def left_out(table: Element) -> list[Element]:
    """Rows and cells that a tracked change took away, and hidden rows."""
    kept = rows_of(table)
    known = set(kept)
    rows = [row for row in _unwrapped(table, "w:tr") if row not in known]
    return [*rows, *(cell for row in kept for cell in _unwrapped(row, "w:tc") if _is_gone(cell))]


def _is_gone(cell: Element) -> bool:
    return switch(cell.find(tag("w:tcPr")), "w:cellDel") is not None


def _unwrapped(parent: Element, name: str) -> Iterator[Element]:
    """Rows or cells, those in content controls included."""
    for child in inside(parent):
        if child.tag == tag(name):
            yield child
        elif child.tag == tag("w:sdt"):
            content = child.find(tag("w:sdtContent"))
            if content is not None:
                yield from _unwrapped(content, name)
        elif child.tag not in LEFT_OUT and child.tag not in (tag("w:tr"), tag("w:tc")) and len(child):
            yield from _unwrapped(child, name)


def grid(table: Element) -> Grid:
    """Lay the cells out."""
    rows = rows_of(table)
    boxes: list[Box] = []
    above: dict[int, Box] = {}
    for at, row in enumerate(rows):
        above = _row(at, row, above, boxes)
    head_rows = _head_rows(table, rows, boxes)
    return Grid(tuple(boxes), head_rows, _has_head_column(table, head_rows, boxes, len(rows)))


def _row(at: int, row: Element, above: dict[int, Box], boxes: list[Box]) -> dict[int, Box]:
    """Put the cells of a row into ``boxes``; which box each column is in is given back, for the row below."""
    column = number(val(row.find(tag("w:trPr")), "w:gridBefore"), 0) or 0
    own: dict[int, Box] = {}
    for cell in _unwrapped(row, "w:tc"):
        properties = cell.find(tag("w:tcPr"))
        if _is_gone(cell):
            continue
        width = max(1, min(number(val(properties, "w:gridSpan"), 1) or 1, WIDEST))
        merge, beside = _merge(properties, "w:vMerge"), _merge(properties, "w:hMerge")
        box = above.get(column)
        if merge == "continue" and box is not None and (box.column, box.columns) == (column, width):
            box.rows += box.row + box.rows == at
            box.more.append(cell)
        elif beside == "continue" and own:
            box = own[max(own)]
            box.columns += width
            box.more.append(cell)
        else:
            box = Box(at, column, width, cell)
            boxes.append(box)
        own.update(dict.fromkeys(range(column, column + width), box))
        column += width
    return own


def _merge(properties: Element | None, name: str) -> str:
    """``restart``, ``continue`` or nothing; the element alone means to continue."""
    found = properties.find(tag(name)) if properties is not None else None
    return "" if found is None else found.get(tag("w:val"), "continue")


def _head_rows(table: Element, rows: Sequence[Element], boxes: Sequence[Box]) -> int:
    """Rows that the document repeats on each page; else the first one, where the table is said to have one and it looks like it."""
    said = 0
    for row in rows:
        if not switch(row.find(tag("w:trPr")), "w:tblHeader"):
            break
        said += 1
    if not said and len(rows) > 1 and _looks_like_heads(table, rows, boxes):
        said = 1
    reach = max([said, *(box.row + box.rows for box in boxes if box.row < said)])
    return reach if said and reach < len(rows) else min(said, max(0, len(rows) - 1))


def _looks_like_heads(table: Element, rows: Sequence[Element], boxes: Sequence[Box]) -> bool:
    """Whether the first row names columns though nothing says so outright: it stands out alone, or the table is said to have such a row and is
    too wide to be a list of names and values (姓名｜张三).
    """
    first = [box for box in boxes if box.row == 0]
    if not _names(_words(box) for box in first):
        return False
    if _stands_out(rows[0]) and not all(_stands_out(row) for row in rows):
        return True
    return _looks(table, "firstRow", 0x0020) and sum(box.columns for box in first) > 2


def _stands_out(row: Element) -> bool:
    """Whether a row is set in bold, or on a ground of its own."""
    grounds = [val(cell.find(tag("w:tcPr")), "w:shd", "w:fill") or "auto" for cell in _unwrapped(row, "w:tc")]
    return _is_bold(row) or (bool(grounds) and not any(ground.lower() in ("auto", "ffffff") for ground in grounds))


def _has_head_column(table: Element, head_rows: int, boxes: Sequence[Box], rows: int) -> bool:
    """Whether the first column names the rows: the table is said to have one, it has heads above, and names stand in it, no numbers."""
    first = [_words(box) for box in boxes if box.column == 0 and box.row >= head_rows]
    return bool(head_rows and rows - head_rows and _looks(table, "firstColumn", 0x0080) and any(box.column for box in boxes) and _names(first))


def _names(texts: Iterable[str]) -> bool:
    """Whether there is something in every cell, and a word in most."""
    found = list(texts)
    return len(found) > 0 and all(found) and sum(bool(re.search(r"[^\W\d_]", text)) for text in found) * 2 > len(found)


def _words(box: Box) -> str:
    return "".join(text_of(one) for one in (box.element, *box.more)).strip()


def _looks(table: Element, name: str, bit: int) -> bool:
    """``w:tblLook``: by name, or by its bit in the old spelling. Word sets it on nearly every table, so it is weak evidence."""
    found = _look_of(table)
    if found is None:
        return False
    named = found.get(tag(f"w:{name}"))
    if named is not None:
        return named in ("1", "true", "on")
    try:
        return bool(int(found.get(tag("w:val"), "0")[:8], 16) & bit)
    except ValueError:
        return False


def _look_of(table: Element) -> Element | None:
    return table.find(f"{tag('w:tblPr')}/{tag('w:tblLook')}")


def _is_bold(row: Element) -> bool:
    """Whether all words of a row are set in bold."""
    runs = [run for run in row.iter(tag("w:r")) if text_of(run).strip()]
    return bool(runs) and all(switch(run.find(tag("w:rPr")), "w:b") for run in runs)


def merged(passages: Sequence[Passage]) -> tuple[str, tuple[Mark, ...]]:
    """The passages of one cell as one text, each on a line of its own; the cells of a row of a table within it share one."""
    text, marks = "", list[Mark]()
    for _, line in groupby(enumerate(passages), key=lambda at: (at[1].group, at[1].cell.row) if at[1].cell else at[0]):
        if text:
            marks.append(Mark(len(text), len(text), "break"))
        for nth, (_, passage) in enumerate(line):
            text += "　" if nth else ""
            marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in passage.marks]
            text += passage.text
    return text, tuple(marks)
