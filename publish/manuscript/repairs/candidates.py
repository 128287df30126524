"""What can have stood at a misfire: texts that give exactly the damaged bytes, the likelier ones first.

The search writes the text character by character, runs the forward model along, and drops whatever no longer agrees with
what is shown. Where pairs of bytes vanished, several characters agree; a person chooses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from publish.han import HAN
from publish.manuscript.readers.encodings import everyday
from publish.manuscript.repairs import misfire, script
from publish.manuscript.repairs.likely import Likely
from publish.manuscript.repairs.misfire import State
from publish.manuscript.repairs.places import Damage, Spot
from publish.manuscript.repairs.print_form import WIDE
from publish.manuscript.source import Document

BEAM = 150
"""So many partial texts that show the same are followed at a time."""

ALIKE = 3
"""So many of them that end in the same character, which differ further back."""

GAP = 3
"""So many pairs in a row can have vanished. Each one widens the search by all characters that make sense there."""

LONGEST = 16
"""A misfire that does not come in step again within so many characters is not computed; a person writes an ``edit``."""

REACH = 60
"""Candidates are compared by how well the text reads up to so many signs after the spot's start, damage included."""

SHOWN = 9


@dataclass(frozen=True)
class Candidate:
    """``before`` (from the spot's start) can have been ``after`` (printed form); ``spelt`` is its form in the source's script.

    ``score`` compares candidates of one spot, higher is likelier; it is no probability.
    """

    before: str
    after: str
    spelt: str
    score: float


class _Path(NamedTuple):
    state: State
    text: str
    plain: str
    score: float
    gap: int = 0


def candidates(source: Document, spot: Spot, count: int = SHOWN) -> tuple[Candidate, ...]:
    """At most ``count`` candidates for ``spot``, the likeliest first. Each one is proved by the forward model."""
    return Search(Damage(source)).candidates(spot)[:count]


def all_candidates(source: Document, count: int = SHOWN) -> tuple[tuple[Spot, tuple[Candidate, ...]], ...]:
    """Every spot of ``source`` with its candidates; cheaper than asking spot by spot."""
    search = Search(Damage(source))
    return tuple((spot, search.candidates(spot)[:count]) for spot in search.damage.spots)


class Search:
    """The search over one document; keeps what it has counted, so several spots cost little more than one."""

    def __init__(self, damage: Damage) -> None:
        self.damage = damage
        self.likely = Likely("".join(_plain(c) for c in _without_readings(damage.text)))
        self.letters = _letters(damage.traditional)
        self._groups: dict[tuple[int, str], list[tuple[str, str, int, bool]]] = {}

    def candidates(self, spot: Spot) -> tuple[Candidate, ...]:
        """All that were found for one spot, over all tables that can have fired."""
        best: dict[tuple[str, str], Candidate] = {}
        for entries in self.damage.tables(spot):
            known = {entry.pair: entry.reading for entry in entries}
            self._groups.clear()
            for found in self._follow(spot, known):
                key = (found.before, found.after)
                if key not in best or found.score > best[key].score:
                    best[key] = found
        return tuple(sorted(best.values(), key=lambda c: (-c.score, c.after)))

    def _follow(self, spot: Spot, known: dict[bytes, str]) -> Iterator[Candidate]:
        line_end = self.damage.text.find("\n", spot.start)
        shown = self.damage.text[spot.start : line_end if line_end >= 0 else None]
        start = misfire.step(State(), spot.before, known)
        live = [_Path(start, "", _plain(spot.before), 0.0)] if start else []
        for _ in range(LONGEST):
            reached = [(path, misfire.flush(path.state)) for path in self._widen(live, spot.before + shown, known)]
            live = [path for path, done in reached if done.lead >= 0]
            for path, done in reached:
                if done.lead < 0 and len(done.shown) > len(spot.before) + len(spot.shown):
                    yield self._candidate(spot, path, done.shown[len(spot.before) :], shown)

    def _candidate(self, spot: Spot, path: _Path, before: str, shown: str) -> Candidate:
        rest = "".join(_plain(c) for c in _without_readings(shown[len(before) : max(REACH, len(before) + 6)]))
        score = self.likely.words(self._context(spot) + path.plain[1:] + rest)
        return Candidate(before, path.plain[1:], path.text, round(score, 2))

    def _context(self, spot: Spot) -> str:
        """What stands before a spot, as it prints."""
        line_start = self.damage.text.rfind("\n", 0, spot.start) + 1
        return "".join(_plain(c) for c in _without_readings(self.damage.text[line_start : spot.start])[-6:])

    def _widen(self, live: list[_Path], wanted: str, known: dict[bytes, str]) -> list[_Path]:
        """Every way to go on by one character; the best ones of those that show the same so far."""
        groups: dict[int, list[_Path]] = {}
        for path in live:
            for char, plain, state in self._next(path, wanted, known):
                gap = path.gap + 1 if state.shown == path.state.shown else 0
                score = path.score + self.likely.step(path.plain[-1], plain)
                groups.setdefault(len(state.shown), []).append(_Path(state, path.text + char, path.plain + plain, score, gap))
        return [p for n in sorted(groups) for p in _best(groups[n])]

    def _next(self, path: _Path, wanted: str, known: dict[bytes, str]) -> Iterator[tuple[str, str, State]]:
        """Characters whose bytes agree with what is shown. Where a pair vanishes, only characters that make sense."""
        vanishing = path.state.lead < 0
        for lead in self._leads(path, wanted, known):
            middle = misfire.feed(path.state, lead, known)
            done = misfire.flush(middle)
            if not wanted.startswith(done.shown):
                continue
            sensible = self.likely.after(path.plain[-1]) if vanishing and done.shown == path.state.shown else None
            for char, plain, trail, hit in self._group(lead, wanted[len(done.shown) :][:1], known):
                if sensible is not None and plain not in sensible:
                    continue
                state = misfire.feed(middle, trail, known) if hit else State(trail, done.lead, done.shown)
                if not hit or wanted.startswith(misfire.flush(state).shown):
                    yield char, plain, state

    def _group(self, lead: int, coming: str, known: dict[bytes, str]) -> list[tuple[str, str, int, bool]]:
        """Characters with this first byte whose last byte can stand before ``coming``, and whether they are in the table."""
        key = (lead, coming)
        if key not in self._groups:
            trails = _openers(coming)
            hits = {pair[1] for pair in known if pair[0] == lead}
            self._groups[key] = [
                (*row, row[2] in hits) for row in self.letters.get(lead, ()) if row[2] in trails or row[2] in hits
            ]
        return self._groups[key]

    def _leads(self, path: _Path, wanted: str, known: dict[bytes, str]) -> set[int]:
        """First bytes of the next character that can follow the byte held back."""
        state = path.state
        if state.lead >= 0:  # in step, right before the misfire: the table's second byte
            return {pair[1] for pair in known if pair[0] == state.held}
        leads = {second for first, second in _halves(wanted[len(state.shown) :][:1]) if first == state.held}
        leads |= {pair[1] for pair in known if pair[0] == state.held}
        return leads | (_gaps(state.held) if path.gap < GAP else frozenset())


