"""What a stretch of speech sounds like, every 20 ms, whoever speaks: cepstra above the noise of the room."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

RATE = 16000
HOP, WINDOW, SIZE = 320, 640, 1024
"""Samples from frame to frame (20 ms), in a window (40 ms), in its Fourier transform."""

BANDS, CEPSTRA = 40, 13

NOISE = 8
"""Percentile of a band's power that is the noise of the room; twice that is subtracted."""

SPEECH = 25.0
"""Decibels below the loud parts (95th percentile) down to which a frame is speech."""


@dataclass(frozen=True)
class Features:
    """``rows``: a row of cepstra and their slopes for every frame that holds speech; ``frames``: which frames those are; ``count``:
    how many there are in all, silence included."""

    rows: numpy.ndarray
    frames: numpy.ndarray
    count: int


def features(pcm: numpy.ndarray) -> Features:
    """Of mono sound, 16 bit, 16 kHz. Digital silence is no speech; the level does not matter."""
    import numpy

    bands = _bands(pcm)
    noise = numpy.percentile(bands, NOISE, axis=0) if len(bands) else numpy.zeros(BANDS)
    clean = numpy.maximum(bands - 2 * noise, 0.0)
    level = 10 * numpy.log10(clean[:, 4:30].sum(axis=1) + 1e-12)
    loud = numpy.percentile(level[level > -100], 95) if (level > -100).any() else 0.0
    speech = numpy.flatnonzero(_steady(level > loud - SPEECH))
    floor = 10 ** ((loud - 55) / 10) / BANDS
    cepstra = numpy.log(clean + floor) @ _cosines()
    slopes = numpy.gradient(cepstra, axis=0) * 2 if len(cepstra) > 1 else cepstra * 0
    rows = numpy.hstack([cepstra, slopes])[speech]
    if len(rows):
        rows = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-6)
    return Features(rows.astype("f4"), speech, len(bands))


def _bands(pcm: numpy.ndarray) -> numpy.ndarray:
    """Power in mel bands, a row a frame; in pieces, so that an hour needs no more memory than a minute."""
    import numpy

    padded = numpy.pad(pcm, (WINDOW // 2, WINDOW))
    count = len(pcm) // HOP
    window, filters = (numpy.hanning(WINDOW) / 32768).astype("f4"), _filters()
    made = numpy.empty((count, BANDS), "f8")
    view = numpy.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    for start in range(0, count, 4000):
        spectrum = numpy.fft.rfft(view[start:min(start + 4000, count)] * window, SIZE)
        made[start:start + len(spectrum)] = (spectrum.real**2 + spectrum.imag**2) @ filters
    return made


def _steady(speech: numpy.ndarray) -> numpy.ndarray:
    """Without single frames that stand alone: a click, a hole in a vowel."""
    import numpy

    around = numpy.pad(speech.astype("i1"), 2)
    votes = numpy.sum([around[shift:shift + len(speech)] for shift in range(5)], axis=0)
    return votes >= 3


@functools.cache
def _filters() -> numpy.ndarray:
    """Triangles on the mel scale, 100–7000 Hz: bins × bands."""
    import numpy

    mel = numpy.linspace(1127 * numpy.log1p(100 / 700), 1127 * numpy.log1p(7000 / 700), BANDS + 2)
    edges = 700 * numpy.expm1(mel / 1127)
    bins = numpy.arange(SIZE // 2 + 1) * RATE / SIZE
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    rise = (bins[:, None] - left) / (middle - left)
    fall = (right - bins[:, None]) / (right - middle)
    return numpy.maximum(numpy.minimum(rise, fall), 0.0)


@functools.cache
def _cosines() -> numpy.ndarray:
    """The discrete cosine transform from bands to cepstra, the loudness (number 0) left out."""
    import numpy

    bands, numbers = numpy.arange(BANDS)[:, None], numpy.arange(1, CEPSTRA + 1)
    return numpy.cos(numpy.pi * (bands + 0.5) * numbers / BANDS)
