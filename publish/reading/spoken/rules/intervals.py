"""From one amount to another, and one amount of another: intervals, scores, ratios, fractions."""

from __future__ import annotations

import re
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.calendar import RATIO_BEHIND
from publish.reading.spoken.rules.quantity import DEGREES, NUMBER, PERCENT, spoken_number, ten_thousands, unit_sign
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, after, before, clock_told, each, many, one
from publish.reading.spoken.rules.tables import measure_at, triggers, units


@cache
def _interval() -> re.Pattern[str]:
    tail = rf"(\s?(?:[%‰]|{DEGREES}|{unit_sign()})?)"
    return re.compile(rf"({NUMBER}){tail}(\s?(?:——|--|[{DASHES}])\s?)([-−+]?)({NUMBER}){tail}")


def interval(text: str, at: int) -> Said | None:
    """5-10人 → 五到十人, 10%-15% → 百分之十到百分之十五, -3~5℃. A unit written once belongs to both numbers."""
    m = _interval().match(text, at)
    if not m or _no_interval(text, at, m):
        return None
    if triggers("code", "after").match(text[m.end() :][:5]) and min(len(m[1]), len(m[5])) >= 3:
        return many([*each(m[1], "code"), Segment(len(m[2] + m[3]), "到", "range"), *each(m[5], "code")], 0.9)
    left, right = m[2].strip(), m[6].strip()
    if not alike(left, right):
        return None
    shared = left or (right if right in PERCENT else "")
    heads = [
        *_bound(text, m.end(2), m[1], m[2], shared),
        Segment(len(m[3]), "到", "range"),
        *([Segment(1, _sign(m[4], right), "range")] if m[4] else []),
        *_bound(text, m.end(6), m[5], m[6], right),
    ]
    spoken = "".join(s.spoken for s in heads)
    years = len(m[1]) == len(m[5]) == 3 and text[m.end() : m.end() + 1] == "年" and not m[2] and m[1] < m[5]
    told = [f"{numerals.digits(m[1])}到{numerals.digits(m[5])}"] if years else []
    return many(heads, min(_interval_confidence(text, m), 0.8 if years else 1), spoken.replace("到", "至"), *_dash_alternatives(m), *told)


def alike(left: str, right: str) -> bool:
    """500g～1kg and 30s-2min are intervals, 220V~50Hz is none: the names end alike, or both tell time."""
    if not left or not right or left == right or left in PERCENT or right in PERCENT:
        return True
    first, second = units()[left], units()[right]
    return first[-1] == second[-1] or (first[-1] in "秒钟时天" and second[-1] in "秒钟时天")


def _bound(text: str, end: int, number: str, tail: str, suffix: str) -> list[Segment]:
    """One end of an interval: the number and its unit, if any."""
    if suffix in PERCENT:
        return [Segment(len(number + tail), numerals.percent(number, PERCENT[suffix]), "percent")]
    if suffix:
        space = len(tail) - len(tail.lstrip())
        parts = [Segment(len(number), numerals.number(number, "两"), "range")]
        parts += [Segment(space, "", "range")] if space else []
        return [*parts, Segment(len(tail) - space, units()[suffix], "unit")] if tail.strip() else parts
    return [Segment(len(number), spoken_number(text, end, number), "range")] + (
        [Segment(len(tail), "", "range")] if tail else []
    )


def _sign(sign: str, suffix: str) -> str:
    if sign == "+":
        return "零上" if suffix in units() and "氏度" in units()[suffix] else "正"
    return "零下" if suffix in units() and "氏度" in units()[suffix] else "负"


