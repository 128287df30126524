"""Traditional to simplified, where the document is traditional: OpenCC's ``tw2s``, characters only, no vocabulary.

``t2s`` leaves 著力 (should be 着力) and ``tw2sp`` turns 核心 into 内核; ``tw2s`` does neither.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources

from publish.han import HAN

MIN_SHARE = 0.1
"""Share of traditional-only characters from which a document is traditional. Ordinary traditional prose has about 0.3."""

RATIO = 5
"""So many traditional-only characters must stand against one that is simplified-only."""


@cache
def converter(config: str):  # noqa: ANN201 - OpenCC has no stubs, and is imported late to keep start-up fast
    """OpenCC by configuration name, made once."""
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


def simplify(text: str) -> str:
    """``text`` in simplified characters, one for one: same length, line for line."""
    done = []
    for line in text.split("\n"):
        new = _follow_house(line, converter("tw2s").convert(line))
        done.append(new if len(new) == len(line) else "".join(one(c) for c in line))
    return "\n".join(done)


def one(char: str) -> str:
    new = converter("tw2s").convert(char)
    return new if len(new) == 1 else char


def _follow_house(before: str, after: str) -> str:
    """Correct what the converter is known to get wrong (``data/simplify.tsv``), where the printed form is in doubt."""
    if len(before) != len(after):
        return after
    for written, printed in house():
        start = before.find(written)
        while start >= 0:
            after = after[:start] + printed + after[start + len(written) :]
            start = before.find(written, start + len(written))
    return after


@cache
def house() -> tuple[tuple[str, str], ...]:
    """The words of ``data/simplify.tsv``: traditional form, simplified form, of the same length; longest first."""
    table = (resources.files("publish.manuscript") / "data" / "simplify.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(sorted(((a, b) for a, b in rows), key=lambda row: (-len(row[0]), row[0])))


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
