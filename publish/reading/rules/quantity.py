"""Amounts: how many, how much, from where to where. Numbers said by value, with the signs and units that belong to them."""

from __future__ import annotations

import re
from functools import cache

from publish.reading.rules import numerals
from publish.reading.rules.spot import DASHES, Said, Segment, after, before, each, many, one
from publish.reading.rules.tables import choice, currency, measure_at, measures, triggers, units

NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,5}(?!\d|,\d)|\d{1,20})(?:\.\d{1,20})?"
"""A number as written: exact groups of three, or plain digits; at most one point."""

SCALE = "[百千万亿]{1,2}"
PERCENT = {"%": "百", "‰": "千", "‱": "万"}
DEGREES = "(?:℃|°C|ºC|˚C|℉|°F)"

_NUMBER = re.compile(NUMBER)
_PERCENT = re.compile(rf"({NUMBER})(\s?)([%‰‱])")
_SHARED = re.compile(r"\s?[多余几来]?(?:[、,/]|和|或|至|到|与|及|[" + DASHES + r"])\s?\d[\d.]{0,9}")


@cache
def _unit() -> str:
    """Any unit sign, not followed by a letter."""
    return choice(list(units())) + r"(?![A-Za-zµμα-ω²³])"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Patterns that need tables; made once, when first used."""
    money = choice(list(currency()))
    return re.compile(
        {
            "unit": rf"({NUMBER})(\s?)({_unit()})(?:/({_unit()}))?",
            "raised unit": rf"\s?({_unit()})(?:/({_unit()}))?",
            "money": rf"({money})(\s?)({NUMBER})({SCALE})?",
            "money range": rf"({money})(\s?)({NUMBER})(\s?[{DASHES}]{{1,2}}\s?)({money})?({NUMBER})({SCALE})?",
            "money after": rf"({NUMBER})(\s?)({choice([c for c in currency() if c[0].isascii() and c.isalpha()])})(?![A-Za-z])",
            "range": rf"({NUMBER})(\s?(?:[%‰]|{DEGREES}|{_unit()})?)(\s?(?:——|--|[{DASHES}])\s?)([-−+]?)({NUMBER})(\s?(?:[%‰]|{DEGREES}|{_unit()})?)",
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
    if text[at : at + 1] in ("多", "余", "来", "几") and not text[at : at + 1] == "":
        at += 1
    word = measure_at(text, at)
    return measures()[word] if word else "二"


def spoken_number(text: str, at: int, written: str) -> str:
    """The number by value; ``at`` is where it ends, which decides 两 or 二."""
    return numerals.number(written, two_before(text, at) if written == "2" else "二")


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
    value = numerals.number(m[1], "两" if m[3] not in ("′", "″") else "二")
    temperature = "摄氏度" in name or "华氏度" in name
    cls = "temperature" if temperature else "unit"
    parts = [Segment(len(m[1]), value, cls), Segment(len(m[2]), "", cls), Segment(len(m[3]), name, cls)]
    if m[4]:
        parts += [Segment(1, "每", cls), Segment(len(m[4]), units()[m[4]], cls)]
    sure = 0.85 if len(m[3]) == 1 and m[3] in "dtsWLlV" else 0.98
    return many([p for p in parts if p.length], sure, *_unit_alternatives(value, m[3], m[4], name))


def _unit_alternatives(value: str, sign: str, per: str | None, name: str) -> list[str]:
    other = {"km": "公里", "kg": "公斤", "㎏": "公斤", "km²": "平方公里", "km2": "平方公里", "h": "小时"}.get(sign, name)
    plain = [value + other] if other != name and not per else []
    if per:
        plain += [units()[per].join(("每", value)) + name, value + other + "每" + units()[per]]
    return plain


def money(text: str, at: int) -> Said | None:
    """¥34.5 → 三十四点五元, US$3亿 → 三亿美元; the sign is silent when the word follows anyway (￥5万元)."""
    m = _pattern("money").match(text, at)
    if not m or (m[1].isalpha() and at and text[at - 1].isalpha() and text[at - 1].isascii()):
        return None
    word = currency()[m[1]]
    value = numerals.number(_without_empty_cents(m[3]), "两") + (m[4] or "")
    follows = text[m.end() : m.end() + 4]
    if follows.startswith((word, "元", "块", "美元", "港币", "港元")):
        parts = [Segment(len(m[1]) + len(m[2]), "", "money"), Segment(len(m[3] + (m[4] or "")), value, "money")]
        return many(parts)
    return one(m.end() - at, value + word, "money", 0.97)


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


def interval(text: str, at: int) -> Said | None:
    """5-10人 → 五到十人, 10%-15% → 百分之十到百分之十五, -3~5℃. A unit written once belongs to both numbers."""
    m = _pattern("range").match(text, at)
    if not m or _no_interval(text, at, m):
        return None
    if triggers("code", "after").match(text[m.end() :][:5]) and min(len(m[1]), len(m[5])) >= 3:
        return many([*each(m[1], "code"), Segment(len(m[2] + m[3]), "到", "range"), *each(m[5], "code")], 0.9)
    left, right = m[2].strip(), m[6].strip()
    shared = left or (right if right in PERCENT else "")
    heads = [
        *_bound(text, m.end(2), m[1], m[2], shared),
        Segment(len(m[3]), "到", "range"),
        *([Segment(1, _sign(m[4], right), "range")] if m[4] else []),
        *_bound(text, m.end(6), m[5], m[6], right),
    ]
    spoken = "".join(s.spoken for s in heads)
    return many(heads, _interval_confidence(text, m), spoken.replace("到", "至"), *_dash_alternatives(m))


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
    if re.search(r"[A-Za-z]-$", text[max(0, at - 2) : at]) and "-" in m[3]:
        return True
    following = text[m.end() : m.end() + 2].lstrip()
    chained = re.match(rf"\s?[{DASHES}]\d", text[m.end() : m.end() + 3]) and "-" in m[3]
    return bool(following[:1] == "=" or chained or (following[:1].isalpha() and following[:1].isascii() and not m[6] and "-" in m[3] and len(m[5]) > 3))


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
    around = before(text, at, 24) + "\n" + after(text, m.end(), 8)
    if m[2].strip() in (":", "：", "∶") and re.match(r"\s?[:：∶]\s?\d", text[m.end() : m.end() + 4]):
        return None
    won = re.match(r"\s?(?:[胜负平]|" + triggers("score", "around").pattern + ")", text[m.end() : m.end() + 6])
    told = won or triggers("score", "around").search(around)
    colon = m[2].strip() in (":", "：", "∶")
    if m[2].strip() in tuple("~～〜∼") or (not colon and not won and measure_at(text, m.end())):
        return None
    if not told and not (colon and not _like_time(m)):
        return None
    left, right = numerals.number(m[1]), numerals.number(m[3])
    parts = [Segment(len(m[1]), left, "score"), Segment(len(m[2]), "比", "score"), Segment(len(m[3]), right, "score")]
    return many(parts, 0.97 if told or colon else 0.9)


_SCORE = re.compile(rf"(\d{{1,3}}(?:\.\d{{1,3}})?)(\s?[:：∶{DASHES}]\s?)(\d{{1,8}}(?:\.\d{{1,3}})?)(?![\d:：]|[{DASHES}]\d)")


def _like_time(m: re.Match[str]) -> bool:
    return len(m[1]) <= 2 and int(float(m[1])) <= 24 and len(m[3]) == 2 and m[3].isdecimal() and int(m[3]) < 60


def proportion(text: str, at: int) -> Said | None:
    """1:2:3 → 一比二比三."""
    m = _PROPORTION.match(text, at)
    if not m or re.fullmatch(_CLOCK_LIKE, m.group()):
        return None
    parts = [Segment(len(p), numerals.number(p) if p[0].isdecimal() else "比", "score") for p in re.findall(r"[\d.]+|[:：∶]", m.group())]
    return many(parts, 0.95)


_PROPORTION = re.compile(r"\d{1,4}(?:\.\d{1,2})?(?:[:：∶]\d{1,4}(?:\.\d{1,2})?){2,5}(?![\d:：])")
_CLOCK_LIKE = r"(?:[01]?\d|2[0-4])[:：][0-5]\d[:：][0-5]\d"


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
    if not m or not (m[3] or m[2] == "w"):
        return None
    parts = [Segment(len(m[1]), numerals.number(m[1], "两"), "cardinal"), Segment(1, "万", "cardinal")]
    return many([*parts, *([Segment(1, "加", "math")] if m[3] else [])], 0.7, numerals.number(m[1]) + m[2].upper())


def fraction(text: str, at: int) -> Said | None:
    """1/3 → 三分之一, 1½ and 1 1/2 with 又; not 24/7, not 120/80mmHg."""
    m = _FRACTION.match(text, at)
    if not m or int(m[3]) == 0:
        return None
    if text[m.end() : m.end() + 1] == "℃":
        return _low_and_high(m)
    whole = m[1].strip() if m[1] else ""
    value = f"{numerals.cardinal(m[3])}{m[5] or ''}分之{numerals.cardinal(m[2])}"
    if m[4].strip():
        return _pressure(m)
    if int(m[2]) >= int(m[3]) and not whole and not m[5]:
        left, right = numerals.cardinal(m[2]), numerals.cardinal(m[3])
        parts = [Segment(len(m[2]), left, "cardinal"), Segment(1, "斜杠", "symbol"), Segment(len(m[3]), right, "cardinal")]
        return many(parts, 0.5, value, left + "每" + right)
    spoken = (numerals.cardinal(whole) + "又" if whole else "") + value
    return one(m.end() - at, spoken, "fraction", 0.93, f"{numerals.cardinal(m[2])}斜杠{numerals.cardinal(m[3])}")


_FRACTION = re.compile(r"(\d{1,3} )?(\d{1,4})[/⁄](\d{1,4})(\s?mmHg|\s?毫米汞柱|)([万亿](?![元]))?(?![\d/.])")


def _low_and_high(m: re.Match[str]) -> Said:
    """Temperatures of night and day: 12/20℃."""
    parts = [Segment(len(m[2]), numerals.cardinal(m[2]), "range"), Segment(1, "到", "range"), Segment(len(m[3]), numerals.cardinal(m[3]), "range")]
    return many(parts, 0.75)


def _pressure(m: re.Match[str]) -> Said:
    """Blood pressure: 120/80mmHg, high to low."""
    parts = [Segment(len(m[2]), numerals.cardinal(m[2]), "unit"), Segment(1, "比", "unit"), Segment(len(m[3]), numerals.cardinal(m[3]), "unit")]
    sign = m[4].strip()
    parts += [Segment(len(m[4]), units().get(sign, sign), "unit")]
    return many(parts, 0.75, numerals.cardinal(m[2]) + numerals.cardinal(m[3]) + "毫米汞柱", f"{numerals.cardinal(m[2])}斜杠{numerals.cardinal(m[3])}毫米汞柱")


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


def blood_or_times(text: str, at: int) -> Said | None:
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
    if value == "两" and text[at - 1 : at] in ("万", "亿") and word in ("千", "万"):
        value = "二"
    cls = "decimal" if "." in written else "cardinal"
    return one(end - at, value, cls, 0.99 if word else 0.9, *_two_alternatives(written, value))


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
    if "." in written or "," in written:
        return one(len(written), value, "decimal" if "." in written else "cardinal", 0.95)
    spelled = numerals.digits(whole)
    if len(whole) >= 7 and not whole.endswith("000"):
        return many(each(written, "digits"), 0.6, value)
    sure = (0.96, 0.96, 0.96, 0.85, 0.7, 0.75, 0.6)[min(len(whole), 6)]
    return one(len(written), value, "cardinal", sure, *([spelled] if len(whole) > 2 else _two_alternatives(written, value)))


def _as_digits(written: str) -> Said:
    """Digit by digit, keeping a decimal point."""
    parts = [Segment(1, "点" if c == "." else numerals.digits(c), "digits") for c in written]
    return many(parts, 0.85)
