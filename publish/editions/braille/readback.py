"""The proof that reads back: cells become syllables, figures, letters and marks again, and are compared with the reading.

It knows the tables and nothing of how the cells were made. What cells cannot tell is a set of readings: o and e share a cell, a bare
syllable has the tone that is left away or none, 他, 它 and 她 are tā.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Literal

from publish.editions.braille import cells as syllable_cells
from publish.editions.braille import encode, tones
from publish.editions.braille.tables import BLANK, CONNECTOR, LOWER, NUMBER_SIGN, UNKNOWN, UPPER, cells, rows, syllables, table
from publish.findings import Finding, finding
from publish.reading.model import Token

Kind = Literal["syllable", "digit", "letter", "mark", "sign", "connector", "unknown", "wrong"]
ERHUA = frozenset({"er2", "er5"})
"""What 儿 in the syllable before it looks like."""
AROUND = 8
"""Items shown on each side of a difference."""


@dataclass(frozen=True)
class Item:
    """Something read: its kind, and what it can be (readings of a syllable; else one string)."""

    kind: Kind
    can: frozenset[str]

    def agrees(self, other: Item) -> bool:
        return self.kind == other.kind and not self.can.isdisjoint(other.can)

    def __str__(self) -> str:
        return "/".join(sorted(self.can))


# --- from cells ------------------------------------------------------------------------------------------------------


@cache
def _readings() -> dict[str, frozenset[str]]:
    """Cells of a syllable without tone → its readings without tone."""
    found: dict[str, set[str]] = defaultdict(set)
    for base, (initial, final) in syllables().items():
        found[table("initials").get(initial, "") + table("finals").get(final, "")].add(base)
    return {key: frozenset(bases) for key, bases in found.items()}


@cache
def _short() -> dict[str, frozenset[str]]:
    """Cells of the six shorthand characters, short and spelled → readings."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, reading, short, spelled in rows("shorthand"):
        found[cells(short)].add(reading)
        found[cells(spelled)].add(reading)
    return {key: frozenset(readings) for key, readings in found.items()}


@cache
def _bare(base: str) -> frozenset[str]:
    """What a syllable without tone cell can be: neutral, or a tone that is left away."""
    return frozenset({f"{base}5", *(f"{base}{tone}" for tone in (1, 2, 3, 4) if not tones.written(base, tone))})


@cache
def _digits() -> dict[str, str]:
    return {dots: digit for digit, dots in table("digits").items()}


@cache
def _inside() -> dict[str, str]:
    return {cells(row[1]): row[0] for row in rows("numbers") if row[2] == "in"}


@cache
def _letters() -> dict[str, str]:
    return {dots: letter for letter, dots in table("letters").items()}


@cache
def _signs() -> tuple[tuple[str, Item], ...]:
    """Circled numbers and signs after a number, longest first."""
    found = [(dots, Item("sign", frozenset({text}))) for text, dots in (encode.circled() | encode.after_number()).items()]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _marks() -> frozenset[str]:
    return frozenset(mark.cells for mark in encode.marks().values())


@cache
def _tones() -> frozenset[str]:
    return frozenset(table("tones").values())


def _mark(text: str, at: int) -> str:
    """The longest mark that leaves no tone behind it, which nothing begins with: ，》 begins like 《."""
    found = (text[at : at + size] for size in (3, 2, 1))
    return next((part for part in found if part in _marks() and text[at + len(part) : at + len(part) + 1] not in _tones()), "")


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_short()) | frozenset(_readings())


def _longest(known: frozenset[str], text: str, at: int) -> str:
    """The longest of the known strings of cells (four at most) that begins at ``at``."""
    return next((part for size in (4, 3, 2, 1) if (part := text[at : at + size]) in known), "")


def decode(text: str) -> tuple[Item, ...]:
    """Cells with blanks (lines may be joined by one) → items; marks that follow each other are one item."""
    return _merged([item for word in text.split(BLANK) for item in _word(word)])


def _merged(items: Sequence[Item]) -> tuple[Item, ...]:
    made: list[Item] = []
    for kind, group in groupby(items, key=lambda item: item.kind):
        run = list(group)
        made += [Item("mark", frozenset({"".join(map(str, run))}))] if kind == "mark" else run
    return tuple(made)


def _word(text: str) -> Iterator[Item]:
    at, state = 0, ""
    while at < len(text):
        state, item, size = _next(text, at, state)
        if item:
            yield item
        at += size


def _next(text: str, at: int, state: str) -> tuple[str, Item | None, int]:
    """The state after what stands at ``at`` (``number``, a case sign, nothing), what it is, how many cells it takes."""
    cell, after = text[at], text[at + 1 : at + 2]
    if state == "number":
        if cell in _digits():
            return "number", Item("digit", frozenset({_digits()[cell]})), 1
        if cell in _inside() and after in _digits():
            return "number", Item("digit", frozenset({_inside()[cell]})), 1
    if cell == NUMBER_SIGN:
        for dots, item in _signs():
            if text.startswith(dots, at) and (state == "number" or str(item) in encode.CIRCLED):
                return "", item, len(dots)
    if cell == NUMBER_SIGN and after in _digits():
        return "number", None, 1
    if state in (UPPER, LOWER) and cell in _letters():
        letter = _letters()[cell]
        return state, Item("letter", frozenset({letter.upper() if state == UPPER else letter})), 1
    if cell in (UPPER, LOWER) and after in _letters():
        return cell, None, 1
    return "", *_syllable_or_mark(text, at)


