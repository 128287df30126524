"""The tokens of a block as pieces of braille: words, numbers, Latin letters, marks, and the blanks between them.

GF 0019—2018 for words and punctuation, GB/T 18028—2010 for numbers and letters. Nothing here knows about lines and pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from publish.editions.braille import cells, joining
from publish.editions.braille.joining import Decision, Unit, Word
from publish.editions.braille.tables import BLANK, CONNECTOR, LOWER, NUMBER_SIGN, UNKNOWN, UPPER, rows, table
from publish.editions.braille.tables import cells as of_dots
from publish.findings import Finding, finding
from publish.reading.model import Token

Kind = Literal["word", "number", "letter", "mark", "space", "after"]
Gap = Literal["glue", "syllable", "free", "blank"]
"""What is before a piece: nothing; nothing, but a line too long for its page may end there; nothing, and a line may end there; a blank."""

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
NUMBER_INSIDE = re.compile(r"(?<=\d)[.,](?=\d)")
YEAR, ORDINAL = "年", "第"


@dataclass(frozen=True)
class Piece:
    """What is never divided: the cells of a syllable, a mark, a number, a letter. ``text``: the characters it stands for; ``token``:
    the place of its token in the list; ``gap``: what is before it; ``again``: the sign that it needs where a line begins with it, inside a
    number or a run of letters that is longer than a line."""

    cells: str
    text: str
    token: int
    gap: Gap = "glue"
    again: str = ""


@dataclass(frozen=True)
class Item:
    """A braille word, or one character that is none."""

    kind: Kind
    text: str
    token: int
    word: Word = ()


@dataclass(frozen=True)
class Encoded:
    """The pieces of a block and what a person should look at; ``fired``: the decisions that applied."""

    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()
    fired: frozenset[Decision] = frozenset()


@dataclass(frozen=True)
class Mark:
    """A mark's cells, and what is before it and after it: ``none``, ``blank``, ``-`` (no blank, but a line may end there)."""

    cells: str
    before: str
    after: str

    @property
    def opens(self) -> bool:
        return self.before == "blank"


@cache
def marks() -> dict[str, Mark]:
    """Every mark, under each character that is written with its cells."""
    made = {}
    for name, dots, before, after, others in rows("marks"):
        for text in (name, *(others.split() if others != "-" else ())):
            made[text] = Mark(of_dots(dots), before, after)
    return made


@cache
def number_cells() -> dict[str, str]:
    """Digits and the signs inside numbers → cells."""
    return table("digits") | {row[0]: of_dots(row[1]) for row in rows("numbers") if row[2] == "in"}


@cache
def after_number() -> dict[str, str]:
    """Signs after a number → cells."""
    return {row[0]: of_dots(row[1]) for row in rows("numbers") if row[2] == "after"}


@cache
def circled() -> dict[str, str]:
    """① to ⑩: the number sign and lowered digits."""
    low = {row[0]: of_dots(row[2]) for row in rows("digits")}
    return {char: NUMBER_SIGN + "".join(low[digit] for digit in str(number)) for number, char in enumerate(CIRCLED, 1)}


def encode(tokens: Sequence[Token], text: str = "", decisions: Sequence[Decision] = (), where: str = "") -> Encoded:
    """The pieces of a block's tokens. ``text``: the block's, in which ``decisions`` apply; ``where``: its id, for findings.

    Findings: a syllable or sign without cells (``E901``, ``E902``), a decision that cuts where nothing can be cut (``E905``).
    """
    placed = [(at, decision) for decision in decisions for at in decision.places(text)]
    items = tuple(_items(tokens, placed))
    pieces = tuple(_pieces(items))
    found = [*_lacking(items, where), *_misplaced(items, placed)]
    return Encoded(pieces, tuple(dict.fromkeys(found)), frozenset(decision for _, decision in placed))


# --- items -----------------------------------------------------------------------------------------------------------


def _items(tokens: Sequence[Token], placed: Sequence[tuple[int, Decision]]) -> Iterator[Item]:
    """Braille words and single characters, in order. Tokens without text (spoken cues) are nobody's print."""
    run: list[Word] = []
    for number, token in enumerate(tokens):
        if not token.text:
            continue
        if token.kind == "word":
            run.append(joining.units(token, number))
            continue
        yield from _words(run, placed)
        run = []
        yield from _characters(token, number)
    yield from _words(run, placed)