def _best(paths: list[_Path]) -> list[_Path]:
    """The likeliest of those that show the same, of paths that end alike no more than a few."""
    kept, alike = [], Counter[tuple[int, str]]()
    for path in sorted(paths, key=lambda p: (-p.score, p.text)):
        end = (path.state.held, path.plain[-1])
        alike[end] += 1
        if alike[end] <= ALIKE:
            kept.append(path)
            if len(kept) == BEAM:
                break
    return kept


def _without_readings(text: str) -> str:
    return re.sub(r"\([^()\n]*\)", "", text)


@cache
def _gaps(lead: int) -> frozenset[int]:
    """Second bytes that make no character with ``lead`` and are the first byte of another."""
    return frozenset(b for b in range(0x81, 0xFF) if not misfire.assigned(lead, b))


@cache
def _halves(shown: str) -> tuple[tuple[int, int], ...]:
    """The pairs of bytes that are shown as ``shown``: the character's own, and that of its full-width form."""
    forms = {shown, chr(ord(shown) + 0xFEE0)} if "!" <= shown <= "~" else {shown}
    return tuple((data[0], data[1]) for form in sorted(forms) if len(data := misfire.encode(form)) == 2)


@cache
def _openers(shown: str) -> frozenset[int]:
    """Last bytes of a character after which the next thing shown can be ``shown``: a first half, a gap, an ASCII sign."""
    gaps = {b for b in range(0x81, 0xFF) if len(_gaps(b)) > 1}
    plain = {ord(shown)} if shown and shown.isascii() else set()
    return frozenset({first for first, _ in _halves(shown)} | gaps | plain) if shown else frozenset(gaps)


@cache
def _letters(traditional: bool) -> dict[int, list[tuple[str, str, int]]]:
    """Characters a text can be made of, by lead byte: everyday ones in the document's script, and signs."""
    groups: dict[int, list[tuple[str, str, int]]] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            char = misfire.assigned(lead, trail)
            if char and _is_letter(char, traditional):
                groups.setdefault(lead, []).append((char, _plain(char), trail))
    return groups


def _is_letter(char: str, traditional: bool) -> bool:
    if char in "，。、；：！？“”‘’《》（）—…·":
        return True
    if not re.match(f"[{HAN}]", char):
        return False
    if traditional and script.only_simplified(char):
        return False
    return everyday(char) or everyday(_plain(char)) or script.encodes(_plain(char), "gb2312")


@cache
def _plain(char: str) -> str:
    """The printed form of one character, by which likelihood is judged: simplified, full width."""
    return WIDE.get(char) or script.one(char)
