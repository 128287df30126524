"""Sound in the making: what an engine says at once, laid end to end with pauses that are counted."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from publish.narration.voices.prosody import Beat, Boundary

if TYPE_CHECKING:
    import numpy

RATE = 24000
FRAME = 300
"""Samples in which sound and silence are told apart (12.5 ms); an engine whose frames are longer counts in these."""

QUIET = 0.004
"""Root mean square below which a frame is silence (−48 dBFS; speech lies at −24, the models' own silence below −60)."""

HOLD = 3
"""Quiet frames kept at the ends of a unit: the breath of a final, the closure before a first plosive."""

FADE = 120
"""Samples (5 ms) over which sound goes to and comes from digital silence, so that no join clicks."""


class Rope:
    """Sound in the making: units laid end to end, each pause as long as the boundary asks for.

    ``ends`` holds for each beat where its sound ends and where its pause ends, in samples.
    """

    def __init__(self, slow: float) -> None:
        self.slow = slow
        self.parts: list[numpy.ndarray] = []
        self.length = 0
        self.ends: list[tuple[int, int]] = []

    def sound(self) -> numpy.ndarray:
        import numpy

        return numpy.concatenate(self.parts) if self.parts else numpy.zeros(0, "f4")

    def add(self, unit: Sequence[Beat], sound: numpy.ndarray, ends: list[int]) -> None:
        """Append one unit: ``ends`` are frames, the first the end of the head silence."""
        quiet = _quiet_frames(sound)
        first, last = _voiced(quiet)
        begin = max(first - HOLD, 0)
        for beat, start, end in zip(unit[:-1], ends, ends[1:], strict=False):
            if beat.boundary is Boundary.PAUSE:
                begin = self._pause(beat, sound, begin, _gap(quiet, start, end))
            else:
                self._lay(sound[begin * FRAME:end * FRAME])
                self.ends.append((self.length, self.length))
                begin = max(begin, end)
        self._lay(_faded(sound[begin * FRAME:(last + 1 + HOLD) * FRAME], not self.parts or unit[0].pause > 0, True))
        spoken = self.length
        self._lay_silence(unit[-1].pause)
        self.ends.append((spoken, self.length))

    def _pause(self, beat: Beat, sound: numpy.ndarray, begin: int, gap: tuple[int, int]) -> int:
        """Sound up to the gap, then silence; the gap's own edges are kept so that closures stay natural."""
        start, end = gap
        keep = min(HOLD, (end - start) // 2)
        self._lay(_faded(sound[begin * FRAME:(start + keep) * FRAME], False, True))
        spoken = self.length
        self._lay_silence(beat.pause, 2 * keep * FRAME)
        self.ends.append((spoken, self.length))
        after = end - keep
        sound[after * FRAME:after * FRAME + FADE] *= _ramp()[: len(sound[after * FRAME:after * FRAME + FADE])]
        return after

    def _lay(self, part: numpy.ndarray) -> None:
        self.parts.append(part)
        self.length += len(part)

    def _lay_silence(self, pause: int, already: int = 0) -> None:
        import numpy

        samples = max(round(pause * RATE * self.slow / 1000) - already, 0) if pause else 0
        if samples:
            self._lay(numpy.zeros(samples, "f4"))


def _quiet_frames(sound: numpy.ndarray) -> numpy.ndarray:
    """For each frame whether it is silence."""
    import numpy

    return numpy.sqrt((sound.reshape(-1, FRAME).astype("f8") ** 2).mean(axis=1)) < QUIET


def _voiced(quiet: numpy.ndarray) -> tuple[int, int]:
    """First and last frame with sound."""
    import numpy

    loud = numpy.flatnonzero(~quiet)
    return (int(loud[0]), int(loud[-1])) if len(loud) else (0, len(quiet) - 1)


def _gap(quiet: numpy.ndarray, start: int, end: int) -> tuple[int, int]:
    """The longest run of quiet frames in ``[start, end)`` after its first sound; empty, at the end, when there is none."""
    while start < end and quiet[start]:
        start += 1
    best, run = (end, end), start
    for frame in range(start, end + 1):
        if frame == end or not quiet[frame]:
            if frame - run > best[1] - best[0]:
                best = (run, frame)
            run = frame + 1
    return best


@functools.cache
def _ramp() -> numpy.ndarray:
    import numpy

    return (0.5 - 0.5 * numpy.cos(numpy.pi * numpy.arange(FADE) / FADE)).astype("f4")


def _faded(part: numpy.ndarray, opens: bool, closes: bool) -> numpy.ndarray:
    """A copy whose ends go to zero."""
    part = part.copy()
    if opens and len(part) >= FADE:
        part[:FADE] *= _ramp()
    if closes and len(part) >= FADE:
        part[-FADE:] *= _ramp()[::-1]
    return part
