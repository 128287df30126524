"""What a proof of a talking book looks at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest

from publish.editions.daisy.model import Book
from publish.editions.daisy.opened import Opened
from publish.editions.shared import clock, mpeg
from publish.editions.shared.mpeg import Sound
from publish.findings import Finding, finding


@dataclass(frozen=True)
class Case:
    """The book as read back, the book it should be, and the day it was produced on."""

    opened: Opened
    book: Book
    produced: datetime.date

    @cached_property
    def sounds(self) -> Mapping[str, Sound]:
        """Every MP3, its frames counted."""
        return {name: mpeg.sound(self.opened.read(name)) for name in self.opened.paths if name.endswith(".mp3")}

    @cached_property
    def lengths(self) -> Mapping[str, int]:
        """SMIL → the sum of its clips in milliseconds; a clip whose edges cannot be read counts nothing."""
        return {name: max(sum(self._clips(name)), 0) for name in self.opened.smils}

    def _clips(self, name: str) -> Iterator[int]:
        for par in self.opened.pars(name):
            for clip in par.clips:
                if clock.is_npt(clip.begin) and clock.is_npt(clip.end):
                    yield clock.parse_timecount(clip.end) - clock.parse_timecount(clip.begin)

    def differing(self, code: str, name: str, found: Sequence[str], expected: Sequence[str]) -> Iterator[Finding]:
        """The first difference of two lists, ``—`` where one has ended."""
        pairs = zip_longest(found, expected, fillvalue="—")
        yield from islice((self.found(code, name, found=one, expected=other) for one, other in pairs if one != other), 1)

    def found(self, code: str, name: str, /, **values: object) -> Finding:
        return finding(code, f"daisy/{name}", **values)
