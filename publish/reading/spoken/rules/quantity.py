"""Amounts: how many and how much. Numbers said by value, with the signs and units that belong to them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, before, each, many, one
from publish.reading.spoken.rules.tables import choice, counted_at, currency, measure_at, measures, triggers, units

NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,5}(?!\d|,\d)|\d{1,20})(?:\.\d{1,20})?"
"""A number as written: exact groups of three, or plain digits; at most one point."""

SCALE = "[百千万亿]{1,2}"
PERCENT = {"%": "百", "‰": "千", "‱": "万"}
DEGREES = "(?:℃|°C|ºC|˚C|℉|°F)"

_NUMBER = re.compile(NUMBER)
_PERCENT = re.compile(rf"({NUMBER})(\s?)([%‰‱])")
_SHARED = re.compile(r"\s?[多余几来]?(?:[、,/]|和|或|至|到|与|及|[" + DASHES + r"])\s?\d[\d.]{0,9}")


@cache
def unit_sign() -> str:
    """Any unit sign, not followed by a letter."""
    return choice(list(units())) + r"(?![A-Za-zµμα-ω²³]|(?<=[23V])\d)"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Patterns that need tables; made once, when first used."""
    money = choice(list(currency()))
    return re.compile(
        {
            "unit": rf"({NUMBER})(\s?)({unit_sign()})(?:/({unit_sign()}))?",
            "raised unit": rf"\s?({unit_sign()})(?:/({unit_sign()}))?",
            "money": rf"({money})(\s?)({NUMBER})(?:({SCALE})|([KMBkmb])(?:n|il)?(?![A-Za-z]))?",
            "money range": rf"({money})(\s?)({NUMBER})(\s?[{DASHES}]{{1,2}}\s?)({money})?({NUMBER})({SCALE})?",
            "money after": rf"({NUMBER})(\s?)({choice(list(currency()))})(?![A-Za-z]|(?<=[^A-Z])\s?[\d.]|[$¥€£])",
        }[name]
    )


def two_before(text: str, at: int) -> str:
    """What a lone 2 is when the text goes on at ``at``: 两 before a measure word or a scale, else 二.

    Looks through 2-3个, 2、3个, 2至3个, to the measure word both numbers share.
    """
    rest = text[at : at + 24]
    shared = _SHARED.match(rest)
    at += shared.end() if shared else 0
    if text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] in ("多", "余", "来", "几"):
        at += 1
    word = measure_at(text, at)
    return measures()[word] if word else "二"


def spoken_number(text: str, at: int, written: str) -> str:
    """The number by value; ``at`` is where it ends, which decides 两 or 二. In 第1、2页 it is an ordinal."""
    if written != "2" or _ORDINALS_AHEAD.search(text[max(0, at - 17) : at - 1]):
        return numerals.number(written)
    return numerals.number(written, two_before(text, at))


_ORDINALS_AHEAD = re.compile(rf"第\d{{1,4}}(?:(?:[、和及至到与]|[{DASHES}])\d{{1,4}}){{0,4}}(?:[、和及至到与]|[{DASHES}])$")


# --- one rule each -------------------------------------------------------------------------------------------------------


def percent(text: str, at: int) -> Said | None:
    """4.5% → 百分之四点五, as one group because the order changes."""
    m = _PERCENT.match(text, at)
    if not m:
        return None
    spoken = numerals.percent(m[1], PERCENT[m[3]])
    other = ("百分之一百",) if m[1] == "100" else ()
    return one(m.end() - at, spoken, "percent", 0.99, *other)


def with_unit(text: str, at: int) -> Said | None:
    """5km → 五千米, 120km/h → 一百二十千米每小时, 37.8℃ → 三十七点八摄氏度."""
    m = _pattern("unit").match(text, at)
    if not m:
        return None
    name = units()[m[3]]
    if m[3] == "″" and not re.search(r"[′'’]$", text[max(0, at - 1) : at]):
        name = "英寸"
    value = numerals.number(m[1], "两" if m[3] not in ("′", "″") else "二")
    temperature = "摄氏度" in name or "华氏度" in name
    cls = "temperature" if temperature else "unit"
    parts = [Segment(len(m[1]), value, cls), Segment(len(m[2]), "", cls), Segment(len(m[3]), name, cls)]
    if m[4]:
        parts += [Segment(1, "每", cls), Segment(len(m[4]), units()[m[4]], cls)]
    sure = 0.85 if m[3] == "W" and not triggers("power", "before").search(before(text, at)) else 0.92 if len(m[3]) == 1 and m[3] in "dtsLlVW" else 0.98
    return many([p for p in parts if p.length], sure, *_unit_alternatives(value, m[3], m[4], name))


