"""The reading stage: a manuscript becomes sentences of tokens, each with what is said for it and in which syllables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publish.files import Tell, nobody
from publish.findings import Finding, finding
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript
from publish.reading import tokens
from publish.reading.lexicon import Lexicon, Scan, load
from publish.reading.model import Reading, ReadingOptions, Sentence, Token
from publish.reading.pinyin.dictionary import dictionary
from publish.reading.spelling.orthography import numbered, tone_marks
from publish.reading.spoken.split import sentences


def read(
    manuscript: Manuscript,
    options: ReadingOptions = ReadingOptions(),
    book_entries_path: Path | None = None,
    house: Path | None = None,
    tell: Tell = nobody,
) -> tuple[Reading, tuple[Finding, ...]]:
    """Read every block, ``sections`` first, then ``matter``. Progress in characters.

    ``book_entries_path``: the book's ``readings.toml`` (may be missing); ``house``: the folder of the house lexicon. Findings:
    entries that contradict each other (``R202``) or never fire (``R201``), characters nobody can read (``R203``). Raises
    :class:`PublishError` with ``R101``–``R108`` for broken entries.
    """
    lexicon = load(book_entries_path, house)
    scan = Scan(lexicon)
    blocks = [block for section in manuscript.sections + manuscript.matter for block in section.blocks]
    total, done, made = sum(len(b.text) for b in blocks), 0, []
    for block in blocks:
        made += _block(block, options, scan)
        done += len(block.text)
        tell(done, total)
    return Reading(tuple(made)), lexicon.findings + scan.unused() + _unreadable(made)


def say(text: str, options: ReadingOptions = ReadingOptions(), lexicon: Lexicon = Lexicon()) -> tuple[Sentence, ...]:
    """The sentences of any line of text; their block is called ``text``."""
    return tuple(_block(Block("text", "paragraph", text), options, Scan(lexicon)))


def _block(block: Block, options: ReadingOptions, scan: Scan) -> Iterator[Sentence]:
    matches = scan.matches(block.id, block.text)
    pieces = tokens.parts(block.text, matches)
    ranges = sentences(block.text, ((m.start, m.end) for m in block.marks), tokens.groups(block.text, pieces))
    drafts = tokens.drafts(block.text, pieces, [end for _, end in ranges], matches, dictionary())
    at = 0
    for number, (start, end) in enumerate(ranges, 1):
        first = at
        while at < len(drafts) and drafts[at].end <= end:
            at += 1
        yield Sentence(f"{block.id}-{number}", block.id, start, end, tuple(tokens.finish(drafts[first:at], options)))


def _unreadable(made: list[Sentence]) -> tuple[Finding, ...]:
    """Han characters without a reading, each named once with its first place."""
    places: dict[str, str] = {}
    for sentence in made:
        for token in sentence.tokens:
            if not token.syllables and any(map(is_han, token.text)):
                places.setdefault(token.text, sentence.id)
    return tuple(finding("R203", where, text=text, code=f"U+{ord(text[0]):04X}") for text, where in places.items())


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
