"""The book as paragraphs of braille: a title page, the contents, the text, in volumes when it is long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from publish.editions.braille import encode, layout
from publish.editions.braille.encode import Encoded, Piece
from publish.editions.braille.joining import Decision
from publish.editions.braille.layout import Grid, Page, Paragraph, Style
from publish.editions.braille.tables import rows
from publish.editions.model import Publication
from publish.editions.print import volumes
from publish.editions.print.pdf import title_page
from publish.editions.print.volumes import Volume
from publish.findings import Finding
from publish.manuscript.model import Block
from publish.own import own
from publish.reading.model import Sentence, Syllable, Token, TokenKind

Words = Callable[..., tuple[Piece, ...]]
"""The edition's own words by name, in the script of the book (:func:`phrase`)."""

CHARACTERS_A_CELL = 0.28
"""Characters of print for a cell of a page, blanks at line ends counted (the report: 9,673 on 46 pages of 750 cells)."""

HEADING = Style(centred=True, before=1, after=1, keep=True)
LOWER_HEADING = Style(centred=True, keep=True)
HIGH = 2
"""Headings down to this level stand between empty lines."""
AGAIN = "+"
"""Behind the id of a heading that a later volume says again."""
STYLES = {
    "title": Style(centred=True),
    "subtitle": Style(centred=True),
    "speaker": Style(centred=True),
    "salutation": Style(first=0),
    "quote": Style(first=4, rest=2),
    "verse": Style(first=4, rest=6),
    "cell": Style(first=2, rest=4),
    "caption": Style(first=2, rest=4, before=1, keep=True),
    "figure": Style(first=2, rest=2, before=1),
    "note": Style(first=4, rest=2),
    "code": Style(first=2, rest=4),
    "separator": Style(centred=True, before=1, after=1),
}
"""How the kinds of blocks stand; any other kind is a paragraph. A table is a list of its cells, each after the head that the reading
says before it."""
FIRST_CELL = Style(first=0, rest=4)
SEPARATOR = (Piece("⠶⠔", "", 0), *[Piece("⠶⠔", "", 0, "blank")] * 2)
"""Where print has a line or a gap between parts."""


def style_of(block: Block, level: int) -> Style:
    """How a block stands: headings by the ``level`` of their section, items by their own."""
    if block.kind == "heading":
        return HEADING if level <= HIGH else LOWER_HEADING
    if block.kind == "item":
        deep = 2 * max(block.level - 1, 0)
        return Style(first=deep + 2, rest=deep) if block.label else Style(first=deep, rest=deep + 2)
    if block.cell and block.cell.column == 1:
        return FIRST_CELL
    return STYLES.get(block.kind, Style())


@dataclass(frozen=True)
class Bound:
    """One volume: its pages, the first of which is the title page, then ``contents`` pages of contents."""

    pages: tuple[Page, ...]
    contents: int
    body: tuple[Paragraph, ...]
    front: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Edited:
    """The whole book and what was met on the way."""

    volumes: tuple[Bound, ...]
    findings: tuple[Finding, ...]
    fired: frozenset[Decision]


class Composer:
    """Encodes blocks and remembers what it met."""

    def __init__(self, sentences: dict[str, tuple[Sentence, ...]], decisions: Sequence[Decision]) -> None:
        self.sentences, self.decisions = sentences, decisions
        self.findings: dict[Finding, None] = {}
        self.fired: set[Decision] = set()

    def block(self, block: Block, level: int, sentences: Sequence[Sentence] | None = None) -> Iterator[Paragraph]:
        """A block in its style: one paragraph, or one for each of its lines."""
        style, entry = style_of(block, level), level if block.kind == "heading" else 0
        tokens = printed(block, self.sentences.get(block.id, ()) if sentences is None else sentences)
        if not tokens and block.kind == "separator":
            yield Paragraph(SEPARATOR, style)
        for number, line in enumerate(_lines(block, tokens) if entry == 0 else [tokens]):
            made = encode.encode(line, block.text, self.decisions, block.id)
            self._remember(made)
            yield Paragraph(made.pieces, style if number == 0 else replace(style, before=0), block.id, entry)

    def _remember(self, made: Encoded) -> None:
        self.findings |= dict.fromkeys(made.findings)
        self.fired |= made.fired


def compose(publication: Publication, grid: Grid, most: int, decisions: Sequence[Decision] = ()) -> Edited:
    """The book on pages, in volumes of about ``most`` pages."""
    sections = publication.manuscript.sections
    front = title_page(sections)
    body = (replace(sections[0], blocks=sections[0].blocks[len(front) :]), *sections[1:]) if front else sections
    by_block = publication.reading.by_block()
    parts = volumes.divided(body, by_block, int(most * grid.cells * grid.lines * CHARACTERS_A_CELL))
    composer = Composer(by_block, decisions)
    words = partial(phrase, publication.language)
    bound = tuple(_bound(composer, words, front, volume, (number, len(parts)), grid) for number, volume in enumerate(parts, 1))
    return Edited(bound, tuple(composer.findings), frozenset(composer.fired))


def _bound(composer: Composer, words: Words, front: Sequence[Block], volume: Volume, place: tuple[int, int], grid: Grid) -> Bound:
    opening = tuple(_front(composer, words, front, place))
    body = tuple(_body(composer, words, volume))
    title = layout.pages(opening, grid)
    count = len(_contents(words, body, {}, grid, 2))
    first = 2 + count
    text = layout.pages(body, grid, first)
    places = {row.block: number for number, page in reversed([*enumerate(text, first)]) for row in page.rows if row.block}
    return Bound((*title[:1], *_contents(words, body, places, grid, 2), *text), count, body, opening)


