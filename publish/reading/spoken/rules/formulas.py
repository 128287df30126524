"""Signs and digits of a formula: minus between two terms, the rest of a division, products with units, hexadecimal numbers."""

from __future__ import annotations

import re

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.quantity import NUMBER
from publish.reading.spoken.rules.spot import HAN, Said, Segment, each, many, one
from publish.reading.spoken.rules.tables import triggers

_TERM_AHEAD = re.compile(r"(?:^|[^A-Za-zα-ω\d.])(?:\d{1,6}(?:\.\d{1,6})?)?[A-Za-zα-ω]?[²³)）\]]{0,3}\s?$")
_TO_A_RELATION = re.compile(r"\s?[\dA-Za-zα-ω(（√][\dA-Za-zα-ω.+\-−×÷*/^()（）²³ ]{0,12}?\s?[=＝≠≈]")
_FROM_A_RELATION = re.compile(r"[=＝≠≈]\s?[\dA-Za-zα-ω.+×÷*/^()（）²³ ]{1,10}$")
_POINTS = re.compile(rf"{NUMBER}\s?(?:BP|bp|个?基点|%|个百分点)(?![A-Za-z])")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{2,16}(?![0-9A-Za-z])")


_SCIENTIFIC = re.compile(r"(?:(\d{1,3}\.\d{1,8})[eE]([-−+]?)(\d{1,3})(?![\d.-]|[A-Za-z]\d)|(\d{1,3})[eE]([-−+])(\d{1,3})(?![\dA-Za-z.-]))")


def scientific(text: str, at: int) -> Said | None:
    """1E-3 → 一乘十的负三次方, 6.02e23. Without a sign or a point it may be a name (3E5): left to the other rules."""
    m = _SCIENTIFIC.match(text, at)
    if not m or (at and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] in "-.")):
        return None
    factor, sign, power = m[1] or m[4], "负" if (m[2] or m[5]) in tuple("-−") else "", m[3] or m[6]
    value = numerals.number(factor)
    return one(len(m.group()), f"{value}乘十的{sign}{numerals.cardinal(power)}次方", "math", 0.92 if m[1] else 0.85, f"{value}E{sign}{numerals.cardinal(power)}")


def charge(text: str, at: int) -> Said | None:
    """The 2+ of Ca2+, the 42- of SO42-: what an ion is charged with."""
    m = re.compile(r"(\d?)([1-4])([+\-−])(?![\dA-Za-z+\-])").match(text, at)
    if not m or not re.search(rf"(?:^|[^A-Za-z]){triggers('ion', 'before').pattern}$", text[max(0, at - 4) : at]):
        return None
    if m[3] != "+" and not m[1]:
        return None
    sign = "正" if m[3] == "+" else "负"
    atoms = [Segment(1, numerals.digits(m[1]), "code")] if m[1] else []
    return many([*atoms, Segment(2, numerals.digits(m[2]) + sign, "math")], 0.85, numerals.digits(m[1]) + sign + numerals.digits(m[2]) + "价")


def base(text: str, at: int) -> Said | None:
    """log₂8: 以二为底."""
    m = re.compile("[₀-₉]{1,3}").match(text, at)
    if not m or text[max(0, at - 3) : at] != "log":
        return None
    value = numerals.cardinal(m.group().translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")))
    return one(len(m.group()), f"以{value}为底", "math", 0.93, value)


def hexadecimal(text: str, at: int) -> Said | None:
    """0x8007FFFF: one by one, the x as a letter."""
    m = _HEXADECIMAL.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    parts = [each(c, "code")[0] if c.isdecimal() else Segment(1, c, "code") for c in m.group()]
    return many(parts, 0.93)


_PLUS_AHEAD, _PLUS_BEHIND = re.compile(r"[\w%％”\"）)]\s$"), re.compile(r"\s[\w“\"（(]")


def spaced_plus(text: str, at: int) -> Said | None:
    """3 + 5, “1 + 3 + N”: a plus with blanks on both sides joins, it is no sign of a number."""
    if text[at] not in "+＋" or not _PLUS_AHEAD.search(text[max(0, at - 2) : at]) or not _PLUS_BEHIND.match(text, at + 1):
        return None
    return one(1, "加", "math", 0.95)


def minus(text: str, at: int) -> Said | None:
    """3x-7=11, y=2x-1 and LPR-30BP: 减 between two terms of a sum."""
    if text[at] not in "-−–":
        return None
    ahead, behind = text[max(0, at - 14) : at], text[at + 1 : at + 18]
    if re.search(r"[A-Za-z]$", ahead) and _POINTS.match(behind):
        return one(1, "减", "math", 0.9, "负")
    off = re.search(r"满(\d{1,5})元?$", ahead)
    if off and (less := re.match(r"\d{1,5}(?!\d)", behind)) and int(less[0]) < int(off[1]):
        return one(1, "减", "math", 0.93, "到")
    if not re.search(r"[\dA-Za-zα-ω²³)）\]]\s?$", ahead) or not _TERM_AHEAD.search(ahead):
        return None
    if re.search(r"(?:^|[^A-Za-z])[a-z]$", ahead) and re.match(r"\d(?![\dA-Za-z])", behind):
        return one(1, "减", "math", 0.8, "", "杠")
    letters = re.search(r"[A-Za-zα-ω²³)）]$", ahead) or re.match(r"[A-Za-zα-ω](?![A-Za-z])", behind)
    if _TO_A_RELATION.match(behind) or (letters and _FROM_A_RELATION.search(ahead) and re.match(r"[\dA-Za-zα-ω(（]", behind)):
        return one(1, "减", "math", 0.93)
    return None


def remainder(text: str, at: int) -> Said | None:
    """The dots of 7÷2=3……1: 余."""
    m = re.compile(r"…{1,2}|\.{3,6}|·{3,6}").match(text, at)
    if not m or "÷" not in text[max(0, at - 14) : at] or not text[at - 1].isdecimal() or not text[m.end() : m.end() + 1].isdecimal():
        return None
    return one(len(m.group()), "余", "math", 0.93)


def star(text: str, at: int) -> Said | None:
    """250mL*12盒: a star between an amount and a number is 乘."""
    if text[at] not in "*＊" or not re.search(rf"\d\s?[A-Za-z{HAN}㎡]{{0,3}}\s?$", text[max(0, at - 6) : at]) or not re.match(r"\s?\d", text[at + 1 : at + 3]):
        return None
    return one(1, "乘", "math", 0.93, "乘以")
