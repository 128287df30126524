"""The book's picture: a cover for e-books, a square for audio and podcast. Drawn from the title, the same bytes every time.

The title is set as large as its best line breaks allow, so that it can be read in a list at 60 pixels. The bars below it
are the book's own outline: how long its sentences are, from beginning to end.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from publish.editions.model import Publication
from publish.editions.shared import credits, fonts

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PAPER, INK, LIGHT = "#7d1d1f", "#fffaf0", "#f0cf8a"
"""Ground, writing and ornament: 9.8:1 and 6.8:1 against the ground."""

BOOK, SQUARE = (1600, 2400), (2000, 2000)
"""Pixels. The square lies within the 1400 to 3000 that podcast directories take (standards.md PC-04)."""

BARS = 40
NO_START = "，。、；：！？）》”’"
"""Marks that may not begin a line (CLREQ, line breaking)."""


@dataclass(frozen=True)
class Words:
    """What stands on the cover. ``title`` in words, which lines break between; ``bars`` from 0 to 1."""

    title: tuple[str, ...]
    below: tuple[str, ...]
    badge: str
    bars: tuple[float, ...]


def words(publication: Publication, badge: str = "") -> Words:
    """The cover's words, taken from the metadata; the title's words from the reading where it knows them."""
    about = publication.manuscript.metadata
    return Words(_title_words(publication), tuple(filter(None, (about.speaker, about.issuer, credits.long_date(about.date)))), badge, _bars(publication))


def book(publication: Publication, badge: str = "") -> bytes:
    """The upright cover as JPEG."""
    return _drawn(words(publication, badge), BOOK)


def square(publication: Publication) -> bytes:
    """The square artwork as JPEG."""
    return _drawn(words(publication), SQUARE)


def _title_words(publication: Publication) -> tuple[str, ...]:
    title = publication.manuscript.metadata.title
    spoken = (s for s in publication.reading.sentences if s.text.rstrip("。") == title)
    found = next(spoken, None)
    pieces = tuple(token.text for token in found.tokens if token.text != "。") if found else _runs(title)
    return _joined(pieces) or (publication.slug,)


def _joined(pieces: Iterable[str]) -> tuple[str, ...]:
    """Figures stay whole, and a single character with the word before it: 北京 市 is written apart in pinyin, not on a cover.
    A space belongs to the word before it."""
    joined: list[str] = []
    for piece in pieces:
        if not piece.strip():
            joined[-1:] = [f"{joined[-1].rstrip()} "] if joined else []
            continue
        figures = joined and piece.isdecimal() and joined[-1].isdecimal()
        if figures or (joined and len(piece) == 1 and len(joined[-1]) > 1 and not piece.isascii()):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def _runs(text: str) -> tuple[str, ...]:
    """Single characters, but figures and Latin words whole."""
    runs: list[str] = []
    for character in text:
        if runs and character.isascii() and character.isalnum() and runs[-1][-1].isascii() and runs[-1][-1].isalnum():
            runs[-1] += character
        else:
            runs.append(character)
    return tuple(runs)


def _bars(publication: Publication) -> tuple[float, ...]:
    """The lengths of the sentences, averaged over ``BARS`` equal stretches of the book, from 0.3 (shortest) to 1."""
    lengths = [len(sentence.text) for sentence in publication.reading.sentences] or [1]
    borders = [round(n * len(lengths) / BARS) for n in range(BARS + 1)]
    means = [sum(part) / len(part) for a, b in pairwise(borders) if (part := lengths[min(a, len(lengths) - 1) : max(b, a + 1)])]
    least, spread = min(means), max(means) - min(means)
    return tuple(0.3 + 0.7 * (mean - least) / spread if spread else 0.5 for mean in means)


@lru_cache(maxsize=8)
def _drawn(shown: Words, size: tuple[int, int]) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(picture)
    width, height = size
    margin = width // 12
    upright = height > width
    _frame(draw, size, margin // 3)
    top = margin * (10 if upright else 3) // 4
    room = int(height * (0.46 if upright else 0.5))
    bottom = _title(draw, shown.title, (margin, top, width - 2 * margin, room))
    _lines(draw, shown, (width, height, margin), bottom, upright)
    if shown.badge:
        _badge(draw, shown.badge, width, margin)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, optimize=True, subsampling=0)
    return out.getvalue()


def _frame(draw: ImageDraw, size: tuple[int, int], inset: int) -> None:
    draw.rectangle((inset, inset, size[0] - inset, size[1] - inset), outline=LIGHT, width=max(inset // 12, 3))


def _title(draw: ImageDraw, pieces: tuple[str, ...], box: tuple[int, int, int, int]) -> int:
    """Set the title into ``box`` (left, top, width, height); returns where it ends."""
    left, top, width, height = box
    lines, size = best_lines(pieces, width, height)
    font = fonts.drawing_font("".join(pieces), size, "bold")
    step = int(size * 1.22)
    at = top + max((height - step * len(lines)) // 2, 0)
    for line in lines:
        draw.text((left + width / 2, at), line, fill=INK, font=font, anchor="mt")
        at += step
    return top + height


def best_lines(pieces: tuple[str, ...], width: int, height: int) -> tuple[tuple[str, ...], int]:
    """The line breaks between words that allow the largest letters in the box, and that size in pixels; of nearly equal ones
    the fewest lines."""
    found = [(lines, int(min(width / max(map(_width, lines)), height / (1.22 * len(lines))))) for lines in _breaks(pieces)]
    largest = max(size for _, size in found)
    return min((pair for pair in found if pair[1] >= largest * 0.9), key=lambda pair: (len(pair[0]), -pair[1]))


def _breaks(pieces: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """For each line width that makes a difference: the title filled greedily."""
    wide = [_width(piece) for piece in pieces]
    ends = [0.0, *accumulate(wide)]
    for limit in sorted({round(b - a, 2) for n, a in enumerate(ends) for b in ends[n + 1 :]}, reverse=True):
        lines: list[str] = []
        filled = 0.0
        for piece, width in zip(pieces, wide, strict=True):
            if lines and (filled + width <= limit + 0.005 or piece[0] in NO_START):
                lines[-1] += piece
                filled += width
            else:
                lines.append(piece)
                filled = width
        yield tuple(map(str.strip, lines))


def _width(line: str) -> float:
    """A line's width in ems: Han and full-width marks 1, ASCII about 0.58."""
    return sum(0.58 if c.isascii() else 1.0 for c in line)


