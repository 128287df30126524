"""Latin letters: abbreviations spelled out, words, addresses, units without a number, Roman numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.spot import HAN, Said, Segment, before, each, many, one
from publish.reading.spoken.rules.tables import choice, table, units

SPELLED = 5
"""Most capitals that are read letter by letter; longer ones are taken for a word."""

_RUN = re.compile(rf"[^\W\d_{HAN}]+")
_ASCII = re.compile(r"[A-Za-z]+(?:['’][a-z]{1,2}(?![a-z]))?(?![\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f])")
_GREEK = re.compile("[α-ωΑ-Ωϕµ]{1,8}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_DOMAINS = "com|cn|org|net|gov|edu|io|info|top|vip|cc|tv|me|app|dev|xyz|site|online|shop|club|tech|ai|co|uk|hk|tw|jp"
_URL = re.compile(
    r"(?:https?://|ftp://)[A-Za-z0-9.\-_~:/?#@!$&*+,;=%]{1,300}"
    r"|www\.[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}(?:/[A-Za-z0-9.\-_~:/?#@!$&*+,;=%]{0,300})?"
    rf"|(?:www\.)?[A-Za-z0-9-]{{1,40}}(?:\.[A-Za-z0-9-]{{1,40}}){{0,4}}\.(?:{_DOMAINS})(?![A-Za-z0-9])(?:/[A-Za-z0-9.\-_~:/?#@!$&*+,;=%]{{0,300}})?",
    re.I,
)
_FILE = re.compile(r"[A-Za-z0-9_-]{1,40}\.(?:txt|pdf|docx?|xlsx?|pptx?|csv|epub|mp3|mp4|m4b|zip|rar|jpe?g|png|html?|json|py|md|exe|apk)(?![A-Za-z0-9])", re.I)
_ROMAN = re.compile(r"[IVX]{1,6}(?![A-Za-z0-9])")
_ROMAN_AFTER = re.compile(r"(?:\s?[-–—~～、/至到和或]\s?[IVX]{1,5})?\s?[型期级类度卷部册章世相段篇节代集号区组步阶]")

ADDRESS_SIGNS = {".": "点", "/": "斜杠", "@": "艾特", "-": "杠", "_": "下划线", ":": "冒号", "?": "问号", "=": "等于", "&": "和", "#": "井号", "%": "百分号", "+": "加", "~": "波浪线"}


@cache
def _special() -> re.Pattern[str]:
    """Letter words of the table that hold more than letters (O2O, R&D, C++)."""
    words = [w for w in table("latin_words") if not w.isalpha()]
    closed = choice([w for w in words if w[-1].isalnum()]) + r"(?![A-Za-z0-9])"
    return re.compile(closed + "|" + choice([w for w in words if not w[-1].isalnum()]))


def address(text: str, at: int) -> Said | None:
    """An e-mail address or the name of a file whole, of a URL its host: letters as they are, . 点, @ 艾特, digits one by one. What comes
    before and behind the host is silent: nobody can write it down, and percent escapes would take minutes.
    """
    if at and text[at - 1].isascii() and text[at - 1].isalnum():
        return None
    page = None if _EMAIL.match(text, at) else _URL.match(text, at)
    m = page or _EMAIL.match(text, at) or _FILE.match(text, at)
    if not m:
        return None
    written = m.group().rstrip(".,;:!?-")
    start, end = _host(written) if page else (0, len(written))
    parts = [Segment(start, "", "url")] if start else []
    for piece in re.findall(r"[A-Za-z]+|.", written[start:end]):
        parts += each(piece, "url") if piece.isdecimal() else [Segment(len(piece), piece if piece.isalpha() else ADDRESS_SIGNS.get(piece, ""), "url")]
    parts += [Segment(1, "", "url")] * (len(written) - end)
    return many(parts, 0.93)


def _host(written: str) -> tuple[int, int]:
    """Where the host of a URL lies: behind the scheme and a user, before port, path and query."""
    found = re.match(r"(?:(?:https?|ftp)://)?(?:[^/@?#]*@)?([A-Za-z0-9.\-_~]+)", written, re.I)
    return found.span(1) if found else (0, len(written))


def special(text: str, at: int) -> Said | None:
    """Letter words with signs or digits in them, from the table."""
    m = _special().match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    spoken, cls = table("latin_words")[m.group()]
    if cls == "ordinal" and not re.match(r"\s?\d", text[m.end() : m.end() + 2]):
        return None
    return one(len(m.group()), spoken, cls, 0.97)


def roman(text: str, at: int) -> Said | None:
    """第XIV卷, II型, IV级: a Roman number beside a word that is numbered."""
    m = _ROMAN.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    value = numerals.roman(m.group())
    after_di = before(text, at, 2).endswith("第")
    if not value or not (after_di or (_ROMAN_AFTER.match(text, m.end()) and m.group() not in ("X", "XX", "XXX", "V"))):
        return None
    return one(len(m.group()), numerals.cardinal(str(value)), "roman", 0.95 if after_di or len(m.group()) > 1 else 0.9, m.group())


_SOMEBODY = re.compile(r"X{1,3}(?=[省市县区镇乡村年月日时路号楼]|公司|单位|学校|医院|先生|女士|同志|大学|有限)")


def placeholder(text: str, at: int) -> Said | None:
    """XX市, X年X月: X stands for something not told, 某."""
    m = _SOMEBODY.match(text, at)
    if not m or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    return one(len(m.group()), "某" * min(2, len(m.group())), "word", 0.8, m.group())


def unit_alone(text: str, at: int) -> Said | None:
    """A unit after a slash or a Chinese numeral: 微克/m³, 每kg."""
    m = bare_unit().match(text, at)
    if m and m.group()[-1] in "²³" and not (at and text[at - 1].isalnum() and text[at - 1].isascii()):
        return one(len(m.group()), units()[m.group()], "unit", 0.9)
    if m and len(m.group()) > 1 and text[m.end() : m.end() + 1] == "/" and bare_unit().match(text, m.end() + 1):
        return one(len(m.group()), units()[m.group()], "unit", 0.85, m.group())
    if m and text[at - 1 : at] in ("（", "(") and text[m.end() : m.end() + 1] in ("）", ")") and _MEASURED.search(text[max(0, at - 2) : at - 1]):
        return one(len(m.group()), units()[m.group()], "unit", 0.9, m.group())
    if not re.search(r"[/每几数百千万亿两]$|\d[）)]$", text[max(0, at - 2) : at]) or re.search("(?:^|[^A-Za-z0-9])[A-Z]/$", text[max(0, at - 3) : at]):
        return None
    if not m or len(m.group()) == 1 and text[at - 1] != "/" or re.search("[a-z]{3,}/$", text[max(0, at - 8) : at]) and not re.search("mol/$", text[max(0, at - 5) : at]):
        return None
    return one(len(m.group()), units()[m.group()], "unit", 0.93)


_MEASURED = re.compile(r"[\d度量积速率长宽高径重距程间压温]$")
"""A number, or the last character of a quantity, before a unit in brackets: 120×60（cm）, 长度（m）."""


@cache
def bare_unit() -> re.Pattern[str]:
    """A unit sign of letters that stands without a number."""
    return re.compile(choice([u for u in units() if u[0].isalpha()]) + r"(?![A-Za-z0-9²³µμ])")


def latin(text: str, at: int) -> Said | None:
    """One run of letters: spelled or read as a word."""
    m = _ASCII.match(text, at) or _GREEK.match(text, at) or _RUN.match(text, at)
    if not m:
        return None
    written = m.group()
    if not written.isascii():
        return _foreign(written)
    known = table("latin_words").get(written)
    if known:
        return one(len(written), known[0], known[1], 0.98)
    return one(len(written), written, *_shape(written))


def _shape(written: str) -> tuple[str, float]:
    """Class and confidence by the look of the letters alone."""
    if len(written) == 1:
        return "letters", 0.98
    vowels = any(c in "AEIOUYaeiouy" for c in written)
    if written.isupper():
        return ("letters", 0.97 if len(written) <= 4 or not vowels else 0.85) if len(written) <= SPELLED else ("word", 0.85)
    if written[:-1].isupper() and written[-1] == "s" and len(written) <= SPELLED:
        return "letters", 0.9
    return ("word", 0.93) if vowels else ("letters", 0.8)


def _foreign(written: str) -> Said:
    """Letters outside ASCII: Greek by the table, é as e; other scripts as they are, a doubt."""
    known = table("symbols")
    if all(c in known for c in written):
        return many([Segment(1, known[c][0], "letters") for c in written], 0.93)
    plain = "".join(c for c in unicodedata.normalize("NFKD", written) if not unicodedata.combining(c))
    if plain.isascii() and plain.isalpha():
        return one(len(written), plain, "word", 0.85)
    return one(len(written), "".join(c for c in written if not c.isnumeric()), "word", 0.5)