def _unit_alternatives(value: str, sign: str, per: str | None, name: str) -> list[str]:
    other = {"km": "公里", "kg": "公斤", "㎏": "公斤", "km²": "平方公里", "km2": "平方公里", "h": "小时"}.get(sign, name)
    plain = [value + other] if other != name and not per else [value + "万", value + sign] if sign == "W" else []
    if per:
        plain += [units()[per].join(("每", value)) + name, value + other + "每" + units()[per]]
    return plain


def money(text: str, at: int) -> Said | None:
    """¥34.5 → 三十四点五元, US$3亿 → 三亿美元; the sign is silent when the word follows anyway (￥5万元)."""
    m = _pattern("money").match(text, at)
    if not m or (m[1].isalpha() and at and text[at - 1].isalpha() and text[at - 1].isascii()):
        return None
    word = currency()[m[1]]
    if m[5]:
        return _abroad(m, word)
    value = numerals.number(_without_empty_cents(m[3]), "两") + (m[4] or "")
    follows = text[m.end() : m.end() + 4]
    if follows.startswith((word, "元", "块", "美元", "港币", "港元")):
        parts = [Segment(len(m[1]) + len(m[2]), "", "money"), Segment(len(m[3] + (m[4] or "")), value, "money")]
        return many(parts)
    return one(m.end() - at, value + word, "money", 0.97)


def _abroad(m: re.Match[str], word: str) -> Said | None:
    """$1.2B → 十二亿美元: thousands, millions and milliards, counted the Chinese way."""
    value = Decimal(m[3].replace(",", "")) * {"k": 10**3, "m": 10**6, "b": 10**9}[m[5].lower()]
    if value != int(value):
        return None
    return one(len(m.group()), numerals.cardinal(str(int(value)), "两") + word, "money", 0.85, numerals.number(m[3]) + m[5].upper() + word)


def _without_empty_cents(written: str) -> str:
    """1,299.00 is said like 1,299; the two zeros are not heard in a price."""
    return written[:-3] if written.endswith(".00") else written


def money_range(text: str, at: int) -> Said | None:
    """¥20-30 → 二十到三十元."""
    m = _pattern("money range").match(text, at)
    if not m:
        return None
    word = "" if text.startswith(("元", "块"), m.end()) else currency()[m[1]]
    parts = [
        Segment(len(m[1] + m[2] + m[3]), numerals.number(m[3], "两"), "money"),
        Segment(len(m[4]), "到", "range"),
        Segment(len((m[5] or "") + m[6] + (m[7] or "")), numerals.number(m[6], "两") + (m[7] or "") + word, "money"),
    ]
    return many(parts, 0.95)


def money_after(text: str, at: int) -> Said | None:
    """100USD → 一百美元."""
    m = _pattern("money after").match(text, at)
    if not m:
        return None
    parts = [Segment(len(m[1]), numerals.number(m[1], "两"), "money")]
    parts += [Segment(len(m[2]), "", "money")] if m[2] else []
    return many([*parts, Segment(len(m[3]), currency()[m[3]], "money")], 0.95)


def grouped_by_spaces(text: str, at: int) -> Said | None:
    """10 000人: exact groups of three with spaces between, before a measure word."""
    m = _SPACED.match(text, at)
    if not m or not measure_at(text, m.end()) or re.search(r"[\dA-Za-z] ?$", text[max(0, at - 2) : at]):
        return None
    return one(m.end() - at, numerals.number(re.sub(r"\s", "", m.group())), "cardinal", 0.8)


_SPACED = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3}){1,4}(?!\d)(?:\.\d{1,4})?")


def ten_thousands(text: str, at: int) -> Said | None:
    """10W+, 2w: the W people write for 万."""
    m = re.compile(r"(\d{1,4}(?:\.\d)?)([wW])(\+?)(?![A-Za-z\d])").match(text, at)
    if m and not m[3] and re.search("(?:孕|妊娠|胎龄|停经)$", text[max(0, at - 2) : at]):
        return many([Segment(len(m[1]), numerals.number(m[1]), "cardinal"), Segment(1, "周", "unit")], 0.9)
    if not m or not (m[3] or m[2] == "w" or _SOLD.match(text, m.end()) or _EARNED.search(text[max(0, at - 10) : at])):
        return None
    parts = [Segment(len(m[1]), numerals.number(m[1], "两"), "cardinal"), Segment(1, "万", "cardinal")]
    return many([*parts, *([Segment(1, "加", "math")] if m[3] else [])], 0.7, numerals.number(m[1]) + m[2].upper())


