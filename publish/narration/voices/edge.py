"""The online voice: Microsoft Edge's read-aloud service through ``edge-tts``. Chosen by the user by name, never the default.

The endpoint is unofficial: it may change or refuse, and the right to publish its audio is not clear; ``voices/xiaoxiao``
says so wherever the voice is described. One request a sentence. Time is counted in decoded samples; the service's word
boundaries only tell which sample belongs to which word. What is wrong with an answer (none, cut short, silent, without
boundaries, of another sentence) is treated like a refusal: asked again, later each time, and never passed on.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from publish import ffmpeg
from publish.files import digest
from publish.findings import Finding, PublishError, fail, finding
from publish.narration.model import Speech
from publish.narration.voices import edge_text
from publish.narration.voices.edge_text import Script, Word
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import aiohttp
    import edge_tts
    import numpy

RATE = 24000
"""Samples a second of the service's only format, audio-24khz-48kbitrate-mono-mp3."""

TICKS = 10_000_000
"""Boundaries come in units of 100 ns."""

SILENT = 104
"""A peak below −50 dBFS (32768 × 10^(−50/20)) is silence, not speech."""

TAIL, LEAD = RATE * 60 // 1000, RATE * 20 // 1000
"""Silence kept after and before the speech: pauses between sentences are the book's, not the service's."""

LATE = {403, 408, 425, 429, 500, 502, 503, 504}
"""HTTP answers that may be different later; any other refusal is final."""

_ONE = threading.Lock()

VERSION = "1"
"""Part of the fingerprint: raised when the same answer would be cut or timed in another way."""


@dataclasses.dataclass(frozen=True)
class EdgeSettings:
    """``[settings]`` of the voice's ``voice.toml``.

    ``speaker``: the service's name of the voice. ``characters``: Han characters a minute it speaks at ``+0%``, to turn the
    book's rate into a percentage. ``requests``: how many at once. ``attempts``: how often a sentence is asked for;
    ``connects``: how often when there is no network at all. ``pause``/``longest``: seconds before the second attempt, doubled
    each time up to the longest. ``patience``: seconds until an answer must be complete.
    """

    speaker: str = "zh-CN-XiaoxiaoNeural"
    characters: Annotated[int, Meta(ge=60, le=600)] = 260
    pitch: str = "+0Hz"
    requests: Annotated[int, Meta(ge=1, le=64)] = 4
    attempts: Annotated[int, Meta(ge=1, le=100)] = 8
    connects: Annotated[int, Meta(ge=1, le=100)] = 3
    pause: Annotated[float, Meta(ge=0, le=600)] = 1.0
    longest: Annotated[float, Meta(ge=0, le=3600)] = 30.0
    patience: Annotated[float, Meta(gt=0, le=3600)] = 60.0


