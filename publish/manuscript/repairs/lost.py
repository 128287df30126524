"""Characters that were lost before the text came to us, and that programs wrote as question marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"\?{2,}|？{4,}")
LEAST = 4
"""So many question marks in a row are no question, however excited."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Runs of question marks where words were: many in a row, several runs in a line, or a run between two words with nothing asked."""
    at = 0
    for line in text.split("\n"):
        runs = [run for run in _RUN.finditer(line) if not _is_address(line, run.start())]
        for run in runs:
            inside = bool(re.match("[一-鿿，。、；：]", line[run.end() :])) and (run.start() == 0 or bool(re.search("[一-鿿，、：“]$", line[: run.start()])))
            if len(run[0]) >= LEAST and (inside or len(runs) > 1 or run[0] == line.strip()) or (len(runs) > 1 and inside and len(run[0]) > 1 and line.count("?") > 4):
                yield at + run.start(), at + run.end()
        at += len(line) + 1


def _is_address(line: str, at: int) -> bool:
    return bool(re.search(r"https?://\S*$", line[:at]))