_SOLD = re.compile("元|块|人民币|粉丝?|人次|阅读|播放|销量|起步|存款|年薪")
_EARNED = re.compile(r"(?:薪|收入|预算|存款|房价|价格|成交|粉丝|播放量?|阅读量?|销量|[挣赚花存欠借][了到过]?)约?(?:\d[\d.]*[-—~～至到])?$")


def discount(text: str, at: int) -> Said | None:
    """75折 → 七五折."""
    m = re.compile(r"([1-9][1-9])(?=折)").match(text, at)
    return many(each(m[1], "digits"), 0.95, numerals.cardinal(m[1])) if m else None


def more_than(text: str, at: int) -> Said | None:
    """100+企业 → 一百多企业."""
    m = _MORE.match(text, at)
    if not m:
        return None
    scale = m[2] or ""
    value = numerals.number(m[1], "两" if scale else "二")
    parts = [Segment(len(m[1]), value, "cardinal")]
    parts += [Segment(len(scale), scale, "cardinal")] if scale else []
    return many([*parts, Segment(1, "多", "cardinal")], 0.93, value + scale + "加")


_MORE = re.compile(rf"(\d{{1,9}}(?:\.\d{{1,3}})?)({SCALE})?\+(?=[\u4e00-\u9fff])")


def product(text: str, at: int) -> Said | None:
    """1920×1080, 7×24, 3x5: numbers by value with 乘 between them."""
    m = _TIMES.match(text, at)
    if not m:
        return None
    parts = [Segment(len(m[1]), numerals.number(m[1]), "math"), Segment(len(m[2]), "乘", "math"), Segment(len(m[3]), numerals.number(m[3]), "math")]
    return many(parts, 0.97, f"{numerals.number(m[1])}乘以{numerals.number(m[3])}")


_TIMES = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(\s?[×xX✕*＊]\s?)(\d{1,9}(?:\.\d{1,6})?)(?![\d.\^⁰-⁹²³¹⁻⁺A-Za-z])")


def power(text: str, at: int) -> Said | None:
    """10⁸, 10^9, 10^-3: 十的八次方."""
    m = _POWER.match(text, at)
    if not m:
        return None
    raised = m[2][1:] if m[2][0] == "^" else m[2].translate(SUPERSCRIPT)
    sign = "负" if raised[0] in "-−⁻" else ""
    spoken = f"{numerals.number(m[1])}的{sign}{numerals.cardinal(raised.lstrip('-−⁻+'))}次方"
    parts, unit = [Segment(m.end() - at, spoken, "math")], _pattern("raised unit").match(text, m.end())
    if unit:
        parts.append(Segment(unit.end(1) - m.end(), units()[unit[1]], "unit"))
        parts += [Segment(1, "每", "unit"), Segment(len(unit[2]), units()[unit[2]], "unit")] if unit[2] else []
    return many(parts, 0.97)


SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(\^[-−+]?\d{1,3}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})")


def counted(text: str, at: int) -> Said | None:
    """A number before a measure word or a scale: by value, 两个 but 二月."""
    m = _NUMBER.match(text, at)
    if not m or _leading_zero(m.group()):
        return None
    end = m.end()
    word = measure_at(text, end + (text[end : end + 1] == " ") + (text[end : end + 1] in tuple("多余来几")))
    shared = _SHARED.match(text[end : end + 24])
    if not word and not shared and text[end : end + 1] not in tuple("多余来几分"):
        return None
    written = m.group()
    value = spoken_number(text, end, written)
    if word == "号" and len(written) >= 6 and written.isdecimal() and not written.endswith("00"):
        return many(each(written, "code"), 0.85, value)
    if value == "两" and (word in _STOREYS and re.match(r"\d{3,4}", text[end + len(word) :][:4]) or (text[at - 1 : at] in ("万", "亿") and word in ("千", "万"))):
        value = "二"
    cls = "decimal" if "." in written else "cardinal"
    sure = _comma_doubt(text, at, written) or (0.99 if word and counted_at(text, end) else 0.95 if word else 0.9)
    if word in _NAMED_BY_NUMBER and len(written) > 2 and written.isdecimal() and not written.endswith("00"):
        return one(end - at, value, cls, min(sure, 0.85), numerals.digits(written), numerals.digits(written, "幺"))
    return one(end - at, value, cls, sure, *_two_alternatives(written, value))


