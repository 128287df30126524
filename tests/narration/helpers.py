"""What the tests of the narration share: sentences from plain text, narrated samples, and reading sound back."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy
import pytest

from publish import ffmpeg
from publish.manuscript.model import Block
from publish.narration import narrate
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from publish.reading.model import Sentence
from tests import sample

VOICES = Path(__file__).parents[2] / "voices"
OFFLINE = ("silent", "espeak", pytest.param("baker", marks=pytest.mark.slow), pytest.param("kokoro-xiaoxiao", marks=pytest.mark.slow))
ODD = ("", "。", "“”", "——", "啊", "GDP、REITs。", "“（好）”！", "一二三四五六七八九十" * 12, "一、二、三、四，五；六：七——八……九！")
"""Sentences nobody expects; every voice must cope."""


def voice(name: str, rate: int = 200):
    """A voice of the project. The real one may be absent on a developer's machine, never when CI is set."""
    state = next(state for state in voices.voices(VOICES) if state.name == name)
    if state.state in ("not fetched", "not installed") and not os.environ.get("CI"):
        pytest.skip(f"publish voices fetch {name}")
    return voices.ready(name, VOICES, rate)


def sentence(text: str) -> Sentence:
    """``text`` as one sentence, read as the sample reads."""
    tokens = tuple(sample._tokens(text, 0, len(text)))
    return Sentence("t001-1", "t001", 0, len(text), tokens)


def block(text: str, kind: str = "paragraph") -> Block:
    return Block("t001", kind, text)


def sample_book():
    made = sample.manuscript()
    return made, sample.reading(made)


def narrated(into: Path, name: str = "silent", reading=None, options: NarrationOptions | None = None, manuscript=None):
    """The sample spoken into ``into``."""
    made, read = sample_book()
    voice(name)
    return narrate.narrate(manuscript or made, reading or read, voices.settings(name, VOICES), options or NarrationOptions(), into)


def wav(path: Path) -> tuple[numpy.ndarray, int]:
    """Samples and rate of a mono 16-bit WAV."""
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        return numpy.frombuffer(sound.readframes(sound.getnframes()), "<i2"), sound.getframerate()


def decoded(path: Path, rate: int) -> numpy.ndarray:
    """An MP3 as a player hears it, at ``rate``."""
    return numpy.frombuffer(ffmpeg.run("-i", path, "-f", "s16le", "-ac", "1", "-ar", str(rate), "-").stdout, "<i2")


def lag(sound: numpy.ndarray, spoken: numpy.ndarray, at: int, reach: int) -> tuple[int, float]:
    """How far ``spoken`` lies from ``at`` in ``sound`` (samples; searched within ``reach``), and how well it fits there (0–1)."""
    window = numpy.pad(sound.astype("f8"), reach)[at:at + len(spoken) + 2 * reach]
    spoken = spoken.astype("f8")
    size = 1 << (len(window) + len(spoken)).bit_length()
    product = numpy.fft.irfft(numpy.fft.rfft(window, size) * numpy.conj(numpy.fft.rfft(spoken, size)), size)[: 2 * reach + 1]
    best = int(product.argmax())
    here = window[best:best + len(spoken)]
    spoken = spoken[: len(here)]
    fit = float(here @ spoken / max(numpy.linalg.norm(here) * numpy.linalg.norm(spoken), 1e-9))
    return best - reach, fit