def _front(composer: Composer, words: Words, front: Sequence[Block], place: tuple[int, int]) -> Iterator[Paragraph]:
    """The title page: the title and what stands with it, the scheme, the volume, and that a proof-reader has yet to read it."""
    own = [words("scheme")]
    if place[1] > 1:
        own.append(words("volume", n=place[0], of=place[1]))
    for number, block in enumerate(front):
        for paragraph in composer.block(block, 1):
            yield replace(paragraph, style=Style(centred=True, before=4 if number == 0 else 1))
    for number, pieces in enumerate(own):
        yield Paragraph(pieces, Style(centred=True, before=3 if number == 0 else 1))
    yield Paragraph(words("draft"), Style(before=2))


def _body(composer: Composer, words: Words, volume: Volume) -> Iterator[Paragraph]:
    for level, block in volume.above:
        (said,) = composer.block(block, level)
        yield replace(said, block=f"{block.id}{AGAIN}", pieces=(*said.pieces, *(replace(p, gap="blank") if n == 0 else p for n, p in enumerate(words("continued")))))
    for section in volume.sections:
        for block in section.blocks:
            yield from composer.block(block, section.level, volume.sentences.get(block.id, ()))


def _contents(words: Words, body: Sequence[Paragraph], places: dict[str, int], grid: Grid, first: int) -> tuple[Page, ...]:
    """The headings with the pages they stand on; none in a book without headings. ``places`` may be empty to count the pages."""
    entries = [paragraph for paragraph in body if paragraph.entry]
    if not entries:
        return ()
    made = [Paragraph(words("contents"), HEADING)]
    for entry in entries:
        inset = 2 * (min(entry.entry, 3) - 1)
        number = layout.figures(places.get(entry.block, 1))
        made.append(Paragraph(entry.pieces, Style(inset, inset + 4), "", 0, number))
    return layout.pages(made, grid, first)


def phrase(language: str, name: str, **numbers: int) -> tuple[Piece, ...]:
    """The edition's own words, encoded; what is printed beside them in the script of ``language``."""
    pieces = encode.encode(phrase_tokens(name, **numbers)).pieces
    return tuple(replace(piece, text=own(language, piece.text)) for piece in pieces)


def phrase_tokens(name: str, **numbers: int) -> tuple[Token, ...]:
    """A row of ``phrases.tsv`` as tokens, ``{n}`` filled with a number."""
    _, words, readings = next(row for row in rows("phrases") if row[0] == name)
    syllables = iter(readings.split())
    made, at = [], 0
    for word in words.format(**numbers).split():
        kind: TokenKind = "number" if word.isdigit() else "word" if word[0].isalpha() else "punct"
        said = _said(next(syllables)) if kind == "word" else ()
        made.append(Token(at, at + len(word), word, kind, "", said, "rule", 1.0))
        at += len(word)
    return tuple(made)


def _said(reading: str) -> tuple[Syllable, ...]:
    """``mu4lu4`` as syllables."""
    parts, base = [], ""
    for letter in reading:
        if letter.isdigit():
            parts.append(Syllable(base.replace("v", "ü"), int(letter), base + letter))
            base = ""
        else:
            base += letter
    return tuple(parts)


# --- what is printed ---------------------------------------------------------------------------------------------------

AFAR = 10**7
"""Where cues stand, before any text: no decision of a person reaches them."""


def printed(block: Block, sentences: Sequence[Sentence]) -> tuple[Token, ...]:
    """What braille shows of a block: its tokens, and what is only said in print's place (图：, the head of a cell) as words. A block that
    nobody reads is shown by its characters."""
    tokens = tokens_of(sentences)
    if not tokens:
        return tuple(Token(n, n + 1, char, "punct", "", (), "rule", 1.0) for n, char in enumerate(block.text))
    return tuple(made for n, token in enumerate(tokens) for made in (_cue(token, n * 100 - AFAR) if token.kind == "cue" else [token]))


def tokens_of(sentences: Sequence[Sentence]) -> tuple[Token, ...]:
    """The tokens of a block's sentences, in order."""
    return tuple(token for sentence in sentences for token in sentence.tokens)


def _cue(token: Token, at: int) -> Iterator[Token]:
    """A cue as printed words: the marks around it, and what is said between them."""
    core = token.spoken.strip(MARKS_OF_CUES)
    before, _, after = token.spoken.partition(core) if core else (token.spoken, "", "")
    for part in (before, core, after):
        kind: TokenKind = "word" if part == core and token.syllables else "latin" if part == core and core else "punct"
        if part:
            yield Token(at, at + len(part), part, kind, part, token.syllables if kind == "word" else (), token.decided_by, token.confidence)
            at += len(part)


MARKS_OF_CUES = "，。：；、！？"


def _lines(block: Block, tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens of each printed line (``break`` marks)."""
    ends = sorted({mark.end for mark in block.marks if mark.kind == "break"})
    line: list[Token] = []
    for token in tokens:
        while ends and line and token.start >= ends[0] >= 0:
            if any(one.start >= 0 for one in line):
                yield line
                line = []
            ends.pop(0)
        line.append(token)
    if line:
        yield line