_NAMED_BY_NUMBER = ("线", "师", "团", "旅", "营", "连", "床", "房")
"""Measure words that are also names borne by a number (108线, 359旅); a figure of three digits before them may be either."""


def _comma_doubt(text: str, at: int, written: str) -> float | None:
    """A doubt about 5,200 where an ASCII comma also stands between words: it may end a clause after the 5."""
    if "," not in written or not re.search(f"[{HAN}],[{HAN}]", text[max(0, at - 40) : at + 40]):
        return None
    return 0.6


_STOREYS = ("门", "层", "单元", "号楼", "楼", "栋", "幢")


def _two_alternatives(written: str, value: str) -> list[str]:
    """The other of 两 and 二 where both are heard."""
    if written == "2":
        return ["二" if value == "两" else "两"]
    return ["两百" + value[2:]] if value.startswith("二百") else []


def _leading_zero(written: str) -> bool:
    return len(written) > 1 and written[0] == "0" and written[1] != "."


def plain(text: str, at: int) -> Said | None:
    """What is left: by value up to four digits, digit by digit from seven on or after a leading zero; a doubt when long."""
    m = _NUMBER.match(text, at)
    if not m:
        return None
    written = m.group()
    whole = written.partition(".")[0].replace(",", "")
    if _leading_zero(whole) or len(whole) > 12:
        return _as_digits(written)
    value = spoken_number(text, m.end(), written)
    if re.fullmatch(r"(?:19|20)\d\d\.(?:1[0-2]|[1-9])", written):
        year, _, month = written.partition(".")
        return one(len(written), value, "decimal", 0.6, f"{numerals.digits(year)}年{numerals.cardinal(month)}月")
    if _MAYBE_A_DAY.fullmatch(written) and not measure_at(text, m.end()) and re.fullmatch(r"[，。、；：！？“（(\s]?|在|等|就|跟", text[at - 1 : at] if at else "") and re.match(f"[{HAN}]", text[m.end() : m.end() + 1]):
        month, _, day_ = written.partition(".")
        return one(len(written), value, "decimal", 0.8, f"{numerals.cardinal(month)}月{numerals.cardinal(day_)}日", numerals.digits(written))
    if re.fullmatch(r"(1[0-2])\.\1", written):
        return one(len(written), value, "decimal", 0.8, f"{numerals.cardinal(written[:2])}月{numerals.cardinal(written[:2])}日", numerals.digits(written), numerals.cardinal(written[:2]) * 2)
    if len(whole) > 4 and "." in written and "," not in written and not _VALUED.search(text[max(0, at - 1) : at]):
        return one(len(written), value, "decimal", 0.85, numerals.digits(whole) + "点" + numerals.digits(written.partition(".")[2]))
    if "." in written or "," in written:
        return one(len(written), value, "decimal" if "." in written else "cardinal", _comma_doubt(text, at, written) or 0.95)
    spelled = numerals.digits(whole)
    if (len(whole) >= 7 or (len(whole) == 6 and _set_off(text, at, m.end()))) and not whole.endswith("000"):
        return many(each(written, "digits"), 0.6, value)
    sure = 0.95 if _SIZED.match(text, m.end()) or (len(whole) < 5 and _GIVEN.search(text[max(0, at - 1) : at])) or (whole.endswith("00") and len(whole) < 6) else (0.96, 0.96, 0.96, 0.85, 0.7, 0.75, 0.6)[min(len(whole), 6)]
    return one(len(written), value, "cardinal", sure, *([spelled] if len(whole) > 2 else _two_alternatives(written, value)))


_VALUED = re.compile("[为是达约报收至到涨跌]")
_GIVEN = re.compile("[满减返省充得送约超逾达共计增降]")
"""Right before a bare number: an amount."""


def _set_off(text: str, at: int, end: int) -> bool:
    """Alone in brackets, as the number of a share is: （510300）."""
    return text[at - 1 : at] in ("（", "(") and text[end : end + 1] in ("）", ")")


_SIZED = re.compile(r"\s?(?:[GMTK]B?|[kx]|Gb|Mb|fps|dpi|ppi|PPI|MP)(?![A-Za-z])")
_MAYBE_A_DAY = re.compile(r"(?:1[0-2]|[1-9])\.(?:1\d|2\d|3[01]|0?[1-9])")


def _as_digits(written: str) -> Said:
    """Digit by digit, keeping a decimal point."""
    parts = [Segment(1, "点" if c == "." else numerals.digits(c), "digits") for c in written]
    return many(parts, 0.92)
