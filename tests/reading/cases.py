"""Cases of spoken Chinese: ``written<TAB>spoken`` lines where ``{a|b}`` stands for either form."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_CHOICE = re.compile(r"\{([^{}]*)\}")
_UNHEARD = re.compile(r"[\W_]+")


def load(path: Path) -> list[tuple[str, str]]:
    """The written and spoken columns of one file, comments and empty lines left out."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("# ")]
    return [tuple(line.split("\t")[:2]) for line in lines]


def heard(spoken: str) -> str:
    """Only what is heard: no spaces, no marks."""
    return _UNHEARD.sub("", spoken)


def lenient(spoken: str) -> str:
    """两 and 二, 幺 and 一 taken for one another, letters in one case."""
    return heard(spoken).translate(str.maketrans("两幺", "二一")).lower()


@cache
def pattern(label: str, easy: bool = False) -> re.Pattern[str]:
    """A regular expression for the label: its choices, compared as ``heard`` (or ``lenient``)."""
    clean = lenient if easy else heard
    parts, at = [], 0
    for m in _CHOICE.finditer(label):
        parts.append(re.escape(clean(label[at : m.start()])))
        parts.append("(?:" + "|".join(re.escape(clean(form)) for form in m[1].split("|")) + ")")
        at = m.end()
    return re.compile("".join(parts) + re.escape(clean(label[at:])))


def right(spoken: str, label: str, easy: bool = False) -> bool:
    """Does the spoken form agree with the label?"""
    return pattern(label, easy).fullmatch((lenient if easy else heard)(spoken)) is not None
