"""Rules that look at what stands before and after a character: ``data/rules.tsv``, and ``rules_classical.tsv`` for classical Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from publish.reading.pinyin.dictionary import OPEN, table
from publish.reading.pinyin.sight import Sight

MODERN, CLASSICAL = "rules.tsv", "rules_classical.tsv"


@dataclass(frozen=True)
class Rule:
    """Read a character as ``reading`` where ``left`` ends right before it and ``right`` begins right after it (regular
    expressions; empty: anything). Without ``everywhere`` only where the dictionary leaves the character open. ``certain``: no
    model makes a doubt of it."""

    reading: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    everywhere: bool
    certain: bool


REACH = 24
"""How many characters to the left a rule may look."""


def spelled_out(pattern: str) -> str:
    """A pattern of ``rules.tsv`` with the words for «人» (anybody's form of address), «职» (an office), «衔» (any of both), «姓» (a surname)."""
    for name, words in _addresses().items():
        pattern = pattern.replace(name, words)
    return pattern


@cache
def _addresses() -> dict[str, str]:
    """``data/forms_of_address.tsv`` as alternatives, longer words first; kin have a number (三叔), and 老三 needs nothing else."""
    made = {name: list[str]() for name in ("«人»", "«职»", "«衔»", "«亲»")}
    for word, kind in table("forms_of_address.tsv"):
        made[f"«{kind}»"].append(word)
    made["«衔»"] += [word for kind in ("«人»", "«职»") for word in made[kind] if len(word) > 1]
    made["«人»"] += [f"[{_RANKS}][{''.join(made.pop('«亲»'))}]", f"老[{_RANKS}]"]
    made["«姓»"] = [row[0] for row in table("surnames.tsv")]
    return {name: f"(?:{'|'.join(sorted(words, key=len, reverse=True))})" for name, words in made.items()}


_RANKS = "大二三四五六七八九十小幺"


@cache
def rules(name: str = MODERN) -> dict[str, list[Rule]]:
    """A table of rules: character (``*`` behind it: inside words as well, ``!``: certain), reading, left, right, example."""
    made: dict[str, list[Rule]] = {}
    for char, reading, *sides in table(name):
        left, right = map(spelled_out, sides[:2])
        rule = Rule(reading, re.compile(f"(?:{left})$") if left else None, re.compile(right) if right else None, "*" in char, "!" in char)
        made.setdefault(char[0], []).append(rule)
    return made


def ruled(sight: Sight, name: str = MODERN) -> str:
    """What the first rule of a table that fits says, or nothing."""
    rule = fitting(sight, name)
    return rule.reading if rule else ""


def fitting(sight: Sight, name: str = MODERN) -> Rule | None:
    """The first rule of a table that fits."""
    for rule in rules(name).get(sight.char, ()):
        if not (rule.everywhere or sight.listed == OPEN):
            continue
        if rule.left and not rule.left.search(sight.text, max(0, sight.at - REACH), sight.at):
            continue
        if rule.right and not rule.right.match(sight.text, sight.at + 1):
            continue
        return rule
    return None
