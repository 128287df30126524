"""Traditional to simplified, where the document is traditional: OpenCC's ``tw2s``, characters only, no vocabulary.

``t2s`` leaves 著力 (should be 着力) and ``tw2sp`` turns 核心 into 内核; ``tw2s`` does neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from publish.han import HAN

if TYPE_CHECKING:
    from opencc import OpenCC

MIN_SHARE = 0.1
"""Share of traditional-only characters from which a document is traditional. Ordinary traditional prose has about 0.3."""

RATIO = 5
"""So many traditional-only characters must stand against one that is simplified-only."""


@cache
def converter(config: str) -> OpenCC:
    """OpenCC by configuration name, made once; imported late to keep start-up fast."""
    import opencc

    return opencc.OpenCC(config)


def evidence(text: str) -> tuple[int, int, int]:
    """How many characters are traditional only, simplified only, and Han at all."""
    counts = Counter(re.findall(f"[{HAN}]", text))
    traditional = sum(n for c, n in counts.items() if _only_traditional(c))
    simplified = sum(n for c, n in counts.items() if only_simplified(c))
    return traditional, simplified, counts.total()


def is_traditional_text(text: str) -> bool:
    """Whether the document as a whole is traditional: decided by counting, so a quotation or a name changes nothing."""
    traditional, simplified, han = evidence(text)
    return traditional >= 2 and traditional >= MIN_SHARE * han and traditional >= RATIO * simplified


def is_simplified_text(text: str) -> bool:
    """Whether the document as a whole is simplified, by the same count."""
    traditional, simplified, han = evidence(text)
    return simplified >= 2 and simplified >= MIN_SHARE * han and simplified >= RATIO * traditional


def simplify(text: str) -> str:
    """``text`` in simplified characters, one for one: same length, line for line. Addresses stay as they are."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    new = converter("tw2s").convert(line)
    chars = list(new if len(new) == len(line) else "".join(one(c) for c in line))
    for at, char in enumerate(line):
        chars[at] = _readable(char, chars[at])
    for start, written, printed in _house(line):
        chars[start : start + len(written)] = printed
    for at, decided in _decided(line):
        chars[at] = decided.removeprefix("?")
    for address in _ADDRESS.finditer(line):
        chars[address.start() : address.end()] = address[0]
    return "".join(chars)


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；、）》」]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9_.\u4e00-\u9fff-]+")


def one(char: str) -> str:
    """A character alone."""
    new = converter("tw2s").convert(char)
    return _readable(char, new) if len(new) == 1 else char


def _readable(char: str, new: str) -> str:
    """``new``, or a variant's print form; the traditional character itself where the simplified one lies beyond what fonts and readers have
    (嗰 would become U+20BB6)."""
    if new > "\uffff":
        return char
    return variants().get(new, new)


def doubts(text: str) -> Iterator[tuple[int, str]]:
    """Places where more than one form is possible and nothing decides, with the form that is taken otherwise: for a person to look at."""
    at = 0
    for line in text.split("\n"):
        for start, decided in _decided(line):
            if decided.startswith("?"):
                yield at + start, line[start]
        at += len(line) + 1


def _decided(line: str) -> Iterator[tuple[int, str]]:
    """What the neighbours of a character with several forms say, by the first row that fits (``data/simplify_context.tsv``)."""
    for at, char in enumerate(line):
        for left, right, becomes, _ in contexts().get(char, ()):
            if right.match(line, at + 1) and left.search(line[max(0, at - REACH) : at]):
                yield at, becomes
                break


REACH = 16
"""Characters to the left that a row may look at."""


def _house(line: str) -> Iterator[tuple[int, str, str]]:
    """Words of ``data/simplify.tsv`` in a line, the longest first at each place."""
    for written, printed in house():
        start = line.find(written)
        while start >= 0:
            yield start, written, printed
            start = line.find(written, start + len(written))


@cache
def house() -> tuple[tuple[str, str], ...]:
    """The words of ``data/simplify.tsv``: traditional form, simplified form, of the same length; longest first."""
    return tuple(sorted(((a, b) for a, b in _rows("simplify.tsv")), key=lambda row: (-len(row[0]), row[0])))


@cache
def variants() -> dict[str, str]:
    """``data/variants.tsv``: characters that OpenCC leaves → their print form."""
    return {row[0]: row[1] for row in _rows("variants.tsv")}


@cache
def contexts() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]]:
    """``data/simplify_context.tsv``: character → rows of left, right, form (``?`` in front: asked), example."""
    names = {form for row in _rows("surnames.tsv") for form in (row[0], converter("s2t").convert(row[0]))}
    surname = f"(?:{'|'.join(sorted(names))})"
    found: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]] = {}
    for char, left, right, becomes, example in _rows("simplify_context.tsv"):
        pattern = re.compile(f"(?:{left.replace('{surname}', surname)})$")
        found.setdefault(char, []).append((pattern, re.compile(right), becomes, example))
    return found


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("publish.manuscript") / "data" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _only_traditional(char: str) -> bool:
    return converter("t2s").convert(char) != char and not encodes(char, "gb2312")


@cache
def only_simplified(char: str) -> bool:
    """后 里 干 are in Big5 too, so they prove nothing; 报 is not."""
    return converter("s2t").convert(char) != char and not encodes(char, "big5")


def encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
