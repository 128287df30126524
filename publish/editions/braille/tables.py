"""The tables of ``data/``, and dots as cells. A cell is a character of Unicode's braille block, U+2800 to U+283F."""

from __future__ import annotations

from functools import cache
from importlib import resources

BLANK = "\u2800"
NUMBER_SIGN, CONNECTOR, UPPER, LOWER = "⠼", "⠤", "⠠", "⠰"
"""3456 before a number; 36 between a number or a letter and the word it belongs to; 6 and 56 before capital and small letters."""
UNKNOWN = "⠿⠿"
"""Stands where a character has no cells, so that nothing is dropped; each use is a finding."""


def cells(dots: str) -> str:
    """``cells("34-256-1")`` → ``⠌⠲⠁``; ``0`` is a blank cell."""
    return "".join(chr(0x2800 + sum(1 << int(dot) - 1 for dot in cell if dot != "0")) for cell in dots.split("-"))


def dots(text: str) -> str:
    """The other way: ``dots("⠌⠲⠁")`` → ``34-256-1``."""
    return "-".join("".join(str(n + 1) for n in range(6) if ord(cell) - 0x2800 >> n & 1) or "0" for cell in text)


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``data/<name>.tsv``; ``-`` and nothing both mean nothing where a row's meaning allows it."""
    text = (resources.files("publish.editions.braille") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("# "))


@cache
def table(name: str) -> dict[str, str]:
    """The first two columns of a table: what is written → cells, when the second column holds dots."""
    return {row[0]: cells(row[1]) for row in rows(name)}


@cache
def finals_alone() -> dict[str, str]:
    """Syllables without initial as spelled → final (``yi`` → ``i``)."""
    return {row[2]: row[0] for row in rows("finals") if row[2:] and row[2]}


WHISTLED = ("zh", "ch", "sh", "r", "z", "c", "s")
"""Initials that are syllables by themselves: zhi, chi, shi, ri, zi, ci, si (GF 0019—2018, 9.2)."""
PALATAL = ("j", "q", "x")
VELAR = ("g", "k", "h")


@cache
def syllables() -> dict[str, tuple[str, str]]:
    """Every syllable that pinyin can spell → its initial and final (either may be empty). Some of them nobody says."""
    short = {row[0]: row[1] for row in rows("spellings")}
    made = {spelled: ("", final) for spelled, final in finals_alone().items()}
    for initial, final in ((i, f) for i in table("initials") for f in table("finals")):
        if _goes(initial, final):
            tail = short.get(final, final)
            made[initial + (tail.replace("ü", "u") if initial in PALATAL else tail)] = (initial, final)
    return {**made, **{f"{initial}i": (initial, "") for initial in WHISTLED}}


def _goes(initial: str, final: str) -> bool:
    """Whether the final may follow the initial: g, k, h and j, q, x share their cells because no final follows both."""
    if final in ("er", "ueng"):
        return False
    narrow = final[0] in "iü"
    if initial in PALATAL:
        return narrow
    if initial in WHISTLED or initial in VELAR:
        return not narrow
    return final[0] != "ü" or initial in ("n", "l")
