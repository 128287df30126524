"""BRF: one byte of North American ASCII braille a cell, CRLF after each line, a form feed after each page. And the same pages as Unicode text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from publish.editions.braille.layout import Grid, Page
from publish.editions.braille.tables import BLANK, cells, rows

LINE, PAGE = b"\r\n", b"\f"


@cache
def _to_ascii() -> dict[int, int]:
    return {ord(cells(row[1])): int(row[0]) for row in rows("brf")}


@cache
def _to_cells() -> dict[int, str]:
    return {code: chr(cell) for cell, code in _to_ascii().items()}


def lines(page: Page, grid: Grid) -> tuple[str, ...]:
    """The lines of a page with the number line below them; a page without number ends with its last line."""
    made = [row.cells for row in page.rows]
    return tuple([*made, *[""] * (grid.lines - len(made)), page.number] if page.number else made)


def written(pages: Sequence[Page], grid: Grid) -> bytes:
    """The file of one volume."""
    return b"".join(LINE.join(_ascii(line) for line in lines(page, grid)) + LINE + PAGE for page in pages)


def _ascii(line: str) -> bytes:
    return line.translate(_to_ascii()).encode("ascii")


def read(data: bytes) -> tuple[tuple[str, ...], ...]:
    """Pages of lines of cells, from the file's bytes."""
    return tuple(tuple(_cells(line) for line in page.removesuffix(LINE).split(LINE)) for page in data.removesuffix(PAGE).split(PAGE))


def _cells(line: bytes) -> str:
    return "".join(_to_cells().get(code, "?") for code in line)


def faults(data: bytes, grid: Grid) -> Iterator[str]:
    """What an embosser could stumble over: foreign bytes, lines or pages too long, blanks at the end of a line."""
    if foreign := re.search(rb"[^\x20-\x5f\r\n\f]|\r(?!\n)|(?<!\r)\n", data):
        yield f"byte {foreign[0]!r} at {foreign.start()}"
    for number, page in enumerate(read(data), 1):
        if len(page) > grid.lines + 1:
            yield f"page {number}: {len(page)} lines"
        for n, line in enumerate(page, 1):
            if len(line) > grid.cells or line.endswith(BLANK):
                yield f"page {number}, line {n}: {len(line)} cells"


def unicode_text(pages: Sequence[Page], grid: Grid) -> str:
    """The same as UTF-8 text: U+2800 to U+283F, line feeds, a form feed after each page."""
    return "".join("".join(f"{line}\n" for line in lines(page, grid)) + "\f" for page in pages)


def unicode_faults(text: str) -> Iterator[str]:
    """Any character but cells, line feeds and form feeds."""
    if foreign := re.search("[^\u2800-\u283f\n\f]", text):
        yield f"character {foreign[0]!r} at {foreign.start()}"
