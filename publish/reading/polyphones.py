"""A small model for the characters that decide most errors: one multinomial logistic regression a character.

Features are the neighbouring characters and words and what the dictionary says; weights were learned by
``tools/train_polyphones.py`` and are stored as small integers. No floating-point library is needed to run it.
"""

from __future__ import annotations

import gzip
import itertools
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

EDGE = "^"
"""Stands for what lies before the first and after the last character."""


@dataclass(frozen=True)
class Model:
    """``readings``: character → its readings in order; ``weights``: character → hash of a
    feature → one integer a reading;
    ``scale``: what an integer is worth; ``trust``: points ``(probability, share right)`` for
    :meth:`confidence`, where the model stands alone and where the dictionary says the same."""

    readings: dict[str, tuple[str, ...]]
    weights: dict[str, dict[int, tuple[int, ...]]]
    scale: float
    trust: tuple[tuple[tuple[float, float], ...], ...] = ((), ())

    def scores(self, char: str, named: Iterator[str]) -> list[float]:
        """Probability of each reading of ``char``."""
        mine = self.weights[char]
        found = [mine[number] for number in map(key, named) if number in mine]
        totals = [sum(column) for column in zip(*found, strict=True)] or [0] * len(self.readings[char])
        top = max(totals)
        powers = [math.exp((total - top) * self.scale) for total in totals]
        whole = sum(powers)
        return [power / whole for power in powers]


    def confidence(self, probability: float, agrees: bool) -> float:
        """How sure that is: the share that was wrong at such a score, measured on text held out of training and counted
        twice, because a book differs from the training text more than one part of it from another."""
        points = self.trust[agrees]
        for (low, at_low), (high, at_high) in itertools.pairwise(points):
            if low <= probability <= high:
                share = at_low + (at_high - at_low) * (probability - low) / ((high - low) or 1.0)
                return max(0.0, 1.0 - 2.0 * (1.0 - share))
        return probability


def key(name: str) -> int:
    """A feature's name as a number that is the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def plain(char: str) -> str:
    """Digits count as one character, Latin letters as another, all marks of the same kind as one."""
    if char.isdecimal():
        return "0"
    if char.isascii() and char.isalpha():
        return "a"
    return _MARKS.get(char, char)


_MARKS = dict.fromkeys("。！？!?；;\n", ".") | dict.fromkeys("，,、：:", ",") | dict.fromkeys("“”‘’\"'「」『』", '"')


def features(text: str, at: int, before: str, word: str, after: str, inside: int, listed: str) -> Iterator[str]:
    """Names of what is seen at ``text[at]``: characters around it, its ``word`` (it is the character number ``inside``),
    the words ``before`` and ``after``, the reading ``listed`` by the dictionary (``?`` when open)."""
    size = len(text)
    l2, l1, r1, r2 = (plain(text[n]) if 0 <= n < size else EDGE for n in (at - 2, at - 1, at + 1, at + 2))
    place = f"{inside}/{len(word)}"
    yield ""
    yield f"D{listed}"
    yield f"E{listed}{place}"
    yield f"W{word}{inside}"
    yield f"P{place}"
    yield f"a{l1}"
    yield f"b{r1}"
    yield f"c{l2}{l1}"
    yield f"d{r1}{r2}"
    yield f"e{l1}{r1}"
    yield f"f{l2}"
    yield f"m{before}"
    yield f"n{after}"
    yield f"r{l2}{l1}{r1}"
    yield f"s{l1}{r1}{r2}"


@cache
def model() -> Model:
    """The trained model, loaded once in a process. File: scale; two lines of calibration points; a line for each character with its readings;
    after it a line for each of its features: the hash in base 36 and one integer a reading."""
    packed = (resources.files("publish.reading") / "data" / "polyphones.tsv.gz").read_bytes()
    scale, alone, agreed, *lines = gzip.decompress(packed).decode("utf-8").splitlines()
    readings: dict[str, tuple[str, ...]] = {}
    weights: dict[str, dict[int, tuple[int, ...]]] = {}
    mine: dict[int, tuple[int, ...]] = {}
    for line in lines:
        head, _, rest = line.partition("\t")
        if head.isascii():
            mine[int(head, 36)] = tuple(map(int, rest.split()))
        else:
            readings[head] = tuple(rest.split())
            mine = weights[head] = {}
    trust = tuple(tuple((float(p), float(share)) for p, share in (one.split(":") for one in line.split())) for line in (alone, agreed))
    return Model(readings, weights, float(scale), trust)
