"""Digits on a label: bank cards, bed and door numbers with a dash, rooms that are only spoken of."""

from __future__ import annotations

import re

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.quantity import with_unit
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, before, each, many, one
from publish.reading.spoken.rules.tables import counted_at, rows, triggers

_CARD = re.compile(r"\d{4}(?: \d{4}){2,4}(?: \d{1,4})?(?![\d])")
_DASHED = re.compile(r"(\d{1,8})([-‐‑–—])(\d{1,8})(?![\d.%℃:]|[-‐‑–—]\d)")
_TOLD = rf"(?:号码?|为|是|[^\w{HAN}])?[^\w{HAN}。；！？]{{0,4}}[A-Z]{{0,3}}$"
_MOVED = re.compile(r"[由从至到在为换改是（：:]\s?$")
_HASH = re.compile(r"(?:^|[^A-Za-z])[#＃]$|(?<![A-Za-z])[A-Z]{1,2}\d{3,4}/$")
_NUMBER = re.compile(r"\d{3,6}(?![\d.,%:：])")

_FEATURE = re.compile(r"(?:(?<![A-Za-z\d*#＊＃])[*＊]{1,2}[#＃]?|(?:(?<![\w*#＊＃])|(?<=[拨打入送按]))[#＃]{1,2})\d{2,6}(?:[*＊]\d{1,15}){0,3}[#＃]")
_KEY = re.compile(r"[*#＊＃](?=号?键|号(?:结束|确认|返回))")
_PRESSED = re.compile(r"[按拨](?:下|一?下)?[“\"「]?$")
_KEYS = {"*": "星", "＊": "星", "#": "井", "＃": "井"}


def card(text: str, at: int) -> Said | None:
    """6222 0202 0001 2345: groups of four, one by one."""
    m = _CARD.match(text, at)
    if not m or re.match(r"\d", text[at - 1 : at] if at else ""):
        return None
    return many(each(m.group(), "code"), 0.93)


_PATENT = re.compile(r"\d{8,13}\.[\dX](?![\dA-Za-z.%])")


def patent(text: str, at: int) -> Said | None:
    """202310456789.X: the number of an application and its check digit."""
    m = _PATENT.match(text, at)
    if not m or not triggers("code", "before").search(before(text, at, 12)):
        return None
    return many([Segment(1, "点" if c == "." else c if c == "X" else numerals.digits(c), "code") for c in m.group()], 0.93)


_COMPASS = {"N": "北纬", "S": "南纬", "E": "东经", "W": "西经"}
_NUMERALS = r"(\d{1,3}(?:\.\d{1,6})?)\s?°(?:\s?(\d{1,2}(?:\.\d+)?)\s?[′'’])?(?:\s?(\d{1,2}(?:\.\d+)?)\s?[″\"”])?"
_PLACE = re.compile(rf"(?:([NSEW])\s?{_NUMERALS}|{_NUMERALS}\s?([NSEW]))(?![A-Za-z])")


def coordinate(text: str, at: int) -> Said | None:
    """N31.2° and 31°12′N: 北纬…度…分; the letter at the end is said first, so it is one piece."""
    m = _PLACE.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    degrees, minutes, seconds = (m[n] or m[n + 3] for n in (2, 3, 4))
    spoken = numerals.number(degrees) + "度" + (numerals.number(minutes) + "分" if minutes else "") + (numerals.number(seconds) + "秒" if seconds else "")
    return many([Segment(len(m.group()), _COMPASS[m[1] or m[8]] + spoken, "unit")], 0.9)


_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![0-9A-Za-z:-])")


def hardware(text: str, at: int) -> Said | None:
    """00:1A:2B:3C:4D:5E: the address of a network card, one by one."""
    m = _MAC.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    return many([Segment(1, c if c.isalpha() else numerals.digits(c), "code") for c in m.group()], 0.93)


_ZERO_LED = re.compile(rf"0\d{{4,9}}(?:[{DASHES}]\d{{1,7}}){{1,4}}(?![\d{DASHES}])")


def zero_led(text: str, at: int) -> Said | None:
    """02165835-001: a number that begins with a zero is a code; its digits one by one, its zeros kept, its dashes silent."""
    m = _ZERO_LED.match(text, at)
    if not m or re.fullmatch(rf"0\d{{2,3}}[{DASHES}]\d{{7,8}}", m.group()):
        return None
    parts = [Segment(1, numerals.digits(c) if c.isdecimal() else "", "code") for c in m.group()]
    return many(parts, 0.9, "".join(numerals.digits(c) if c.isdecimal() else "杠" for c in m.group()))


def dashed_name(text: str, at: int) -> Said | None:
    """7-11便利店, 3-15晚会: names, from the table."""
    for written, behind, spoken in rows("dashed_names"):
        if re.match(re.sub("-", f"[{DASHES}]", written) + rf"(?!\d)(?={behind})", text[at : at + 12]):
            return one(len(written), spoken, "name", 0.93, "到".join(map(numerals.cardinal, written.split("-"))))
    return None


