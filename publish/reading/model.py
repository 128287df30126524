"""The reading: how it is said. Frozen, without I/O. Sentences tile their block, tokens tile their sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FORMAT = 1
"""Version of ``2-reading.json``."""

TokenKind = Literal["word", "number", "latin", "symbol", "punct", "space", "cue"]
DecidedBy = Literal["lexicon", "phrase", "rule", "model", "default"]
Genre = Literal["auto", "modern", "classical"]


SURE = 0.9
"""Tokens of less confidence are doubts."""


@dataclass(frozen=True)
class Syllable:
    """One spoken syllable.

    ``base``: letters without tone, ``ü`` as ``ü``, erhua with a final ``r`` (``huar``); ``tone`` 1–5 as printed (5 is neutral,
    unmarked); ``surface``: as spoken, after sandhi, numbered, ü as ``v`` (``lv3``, ``yi2``, ``huar1``).
    """

    base: str
    tone: int
    surface: str


@dataclass(frozen=True)
class Token:
    """A stretch of one sentence that is said as one unit: a word, a number piece, a letter word, a mark.

    ``start``/``end`` are offsets in the block's text, ``text`` the characters there. ``spoken`` is what is said for it in
    Chinese characters (letters stay letters), empty when silent. ``confidence`` is 0–1, calibrated. ``ruby`` is the pinyin
    printed above the token, written after GB/T 16159 with the book's options; empty where none is printed.

    A ``cue`` is said and not printed (图：, 注：, the head of a table cell): ``start == end`` and ``text`` is empty. ``spoken`` holds the mark
    before or after it as well, which is its pause.
    """

    start: int
    end: int
    text: str
    kind: TokenKind
    spoken: str
    syllables: tuple[Syllable, ...]
    decided_by: DecidedBy
    confidence: float
    ruby: str = ""


@dataclass(frozen=True)
class Sentence:
    """``block.text[start:end]``, read. ``id`` is ``<block id>-<n>``; ``block`` the block's id.

    Sentences tile their block, tokens their sentence. Only cues (and the sentence of a picture that nobody describes) have no width.
    """

    id: str
    block: str
    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def spoken(self) -> str:
        return "".join(token.spoken for token in self.tokens)


@dataclass(frozen=True)
class Reading:
    """Every sentence of the manuscript, ``sections`` first, then ``matter``, in reading order."""

    sentences: tuple[Sentence, ...]
    format: int = FORMAT

    def by_block(self) -> dict[str, tuple[Sentence, ...]]:
        """Block id → its sentences in order; a block without sentences is not there."""
        found: dict[str, list[Sentence]] = {}
        for sentence in self.sentences:
            found.setdefault(sentence.block, []).append(sentence)
        return {block: tuple(own) for block, own in found.items()}


@dataclass(frozen=True)
class ReadingOptions:
    """``[reading]`` of ``book.toml``.

    ``yi_bu``: the tone printed above 一 and 不, ``original`` (yī, bù; GB/T 16159-2012 §6.5.2) or ``sandhi`` (as spoken, for
    learners). ``capitals``: ``none``, or ``sentence`` for GB/T 16159 capitals at sentence starts and in names.
    """

    yi_bu: Literal["original", "sandhi"] = "original"
    capitals: Literal["none", "sentence"] = "none"
    genre: Genre = "auto"
    annotation: Literal["pinyin", "zhuyin"] = "pinyin"