def _no_interval(text: str, at: int, m: re.Match[str]) -> bool:
    """A sum (5-3=2), a chain of numbers (5-3-201), or a number that goes on with letters."""
    ahead = text[max(0, at - 2) : at]
    if m[6].strip() in ("W", "w") and ten_thousands(text, m.start(5)):
        return True
    if "-" in m[3] and (re.search(r"[A-Za-z]-$", ahead) or (re.search("[A-Za-z]$", ahead) and len(m[5]) > 2 and not m[6].strip())):
        return True
    if "-" in m[3] and not m[2] and not m[6].strip() and re.search("[A-Za-z]$", ahead) and float(m[5].replace(",", "")) <= float(m[1].replace(",", "")):
        return True
    if "-" in m[3] and text[at - 1 : at] == "满" and int(float(m[5].replace(",", ""))) < int(float(m[1].replace(",", ""))):
        return True
    if m[3] == "-" and m[5][0] == "0" and m[5].isdecimal() and len(m[5]) > 1 and m[1][0] != "0":
        return True
    following = text[m.end() : m.end() + 2].lstrip()
    chained = re.match(rf"\s?[{DASHES}]\d", text[m.end() : m.end() + 3]) and "-" in m[3]
    return bool(following[:1] == "=" or (following[:1] in tuple("+＋×÷*") and re.search(r"\d", text[m.end() : m.end() + 3])) or chained or (following[:1].isalpha() and following[:1].isascii() and not m[6] and "-" in m[3] and len(m[5]) > 3))


def _interval_confidence(text: str, m: re.Match[str]) -> float:
    clear = m[2].strip() or m[6].strip() or measure_at(text, m.end()) or text[m.end() : m.end() + 1] in ("万", "亿", "千", "百")
    dash = m[3].strip() in "-‐‑−"
    if clear:
        return 0.97
    return 0.7 if dash else 0.93


def _dash_alternatives(m: re.Match[str]) -> list[str]:
    if m[2].strip() or m[6].strip() or m[3].strip() not in "-‐‑−":
        return []
    left, right = numerals.number(m[1]), numerals.number(m[5])
    return [f"{left}比{right}", f"{left}杠{right}"]


def score(text: str, at: int) -> Said | None:
    """2-0领先, 107-99, 3:1: 比, when the clause speaks of winning; a colon that is no time is a ratio anyway."""
    m = _SCORE.match(text, at)
    if not m:
        return None
    around = _before_list(text, at) + "\n" + after(text, m.end(), 20)
    if m[2].strip() in (":", "：", "∶") and re.match(r"\s?[:：∶]\s?\d", text[m.end() : m.end() + 4]):
        return None
    if colon_after_letter(text, at, m[2]):
        return None
    won = re.match(r"\s?(?:[胜负平]|" + triggers("score", "around").pattern + ")", text[m.end() : m.end() + 6])
    told = bool(won or triggers("score", "around").search(around))
    colon = m[2].strip() in (":", "：", "∶")
    told = told or (m[1] == "0" and m[2].strip() == "-" and len(m[3]) == 1) or _in_a_row(text, at, m, colon) or _drawn(text, at, m)
    if m[2].strip() in tuple("~～〜∼") or (not colon and not won and measure_at(text, m.end())):
        return None
    told = told or bool(RATIO_BEHIND.match(text, m.end()) or (colon and re.search(r"(?:坡度|比例?|配比|稀释|浓度|大于|小于|低于|高于)[^\d]{0,4}$", before(text, at))))
    if (not told or clock_told(text, at)) and not (colon and not _like_time(m)):
        return None
    left, right = numerals.number(m[1]), numerals.number(m[3])
    parts = [Segment(len(m[1]), left, "score"), Segment(len(m[2]), "比", "score"), Segment(len(m[3]), right, "score")]
    return many(parts, 0.97 if colon else 0.9 if m[1] != "0" else 0.8)


_SCORE = re.compile(rf"(\d{{1,3}}(?:\.\d{{1,3}})?)(\s?[:：∶{DASHES}]\s?)(\d{{1,8}}(?:\.\d{{1,3}})?)(?![\d:：]|[{DASHES}]\d)")


def colon_after_letter(text: str, at: int, joint: str) -> bool:
    """PM10：66, COVID-19：the digits belong to the letters, the colon to the sentence."""
    return joint.strip() in (":", "：") and bool(re.search(r"[A-Za-z]-?$", text[max(0, at - 2) : at]))