def dashed(text: str, at: int) -> Said | None:
    """床号B3-16, 邮发代号1-1: two numbers of a label, the dash 杠."""
    m = _DASHED.match(text, at)
    if not m:
        return None
    if re.fullmatch("(?:19|20)[0-9]{2}", m[1]) and re.fullmatch("0[1-9]|1[0-2]", m[3]) and not re.search(triggers("label", "before").pattern + _TOLD, before(text, at, 12)):
        return None  # a year and a month
    part = m[3][0] == "0" and len(m[3]) > 1 and m[1][0] != "0" or _COMPOUND.match(text, m.end()) or _COMPOUND_AHEAD.search(text[max(0, at - 8) : at])
    if not part and not re.search(f"(?:{triggers('label', 'before').pattern}|{triggers('code', 'before').pattern}){_TOLD}", before(text, at, 12)):
        return None
    if with_unit(text, m.start(3)) or (counted_at(text, m.end()) and not part):
        return None
    parts = [*_part(m[1]), Segment(1, "杠", "code"), *_part(m[3])]
    said = "".join(p.spoken for p in parts)
    return many(parts, 0.85, said.replace("杠", ""), said.replace("杠", "到"))


_VERSE = re.compile(r"(\d{1,3})([:：])(\d{1,3})(?:([-–—~～])(\d{1,3}))?(?![\d:：])")


def verse(text: str, at: int) -> Said | None:
    """《约翰福音》3:16 → 三章十六节."""
    m = _VERSE.match(text, at)
    if not m or not re.search(triggers("scripture", "before").pattern + r"[》〉]?\s?$", before(text, at, 10)):
        return None
    last = [Segment(1, "到", "range"), Segment(len(m[5]), numerals.cardinal(m[5]) + "节", "ordinal")] if m[5] else []
    verse_ = numerals.cardinal(m[3]) + ("" if last else "节")
    return many([Segment(len(m[1]), numerals.cardinal(m[1]), "ordinal"), Segment(1, "章", "ordinal"), Segment(len(m[3]), verse_, "ordinal"), *last], 0.9)


_COMPOUND = re.compile(r"\s?[至到]\s?\d{1,4}[-‐‑]\d{1,4}(?!\d)")
_COMPOUND_AHEAD = re.compile(r"\d[-‐‑]\d{1,4}\s?[至到]\s?$")
_ROOMS = re.compile(rf"(\d{{3,4}})(?:([{DASHES}至到、])(\d{{3,4}}))?(?![\d.,%:：{DASHES}])")
_BUILDING = re.compile(r"(?:大厦|公寓|写字楼|[东西南北]塔|[东西南北]座|宾馆|酒店|国际)\s?$")


def rooms(text: str, at: int) -> Said | None:
    """东塔2806-2808: rooms after the name of a building."""
    m = _ROOMS.match(text, at)
    if not m or not _BUILDING.search(text[max(0, at - 4) : at]) or counted_at(text, m.end()) or text[m.end() : m.end() + 1] in tuple("年多余"):
        return None
    second = [Segment(1, {"、": "", "至": "至"}.get(m[2], "到"), "range"), *each(m[3], "code")] if m[2] else []
    return many([*each(m[1], "code"), *second], 0.85, numerals.cardinal(m[1]))


def _part(written: str) -> list[Segment]:
    if len(written) > 2 or written[0] == "0":
        return each(written, "code")
    return [Segment(len(written), numerals.cardinal(written), "code")]


def door(text: str, at: int) -> Said | None:
    """会议室由301调整至402, 3#501, 密码改为6#2580: digit by digit."""
    m = _NUMBER.match(text, at)
    if not m or counted_at(text, m.end()) or text[m.end() : m.end() + 1] in tuple("年多余"):
        return None
    ahead = before(text, at, 14)
    told = _MOVED.search(ahead) and triggers("code", "after").search(ahead) and len(m.group()) <= 4
    if not told and not _HASH.search(ahead):
        return None
    spelled = each(m.group(), "code")
    return many(spelled, 0.85, numerals.digits(m.group(), "幺"), numerals.cardinal(m.group()))


def feature_code(text: str, at: int) -> Said | None:
    """*#06#, *100#, **21*13800138000#: what is dialled to ask a telephone or its network (3GPP TS 22.030 §6.5.2), key by key."""
    m = _FEATURE.match(text, at)
    if not m:
        return None
    said = [Segment(1, _KEYS[c] + "号" if c in _KEYS else numerals.digits(c, "幺"), "phone") for c in m.group()]
    return many(said, 0.9, "".join(part.spoken for part in said).replace("幺", "一"))


def key(text: str, at: int) -> Said | None:
    """按#号键, 按*键, 以#号结束: the keys of a telephone, 井号 and 星."""
    pressed = _PRESSED.search(text[max(0, at - 4) : at]) and re.match("[*#＊＃](?![\\w*#＊＃])", text[at : at + 2])
    if text[at] not in _KEYS or not (_KEY.match(text, at) or pressed) or text[at - 1 : at].isdecimal():
        return None
    following = text[at + 1 : at + 2]
    short = following == "号" or (following == "键" and text[at] in "*＊")
    return one(1, _KEYS[text[at]] + ("" if short else "号"), "symbol", 0.9)
