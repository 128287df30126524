"""Train ``publish/reading/data/polyphones.tsv.gz`` and ``polyphones_more.tsv.gz`` from sentences with one marked character each.

::

    .venv/bin/python -m tools.train_polyphones polyphones-train.jsonl
    .venv/bin/python -m tools.train_polyphones polyphones-train.jsonl --more polyphones-encyclopedia.jsonl

The data (34,200 lines of ``{"s": sentence, "i": index, "g": reading}``) comes from the g2pL project, Apache-2.0; it is not
part of this repository. Every sentence whose CRC-32 is a multiple of five is held out: nothing here looks at it, and
``tests/bench/pinyin.py`` measures on it.

One multinomial logistic regression with an L2 penalty, found by L-BFGS: weights of each character's own, and weights that all
share (``polyphones.claims``). The calibration comes from the training part alone: each of its four fifths is predicted by a model
trained on the other three. Labels that 现代汉语词典 contradicts are put right first (``tools/polyphone_labels.tsv``).
Deterministic: same data, same file. Needs scipy, and nothing else here does: ``.venv/bin/pip install scipy==1.17.1`` first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from publish.han import is_han
from publish.reading.doubts import SURE  # type: ignore[attr-defined]  # lives in reading.model now; the table was learnt with this line
from publish.reading.pinyin import polyphones
from publish.reading.pinyin.context import ruled
from publish.reading.pinyin.dictionary import OPEN, dictionary
from publish.reading.pinyin.sight import Sight, sights
from publish.reading.pinyin.words import segment
from tools import made_from
from tools.polyphone_data import HELD_OUT, part_of, place_of, reviewed

PENALTY, SHARED_PENALTY = 0.1, 0.3
ROUNDS = 60
HALF = 0.5
"""Value of the features of parts of speech (``k…``): they are many and say the same several times."""
SCALE = 0.02
SMALLEST = 1
"""Weights are stored in steps of SCALE; features whose every weight is below SMALLEST steps are dropped."""
WANTED = 0.9988
"""Of the readings called sure so many agree with their labels. The rest is half labels that are wrong (see ``docs/reading.md``)."""
WANTED_MORE = 0.996
"""The same for the second model, whose labels are wrong more often."""
LABELS = Path(__file__).parent / "polyphone_labels.tsv"
SKIPPED = Path(__file__).parent / "polyphone_skipped.tsv"
DATA = Path(__file__).parent.parent / "publish" / "reading" / "data"
FEWEST = 5
"""Labels in the training part that a character of the second model needs."""
COUNTED = 3
"""How often a reading that no sentence shows must have been counted to be one of its readings."""


@dataclass(frozen=True)
class Example:
    """One marked character: its reading, what is seen, what a rule says; ``part`` tells the folds apart."""

    sight: Sight
    reading: str
    rule: str
    part: int

    @property
    def char(self) -> str:
        return self.sight.char


def examples(path: Path) -> Iterator[Example]:
    """The sentences that may be learned from."""
    mended = reviewed(LABELS)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if part_of(row["s"]) != HELD_OUT:
            sight = seen(row["s"], row["i"])
            label = mended.get(place_of(row), row["g"])
            yield Example(sight, label, ruled(sight), part_of(row["s"]))


def seen(sentence: str, index: int) -> Sight:
    """One character as it is seen at run time: words of the run of Han characters it stands in."""
    known = dictionary()
    start, end = index, index
    while start and is_han(sentence[start - 1]):
        start -= 1
    while end < len(sentence) and is_han(sentence[end]):
        end += 1
    words = segment(sentence[start:end], known)
    return next(s for s in sights(sentence, start, words, known) if s.at == index)


class Table:
    """The examples as matrices. Row: example; of ``shared`` a row for each example and each of ``width`` readings."""

    def __init__(self, of: list[Example], counted: bool = False) -> None:
        self.of = of
        self.counted = counted
        met: dict[str, set[str]] = defaultdict(set)
        for example in of:
            met[example.char].add(example.reading)
        for char, counts in polyphones.reading_counts().items() if counted else ():
            if char in met:
                met[char] |= {reading for reading, count in counts.items() if count >= COUNTED}
        self.readings = {char: sorted(met[char]) for char in sorted(met)}
        self.width = max(map(len, self.readings.values()))
        self.names: dict[str, int] = {}
        self.said: dict[str, int] = {}
        self.own, self.shared = self._matrices()

    def _matrices(self) -> tuple[csr_matrix, csr_matrix]:
        known = dictionary()
        own: tuple[list[int], list[int], list[float]] = ([], [], [])
        shared: tuple[list[int], list[int], list[float]] = ([], [], [])
        for row, example in enumerate(self.of):
            covers = example.sight.covers(known)
            for name in polyphones.features(example.sight, covers, known):
                column = self.names.setdefault(example.char + name, len(self.names))
                _put(own, row, column, HALF if name[:1] == "k" else 1.0)
            for n, reading in enumerate(self.readings[example.char]):
                names = polyphones.claims(example.sight, covers, reading, example.rule, known)
                for name in sorted(names | ({polyphones.prior(example.char, reading)} if self.counted else set())):
                    _put(shared, row * self.width + n, self.said.setdefault(name, len(self.said)), 1.0)
        return _matrix(own, len(self.of), len(self.names)), _matrix(shared, len(self.of) * self.width, len(self.said))

    @cached_property
    def parts(self) -> np.ndarray:
        return np.array([example.part for example in self.of])

    @cached_property
    def wanted(self) -> np.ndarray:
        """1 at the right reading."""
        table = np.zeros((len(self.of), self.width), np.float32)
        for row, example in enumerate(self.of):
            table[row, self.readings[example.char].index(example.reading)] = 1.0
        return table

    @cached_property
    def closed(self) -> np.ndarray:
        """Far below zero where the character has no such reading."""
        table = np.full((len(self.of), self.width), -1e9, np.float32)
        for row, example in enumerate(self.of):
            table[row, : len(self.readings[example.char])] = 0.0
        return table

    def totals(self, own: np.ndarray, shared: np.ndarray, rows: np.ndarray) -> np.ndarray:
        claimed = (self.shared[np.repeat(rows, self.width)] @ shared).reshape(-1, self.width)
        return self.own[rows] @ own + claimed + self.closed[rows]


def _put(matrix: tuple[list[int], list[int], list[float]], row: int, column: int, value: float) -> None:
    for line, one in zip(matrix, (row, column, value), strict=True):
        line.append(one)  # type: ignore[attr-defined]  # zip forgets that all three are lists


def _matrix(of: tuple[list[int], list[int], list[float]], rows: int, columns: int) -> csr_matrix:
    return csr_matrix((np.array(of[2], np.float32), (of[0], of[1])), shape=(rows, columns))


def fit(table: Table, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (own: feature × reading; shared) from the examples where ``rows`` is true."""
    own, shared = table.own[rows], table.shared[np.repeat(rows, table.width)]
    own_back, shared_back = own.T.tocsr(), shared.T.tocsr()
    wanted, closed, size = table.wanted[rows], table.closed[rows], own.shape[1] * table.width

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        mine, said = weights[:size].reshape(-1, table.width).astype(np.float32), weights[size:].astype(np.float32)
        totals = own @ mine + closed + (shared @ said).reshape(-1, table.width)
        top = totals.max(1, keepdims=True)
        powers = np.exp(totals - top)
        whole = powers.sum(1, keepdims=True)
        missed = float((np.log(whole) + top).sum() - (totals * wanted).sum())
        slope = powers / whole - wanted
        price = PENALTY / 2 * float((mine * mine).sum()) + SHARED_PENALTY / 2 * float((said * said).sum())
        slopes = ((own_back @ slope + PENALTY * mine).ravel(), shared_back @ slope.ravel() + SHARED_PENALTY * said)
        return missed + price, np.concatenate(slopes).astype(float)

    found = minimize(loss, np.zeros(size + shared.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 8})
    return stored(found.x[:size].reshape(-1, table.width)), np.rint(found.x[size:] / SCALE) * SCALE


