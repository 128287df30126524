"""From written to spoken: which pieces of a text are said how.

``pieces`` tiles any text. A run of Han characters is one ``word`` piece, said as written (segmentation is another
module's work); numbers, letters, signs and marks are decided by the ordered rules of ``publish.reading.spoken.rules``. Each
rule answers with segments for the characters from one position on, so written and spoken stay aligned by construction.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from publish.reading.model import TokenKind
from publish.reading.spoken.joints import weighed
from publish.reading.spoken.piece import Piece
from publish.reading.spoken.rules import (
    calendar,
    codes,
    formulas,
    intervals,
    labels,
    letters,
    lookalikes,
    paired,
    quantity,
    short_dates,
    signs,
    tables,
)
from publish.reading.spoken.rules.spot import HAN, Rule, Said, one

_HAN = re.compile(f"[{HAN}]+")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[，。、；：？！“”‘’《》〈〉（）「」『』【】…,.;:?!\"'()\[\]{}·]")

DIGIT_RULES: tuple[Rule, ...] = (
    lookalikes.misread, codes.written_zero, formulas.hexadecimal, formulas.scientific, formulas.charge, labels.card, labels.hardware, labels.coordinate, labels.patent, labels.zero_led, labels.dashed_name, codes.long_run, short_dates.compact_date, codes.named, paired.metre, paired.gestation, letters.address, codes.mixed_code, codes.plate, calendar.date, short_dates.year_last, codes.document_year,
    codes.phone, short_dates.festival, codes.standard, codes.chain, labels.dashed, labels.rooms, labels.verse, codes.figure, codes.heading, codes.version,
    calendar.year_month, short_dates.era, short_dates.reign, calendar.years, short_dates.month_day, short_dates.stroke_day, calendar.stopwatch, intervals.proportion, intervals.score, calendar.time,
    calendar.prime_time, paired.stroke, quantity.grouped_by_spaces, intervals.vulgar_fraction, intervals.enumeration, intervals.fraction, quantity.power,
    quantity.product, codes.ordinal, codes.named_day, calendar.rest_of_measure, calendar.minutes, calendar.numbered_year,
    calendar.english_decade, calendar.decade, codes.code, labels.door, codes.bus, intervals.interval, quantity.percent,
    codes.after_letters, codes.before_letter, quantity.money_after, quantity.ten_thousands, paired.current, quantity.with_unit,
    quantity.more_than, quantity.discount, codes.name, calendar.bare_year, calendar.years_ago, calendar.year, calendar.month, calendar.day,
    quantity.counted, quantity.plain,
)  # fmt: skip
"""Tried in this order where a digit stands. The last answers always."""

LETTER_RULES: tuple[Rule, ...] = (
    lookalikes.misread, calendar.joining_t, codes.written_zero, letters.address, labels.hardware, labels.coordinate, codes.plate, codes.mixed_code, quantity.money_range, quantity.money, letters.special, letters.roman, letters.placeholder,
    letters.unit_alone, letters.latin,
)  # fmt: skip

SIGN_RULES: tuple[Rule, ...] = (
    lookalikes.bracketed_note, labels.feature_code, labels.key, formulas.spaced_plus, codes.written_zero, codes.phone, codes.plate, calendar.short_year, signs.footnote, signs.section, signs.point, signs.outcome, signs.charged, quantity.money_range, quantity.money, formulas.remainder, formulas.minus, formulas.star, signs.signed, signs.dash,
    paired.pressures, signs.slash, signs.hyphen, signs.ratio_colon, signs.placeholder, signs.ticked, signs.relation, signs.mathematics, signs.ampersand, intervals.vulgar_fraction, signs.raised, signs.caret,
    formulas.base, signs.lowered, signs.enclosed, letters.special, signs.lone_mark, signs.other_number,
)  # fmt: skip


def pieces(text: str) -> tuple[Piece, ...]:
    """Tile ``text`` with pieces, in order. Any string will do; time is in proportion to its length."""
    plain = _half_width(text)
    made: list[Piece] = []
    at, group = 0, 0
    while at < len(text):
        at = _next(text, plain, at, group, made)
        group += 1
    return weighed(plain, made)


def _next(text: str, plain: str, at: int, group: int, made: list[Piece]) -> int:
    """Append the pieces of what stands at ``at``; the position after it."""
    word = _HAN.match(plain, at)
    if word:
        end = word.end()
        made.append(Piece(at, end, "word", text[at:end].translate(_said_otherwise()), "", "word", 1.0, (), group))
        return end
    char = plain[at]
    if space := _SPACE.match(plain, at):
        end = space.end()
        made.append(Piece(at, end, "space", "", "", "space", 1.0, (), group))
        return end
    rule, said = _decide(plain, at, char)
    if said is None:
        said, rule = _unknown(plain, at), "mark"
    return _append(plain, at, group, rule, said, made)


def _decide(plain: str, at: int, char: str) -> tuple[str, Said | None]:
    """The first rule that answers, by the kind of character that stands there."""
    if "0" <= char <= "9":
        rules = DIGIT_RULES
    elif char.isalpha():
        rules = LETTER_RULES
    else:
        rules = SIGN_RULES
    for rule in rules:
        said = rule(plain, at)
        if said is not None:
            return rule.__name__, said
    return "", None


def _append(plain: str, at: int, group: int, rule: str, said: Said, made: list[Piece]) -> int:
    alternatives = said.alternatives
    for segment in said.segments:
        end = at + segment.length
        kind = _kind(plain[at:end], segment.spoken, segment.cls)
        made.append(Piece(at, end, kind, segment.spoken, segment.cls, rule, said.confidence, alternatives, group))
        alternatives, at = (), end
    return at


def _kind(written: str, spoken: str, cls: str) -> TokenKind:
    if not spoken:
        return "space" if written.isspace() else "punct" if cls in ("", "range", "footnote") or not written.isalnum() else "symbol"
    if any(c.isnumeric() for c in written) or spoken == "零":
        return "number"
    if cls in ("letters", "word", "url") and spoken.isascii():
        return "latin"
    return "symbol"


def _unknown(plain: str, at: int) -> Said:
    """Punctuation and marks are silent; so is a picture (a listener expects no name of it), but that is a doubt.

    So are unknown signs, private-use characters and unpaired surrogates: less sure.
    """
    char = plain[at]
    if _MARKS.match(char):
        return one(1, "", "", 1.0)
    category = unicodedata.category(char)
    if category[0] == "P":
        return one(_run(plain, at), "", "", 0.99)
    if category[0] in "MZ" or category in ("Cc", "Cf"):
        return one(1, "", "symbol", 0.95)
    return one(1, "", "symbol", 0.85 if category[0] == "S" else 0.3)


def _run(plain: str, at: int) -> int:
    """Length of a run of one and the same mark (——, ……), at most 8."""
    end = at + 1
    while end < len(plain) and plain[end] == plain[at] and end - at < 8:
        end += 1
    return end - at


@cache
def _half_widths() -> dict[int, str]:
    """Full-width ASCII but for sentence marks, the decimal digits of every script, traditional characters; one to one."""
    keep = "，。；：！？（）"
    table = {0xFF01 + n: chr(0x21 + n) for n in range(94) if chr(0xFF01 + n) not in keep}
    table |= {n: str(unicodedata.decimal(chr(n))) for n in range(0x80, 0x20000) if unicodedata.decimal(chr(n), None) is not None}
    table |= {ord(old): row[0] for old, row in tables.table("traditional").items()}
    return table | {0x3000: "\u3000", 0xFE62: "+", 0xFE63: "-", 0xFE6A: "%", 0xFFE5: "¥", 0xFFE1: "£", 0x2215: "/", 0x2236: ":", 0x00A0: " "}


_NOT_PLAIN = re.compile(r"[^，。、；：？！“”‘’《》（）\u3400-\u9fff]")


def _half_width(text: str) -> str:
    """The text as the rules see it: equally long, digits and letters half-width, characters simplified.

    Only a text that has something for the rules to do is looked at so closely.
    """
    return text.translate(_half_widths()) if _NOT_PLAIN.search(text) else text


@cache
def _said_otherwise() -> dict[int, str]:
    """Characters inside a word that are said as another one: zero, radicals, compatibility characters."""
    table = {ord("〇"): "零"}
    for n in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        usual = unicodedata.normalize("NFKC", chr(n))
        if len(usual) == 1 and usual != chr(n):
            table[n] = usual
    return table
