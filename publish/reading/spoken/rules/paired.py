"""Two amounts with a stroke between them: blood pressure, a supply of 50/60Hz, the heat of an oven, a time of music."""

from __future__ import annotations

import re
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.quantity import NUMBER, unit_sign
from publish.reading.spoken.rules.spot import DASHES, Said, Segment, before, many, one
from publish.reading.spoken.rules.tables import triggers, units

_PAIR = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)([/⁄])(\d{1,4}(?:\.\d{1,2})?)(?![/.\d])")
_PRESSURE = re.compile(r"(\s?)(mmHg|毫米汞柱|kPa|千帕)")
_SLASH = re.compile("[/⁄]")


def stroke(text: str, at: int) -> Said | None:
    """140/90mmHg, 血压139/60: 比 (so said at the bedside, and never taken for a fraction). 50/60Hz: 或. 180/160℃: 到."""
    m = _PAIR.match(text, at)
    if not m or re.match("[A-Za-z]", text[at - 1 : at] if at else ""):
        return None
    unit = _PRESSURE.match(text, m.end())
    if (unit or about_pressure(text, at)) and float(m[1]) > float(m[3]) > 0:
        return _pressure(m, unit)
    sign = _unit().match(text, m.end())
    if not sign:
        return None
    if "氏度" in units()[sign[2]]:
        return _heat(text, at, m, sign)
    if "." in m[1] + m[3] or float(m[1]) >= float(m[3]) or (float(m[3]) > 16 and m[1] != "1"):
        return _said(m, sign, "或", 0.8, "", "斜杠", "到")
    return None


def pressures(text: str, at: int) -> Said | None:
    """The stroke of 130~139/85~89mmHg."""
    if not _SLASH.match(text, at) or not re.search(rf"[{DASHES}]\d{{2,3}}$", text[max(0, at - 4) : at]):
        return None
    if not re.match(rf"\d{{2,3}}[{DASHES}]\d{{2,3}}", text[at + 1 : at + 8]) or not (about_pressure(text, at) or "mmHg" in text[at : at + 14]):
        return None
    return one(1, "比", "unit", 0.85, "", "斜杠")


def about_pressure(text: str, at: int) -> bool:
    """Is blood pressure spoken of in this clause?"""
    return bool(triggers("pressure", "before").search(before(text, at, 16)))


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(\s?)({unit_sign()})")


def _pressure(m: re.Match[str], unit: re.Match[str] | None) -> Said:
    left, right = numerals.number(m[1]), numerals.number(m[3])
    parts = [Segment(len(m[1]), left, "unit"), Segment(1, "比", "unit"), Segment(len(m[3]), right, "unit")]
    name = ""
    if unit:
        name = units().get(unit[2], unit[2])
        parts += [Segment(1, "", "unit")] * len(unit[1]) + [Segment(len(unit[2]), name, "unit")]
    return many(parts, 0.75, left + right + name, f"{left}斜杠{right}{name}")


def _heat(text: str, at: int, m: re.Match[str], sign: re.Match[str]) -> Said:
    """Night and day of a forecast: 到; above and below in an oven: one after the other."""
    oven = triggers("oven", "before").search(before(text, at, 10))
    return _said(m, sign, "" if oven else "到", 0.75, "到" if oven else "", "斜杠")


def _said(m: re.Match[str], sign: re.Match[str], joint: str, sure: float, *others: str) -> Said:
    left, right, name = numerals.number(m[1]), numerals.number(m[3]), units()[sign[2]]
    parts = [Segment(len(m[1]), left, "range"), Segment(1, joint, "range"), Segment(len(m[3]), right, "range")]
    parts += [Segment(1, "", "unit")] * len(sign[1]) + [Segment(len(sign[2]), name, "unit")]
    return many(parts, sure, *(left + other + right + name for other in others))


_ELECTRIC = re.compile("电流|额定|空开|空气开关|断路器|保险丝|熔断|熔丝|插座|插头|充电|电表|电源|漏电|跳闸|负荷|线路|火线|电线|电缆|变压")


def current(text: str, at: int) -> Said | None:
    """The 2A of 5V/2A and 5V⎓3A: 安, since a voltage stands before it."""
    m = re.compile(rf"({NUMBER})(A)(?![A-Za-z\d])").match(text, at)
    if not m:
        return None
    electric = re.search(r"\dV[\s/⎓=，,、—]{0,2}$", text[max(0, at - 5) : at]) or _ELECTRIC.search(text[max(0, at - 12) : m.end() + 6])
    alone = re.fullmatch(r"[，。；\n]?", text[at - 1 : at] if at else "") and re.match(r"[，。；\n]|$", text[m.end() : m.end() + 1])
    if not electric and not (alone and m[1].isdecimal() and int(m[1]) >= 5):
        return None
    return many([Segment(len(m[1]), numerals.number(m[1], "两"), "unit"), Segment(1, "安", "unit")], 0.93 if electric else 0.75, numerals.number(m[1]) + "A")


def metre(text: str, at: int) -> Said | None:
    """6/8拍 → 八六: the time of a piece of music, below before above."""
    m = re.compile(r"([1-9]|1[0-2])/(2|4|8|16)(?=拍)").match(text, at)
    if not m:
        return None
    other = f"{numerals.cardinal(m[2])}分之{numerals.cardinal(m[1])}"
    if m[1] == "1":
        return one(m.end() - at, other, "fraction", 0.8, numerals.cardinal(m[2]) + "一")
    return one(m.end() - at, numerals.cardinal(m[2]) + numerals.cardinal(m[1]), "digits", 0.9, other)


def gestation(text: str, at: int) -> Said | None:
    """孕36+2周: weeks and days, said 加 as it is written."""
    m = re.compile(r"(\d{1,2})(\+)([0-6])(周|[wW](?![A-Za-z]))?").match(text, at)
    if not m or not re.search(r"(?:孕|妊娠|胎龄|停经|宫内)\s?$", text[max(0, at - 3) : at]):
        return None
    parts = [Segment(len(m[1]), numerals.cardinal(m[1]), "cardinal"), Segment(1, "加", "math"), Segment(1, numerals.cardinal(m[3]), "cardinal")]
    week = [Segment(1, "周", "unit")] if m[4] else []
    weeks, days = numerals.cardinal(m[1]), numerals.cardinal(m[3])
    return many([*parts, *week], 0.85, f"{weeks}周加{days}天", f"{weeks}周零{days}天", f"{weeks}加{days}")
