"""The byte work: what a reading inserted blind to character borders did to GBK text, and what the text can have been.

The forward model (see docs of the damage): characters → GBK bytes → a table entry's two bytes, wherever they stand, get
``(reading)`` appended → decoded as GBK, where a lead byte before ``(`` becomes ``?`` and swallows it, and pairs that are
not assigned vanish → NFKC. A candidate is right only if the model makes the damaged text out of it, character by
character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from publish.han import HAN
from publish.manuscript.repairs.glosses import SYLLABLE, readings

TRACE = re.compile(rf"[?\ufffd]({SYLLABLE})\)")
"""What a misfire leaves: a question mark in the place of ``(``, the reading, and ``)``."""

@dataclass(frozen=True)
class Entry:
    """One row of the converter's table: two bytes, and the reading that was put after them."""

    pair: bytes
    reading: str


def table(glosses: Mapping[str, str], misfired: Iterable[tuple[str, str]] = ()) -> tuple[Entry, ...]:
    """The converter's table as far as the text shows it: characters with their inserted reading, and misfired pairs."""
    entries = {encode(char): reading for char, reading in glosses.items() if encode(char)}
    for char, reading in misfired:
        entries.setdefault(encode(char), reading)
    return tuple(Entry(pair, entries[pair]) for pair in sorted(entries))


def encode(text: str) -> bytes:
    """GBK bytes, or nothing when the text has none."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b""


def forward(text: str, entries: Iterable[Entry]) -> str:
    """What the converter would have made of ``text``: the model of the damage. Empty when GBK cannot hold the text."""
    known = {entry.pair: entry.reading for entry in entries}
    state = State()
    for byte in encode(text):
        state = feed(state, byte, known)
    return flush(state).shown


class State(NamedTuple):
    """The converter and the reader of its bytes, stopped between two bytes.

    ``held``: the byte that may still open a table entry with the next one · ``lead``: the byte of which the reader awaits
    the second half · ``shown``: what came out.
    """

    held: int = -1
    lead: int = -1
    shown: str = ""


def feed(state: State, byte: int, known: Mapping[bytes, str]) -> State:
    """Step 2 for one byte: a pair in the table gets its reading, at whatever offset it stands."""
    if state.held < 0:
        return State(byte, state.lead, state.shown)
    reading = known.get(bytes((state.held, byte)))
    state = _read(state, state.held)
    if reading is None:
        return State(byte, state.lead, state.shown)
    state = _read(State(-1, state.lead, state.shown), byte)
    for sign in f"({reading})":
        state = _read(state, ord(sign) if sign.isascii() else sign)
    return state


def flush(state: State) -> State:
    """The end of the text: the byte held back goes out too."""
    return _read(State(-1, state.lead, state.shown), state.held) if state.held >= 0 else state


def _read(state: State, item: int | str) -> State:
    """Step 3 and 4 for one byte (or one letter that is no byte): read as GBK, drop what is not assigned, NFKC."""
    if state.lead >= 0:
        return State(state.held, -1, state.shown + _pair(state.lead, item))
    if isinstance(item, str):
        return State(state.held, -1, state.shown + item)
    if item < 0x80:
        return State(state.held, -1, state.shown + chr(item))
    return State(state.held, item, state.shown)


def _pair(lead: int, trail: int | str) -> str:
    """Two bytes as the reader shows them: a broken pair is one ``?`` and swallows ``(``."""
    if isinstance(trail, str):
        return "?" + trail
    if trail < 0x40:
        return "?" if trail == 0x28 else "?" + chr(trail)
    return unicodedata.normalize("NFKC", assigned(lead, trail))


@cache
def assigned(lead: int, trail: int) -> str:
    """The character of a GBK pair, or nothing."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def misfired_by(before: str, reading: str) -> tuple[str, ...]:
    """Characters whose table entry can have fired after ``before``: first byte = its last byte, and read ``reading``."""
    last = encode(before)[-1:]
    if not last or last[0] < 0x81:
        return ()
    pairs = (assigned(last[0], trail) for trail in range(0x40, 0xFF))
    return tuple(c for c in pairs if c and re.match(f"[{HAN}]", c) and reading in readings(c))


def fits(before: str, allowed: Iterable[Iterable[str]], shown: str, entries: Iterable[Entry]) -> str:
    """A spelling, one character out of each set of ``allowed``, that the model turns into ``shown`` after ``before``.

    Empty when there is none. Works from left to right and forgets what no longer agrees, so long texts are quick.
    """
    known = {entry.pair: entry.reading for entry in entries}
    wanted = before + shown
    live = {_start(before, known): ""}
    for choices in allowed:
        following: dict[State, str] = {}
        for state, text in live.items():
            for char in choices:
                after = step(state, char, known)
                if after is not None and wanted.startswith(after.shown):
                    following.setdefault(after, text + char)
        live = following
    return next((text for state, text in live.items() if (done := flush(state)).shown == wanted and done.lead < 0), "")


def _start(before: str, known: Mapping[bytes, str]) -> State:
    state = step(State(), before, known)
    assert state is not None
    return state


def step(state: State, char: str, known: Mapping[bytes, str]) -> State | None:
    """One character more; None when GBK has no such character."""
    data = encode(char)
    if not data:
        return None
    for byte in data:
        state = feed(state, byte, known)
    return state


@cache
def preimages(char: str, traditional: bool) -> tuple[str, ...]:
    """How the broken document can have spelt a printed character: as it is, or in one of its everyday traditional forms.

    In a ``traditional`` document a character that is simplified only was spelt otherwise: the converter left none.
    """
    from publish.manuscript.readers.encodings import everyday
    from publish.manuscript.repairs.script import converter, only_simplified

    usual = converter("s2t").convert(char)
    forms = {form for form in _traditional().get(char, ()) if everyday(form) or form == usual}
    if not (traditional and forms and only_simplified(char)):
        forms.add(char)
    return tuple(sorted(forms, key=lambda c: (c != usual, c)))


@cache
def _traditional() -> dict[str, tuple[str, ...]]:
    """Simplified character → the characters of GBK that OpenCC turns into it."""
    from publish.manuscript.repairs.script import converter

    every = "".join(c for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if (c := assigned(lead, trail)))
    table: dict[str, list[str]] = {}
    for config in ("t2s", "tw2s"):
        plain = "\n".join(every)
        for old, new in zip(plain.split("\n"), converter(config).convert(plain).split("\n"), strict=True):
            if old != new and len(new) == 1 and old not in table.setdefault(new, []):
                table[new].append(old)
    return {new: tuple(old) for new, old in table.items()}
