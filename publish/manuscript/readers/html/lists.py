"""Labels of list items, as browsers print them (CSS Counter Styles 3): ``1.``, ``c.``, ``IV.``, ``三、``."""

from __future__ import annotations

import re

from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.tree import Element

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")
_NEVER_IN_ITEMS = ("h1", "h2", "h3", "h4", "h5", "h6", "table")


def is_layout(of: Element) -> bool:
    """Whether a list only lays out parts of a page: its items hold headings or tables."""
    return any(next(of.iterdescendants(tag), None) is not None for tag in _NEVER_IN_ITEMS)


def labels(of: Element) -> dict[Element, str]:
    """Item → what is printed before it; nothing for bullets."""
    items = [child for child in of if child.tag == "li"]
    if of.tag != "ol":
        return {item: tree.attribute(item, "data-label") for item in items}
    step = -1 if of.get("reversed") is not None else 1
    at = _number(of, "start", len(items) if step < 0 else 1)
    made = {}
    for item in items:
        at = _number(item, "value", at)
        typed = item.get("data-label")
        made[item] = typed if typed is not None else _label(at, _style(item) or _style(of) or "decimal")
        at += step
    return made


def _number(element: Element, name: str, otherwise: int) -> int:
    found = re.fullmatch(r"[+-]?\d{1,6}", tree.attribute(element, name), re.ASCII)
    return int(found.group()) if found else otherwise


def _style(element: Element) -> str:
    declared = tree.style(element)
    of_list = declared.get("list-style-type") or next(iter(declared.get("list-style", "").split()), "")
    return of_list or _TYPES.get(tree.attribute(element, "type"), "")


def _label(number: int, style: str) -> str:
    if style == "none":
        return ""
    if style in _CHINESE and 0 < number < 100:
        return chinese(number) + "、"
    if style.startswith(("lower-", "upper-")) and number > 0:
        said = _roman(number) if style.endswith("roman") and number < 4000 else _letters(number)
        return (said.lower() if style.startswith("lower") else said) + "."
    return f"{number:02}." if style == "decimal-leading-zero" else f"{number}."


def chinese(number: int) -> str:
    """1–99 as items are counted: 一、十、十一、二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _letters(number: int) -> str:
    """A … Z, AA, AB …"""
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(65 + rest) + said
    return said
