"""Train ``publish/reading/data/polyphones.tsv.gz`` from sentences with one marked character each.

::

    .venv/bin/python -m tools.train_polyphones polyphones-train.jsonl

The data (34,200 lines of ``{"s": sentence, "i": index, "g": reading}``) comes from the g2pL project, Apache-2.0; it is not
part of this repository. Every sentence whose CRC-32 is a multiple of five is held out: nothing here looks at it, and
``tests/bench_pinyin.py`` measures on it.

One multinomial logistic regression a character, trained by AdaGrad. The dictionary's reading starts with a weight
(``PRIOR``), so that training only has to learn where the dictionary is wrong. Deterministic: same data, same file.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publish.reading import polyphones
from publish.reading.dictionary import dictionary
from publish.reading.pinyin import sights
from publish.reading.spelling import is_han
from publish.reading.words import segment

PARTS = 5
HELD_OUT = 0
EPOCHS = 12
RATE = 0.3
PRIOR = 3.0
SCALE = 0.04
SMALLEST = 1
"""Weights are stored in steps of SCALE; features whose every weight rounds below SMALLEST steps are dropped."""
TARGET = Path(__file__).parent.parent / "publish" / "reading" / "data" / "polyphones.tsv.gz"


@dataclass(frozen=True)
class Example:
    """One marked character: its reading and the names of its features; ``part`` tells the folds apart."""

    char: str
    reading: str
    features: tuple[str, ...]
    part: int


def part_of(sentence: str) -> int:
    """Which fifth a sentence belongs to; 0 is held out."""
    return zlib.crc32(sentence.encode()) % PARTS


def examples(path: Path) -> Iterator[Example]:
    """The sentences that may be learned from."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if part_of(row["s"]) != HELD_OUT:
            yield Example(row["s"][row["i"]], row["g"], seen(row["s"], row["i"]), part_of(row["s"]))


def seen(sentence: str, index: int) -> tuple[str, ...]:
    """Features at one character, computed as at run time: words of the run of Han characters it stands in."""
    known = dictionary()
    start, end = index, index
    while start and is_han(sentence[start - 1]):
        start -= 1
    while end < len(sentence) and is_han(sentence[end]):
        end += 1
    words = segment(sentence[start:end], known)
    return next(tuple(s.features()) for s in sights(sentence, start, words, known) if s.at == index)


Weights = dict[str, list[float]]


def fit(of: list[Example], readings: list[str]) -> Weights:
    """Train one character."""
    weights: Weights = {f"D{reading}": [PRIOR * (reading == other) for other in readings] for reading in readings}
    steps: dict[str, float] = defaultdict(lambda: 1e-6)
    order, shuffled = list(range(len(of))), random.Random(7)
    for _ in range(EPOCHS):
        shuffled.shuffle(order)
        for n in order:
            _learn(weights, steps, of[n], readings)
    return weights


def _learn(weights: Weights, steps: dict[str, float], example: Example, readings: list[str]) -> None:
    shares = predict(weights, example.features, len(readings))
    gradient = [share - (reading == example.reading) for share, reading in zip(shares, readings, strict=True)]
    size = sum(g * g for g in gradient)
    if size < 1e-6:
        return
    for name in example.features:
        steps[name] += size
        rate = RATE / math.sqrt(steps[name])
        mine = weights.setdefault(name, [0.0] * len(readings))
        for n, g in enumerate(gradient):
            mine[n] -= rate * g


def predict(weights: Weights, features: Iterable[str], size: int) -> list[float]:
    totals = [0.0] * size
    for name in features:
        for n, weight in enumerate(weights.get(name, ())):
            totals[n] += weight
    top = max(totals)
    powers = [math.exp(total - top) for total in totals]
    return [power / sum(powers) for power in powers]


def by_char(of: Iterable[Example]) -> dict[str, list[Example]]:
    table: dict[str, list[Example]] = defaultdict(list)
    for example in of:
        table[example.char].append(example)
    return dict(sorted(table.items()))


def cross_validated(of: list[Example]) -> list[tuple[float, bool, bool]]:
    """``(probability, right, as the dictionary says)`` of each example, predicted by a model that has not seen its part."""
    made = []
    for part in sorted({example.part for example in of}):
        for mine in by_char(of).values():
            readings = sorted({e.reading for e in mine})
            weights = fit([e for e in mine if e.part != part], readings)
            for example in (e for e in mine if e.part == part):
                shares = predict(weights, example.features, len(readings))
                best = max(range(len(readings)), key=shares.__getitem__)
                made.append((shares[best], readings[best] == example.reading, f"D{readings[best]}" in example.features))
    return made


def calibrate(tried: list[tuple[float, bool]], bins: int = 24) -> list[tuple[float, float]]:
    """Points of a rising line from probability to the share that was right (pool adjacent violators over equal bins)."""
    tried = sorted(tried)
    size = max(1, len(tried) // bins)
    pools: list[list[float]] = []
    for start in range(0, len(tried), size):
        chunk = tried[start : start + size]
        pools.append([sum(p for p, _ in chunk), float(sum(ok for _, ok in chunk)), float(len(chunk))])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    points = [(total / count, right / count) for total, right, count in pools]
    return [(0.0, points[0][1] / 2), *points, (1.0, points[-1][1])]


def write(of: list[Example], lines_of_trust: list[list[tuple[float, float]]]) -> None:
    """Train on all and store."""
    lines = [str(SCALE), *(" ".join(f"{p:.5f}:{share:.5f}" for p, share in points) for points in lines_of_trust)]
    for char, mine in by_char(of).items():
        readings = sorted({e.reading for e in mine})
        lines += [f"{char}\t{' '.join(readings)}", *_packed(fit(mine, readings))]
    with TARGET.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream:
        stream.write(("\n".join(lines) + "\n").encode())


def _packed(weights: Weights) -> list[str]:
    """Weights as whole steps of SCALE, by the hash of their feature; what rounds to nothing is left out."""
    packed = {}
    for name, values in weights.items():
        steps = [round(value / SCALE) for value in values]
        if max(map(abs, steps)) >= SMALLEST:
            packed[polyphones.key(name)] = " ".join(map(str, steps))
    return [f"{base36(key)}\t{value}" for key, value in sorted(packed.items())]


def base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def main(arguments: list[str]) -> None:
    of = list(examples(Path(arguments[0])))
    tried = cross_validated(of)
    points = [calibrate([(p, ok) for p, ok, agrees in tried if agrees == wanted]) for wanted in (False, True)]
    write(of, points)
    right = sum(ok for _, ok, _ in tried)
    print(f"{len(of)} examples, {right / len(of):.4%} right when predicted by a model that has not seen them")
    print("calibration", points)


if __name__ == "__main__":
    main(sys.argv[1:])
