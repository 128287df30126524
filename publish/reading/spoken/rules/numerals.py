"""Digits to Chinese numerals. Pure functions over strings of ASCII digits."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
LARGEST = 16
"""Most digits a number has when it is read by value; longer ones are read digit by digit."""

_PLACES = ("", "十", "百", "千")


def digits(written: str, one: str = "一") -> str:
    """Digit by digit, other characters dropped; ``one`` is 一, or 幺 as on the telephone."""
    return "".join(one if d == "1" else DIGITS[int(d)] for d in written if d.isdecimal())


def _thousands(n: int) -> str:
    """0 < n < 10,000, with 一十 written out."""
    spoken, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit:
            spoken += ("零" if gap and spoken else "") + DIGITS[digit] + _PLACES[place]
        gap = not digit
    return spoken


def _by_value(n: int) -> str:
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if n >= size:
            rest = n % size
            joint = "零" if rest and rest < size // 10 else ""
            return _by_value(n // size) + name + (joint + _by_value(rest) if rest else "")
    return _thousands(n)


def cardinal(written: str, two: str = "二") -> str:
    """By value: 110 → 一百一十, 12 → 十二, 2000 → 两千, 200 → 二百.

    ``two`` is said for a lone 2: 两 before a measure word. More than ``LARGEST`` digits are read one by one.
    """
    number = written.replace(",", "").lstrip("0")
    if len(number) > LARGEST:
        return digits(number)
    if number in ("", "2"):
        return two if number else "零"
    spoken = _by_value(int(number))
    if spoken.startswith("一十"):
        return spoken[1:]
    return "两" + spoken[1:] if spoken[:2] in ("二千", "二万", "二亿") else spoken


def number(written: str, two: str = "二") -> str:
    """A cardinal, or a decimal: 3.05 → 三点零五. A grouping comma is ignored; ``two`` as in :func:`cardinal`."""
    whole, point, part = written.partition(".")
    if not point:
        return cardinal(whole, two)
    return cardinal(whole or "0") + "点" + digits(part)


def percent(written: str, of: str = "百") -> str:
    """百分之…; 100 % is 百分之百. ``of`` is 千 for ‰."""
    return f"{of}分之" + ("百" if written == "100" and of == "百" else number(written))


ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(written: str) -> int | None:
    """The value of a well-formed Roman number below 400, else None."""
    total = 0
    values = [ROMAN[c] for c in written]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total if 0 < total < 400 and to_roman(total) == written else None


def to_roman(n: int) -> str:
    """The usual Roman form, to tell well-formed ones from other words."""
    spoken = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        spoken += sign * (n // value)
        n %= value
    return spoken
