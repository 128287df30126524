"""What there is to see at one character: its word, the words around it, and the other words it could belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publish.reading.pinyin.dictionary import OPEN, Dictionary

EDGE = "^"
"""Stands for what lies before the first and after the last character."""
_WIDEST = 7
_BACK = 5
"""Words of more than seven characters, or that begin more than five before, are no rivals."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Another word of the dictionary over the same character. ``reading`` is what it says for it (``?`` when open);
    ``inside``: the character's number in it; ``relation``: ``i`` inside the chosen word, ``o`` around it, ``x`` across its edge."""

    word: str
    inside: int
    reading: str
    relation: str


@dataclass(frozen=True, slots=True)
class Sight:
    """``text[at]`` is number ``inside`` of ``word``, in the run ``text[start:end]`` of words; ``before`` and ``after`` are the words
    around it (a mark where the run ends); ``listed`` is what the dictionary says for it in this word, ``?`` when it is open."""

    text: str
    at: int
    start: int
    end: int
    before: str
    word: str
    after: str
    inside: int
    listed: str

    @property
    def char(self) -> str:
        return self.text[self.at]

    def covers(self, known: Dictionary) -> list[Cover]:
        """The other words of the dictionary over this character."""
        text, at, first = self.text, self.at, self.at - self.inside
        last = first + len(self.word)
        found = []
        for start in range(max(self.start, at - _BACK), at + 1):
            widest = min(known.longest.get(text[start : start + 2], 1), _WIDEST)
            for end in range(max(start + 2, at + 1), min(self.end, start + widest) + 1):
                word = text[start:end]
                if word in known.costs and (start != first or end != last):
                    relation = "i" if first <= start and end <= last else "o" if start <= first and last <= end else "x"
                    found.append(Cover(word, at - start, (known.of_word(word) or ())[at - start], relation))
        return found


def sights(text: str, start: int, words: list[str], known: Dictionary) -> Iterator[Sight]:
    """One for each character of ``words``, which join to ``text[start:…]``; the rest of ``text`` is context."""
    at, last = start, start + sum(map(len, words))
    for n, word in enumerate(words):
        end = at + len(word)
        before = words[n - 1] if n else plain(text[at - 1]) if at else EDGE
        after = words[n + 1] if n + 1 < len(words) else plain(text[end]) if end < len(text) else EDGE
        listed = (known.of_word(word) or (OPEN,) * len(word)) if len(word) > 1 else (OPEN,)
        for inside, reading in enumerate(listed):
            yield Sight(text, at + inside, start, last, before, word, after, inside, reading)
        at = end


def plain(char: str) -> str:
    """Digits count as one character, Latin letters as another, all marks of the same kind as one."""
    if char.isdecimal():
        return "0"
    if char.isascii() and char.isalpha():
        return "a"
    return _MARKS.get(char, char)


_MARKS = dict.fromkeys("。！？!?；;\n", ".") | dict.fromkeys("，,、：:", ",") | dict.fromkeys("“”‘’\"'「」『』", '"')
