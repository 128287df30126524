"""From the pieces of a block to its tokens: words with syllables, numbers with the syllables of what is said for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publish.han import is_han
from publish.reading.lexicon import Match
from publish.reading.model import DecidedBy, Genre, ReadingOptions, Syllable, Token, TokenKind
from publish.reading.pinyin import sandhi, voter
from publish.reading.pinyin.choose import Choice, choose
from publish.reading.pinyin.dictionary import Dictionary
from publish.reading.pinyin.genre import Spans, classical
from publish.reading.pinyin.polyphones import reading_counts
from publish.reading.pinyin.simplified import bound, lookup
from publish.reading.pinyin.words import segment
from publish.reading.spelling.grouping import group
from publish.reading.spelling.orthography import syllable, written
from publish.reading.spoken.piece import Piece
from publish.reading.spoken.say import pieces

PAUSES = frozenset("，。、；：！？,;:!?…—\n（）()【】[]〔〕")
"""Marks at which the voice pauses, so that tones on both sides do not meet. A quotation mark is no pause."""
CLOSING, OPENING = frozenset("”’》〉」』"), frozenset("“‘《〈「『")
"""A closing mark before an opening one is a pause: an enumeration that leaves out its 、 (GB/T 15834—2011, 4.5.3.5)."""
UNSPOKEN = "note sign"
"""The rule of what is printed and not said at all: the sign of a note. No pause either."""


@dataclass(frozen=True)
class Draft:
    """A token before sandhi. ``units``: ``(character, choice)`` for each spoken Han character, ``looked``: the text itself, both as
    the dictionary writes them. ``cls``: see ``Piece.cls``."""

    start: int
    end: int
    text: str
    kind: TokenKind
    spoken: str
    units: tuple[tuple[str, Choice], ...]
    cls: str = ""
    by: DecidedBy = "default"
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    looked: str = ""


def parts(text: str, matches: list[Match], stops: Iterable[int] = ()) -> tuple[Piece, ...]:
    """The pieces of a block, with what a person decided to be said in place of what stands there. ``stops``: where lines end; what stands
    on both sides is never one expression."""
    whole = pieces(text)
    said = [(m.start, m.end, _decided(m, -1 - n)) for n, m in enumerate(m for m in matches if m.entry.say or m.entry.silent)]
    edges = {piece.start for piece in whole} | {len(text)}
    crossed = {stop for stop in stops if any(p.start < stop < p.end and p.kind != "word" for p in whole)}
    if not said and not crossed:
        return whole
    fits = not crossed and all(start in edges and end in edges for start, end, _ in said)
    made: list[Piece] = []
    at = 0
    for start, end, piece in sorted([*said, *((stop, stop, None) for stop in crossed)], key=lambda one: one[:2]):
        if start >= at:
            made += [*_between(text, whole, at, start, fits), *([piece] if piece else [])]
            at = end
    return tuple(made + _between(text, whole, at, len(text), fits))


def _decided(match: Match, group: int) -> Piece:
    rule = "lexicon" if match.entry.where else UNSPOKEN
    return Piece(match.start, match.end, "symbol", match.entry.say, "name", rule, 1.0, (), group)


def _between(text: str, whole: tuple[Piece, ...], start: int, end: int, fits: bool) -> list[Piece]:
    """The pieces of a stretch between decisions; cut anew when a decision ends inside a piece."""
    if fits:
        return [piece for piece in whole if start <= piece.start and piece.end <= end]
    return [replace(p, start=p.start + start, end=p.end + start, group=p.group + start) for p in pieces(text[start:end])]


def groups(text: str, of: tuple[Piece, ...]) -> list[tuple[int, int]]:
    """Expressions that no sentence boundary may cut: numbers, addresses with what is not said of them. A run of plain words may be
    cut anywhere."""
    ranges: dict[int, tuple[int, int]] = {}
    for piece in of:
        if piece.kind not in ("word", "punct", "space") or piece.spoken not in ("", text[piece.start : piece.end]) or piece.cls == "url":
            start, _ = ranges.get(piece.group, (piece.start, 0))
            ranges[piece.group] = (start, piece.end)
    return [(start, end) for start, end in ranges.values() if end - start > 1]


def drafts(text: str, of: tuple[Piece, ...], ends: list[int], matches: list[Match], known: Dictionary, genre: Genre = "auto") -> list[Draft]:
    """All tokens of a block before sandhi. Runs of words are cut at sentence ends, everything else is a token as it is."""
    made: list[Draft] = []
    cuts = _Cuts(ends)
    decided = Decisions(text, matches)
    looked = lookup(text, known)
    old = classical(looked, genre)
    for piece in of:
        if piece.kind == "word" and len(piece.spoken) == piece.end - piece.start:
            for start, end in cuts.within(piece.start, piece.end):
                spoken = piece.spoken[start - piece.start : end - piece.start]
                made += _words(text, looked, start, end, spoken, decided, known, old)
        else:
            made.append(_other(text, piece, known))
    return _voted(looked, made)


DOUBTED = 0.85
"""Confidence of a reading that the second voter contradicts."""
CONTRADICTS = 0.8
"""How likely its own reading must seem to the second voter."""


def _voted(text: str, made: list[Draft]) -> list[Draft]:
    """The drafts, with doubts where the second voter reads otherwise: all places of a block in one vote."""
    places = [(n, at) for n, draft in enumerate(made) for at, (_, choice) in enumerate(draft.units) if choice.votable and len(draft.units) == draft.end - draft.start]
    if not places:
        return made
    among = [tuple(reading_counts()[made[n].units[at][0]]) for n, at in places]
    votes = voter.network().votes(text, [made[n].start + at for n, at in places], among)
    for (n, at), (reading, likely) in zip(places, votes, strict=True):
        if reading and likely >= CONTRADICTS and reading != made[n].units[at][1].reading:
            made[n] = replace(made[n], by=made[n].units[at][1].by, confidence=min(made[n].confidence, DOUBTED))
    return made


class _Cuts:
    """Sentence ends, asked for in rising order."""

    def __init__(self, ends: list[int]) -> None:
        self.ends = ends
        self.at = 0

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """``[start, end)`` cut at the sentence ends inside it."""
        while self.at < len(self.ends) and self.ends[self.at] < end:
            cut = self.ends[self.at]
            self.at += 1
            if cut > start:
                yield start, cut
                start = cut
        yield start, end


class Decisions:
    """What a person decided in one block: readings by place (the last of ``matches`` wins), groupings by the place they begin at."""

    def __init__(self, text: str, matches: list[Match]) -> None:
        self.readings: dict[int, Choice] = {}
        for match in matches:
            han = (at for at in range(match.start, match.end) if is_han(text[at]))
            for at, reading in zip(han, match.entry.readings, strict=bool(match.entry.readings)):
                self.readings[at] = Choice(reading, "lexicon", 1.0)
        self.grouped = sorted((match for match in matches if match.entry.words), key=lambda match: match.start)
        self.starts = [match.start for match in self.grouped]

    def within(self, start: int, end: int) -> list[Match]:
        """Groupings inside ``[start, end)``, in order."""
        found = self.grouped[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return [match for match in found if match.end <= end]


def _words(text: str, looked: str, start: int, end: int, spoken: str, decided: Decisions, known: Dictionary, old: Spans) -> list[Draft]:
    """The words of one run, read, a person's decisions put in, grouped as they are written in pinyin. ``looked``: the text as it is
    looked up; ``spoken``: what is said, character by character (〇 as 零); ``old``: where it is classical."""
    chunks = _chunks(looked, start, end, decided, known)
    choices = choose(looked, start, [word for words, _ in chunks for word in words], known, old)
    if looked is not text:
        choices = [bound(text[start + n], looked[start + n], choice, known) for n, choice in enumerate(choices)]
    choices = [decided.readings.get(start + n, choice) for n, choice in enumerate(choices)]
    made, at = [], 0
    for word in _grouped(chunks, choices, end == len(text) or text[end] in PAUSES, known):
        mine = choices[at : at + len(word)]
        weakest = min(mine, key=lambda choice: choice.confidence)
        first, last = start + at, start + at + len(word)
        said = spoken[at : at + len(word)]
        units = tuple(zip(looked[first:last] if said == text[first:last] else said, mine, strict=True))
        made.append(Draft(first, last, text[first:last], "word", said, units, "", weakest.by, weakest.confidence, looked=word))
        at += len(word)
    return made


def _chunks(text: str, start: int, end: int, decided: Decisions, known: Dictionary) -> list[tuple[list[str], bool]]:
    """Words of a run, and whether a person said so."""
    chunks = []
    for match in decided.within(start, end):
        chunks += [(segment(text[start : match.start], known), False), (_cut(text, match), True)]
        start = match.end
    return [*chunks, (segment(text[start:end], known), False)]


def _cut(text: str, match: Match) -> list[str]:
    """The words a person laid down, as they stand in ``text``."""
    made, at = [], match.start
    for word in match.entry.words.split():
        made.append(text[at : at + len(word)])
        at += len(word)
    return made


def _grouped(chunks: list[tuple[list[str], bool]], choices: list[Choice], ends: bool, known: Dictionary) -> Iterator[str]:
    at = 0
    for n, (words, fixed) in enumerate(chunks):
        size = sum(map(len, words))
        readings = [choice.reading for choice in choices[at : at + size]]
        yield from words if fixed else group(words, readings, known, ends and n + 1 == len(chunks))
        at += size


def _other(text: str, piece: Piece, known: Dictionary) -> Draft:
    """A number, letters, a sign, a mark: said as the piece says; its Han characters get syllables."""
    spoken = piece.spoken
    looked = lookup(spoken, known)
    by: DecidedBy = "lexicon" if piece.rule == "lexicon" else "rule"
    units: list[tuple[str, Choice]] = []
    start = 0
    for end in range(len(spoken) + 1):
        if end == len(spoken) or not is_han(spoken[end]):
            run = looked[start:end]
            units += zip(run, choose(looked, start, segment(run, known), known), strict=True) if run else []
            start = end + 1
    sure = piece.confidence
    stands = text[piece.start : piece.end]
    kind = "word" if all(map(is_han, stands)) and (by == "lexicon" or stands == spoken) else piece.kind
    return Draft(piece.start, piece.end, stands, kind, spoken, tuple(units), piece.cls or "-", by, sure, piece.alternatives)


def finish(of: list[Draft], options: ReadingOptions) -> Iterator[Token]:
    """Sandhi over each phrase of a sentence, then tokens with the pinyin printed above them."""
    heard = iter(_heard(of))
    opens = True
    for draft in of:
        syllables = tuple(_syllable(char, choice, next(heard), options) for char, choice in draft.units if choice.reading)
        pinyin = written(draft.looked or draft.text, syllables, options, opens) if draft.kind == "word" else ""
        yield Token(draft.start, draft.end, draft.text, draft.kind, draft.spoken, syllables, draft.by, round(draft.confidence, 4), pinyin)
        opens = opens and not draft.spoken


def _heard(of: list[Draft]) -> list[str]:
    """The spoken reading of every syllable of a sentence."""
    spoken: list[str] = []
    phrase: list[sandhi.Unit] = []
    before = ""
    for n, draft in enumerate(of):
        mark = "" if draft.spoken or (draft.kind == "symbol" and draft.by == "rule") else draft.text
        if not PAUSES.isdisjoint(mark) or (before in CLOSING and mark in OPENING):
            spoken += sandhi.surfaces(phrase)
            phrase = []
        before = mark
        phrase += [sandhi.Unit(char, choice.reading, n, draft.cls) for char, choice in draft.units if choice.reading]
    return spoken + sandhi.surfaces(phrase)


def _syllable(char: str, choice: Choice, heard: str, options: ReadingOptions) -> Syllable:
    printed = heard if char in "一不" and options.yi_bu == "sandhi" else choice.reading
    return syllable(printed, heard)
