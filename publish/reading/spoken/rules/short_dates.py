"""Dates that are written short: 8.15, 11.20-11.26, 6/30, 05/06/2024, 9·18, and years before our era."""

from __future__ import annotations

import re
from functools import cache
from math import gcd

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, before, each, many, one
from publish.reading.spoken.rules.tables import measure_at, triggers

_DAY = r"(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])"
_MONTH_DAY = re.compile(rf"{_DAY}(?![\d.%‰℃])([日号]?)(?![线楼院门馆机店段])")
_SPAN = re.compile(rf"{_DAY}(\s?(?:[{DASHES}]{{1,2}}|[至到])\s?){_DAY}(?![\d.%‰℃{DASHES}])([日号]?)")
_SPAN_FOLLOWS = re.compile(r"[日号]?\s?[，,（(]?\s?(?:[共连]?\d{1,2}[天个]|[一二两三四五六七八九十]{1,2}[天个]|放假|休|期间|调休|停[课业工]|展出|活动|上课|周|星期)")
_FOLLOWS = re.compile(r"(?:之前|前(?![景者提沿面方])|起(?!步|伏)|当[天日晚]|那[天晚]|[上下中]午|晚(?!会|宴|报|餐)|凌晨|早上|开[抢售播业学幕工奖]|上映|发售|放假|截止|到期|出发|见(?!解|面礼)|[（(]?(?:周|星期|礼拜)[一二三四五六日天])")


def month_day(text: str, at: int) -> Said | None:
    """公示期：11.20-11.26, 8.15前, 9.28日: month and day, where the words beside them tell; a doubt."""
    if at and (text[at - 1].isdecimal() or text[at - 1] in "./"):
        return None
    told = re.search(triggers("dates", "before").pattern + r"[为是在至到]?\s?[：:（(]?\s?$", before(text, at, 8)) or _among_days(text, at)
    span = _SPAN.match(text, at)
    if span and (told or _SPAN_FOLLOWS.match(text, span.end())):
        return _span(span)
    m = _MONTH_DAY.match(text, at)
    if not m or not (told or m[3] or _FOLLOWS.match(text, m.end())) or not (_likely(m, bool(told)) or _WEEKDAY.match(text, m.end())):
        return None
    parts = _parts(m[1], m[2], m[3])
    return many(parts, 0.75, "".join(p.spoken for p in parts).removesuffix("日") + "号", numerals.number(f"{m[1]}.{m[2]}") + m[3])


def _among_days(text: str, at: int) -> bool:
    """4.4-4.6放假，4.7上班: after a span of days, right behind a mark, another day."""
    near = text[max(0, at - 24) : at]
    span = _SPAN.search(near)
    return bool(span and _SPAN_FOLLOWS.match(near, span.end()) and re.search(r"[，、；]\s?$", near))


_WEEKDAY = re.compile("[（(]?(?:周|星期|礼拜)[一二三四五六日天]")


def _likely(m: re.Match[str], told: bool) -> bool:
    """1.5日 may be a day and a half, 3.5前 anything; two figures after the point are a day of the month."""
    return told or len(m[2]) == 2 or m[3] == "号"


def _parts(month: str, day: str, word: str) -> list[Segment]:
    tail = [Segment(1, word, "date")] if word else []
    return [
        Segment(len(month), numerals.cardinal(month), "date"),
        Segment(1, "月", "date"),
        Segment(len(day), numerals.cardinal(day) + ("" if word else "日"), "date"),
        *tail,
    ]


def _span(m: re.Match[str]) -> Said:
    joint = m[3].strip() if m[3].strip() in "至到" else "到"
    parts = [*_parts(m[1], m[2], ""), Segment(len(m[3]), joint, "range"), *_parts(m[4], m[5], m[6])]
    decimals = f"{numerals.number(m[1] + '.' + m[2])}到{numerals.number(m[4] + '.' + m[5])}"
    return many(parts, 0.8, decimals)


# --- with strokes, and the year at the end -------------------------------------------------------------------------------------

_STROKE_DAY = re.compile(r"(0?[1-9]|1[0-2])(/)(0?[1-9]|[12]\d|3[01])(?![\d/.%‰℃])([日号]?)(?![线楼院门馆机店段])")
_YEAR_LAST = re.compile(r"(0?[1-9]|[12]\d|3[01])([/.-])(0?[1-9]|[12]\d|3[01])\2((?:19|20)\d\d)(?![\d/.%-])")


def stroke_day(text: str, at: int) -> Said | None:
    """6/30前, 已于11/12发出: month and day, where the words tell or where no fraction is written so (6/30); a doubt."""
    m = _STROKE_DAY.match(text, at)
    if not m or (at and (text[at - 1].isascii() and text[at - 1].isalnum() or text[at - 1] in "./-:")):
        return None
    month, day = int(m[1]), int(m[3])
    odd = day > 12 and gcd(month, day) > 1 and not measure_at(text, m.end())
    told = re.search(triggers("dates", "before").pattern + r"[为是在至到]?\s?[：:（(]?\s?$", before(text, at, 8))
    follows = _FOLLOWS.match(text, m.end()) or triggers("dates", "after").match(text, m.end())
    share = re.search("[占约近达过足剩]$", text[at - 1 : at] if at else "") or text[m.end() : m.end() + 1] in tuple("的以左")
    if share or not (odd or told or follows or (m[4] and day > 12)):
        return None
    parts = _parts(m[1], m[3], m[4])
    fraction = f"{numerals.cardinal(m[3])}分之{numerals.cardinal(m[1])}"
    return many(parts, 0.75, fraction + m[4], numerals.digits(m[1] + m[3]) + m[4])


