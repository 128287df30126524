"""The narration: when it is heard. Times are whole samples at the track's rate; nothing is guessed or rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol

from msgspec import Meta

from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

FORMAT = 1
"""Version of ``3-narration.json``."""


@dataclass(frozen=True)
class Speech:
    """One spoken sentence. ``pcm``: mono, 16-bit samples; ``token_ends``: for each token the sample where it ends, the
    last one equal to ``len(pcm)``, never falling; a silent token ends where the one before it ends, or holds its pause."""

    pcm: numpy.ndarray
    rate: int
    token_ends: tuple[int, ...]


class Voice(Protocol):
    """What an engine must give. ``fingerprint`` changes whenever the same sentence could sound different."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def say(self, sentence: Sentence) -> Speech: ...


@dataclass(frozen=True)
class Clip:
    """Sentence ``sentence`` sounds in ``[start, end)`` of its track; its pause belongs to it, so clips are contiguous.
    ``token_ends``: absolute sample in the track where each of the sentence's tokens ends."""

    sentence: str
    start: int
    end: int
    token_ends: tuple[int, ...]


@dataclass(frozen=True)
class Track:
    """One audio file: a section (or the colophon), spoken.

    ``file`` is the MP3, ``master`` the mastered 16-bit WAV it was made from, both relative to the book's build folder.
    ``rate`` and ``samples`` are the master's. ``intro`` holds the clips of the spoken announcement before the text (used by
    standalone audio, skipped by EPUB); ``clips`` start where it ends and tile ``[intro end, samples)``.
    """

    section: str
    file: str
    master: str
    rate: int
    samples: int
    clips: tuple[Clip, ...]
    intro: tuple[Clip, ...] = ()

    @property
    def opening(self) -> int:
        """Samples before the text begins: the announcement."""
        return self.clips[0].start if self.clips else 0


@dataclass(frozen=True)
class Narration:
    """All tracks in reading order. ``voice``: the voice's name; ``narrator``: how it is named to readers, in Chinese.
    ``label``: what is said of who reads when a person does; empty where all is synthetic."""

    voice: str
    narrator: str
    licence: str
    tracks: tuple[Track, ...]
    format: int = FORMAT
    label: str = ""


@dataclass(frozen=True)
class NarrationOptions:
    """``[narration]`` of ``book.toml``.

    ``voices``: names in order of preference; the first that is ready speaks the whole book. ``headings``: another voice for
    headings, or empty. ``rate``: Han characters a minute including pauses within sentences (standards.md O-01). Pauses in milliseconds, after a
    sentence, a paragraph, a heading (A-04). ``announce``: spoken title, section and issuer at the head of each file.
    ``loudness``: programme loudness in LUFS, mono (PC-05). ``bitrate``: of the MP3, bit/s, constant.
    """

    voices: tuple[str, ...] = ("baker",)
    headings: str = ""
    rate: Annotated[int, Meta(ge=60, le=600)] = 200
    sentence_pause: Annotated[int, Meta(ge=0, le=10_000)] = 350
    paragraph_pause: Annotated[int, Meta(ge=0, le=10_000)] = 900
    heading_pause: Annotated[int, Meta(ge=0, le=10_000)] = 1600
    announce: bool = True
    loudness: Annotated[float, Meta(ge=-40, le=-9)] = -19.0
    bitrate: Annotated[int, Meta(ge=32_000, le=320_000)] = 64000
