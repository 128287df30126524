"""``…-braille.pdf``: the braille pages for people who see, the characters below their cells, so that a teacher can check them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from publish.editions.braille import font
from publish.editions.braille.layout import Grid, Page, Row
from publish.editions.model import Publication
from publish.editions.print import typeset
from publish.own import region

TEMPLATE, ROOM = "sighted.typ", "braille"


def written(publication: Publication, pages: Sequence[Page], grid: Grid, volume: str = "") -> bytes:
    """The PDF of one volume; ``volume``: its name, when there are several."""
    return typeset.pdf_apart(TEMPLATE, data(publication, pages, grid, volume), publication.stamp, ROOM)


def data(publication: Publication, pages: Sequence[Page], grid: Grid, volume: str = "") -> dict[str, Any]:
    """What the template is given."""
    about, stamp = publication.manuscript.metadata, publication.stamp
    shown = [[*map(_row, page.rows), *[["", []]] * (grid.lines - len(page.rows)), [page.number, []]] for page in pages]
    title = f"{about.title} {publication.own('盲文对照')}"
    return {
        "title": f"{title} {volume}" if volume else title,
        "author": about.speaker or about.issuer,
        "description": about.description or about.title,
        "date": {"year": stamp.year, "month": stamp.month, "day": stamp.day},
        "weights": ["regular"],
        "region": region(about.language).lower(),
        "cells": grid.cells,
        "rows": grid.lines + 1,
        "used": "".join(sorted({char for page in pages for row in page.rows for _, piece in row.items for char in piece.text})),
        "pages.json": msgspec.json.encode(shown),
        "braille.ttf": font.font(),
    }


def _row(row: Row) -> list[Any]:
    return [row.cells, list(_texts(row))]


def _texts(row: Row) -> Iterator[tuple[int, int, str]]:
    """Texts with the columns they stand under and how many; what has no text goes with what is before it."""
    for column, piece in row.items:
        if piece.text.strip():
            yield column, len(piece.cells), piece.text
