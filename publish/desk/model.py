"""What the desk puts before a person, and what a person decides. Frozen, without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["repair", "noise", "joint", "reading", "name", "number", "review"]
"""In order of danger: damage in the source, words of a web page in it, a line end of a PDF that may be none, a doubtful reading, a name met for the first time, a number with two spoken
forms, a decision that no person has signed, to confirm."""

KINDS: tuple[Kind, ...] = ("repair", "noise", "joint", "reading", "name", "number", "review")

About = Literal["source", "reading", "entry"]
"""What is decided: what stands in the source, how a place is said, an entry of a lexicon."""

Reach = Literal["here", "book", "house"]
"""This place · this word everywhere in the book · every book of the house."""


@dataclass(frozen=True)
class Candidate:
    """One answer. ``value`` is what gets written down (repaired text, pinyin, spoken form), ``label`` what is shown;
    ``current``: what the book has now."""

    value: str
    label: str
    note: str = ""
    current: bool = False


@dataclass(frozen=True)
class Scope:
    """How far a decision may reach, in words, and how many places that are (0: not counted)."""

    reach: Reach
    label: str
    count: int = 0


@dataclass(frozen=True)
class Item:
    """One doubt. ``text`` is its sentence (for damage: the stretch of the source around it), ``[start, end)`` the doubted
    characters in it, ``shown`` those characters.

    ``where``: sentence id or ``file:line:column``, as a person would look it up. ``position`` orders items of a kind. ``sure``:
    the program's confidence, 0–1. ``typed``: what a person may type. ``block`` and ``at``: the block, and the offset of the
    doubted characters in it. ``left`` and ``right``: the words beside, for a lone character that is decided with its neighbours.
    ``also``: other places that the same entry decides, each in its words; ``count``: how many places in all.
    """

    id: str
    kind: Kind
    where: str
    sentence: str
    text: str
    start: int
    end: int
    shown: str
    reason: str
    candidates: tuple[Candidate, ...]
    scopes: tuple[Scope, ...]
    typed: Literal["pinyin", "text"] = "pinyin"
    sure: float = 0.0
    position: int = 0
    block: str = ""
    at: int = 0
    left: str = ""
    right: str = ""
    heading: str = ""
    also: tuple[str, ...] = ()
    count: int = 1

    @property
    def about(self) -> About:
        """As the beginning of its id says."""
        first = self.id.partition("-")[0]
        return "source" if first == "repair" else "entry" if first == "entry" else "reading"


@dataclass(frozen=True)
class Decision:
    """What a person decided. ``value`` as in :class:`Candidate`; ``when`` is a date, ``YYYY-MM-DD``."""

    item: str
    value: str
    reach: Reach
    who: str
    why: str
    when: str
