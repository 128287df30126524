"""Every pattern that meets a source takes time in proportion to the line, whatever the line: each is timed over lines that patterns fear."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import publish.manuscript
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.text import read
from publish.manuscript.repairs.repair import repair
from publish.manuscript.structure.structure import structure

UNITS = (
    " ", "\t", "\u3000", " \n", "1", "1 ", "1.", "(1", "a", "a ", "a.", "中", "中 ", "第", "第1", "（", "(", "[", "[]", "![", "<", "<a ", "&", "&#", ".", "…", "-", "-1", "—",
    "·", "|", "| ", "~", "=", "#", "*", "_", "`", ":", "，", "。", "?", "！", "“", "《", "〓", "l1", "I", "/", "\\", "\ufffd", "http://", "@a.",
)  # fmt: skip
ENDS = ("", "x")
LENGTH = 8_000
ALLOWED = 0.05
"""Seconds for a line of so many characters: a linear pattern takes a hundredth of it, a squared one four times as much, a cubed one has no end."""


def values(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern]]:
    """The patterns in a value, and in the tables that hold some."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, (dict, tuple, list, frozenset)) and depth < 3:
        for one in value.values() if isinstance(value, dict) else value:
            yield from values(one, name, depth + 1)


def patterns() -> dict[str, re.Pattern]:
    """Every compiled pattern at the top of a module of the manuscript room."""
    found: dict[str, re.Pattern] = {}
    for info in pkgutil.walk_packages(publish.manuscript.__path__, "publish.manuscript."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if not name.startswith("__"):
                for number, (where, one) in enumerate(values(value, f"{info.name.removeprefix('publish.manuscript.')}.{name}")):
                    found.setdefault(f"{where}{number or ''}", one)
    return found


PATTERNS = patterns()


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def slow(work: Callable[[str], object], unit: str, end: str) -> bool:
    """Whether a line takes too long. A machine that is busy is asked twice more; a short line first, lest a cubed pattern never end."""
    for length in (LENGTH // 16, LENGTH // 4, LENGTH):
        line = (unit * length)[:length] + end
        if seconds(lambda line=line: work(line)) > ALLOWED and min(seconds(lambda line=line: work(line)) for _ in range(2)) > ALLOWED:
            return True
    return False


def test_there_are_patterns():
    assert len(PATTERNS) > 150 and "repairs.furniture._NUMBER" in PATTERNS


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_linear(name):
    pattern = PATTERNS[name]

    def all_of(line: str) -> None:
        whole = line.encode() if isinstance(pattern.pattern, bytes) else line
        for _ in pattern.finditer(whole):
            pass

    assert [(unit, end) for unit in UNITS for end in ENDS if slow(all_of, unit, end)] == []


def edited(text: str) -> None:
    """A text of one long line as the title, then twenty lines of it, through every repair and the structure."""
    document = read("a.txt", f"{text}\n中文。\n{text}\n".encode(), ManuscriptOptions())
    options = ManuscriptOptions(damage="allow")
    structure(repair(document, (), options).passages, "a.txt", "题", options)


@pytest.mark.parametrize("unit", UNITS)
def test_all_repairs_and_the_structure_are_linear(unit):
    short, long = (seconds(lambda n=n: edited((unit * n)[:n] + "中")) for n in (1_000, 16_000))
    assert long <= 16 * 3 * max(short, 0.05), (short, long)
