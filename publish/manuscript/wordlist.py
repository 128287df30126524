"""Chinese words and their frequency: what says how likely characters are, for all of this stage."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from functools import cache
from importlib import resources


@cache
def words() -> tuple[dict[str, int], int]:
    """The words of ``data/words.tsv.gz`` with their frequency (from jieba, MIT), and the sum of all."""
    packed = (resources.files("publish.manuscript") / "data" / "words.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines() if line[0] != "#")
    known = {word: int(count) for word, count in rows}
    return known, sum(known.values())


@cache
def characters() -> dict[str, float]:
    """Character → natural logarithm of its share in the words."""
    counts: Counter[str] = Counter()
    for word, count in words()[0].items():
        for char in word:
            counts[char] += count + 1
    total = sum(counts.values())
    return {char: math.log(count / total) for char, count in counts.items()}
