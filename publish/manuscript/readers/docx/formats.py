"""Automatic numbers as Word and WPS print them: ``ST_NumberFormat`` (ECMA-376 part 1, 17.18.59; names as there).

What has no row here is printed in digits, and told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def printed(number: int, form: str, custom: str = "") -> str:
    """``number`` in the format ``form``; ``custom``: the pattern of ``custom`` formats ("001, 002, 003, ...")."""
    if number < 0:
        return str(number)  # no list counts there
    if form == "custom":
        return _padded(number, custom)
    if form in _FORMS:
        return _FORMS[form](number)
    signs = _signs().get(form, "")
    return signs[number - 1] if 0 < number <= len(signs) else str(number)


def is_known(form: str) -> bool:
    """Whether numbers of this format are printed as Word prints them."""
    return form in _FORMS or form in _signs() or form in ("custom", "bullet")


@cache
def _signs() -> dict[str, str]:
    text = (resources.files("publish.manuscript.readers.docx") / "formats.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))


def _padded(number: int, pattern: str) -> str:
    """``001, 002, 003, ...``: as wide as the first example, filled up with noughts."""
    first = pattern.split(",")[0].strip()
    return str(number).zfill(len(first)) if first.isascii() and first.isdigit() else str(number)


def _digits(digits: str) -> Callable[[int], str]:
    """Place by place: 12 is 一二."""
    return lambda number: "".join(digits[int(d)] for d in str(number))


def _counting(digits: str, units: str, ten: bool, zero: bool, one: bool = True) -> Callable[[int], str]:
    """In words. ``units``: ten, hundred, thousand, ten thousand. ``ten``: 10 to 19 begin with the ten (十二, not 一十二). ``zero``: a gap is
    spoken of (一百零一). ``one``: a unit has its one before it (一百, against Japanese 百).
    """

    def below(number: int, leads: bool) -> str:
        made, gap = "", False
        for at in (3, 2, 1, 0):
            digit = number // 10**at % 10
            if not digit:
                gap = gap or bool(made)
                continue
            bare = at > 0 and digit == 1 and (not one or (ten and at == 1 and leads and not made))
            made += (digits[0] if gap and zero else "") + ("" if bare else digits[digit]) + (units[at - 1] if at else "")
            gap = False
        return made

    def words(number: int) -> str:
        if number <= 0 or number >= 10**8:
            return digits[0] if number == 0 else str(number)
        high, low = divmod(number, 10_000)
        if not high:
            return below(low, True)
        link = digits[0] if zero and 0 < low < 1000 else ""
        return below(high, True) + units[3] + link + below(low, False)

    return words


def _up_to_99(words: Callable[[int], str], digits: str) -> Callable[[int], str]:
    """In words below a hundred, place by place from there on: 九十九, 一〇〇. (Word draws a circle, ○; the numeral is 〇.)"""
    positional = _digits(digits)
    return lambda number: words(number) if 0 < number < 100 else positional(max(number, 0))


def _letters(first: str) -> Callable[[int], str]:
    """a … z, aa, bb … (the letter again, not the next place)."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 32_768:
        return str(number)
    made = ""
    for value, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        made += sign * (number // value)
        number %= value
    return made


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


_ONES = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen",
         "Sixteen", "Seventeen", "Eighteen", "Nineteen")  # fmt: skip
_TENS = ("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")
_ORDINALS = {"One": "First", "Two": "Second", "Three": "Third", "Five": "Fifth", "Eight": "Eighth", "Nine": "Ninth", "Twelve": "Twelfth"}


def _cardinal_text(number: int) -> str:
    if not 0 <= number < 1000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    return f"{_ONES[number // 100]} Hundred" + (f" {_cardinal_text(number % 100)}" if number % 100 else "")


def _ordinal_text(number: int) -> str:
    text = _cardinal_text(number)
    if text.isdigit():
        return _ordinal(number)
    cut = max(text.rfind("-"), text.rfind(" ")) + 1
    last = text[cut:]
    return text[:cut] + (_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))


def _sexagenary(number: int) -> str:
    """甲子, 乙丑 …: sixty, then again from the first."""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number > 0 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(d) + 0xFEE0) if d.isdigit() else d for d in str(number))


_HAN = "零一二三四五六七八九"
_THOUSANDS = _counting(_HAN, "十百千万", ten=True, zero=True)
_THOUSANDS_TRADITIONAL = _counting(_HAN, "十百千萬", ten=True, zero=True)
_JAPANESE = _counting("〇一二三四五六七八九", "十百千万", ten=True, zero=False, one=False)

_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _up_to_99(_THOUSANDS, "〇一二三四五六七八九"),
    "chineseCountingThousand": _THOUSANDS,
    "chineseLegalSimplified": _counting("零壹贰叁肆伍陆柒捌玖", "拾佰仟万", ten=False, zero=True),
    "cardinalText": _cardinal_text,
    "decimal": str,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "hex": lambda number: f"{number:X}",
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "ideographLegalTraditional": _counting("零壹貳參肆伍陸柒捌玖", "拾佰仟萬", ten=False, zero=True),
    "ideographZodiacTraditional": _sexagenary,
    "japaneseCounting": _JAPANESE,
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "japaneseLegal": _counting("零壱弐参四伍六七八九", "拾百阡萬", ten=False, zero=False),
    "koreanCounting": _counting("영일이삼사오육칠팔구", "십백천만", ten=True, zero=False, one=False),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "lowerLetter": _letters("a"),
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "ordinalText": _ordinal_text,
    "taiwaneseCounting": _up_to_99(_THOUSANDS_TRADITIONAL, "〇一二三四五六七八九"),
    "taiwaneseCountingThousand": _THOUSANDS_TRADITIONAL,
    "taiwaneseDigital": _digits("〇一二三四五六七八九"),
    "upperLetter": _letters("A"),
    "upperRoman": _roman,
}
