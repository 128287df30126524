"""Text that was decoded with the wrong encoding before it came to us: found line by line, with what it says when decoded rightly.

A line is damaged when its characters, written back in the encoding that some program took for its own, are valid bytes of another one, and what
those say is far likelier Chinese (:class:`publish.manuscript.repairs.likely.Likely`) than what stands there. Rare characters alone prove nothing: those of
a name or of a classical text hardly ever are valid bytes of another encoding, and never read better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from publish.manuscript.repairs import script
from publish.manuscript.wordlist import words

PAIRS: tuple[tuple[str, str], ...] = (
    ("gb18030", "utf-8"), ("cp1252", "utf-8"), ("big5", "utf-8"), ("cp1252", "gb18030"), ("big5", "gb18030"), ("gb18030", "big5"),
    ("cp1252", "big5"), ("cp932", "utf-8"), ("cp932", "gb18030"), ("gb18030", "cp932"),
)  # fmt: skip
"""What the bytes were taken for, and what they were. ``cp932`` is Shift-JIS."""

LEAST = 3
"""Characters beyond ASCII that a line has at least; fewer say too little."""

BETTER = 1.5
"""Natural logarithm by which each character must be likelier when decoded rightly (measured: damaged lines 2.2 and more, clean ones below 0.6)."""

SHORT = 12.0
"""What a line must gain besides, as a whole: a few rare characters that happen to be other bytes prove less than a sentence does (measured: 3 of 24,647
clean clauses of 3 to 9 characters were taken for damage without it, none with it)."""

LOST = 0.35
"""Share of the characters that may be lost in a line that is still told apart: what was decoded wrongly often loses the odd byte."""

HOLES = 0.15
"""Share of lost characters from which a line as a whole is lost, not only those places."""

UNKNOWN = 1e-9
"""Chance of a character that no word of the dictionary has."""

_BEYOND = re.compile(r"[^\x00-\x7f]")
_CLASSIC = re.compile("锟斤拷|锟[斤剿借絺]|烫烫烫|屯屯屯|ï¿½")


@dataclass(frozen=True)
class Garbled:
    """A stretch ``text[start:end]`` of one line that was decoded as ``taken`` and is ``really``; ``after``: what it says, empty where
    characters are lost for good."""

    start: int
    end: int
    taken: str
    really: str
    after: str


def find(text: str) -> Iterator[Garbled]:
    """All damaged stretches of ``text``, in order. Time is in proportion to its length."""
    at = 0
    for line in text.split("\n"):
        yield from _line(line, at)
        at += len(line) + 1


def _line(line: str, at: int) -> Iterator[Garbled]:
    if len(_BEYOND.findall(line)) < LEAST:
        return
    found = best(line)
    if found:
        taken, really, after = found
        yield Garbled(at, at + len(line), taken, really, after if "\ufffd" not in after else "")
    elif lost := _CLASSIC.search(line):
        yield Garbled(at + lost.start(), at + lost.end(), "", "", "")
    elif line.count("\ufffd") >= HOLES * len(_BEYOND.findall(line)):
        yield Garbled(at, at + len(line), "", "", "")


def best(line: str) -> tuple[str, str, str] | None:
    """The pair of encodings that explains ``line`` as damage, and what it says; None when it reads as it stands."""
    here, made = likeness(line), None
    best_score = here + BETTER + SHORT / max(1, len(_BEYOND.findall(line)))
    for taken, really in PAIRS:
        if not _may_be(line, taken):
            continue
        after = recoded(line, taken, really)
        if after is None:
            continue
        score = likeness(after)
        if score > best_score:
            best_score, made = score, (taken, really, after)
    return made


_HAN, _KANA, _HALF_KANA = (re.compile(f"[{range_}]") for range_ in ("\u3400-\u9fff\ue000-\uf8ff", "\u3040-\u30ff", "\uff61-\uff9f"))


def _may_be(line: str, taken: str) -> bool:
    """Whether a line can be what ``taken`` made of other bytes: Han characters for the most part, half-width kana among them (cp932), or
    letters and signs of the West alone. A line in Greek, Russian or Japanese is a line in that language.
    """
    beyond = len(_BEYOND.findall(line))
    if taken == "cp1252":
        return not _HAN.search(line)
    if taken == "cp932":
        return len(_HALF_KANA.findall(line)) * 6 >= beyond
    return len(_HAN.findall(line)) * 2 >= beyond and len(_KANA.findall(line)) * 5 <= beyond * 2


def recoded(line: str, taken: str, really: str) -> str | None:
    """``line`` as bytes of ``taken``, decoded as ``really``; None where that does not fit. Lost characters become U+FFFD."""
    data = _bytes(line, taken)
    if data is None:
        return None
    after = re.sub("[\ufffd\x1a]+", "\ufffd", data.decode(really, "replace"))
    lost = after.count("\ufffd")
    beyond = len(_BEYOND.findall(after))
    if not beyond or after == line or lost > LOST * max(beyond, 5) or any("\x80" <= c <= "\x9f" or "\ue000" <= c <= "\uf8ff" for c in after):
        return None
    return after if not lost or (len(_HAN.findall(after)) >= LEAST and _is_dense(line)) else None


def _is_dense(line: str) -> bool:
    """Whether hardly a letter of ASCII stands between the others: what was decoded wrongly has runs of them, French has not."""
    return len(_BEYOND.findall(line)) * 2 >= sum(not char.isspace() for char in line)


def _bytes(line: str, taken: str) -> bytes | None:
    """The bytes that were read as ``line``: cp1252 leaves five undefined, which programs read as Latin-1; a few marks for lost ones are let be."""
    data, misses = b"", 0
    for char in line:
        try:
            data += char.encode(taken)
        except UnicodeEncodeError:
            if taken == "cp1252" and char <= "\xff":
                data += char.encode("latin-1")
            elif char in "\ufffd？" or not "\u4e00" <= char <= "\u9fff":
                data += b"\x1a"
                misses += 1
            else:
                return None
    return data if misses <= LOST * len(line) else None


def likeness(text: str) -> float:
    """How likely each character of ``text`` beyond ASCII is in Chinese print, as the mean of natural logarithms, in words where they form such."""
    known, total = words()
    text = script.converter("t2s").convert(text.replace("\ufffd", ""))
    chars = [c for c in text if c > "\x7f" and not c.isspace()]
    if not chars:
        return -math.inf
    signs = "，。、；：？！“”‘’（）《》【】—…·％"
    score = 0.0
    at = 0
    while at < len(text):
        char = text[at]
        if char <= "\x7f" or char.isspace():
            at += 1
            continue
        if char in signs:
            score, at = score - 3.5, at + 1
            continue
        length = next((n for n in (4, 3, 2) if text[at : at + n] in known and len(text[at : at + n]) == n), 1)
        score += math.log(known[text[at : at + length]] / total) if length > 1 else _alone(char)
        at += length
    return score / len(chars)


@cache
def _alone(char: str) -> float:
    from publish.manuscript.repairs.likely import dictionary

    singles, total = dictionary()[2], dictionary()[3]
    return math.log(singles.get(char, 0) / total + UNKNOWN) - 2.0
