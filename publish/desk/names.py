"""Names met for the first time: where readings surprise most, and no dictionary can know all.

Two kinds are shown once each: words the dictionary lacks that look like a name (they open with a surname and hold a rare
character, or are the speaker's), and rare names it has in which a character can be read in several ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product

from publish.han import is_han
from publish.reading.model import Sentence, Token
from publish.reading.pinyin.dictionary import Dictionary, dictionary
from publish.reading.pinyin.words import segment

TAGS = ("nr", "ns", "nt")
"""Persons, places, institutions, in the tags of the dictionary's sources."""

RARE_NAME = 13.4
"""−log probability from which a name of the dictionary counts as rare: about once in 700,000 words."""

RARE_CHARACTER = 11.0
"""The same for a character of a word the dictionary lacks: about once in 60,000 words."""

LONGEST = 4

AFTER = frozenset("等的了和与及在是")
"""Particles and conjunctions that follow a name and are no part of it."""


@dataclass(frozen=True)
class Name:
    """Tokens of one sentence that are a name together. ``known``: the dictionary has it."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    known: bool

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def readings(self) -> tuple[str, ...]:
        return tuple(f"{s.base.replace('ü', 'v')}{s.tone}" for token in self.tokens for s in token.syllables)


def names(sentences: Sequence[Sentence], speaker: str = "") -> Iterator[Name]:
    """Each name at its first place in the book; those a person has decided are left out."""
    known = dictionary()
    seen: set[str] = set()
    for sentence in sentences:
        for found in _in(sentence, speaker, known):
            if found.text not in seen:
                seen.add(found.text)
                yield found


def _in(sentence: Sentence, speaker: str, known: Dictionary) -> Iterator[Name]:
    yield from _spoken_by(sentence, speaker)
    run: list[Token] = []
    for token in [*sentence.tokens, None]:
        if token is not None and len(token.text) == 1 and token.kind == "word" and token.decided_by != "lexicon":
            run.append(token)
            continue
        while run and run[-1].text in AFTER:
            run.pop()
        if _looks(run, known):
            yield Name(sentence, tuple(run), False)
        run = []
        if token is not None and _rare(token, known):
            yield Name(sentence, (token,), True)


def _spoken_by(sentence: Sentence, speaker: str) -> Iterator[Name]:
    """The speaker's name, however it was cut into tokens."""
    at = sentence.text.find(speaker) if speaker else -1
    if at < 0:
        return
    start = sentence.start + at
    tokens = tuple(t for t in sentence.tokens if t.text and start <= t.start and t.end <= start + len(speaker))
    name = Name(sentence, tokens, False)
    if name.text == speaker and any(token.decided_by != "lexicon" for token in tokens):
        yield name


def _looks(run: list[Token], known: Dictionary) -> bool:
    """Lone characters in a row that open with a surname, with a rare one among them."""
    text = "".join(token.text for token in run)
    return 2 <= len(run) <= LONGEST and text[0] in _surnames() and any(known.costs.get(c, known.unknown) > RARE_CHARACTER for c in text)


def _rare(token: Token, known: Dictionary) -> bool:
    """A name of the dictionary that is rare and has a character of several readings. Its tags call much a name that is none (采取措施,
    阴凉): what dictionaries list, what we read ourselves, what falls into words (综合|信息) is asked about only if it is unsure."""
    text, kind = token.text, known.kinds.get(token.text, "")
    if token.kind != "word" or len(text) < 2 or token.decided_by == "lexicon" or not kind.startswith(TAGS):
        return False
    if known.attested.get(text) or text in known.fixed or kind.startswith("nr") and text[0] not in _surnames() or _of_words(text, known):
        return False
    return known.costs.get(text, 0.0) >= RARE_NAME and any(len(known.of_char(c)) > 1 for c in text)


def _of_words(text: str, known: Dictionary) -> bool:
    """Whether it is words of the dictionary side by side, none of a single character."""
    return len(text) > 3 and all(len(word) > 1 for word in segment(text, known, len(text) - 1))


def choices(name: Name, most: int = 9) -> list[tuple[str, ...]]:
    """Readings to choose from, the present one first, then those that differ in one character, then the rest."""
    known, now = dictionary(), name.readings
    han = [c for c in name.text if is_han(c)]
    if len(han) != len(now):
        return [now]
    options = [list(dict.fromkeys((mine, *known.of_char(c)[:4]))) for c, mine in zip(han, now, strict=True)]
    ways = sorted(product(*options), key=lambda way: sum(a != b for a, b in zip(way, now, strict=True)))
    return list(dict.fromkeys(ways))[:most]


@cache
def _surnames() -> frozenset[str]:
    """First characters of Chinese surnames (``data/surnames.tsv``)."""
    return frozenset((resources.files("publish.manuscript") / "data" / "surnames.tsv").read_text("utf-8").split())
