"""The reading of every Han character: a rule, the model, the dictionary's word, or the usual reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from publish.reading import polyphones
from publish.reading.dictionary import OPEN, Dictionary, table
from publish.reading.model import DecidedBy

PHRASE = 0.97
"""How sure a reading is that a dictionary word gives to a polyphone."""
ALONE = 0.97
"""How sure the usual reading of a polyphone is that stands alone and that nobody has an opinion on."""


@dataclass(frozen=True)
class Choice:
    """How one character is read here. ``reading`` numbered, empty when it is part of the syllable before (erhua) or unknown."""

    reading: str
    by: DecidedBy
    confidence: float
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sight:
    """What there is to see at one character: ``text[at]`` is number ``inside`` of ``word``; the words around it; the reading
    ``listed`` by the dictionary for it in this word, ``?`` when it is open."""

    text: str
    at: int
    before: str
    word: str
    after: str
    inside: int
    listed: str

    @property
    def char(self) -> str:
        return self.text[self.at]

    def features(self) -> Iterator[str]:
        return polyphones.features(self.text, self.at, self.before, self.word, self.after, self.inside, self.listed)


def sights(text: str, start: int, words: list[str], known: Dictionary) -> Iterator[Sight]:
    """One for each character of ``words``, which join to ``text[start:…]``; the rest of ``text`` is context."""
    at = start
    for n, word in enumerate(words):
        end = at + len(word)
        before = words[n - 1] if n else polyphones.plain(text[at - 1]) if at else polyphones.EDGE
        after = words[n + 1] if n + 1 < len(words) else polyphones.plain(text[end]) if end < len(text) else polyphones.EDGE
        listed = (known.of_word(word) or (OPEN,) * len(word)) if len(word) > 1 else (OPEN,)
        for inside, reading in enumerate(listed):
            yield Sight(text, at + inside, before, word, after, inside, reading)
        at = end


def choose(text: str, start: int, words: list[str], known: Dictionary) -> list[Choice]:
    """One choice for each character of ``words``, which join to ``text[start:…]``."""
    made = [_decide(sight, known) for sight in sights(text, start, words, known)]
    _erhua(words, made)
    return made


def _erhua(words: list[str], made: list[Choice]) -> None:
    """儿 that only colours the syllable before it gives up its own: huā + ér → huār."""
    at = 0
    for n, word in enumerate(words):
        for inside, char in enumerate(word):
            if char == "儿" and at and made[at - 1].reading and _colours(words, n, inside, made[at].reading):
                before = made[at - 1]
                made[at - 1] = replace(before, reading=f"{before.reading[:-1]}r{before.reading[-1]}")
                made[at] = Choice("", made[at].by, 0.95)
            at += 1


def _colours(words: list[str], n: int, inside: int, reading: str) -> bool:
    """Whether a 儿 is erhua: always when the dictionary has it neutral; at the end of a word unless it means child (女儿);
    alone after a word of one character."""
    word = words[n]
    if reading == "er5":
        return True
    if inside == 0:
        return len(word) == 1 and n > 0 and len(words[n - 1]) == 1 and words[n - 1] not in _no_erhua()
    return inside == len(word) - 1 and not any(word.endswith(one) for one in _no_erhua())


@cache
def _no_erhua() -> frozenset[str]:
    """Words in which 儿 is a syllable (``data/no_erhua.tsv``)."""
    return frozenset(row[0] for row in table("no_erhua.tsv"))


def _decide(sight: Sight, known: Dictionary) -> Choice:
    options = known.of_char(sight.char)
    if len(options) < 2 and sight.listed in (OPEN, *options):
        return _only(options)
    if sight.word in known.fixed:
        return Choice(sight.listed, "phrase", PHRASE, options)
    return _rule(sight, options) or _model(sight, options) or _listed(sight, options)


@cache
def _only(options: tuple[str, ...]) -> Choice:
    """The one reading of a character that has one; nothing for a character nobody knows."""
    return Choice(options[0], "default", 1.0, options) if options else Choice("", "default", 0.0)


def _listed(sight: Sight, options: tuple[str, ...]) -> Choice:
    """What the dictionary says, or the usual reading."""
    if sight.listed == OPEN:
        return Choice(options[0], "default", _alone().get(sight.char, ALONE), options)
    return Choice(sight.listed, "phrase", PHRASE, options)


@cache
def _alone() -> dict[str, float]:
    """How sure the usual reading of a lone polyphone is (``data/alone.tsv``)."""
    return {row[0]: float(row[1]) for row in table("alone.tsv")}


def _model(sight: Sight, options: tuple[str, ...]) -> Choice | None:
    """The trained model's reading; the dictionary's when both agree that it is that."""
    model = polyphones.model()
    if sight.char not in model.readings or sight.listed not in (OPEN, f"{sight.listed[:-1]}5", *model.readings[sight.char]):
        return None  # a reading so rare that the model never met it: the dictionary knows better
    scores = model.scores(sight.char, sight.features())
    best = max(range(len(scores)), key=scores.__getitem__)
    reading = model.readings[sight.char][best]
    if sight.listed[-1:] == "5" and sight.listed[:-1] == reading[:-1]:
        reading = sight.listed
    by: DecidedBy = "phrase" if reading == sight.listed else "model"
    ranked = sorted(range(len(scores)), key=lambda n: -scores[n])
    candidates = tuple(dict.fromkeys([*(model.readings[sight.char][n] for n in ranked), *options]))
    return Choice(reading, by, model.confidence(scores[best], by == "phrase"), candidates)


@dataclass(frozen=True)
class Rule:
    """Read a character as ``reading`` where ``left`` ends right before it and ``right`` begins right after it (regular
    expressions; empty: anything). Without ``everywhere`` only where the dictionary leaves the character open."""

    reading: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    everywhere: bool


REACH = 24
"""How many characters to the left a rule may look."""


@cache
def rules() -> dict[str, list[Rule]]:
    """``data/rules.tsv``: character (``*`` behind it: inside words as well), reading, left, right, example."""
    made: dict[str, list[Rule]] = {}
    for char, reading, left, right, *_ in table("rules.tsv"):
        rule = Rule(reading, re.compile(f"(?:{left})$") if left else None, re.compile(right) if right else None, char.endswith("*"))
        made.setdefault(char[0], []).append(rule)
    return made


def _rule(sight: Sight, options: tuple[str, ...]) -> Choice | None:
    for rule in rules().get(sight.char, ()):
        if not (rule.everywhere or sight.listed == OPEN):
            continue
        if rule.left and not rule.left.search(sight.text, max(0, sight.at - REACH), sight.at):
            continue
        if rule.right and not rule.right.match(sight.text, sight.at + 1):
            continue
        return Choice(rule.reading, "rule", 0.98, (rule.reading, *(o for o in options if o != rule.reading)))
    return None
