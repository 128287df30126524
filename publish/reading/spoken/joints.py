"""Expressions that touch: where two rules read one stretch (3x-7, 1h20min), how sure is that?

More than half of what was wrong while sure, in lists of clauses that were labelled before they were run, stood where one expression
touches another: a sign that was passed over, a letter that belonged to the number. So a joint of two rules is sure only when
``joints.tsv`` knows it; any other is a doubt, with the forms in which its signs and figures are heard (``heard.tsv``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from publish.reading.spoken.piece import Piece
from publish.reading.spoken.rules import numerals, tables

UNTRIED = 0.85
"""The most confidence an expression has that touches another one in a way not met before."""

_BOUNDARY = re.compile(r"[，。、；：！？“”‘’《》〈〉（）「」『』【】〔〕…,;!?()\[\]{}·\ufe0f\u20e3]+")
_QUOTE = re.compile("['\"’]")


def weighed(text: str, made: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of ``text`` with less confidence at untried joints, and with other forms for every doubt that has none."""
    doubted, left = set(), None
    for _, some in groupby(made, key=lambda piece: piece.group):
        group = list(some)
        if _apart(text, group):
            left = None
            continue
        if left is not None and (kind(text, left), kind(text, group)) not in _tried():
            doubted.add(_blamed(text, left, group))
        left = group
    low = {piece.group for piece in made if piece.confidence < 0.9 and not piece.alternatives} | doubted
    return tuple(made) if not low else tuple(_in_doubt(text, made, doubted))


def kind(text: str, group: Sequence[Piece]) -> str:
    """What ``joints.tsv`` calls a group: its rule, for letters their look or that a table knows them, for a sign of the table the sign (× for all of mathematics)."""
    rule, written = group[0].rule, text[group[0].start : group[-1].end]
    if rule == "latin":
        if written in tables.table("latin_words"):
            return "latin known"
        if not written.isascii():
            return "latin other"
        return "latin " + ("word" if len(written) > 1 and not written.isupper() else ("AB" if len(written) > 1 else "A") if written.isupper() else "a")
    if rule not in ("lone_mark", "mark"):
        return rule
    return f"{rule} {'×' if unicodedata.category(written[0]) == 'Sm' and not written.isascii() else written[0]}"


def _apart(text: str, group: list[Piece]) -> bool:
    """A word, a space, a mark of the sentence: what stands on its sides does not touch."""
    if group[0].kind in ("word", "space"):
        return True
    written = text[group[0].start : group[-1].end]
    if _BOUNDARY.fullmatch(written):
        return True
    if group[0].rule != "mark":
        return False
    ahead, behind = text[group[0].start - 1 : group[0].start], text[group[-1].end : group[-1].end + 1]
    if _QUOTE.fullmatch(written):
        return not ahead.isdecimal() or written in text[max(0, group[0].start - 16) : group[0].start]
    return written in ".:：" and not (ahead.isalnum() and behind.isalnum())


def _blamed(text: str, left: list[Piece], right: list[Piece]) -> int:
    """Which of two groups is the doubtful one: the sign if it is heard, else what stands right of it."""
    for group in (left, right):
        if not text[group[0].start].isalnum() and any(piece.spoken for piece in group):
            return group[0].group
    return (right if any(piece.spoken for piece in right) else left)[0].group


def _in_doubt(text: str, made: Sequence[Piece], doubted: set[int]) -> list[Piece]:
    found: list[Piece] = []
    for number, some in groupby(made, key=lambda piece: piece.group):
        group = list(some)
        if number in doubted:
            group = [replace(piece, confidence=min(piece.confidence, UNTRIED)) for piece in group]
        if group[0].confidence < 0.9 and not group[0].alternatives:
            group[0] = replace(group[0], alternatives=heard(text[group[0].start : group[-1].end], "".join(piece.spoken for piece in group)))
        found += group
    return found


def heard(written: str, spoken: str) -> tuple[str, ...]:
    """Other forms in which such figures, signs or letters are heard."""
    forms: list[str] = []
    if written.isascii() and written.isdecimal():
        forms = [numerals.cardinal(written), numerals.digits(written), numerals.digits(written, "幺")]
    elif re.fullmatch(r"\d+\.\d+", written, re.ASCII):
        forms = [numerals.number(written), numerals.digits(written)]
    elif written in tables.table("heard"):
        forms = tables.table("heard")[written][0].split("|")
    elif written in tables.units():
        forms = [tables.units()[written], written]
    return tuple(form for form in dict.fromkeys(forms) if form != spoken)


@cache
def _tried() -> frozenset[tuple[str, str]]:
    return frozenset((left, right) for left, right in tables.rows("joints"))
