"""A person reads: takes cut from recordings, at the samples that the alignment found. ``publish align`` writes ``recordings.json``."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from publish import ffmpeg, files
from publish.findings import fail
from publish.narration import speech_cache
from publish.narration.model import Speech, Voice
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

NAME = "recordings.json"
FORMAT = 1
RATE = 24000

FADE = 5
"""Milliseconds over which a take comes from silence and goes to it."""

SOUNDS = (".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav")


@dataclass(frozen=True)
class RecordingSettings:
    """``reader``: who reads, as readers are told; ``consent``: when and how that person agreed that it is published; without both no
    edition is made. ``missing``: ``stop``, or the voice that says what the recordings lack. ``reference``: the voice whose own times
    the alignment goes by."""

    reader: str = ""
    consent: str = ""
    missing: str = "stop"
    reference: str = "baker"


@dataclass(frozen=True)
class Cut:
    """A sentence in a file, in samples at 24 kHz. ``key``: what is said (text and syllables); ``score`` 0–1; ``others``: where else
    in the file it, or a part of it, is said."""

    key: str
    sentence: str
    text: str
    state: Literal["good", "twice", "unclear", "missing"]
    file: str = ""
    start: int = 0
    end: int = 0
    token_ends: tuple[int, ...] = ()
    score: float = 0.0
    lead: int = 0
    tail: int = 0
    others: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Recordings:
    """``recordings.json``. ``files``: the SHA-256 of each and the gain that brings its speech to −24 dBFS; ``foreign``: stretches of
    speech, in samples, that are not of the text."""

    files: Mapping[str, str]
    gains: Mapping[str, float]
    takes: tuple[Cut, ...]
    foreign: Mapping[str, tuple[tuple[int, int], ...]]
    format: int = FORMAT


def key(sentence: Sentence) -> str:
    """The same for sentences that are said alike, wherever they stand."""
    return speech_cache.key("recording", sentence)


def load(folder: Path) -> Recordings:
    """What ``publish align`` found. Raises ``V401`` when it was not run, or its file is not as it wrote it."""
    try:
        made = msgspec.json.decode((folder / NAME).read_bytes(), type=Recordings)
    except (OSError, msgspec.DecodeError):
        raise fail("V401", folder) from None
    if made.format != FORMAT:
        raise fail("V401", folder)
    return made


@dataclass(frozen=True)
class RecordingVoice:
    """A :class:`publish.narration.model.Voice`. ``other``: the voice that says what is missing, or None to stop there."""

    name: str
    folder: Path
    other: Voice | None = None

    @property
    def fingerprint(self) -> str:
        return files.digest("recording", (self.folder / NAME).read_bytes(), Path(__file__).read_bytes(), self.other.fingerprint if self.other else "")

    def say(self, sentence: Sentence) -> Speech:
        """The take. Raises ``V403`` for a sentence that nobody read, ``V404`` when a recording is not the one that was aligned."""
        cut = self._cut(sentence)
        if cut is None or not cut.file:
            if self.other is None:
                raise fail("V403", sentence.id, text=sentence.text)
            return self.other.say(sentence)
        begin, end = cut.start - cut.lead, cut.end + cut.tail
        pcm = _taken(self.folder / cut.file, self._recordings.files[cut.file], self._recordings.gains[cut.file], begin, end)
        ends = [one - begin for one in cut.token_ends[:-1]]
        return Speech(pcm, RATE, (*(min(one, len(pcm)) for one in ends), len(pcm)))

    @property
    def _recordings(self) -> Recordings:
        return _loaded(self.folder, (self.folder / NAME).stat().st_mtime_ns)

    def _cut(self, sentence: Sentence) -> Cut | None:
        """Its own take, else one of another sentence that is said alike."""
        said = key(sentence)
        alike = [cut for cut in self._recordings.takes if cut.key == said and cut.file]
        return next((cut for cut in alike if cut.sentence == sentence.id), alike[0] if alike else None)


@functools.lru_cache(4)
def _loaded(folder: Path, changed: int) -> Recordings:
    return load(folder)


def _taken(path: Path, wanted: str, gain: float, begin: int, end: int) -> numpy.ndarray:
    """Samples of a recording, from sample to sample, faded at both ends and brought to the level of the other voices."""
    import numpy

    take = _whole(path, wanted).get_sample_slice(max(begin, 0), end).fade_in(FADE).fade_out(FADE)
    pcm = numpy.frombuffer(take.raw_data, "<i2").astype("f4")
    return numpy.clip(numpy.rint(pcm * gain), -32767, 32767).astype("<i2")


@functools.lru_cache(2)
def _whole(path: Path, wanted: str) -> Any:
    """A recording as pydub holds it: mono, 16 bit, 24 kHz. Raises ``V404`` when it is gone or another one."""
    if not path.is_file() or files.digest_of_file(path) != wanted:
        raise fail("V404", path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a system's ffmpeg, which is not what decodes here
        from pydub import AudioSegment
    return AudioSegment(data=decoded(path, RATE), sample_width=2, frame_rate=RATE, channels=1)


def decoded(path: Path, rate: int) -> bytes:
    """Any sound file as mono 16-bit samples, rumble below the voice taken out."""
    return ffmpeg.run("-i", path, "-af", "highpass=f=60", "-ac", "1", "-ar", str(rate), "-f", "s16le", "-").stdout