def year_last(text: str, at: int) -> Said | None:
    """05/06/2024 → 二零二四年五月六日: the order changes. Which is the day is told by a figure over twelve, else a doubt."""
    m = _YEAR_LAST.match(text, at)
    if not m or (at and (text[at - 1].isascii() and text[at - 1].isalnum() or text[at - 1] in "./-")):
        return None
    first, second = int(m[1]), int(m[3])
    if first > 12 and second > 12:
        return None
    month_first = f"{numerals.digits(m[4])}年{numerals.cardinal(m[1])}月{numerals.cardinal(m[3])}日"
    day_first = f"{numerals.digits(m[4])}年{numerals.cardinal(m[3])}月{numerals.cardinal(m[1])}日"
    if first > 12 or second > 12 or first == second:
        return one(len(m.group()), day_first if first > 12 else month_first, "date", 0.93)
    return one(len(m.group()), month_first, "date", 0.6, day_first)


_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d|[.,%]\d)(?!\s?(?:[元个人件吨万亿]|次[^列]))")


def compact_date(text: str, at: int) -> Said | None:
    """20240615: eight digits that make a date, digit by digit; a doubt, since it may be meant as a date."""
    m = _COMPACT.match(text, at)
    if not m:
        return None
    told = f"{numerals.digits(m[1])}年{numerals.cardinal(m[2])}月{numerals.cardinal(m[3])}日"
    return many(each(m.group(), "code"), 0.8, told, numerals.cardinal(m.group()))


# --- days that have become names ----------------------------------------------------------------------------------------------------

_OPEN_DOT = re.compile(r"(\d{1,2})([·・•‧∙⋅])(\d{1,2})(?![\d.])")


@cache
def _named_day() -> re.Pattern[str]:
    """A dot between month and day, and after it what is named by a day."""
    return re.compile(
        r"(\d{1,2})\s?([·・•‧∙⋅./]|\s)\s?(\d{1,2})(?=[”’」\"]"
        r"|(?!个|公|小|大|米|章|季)[\u4e00-\u9fff]{1,4}节(?![省能约奏点目])"
        rf"|(?!级|度|[百千万亿]|倍|米|公|小时|人)[\u4e00-\u9fff]{{1,3}}{triggers('disaster', 'after').pattern}"
        rf"|\s?{triggers('festival', 'after').pattern})"
    )


def festival(text: str, at: int) -> Said | None:
    """9·11, 3·15, “5·12”: digit by digit, the dot silent."""
    m = _OPEN_DOT.match(text, at) or _named_day().match(text, at)
    if not m or (m[2] in "./" and (not (1 <= int(m[1]) <= 12 and 1 <= int(m[3]) <= 31))):
        return None
    middle = m.start(3) - at - len(m[1])
    if m[1] == m[3] and len(m[1]) == 2:
        month, joint = numerals.cardinal(m[1]), "点" if m[2] == "." else ""
        return many([Segment(2, month, "digits"), Segment(middle, joint, "digits"), Segment(2, month, "digits")], 0.7, numerals.digits(m.group()))
    first = [Segment(2, "十", "digits")] if m[1] == "10" else each(m[1], "digits")
    parts = [*first, Segment(middle, "", "digits"), *each(m[3], "digits")]
    said = "".join(p.spoken for p in parts)
    return many(parts, 0.93 if m[2] not in "./" else 0.8, said.replace("一", "幺"), numerals.cardinal(m[1]) + "点" + numerals.digits(m[3]))


# --- years before our era, and the first thousand ---------------------------------------------------------------------------------

_ERA_AHEAD = re.compile(r"(?:(?:公元|西元|纪元)前?|(?<![目以之提从年月日天空])前)\s?$")
_ERA_YEAR = re.compile(rf"(\d{{1,4}})(?=\s?年?(?:[{DASHES}]{{1,2}}|[至到])\s?(?:(?:公元)?前|公元)?\s?\d{{1,4}}\s?年|\s?年)")


_REIGN = re.compile(rf"(\d{{3}})(\s?[{DASHES}]{{1,2}}\s?)(\d{{3,4}})(?=年?\s?[）)])")


def reign(text: str, at: int) -> Said | None:
    """（627—649年）: years of the first thousand in brackets."""
    m = _REIGN.match(text, at)
    if not m or text[at - 1 : at] not in ("（", "(") or int(m[1]) >= int(m[3]) or int(m[3]) > 1300:
        return None
    sure = 0.93 if text[m.end()] == "年" else 0.75
    by_value = f"{numerals.cardinal(m[1])}到{numerals.cardinal(m[3])}"
    return many([*each(m[1], "year"), Segment(len(m[2]), "到", "range"), *each(m[3], "year")], sure, by_value)


def era(text: str, at: int) -> Said | None:
    """公元前221年, 前259—前210年, 公元79年: round hundreds and two figures by value, others digit by digit."""
    m = _ERA_YEAR.match(text, at)
    ahead = _ERA_AHEAD.search(text[max(0, at - 5) : at])
    if not m or not ahead or text[at - 1 : at].isdecimal():
        return None
    written = m[1]
    ranged = re.search(rf"\d年?\s?[{DASHES}至到]\s?前\s?$", text[max(0, at - 6) : at])
    if not ranged and "元" not in ahead.group() and "纪" not in ahead.group() and (len(written) < 3 or re.match(rf"\s?年?[{HAN}]", text[m.end() : m.end() + 2]) and not re.match(r"\s?年(?![的来间])", text[m.end() : m.end() + 3])):
        return None
    if len(written) < 3 or (written.endswith("00") and "前" in ahead.group()):
        return one(len(written), numerals.cardinal(written), "year", 0.93, *([numerals.digits(written)] if len(written) > 2 else []))
    return many(each(written, "year"), 0.93, numerals.cardinal(written))