def _drawn(text: str, at: int, m: re.Match[str]) -> bool:
    """1-1: from one to one is no interval."""
    return m[2] == "-" and m[1] == m[3] and len(m[1]) < 4 and not re.search(r"[A-Za-z图表第号]-?$", text[max(0, at - 2) : at]) and not re.match(r"[%℃=A-Z]", text[m.end() : m.end() + 1])


def _in_a_row(text: str, at: int, m: re.Match[str], colon: bool) -> bool:
    """25:23、25:20 and 3-1（25-21，22-25）, 6-4: what comes down cannot be an interval, what is no clock time is a score.

    One such pair tells about its neighbours in the row. A lone 3-1 stays a doubt.
    """
    if re.search(r"[A-Za-z]-?$", text[max(0, at - 2) : at]) or measure_at(text, m.end()) or text[m.end() : m.end() + 1] in tuple("%℃=+×A"):
        return False
    row = _ROW_AHEAD.search(text[max(0, at - 48) : at])
    start = at - len(row.group()) if row else at
    behind = _ROW_BEHIND.match(text, m.end())
    pairs = [(int(a), int(b), b) for a, b in _PAIR.findall(text[start : behind.end() if behind else m.end()])]
    if colon:
        return len(pairs) > 1 and any(a > 24 or b > 59 or len(written) == 1 for a, b, written in pairs)
    return len(pairs) > 1 and any(a > b for a, b, _ in pairs) and m[2].strip() == "-"


_PAIR = re.compile(r"(\d{1,3})[:：∶-](\d{1,3})(?!\d)")
_ROW_AHEAD = re.compile(r"(?:(?<![\d.:：A-Za-z-])\d{1,3}[:：∶-]\d{1,3}(?:\(\d{1,2}\))?[、，,/\s（(]{1,2}){1,7}$")
_ROW_BEHIND = re.compile(r"(?:(?:\(\d{1,2}\))?[、，,/\s（(]{1,2}\d{1,3}[:：∶-]\d{1,3}(?![\d.:：-])){0,7}")
_SCORES_AHEAD = re.compile(rf"(?:\d{{1,3}}[:：∶{DASHES}]\d{{1,3}}[、，,/\s]{{1,2}}){{1,9}}$")


def _before_list(text: str, at: int) -> str:
    """The clause before a score; before the first one where several stand in a row (11-8、7-11、11-6)."""
    row = _SCORES_AHEAD.search(text[max(0, at - 72) : at])
    return before(text, at - len(row.group()) if row else at, 24)


def _like_time(m: re.Match[str]) -> bool:
    return len(m[1]) <= 2 and int(float(m[1])) <= 24 and len(m[3]) == 2 and m[3].isdecimal() and int(m[3]) < 60


def proportion(text: str, at: int) -> Said | None:
    """1:2:3 → 一比二比三."""
    m = _PROPORTION.match(text, at)
    if not m or re.fullmatch(_CLOCK_LIKE, m.group()) or colon_after_letter(text, at, ":"):
        return None
    parts = [Segment(len(p), numerals.number(p) if p[0].isdecimal() else "比", "score") for p in re.findall(r"[\d.]+|[:：∶]", m.group())]
    return many(parts, 0.95)


_PROPORTION = re.compile(r"\d{1,4}(?:\.\d{1,2})?(?:[:：∶]\d{1,4}(?:\.\d{1,2})?){2,5}(?![\d:：])")
_CLOCK_LIKE = r"(?:[01]?\d|2[0-4])[:：][0-5]\d[:：][0-5]\d"


def enumeration(text: str, at: int) -> Said | None:
    """1/2/3号线: one after the other, the strokes silent."""
    m = _ENUMERATION.match(text, at)
    if not m:
        return None
    parts = [Segment(len(p), numerals.cardinal(p) if p.isdecimal() else "", "cardinal") for p in re.findall(r"\d+|/", m.group())]
    said = [p.spoken for p in parts if p.spoken]
    return many(parts, 0.85, "或".join(said), "斜杠".join(said))


