"""The test voice: no speech, but a signal of its own for every syllable, as fast as arithmetic.

Ships with the program so that fast tests run the real path. Two different sentences never sound alike (noise seeded by
what is said), so a test can tell by correlation whether a clip holds its own sentence.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publish.files import digest
from publish.narration.model import Speech
from publish.narration.voices import prosody, timing
from publish.narration.voices.timing import token_ends
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

RATE = 24000
FADE = 240


@dataclass(frozen=True)
class SilentVoice:
    """A :class:`publish.narration.model.Voice`. ``rate``: syllables a minute; ``delay``: seconds a sentence takes, for tests
    that need a slow voice."""

    name: str = "silent"
    rate: int = 200
    delay: float = 0.0

    @property
    def fingerprint(self) -> str:
        code = [Path(one).read_bytes() for one in (__file__, prosody.__file__, timing.__file__)]
        return digest("silent", *code, str(self.rate))

    def say(self, sentence: Sentence) -> Speech:
        import numpy

        time.sleep(self.delay)
        beats = prosody.beats(sentence)
        seed = int(digest(sentence.spoken, *[beat.syllable for beat in beats])[:16], 16)
        noise = numpy.random.Generator(numpy.random.PCG64(seed))
        length = RATE * 60 // self.rate * 9 // 10
        parts, ends, at = [], [], 0
        for beat in beats:
            parts.append(_syllable(beat.syllable, length, noise))
            pause = beat.pause * RATE // 1000
            parts.append(numpy.zeros(pause, "<i2"))
            ends.append((at + length, at + length + pause))
            at += length + pause
        pcm = numpy.concatenate(parts) if parts else numpy.zeros(0, "<i2")
        return Speech(pcm, RATE, token_ends(sentence, beats, ends, len(pcm)))


def _syllable(said: str, length: int, noise: numpy.random.Generator) -> numpy.ndarray:
    """A tone whose pitch follows the Mandarin tone, with noise of its own; faded at both ends."""
    import numpy

    start, end = {"1": (280, 280), "2": (200, 280), "3": (210, 160), "4": (290, 170)}.get(said[-1], (210, 200))
    phase = 2 * numpy.pi * numpy.cumsum(numpy.linspace(start, end, length)) / RATE
    sound = 0.1 * numpy.sin(phase) + 0.05 * numpy.sin(3 * phase) + 0.05 * noise.standard_normal(length).clip(-3, 3)
    ramp = numpy.minimum(1, numpy.minimum(numpy.arange(length), numpy.arange(length)[::-1]) / FADE)
    return numpy.rint(sound * ramp * 32767).astype("<i2")
