"""Sentences labelled before they were first run (``reading/fresh-*.tsv``), and how many of their characters are read right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publish.reading.read import say
from publish.reading.spelling.orthography import tone_marks

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Score:
    """Syllables, wrong syllables, sentences, sentences without a wrong one; ``misses`` as readable lines."""

    syllables: int
    wrong: int
    sentences: int
    right: int
    misses: tuple[str, ...]


def cases(name: str) -> Iterator[tuple[str, list[str]]]:
    """Text and its labelled syllables (``a|b``: either)."""
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            text, labels = line.split("\t")
            yield text, labels.split()


def distance(printed: list[str], labels: list[str]) -> int:
    """How many syllables are wrong, missing or too many (edit distance)."""
    row = list(range(len(labels) + 1))
    for above, one in enumerate(printed, 1):
        before, row[0] = row[0], above
        for at, label in enumerate(labels, 1):
            before, row[at] = row[at], min(before + (one not in label.split("|")), row[at] + 1, row[at - 1] + 1)
    return row[-1]


def score(name: str) -> Score:
    """Read every sentence of ``name`` and compare."""
    syllables = wrong = sentences = right = 0
    misses = []
    for text, labels in cases(name):
        printed = [tone_marks(s.base, s.tone) for sentence in say(text) for token in sentence.tokens for s in token.syllables]
        bad = distance(printed, labels)
        syllables, wrong, sentences, right = syllables + len(labels), wrong + bad, sentences + 1, right + (not bad)
        if bad:
            pairs = [f"{a}≠{b}" for a, b in zip(printed, labels, strict=False) if a not in b.split("|")]
            misses.append(f"{text}  {' '.join(pairs)}")
    return Score(syllables, wrong, sentences, right, tuple(misses))