def _syllable_or_mark(text: str, at: int) -> tuple[Item, int]:
    if text.startswith(UNKNOWN, at):
        return Item("unknown", frozenset({""})), len(UNKNOWN)
    found, mark = _longest(_syllables(), text, at), _mark(text, at)
    if len(mark) >= len(found):
        return (Item("mark", frozenset({mark})), len(mark)) if mark else (Item("wrong", frozenset({text[at]})), 1)
    tone = next((name for name, dots in table("tones").items() if text[at + len(found) : at + len(found) + 1] == dots), "")
    short = _short().get(found, frozenset())
    if short and not tone:
        return Item("syllable", short | {r for base in _readings().get(found, ()) for r in _bare(base)}), len(found)
    bases = _readings().get(found, frozenset())
    can = {f"{base}{tone}" for base in bases} if tone else {reading for base in bases for reading in _bare(base)}
    return Item("syllable", frozenset(can)), len(found) + bool(tone)


# --- from the reading ------------------------------------------------------------------------------------------------


def expected(tokens: Sequence[Token]) -> tuple[Item, ...]:
    """What must be read back for tokens: syllables where something is said in words, else the characters."""
    return _merged([item for token in _whole_marks(tokens) for item in _of_token(token)])


def _whole_marks(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens with text; the halves of …… and —— as one."""
    shown = [token for token in tokens if token.text]
    at = 0
    while at < len(shown):
        pair = "".join(token.text for token in shown[at : at + 2])
        double = len(pair) == 2 and pair in encode.marks() and shown[at].text == pair[0]
        yield replace(shown[at], text=pair) if double else shown[at]
        at += 2 if double else 1


def _of_token(token: Token) -> Iterator[Item]:
    texts = list(encode.cut(token.text))
    kinds = ["word"] if token.kind == "word" else [encode.kind_of(token, text) for text in texts]
    if "word" in kinds and token.syllables:
        chars = token.text if len(token.text) == len(token.syllables) else " " * len(token.syllables)
        for char, syllable in zip(chars, token.syllables, strict=True):
            base, tone, erhua = syllable_cells.plain(char, syllable)
            known = syllable_cells.known(base)
            yield Item("syllable", frozenset({f"{known}{tone}"})) if known else Item("unknown", frozenset({""}))
            if erhua:
                yield Item("syllable", ERHUA)
        return
    if token.kind == "word":
        texts, kinds = [token.text], ["word"]
    for text, kind in zip(texts, kinds, strict=True):
        yield from _of_character(text, kind)


def _of_character(text: str, kind: str) -> Iterator[Item]:
    if kind == "mark":
        yield Item("mark", frozenset({encode.marks()[text].cells}))
    elif kind == "number":
        yield Item("sign" if text in encode.CIRCLED else "digit", frozenset({text}))
    elif kind == "after":
        yield Item("sign", frozenset({text}))
    elif kind == "letter":
        base = encode.latin(text)
        yield Item("letter", frozenset({base.upper() if text.isupper() else base.lower()}))
    elif kind == "word":
        yield Item("unknown", frozenset({""}))


# --- compared --------------------------------------------------------------------------------------------------------


def compare(text: str, tokens: Sequence[Token], where: str) -> Finding | None:
    """The first difference between what cells say and what the reading says (``E903``), or nothing."""
    read, wanted = _without_connectors(decode(text)), expected(tokens)
    at = 0
    for item in wanted:
        while at < len(read) and read[at].kind == "connector" and not _hyphen(item):
            at += 1
        if at >= len(read) or not _agree(read[at], item):
            break
        at += 1
    else:
        while at < len(read) and read[at].kind == "connector":
            at += 1
        if at == len(read):
            return None
        item = None
    shown = " ".join(map(str, read[max(at - AROUND, 0) : at + 1]))
    return finding("E903", where, found=shown or "—", expected=str(item) if item else "—")


def _hyphen(item: Item) -> bool:
    return item.kind == "mark" and str(item) == CONNECTOR


def _agree(read: Item, wanted: Item) -> bool:
    return _hyphen(wanted) if read.kind == "connector" else read.agrees(wanted)


def _without_connectors(items: Sequence[Item]) -> tuple[Item, ...]:
    """A lone 36 beside a figure or a letter may be a connector; elsewhere it is a mark."""
    made = []
    for n, item in enumerate(items):
        beside = {items[k].kind for k in (n - 1, n + 1) if 0 <= k < len(items)}
        lone = item.kind == "mark" and str(item) == CONNECTOR and beside & {"digit", "letter", "sign"}
        made.append(Item("connector", item.can) if lone else item)
    return tuple(made)
