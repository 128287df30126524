"""A small model for the characters that decide most errors: one multinomial logistic regression a character.

Features are the neighbouring characters and words and what the dictionary says; weights were learned by
``tools/train_polyphones.py`` and are stored as small integers. No floating-point library is needed to run it.
"""

from __future__ import annotations

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
    """``readings``: character → its readings in order; ``weights``: hash of a feature → one integer a reading;
    ``scale``: what an integer is worth; ``trust``: character → calibration points, see :meth:`confidence`."""

    readings: dict[str, tuple[str, ...]]
    weights: dict[int, tuple[int, ...]]
    scale: float

    def scores(self, char: str, named: Iterator[str]) -> list[float]:
        """Probability of each reading of ``char``."""
        totals = [0] * len(self.readings[char])
        for name in named:
            found = self.weights.get(key(char + name))
            if found is not None:
                for n, weight in enumerate(found):
                    totals[n] += weight
        top = max(totals)
        powers = [math.exp((total - top) * self.scale) for total in totals]
        whole = sum(powers)
        return [power / whole for power in powers]


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


_MARKS = str.maketrans({}) or {c: "." for c in "。！？!?；;\n"} | {c: "," for c in "，,、：:"} | {c: '"' for c in "“”‘’\"'「」『』"}


def features(text: str, at: int, before: str, word: str, after: str, inside: int, listed: str) -> Iterator[str]:
    """Names of what is seen at ``text[at]``: characters around it, its ``word`` (it is the character number ``inside``),
    the words ``before`` and ``after``, the reading ``listed`` by the dictionary (``?`` when open)."""
    size = len(text)
    near = [plain(text[n]) if 0 <= n < size else EDGE for n in (at - 3, at - 2, at - 1, at + 1, at + 2, at + 3)]
    l3, l2, l1, r1, r2, r3 = near
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
    yield f"g{r2}"
    yield f"h{l3}{l2}{l1}"
    yield f"i{r1}{r2}{r3}"
    yield f"j{l3}"
    yield f"k{r3}"
    yield f"m{before}"
    yield f"n{after}"
    yield f"o{before[-1:]}{place}"
    yield f"p{after[:1]}{place}"
    yield f"q{len(before)}{len(word)}{len(after)}"
    yield f"r{l2}{l1}{r1}"
    yield f"s{l1}{r1}{r2}"
    for char in set(map(plain, text[max(0, at - 8) : at])):
        yield f"<{char}"
    for char in set(map(plain, text[at + 1 : at + 9])):
        yield f">{char}"


@cache
def model() -> Model:
    """The trained model, loaded once in a process."""
    import gzip

    text = gzip.decompress((resources.files("publish.reading") / "data" / "polyphones.tsv.gz").read_bytes()).decode()
    lines = text.splitlines()
    readings, weights = {}, {}
    for line in lines[1:]:
        head, _, rest = line.partition("\t")
        if head.isascii():
            weights[int(head, 36)] = tuple(map(int, rest.split()))
        else:
            readings[head] = tuple(rest.split())
    return Model(readings, weights, float(lines[0]))
