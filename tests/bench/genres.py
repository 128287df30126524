"""How well sentences of eight genres are read, beside pypinyin and g2pM: ``tests/reading/genres.tsv``, labelled before any run.

::

    .venv/bin/python -m tests.bench.genres out.json [python-with-g2pM]

Of the marked characters: right, sure, right of the sure; doubts in 1,000 characters of the whole text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from publish.reading.model import SURE
from publish.reading.read import say
from tests.bench.pinyin import _G2PM
from tests.reading.marked import heard, load, marks

LISTS = {name: Path(__file__).parent.parent / "reading" / f"{name}.tsv" for name in ("genres", "genres-second")}


def accepted(reading: str, mark: str) -> bool:
    """Whether a reading is one of those a mark allows."""
    return reading in mark.split("|")


def ours(rows: list[list[str]]) -> dict[str, Counter[str]]:
    """Counts by genre."""
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label, genre in rows:
        said = heard(text)
        count = by[genre]
        count["characters"] += len(text)
        count["doubts"] += sum(token.confidence < SURE for sentence in say(text) for token in sentence.tokens)
        for at, mark in marks(label)[1].items():
            printed, _, token = said[at]
            right, sure = accepted(printed, mark), token.confidence >= SURE
            count["marked"] += 1
            count["right"] += right
            count["sure"] += sure
            count["sure and right"] += sure and right
    return by


def others(rows: list[list[str]], name: str, read: dict[str, list[str]]) -> dict[str, Counter[str]]:
    """The same of a tool that gives one reading a character."""
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label, genre in rows:
        for at, mark in marks(label)[1].items():
            got = read[text][at] if len(read[text]) == len(text) else ""
            by[genre][name] += accepted(got.replace("ü", "v"), mark) or "r" in mark and got[:2] == "er"
    return by


def pypinyin_plain(rows: list[list[str]]) -> dict[str, list[str]]:
    from pypinyin import Style, lazy_pinyin

    return {text: lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda run: list(run)) for text, _, _ in rows}


def g2pm(rows: list[list[str]], python: str) -> dict[str, list[str]]:
    lines = "".join(json.dumps({"s": text}) + "\n" for text, _, _ in rows)
    run = subprocess.run([python, "-c", _G2PM], input=lines, capture_output=True, text=True, check=True)
    return {row[0]: json.loads(line) for row, line in zip(rows, run.stdout.splitlines(), strict=True)}


def shares(count: Counter[str], tools: dict[str, int]) -> dict[str, float]:
    """Percentages, and doubts in 1,000 characters."""
    whole = max(1, count["marked"])
    return {
        "marked": count["marked"],
        "right": round(100 * count["right"] / whole, 2),
        "sure": round(100 * count["sure"] / whole, 2),
        "right of the sure": round(100 * count["sure and right"] / max(1, count["sure"]), 2),
        "doubts per 1000 characters": round(1000 * count["doubts"] / max(1, count["characters"]), 1),
        **{name: round(100 * right / whole, 2) for name, right in tools.items()},
    }


def measure(path: Path, python: str = "") -> dict[str, dict[str, float]]:
    """Figures of one list by genre, and of all."""
    rows = [row for row in load(path) if marks(row[1])[1]]
    mine = ours(rows)
    tools = {"pypinyin": others(rows, "pypinyin", pypinyin_plain(rows))}
    if python:
        tools["g2pM"] = others(rows, "g2pM", g2pm(rows, python))
    made = {genre: shares(count, {name: by[genre][name] for name, by in tools.items()}) for genre, count in mine.items()}
    whole = sum(mine.values(), Counter[str]())
    return {**made, "all": shares(whole, {name: sum(by[genre][name] for genre in mine) for name, by in tools.items()})}


def main(arguments: list[str]) -> None:
    figures = {name: measure(path, *arguments[1:2]) for name, path in LISTS.items()}
    Path(arguments[0]).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