def _lines(draw: ImageDraw, shown: Words, page: tuple[int, int, int], top: int, upright: bool) -> None:
    """The bars, and below them speaker, issuer and date."""
    width, height, margin = page
    size = width // (18 if upright else 22)
    step = int(size * 1.6)
    text_top = height - margin - step * len(shown.below) + step // 3
    _outline(draw, shown.bars, (margin, top, width - 2 * margin, text_top - top - margin // 2))
    for number, line in enumerate(shown.below):
        fitting = min(size, int((width - 2 * margin) / _width(line)))
        font = fonts.drawing_font("".join(shown.below), fitting, "medium")
        draw.text((width / 2, text_top + number * step), line, fill=INK, font=font, anchor="mt")


def _outline(draw: ImageDraw, bars: tuple[float, ...], box: tuple[int, int, int, int]) -> None:
    left, top, width, height = box
    step = width / len(bars)
    thick = step * 0.45
    for number, bar in enumerate(bars):
        half = max(height * bar / 2 * 0.9, thick / 2)
        centre, middle = left + (number + 0.5) * step, top + height / 2
        draw.rounded_rectangle((centre - thick / 2, middle - half, centre + thick / 2, middle + half), radius=thick / 2, fill=LIGHT)


def _badge(draw: ImageDraw, text: str, width: int, margin: int) -> None:
    """A light label in the upper right corner."""
    size = width // 14
    font = fonts.drawing_font(text, size, "bold")
    box = (width - margin - int(size * (_width(text) + 1)), margin, width - margin, margin + int(size * 1.7))
    draw.rounded_rectangle(box, radius=size // 4, fill=LIGHT)
    draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, fill=PAPER, font=font, anchor="mm")


def thumbnail(publication: Publication) -> bytes:
    """The square picture small enough to lie in every audio file (600 pixels)."""
    return _small(square(publication))


@lru_cache(maxsize=2)
def _small(picture: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).resize((600, 600), Image.Resampling.LANCZOS).save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