_ENUMERATION = re.compile(r"\d{1,3}(?:/\d{1,3}){2,8}(?![/\d.])")


def fraction(text: str, at: int) -> Said | None:
    """1/3 → 三分之一, 1½ and 1 1/2 with 又; not 24/7."""
    m = _FRACTION.match(text, at)
    if not m or int(m[3]) == 0 or re.match("[A-Za-z]", text[at - 1 : at]):
        return None
    whole = m[1].strip() if m[1] else ""
    value = f"{numerals.cardinal(m[3])}{m[4] or ''}分之{numerals.cardinal(m[2])}"
    if int(m[2]) >= int(m[3]) and not whole and not m[4]:
        left, right = numerals.cardinal(m[2]), numerals.cardinal(m[3])
        if 2 <= int(m[3]) <= 9 and int(m[2]) <= 19 and int(m[2]) % int(m[3]):
            return one(m.end() - at, value, "fraction", 0.85, f"{left}比{right}", f"{left}斜杠{right}")
        parts = [Segment(len(m[2]), left, "cardinal"), Segment(1, "斜杠", "symbol"), Segment(len(m[3]), right, "cardinal")]
        return many(parts, 0.5, value, f"{left}比{right}", left + right, left + "每" + right)
    spoken = (numerals.cardinal(whole) + "又" if whole else "") + value
    if not whole and (re.match(r"(?:年级|[月班号楼日层点岁])", text[m.end() : m.end() + 2]) or text[at - 1 : at] == "第"):
        parts = [Segment(len(m[2]), numerals.cardinal(m[2]), "cardinal"), Segment(1, "或", "symbol"), Segment(len(m[3]), numerals.cardinal(m[3]), "cardinal")]
        said = [numerals.cardinal(m[2]), numerals.cardinal(m[3])]
        return many(parts, 0.6, value, "".join(said), "到".join(said))
    unit = re.compile(rf"(\s?)({unit_sign()})").match(text, m.end())
    if unit and (len(unit[2]) > 1 or unit[2] in "smgL"):
        return many([Segment(m.end() - at, spoken, "fraction"), *[Segment(1, "", "unit")] * len(unit[1]), Segment(len(unit[2]), units()[unit[2]], "unit")], 0.93)
    told = re.match(f"[{HAN}，。；）]", text[m.end() : m.end() + 1]) or re.search("[占约近达过足之的少多为]$", text[at - 1 : at] if at else "")
    share = re.search("[占约近达过足之少多为]$", text[at - 1 : at] if at else "") or text[m.end() : m.end() + 1] in tuple("的以左")
    if not whole and not share and int(m[2]) < 13 and 10 < int(m[3]) < 32:
        day = f"{numerals.cardinal(m[2])}月{numerals.cardinal(m[3])}日"
        return one(m.end() - at, spoken, "fraction", 0.8, day, numerals.digits(m[2] + m[3]), f"{numerals.cardinal(m[2])}斜杠{numerals.cardinal(m[3])}")
    return one(m.end() - at, spoken, "fraction", 0.93 if told else 0.8, f"{numerals.cardinal(m[2])}斜杠{numerals.cardinal(m[3])}")


_FRACTION = re.compile(r"(\d{1,3} )?(\d{1,4})[/⁄](\d{1,4})([万亿](?![元]))?(?![\d/.])")


VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10), "↉": (0, 3)}
_VULGAR = re.compile(rf"(\d{{1,6}})?([{''.join(VULGAR)}])")


def vulgar_fraction(text: str, at: int) -> Said | None:
    """½ → 二分之一, 3½ → 三又二分之一."""
    m = _VULGAR.match(text, at)
    if not m:
        return None
    above, below = VULGAR[m[2]]
    spoken = f"{numerals.cardinal(str(below))}分之{numerals.cardinal(str(above))}"
    return one(m.end() - at, (numerals.cardinal(m[1]) + "又" if m[1] else "") + spoken, "fraction")