def stored(own: np.ndarray) -> np.ndarray:
    """Whole steps of SCALE; nothing for features whose every weight is small."""
    steps = np.rint(own / SCALE)
    return np.where(np.abs(steps).max(1, keepdims=True) < SMALLEST, 0.0, steps * SCALE)


def shares(totals: np.ndarray) -> np.ndarray:
    powers = np.exp(totals - totals.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def cross_validated(table: Table) -> np.ndarray:
    """Probability of each reading of each example, from a model that has not seen its part."""
    made = np.zeros((len(table.of), table.width))
    for part in sorted(set(table.parts)):
        own, shared = fit(table, table.parts != part)
        made[table.parts == part] = shares(table.totals(own, shared, table.parts == part))
    return made


def alike(said: str, example: Example) -> bool:
    """Whether that is the reading. The data marks full tones in words that 现代汉语词典 ends unstressed (灯笼, 头发): there the
    dictionary's neutral tone counts as right when the letters are the same, as it is what the program says in the end."""
    listed = example.sight.listed
    return said == example.reading or (listed[-1:] == "5" and said[:-1] == listed[:-1] == example.reading[:-1])


def calibrate(tried: list[tuple[float, bool]], bins: int = 60) -> list[tuple[float, float]]:
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


def threshold(tried: list[tuple[float, bool]], wanted: float) -> float:
    """The least probability above which so many of the readings were right."""
    least, right = 1.0, 0
    for n, (probability, ok) in enumerate(sorted(tried, reverse=True), 1):
        right += ok
        if right >= wanted * n:
            least = probability
    return least


def trust(tried: list[tuple[float, bool]], wanted: float) -> list[tuple[float, float]]:
    """Points ``(probability, confidence)``: the share that was right, stretched so that ``SURE`` lies at :func:`threshold`."""
    line, edge = calibrate(tried), threshold(tried, wanted)
    at_edge = float(np.interp(edge, *zip(*line, strict=True)))  # type: ignore[call-overload]  # zip forgets that a point has two numbers
    low = [(p, SURE * share / at_edge) for p, share in line if p < edge]
    high = [(p, SURE + (1 - SURE) * (share - at_edge) / (1 - at_edge)) for p, share in line if p > edge]
    return [*low, (edge, SURE), *high]


def write(table: Table, points: list[tuple[float, float]], target: Path, chars: frozenset[str]) -> None:
    """Train on all and store what is known of ``chars``."""
    own, shared = fit(table, np.ones(len(table.of), bool))
    said = [f"{name}={round(shared[n] / SCALE)}" for name, n in sorted(table.said.items())]
    lines = [str(SCALE), " ".join(f"{p:.5f}:{sure:.5f}" for p, sure in points), "\t".join(said)]
    packed: dict[str, dict[int, str]] = {char: {} for char in table.readings if char in chars}
    for name, n in table.names.items():
        char, feature = name[0], name[1:]
        if char not in chars:
            continue
        steps = np.rint(own[n, : len(table.readings[char])] * (HALF if feature[:1] == "k" else 1.0) / SCALE).astype(int)
        if steps.any():
            packed[char][polyphones.key(feature)] = " ".join(map(str, steps))
    for char, weights in packed.items():
        lines += [f"{char}\t{' '.join(table.readings[char])}", *(f"{base36(key)}\t{weights[key]}" for key in sorted(weights))]
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream:
        stream.write(("\n".join(lines) + "\n").encode())


def base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def learn(table: Table, chars: frozenset[str], target: Path, wanted: float) -> list[tuple[float, str, Example]]:
    """Cross-validate, calibrate on ``chars``, store; what the models that had not seen it read wrong."""
    predicted = cross_validated(table)
    tried, wrong = [], []
    for example, row in zip(table.of, predicted, strict=True):
        if example.char in chars:
            said = table.readings[example.char][int(row.argmax())]
            tried.append((float(row.max()), alike(said, example)))
            if not tried[-1][1]:
                wrong.append((float(row.max()), said, example))
    write(table, trust(tried, wanted), target, chars)
    right, edge = sum(ok for _, ok in tried), threshold(tried, wanted)
    sure = sum(p >= edge for p, _ in tried)
    print(f"{len(chars)} characters, {len(tried)} examples, {right / len(tried):.4%} right when predicted by a model that has not seen them")
    print(f"sure from {edge:.4f}: {sure / len(tried):.2%} of them")
    return wrong


def others(news: list[Example], path: Path) -> Iterator[Example]:
    """The encyclopaedia's sentences of characters that the news data lacks, with labels enough. Of a word of ours the reading is
    ours, whatever the label says."""
    known, skipped = dictionary(), {line.split("\t")[0] for line in SKIPPED.read_text("utf-8").splitlines()} | {one.char for one in news}
    found = [one for one in examples(path) if one.char not in skipped]
    found = [replace(one, reading=one.sight.listed) if one.sight.word in known.fixed and one.sight.listed != OPEN else one for one in found]
    often = Counter(one.char for one in found)
    return (one for one in found if often[one.char] >= FEWEST)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--more", type=Path, help="sentences of encyclopaedia text: train the second model, not the first")
    parser.add_argument("--wrong", type=Path, help="where to write what was read wrong, for a person to look at")
    options = parser.parse_args(arguments)
    news = list(examples(options.news))
    if options.more:
        more = list(others(news, options.more))
        wrong = learn(Table(news + more, counted=True), frozenset(one.char for one in more), DATA / "polyphones_more.tsv.gz", WANTED_MORE)
        made_from.record(made_from.MORE)
    else:
        wrong = learn(Table(news), frozenset(one.char for one in news), DATA / "polyphones.tsv.gz", WANTED)
        made_from.record(made_from.POLYPHONES)
    if options.wrong:
        options.wrong.write_text("".join(map(_line, sorted(wrong, key=lambda one: -one[0]))), "utf-8")


def _line(one: tuple[float, str, Example]) -> str:
    """A wrong one, for a person to look at: probability, character, label, ours, the dictionary's, the rule's, the sentence."""
    probability, said, example = one
    sight = example.sight
    sentence = f"{sight.text[: sight.at]}[{sight.char}]{sight.text[sight.at + 1 :]}"
    return "\t".join([f"{probability:.4f}", sight.char, example.reading, said, sight.listed, example.rule, sight.word, sentence]) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
