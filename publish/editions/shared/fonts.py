"""The one Chinese font of the editions, cut down to the characters that are used.

Noto Sans SC (SIL Open Font License 1.1; TrueType, all of GB 2312 and the 20,902 characters of Unicode's first Han block,
and the pinyin vowels ā … ǜ), as it comes with the package ``justmytype-intl-cjk``. The file is variable (weights 100 to
900), so regular and bold come from one file. A subset holds only the characters asked for: that keeps it small, and keeps
Kangxi radicals, which share outlines with ordinary characters, out of what a PDF says its glyphs mean.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from publish.findings import Finding, finding

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from publish.editions.model import Publication

Weight = Literal["regular", "medium", "bold"]

FAMILY = "Noto Sans SC"
LICENCE = "SIL Open Font License 1.1"
CREDIT = f"字体：{FAMILY}（{LICENCE}）"
WEIGHTS: dict[str, int] = {"regular": 400, "medium": 500, "bold": 700}

NAMES_KEPT = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)
"""Entries of the ``name`` table a subset keeps: the names, and copyright and licence, as the licence asks."""

FEATURES_KEPT = ("ccmp", "chws", "halt", "kern", "locl", "mark", "mkmk")
"""OpenType features a subset keeps: accents, kerning, and the narrowing of neighbouring marks (``。”``)."""


@cache
def font_file() -> Path:
    """The whole variable font as installed. Its default weight is *thin*: draw with :func:`subset` or :func:`drawing_font`."""
    from importlib.resources import files

    folder = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"
    return folder / "NotoSansSC[wght].ttf"


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing(characters: str) -> tuple[str, ...]:
    """The characters of a text that the font has no picture for, each once, sorted. Spaces and line breaks need none."""
    return tuple(c for c in sorted(set(characters)) if ord(c) not in _known() and not c.isspace())


def lacking(publication: Publication) -> tuple[Finding, ...]:
    """``E501`` for the characters of the book that the font has no picture for. It is the book's, not an edition's: every edition that
    uses the font finds the same, and a build tells it once."""
    made = publication.manuscript
    sections = (*made.sections, *made.matter)
    texts = [str(value) for value in vars(made.metadata).values()] + [section.title for section in sections]
    texts += [block.text for section in sections for block in section.blocks]
    texts += [publication.narration.narrator] if publication.narration else []
    gaps = missing("".join(texts))
    return (finding("E501", publication.slug, characters="".join(gaps)),) if gaps else ()


def subset(characters: str, weight: Weight = "regular") -> bytes:
    """A static TrueType file with just these characters (those it has: see :func:`missing`). Same input, same bytes: that is why it is no
    WOFF, which is deflated, by whichever zlib Python was built with, nor WOFF2, whose encoder asks the system's ``log2``."""
    return _subset("".join(sorted(set(characters))), weight)


@lru_cache(maxsize=16)
def _subset(characters: str, weight: Weight) -> bytes:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with TTFont(io.BytesIO(_variable(characters)), recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(font, {"wght": WEIGHTS[weight]}, inplace=True, updateFontNames=True)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


@lru_cache(maxsize=8)
def _variable(characters: str) -> bytes:
    """The subset with all weights still in it, so that regular and bold share the slow step."""
    from fontTools import subset as cutter
    from fontTools.ttLib import TTFont

    options = cutter.Options(recalc_timestamp=False, hinting=False, notdef_outline=True, name_IDs=list(NAMES_KEPT))
    options.layout_features = list(FEATURES_KEPT)
    with TTFont(font_file(), recalcTimestamp=False, lazy=True) as font:
        subsetter = cutter.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def drawing_font(characters: str, size: int, weight: Weight = "regular") -> FreeTypeFont:
    """A Pillow font for drawing these characters (covers, shelf pictures), ``size`` in pixels.

    In the basic layout: left to itself, Pillow takes another one wherever the system happens to have FriBidi, and sets the letters a
    little apart from where it sets them elsewhere.
    """
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(subset(characters, weight)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advances(weight: Weight = "regular") -> dict[int, float]:
    """Width in em of every Latin letter with its accents (up to U+024F); all Han characters are 1 em wide."""
    from fontTools.ttLib import TTFont

    letters = "".join(chr(point) for point in range(0x20, 0x250) if point in _known())
    with TTFont(io.BytesIO(subset(letters, weight))) as font:
        unit = font["head"].unitsPerEm
        return {point: font["hmtx"][name][0] / unit for point, name in font.getBestCmap().items()}