def _words(run: Sequence[Word], placed: Sequence[tuple[int, Decision]]) -> Iterator[Item]:
    words = joining.joined(run) if run else []
    if placed and words:
        low, high = words[0][0].start, words[-1][-1].end
        words = joining.decided(words, [(at, d) for at, d in placed if at < high and at + len(d.text) > low])
    for word in words:
        yield Item("word", "".join(unit.text for unit in word), word[0].token, word)


def _characters(token: Token, number: int) -> Iterator[Item]:
    """A token that is no word, character by character when all of them have cells; else as it is said, else as it is."""
    texts = list(cut(token.text))
    kinds = [kind_of(token, text) for text in texts]
    if "word" in kinds and token.syllables:
        word = tuple(replace(unit, word=token.spoken) for unit in joining.units(token, number))
        yield Item("word", token.text, number, word)
        return
    for text, kind in zip(texts, kinds, strict=True):
        unit = Unit(text, token.start, token.end, None, number, text, ())
        yield Item(kind, text, number, (unit,) if kind == "word" else ())


def cut(text: str) -> Iterator[str]:
    """Characters; …… and —— are one mark each; a point or comma inside a number stays what it is."""
    at = 0
    while at < len(text):
        size = 2 if text[at : at + 2] in marks() else 1
        yield text[at : at + size]
        at += size


def kind_of(token: Token, text: str) -> Kind:
    if text.isspace():
        return "space"
    if text in table("digits") or text in circled() or (text in number_cells() and NUMBER_INSIDE.search(token.text)):
        return "number"
    if text in after_number() and token.text[0].isdigit():
        return "after"
    if latin(text):
        return "letter"
    said = token.kind == "symbol" and token.syllables and text not in (":", "：")
    return "mark" if text in marks() and not (said and marks()[text].cells != CONNECTOR) else "word"


def latin(text: str) -> str:
    """The basic letter of a Latin character (``é`` → ``e``, ``Ａ`` → ``A``); empty for anything else."""
    base = unicodedata.normalize("NFKD" if unicodedata.decomposition(text[:1]).startswith("<wide>") else "NFD", text)[:1]
    return base if base.isascii() and base.isalpha() else ""


# --- pieces ----------------------------------------------------------------------------------------------------------


def _pieces(items: Sequence[Item]) -> Iterator[Piece]:
    """The cells of all items, each with what is before it."""
    items = _whole_marks(items)
    solid = [item for item in items if item.kind != "space"]
    spaced = {n for n, item in enumerate(_following(items)) if item}
    for n, item in enumerate(solid):
        before = solid[n - 1] if n else None
        gap, connector = _between(solid, n) if before else ("glue", False)
        if n in spaced and gap in ("glue", "free") and before and not _holds(before, item):
            gap, connector = "blank", False
        if connector:
            yield Piece(CONNECTOR, "", item.token, "syllable")
            gap = "glue"
        yield from _cells(item, before if gap == "glue" and not connector else None, gap)


def _whole_marks(items: Sequence[Item]) -> list[Item]:
    """…… and —— that came as two tokens; a colon between figures is no pause and takes no blank."""
    made: list[Item] = []
    for n, item in enumerate(items):
        if made and item.kind == made[-1].kind == "mark" and len(made[-1].text) == 1 and item.text == made[-1].text and item.text * 2 in marks():
            made[-1] = replace(made[-1], text=item.text * 2)
        elif item.text in (":", "：") and 0 < n < len(items) - 1 and items[n - 1].kind == items[n + 1].kind == "number":
            made.append(replace(item, text="-"))
        else:
            made.append(item)
    return made


def _following(items: Sequence[Item]) -> Iterator[bool]:
    """For each item that is no space: whether one stands before it."""
    space = False
    for item in items:
        if item.kind != "space":
            yield space
        space = item.kind == "space"


def _holds(before: Item, item: Item) -> bool:
    """Whether a mark holds its neighbour through a space: what opens, what closes, % after a figure."""
    return item.kind == "after" or (before.kind == "mark" and marks()[before.text].after == "none") or (item.kind == "mark" and marks()[item.text].before == "none")


def _between(items: Sequence[Item], n: int) -> tuple[Gap, bool]:
    """What is between an item and the one before it, and whether a connector is."""
    before, item = items[n - 1], items[n]
    if item.kind == "mark" or before.kind == "mark":
        return _beside_mark(before, item), False
    if "after" in (before.kind, item.kind):
        return "glue" if item.kind == "after" else "blank", False
    if before.text in circled():
        return "blank", False
    if item.kind != "word" and before.kind != "word":
        return "glue", False
    if before.kind == "word":
        return _after_word(items, n)
    if before.kind == "number":
        return "glue", not item.text.startswith(YEAR)
    return ("glue", True) if _lone_letter(items, n - 1) else ("blank", False)


