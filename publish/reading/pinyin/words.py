"""Which characters make a word: the most probable path through the dictionary that also holds the readings."""

from __future__ import annotations

from publish.reading.pinyin.dictionary import Dictionary


def segment(run: str, known: Dictionary, widest: int = 99) -> list[str]:
    """Words of at most ``widest`` characters that join to ``run`` (Han characters). Dynamic programming from the right; linear
    in the length."""
    size, costs, longest, unknown = len(run), known.costs, known.longest, known.unknown
    best = [0.0] * (size + 1)
    step = [1] * size
    for at in range(size - 1, -1, -1):
        cost, length = costs.get(run[at], unknown) + best[at + 1], 1
        for width in range(2, min(longest.get(run[at : at + 2], 1), size - at, widest) + 1):
            found = costs.get(run[at : at + width])
            if found is not None and found + best[at + width] < cost:
                cost, length = found + best[at + width], width
        best[at], step[at] = cost, length
    words, at = [], 0
    while at < size:
        words.append(run[at : at + step[at]])
        at += step[at]
    return words


def cost(word: str, known: Dictionary) -> float:
    """What a word adds to a path: its −log probability; a word that the dictionary lacks costs as much as an unknown character."""
    return known.costs.get(word, known.unknown)
