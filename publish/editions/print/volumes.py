"""Long books in volumes (分册): how many there are, where the book is cut, how they are called.

A volume begins with a section, the higher the better, wherever that leaves the volumes about equal; else with a block, and
inside a block that is too long by itself, with a sentence. The volumes tile the text: nothing is lost, nothing comes twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from publish.editions.shared.weave import run_in
from publish.manuscript.model import Block, Section
from publish.reading.model import Sentence

FULL = 3 / 4
"""How full volumes are at most on average, of the limit: room to find a good place to cut."""
SLACK = 1 / 3
"""How far a volume may be from the average of what is left, for the sake of a good place. ``FULL * (1 + SLACK)`` is 1."""

BLOCK, SENTENCE, STRANDED = 100, 101, 102
"""How bad it is to begin a volume there, after the levels of sections with a heading (1 is best; a tail belongs to what stands
before it). ``STRANDED``: a heading would stay behind, or a list or table be cut."""

NUMBER = re.compile(r"-第?(\d{1,3})册?$")


@dataclass(frozen=True)
class Volume:
    """``sections`` with those of their blocks that are in the volume, ``sentences`` of each block that are in it. ``above``: the
    headings under which an earlier volume left off, outermost first, each with the level of its section.
    """

    sections: tuple[Section, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    above: tuple[tuple[int, Block], ...] = ()


@dataclass(frozen=True)
class Piece:
    """What is never cut: sentences of one block, ``weight`` characters, and what it costs to begin a volume with them."""

    section: int
    block: Block
    sentences: tuple[Sentence, ...]
    weight: int
    cost: int


def divided(sections: Sequence[Section], sentences: Mapping[str, tuple[Sentence, ...]], limit: int) -> tuple[Volume, ...]:
    """The text in volumes of at most ``limit`` characters: one when it fits, else as many as leave room to cut well."""
    pieces = tuple(_pieces(sections, sentences))
    edges = [0, *cuts([piece.weight for piece in pieces], [piece.cost for piece in pieces], limit), len(pieces)]
    return tuple(_volume(sections, pieces, start, end) for start, end in pairwise(edges))


def cuts(weights: Sequence[int], costs: Sequence[int], limit: int) -> list[int]:
    """Where volumes after the first begin: the cheapest place near enough to an equal share of what is left, among several the nearest."""
    sums = [0, *accumulate(weights)]
    found = [0]
    for count in range(_count(sums[-1], limit), 1, -1):
        begun = sums[found[-1]]
        share = (sums[-1] - begun) / count
        least, most = max(sums[-1] - begun - (count - 1) * limit, round((1 - SLACK) * share)), min(limit, round((1 + SLACK) * share))
        places = range(found[-1] + 1, len(weights))
        near = [place for place in places if least <= sums[place] - begun <= most]
        if not places:
            break
        found.append(min(near or places, key=lambda place: (costs[place] if near else 0, abs(sums[place] - begun - share))))
    return found[1:]


def _count(total: int, limit: int) -> int:
    return math.ceil(total / (FULL * limit)) if total > limit else 1


def _pieces(sections: Sequence[Section], sentences: Mapping[str, tuple[Sentence, ...]]) -> Iterator[Piece]:
    """The sentences one by one; those of a run-in heading with the first that follows it."""
    stranding = False
    for number, section in enumerate(sections):
        for place, block in enumerate(section.blocks):
            goes_on = bool(block.group) and place > 0 and section.blocks[place - 1].group == block.group
            own = sentences.get(block.id, ())
            first = min(run_in(block, own) + 1, len(own)) or 1
            opens = place == 0 and block.kind in ("heading", "title")
            cost = STRANDED if stranding or goes_on else section.level if opens else BLOCK
            for start, end in pairwise([0, *range(first, max(len(own), first) + 1)]):
                taken = own[start:end]
                yield Piece(number, block, taken, sum(sentence.end - sentence.start for sentence in taken), SENTENCE if start else cost)
            stranding = block.kind in ("heading", "salutation")


def _volume(sections: Sequence[Section], pieces: Sequence[Piece], start: int, end: int) -> Volume:
    parts: dict[int, dict[str, Block]] = {}
    sentences: dict[str, list[Sentence]] = {}
    for piece in pieces[start:end]:
        parts.setdefault(piece.section, {})[piece.block.id] = piece.block
        sentences.setdefault(piece.block.id, []).extend(piece.sentences)
    made = tuple(replace(sections[number], blocks=tuple(blocks.values())) for number, blocks in parts.items())
    return Volume(made, {block: tuple(found) for block, found in sentences.items()}, _above(sections, pieces[start]) if start else ())


def _above(sections: Sequence[Section], first: Piece) -> tuple[tuple[int, Block], ...]:
    """The headings that ``first`` stands under and does not bring itself."""
    found: list[tuple[int, Block]] = []
    for section in sections[: first.section + 1]:
        found = [(level, block) for level, block in found if level < section.level]
        if (head := heading(section)) and head is not first.block:
            found.append((section.level, head))
    return tuple(found)


def heading(section: Section) -> Block | None:
    """The heading a section opens with."""
    return next((block for block in section.blocks[:1] if block.kind == "heading"), None)


def file_names(stem: str, count: int) -> tuple[str, ...]:
    """``stem`` alone for a single volume, else ``stem-1``, ``stem-2`` … with as many digits as the last one needs."""
    return (stem,) if count == 1 else tuple(f"{stem}-{number:0{len(str(count))}}" for number in range(1, count + 1))


def number_of(stem: str) -> str:
    """The volume's digits at the end of a file's stem, as here or in the names people see (``第1册``); empty for a book in one volume."""
    found = NUMBER.search(stem)
    return found[1] if found else ""


DIGITS = "零一二三四五六七八九"


def title(number: int) -> str:
    """``第一册``."""
    return f"第{numeral(number)}册"


def numeral(number: int) -> str:
    """A number below a hundred in Chinese, larger ones in figures."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones] if ones else ''}"
