"""The reading stage: a manuscript becomes sentences of tokens, each with what is said for it and in which syllables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from publish.files import Tell, nobody
from publish.findings import Finding, finding
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript
from publish.reading import cues, given, tokens
from publish.reading.cues import Around, Run
from publish.reading.lexicon import Lexicon, Scan, load
from publish.reading.model import Reading, ReadingOptions, Sentence, Token
from publish.reading.pinyin.dictionary import dictionary
from publish.reading.spelling.orthography import numbered, tone_marks
from publish.reading.spoken.split import sentences

FOREIGN_WORDS, FOREIGN_LETTERS, FOREIGN_SHARE = 4, 200, 0.02
"""So many words in letters one after another are foreign text; so many letters of it, or such a share of the book, are worth telling."""


def read(
    manuscript: Manuscript,
    options: ReadingOptions = ReadingOptions(),
    book_entries_path: Path | None = None,
    house: Path | None = None,
    tell: Tell = nobody,
) -> tuple[Reading, tuple[Finding, ...]]:
    """Read every block, ``sections`` first, then ``matter``. Progress in characters.

    ``book_entries_path``: the book's ``readings.toml`` (may be missing); ``house``: the folder of the house lexicon. Findings:
    entries that contradict each other (``R202``) or never fire (``R201``), characters nobody can read (``R203``), readings of the
    document that cannot be (``R110``–``R112``), pictures without words (``R113``). Raises :class:`PublishError` with
    ``R101``–``R108`` for broken entries.
    """
    lexicon = load(book_entries_path, house)
    scan = Scan(lexicon)
    blocks = [block for section in manuscript.sections + manuscript.matter for block in section.blocks]
    total, done, findings = sum(len(b.text) for b in blocks), 0, list(lexicon.findings)
    made: list[Sentence] = []
    for run in _groups(blocks):
        said: dict[str, tuple[Sentence, ...]] = {}
        for block in run.blocks:
            said[block.id] = _block(block, options, scan, cues.around(block, run, said, manuscript.metadata.language), findings)
            made += said[block.id]
            done += len(block.text)
            tell(done, total)
    return Reading(tuple(made)), (*findings, *scan.unused(), *_unreadable(made), *_untold(blocks), *_foreign(made))


def _groups(blocks: Iterable[Block]) -> Iterator[Run]:
    """Blocks one by one, but a list, a table, a figure … whole."""
    for _, run in groupby(enumerate(blocks), key=lambda at: at[1].group or at[0]):
        yield Run(tuple(block for _, block in run))


def say(text: str, options: ReadingOptions = ReadingOptions(), lexicon: Lexicon = Lexicon()) -> tuple[Sentence, ...]:
    """The sentences of any line of text; their block is called ``text``."""
    return _block(Block("text", "paragraph", text), options, Scan(lexicon), Around(), [])


def _block(block: Block, options: ReadingOptions, scan: Scan, around: Around, findings: list[Finding]) -> tuple[Sentence, ...]:
    """The sentences of a block; none of a line that only separates. What is wrong with it is added to ``findings``."""
    if block.kind == "separator" or not (block.text or around.before):
        return ()
    ruby, wrong = given.given(block)
    findings += wrong
    matches = given.merged(scan.matches(block.id, block.text), ruby, list(given.unspoken(block)))
    lines = list(_lines(block, [(m.start, m.end) for m in matches if m.entry.say or m.entry.silent]))
    pieces = tokens.parts(block.text, matches, (end for _, end in lines))
    ranges = _ranges(block, lines, tokens.groups(block.text, pieces))
    drafts = tokens.drafts(block.text, pieces, [end for _, end in ranges], matches, dictionary(), options.genre)
    made, at = [], 0
    for number, (start, end) in enumerate(ranges, 1):
        first = at
        while at < len(drafts) and drafts[at].end <= end:
            at += 1
        before, after = around.before if number == 1 else (), around.after if number == len(ranges) else ()
        read = (*before, *tokens.finish(drafts[first:at], options), *after)
        made.append(Sentence(f"{block.id}-{number}", block.id, start, end, read))
    return tuple(made)


LINES = ("paragraph", "item", "quote", "verse", "cell", "note", "code", "salutation", "speaker")
"""Kinds of which each line (``break`` marks) is a sentence. A heading set in two lines is one sentence."""


def _lines(block: Block, whole: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches after which a sentence always ends: run-in headings, lines. What is ``whole`` is never cut: it ends the line."""
    for mark in block.marks:
        if mark.kind == "run-in" or (mark.kind == "break" and block.kind in LINES):
            yield mark.start, next((end for start, end in whole if start < mark.end < end), mark.end)


def _ranges(block: Block, lines: list[tuple[int, int]], whole: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The sentences' ranges. An alternative text is one sentence, because a picture is one thing to point at; a sign of a note belongs to the
    sentence before it; a printed label is never parted from its item."""
    text = block.text
    if block.kind == "figure":
        return ((0, len(text)),)
    signs = {mark.start: mark.end for mark in block.marks if mark.kind == "noteref" and mark.start < mark.end}
    if block.label and text.startswith(block.label):
        whole = [*whole, (0, len(text) - len(text[len(block.label) :].lstrip()) + 1)]
    edges = []
    for _, end in sentences(text, lines, whole):
        while end in signs:
            end = signs[end]
        edges.append(end)
    edges = sorted(set(edges))
    return tuple(zip([0, *edges], edges, strict=False))


def _foreign(made: list[Sentence]) -> tuple[Finding, ...]:
    """How much of the text is in a foreign language, where that is more than a name here and there (``R120``)."""
    found: list[tuple[str, str]] = []
    for sentence in made:
        run: list[str] = []
        for token in (*sentence.tokens, None):
            if token and token.kind == "latin" and token.text.isalpha():
                run.append(token.text)
            elif token is None or token.kind not in ("space", "punct") or any(map(is_han, token.text)):
                found += [(sentence.id, " ".join(run))] if len(run) >= FOREIGN_WORDS else []
                run = []
    letters = sum(len(words) for _, words in found)
    whole = sum(len(sentence.text) for sentence in made)
    if not found or (letters < FOREIGN_LETTERS and letters < FOREIGN_SHARE * whole):
        return ()
    where, words = found[0]
    return (finding("R120", where, count=len(found), percent=max(1, round(100 * letters / max(1, whole))), first=words[:40]),)


def _unreadable(made: list[Sentence]) -> tuple[Finding, ...]:
    """Han characters without a reading, each named once with its first place."""
    places: dict[str, str] = {}
    for sentence in made:
        for token in sentence.tokens:
            if token.spoken and not token.syllables and any(map(is_han, token.text)):
                places.setdefault(token.text, sentence.id)
    return tuple(finding("R203", where, text=text, code=f"U+{ord(text[0]):04X}") for text, where in places.items())


def _untold(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Pictures of which nobody says what they show."""
    for block in blocks:
        if block.figure and block.figure.file and not block.text and not block.figure.decorative:
            yield finding("R113", block.where or block.id, block=block.id)


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
