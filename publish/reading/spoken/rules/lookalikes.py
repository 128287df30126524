"""What a scanner or a hand wrote for a figure: O, l, I among digits; and a note's sign in the text, which is no number."""

from __future__ import annotations

import re

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.spot import HAN, Said, before, each, one

_AS_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_YEAR = re.compile(r"(?=[0-9]*[OolI|])[12OolI|][0-9OolI|]{3}(?=年)")
_DAY = re.compile(r"(?=[0-9]*[OolI|])[0-9OolI|]{1,2}(?=[月日](?!光|子|元|常|用|记))")
_COUNT = re.compile(r"(?=[0-9]*[OolI|])(?=[OolI|]*[0-9])[0-9OolI|]{2,7}(?=[人元个户家名项次条米岁台件套辆张万亿千百分号%％])")


def misread(text: str, at: int) -> Said | None:
    """2O25年 → 二零二五年, 3月l日 → 三月一日: what the figure must have been, and a doubt."""
    if at and (text[at - 1].isascii() and text[at - 1].isalnum()):
        return None
    if m := _YEAR.match(text, at):
        return Said(tuple(each(m.group().translate(_AS_DIGITS), "year")), 0.6)
    m = _DAY.match(text, at) or _COUNT.match(text, at)
    if not m or not m.group().translate(_AS_DIGITS).strip("0"):
        return None
    return one(len(m.group()), numerals.cardinal(m.group().translate(_AS_DIGITS)), "date", 0.6)


_BRACKETED, _PAIR = re.compile("[⑴-⒇]"), re.compile("⑴.{2,60}⑵")
_LISTING = re.compile("(?:括|有|含|为|：|:|下|是|要|即|分|如|应|需|按|从|由|和|或|、)$")


def _goes_on(text: str, at: int) -> bool:
    """Whether the sign before this one, in the same clause, begins an enumeration."""
    first = before(text, at, 48).rfind(chr(ord(text[at]) - 1)) if text[at] > "⑴" else -1
    head = before(text, at, 48)[: max(first, 0)]
    return first >= 0 and (not head or not re.search(f"[{HAN}”》」]$", head) or bool(_LISTING.search(head)))


def bracketed_note(text: str, at: int) -> Said | None:
    """号衣⑶上, 迁客骚人⑵，: the sign of a note right behind a word is silent; in 包括⑴…⑵… it numbers an item."""
    if not _BRACKETED.match(text, at) or not re.match(f"[{HAN}”》」]", text[at - 1 : at] if at else ""):
        return None
    if _LISTING.search(text[max(0, at - 1) : at]) and (text[at] != "⑴" or _PAIR.match(text, at)) or _goes_on(text, at):
        return None
    return one(1, "", "footnote", 0.85, numerals.cardinal(str(ord(text[at]) - ord("⑴") + 1)))
