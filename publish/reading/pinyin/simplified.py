"""Traditional characters looked up in their simplified form, character for character: 銀行 as 银行, 還錢 as 还钱.

Only the look-up sees the simplified form; text, tokens and what is spoken stay as written. A traditional character says more than
the simplified one it became (髮 is never 发 fā), so its own readings bind what the look-up finds (:func:`bound`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from publish.han import is_han
from publish.reading.pinyin.choose import Choice
from publish.reading.pinyin.dictionary import Dictionary, table
from publish.reading.pinyin.words import cost, segment

REACH = 6
"""How many characters on each side decide whether a character that both scripts have is meant as the other (乾淨, 乾坤)."""
PARTICLE = "著"
"""Stands for 着 also in texts that are simplified otherwise."""


def lookup(text: str, known: Dictionary) -> str:
    """``text`` as the dictionary's words are written, of the same length."""
    certain, _ = _maps()
    plain = text.translate(certain)
    traditional = plain != text
    if not (traditional or PARTICLE in text):
        return text
    return _both(plain, traditional, known)


@cache
def _maps() -> tuple[dict[int, str], dict[str, str]]:
    """Characters that only traditional text has, and those that both have (``data/simplified.tsv``)."""
    rows = table("simplified.tsv")
    return {ord(row[0]): row[1] for row in rows if len(row) == 2}, {row[0]: row[1] for row in rows if len(row) == 3}


def _both(text: str, traditional: bool, known: Dictionary) -> str:
    """What both scripts have, as the likelier words around it have it."""
    _, shared = _maps()
    made = list(text)
    for at, char in enumerate(text):
        if char in shared and (traditional or char == PARTICLE):
            start, end = _run(made, at)
            before, after = "".join(made[start:at]), "".join(made[at + 1 : end])
            if _weight(before, shared[char], after, known) < _weight(before, char, after, known):
                made[at] = shared[char]
    return "".join(made)


def _run(text: list[str], at: int) -> tuple[int, int]:
    """The Han characters around ``at``, at most :data:`REACH` on each side."""
    start = end = at
    while start > max(0, at - REACH) and is_han(text[start - 1]):
        start -= 1
    while end < min(len(text), at + REACH + 1) and is_han(text[end]):
        end += 1
    return start, end


def _weight(before: str, char: str, after: str, known: Dictionary) -> float:
    """What the likeliest words of ``before + char + after`` cost. 着 alone follows a verb, and more gladly than words can tell
    (听着|名曲, not 听|著名|曲); after anything else it is no particle (鲁迅著《呐喊》)."""
    words = segment(f"{before}{char}{after}", known)
    weight = sum(cost(word, known) for word in words)
    if char != "着":
        return weight
    at, place = 0, 0
    while at + len(words[place]) <= len(before):
        at, place = at + len(words[place]), place + 1
    if words[place] != char:
        return weight
    verb = words[place - 1] if place else ""
    if not verb or len(verb) > 2 or known.kinds.get(verb, "")[:1] in ("n", "r"):
        return weight + known.unknown
    return weight if len(verb) > 1 or f"{verb}{PARTICLE}" in known.costs else weight - _GLADLY


_GLADLY = 2.5


def bound(char: str, plain: str, choice: Choice, known: Dictionary) -> Choice:
    """The choice, or what the traditional character is read of the readings of the simplified one, when it never has the one found."""
    shared = [one for one in known.of_char(char) if one in known.of_char(plain)] if char not in (plain, PARTICLE) else []
    found = choice.reading.replace("r", "") if choice.reading[:-1].endswith("r") else choice.reading
    if not shared or not found or found[:-1] in {one[:-1] for one in shared} and (found in shared or found[-1] == "5"):
        return choice
    return replace(choice, reading=shared[0], by="default", candidates=tuple(shared))
