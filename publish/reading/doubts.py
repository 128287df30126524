"""What a person should look at: readings the program is not sure of, numbers with two spoken forms, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from publish.han import is_han
from publish.manuscript.model import Block, Manuscript, Metadata
from publish.reading.model import SURE, Reading, Sentence, Token
from publish.reading.pinyin import polyphones
from publish.reading.pinyin.dictionary import Dictionary, dictionary, table
from publish.reading.pinyin.simplified import lookup
from publish.reading.spelling.orthography import numbered
from publish.reading.spoken.say import pieces

Kind = Literal["reading", "name", "number"]


@dataclass(frozen=True)
class Doubt:
    """One token to decide. ``[start, end)`` in its block; ``current`` is what the book has now and ``candidates`` what else it
    could be, likeliest first: numbered syllables for a reading (``wei4``), the spoken form for a number. ``count``: how often
    the same text is doubted in the book. ``danger`` orders the list, most dangerous first."""

    kind: Kind
    sentence: str
    block: str
    start: int
    end: int
    text: str
    current: str
    candidates: tuple[str, ...]
    reason: str
    confidence: float
    danger: float
    count: int = 1


def doubts(reading: Reading, manuscript: Manuscript) -> tuple[Doubt, ...]:
    """All doubts of a book, most dangerous first; of equal danger in reading order.

    Of the publisher's own words (announcements, colophon) only what comes from the book's metadata can be in doubt: the rest
    is the same in every book, and its readings are tested once for all.
    """
    blocks = {b.id: b for section in manuscript.sections + manuscript.matter for b in section.blocks}
    open_to = doubtful_places(manuscript)
    found = [
        doubt for sentence in reading.sentences for doubt in _of_sentence(sentence, blocks[sentence.block])
        if any(start <= doubt.start and doubt.end <= end for start, end in open_to[sentence.block])
    ]  # fmt: skip
    counts: dict[str, int] = {}
    for doubt in found:
        counts[doubt.text] = counts.get(doubt.text, 0) + 1
    counted = [Doubt(**{**vars(doubt), "count": counts[doubt.text]}) for doubt in found]
    return tuple(sorted(counted, key=lambda doubt: -doubt.danger))


def doubtful_places(manuscript: Manuscript) -> dict[str, list[tuple[int, int]]]:
    """By block, the ranges of its text in which something can be in doubt: all of the book's own text, and of the
    publisher's words what they repeat of the book's metadata."""
    own = {b.id: [(0, len(b.text))] for section in manuscript.sections for b in section.blocks}
    return own | {b.id: _told(b.text, manuscript.metadata) for section in manuscript.matter for b in section.blocks}


def _told(text: str, metadata: Metadata) -> list[tuple[int, int]]:
    told = [s.strip() for s in (metadata.title, metadata.speaker, metadata.issuer, metadata.rights) if s.strip()]
    return [(m.start(), m.end()) for one in told for m in re.finditer(re.escape(one.rstrip("。")), text)]


def _of_sentence(sentence: Sentence, block: Block) -> Iterator[Doubt]:
    for token in sentence.tokens:
        if token.confidence >= SURE or token.decided_by == "lexicon" or token.kind == "cue":
            continue
        if token.kind == "word":
            asked = _reading(sentence, token)
            if asked.candidates or len(asked.current.split()) != len(token.text):
                yield asked
        elif token.spoken:
            yield _number(sentence, token, block)


def _reading(sentence: Sentence, token: Token) -> Doubt:
    known = dictionary()
    named = known.kinds.get(token.text, "") in ("nr", "ns", "nt") and not known.attested.get(token.text)
    kind: Kind = "name" if named else "reading"
    now = [numbered(s.base, s.tone) for s in token.syllables]
    return Doubt(
        kind, sentence.id, sentence.block, token.start, token.end, token.text, " ".join(now), _others(token.text, now),
        f"{token.decided_by}", token.confidence, (1.0 - token.confidence) * (1.5 if kind == "name" else 1.0),
    )  # fmt: skip


def _others(text: str, now: list[str]) -> tuple[str, ...]:
    """The current reading with one character read otherwise, in the dictionary's order."""
    if len(now) != len(text):
        return ()
    known = dictionary()
    plain = lookup(text, known)
    places = [(at, other) for at, char in enumerate(plain) for other in _askable(char, known) if other != now[at] and is_han(char)]
    return tuple(" ".join([*now[:at], other, *now[at + 1 :]]) for at, other in places)[:9]


def _askable(char: str, known: Dictionary) -> tuple[str, ...]:
    """The readings that an editor could want for a character: those that a model met or that were counted once in a hundred at
    least, where that is known, and none that stands in certain words only (的 dī, 着 zhāo: ``data/never_asked.tsv``)."""
    model, counts = polyphones.model_of(char), polyphones.reading_counts().get(char, {})
    whole = sum(counts.values())
    often = {one for one, count in counts.items() if count >= RARELY * whole}
    met = set(model.readings[char]) if model else set(known.of_char(char)) if not often else set()
    return tuple(one for one in dict.fromkeys((*known.of_char(char), *sorted(met | often))) if one in met | often and (char, one) not in _never())


RARELY = 0.01
"""Share of a reading that is offered at least."""


@cache
def _never() -> frozenset[tuple[str, str]]:
    return frozenset((row[0], row[1]) for row in table("never_asked.tsv"))


def _number(sentence: Sentence, token: Token, block: Block) -> Doubt:
    others = next((p.alternatives for p in pieces(block.text) if p.start == token.start), ())
    return Doubt(
        "number", sentence.id, sentence.block, token.start, token.end, token.text, token.spoken, others,
        f"{token.decided_by}", token.confidence, 1.0 - token.confidence,
    )  # fmt: skip
