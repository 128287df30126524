"""Cues: what a listener needs to be told and a reader sees (图：, 注：, the head of a table cell).

They become zero-width tokens before or after the printed words of a block. Their words are the publisher's (``data/cues.tsv``); the head of
a cell is said as its own block says it. Printed words that already say so need no cue (图一：… after 图：).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from publish.manuscript.model import Block
from publish.own import is_traditional
from publish.reading import lexicon, tokens
from publish.reading.lexicon import Entry, Match
from publish.reading.model import ReadingOptions, Sentence, Token
from publish.reading.pinyin.dictionary import dictionary, table

OPENING = {"figure": "figure", "note": "note", "code": "code"}
"""Block kind → the cue before the first block of its group."""


@dataclass(frozen=True)
class Run:
    """The blocks of one group, in order."""

    blocks: tuple[Block, ...]

    @cached_property
    def is_table(self) -> bool:
        return any(block.kind == "cell" for block in self.blocks)

    @cached_property
    def heads(self) -> tuple[Block, ...]:
        """The cells that name columns."""
        return tuple(block for block in self.blocks if block.cell and block.cell.head == "column")

    @cached_property
    def opening(self) -> frozenset[str]:
        """The first block of every cell."""
        firsts: dict[tuple[int, int], str] = {}
        for block in self.blocks:
            if block.cell:
                firsts.setdefault((block.cell.row, block.cell.column), block.id)
        return frozenset(firsts.values())


@dataclass(frozen=True)
class Around:
    """The cues before and after the words of a block. Their places are 0 and the end of its text."""

    before: tuple[Token, ...] = ()
    after: tuple[Token, ...] = ()


def around(block: Block, run: Run, said: Mapping[str, Sequence[Sentence]], language: str) -> Around:
    """The cues of ``block``. ``run``: the blocks of its group, in order; ``said``: the sentences of those before it."""
    before = [token for name, values in _opening(block, run) for token in phrase(name, language, **values)]
    after = [token for name, values in _closing(block, run) for token in phrase(name, language, **values)]
    end = len(block.text)
    return Around(
        tuple(replace(token, start=0, end=0) for token in (*_without_doubled_marks("。", before), *_heads(block, run, said))),
        tuple(replace(token, start=end, end=end) for token in _without_doubled_marks(block.text, after)),
    )


def _without_doubled_marks(text: str, cue: Sequence[Token]) -> Iterator[Token]:
    """The tokens of cues, a mark before one left out where what stands before it (``text``, then the cue before) has ended with one."""
    for token in cue:
        ended = text[-1:] in tokens.PAUSES
        yield replace(token, spoken=token.spoken[1:]) if ended and token.spoken[0] in tokens.PAUSES else token
        text = token.spoken


Named = tuple[str, dict[str, int]]


def _opening(block: Block, run: Run) -> Iterator[Named]:
    if block.kind == "figure":
        if block.figure and (block.figure.decorative or not (block.text or block.figure.file)):
            return
        name = "figure" if block.text else "untold"
        if not _says_so(block.text, name):
            yield name, {}
    elif block is run.blocks[0] and block.kind in OPENING and not _says_so(block.text, OPENING[block.kind]):
        yield OPENING[block.kind], {}
    elif block is run.blocks[0] and run.is_table:
        if not _says_so(block.text, "table") or block.cell:
            yield "table", {}
        if block.kind != "caption":
            yield "size", size(run.blocks)


def _closing(block: Block, run: Run) -> Iterator[Named]:
    if not run.is_table:
        return
    if block is run.blocks[0] and block.kind == "caption":
        yield "size", size(run.blocks)
    if block is run.blocks[-1]:
        yield "table-end", {}


def _says_so(text: str, name: str) -> bool:
    """Whether the printed words begin with the cue's own character: 图, 表, 注."""
    return bool(text) and text[0] in [form[0] for form in _words()[name][:2]]


def size(run: Sequence[Block]) -> dict[str, int]:
    """Rows and columns of a table: those of its furthest cell."""
    cells = [block.cell for block in run if block.cell]
    return {"rows": max(cell.row + cell.rows - 1 for cell in cells), "columns": max(cell.column + cell.columns - 1 for cell in cells)}


def column_heads(block: Block, run: Run) -> Iterator[Block]:
    """The cells that name the columns of a body cell, from the top: those above it that lie over one of its columns. None for the second
    paragraph of a cell."""
    here = block.cell
    if here is None or here.head or block.id not in run.opening:
        return
    for other in run.heads:
        over = other.cell
        if over and over.row < here.row and over.column < here.column + here.columns and here.column < over.column + over.columns:
            yield other


def _heads(block: Block, run: Run, said: Mapping[str, Sequence[Sentence]]) -> list[Token]:
    """The heads of a cell as cues, each as its own cell is read, without what was a cue there."""
    made: list[Token] = []
    for head in column_heads(block, run):
        own = [token for sentence in said.get(head.id, ()) for token in sentence.tokens if token.spoken and token.kind != "cue"]
        made += [replace(token, text="", kind="cue", ruby="", confidence=1.0) for token in own]
    if made and _runs_on(made[-1].spoken, block.text):
        made[-1] = replace(made[-1], spoken=made[-1].spoken + "，")
    return made


def _runs_on(head: str, text: str) -> bool:
    """Whether head and cell would be heard as one number: 2023 年的 12, 第一的 3."""
    return bool(head and text) and head[-1] in "零〇一二两三四五六七八九十百千万亿点" and (text[0].isnumeric() or text[0] in "-−+<>≥≤约")


@cache
def phrase(name: str, language: str, **values: int) -> tuple[Token, ...]:
    """The words of a cue as tokens at 0; a mark belongs to the word before it, or to the first word."""
    simplified, traditional, *otherwise = _words()[name]
    words = (traditional if is_traditional(language) else simplified).format(**values)
    decided = [Match(at, at + 1, Entry(char, readings=lexicon.readings(char, one[1:]))) for one in otherwise if one for at, char in enumerate(words) if char == one[0]]
    drafts = tokens.drafts(words, tokens.parts(words, decided), [len(words)], decided, dictionary())
    made: list[Token] = []
    lead = ""
    for token in tokens.finish(drafts, ReadingOptions()):
        if token.spoken:
            made.append(replace(token, start=0, end=0, text="", kind="cue", spoken=lead + token.spoken, ruby="", confidence=1.0))
            lead = ""
        elif made:
            made[-1] = replace(made[-1], spoken=made[-1].spoken + token.text)
        else:
            lead += token.text
    return tuple(made)


@cache
def _words() -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in table("cues.tsv")}
