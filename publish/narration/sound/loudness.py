"""Loudness after ITU-R BS.1770-4 / EBU R128, true peak and noise floor, on streams of mono samples.

Measured while a track is written, without a second pass over it; the tests hold the results against ffmpeg's ``ebur128``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

HOP = 0.1
"""Seconds; a gating block is four hops, 400 ms, 75 % overlapping (BS.1770-4 annex 1)."""

ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0

SILENCE = -120.0
"""What is reported for no sound at all, in dB."""


class Meter:
    """Collects K-weighted energy in hops of 100 ms along a track. Pieces must begin and end near silence, as sentences do."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.hop = round(rate * HOP)
        self.at = 0
        self.energies: list[tuple[int, numpy.ndarray]] = []

    def add(self, samples: numpy.ndarray) -> None:
        """The next piece of the track, float in −1…1."""
        import numpy

        if len(samples):
            squared = numpy.square(k_weighted(samples, self.rate))
            first = self.at // self.hop
            cuts = numpy.arange((first + 1) * self.hop - self.at, len(squared), self.hop)
            self.energies.append((first, numpy.add.reduceat(squared, numpy.concatenate([[0], cuts])) if len(cuts) else squared.sum(keepdims=True)))
        self.at += len(samples)

    def skip(self, samples: int) -> None:
        """Digital silence."""
        self.at += samples

    def hops(self) -> numpy.ndarray:
        """Mean square of each whole hop."""
        import numpy

        total = numpy.zeros(self.at // self.hop + 1)
        for first, energies in self.energies:
            total[first:first + len(energies)] += energies
        return (total[:-1] / self.hop).astype("f4")


def integrated(tracks: Iterable[numpy.ndarray]) -> float:
    """Gated loudness in LUFS over tracks given as hops; blocks do not reach from one track into the next."""
    import numpy

    blocks = numpy.concatenate([_blocks(hops) for hops in tracks] or [numpy.zeros(0)])
    loud = blocks[blocks > _power(ABSOLUTE_GATE)]
    if not len(loud):
        return SILENCE
    loud = loud[loud > loud.mean() * 10 ** (RELATIVE_GATE / 10)]
    return _level(float(loud.mean()))


def _blocks(hops: numpy.ndarray) -> numpy.ndarray:
    import numpy

    return numpy.convolve(hops.astype("f8"), numpy.full(4, 0.25), "valid") if len(hops) >= 4 else numpy.zeros(0)


def _power(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)


def _level(power: float) -> float:
    return 10 * math.log10(power) - 0.691 if power > 0 else SILENCE


BLOCK = 1 << 16
"""Samples filtered at once; the filter's memory (its low cut) is 0.1 s, which each block takes from the one before."""


def k_weighted(samples: numpy.ndarray, rate: int) -> numpy.ndarray:
    """The K filter (head shelf, low cut), applied in the frequency domain, block by block (overlap-save)."""
    import numpy

    memory = rate // 10
    padded = numpy.concatenate([numpy.zeros(memory, "f4"), samples])
    step, made = BLOCK - memory, []
    for start in range(0, len(samples), step):
        block = numpy.fft.irfft(numpy.fft.rfft(padded[start:start + BLOCK], BLOCK) * _response(BLOCK, rate), BLOCK)
        made.append(block[memory:memory + min(step, len(samples) - start)].astype("f4"))
    return numpy.concatenate(made) if made else samples


@functools.cache
def _response(size: int, rate: int) -> numpy.ndarray:
    """The two biquads of BS.1770-4 annex 1, from their analogue prototypes, at any rate (as libebur128 derives them)."""
    import numpy

    z = numpy.exp(-2j * numpy.pi * numpy.arange(size // 2 + 1) / size)
    k = math.tan(math.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z * z
    shelf /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    cut = (1 - 2 * z + z * z) / (1 + 2 * (k * k - 1) / (1 + k / q + k * k) * z + (1 - k / q + k * k) / (1 + k / q + k * k) * z * z)
    return (shelf * cut).astype("c8")


def envelope(samples: numpy.ndarray) -> numpy.ndarray:
    """For each sample the greatest magnitude there or between it and the next, four times oversampled (true peak)."""
    import numpy

    peak = numpy.abs(samples)
    for phase in _phases():
        between = numpy.convolve(samples, phase, "same")
        numpy.maximum(peak, numpy.abs(between), out=peak)
    return peak


@functools.cache
def _phases() -> list[numpy.ndarray]:
    """Windowed-sinc interpolators at ¼, ½ and ¾ of a sample."""
    import numpy

    taps = numpy.arange(-16, 17)
    return [(numpy.sinc(taps + shift) * numpy.kaiser(33, 8.0)).astype("f4") for shift in (0.25, 0.5, 0.75)]


def decibels(amplitude: float) -> float:
    """Amplitude (1.0 = full scale) in dBFS."""
    return 20 * math.log10(amplitude) if amplitude > 0 else SILENCE
