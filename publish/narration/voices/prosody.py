"""Where a reader holds on and where a reader breathes: a sentence becomes beats (syllables with a boundary after each).

Independent of the engine. Boundaries follow the segmentation (word), length and function words (phrase), and the marks
(pause); the words and numbers that decide are in ``data/``.
"""

from __future__ import annotations

import csv
import dataclasses
import enum
import functools
from collections.abc import Callable, Iterable, Iterator
from importlib import resources

from publish.reading.model import Sentence, Token

PHRASE = 9
"""Syllables that can be said in one go; longer stretches are divided where a word begins a phrase."""

LOOK_BACK = 10
"""Words a phrase may hold at most when a stretch is divided: keeps the search linear in a text without marks."""

BREATH = 22
"""Syllables without a mark after which a reader breathes."""

UNIT = 26
"""Syllables an engine is given at once. The Baker recordings had 16 on average: far beyond that tones grow flat."""

BREATH_PAUSE = 140
"""Milliseconds of the breath taken where the text has no mark."""


class Boundary(enum.IntEnum):
    """What lies between a syllable and the next; the numbers are those of the Baker corpus (#0 to #3)."""

    INSIDE = 0
    WORD = 1
    PHRASE = 2
    PAUSE = 3


@dataclasses.dataclass(frozen=True)
class Beat:
    """One syllable as spoken (``surface``: ``zhong4``), the index of its token, the boundary after it, and the pause (ms)."""

    token: int
    syllable: str
    boundary: Boundary = Boundary.WORD
    pause: int = 0


@functools.cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``data/<name>.tsv`` without the header."""
    text = (resources.files("publish.narration") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(tuple(row) for row in csv.reader(text.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE))


@functools.cache
def words(name: str) -> frozenset[str]:
    """A table of one column."""
    return frozenset(row[0] for row in table(name))


@functools.cache
def marks() -> dict[str, tuple[str, int]]:
    """Mark → kind and pause in milliseconds at 200 characters a minute."""
    return {mark: (kind, int(pause)) for mark, kind, pause in table("marks")}


@functools.cache
def letters() -> dict[str, tuple[str, ...]]:
    """Letter, and word in letters, → the Mandarin syllables nearest to how Chinese speakers say it."""
    return {key: tuple(said.split()) for name in ("letters", "latin") for key, said in table(name)}


def beats(sentence: Sentence) -> tuple[Beat, ...]:
    """The sentence's syllables in order, every boundary decided; what follows the last is not the sentence's to say. Empty when
    nothing in it is said."""
    made: list[Beat] = []
    for index, token in enumerate(sentence.tokens):
        said = list(_syllables(token))
        if said:
            if made and token.kind == "cue":
                made[-1] = _marked(made, token.spoken[:1])
            _join(made, token, sentence.tokens[made[-1].token] if made else None)
            made += [Beat(index, syllable, Boundary.INSIDE) for syllable in said[:-1]] + [Beat(index, said[-1])]
            if token.kind == "cue":
                made[-1] = _marked(made, token.spoken[-1:])
        elif made and not (token.kind == "symbol" and token.decided_by == "rule"):
            made[-1] = _marked(made, token.text[:1], sentence.tokens[index - 1].text if index else "")
    spread = list(_breathing(_phrased(made, sentence)))
    return tuple(spread[:-1] + [dataclasses.replace(beat, boundary=Boundary.PAUSE, pause=0) for beat in spread[-1:]])


def units(of: tuple[Beat, ...]) -> tuple[tuple[Beat, ...], ...]:
    """The beats in stretches an engine says at once: cut at pauses only, as long as allowed and as even as possible."""
    made: list[tuple[Beat, ...]] = []
    for group in stretches(of):
        longest = made and made[-1][-1].pause >= 300
        if made and not longest and len(made[-1]) + len(group) <= UNIT:
            made[-1] += group
        else:
            made.append(group)
    return tuple(made)


def stretches(of: tuple[Beat, ...]) -> tuple[tuple[Beat, ...], ...]:
    """The beats from pause to pause."""
    return tuple(_cut(of, lambda beat: beat.boundary is Boundary.PAUSE))


def _cut(of: Iterable[Beat], ends: Callable[[Beat], bool]) -> list[tuple[Beat, ...]]:
    groups: list[tuple[Beat, ...]] = []
    group: list[Beat] = []
    for beat in of:
        group.append(beat)
        if ends(beat):
            groups.append(tuple(group))
            group = []
    return groups + ([tuple(group)] if group else [])


def _syllables(token: Token) -> Iterator[str]:
    """What is said for a token: its reading; for letters, their names or the word."""
    if token.syllables:
        yield from (syllable.surface for syllable in token.syllables)
    elif token.kind == "latin" or token.spoken.isascii():
        word = letters().get(token.spoken.lower())
        for sound in [word] if word else [letters().get(letter.upper(), ()) for letter in token.spoken]:
            yield from sound


def _join(made: list[Beat], token: Token, before: Token | None) -> None:
    """Particles lean on the word before, a number's pieces and its measure word hang together, single syllables go in pairs."""
    if not made or before is None or made[-1].boundary is not Boundary.WORD:
        return
    number = before.kind == "number" and before.end == token.start and (token.kind == "number" or len(token.syllables) == 1)
    pair = _alone(before) and _alone(token) and not (len(made) > 1 and made[-2].boundary is Boundary.INSIDE)
    if token.text in words("enclitics") or number or pair:
        made[-1] = dataclasses.replace(made[-1], boundary=Boundary.INSIDE)


