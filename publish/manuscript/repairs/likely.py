"""How likely a stretch of Chinese is: character pairs counted in the document itself and in a dictionary's words.

Good enough to put the right candidate near the top of a short list that a person reads; never used to decide.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cache

from publish.manuscript.wordlist import words

DOCUMENT_WEIGHT = 3000
"""One pair seen in the document counts as much as so many dictionary occurrences: names come back in a text."""

FLOOR = 1e-7

OWN_PAIR = 1.5
"""What a pair that the document has elsewhere is worth, in logarithms."""

LONGEST_WORD = 6

SENSIBLE = 250
"""So many characters after another are thought of where bytes do not say which."""

SIGNS, SIGN = "，。、；：！？“”‘’《》（）—", 0.03
"""Signs are in no dictionary; about so large is the share of each common one among the words of a text."""


class Likely:
    """Character pairs of one document, over those of the dictionary."""

    def __init__(self, text: str) -> None:
        self.pairs = Counter((_class(a), b) for a, b in zip(text, text[1:], strict=False))
        self.singles = Counter(_class(c) for c in text)
        self.total = max(1, sum(self.singles.values()))
        self._steps: dict[tuple[str, str], float] = {}
        self._after: dict[str, frozenset[str]] = {}

    def step(self, before: str, char: str) -> float:
        """Natural logarithm of the chance of ``char`` after ``before``, from pairs and, below them, from frequency."""
        before = _class(before)
        if (before, char) not in self._steps:
            self._steps[before, char] = self._step(before, char)
        return self._steps[before, char]

    def _step(self, before: str, char: str) -> float:
        pairs, starts, singles, total = dictionary()
        near = self.pairs[before, char] * DOCUMENT_WEIGHT + pairs.get((before, char), 0)
        all_near = self.singles[before] * DOCUMENT_WEIGHT + starts.get(before, 0) + 1
        alone = 0.5 * self.singles[_class(char)] / self.total + 0.5 * singles.get(char, 0) / total
        return math.log(0.7 * near / all_near + 0.3 * alone + FLOOR)

    def score(self, text: str) -> float:
        """The sum over a text, each character after the one before it."""
        return sum(self.step(a, b) for a, b in zip(text, text[1:], strict=False))

    def words(self, text: str) -> float:
        """The best way to cut ``text`` into words of the dictionary: the sum of their logarithmic frequencies, and of the
        document's own pairs between and within them.
        """
        known, total = words()
        best = [0.0] + [-math.inf] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - LONGEST_WORD), end):
                count = known.get(text[start:end], 0)
                if count or end - start == 1:
                    share = SIGN if text[start:end] in SIGNS else (count + 0.1) / total
                    best[end] = max(best[end], best[start] + math.log(share))
        pairs = zip(text, text[1:], strict=False)
        return best[-1] + sum(OWN_PAIR for a, b in pairs if a not in SIGNS and self.pairs[a, b] > 0)

    def after(self, before: str) -> frozenset[str]:
        """The likeliest characters after ``before``: of those seen there in the document or in a word, and the most frequent."""
        before = _class(before)
        if before not in self._after:
            seen = {b for a, b in self.pairs if a == before}
            every = _word_followers().get(before, frozenset()) | seen | _frequent()
            self._after[before] = frozenset(sorted(every, key=lambda c: (-self.step(before, c), c))[:SENSIBLE])
        return self._after[before]


def _class(char: str) -> str:
    """All signs count as one: what begins a clause does not depend on which sign ended the last."""
    return "。" if char in SIGNS else char


@cache
def dictionary() -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int], int]:
    """Pairs inside the dictionary's words, weighted by frequency; how often each character begins one; all."""
    pairs: Counter[tuple[str, str]] = Counter()
    singles: Counter[str] = Counter()
    for word, count in words()[0].items():
        for char in word:
            singles[char] += count + 1
        for pair in zip(word, word[1:], strict=False):
            pairs[pair] += count + 1
    starts: Counter[str] = Counter()
    for (a, _), n in pairs.items():
        starts[a] += n
    return dict(pairs), dict(starts), dict(singles), sum(singles.values())


@cache
def _word_followers() -> dict[str, frozenset[str]]:
    followers: dict[str, set[str]] = defaultdict(set)
    for a, b in dictionary()[0]:
        followers[a].add(b)
    return {a: frozenset(b) for a, b in followers.items()}


@cache
def _frequent() -> frozenset[str]:
    return frozenset(c for c, _ in Counter(dictionary()[2]).most_common(700)) | frozenset(SIGNS)
