"""Mastering: every section as loud as the next, no peak above the ceiling, no sample moved.

Target −19 LUFS, because the files are mono: a mono file at −19 sounds as loud as a stereo file at −16, which is what
listening platforms ask for (standards PC-05); measuring stereo meters count the one channel twice. The gain is linear and
the limiter looks both ways without delay, so the times counted from the voice hold for the master.
"""

from __future__ import annotations

import dataclasses
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from publish import files
from publish.narration.sound.loudness import SILENCE, Meter, decibels, envelope, integrated

if TYPE_CHECKING:
    import numpy

CEILING = -2.5
"""dBTP. MP3 coding moves peaks by up to 1 dB; −1 dBTP is promised of the file that people hear."""

REACH = 0.010
"""Seconds over which the limiter goes down before a peak and comes up after it."""

CLOSE = 0.05
"""LU from the target at which the gain is good enough."""

ROUNDS = 4

PAUSE, EDGE, PAUSE_FRAMES = -35.0, 4, 8
"""dBFS below which 10 ms may belong to a pause; frames at each edge of a pause where speech still dies away; frames between."""


@dataclasses.dataclass(frozen=True)
class Piece:
    """A stretch of a track: silence, samples, silence. ``load`` gives the 16-bit samples when they are needed."""

    before: int
    after: int
    load: Callable[[], numpy.ndarray]


@dataclasses.dataclass(frozen=True)
class Mastered:
    """Figures of a master: integrated loudness (LUFS), true peak (dBTP), gain given (dB), greatest reduction by the limiter
    (dB), noise in the pauses inside sentences (dBFS), share of silence between sentences."""

    loudness: float
    true_peak: float
    gain: float
    limited: float
    noise: float
    silence: float


def master(pieces: Sequence[Piece], rate: int, target: float, path: Path) -> tuple[Mastered, numpy.ndarray]:
    """Write ``pieces`` one after another to the WAV ``path`` at ``target`` LUFS; its figures and its loudness in hops.

    Pieces are loaded one at a time, once to measure and once for each round of writing, so memory holds one sentence.
    """
    raw = _measured(pieces, rate)
    gain = target - raw if raw > SILENCE else 0.0
    for _ in range(ROUNDS):
        with files.writing(path) as stream:
            desk = Desk(rate, gain)
            desk.write(pieces, stream)
        figures, hops = desk.figures()
        if abs(target - figures.loudness) <= CLOSE or raw == SILENCE:
            break
        gain += target - figures.loudness
    return figures, hops


def _measured(pieces: Sequence[Piece], rate: int) -> float:
    meter = Meter(rate)
    for piece in pieces:
        meter.skip(piece.before)
        meter.add(_floats(piece.load()))
        meter.skip(piece.after)
    return integrated([meter.hops()])


class Desk:
    """Gain, limiter and meters for one writing of one track."""

    def __init__(self, rate: int, gain: float) -> None:
        self.rate, self.gain = rate, gain
        self.meter = Meter(rate)
        self.peak = self.reduction = 0.0
        self.quiet: list[numpy.ndarray] = []
        self.silent = 0

    def write(self, pieces: Sequence[Piece], stream: BinaryIO) -> None:
        with wave.open(stream, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(self.rate)
            for piece in pieces:
                for part in self._parts(piece):
                    out.writeframesraw(part)

    def _parts(self, piece: Piece) -> Iterator[bytes]:
        import numpy

        yield bytes(2 * piece.before)
        sound = self._limited(_joined(_floats(piece.load())) * numpy.float32(10 ** (self.gain / 20)))
        pcm = numpy.rint(sound * 32767).astype("<i2")
        self.meter.skip(piece.before)
        self.meter.add(_floats(pcm))
        self.meter.skip(piece.after)
        self.silent += piece.before + piece.after
        self.quiet.append(pauses(sound, self.rate))
        yield pcm.tobytes()
        yield bytes(2 * piece.after)

    def _limited(self, sound: numpy.ndarray) -> numpy.ndarray:
        """The sound under the ceiling; left as it is when it lies below anyway."""
        if not len(sound):
            return sound
        ceiling = 10 ** (CEILING / 20)
        peaks = envelope(sound)
        top = float(peaks.max())
        if top > ceiling:
            sound = sound * reduction(peaks, ceiling, round(self.rate * REACH))
            self.reduction = max(self.reduction, decibels(top / ceiling))
            top = float(envelope(sound).max())
        self.peak = max(self.peak, top)
        return sound

    def figures(self) -> tuple[Mastered, numpy.ndarray]:
        import numpy

        hops = self.meter.hops()
        levels = numpy.concatenate(self.quiet or [numpy.zeros(0)])
        noise = max(decibels(float(numpy.median(levels)) ** 0.5), SILENCE) if len(levels) else SILENCE
        share = self.silent / self.meter.at if self.meter.at else 0.0
        made = Mastered(integrated([hops]), decibels(self.peak), self.gain, self.reduction, noise, share)
        return dataclasses.replace(made, **{k: round(v, 3) for k, v in dataclasses.asdict(made).items()}), hops


def reduction(peaks: numpy.ndarray, ceiling: float, reach: int) -> numpy.ndarray:
    """A gain for each sample: at every peak low enough, elsewhere 1, smooth between, looking ``reach`` both ways."""
    import numpy

    wanted = numpy.minimum(1.0, ceiling / numpy.maximum(peaks, 1e-9)).astype("f8")
    held = _sliding_minimum(numpy.pad(wanted, 2 * reach, constant_values=1.0), 2 * reach + 1)
    total = numpy.concatenate([[0.0], numpy.cumsum(held)])
    return ((total[2 * reach + 1:] - total[: -2 * reach - 1]) / (2 * reach + 1))[: len(peaks)].astype("f4")


def _sliding_minimum(values: numpy.ndarray, width: int) -> numpy.ndarray:
    """Minimum over each window of ``width``, by doubling."""
    import numpy

    done = 1
    while done < width:
        step = min(done, width - done)
        values = numpy.minimum(values[:-step], values[step:])
        done += step
    return values


def pauses(sound: numpy.ndarray, rate: int) -> numpy.ndarray:
    """Mean squares of the 10 ms frames well inside pauses of at least 160 ms (closures of plosives are shorter): what is heard there is noise, not speech."""
    import numpy

    width = rate // 100
    frames = sound[: len(sound) // width * width].reshape(-1, width)
    power = numpy.square(frames, dtype="f8").mean(axis=1)
    low = power < 10 ** (PAUSE / 10)
    inside = numpy.convolve(low, numpy.ones(2 * EDGE + PAUSE_FRAMES), "same") >= 2 * EDGE + PAUSE_FRAMES if len(low) >= 2 * EDGE + PAUSE_FRAMES else low & False
    return power[inside]


def _floats(pcm: numpy.ndarray) -> numpy.ndarray:
    import numpy

    return pcm.astype("f4") / numpy.float32(32767)


def _joined(sound: numpy.ndarray) -> numpy.ndarray:
    """Ends at zero within 2 ms (48 samples at 24 kHz): a voice whose sentence starts with a step would click."""
    import numpy

    width = min(48, len(sound) // 2)
    if width:
        ramp = (numpy.arange(width, dtype="f4") / width) if sound[0] or sound[-1] else numpy.ones(width, "f4")
        sound[:width] *= ramp
        sound[-width:] *= ramp[::-1]
    return sound
