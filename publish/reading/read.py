"""The reading stage: a manuscript becomes sentences of tokens, each with what is said for it and in which syllables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from publish.files import Tell, nobody
from publish.findings import Finding
from publish.manuscript.model import Block, Manuscript
from publish.reading.dictionary import Dictionary, dictionary
from publish.reading.model import DecidedBy, Reading, ReadingOptions, Sentence, Syllable, Token, TokenKind
from publish.reading.orthography import numbered, ruby, syllable, tone_marks
from publish.reading.pinyin import Choice, choose
from publish.reading.sandhi import Unit, surfaces
from publish.reading.say import Piece, pieces
from publish.reading.split import sentences
from publish.reading.words import segment


def read(
    manuscript: Manuscript,
    options: ReadingOptions = ReadingOptions(),
    book_entries_path: Path | None = None,
    house: Path | None = None,
    tell: Tell = nobody,
) -> tuple[Reading, tuple[Finding, ...]]:
    """Read every block, ``sections`` first, then ``matter``. Progress in characters."""
    known = dictionary()
    blocks = [block for section in manuscript.sections + manuscript.matter for block in section.blocks]
    total, done, made = sum(len(b.text) for b in blocks), 0, []
    for block in blocks:
        made += _block(block, options, known)
        done += len(block.text)
        tell(done, total)
    return Reading(tuple(made)), ()


def say(text: str, options: ReadingOptions = ReadingOptions(), lexicon: object = None) -> tuple[Sentence, ...]:
    """The sentences of any line of text."""
    return tuple(_block(Block("text", "paragraph", text), options, dictionary()))


def as_json(read: tuple[Sentence, ...], text: str) -> dict[str, object]:
    """The object of ``publish say --json``. ``numbered`` and ``surface``: ü as ``v``, neutral tone 5, erhua ``huar1``."""
    return {
        "text": text,
        "spoken": "".join(sentence.spoken for sentence in read),
        "tokens": [_token_json(token) for sentence in read for token in sentence.tokens],
    }


def _token_json(token: Token) -> dict[str, object]:
    return {
        "start": token.start,
        "end": token.end,
        "text": token.text,
        "kind": token.kind,
        "spoken": token.spoken,
        "syllables": [
            {"pinyin": tone_marks(s.base, s.tone), "numbered": numbered(s.base, s.tone), "surface": s.surface}
            for s in token.syllables
        ],
        "decided_by": token.decided_by,
        "confidence": token.confidence,
    }


def _block(block: Block, options: ReadingOptions, known: Dictionary) -> Iterator[Sentence]:
    parts = pieces(block.text)
    ranges = sentences(block.text, ((m.start, m.end) for m in block.marks), _groups(parts))
    drafts = _drafts(block.text, parts, [end for _, end in ranges], known)
    at = 0
    for number, (start, end) in enumerate(ranges, 1):
        mine = []
        while at < len(drafts) and drafts[at].end <= end:
            mine.append(drafts[at])
            at += 1
        yield Sentence(f"{block.id}-{number}", block.id, start, end, tuple(_finish(mine, options)))


def _groups(parts: tuple[Piece, ...]) -> list[tuple[int, int]]:
    """Expressions that no sentence boundary may cut: numbers, addresses; a run of plain words may be cut anywhere."""
    ranges: dict[int, tuple[int, int]] = {}
    for piece in parts:
        if piece.kind != "word" or piece.spoken != piece_text(piece):
            start, _ = ranges.get(piece.group, (piece.start, 0))
            ranges[piece.group] = (start, piece.end)
    return [(start, end) for start, end in ranges.values() if end - start > 1]


def piece_text(piece: Piece) -> str:
    return piece.spoken if piece.end - piece.start == len(piece.spoken) else ""


@dataclass(frozen=True)
class Draft:
    """A token before sandhi. ``units``: one ``(character, choice)`` for each spoken character that has a syllable."""

    start: int
    end: int
    text: str
    kind: TokenKind
    spoken: str
    units: tuple[tuple[str, Choice], ...]
    cls: str = ""
    by: DecidedBy = "default"
    confidence: float = 1.0


def _drafts(text: str, parts: tuple[Piece, ...], ends: list[int], known: Dictionary) -> list[Draft]:
    """All tokens of a block. Runs of words are cut at sentence ends, everything else is a token as it is."""
    drafts: list[Draft] = []
    ends = list(reversed(ends))
    for piece in parts:
        start = piece.start
        while ends and ends[-1] <= start:
            ends.pop()
        if piece.kind == "word" and piece.spoken == text[piece.start : piece.end]:
            for end in [e for e in _within(ends, start, piece.end)] + [piece.end]:
                drafts += _words(text, start, end, known)
                start = end
        else:
            drafts.append(_other(text, piece, known))
    return drafts


def _within(ends: list[int], start: int, end: int) -> list[int]:
    """Sentence ends strictly inside a piece; ``ends`` is reversed."""
    found = []
    for at in reversed(ends):
        if at >= end:
            break
        if at > start:
            found.append(at)
    return found


def _words(text: str, start: int, end: int, known: Dictionary) -> list[Draft]:
    words = segment(text[start:end], known)
    choices = choose(text, start, words, known)
    drafts, at = [], 0
    for word in words:
        mine = choices[at : at + len(word)]
        weakest = min(mine, key=lambda choice: choice.confidence)
        drafts.append(Draft(start + at, start + at + len(word), word, "word", word, tuple(zip(word, mine)), "", weakest.by, weakest.confidence))
        at += len(word)
    return drafts


def _other(text: str, piece: Piece, known: Dictionary) -> Draft:
    """A number, letters, a sign, a mark: said as the piece says; its Han characters get syllables."""
    units: list[tuple[str, Choice]] = []
    for run in _HAN.findall(piece.spoken):
        words = segment(run, known)
        units += zip(run, choose(piece.spoken, piece.spoken.index(run), words, known))
    return Draft(piece.start, piece.end, text[piece.start : piece.end], piece.kind, piece.spoken, tuple(units), piece.cls or "-", "rule", piece.confidence)


_HAN = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_PAUSES = frozenset("，。、；：！？,;:!?…—\n")


def _finish(drafts: list[Draft], options: ReadingOptions) -> Iterator[Token]:
    """Sandhi over each phrase of a sentence, then tokens."""
    units = [Unit(char, choice.reading, n, draft.cls) for n, draft in enumerate(drafts) for char, choice in draft.units if choice.reading]
    pauses = {n for n, draft in enumerate(drafts) if not draft.spoken and set(draft.text) & _PAUSES}
    spoken: list[str] = []
    phrase: list[Unit] = []
    for unit in units:
        if phrase and any(n in pauses for n in range(phrase[-1].word, unit.word)):
            spoken += surfaces(phrase)
            phrase = []
        phrase.append(unit)
    spoken += surfaces(phrase)
    heard, opens = iter(spoken), True
    for draft in drafts:
        syllables = tuple(_syllable(char, choice, next(heard), options) for char, choice in draft.units if choice.reading)
        token = Token(draft.start, draft.end, draft.text, draft.kind, draft.spoken, syllables, draft.by, draft.confidence)
        yield replace(token, ruby=ruby(token, options, opens=opens))
        opens = opens and not token.spoken


def _syllable(char: str, choice: Choice, heard: str, options: ReadingOptions) -> Syllable:
    printed = heard if char in "一不" and options.yi_bu == "sandhi" else choice.reading
    return syllable(printed, heard)
