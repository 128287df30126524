"""The sentences with one marked polyphone each: which are held out, and which labels were reviewed. For training and for the bench."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

PARTS = 5
HELD_OUT = 0


def part_of(sentence: str) -> int:
    """Which fifth a sentence belongs to; 0 is held out."""
    return zlib.crc32(sentence.encode()) % PARTS


def place_of(row: dict[str, Any]) -> tuple[str, int]:
    """What names a marked character in a list of reviewed labels: CRC-32 of its sentence in hexadecimal, and its index."""
    return f"{zlib.crc32(row['s'].encode()):08x}", row["i"]


def reviewed(path: Path) -> dict[tuple[str, int], str]:
    """Right readings by :func:`place_of`, for labels that a review found wrong."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {(row[0], int(row[1])): row[4] for row in rows}
