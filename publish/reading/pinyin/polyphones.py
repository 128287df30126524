"""A small model for the characters that decide most errors: a multinomial logistic regression.

Each character has weights of its own for what is seen around it (neighbouring characters and words, their parts of speech, the
other words it could belong to); all share the weights that say how far a word of the dictionary, or a rule can be
believed. Learned by ``tools/train_polyphones.py``, stored as small integers. No floating-point library is needed to run it.

There are two of a kind. The first knows the 114 characters of the news data. The second knows those of which encyclopaedia text
has five labels or more; it also sees how often a reading was counted (``data/reading_counts.tsv``).
"""

from __future__ import annotations

import gzip
import itertools
import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from publish.reading.pinyin.dictionary import OPEN, Dictionary, table
from publish.reading.pinyin.sight import EDGE, Cover, Sight, plain


@dataclass(frozen=True)
class Model:
    """``readings``: character → its readings in order; ``weights``: character → hash of a
    feature → one integer a reading; ``shared``: name of a claim → one integer;
    ``scale``: what an integer is worth; ``trust``: points ``(probability, confidence)`` of a rising line; ``counted``: whether it
    sees how often a reading was counted."""

    readings: dict[str, tuple[str, ...]]
    weights: dict[str, dict[int, tuple[int, ...]]]
    shared: dict[str, int]
    scale: float
    trust: tuple[tuple[float, float], ...]
    counted: bool = False

    def scores(self, sight: Sight, rule: str, known: Dictionary) -> list[float]:
        """Probability of each reading of the character; ``rule``: what a rule says, or nothing."""
        mine, covers = self.weights[sight.char], sight.covers(known)
        found = [mine[number] for number in map(key, features(sight, covers, known)) if number in mine]
        said = [self._claimed(self._claims(sight, covers, reading, rule, known)) for reading in self.readings[sight.char]]
        totals = [sum(column) for column in zip(said, *found, strict=True)]
        top = max(totals)
        powers = [math.exp((total - top) * self.scale) for total in totals]
        whole = sum(powers)
        return [power / whole for power in powers]

    def _claims(self, sight: Sight, covers: list[Cover], reading: str, rule: str, known: Dictionary) -> set[str]:
        made = claims(sight, covers, reading, rule, known)
        return made | {prior(sight.char, reading)} if self.counted else made

    def _claimed(self, names: Iterable[str]) -> int:
        return sum(self.shared.get(name, 0) for name in names)

    def confidence(self, probability: float) -> float:
        """How sure that is (``tools/train_polyphones.py`` says how it was measured)."""
        for (low, at_low), (high, at_high) in itertools.pairwise(self.trust):
            if low <= probability <= high:
                return at_low + (at_high - at_low) * (probability - low) / ((high - low) or 1.0)
        return probability


def key(name: str) -> int:
    """A feature's name as a number that is the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def features(sight: Sight, covers: list[Cover], known: Dictionary) -> Iterator[str]:
    """Names of what is seen: characters around it, its word and the words beside it, their parts of speech, other words over it.
    Those that begin with ``k`` weigh half in training (``tools/train_polyphones.py``)."""
    text, at, word, listed, before, after = sight.text, sight.at, sight.word, sight.listed, sight.before, sight.after
    size = len(text)
    l2, l1, r1, r2 = (plain(text[n]) if 0 <= n < size else EDGE for n in (at - 2, at - 1, at + 1, at + 2))
    place = f"{sight.inside}/{len(word)}"
    first = known.kinds.get(before, "-") if sight.at - sight.inside > sight.start else before
    last = known.kinds.get(after, "-") if sight.at - sight.inside + len(word) < sight.end else after
    yield from ("", f"D{listed}", f"E{listed}{place}", f"W{word}{sight.inside}", f"P{place}", f"a{l1}", f"b{r1}")
    yield from (f"c{l2}{l1}", f"d{r1}{r2}", f"e{l1}{r1}", f"f{l2}", f"m{before}", f"n{after}", f"r{l2}{l1}{r1}", f"s{l1}{r1}{r2}")
    yield from (f"k-{first}", f"k+{last}", f"k{first}/{last}", f"kw{before}/{last}", f"kn{first}/{after}")
    for cover in covers:
        yield f"A{cover.word}{cover.inside}"
        yield f"A{cover.reading}"


def claims(sight: Sight, covers: list[Cover], reading: str, rule: str, known: Dictionary) -> set[str]:
    """Names of what speaks for ``reading``, the same for all characters: the word it stands in, by length and how common it is;
    whether a word that reads otherwise lies across; other words over the character; a rule. (That it is the usual reading each character learns for itself.)"""
    size, cost = min(len(sight.word), 4), known.costs.get(sight.word, known.unknown)
    made = set()
    if sight.listed == reading:
        across = any(c.relation == "x" and c.reading not in (reading, OPEN) for c in covers)
        made |= {f"D{size}", f"D{size}/{int(cost / 2)}", f"D across {across}", f"D ours {sight.word in known.fixed}"}
        made |= attestation(known.attested.get(sight.word, ""))
        made.add(f"D usual {reading == known.usual(sight.char)}")
    for cover in covers:
        if cover.reading == reading:
            rarer = known.costs[cover.word] > cost
            made |= {"A", f"A{cover.relation}{min(len(cover.word), 4)} {rarer} {sight.listed == OPEN}"}
    if rule == reading:
        made |= {"R", f"R {sight.listed in (OPEN, reading)}"}
    return made


def attestation(sources: str) -> set[str]:
    """Names of what the sources say of a word (``tools/build_dictionary.py``): each alone, and all together."""
    return {f"S {sources}", *(f"S{name}{mark}" for name in "cpz" for mark in (name, name.upper(), "-") if (mark in sources if mark != "-" else name not in sources.lower()))}


def prior(char: str, reading: str) -> str:
    """Name of how often the reading of a character was counted: of all, of half, of a quarter …"""
    counts = reading_counts().get(char)
    if not counts:
        return "P-"
    return f"P{round(-math.log2(max(counts.get(reading, 0) / sum(counts.values()), _NEVER)))}"


_NEVER = 1 / 512


@cache
def reading_counts() -> dict[str, dict[str, int]]:
    """How often each reading of a character was counted in encyclopaedia text (``data/reading_counts.tsv``)."""
    return {char: {one: int(number) for one, number in (pair.split(":") for pair in pairs.split())} for char, pairs in table("reading_counts.tsv")}


def model_of(char: str) -> Model | None:
    """The model that knows a character, if any."""
    return next((one for one in (model(), more()) if char in one.readings), None)


@cache
def model() -> Model:
    """The model of the news data, loaded once in a process."""
    return _load("polyphones.tsv.gz", counted=False)


@cache
def more() -> Model:
    """The model of other characters."""
    return _load("polyphones_more.tsv.gz", counted=True)


def _load(name: str, counted: bool) -> Model:
    """A trained model. File: scale; calibration points; the shared claims; then a line for each character
    with its readings, and after it a line for each of its features: the hash in base 36 and one integer a reading."""
    packed = (resources.files("publish.reading") / "data" / name).read_bytes()
    scale, points, said, *lines = gzip.decompress(packed).decode("utf-8").splitlines()
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
    shared = {name: int(weight) for name, _, weight in (claim.rpartition("=") for claim in said.split("\t"))}
    trust = tuple((float(p), float(sure)) for p, sure in (point.split(":") for point in points.split()))
    return Model(readings, weights, shared, float(scale), trust, counted)
