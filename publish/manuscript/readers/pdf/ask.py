"""Ask the engine for the characters of a PDF, from a process that it cannot take down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from publish.findings import fail

SECONDS = 600
"""Time for one document on the clock; the engine counts its processor time itself, page by page."""


@dataclass(frozen=True)
class Glyph:
    """A character: where it begins and ends on its line, its baseline (from the top of the page), its size; in points."""

    char: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True)
class Sheet:
    """A page as the engine gives it. ``slanted``: words that stand askew (watermarks); ``broken``: why the page could not be read."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    pictures: int
    slanted: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Pdf:
    """The pages, and what the document says of itself (``Title``, ``Author``, ``Subject``)."""

    sheets: tuple[Sheet, ...]
    info: dict[str, str]


@lru_cache(maxsize=2)
def ask(name: str, data: bytes) -> Pdf:
    """Raises ``S160`` (a password), ``S162`` (damaged), ``S163`` (too large, or too much work)."""
    call = [sys.executable, "-m", "publish.manuscript.readers.pdf.engine"]
    place = str(Path(__file__).parents[4])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (place, os.environ.get("PYTHONPATH", ""))))}
    try:
        ended = subprocess.run(call, input=data, capture_output=True, timeout=SECONDS, env=environment)
    except subprocess.TimeoutExpired:
        raise fail("S163", name, reason=f"> {SECONDS} s") from None
    answers = [json.loads(line) for line in ended.stdout.splitlines() if line.endswith(b"}")]
    for answer in answers:
        if "error" in answer:
            raise fail({"locked": "S160", "damaged": "S162", "large": "S163"}[answer["error"]], name, reason=answer["reason"])
    if not answers or ended.returncode or len(answers) != answers[0]["pages"] + 1:
        at = f"p{len(answers)}" if answers else "-"
        raise fail("S163" if ended.returncode in (-24, -9) or b"MemoryError" in ended.stderr else "S162", name, reason=f"{at}, {ended.returncode}")
    return Pdf(tuple(_sheets(answers[1:])), answers[0]["info"])


def _sheets(pages: list[dict[str, Any]]) -> Iterator[Sheet]:
    for number, page in enumerate(pages, 1):
        places = page["places"]
        four = zip(places[0::4], places[1::4], places[2::4], places[3::4], strict=True)
        glyphs = tuple(Glyph(char, *place) for char, place in zip(page["text"], four, strict=True))
        yield Sheet(number, page["width"], page["height"], glyphs, page["pictures"], page["slanted"], page.get("broken", ""))
