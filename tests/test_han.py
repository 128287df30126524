"""One answer to what a Han character is: Unicode's blocks, border by border, and the same in a regular expression."""

from __future__ import annotations

import re
import unicodedata

import pytest

from publish.han import HAN, is_han

BLOCKS = {
    "Unified Ideographs": (0x4E00, 0x9FFF), "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6DF), "C": (0x2A700, 0x2B73F), "D": (0x2B740, 0x2B81F),
    "E": (0x2B820, 0x2CEAF), "F": (0x2CEB0, 0x2EBEF), "I": (0x2EBF0, 0x2EE5F), "Compatibility": (0xF900, 0xFAFF),
    "Compatibility Supplement": (0x2F800, 0x2FA1F), "G": (0x30000, 0x3134F), "H": (0x31350, 0x323AF), "J": (0x323B0, 0x3347F), "zero": (0x3007, 0x3007),
}
"""Blocks.txt of Unicode 17; 〇 is the one ideograph of another block."""

OTHERS = (0x2E80, 0x2FD5, 0x2FFF, 0x3005, 0x3006, 0x3008, 0x3021, 0x31C0, 0x33FF, 0x4DC0, 0x4DFF, 0xA000, 0xF8FF, 0xFB00, 0x1F200, 0x1FFFF, 0x2FFFE, 0x2FFFF, 0x3FFFE, 0x40000, 0xD840)
"""Next to the blocks: radicals, descriptions, 々, strokes, hexagrams, Yi, private use, ligatures, emoji, what is no character."""


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_to_its_borders(name):
    first, last = BLOCKS[name]
    assert is_han(chr(first)) and is_han(chr((first + last) // 2)) and is_han(chr(last))


def test_nothing_beside_them():
    assert [hex(point) for point in OTHERS if is_han(chr(point))] == []


def test_the_class_says_the_same_of_every_code_point():
    written = re.compile(f"[{HAN}]")
    assert [hex(point) for point in range(0x110000) if is_han(chr(point)) is not bool(written.match(chr(point)))] == []


def test_unicode_agrees():
    """Every character that this Python's Unicode calls an ideograph, and no assigned one that it does not."""
    named = {point for point in range(0x110000) if unicodedata.name(chr(point), "").startswith(("CJK UNIFIED IDEOGRAPH-", "CJK COMPATIBILITY IDEOGRAPH-"))}
    assert [hex(point) for point in named if not is_han(chr(point))] == []
    assert [hex(p) for p in range(0x110000) if is_han(chr(p)) and p not in named and unicodedata.category(chr(p)) != "Cn"] == ["0x3007"]