def _after_word(items: Sequence[Item], n: int) -> tuple[Gap, bool]:
    """A blank; but 第3, and 维生素C with a connector before a letter that ends the word."""
    before, item = items[n - 1], items[n]
    if item.kind == "number":
        return ("glue" if before.text == ORDINAL else "blank"), False
    ends = n + 1 == len(items) or items[n + 1].kind in ("mark", "space")
    if item.kind == "letter" and _lone_letter(items, n) and ends:
        return "glue", True
    return "blank", False


def _lone_letter(items: Sequence[Item], n: int) -> bool:
    return items[n].kind == "letter" and (n == 0 or items[n - 1].kind not in ("letter", "number")) and (n + 1 == len(items) or items[n + 1].kind not in ("letter", "number"))


def _beside_mark(before: Item, item: Item) -> Gap:
    left = marks()[before.text] if before.kind == "mark" else None
    right = marks()[item.text] if item.kind == "mark" else None
    if left and left.after == "none":
        return "glue"
    if right and not right.opens:
        return "glue"
    if right or (left and left.after == "blank"):
        return "blank"
    return "free"


def _cells(item: Item, before: Item | None, gap: Gap) -> Iterator[Piece]:
    """An item's pieces. ``before``: the item right before it, with nothing between."""
    if item.kind == "word":
        yield from _syllables(item, gap)
    elif item.kind == "number":
        begins = item.text in circled() or not (before and before.kind == "number" and before.text not in circled())
        sign = "" if item.text in circled() else NUMBER_SIGN
        yield Piece((sign if begins else "") + (circled() | number_cells())[item.text], item.text, item.token, gap, "" if begins else sign)
    elif item.kind == "letter":
        upper = item.text.isupper()
        same = before and before.kind == "letter" and before.text.isupper() == upper
        sign = UPPER if upper else LOWER
        yield Piece(("" if same else sign) + table("letters")[latin(item.text).lower()], item.text, item.token, gap, sign if same else "")
    else:
        yield Piece((after_number().get(item.text) or marks()[item.text].cells), item.text, item.token, gap)


def _syllables(item: Item, gap: Gap) -> Iterator[Piece]:
    for n, unit in enumerate(item.word):
        after = item.word[n + 1].syllable if n + 1 < len(item.word) else None
        made = cells.of_syllable(unit.text, unit.syllable, unit.word, unit.readings, after) if unit.syllable else ""
        yield Piece(made or UNKNOWN, unit.text, unit.token, "syllable" if n else gap)


# --- findings --------------------------------------------------------------------------------------------------------


def _lacking(items: Sequence[Item], where: str) -> Iterator[Finding]:
    """Syllables that stand in for one without cells, and what has none at all."""
    for unit in (unit for item in items for unit in item.word):
        base = cells.plain(unit.text, unit.syllable)[0] if unit.syllable else ""
        if base and cells.known(base) != base:
            yield finding("E901", where, text=unit.text, syllable=base, instead=cells.known(base) or UNKNOWN)
        elif not base and unit.text.strip():
            yield finding("E902", where, text=unit.text, code=f"U+{ord(unit.text[0]):04X}")


def _misplaced(items: Sequence[Item], placed: Sequence[tuple[int, Decision]]) -> Iterator[Finding]:
    """Cuts inside what is read as one (花儿)."""
    held = {at for item in items for unit in item.word for at in range(unit.start + 1, unit.end)}
    for at, decision in placed:
        if any(at + cut in held for cut in decision.cuts):
            yield finding("E905", decision.text, words=decision.words)


def of_tokens(pieces: Sequence[Piece], count: int) -> tuple[str, ...]:
    """The cells of each token, without the blanks around it."""
    made = [""] * count
    for piece in pieces:
        made[piece.token] += piece.cells
    return tuple(made)


def line(pieces: Sequence[Piece]) -> str:
    """All cells with their blanks, as on a line without end."""
    return "".join((BLANK if piece.gap == "blank" else "") + piece.cells for piece in pieces)


def told(tokens: Sequence[Token], text: str) -> tuple[str, tuple[str, ...]]:
    """What ``publish say`` tells of a text: its cells on one line, and the cells of each token."""
    made = encode(tokens, text).pieces
    return line(made), of_tokens(made, len(tokens))