class RefusedError(Exception):
    """One attempt failed. ``final``: asking again cannot help. ``offline``: the service was not reached. ``after``: seconds it
    asked us to wait."""

    def __init__(self, reason: str, *, final: bool = False, offline: bool = False, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.final, self.offline, self.after = reason, final, offline, after


class EdgeVoice:
    """A :class:`publish.narration.model.Voice`. Safe to call from several threads; they share the limit on requests.

    ``rate``: the book's, Han characters a minute. ``sleep`` and ``chance`` (the jitter, a :class:`random.Random`) are given
    in tests. Errors of :meth:`say`, each naming the sentence: ``V301`` service not reached, ``V302`` it failed every time or
    refused for good, ``V303`` the package is missing.
    """

    def __init__(
        self,
        name: str = "xiaoxiao",
        settings: EdgeSettings = EdgeSettings(),
        rate: int = 0,
        sleep: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.speed = f"{round(100 * ((rate or settings.characters) / settings.characters - 1)):+d}%"
        self._sleep = sleep
        self._chance = chance or random.Random()
        with _ONE:  # several instances of a voice share its limit
            self._slots = _slots(settings.speaker, settings.requests)

    @property
    def fingerprint(self) -> str:
        table = "".join(f"{s}{c}" for s, c in edge_text.homophones().items())
        return digest("edge", VERSION, self.settings.speaker, self.settings.pitch, self.speed, table)

    def say(self, sentence: Sentence) -> Speech:
        """The sentence spoken; nothing is asked for when nothing in it is said."""
        said = edge_text.script(sentence)
        if not any(said.voiced):
            return _nothing(len(sentence.tokens))
        return self._persist(sentence, said)

    def doubts(self, sentence: Sentence) -> tuple[Finding, ...]:
        """Reviewed readings that cannot be forced on the service (``V305``): no other character has only that reading."""
        found = edge_text.script(sentence).unforced
        return tuple(finding("V305", sentence.id, reading=reading, text=sentence.text) for reading in found)

    def _persist(self, sentence: Sentence, said: Script) -> Speech:
        """Ask until the answer is good, waiting longer each time (exponential backoff with full jitter)."""
        offline = 0
        for attempt in range(1, self.settings.attempts + 1):
            try:
                with self._slots:
                    audio, words = _ask(said.text, self.settings, self.speed)
                return _speech(said, audio, words)
            except RefusedError as refused:
                offline += refused.offline
                if refused.offline and offline >= self.settings.connects:
                    raise fail("V301", sentence.id, text=sentence.text, reason=refused.reason) from None
                if refused.final or attempt == self.settings.attempts:
                    raise fail("V302", sentence.id, text=sentence.text, reason=refused.reason, attempts=attempt) from None
                self._sleep(self._delay(attempt, refused.after))
        raise AssertionError("the last attempt returns or raises")

    def _delay(self, attempt: int, after: float) -> float:
        """Seconds before the next attempt: between half and all of the doubled pause, never less than what was asked for."""
        ceiling: float = min(self.settings.pause * 2 ** (attempt - 1), self.settings.longest)
        return max(ceiling * (0.5 + self._chance.random() / 2), min(after, self.settings.longest))


@functools.cache
def _slots(speaker: str, requests: int) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(requests)


def _ask(text: str, settings: EdgeSettings, speed: str) -> tuple[bytes, list[Word]]:
    """One request. Every way it can go wrong becomes a :class:`RefusedError`."""
    try:
        import aiohttp
        import edge_tts
        from edge_tts.exceptions import EdgeTTSException
    except ImportError:
        raise fail("V303", settings.speaker) from None
    try:
        talk = edge_tts.Communicate(text, settings.speaker, rate=speed, pitch=settings.pitch, boundary="WordBoundary")
        return asyncio.run(_listen(talk, settings.patience))
    except aiohttp.ClientResponseError as error:
        raise RefusedError(f"HTTP {error.status}", final=error.status not in LATE, after=_asked_to_wait(error)) from None
    except aiohttp.ClientConnectorError as error:
        raise RefusedError(str(error) or type(error).__name__, offline=True) from None
    except TimeoutError:
        raise RefusedError(f"no answer in {settings.patience:g} s") from None
    except ValueError as error:  # a voice name or a rate the library refuses; a malformed frame is one as well
        raise RefusedError(str(error), final="Invalid" in str(error)) from None
    except (EdgeTTSException, aiohttp.ClientError, OSError, KeyError) as error:
        raise RefusedError(str(error) or type(error).__name__) from None


async def _listen(talk: edge_tts.Communicate, patience: float) -> tuple[bytes, list[Word]]:
    """All audio and word boundaries of an answer. The library itself waits without end on a socket that falls silent."""
    audio, words = bytearray(), []
    async with asyncio.timeout(patience):
        async for chunk in talk.stream():
            if chunk["type"] == "audio":
                audio += chunk["data"]
            elif chunk["type"] == "WordBoundary":
                start, length = (int(chunk[name] * RATE // TICKS) for name in ("offset", "duration"))
                words.append(Word(chunk["text"], start, start + length))
    return bytes(audio), words


def _asked_to_wait(error: aiohttp.ClientResponseError) -> float:
    """``Retry-After`` in seconds; the date form and nonsense count as nothing (RFC 9110 §10.2.3)."""
    value = error.headers.get("Retry-After", "") if error.headers else ""
    return float(value) if value.isdigit() else 0.0


def _speech(said: Script, audio: bytes, words: list[Word]) -> Speech:
    """Decode, judge and time an answer. Raises :class:`RefusedError` with what is wrong with it."""
    import numpy

    if not words:
        raise RefusedError("no word boundaries")
    if not edge_text.complete(said, words):
        raise RefusedError("the answer stops before the sentence does, or belongs to another")
    pcm = _decode(audio)
    if len(pcm) < words[-1].end - RATE // 10:
        raise RefusedError(f"audio cut short: {len(pcm)} of {words[-1].end} samples")
    loud = numpy.flatnonzero(numpy.abs(pcm.astype("i4")) > SILENT)
    if not len(loud):
        raise RefusedError("silence")
    start = max(min(int(loud[0]) - LEAD, words[0].start), 0)
    stop = min(max(int(loud[-1]) + TAIL, min(words[-1].end, len(pcm))), len(pcm))
    moved = [Word(word.text, max(word.start - start, 0), max(word.end - start, 0)) for word in words]
    return Speech(pcm[start:stop], RATE, edge_text.token_ends(said, moved, stop - start))


def _decode(audio: bytes) -> numpy.ndarray:
    """MP3 as mono 16-bit samples at :data:`RATE`."""
    import numpy

    form = ("-f", "s16le", "-ac", "1", "-ar", str(RATE))
    try:
        raw = ffmpeg.run("-f", "mp3", "-i", "pipe:0", *form, "pipe:1", stdin=audio).stdout
    except PublishError as error:
        raise RefusedError(f"audio that cannot be decoded ({error})") from None
    return numpy.frombuffer(raw[: len(raw) // 2 * 2], "<i2")


def _nothing(tokens: int) -> Speech:
    """A sentence in which nothing is said: a tenth of a second, held by its last token."""
    import numpy

    samples = RATE // 10
    return Speech(numpy.zeros(samples, "<i2"), RATE, (*([0] * (tokens - 1)), samples) if tokens else ())
