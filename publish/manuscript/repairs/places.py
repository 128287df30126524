"""The misfire spots of a document: where they are, what proves a decision, which candidates fit the bytes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from publish.manuscript.repairs import glosses, misfire, script
from publish.manuscript.repairs.decisions import Decision
from publish.manuscript.source import Document


@dataclass(frozen=True)
class Spot:
    """One misfire. ``source.text[start:end]`` is what is shown; ``before`` the character whose last byte took part."""

    where: str
    start: int
    end: int
    shown: str
    before: str
    reading: str


class Damage:
    """What a source tells about the converter that broke it: its table, and the places where it misfired."""

    def __init__(self, source: Document) -> None:
        self.source = source
        self.text = source.text

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """All misfires, in order. ``end`` is where the trace itself ends; how far the damage reaches, bytes decide."""
        found = []
        for trace in misfire.TRACE.finditer(self.text):
            start = trace.start()
            if start and misfire.encode(self.text[start - 1])[:1] >= b"\x81":
                found.append(Spot(self.where(start), start, trace.end(), trace.group(), self.text[start - 1], trace.group(1)))
        return tuple(found)

    @cached_property
    def traditional(self) -> bool:
        """Whether the document is in traditional characters."""
        return script.is_traditional_text(self.text)

    @cached_property
    def glosses(self) -> dict[str, str]:
        """The converter's table as the text shows it: damaged characters and their inserted readings."""
        return {g.base: g.reading for g in glosses.inserted(self.text)}

    def tables(self, spot: Spot) -> list[tuple[misfire.Entry, ...]]:
        """The tables that can have fired at ``spot``: one for each character that can have been the entry, likely ones first."""
        names = sorted(misfire.misfired_by(spot.before, spot.reading), key=lambda c: (c not in self.glosses, not glosses.is_traditional(c)))
        return [misfire.table(self.glosses, [(name, spot.reading)]) for name in names]

    def proves(self, decision: Decision) -> bool:
        """Whether the bytes of ``decision.after`` come out as ``decision.before``, and it begins at a spot."""
        spot = next((s for s in self.spots if s.start == decision.start), None)
        if spot is None:
            return False
        allowed = [misfire.preimages(char, self.traditional) for char in decision.after]
        return any(misfire.fits(spot.before, allowed, decision.before, entries) for entries in self.tables(spot))

    def where(self, offset: int) -> str:
        return place(self.source, offset)


def place(source: Document, offset: int) -> str:
    """An offset in ``source.text`` as ``name:place:column``."""
    number = bisect_right(source.starts, offset)
    return source.where(number, offset - source.starts[number - 1] + 1)
