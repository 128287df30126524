"""Numbered headings: which line is one, on which rung of the ladder it stands, and what number it bears.

The rungs are known by their glyphs only; which level a rung is, the document decides (order of first appearance).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = "〇零一二三四五六七八九十百千两"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"

RUNGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("编", re.compile(rf"第([{NUMBER}0-9]+)[编編][\s　、：:]*")),
    ("卷", re.compile(rf"第([{NUMBER}0-9]+)[卷][\s　、：:]*")),
    ("部分", re.compile(rf"第([{NUMBER}0-9]+)部分[\s　、：:]*")),
    ("章", re.compile(rf"第([{NUMBER}0-9]+)章[\s　、：:]*")),
    ("回", re.compile(rf"第([{NUMBER}0-9]+)[回][\s　、：:]+")),
    ("幕", re.compile(rf"第([{NUMBER}0-9]+)幕(?:[\s　、：:]+|$)")),
    ("场", re.compile(rf"第([{NUMBER}0-9]+)[场場](?:[\s　、：:]+|$)")),
    ("节", re.compile(rf"第([{NUMBER}0-9]+)[节節][\s　、：:]*")),
    ("一、", re.compile(rf"([{NUMBER}]+)、\s*")),
    ("（一）", re.compile(rf"[（(]([{NUMBER}]+)[）)][、.．]?\s*")),
    ("1.1.1", re.compile(r"(?<![0-9])([0-9]{1,2}[.．][0-9]{1,2}[.．][0-9]{1,2})(?![0-9])[.．、]?(?![0-9%％])[\s　]+")),
    ("1.1", re.compile(r"(?<![0-9])([0-9]{1,2}[.．][0-9]{1,2})(?![0-9])[.．、]?(?![0-9%％])[\s　]+")),
    ("1.", re.compile(r"([0-9]{1,3})[.．、](?![0-9])\s*")),
    ("（1）", re.compile(r"[（(]([0-9]{1,3})[）)]\s*")),
    ("①", re.compile(rf"([{CIRCLED}])\s*")),
    ("Ⅰ", re.compile(rf"([{ROMAN}])[、.．\s]\s*")),
    ("前言", re.compile(r"()(?=(?:前言|序言|序|引言|引子|楔子|导言|绪论|绪言|总则|附则|附录|结语|尾声|后记|跋)$)")),
)
"""The rungs in the order they are tried. ``1.`` is tried after ``1.1`` so that ``1.1 概况`` is not a heading "1.1"."""

LONGEST = 50
"""A heading is a line of at most so many characters, without a full stop inside."""

_LISTED = re.compile(rf"^(?:[{NUMBER}]+是|第[{NUMBER}0-9]+[，,]|——|首先|其次)")
_SENTENCE = re.compile(r"[。；;]|[，,：:、…—]$|[！!？?].")


@dataclass(frozen=True)
class Step:
    """A line that is a heading: its rung, the number it bears (0 when it has none to count), and its words."""

    rung: str
    number: int
    words: str


def step(line: str) -> Step | None:
    """The heading that ``line`` is, or None. ``一是…``, ``第一，…`` and lines that begin with a dash never are."""
    if len(line) > LONGEST or _LISTED.match(line):
        return None
    for rung, pattern in RUNGS:
        found = pattern.match(line)
        if found:
            words = line[found.end() :]
            return None if _SENTENCE.search(words) else Step(rung, value(found.group(1)), words)
    return None


def is_numbered(line: str) -> bool:
    """Whether a line opens with a number of some rung, heading or not."""
    return any(pattern.match(line) for _, pattern in RUNGS)


def value(number: str) -> int:
    """The number a heading bears: 十二 → 12, ③ → 3, 1.2 → 2 (the last part). 0 when there is none."""
    if not number:
        return 0
    if number[0] in CIRCLED:
        return CIRCLED.index(number[0]) + 1
    if number[0] in ROMAN:
        return ROMAN.index(number[0]) + 1
    last = re.split(r"[.．]", number)[-1]
    return int(last) if last.isdecimal() else _chinese(last)


def _chinese(text: str) -> int:
    """Chinese numerals below ten thousand: 二十三, 一百零五, 二〇."""
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if not re.search("[十百千]", text):
        return int("".join(str(digits[c]) for c in text))
    total, digit = 0, 0
    for char in text:
        if char in digits:
            digit = digits[char]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit
