"""Digits that name something: telephone and document numbers, rooms, roads, schools, trains, versions."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.quantity import unit_sign, with_unit
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, after, before, each, many, one
from publish.reading.spoken.rules.tables import choice, counted_at, currency, table, triggers, units

_LONG = re.compile(r"\d{21,}")
_MOBILE = re.compile(r"\+86[-\s](?:10|2\d|[3-9]\d{2})[-\s]\d{7,8}(?!\d)|(?:\+?86[-\s]?)?1[3-9]\d[-\s]?[\dX*]{4}[-\s]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?:0[12]\d|0[3-9]\d{2})[-—–)）\s]\s?(?:\d{7,8}|\d{3,4}[-\s]\d{4})(?:\s?[-—转]\s?\d{1,6})?(?!\d)|\d{3,4}[-—]\d{7,8}(?![\d\-—])|[48]00[-—\s]?\d{3}[-—\s]?\d{4}(?!\d)|[48]00[-—\s]\d{4}[-—\s]\d{3}(?!\d)")
_SERVICE = re.compile(r"(?:1[02]\d{3}|12\d{3}|95\d{3}|96\d{3,4}|11\d|12\d|10086|10010|10000|999|911)(?!\d)")
_DIGITS = re.compile(r"\d{2,20}")
_LOCAL = re.compile(r"(?:\d{3,4}[-—]\d{3,4}[-—]\d{4}|\d{3,4}[-—]\d{4}|0\d{2,3}[-—]\d{3,5})(?!\d)")
_PHONE_LIST = re.compile(r"[\d\-—–\s/、,转或]{0,40}$")


_ZERO = re.compile("(?<=[一二三四五六七八九〇零])[○ＯOo0]{1,3}(?=[一二三四五六七八九〇零])")


def written_zero(text: str, at: int) -> Said | None:
    """The circle of 二○二四年, or the letter or digit put in its place: 零."""
    m = _ZERO.match(text, at)
    return many([Segment(1, "零", "year")] * len(m.group()), 0.97) if m else None


def long_run(text: str, at: int) -> Said | None:
    """More digits than any number has: one by one, however many."""
    m = _LONG.match(text, at)
    return many(each(m.group(), "digits"), 0.7) if m else None


# --- telephones ------------------------------------------------------------------------------------------------------------


def phone(text: str, at: int) -> Said | None:
    """Mobiles and landlines by their pattern, other numbers where the words before or after say so; 1 is 幺."""
    m = _MOBILE.match(text, at) or _LANDLINE.match(text, at)
    if m and not _names_code(text, at) and not counted_at(text, m.end()):
        return _phone(m.group(), 0.95)
    m = _LOCAL.match(text, at) or _DIGITS.match(text, at)
    if not m or not (_about_phones(text, at, m.end()) or _EXTENSION.search(text[max(0, at - 8) : at])):
        return None
    return _phone(m.group(), 0.95 if len(m.group()) >= 3 else 0.6)


_EXTENSION = re.compile(r"\d{5}\s?[转-]\s?$")


def _phone(written: str, sure: float) -> Said:
    parts = [Segment(1, "转" if c == "转" else numerals.digits(c, "幺"), "phone") for c in written]
    return many(parts, sure, "".join(p.spoken for p in parts).replace("幺", "一"))


def _names_code(text: str, at: int) -> bool:
    return bool(triggers("code", "before").search(before(text, at, 10)))


def _about_phones(text: str, at: int, end: int) -> bool:
    """Is a telephone spoken of? Short numbers need a service word right beside them, longer ones one in the clause."""
    size = end - at
    near = re.match(rf"[{HAN}]{{0,6}}?{triggers('phone', 'after').pattern}", after(text, end, 10)) if size >= 5 else triggers("phone", "after").match(text[end : end + 8])
    if (counted_at(text, end) and not near) or text[end : end + 1] in tuple("%.:：年月℃万亿"):
        return False
    ahead = before(text, at, 14)
    service = _SERVICE.fullmatch(text, at, end)
    if service and size == 5 and text[at] == "9" and not text.startswith("00", at + 3) and text[end : end + 1] not in tuple("多余-—～~"):
        return True
    told = re.search(triggers("phone", "before").pattern + rf"[^\d{HAN}]{{0,4}}(?:[是为：:]|号码|了|过)?[^\d{HAN}]{{0,3}}$", _without_numbers(ahead))
    if service:
        return bool(near or told)
    return bool((told and size >= 5 and not _names_code(text, at)) or (near and near.group().endswith(("热线", "专线", "客服")) and size >= 3))


def _without_numbers(ahead: str) -> str:
    """电话12345678、1234: the second number belongs to the same word."""
    return _PHONE_LIST.sub("", ahead) if re.search(r"\d", ahead) else ahead


# --- documents, rooms, names --------------------------------------------------------------------------------------------------

_DOCUMENT_YEAR = re.compile(r"((?:19|20)\d\d)(?=[〕］\]）)】])")
_OLD_YEAR = re.compile(r"(1[0-8]\d\d)(?=[）)])")
_CHAIN = re.compile(rf"\d{{1,7}}(?:[{DASHES}]\d{{1,7}}){{2,7}}(?!\d)")
_STANDARD = re.compile(rf"(\d{{1,6}}(?:\.\d{{1,3}})?)(\s?[{DASHES}]\s?)((?:19|20)\d\d)(?!\d)")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.]\d)")
_NAME = re.compile(r"\d{3,5}(?![\d.,]\d|\d)")
_QUOTED = re.compile(rf"\d{{3,5}}(?=[”’」』\"{HAN}])")


def document_year(text: str, at: int) -> Said | None:
    """The year of 〔2024〕5号, [2007]54号, （2023）京0105民初1号; and a bare year in brackets."""
    m = _DOCUMENT_YEAR.match(text, at) or (_OLD_YEAR.match(text, at) if re.search("[年朝代帝间末初]$", text[max(0, at - 2) : at - 1]) else None)
    if not m or text[at - 1 : at] not in tuple("〔［[（(【"):
        return None
    sure = 0.98 if text[at - 1] in "〔［[" or re.match(rf"[{HAN}]", text[m.end() + 1 : m.end() + 2]) else 0.85
    return many(each(m[1], "year"), sure, *([numerals.cardinal(m[1])] if sure < 0.9 else []))


def code(text: str, at: int) -> Said | None:
    """After 编号, 邮编, 房间… and before 室, 教室…: digit by digit, 1 as 一."""
    m = _DIGITS.match(text, at)
    if not m:
        return None
    end, size = m.end(), len(m.group())
    if 3 <= size <= 5 and _is_room(text, at, end):
        return _code(m.group(), 0.95 if size <= 4 else 0.85)
    told = _NUMBERED.search(ahead := before(text, at)) or re.search(triggers("code", "before").pattern + rf"(?:号码?|为|是|改[为成]|变更为|设[为置]为?|[^\w{HAN}])?[^\d{HAN}。；！？]{{0,6}}$", ahead)
    if not told or (counted_at(text, end) and size < 5) or text[end : end + 1] in tuple("%.:：") and size < 5:
        return None
    if size < 3 and m.group()[0] != "0":
        return None
    return _code(m.group(), 0.93)


_NUMBERED = re.compile(r"[室席座位柜桌楼栋栈床票牌桩机]号[：:为是]?\s?$")  # 诊室号305, 座位号1208


def _is_room(text: str, at: int, end: int) -> bool:
    shared = _ROOM_LIST.match(text, end)
    end = shared.end() if shared else end
    after_word = triggers("code", "after").match(text[end : end + 5])
    counted = counted_at(text, end)
    floor = _FLOOR.search(text[max(0, at - 4) : at]) and counted not in _COUNTABLE and len(counted) < 2
    return bool((after_word or floor) and text[at] != "0" or (after_word and text[at] == "0"))


# 座 after a numeral counts (首座110千伏变电站); it names a building only after a letter or a name (B座1208).
_FLOOR = re.compile(r"(?:楼|层|单元|栋|门|幢|[A-Z]区|(?<![首一二两三四五六七八九十百几每这那整数\d])座)[A-Z]?\s?$")
_ROOM_LIST = re.compile(r"(?:[、,和及至到/]\d{3,4}){1,6}(?!\d)")
_COUNTABLE = ("个", "名", "人", "户", "家", "间", "套", "平方米", "平米", "元", "米", "级", "岁", "位", "张", "台", "年", "月", "日", "点", "号")


def _code(written: str, sure: float) -> Said:
    parts = each(written, "code")
    said = "".join(p.spoken for p in parts)
    return many(parts, sure, *([said.replace("一", "幺")] if "一" in said else []))


def name(text: str, at: int) -> Said | None:
    """922绿色出行, 171中学, 301医院, “985”高校, 737客机: digit by digit before a word that bears numbers as names."""
    m = _NAME.match(text, at) or (_isolated(text, at) and re.compile(r"\d\d").match(text, at))
    if not m or m.group()[0] == "0" or text[at - 1 : at] in tuple("×÷+=/*−~～满减返得送充"):
        return None
    written, end = m.group(), m.end()
    known = None if re.search(triggers("quantity", "before").pattern + r"\s?$", text[max(0, at - 5) : at]) else table("known_numbers").get(written)
    following = text[end : end + 1].strip("”’」』\"") and text[end : end + 6] or text[end + 1 : end + 7]
    bears = triggers("name", "after").match(following)
    if known and not re.match("[A-Za-z]", text[end : end + 1]) and (bears or not counted_at(text, end)) and text[end : end + 1] not in tuple("%℃.万亿多余年"):
        _, spoken, sure, others = known
        cls = "phone" if "幺" in spoken else "digits"
        return many([Segment(1, c, cls) for c in spoken], max(float(sure), 0.93 if bears else 0), *filter(None, others.split("|")))
    quoted = text[at - 1 : at] in ("“", "‘", "「", "『") and not counted_at(text, end) and text[end : end + 1] not in tuple("%℃.万亿多余年")
    bears = bears or re.search(triggers("name", "before").pattern + "$", text[max(0, at - 4) : at])
    if bears or (quoted and _QUOTED.match(text, at)):
        round_one = written.endswith("00")
        if round_one and not bears:
            return None
        return many(each(written, "digits"), 0.92 if not round_one else 0.7, numerals.cardinal(written), numerals.digits(written, "幺"))
    return None


def _isolated(text: str, at: int) -> bool:
    """Two figures that are a clause of their own (88，): they may say good-bye."""
    return text[at : at + 2] in table("known_numbers") and bool(re.fullmatch(r"[，。！!～~\s]?", text[at + 2 : at + 3])) and bool(re.fullmatch(r"[，。！!；\s]?", text[at - 1 : at] if at else ""))


def named(text: str, at: int) -> Said | None:
    """84消毒液, 95号汽油, 3/4拍: the word after the number tells (``named.tsv``)."""
    m = _named().match(text, at)
    if not m or text[at - 1 : at].isdecimal():
        return None
    size = sum(1 for _ in takewhile(lambda char: char.isdecimal() or char in "/.", m.group()))
    spoken = table("named")[m.group()][0]
    if size == len(spoken):
        return many([Segment(1, c, "digits") for c in spoken], 0.95)
    return one(size, spoken, "digits", 0.95)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(choice(list(table("named"))))


def bus(text: str, at: int) -> Said | None:
    """101路: digit by digit from three digits on; 1路 and 28路 by value."""
    m = _BUS.match(text, at)
    if not m:
        return None
    sure = triggers("bus", "after").match(text, m.end() + 1) or triggers("road", "before").search(before(text, at)) or _OTHER_BUS.search(text[max(0, at - 6) : at])
    if not sure and not (len(m[1]) == 3 and not m[1].endswith("00")) and not re.match(r"[、和到，。是换通\W]|$", text[m.end() + 1 : m.end() + 2]):
        return None
    if len(m[1]) < 3:
        return one(len(m[1]), numerals.cardinal(m[1]), "ordinal", 0.97)
    return many(each(m[1], "code"), 0.92 if sure else 0.85, numerals.digits(m[1], "幺"), numerals.cardinal(m[1]))


_BUS = re.compile(r"(\d{1,4})(?=路(?![人上程信视输抢大人纵音]))")
_OTHER_BUS = re.compile(r"\d路[、和及与到换转]{1,2}$")


def chain(text: str, at: int) -> Said | None:
    """5-3-201, 978-7-02-000220-7: parts of an address or a code, with silent dashes."""
    m = _CHAIN.match(text, at)
    if not m:
        return None
    split = re.split(f"[{DASHES}]", m.group())
    isbn = re.search(r"IS[BS]N", before(text, at, 10)) or any(len(p) > 4 or p[0] == "0" for p in split) or all(len(p) > 2 for p in split) or text[m.end() : m.end() + 1] == "阵"
    parts = []
    for piece in re.findall(rf"\d+|[{DASHES}]", m.group()):
        if piece.isdecimal():
            parts += each(piece, "code") if isbn or len(piece) > 2 else [Segment(len(piece), numerals.cardinal(piece), "code")]
        else:
            parts.append(Segment(1, "" if isbn else "杠", "code"))
    said = "".join(p.spoken for p in parts)
    if isbn:
        book = re.search(r"IS[BS]N", before(text, at, 10))
        return many(parts, 0.93 if book else 0.8, "杠".join(numerals.digits(p) for p in split), "到".join(numerals.cardinal(p) for p in split))
    return many(parts, 0.8, said.replace("杠", ""), said.replace("杠", "到"))


def version(text: str, at: int) -> Said | None:
    """3.0.1 → 三点零点一; parts of three digits and more (192.168.1.1) digit by digit."""
    m = _VERSION.match(text, at)
    if not m:
        return None
    parts: list[Segment] = []
    address = m.group().count(".") == 3 and any(len(p) == 3 for p in m.group().split("."))
    for piece in re.findall(r"\d+|\.", m.group()):
        if piece == ".":
            parts.append(Segment(1, "点", "code"))
        else:
            spelled = address or len(piece) > 2 or (piece[0] == "0" and len(piece) > 1)
            parts += each(piece, "code") if spelled else [Segment(len(piece), numerals.cardinal(piece), "code")]
    day = _SHORT_DATE.fullmatch(m.group())
    if day and not re.search("[A-Za-z版本第节章条]\\s?$", text[max(0, at - 2) : at]):
        return many(parts, 0.85, f"{numerals.digits(day[1])}年{numerals.cardinal(day[2])}月{numerals.cardinal(day[3])}日")
    return many(parts, 0.93)


_SHORT_DATE = re.compile(r"([1-9]\d)\.(0?[1-9]|1[0-2])\.(0?[1-9]|[12]\d|3[01])")


def standard(text: str, at: int) -> Said | None:
    """GB/T 19001-2016 → 一九零零一 二零一六: the number and the year of a standard, digit by digit."""
    m = _STANDARD.match(text, at)
    if not m or not re.search(r"[A-Z]{2,4}(?:/[A-Z]{1,2})?\s?$", text[max(0, at - 9) : at]):
        return None
    parts = [Segment(1, "点" if c == "." else numerals.digits(c), "code") for c in m[1]]
    return many([*parts, Segment(len(m[2]), "", "code"), *each(m[3], "year")], 0.93)


# --- after letters and before them ---------------------------------------------------------------------------------------------

_AFTER_LETTER = re.compile(r"\d{1,20}")
_LETTER_AHEAD = re.compile(r"([A-Za-z]{1,12})(?:\d{1,3}-|[-‐‑–_·]|\s)?$")


def after_letters(text: str, at: int) -> Said | None:
    """A4, PM2.5, CA1501, G318, iPhone 15, COVID-19, 京A·12345: up to two digits by value, more one by one."""
    ahead = _LETTER_AHEAD.search(text[max(0, at - 14) : at])
    if ahead and (re.fullmatch(triggers("function", "before"), ahead[1]) or re.fullmatch(triggers("quantity", "before"), ahead[1])):
        return None
    m = _AFTER_LETTER.match(text, at)
    if not ahead or not m or ((ahead.group()[-1] == " " or ahead.group() in ("AC", "DC")) and with_unit(text, at)):
        return None
    written, end = m.group(), m.end()
    joined = ahead.group()[-1:].isalpha()
    if (joined and (_after_unit(text, at, ahead[1]) or _measured_interval(text, at))) or re.match(r"\s?(?:BP|bp)(?![A-Za-z])", text[end : end + 4]):
        return None
    measure = counted_at(text, end)
    if text[end : end + 1] in tuple("%℃:：") or (text[end : end + 1] == "." and text[end + 1 : end + 2].isdecimal() and len(written) < 3):
        return None
    if ahead.group().endswith(" ") and (measure or len(written) > 2) and not ahead[1].isupper():
        return None
    decimals = re.match(r"\.\d{1,4}(?![\d.])", text[end : end + 6])
    if len(written) >= 3 and decimals and joined:
        return many([*each(written, "code"), Segment(1, "点", "code"), *each(decimals.group()[1:], "code")], 0.8, numerals.number(written + decimals.group()))
    if len(written) >= 3 and (not measure or measure in ("次", "号", "路") or (joined and len(ahead[1]) <= 2)) and text[end : end + 1] not in tuple("万亿"):
        return many(each(written, "code"), 0.93 if joined else 0.85, numerals.digits(written, "幺"), *([numerals.cardinal(written)] if len(written) <= 4 else []))
    if len(written) >= 3 or (measure and not joined):
        return None
    if written[0] == "0" and len(written) > 1:
        return many(each(written, "code"), 0.95)
    spoken = numerals.cardinal(written)
    return one(len(written), spoken, "code", 0.95, *([numerals.digits(written)] if len(written) == 2 else []))


def _after_unit(text: str, at: int, letters: str) -> bool:
    """The 20 of 1h20min: the letters before it are the unit of another number."""
    return letters in units() and text[max(0, at - len(letters) - 1) : at - len(letters)].isdecimal() and bool(with_unit(text, at))


def _measured_interval(text: str, at: int) -> bool:
    """AC100-240V: both numbers share a unit, so they are amounts."""
    return bool(re.compile(rf"\d{{1,4}}[{DASHES}]\d{{1,4}}\s?{unit_sign()}").match(text, at))


_PLATE = re.compile(rf"(?<=[{HAN}][A-Z])[·・•‧∙⋅ ]?[A-Z0-9]{{5,6}}(?![A-Za-z0-9])")


def plate(text: str, at: int) -> Said | None:
    """京A·12345, 京A88888: one by one; letters stay letters."""
    m = _PLATE.match(text, at)
    if not m or text[at - 2 : at - 1] not in PROVINCES:
        return None
    parts = [Segment(1, numerals.digits(c) if c.isdecimal() else c if c.isalpha() else "", "code") for c in m.group()]
    return many(parts, 0.95, "".join(p.spoken for p in parts).replace("一", "幺"))


PROVINCES = tuple("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领学警港澳")

_MIXED = re.compile(r"(?=[A-Z0-9]{8,24}(?![A-Za-z0-9]))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,24}")


def mixed_code(text: str, at: int) -> Said | None:
    """91110101MA01ABCD2X: long codes of capitals and digits, one by one."""
    m = _MIXED.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()) or sum(c.isdecimal() for c in m.group()) < 4:
        return None
    parts = [Segment(1, numerals.digits(c) if c.isdecimal() else c, "code") for c in m.group()]
    return many(parts, 0.93)


_MODEL = re.compile(r"(\d{4})(?=(?![GMTK]B|MP)[A-Z]{2}(?![A-Za-z]))")
_BEFORE_LETTER = re.compile(r"(\d{3,4})(?=[BCDEFHPQRXYZpIi](?![A-Za-z])|MAX|[A-Z]\d)")


def before_letter(text: str, at: int) -> Said | None:
    """1080P, 720p, 737MAX, 107C: digit by digit."""
    m = _BEFORE_LETTER.match(text, at) or _MODEL.match(text, at)
    if m and (with_unit(text, at) or text[m.end() : m.end() + 3] in currency()):
        return None
    if m and text[m.end() : m.end() + 1] == "B" and (len(m[1]) > 3 or m[1] in ("128", "256", "512")):
        return None
    return many(each(m[1], "code"), 0.9, numerals.cardinal(m[1])) if m else None


# --- ordinals, headings, figures --------------------------------------------------------------------------------------------------

_ORDINAL = re.compile(r"\d{1,8}(?:,\d{3})*")
_HEADING = re.compile(r"(\d{1,2})([.．、)）]\s?)(?=[^\d\s]|(?:19|20)\d\d\s?年)")
_FIGURE = re.compile(rf"(\d{{1,3}})([{DASHES}.])(\d{{1,3}})(?![\d{DASHES}])")


def ordinal(text: str, at: int) -> Said | None:
    """After 第: by value, 2 as 二, 200 as 二百."""
    m = _ORDINAL.match(text, at)
    if not m or text[at - 1 : at].strip() != "第" and text[max(0, at - 2) : at] != "第 ":
        return None
    if text[m.end() : m.end() + 1] == "." and text[m.end() + 1 : m.end() + 2].isdecimal():
        return None
    if m.group()[0] == "0":
        return many(each(m.group(), "code"), 0.93)
    long = len(m.group()) == 4 and not m.group().endswith("00")
    return one(len(m.group()), numerals.cardinal(m.group()), "ordinal", 0.95 if long else 0.99, *([numerals.digits(m.group())] if long else []))


def heading(text: str, at: int) -> Said | None:
    """1. 2) at the start of a line, or after a space, colon or semicolon: the number, the point silent."""
    m = _HEADING.match(text, at)
    if not m or not _opens(text, at):
        return None
    following, year = text[m.end()], text[m.end()].isdecimal()
    if m[2] in ".．" and following.isascii() and following.isalnum() and not year:
        return None
    parts = [Segment(len(m[1]), numerals.cardinal(m[1]), "ordinal"), Segment(len(m[2]), "", "ordinal")]
    return many(parts, 0.9 if year else 0.97)


def _opens(text: str, at: int) -> bool:
    ahead = text[max(0, at - 8) : at]
    stripped = ahead.rstrip(" \u3000\t")
    bracket = stripped.endswith(("（", "(")) and text[at : at + 4].find("、") < 0
    return not stripped and at <= 8 or stripped.endswith(("\n", "：", ":", "；", ";", "。")) or (stripped != ahead) or bracket


def figure(text: str, at: int) -> Said | None:
    """图3-2 → 图三杠二, 表2.1 → 表二点一."""
    m = _FIGURE.match(text, at)
    if not m or not re.search(triggers("figure", "before").pattern + r"\s?[A-Z]?$", text[max(0, at - 6) : at]):
        return None
    joint = "点" if m[2] == "." else "杠"
    parts = [Segment(len(m[1]), numerals.cardinal(m[1]), "code"), Segment(1, joint, "code"), Segment(len(m[3]), numerals.cardinal(m[3]), "code")]
    said = [numerals.cardinal(m[1]), numerals.cardinal(m[3])]
    return many(parts, 0.85, "之".join(said), "到".join(said))


def named_day(text: str, at: int) -> Said | None:
    """双11, 双12 → 双十一, 双十二; 初1 → 初一."""
    m = re.compile(r"\d{1,2}(?!\d)").match(text, at)
    if not m or text[at - 1 : at] not in ("双", "初", "周", "期", "拜") or counted_at(text, m.end()) in ("个", "天", "名", "人"):
        return None
    if text[at - 1] in "期拜周" and (text[max(0, at - 2) : at] not in ("星期", "礼拜") and text[at - 1] != "周" or not "1" <= m.group() <= "7"):
        return None
    return one(len(m.group()), numerals.cardinal(m.group()), "ordinal", 0.95)