def _alone(token: Token) -> bool:
    """A word of one syllable that is no particle and begins no phrase."""
    return token.kind == "word" and len(token.syllables) == 1 and token.text not in words("enclitics") and token.text not in words("phrase_starts")


def _marked(made: list[Beat], mark: str, before: str = "") -> Beat:
    """The last beat with the boundary that a mark after it asks for; of several marks the longest pause counts. ``before``: the
    token before the mark."""
    last = made[-1]
    kind, pause = marks().get(mark, ("", 0))
    if kind in ("list", "bracket") and _enumerator(made):
        pause = marks()["，"][1]
    if kind == "open" and before in marks() and marks()[before][0] == "close":
        kind, pause = marks()["、"]  # “…”“…”, 《…》《…》: an enumeration that leaves out its 、 (GB/T 15834—2011, 4.5.3.5)
    if kind in ("open", "close") or not kind:
        return dataclasses.replace(last, boundary=max(last.boundary, Boundary.PHRASE if kind == "open" else Boundary.WORD))
    return dataclasses.replace(last, boundary=Boundary.PAUSE, pause=max(last.pause, pause))


def _enumerator(made: list[Beat]) -> bool:
    """一、 （十二） 第三章、 at the head of a sentence number a heading; they are not the first of an enumeration."""
    return len(made) <= 4 and all(beat.syllable in words("numerals") for beat in made)


def _phrased(made: list[Beat], sentence: Sentence) -> list[Beat]:
    """Divide stretches of more than :data:`PHRASE` syllables between marks at the best word boundaries."""
    return [beat for group in _cut(made, lambda b: b.boundary >= Boundary.PHRASE) for beat in _divided(list(group), sentence)]


def _divided(group: list[Beat], sentence: Sentence) -> list[Beat]:
    """Least-cost division: pieces of 4–9 syllables, preferably before a word that begins a phrase or after 的."""
    places = [0] + [i + 1 for i, beat in enumerate(group[:-1]) if beat.boundary is Boundary.WORD] + [len(group)]
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for number, end in enumerate(places[1:], 1):
        starts = places[max(number - LOOK_BACK, 0):number]
        best[end] = min((best[start][0] + _cost(group, start, end, sentence), start) for start in starts)
    at = best[len(group)][1]
    while at > 0:
        group[at - 1] = dataclasses.replace(group[at - 1], boundary=Boundary.PHRASE)
        at = best[at][1]
    return group


def _cost(group: list[Beat], start: int, end: int, sentence: Sentence) -> float:
    """Cost of saying ``group[start:end]`` as one phrase and breaking after it."""
    length = end - start
    cost = 0.6 * max(0, length - PHRASE) ** 2 + 0.4 * max(0, 4 - length) ** 2
    if end == len(group):
        return cost
    before, after = sentence.tokens[group[end - 1].token].text, sentence.tokens[group[end].token].text
    return cost + (1.0 if after in words("phrase_starts") else 1.6 if before == "的" else 3.0)


def _breathing(made: list[Beat]) -> Iterator[Beat]:
    """A breath where :data:`BREATH` syllables go by without a pause, at the phrase boundary nearest to the middle."""
    for group in _cut(made, lambda b: b.boundary is Boundary.PAUSE):
        yield from _breathe(list(group))


def _breathe(group: list[Beat]) -> list[Beat]:
    if len(group) <= BREATH:
        return group
    places = [i for i, beat in enumerate(group[:-1]) if beat.boundary is Boundary.PHRASE]
    places = places or [i for i, beat in enumerate(group[:-1]) if beat.boundary is Boundary.WORD] or list(range(BREATH - 1, len(group) - 1, BREATH))
    if not places:
        return group
    at = min(places, key=lambda i: (abs(2 * (i + 1) - len(group)), i))
    head = [*group[:at], dataclasses.replace(group[at], boundary=Boundary.PAUSE, pause=BREATH_PAUSE)]
    return _breathe(head) + _breathe(group[at + 1 :])
