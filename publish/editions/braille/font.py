"""A font of the 64 cells, drawn here: full dots where they are raised, small ones beside them where they are not; a blank is empty."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

FAMILY = "Shengshu Braille"
UNIT, PITCH, LINE = 1000, 250, 250
"""Units of the em; from dot to dot across and down (2.5 mm in print for the fingers, the same proportions here)."""
RAISED, FLAT = 78, 20
"""Radii of dots."""
CURVE = 0.5523
"""Handle of a quarter circle as a cubic curve, in radii."""


@cache
def font() -> bytes:
    """The font file. Same bytes every time."""
    from fontTools.fontBuilder import FontBuilder

    names = {0x2800 + n: f"braille{n:02}" for n in range(64)}
    builder = FontBuilder(UNIT, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({".notdef": _glyph(0), **{name: _glyph(point - 0x2800) for point, name in names.items()}})
    width = round(PITCH * 2.4)
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (width, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "ShengshuBraille", "fullName": FAMILY, "version": "1.0", "uniqueFontIdentifier": FAMILY})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200, achVendID="NONE")
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _glyph(cell: int) -> Any:
    """One cell: dots 1 to 3 on the left from above, 4 to 6 on the right."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, 1.0)
    for dot in range(6 if cell else 0):
        _circle(quadratic, 175 + PITCH * (dot // 3), 600 - LINE * (dot % 3), RAISED if cell >> dot & 1 else FLAT)
    return pen.glyph()


def _circle(pen: Any, x: int, y: int, radius: int) -> None:
    handle = radius * CURVE
    pen.moveTo((x + radius, y))
    pen.curveTo((x + radius, y + handle), (x + handle, y + radius), (x, y + radius))
    pen.curveTo((x - handle, y + radius), (x - radius, y + handle), (x - radius, y))
    pen.curveTo((x - radius, y - handle), (x - handle, y - radius), (x, y - radius))
    pen.curveTo((x + handle, y - radius), (x + radius, y - handle), (x + radius, y))
    pen.closePath()
