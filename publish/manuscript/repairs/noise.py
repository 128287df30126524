"""What a web page put into its text: 分享到, 加载更多, 扫一扫, a table of index numbers. Found, never taken out: a person decides at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

from publish.findings import Finding, finding
from publish.manuscript.repairs.decisions import Decision
from publish.manuscript.source import Document, Passage

LONGEST = 100
"""Characters of the longest line that can be noise."""

MIN_CELLS = 3
"""Cells of a table that name what index numbers are about."""


@dataclass(frozen=True)
class Noise:
    """Passages one after another (their numbers, from 1) that look like the page's own words, and ``what`` they are."""

    numbers: tuple[int, ...]
    what: str


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    table = (resources.files("publish.manuscript") / "data" / "web_noise.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("# "))
    return tuple((re.compile(pattern), where, what) for pattern, where, what in rows)


def what(text: str, where: str = "line") -> str:
    """What kind of page's words a whole line (or a cell) is; empty when it is text."""
    text = text.strip().strip("\u200b\ufeff")
    if not text or len(text) > LONGEST:
        return ""
    return next((name for pattern, of, name in _patterns() if of == where and pattern.fullmatch(text)), "")


def find(source: Document) -> tuple[Noise, ...]:
    """All of it, in order; neighbours are one."""
    kinds = _kinds(source.passages)
    found = []
    for _, run in groupby(sorted(kinds), key=_Runs(kinds)):
        numbers = tuple(run)
        found.append(Noise(numbers, "、".join(dict.fromkeys(kinds[number] for number in numbers))))
    return tuple(found)


class _Runs:
    """The same key for numbers that follow each other."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.keys: dict[int, int] = {}
        for number in sorted(numbers):
            self.keys[number] = self.keys.get(number - 1, number)

    def __call__(self, number: int) -> int:
        return self.keys[number]


def _kinds(passages: tuple[Passage, ...]) -> dict[int, str]:
    """Number of a passage that is noise → what it is."""
    made: dict[int, str] = {}
    for group, run in groupby(enumerate(passages, 1), key=lambda at: at[1].group):
        members = list(run)
        if group.startswith("table"):
            named = [name for _, passage in members if (name := what(passage.text, "cell"))]
            if len(named) >= MIN_CELLS:
                made.update((number, named[0]) for number, passage in members if passage.text.strip())
        else:
            made.update((number, name) for number, passage in members if passage.kind in (None, "paragraph", "item", "quote") and (name := what(passage.text)))
    return made


def undecided(source: Document, decisions: Iterable[Decision]) -> Iterator[Noise]:
    """What nobody has decided."""
    decided = {decision.line for decision in decisions}
    return (noise for noise in find(source) if not decided & set(noise.numbers))


def findings(source: Document, decisions: Iterable[Decision]) -> Iterator[Finding]:
    """One finding for all that is open."""
    opened = list(undecided(source, decisions))
    if opened:
        words = "｜".join(source.lines[noise.numbers[0] - 1].strip()[:16] for noise in opened[:6])
        yield finding("S157", source.where(opened[0].numbers[0], 1), count=len(opened), which=words)
