"""eSpeak NG, the second offline voice: a robot, but it runs anywhere and in no time. Driven by our pinyin, never by its own.

One call a stretch between pauses; the engine reports the sample at which each syllable begins, the pauses are ours.
"""

from __future__ import annotations

import _ctypes
import ctypes
import dataclasses
import functools
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.files import digest
from publish.findings import fail
from publish.narration.model import Speech
from publish.narration.voices import prosody, timing
from publish.narration.voices.prosody import Beat
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

RATE = 22050
LANGUAGE = b"cmn-latn-pinyin"
SYNCHRONOUS, RATE_PARAMETER, VOLUME_PARAMETER, WORD_EVENT = 2, 1, 2, 1
VOLUME = 45
"""Per cent of what the engine can; at 100 it clips."""
UTF8, PHONEMES_ALLOWED = 1, 0x100

NATURAL = 0.83
"""Words a minute to ask for, for each syllable a minute wanted: the engine counts words as English has them."""

SPELT = {"ê": "ei", "m": "mu", "n": "en", "ng": "eng", "hm": "hen", "hng": "heng", "yo": "you", "wong": "weng"}
"""Interjections that the engine's pinyin lacks."""

PHONEMES = {"jiong": "tS;", "qiong": "tS;h", "xiong": "S;"}
CONTOURS = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
"""Finals its rules forgot, in its own phonemes: the initial, then ``jong`` with a tone contour."""

QUIET = 60
"""Magnitude (16 bit) below which the engine's lead and tail are silence."""


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int), ("unique_identifier", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclasses.dataclass(frozen=True)
class EspeakVoice:
    """A :class:`publish.narration.model.Voice`. ``rate``: syllables a minute."""

    name: str = "espeak"
    rate: int = 200

    @property
    def fingerprint(self) -> str:
        code = [Path(str(module.__file__)).read_bytes() for module in (prosody, timing)] + [Path(__file__).read_bytes()]
        return digest("espeak", *code, importlib.metadata.version("espeakng-loader"), str(self.rate))

    def say(self, sentence: Sentence) -> Speech:
        """The sentence spoken. Raises ``V203`` for a syllable the engine does not know, ``V109`` when it does not load."""
        import numpy

        beats = prosody.beats(sentence)
        parts: list[numpy.ndarray] = []
        ends: list[tuple[int, int]] = []
        at = 0
        for stretch in prosody.stretches(beats):
            sound, syllable_ends = _engine().say([_spelt(beat, sentence) for beat in stretch], round(self.rate * NATURAL))
            pause = stretch[-1].pause * RATE // 1000 * 200 // self.rate
            parts += [sound, numpy.zeros(pause, "<i2")]
            ends += [(at + end, at + end) for end in syllable_ends[:-1]] + [(at + len(sound), at + len(sound) + pause)]
            at += len(sound) + pause
        pcm = numpy.concatenate(parts) if parts else numpy.zeros(0, "<i2")
        return Speech(pcm, RATE, timing.token_ends(sentence, beats, ends, len(pcm)))


def _spelt(beat: Beat, sentence: Sentence) -> str:
    """A syllable as the engine spells it: erhua is a syllable ``er5`` joined on."""
    base, tone = beat.syllable[:-1], beat.syllable[-1]
    if base in PHONEMES:
        return f"[[{PHONEMES[base]}'jong{CONTOURS[tone]}]]"
    erhua = base.endswith("r") and base != "er"
    base = SPELT.get(base, base.removesuffix("r") if erhua else base)
    said = f"{base}{tone}er5" if erhua else f"{base}{tone}"
    if not _engine().knows(said):
        raise fail("V203", sentence.id, syllable=beat.syllable, text=sentence.tokens[beat.token].text)
    return said


class _Engine:
    """The library of this process. It carries pitch and noise from one call into the next, so that a sentence would sound
    different after another one: it is loaded afresh for each stretch, which takes 2 ms."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self.data = str(espeakng_loader.get_data_path()).encode()
            self.path = str(espeakng_loader.get_library_path())
            self.library = self._loaded()
        except (ImportError, OSError) as error:
            raise fail("V109", "espeak", name="espeak", reason=error) from None
        self.pieces: list[bytes] = []
        self.begins: list[int] = []
        self.callback = _Callback(self._hear)
        self.knows = functools.cache(self._knows)

    def _loaded(self) -> ctypes.CDLL:
        library = ctypes.CDLL(self.path)
        if library.espeak_Initialize(SYNCHRONOUS, 0, self.data, 0) != RATE or library.espeak_SetVoiceByName(LANGUAGE):
            raise OSError("its data is missing")
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        return library

    def _reload(self) -> None:
        self.library.espeak_Terminate()
        _ctypes.dlclose(self.library._handle)
        self.library = self._loaded()

    def _knows(self, said: str) -> bool:
        """What is no pinyin would be spelt as English."""
        text = ctypes.c_char_p(said.encode())
        pointer = ctypes.cast(ctypes.pointer(text), ctypes.POINTER(ctypes.c_void_p))
        return b"(en)" not in (self.library.espeak_TextToPhonemes(pointer, UTF8, 0x02) or b"(en)")

    def say(self, syllables: Sequence[str], speed: int) -> tuple[numpy.ndarray, list[int]]:
        """The stretch without lead and tail, and where each syllable ends, in samples."""
        self._reload()
        self.library.espeak_SetSynthCallback(self.callback)
        self.library.espeak_SetParameter(RATE_PARAMETER, speed, 0)
        self.library.espeak_SetParameter(VOLUME_PARAMETER, VOLUME, 0)
        self.pieces, self.begins = [], []
        text = " ".join(syllables).encode()
        self.library.espeak_Synth(text, len(text) + 1, 0, 1, 0, UTF8 | PHONEMES_ALLOWED, None, None)
        self.library.espeak_Synchronize()
        return _trimmed(b"".join(self.pieces), self.begins, len(syllables))

    def _hear(self, samples: int | None, count: int, events: Any) -> int:
        if samples and count > 0:
            self.pieces.append(ctypes.string_at(samples, 2 * count))
        at = 0
        while events[at].type:
            if events[at].type == WORD_EVENT:
                self.begins.append(events[at].sample)
            at += 1
        return 0


def _trimmed(data: bytes, begins: Sequence[int], count: int) -> tuple[numpy.ndarray, list[int]]:
    """Sound from the first to the last loud sample, ends faded; a syllable ends where the next begins."""
    import numpy

    pcm = numpy.frombuffer(data, "<i2")
    loud = numpy.flatnonzero(numpy.abs(pcm.astype("i4")) > QUIET)
    if not len(loud) or len(begins) != count:
        raise RuntimeError(f"{len(begins)} of {count} syllables were spoken")
    first, last = max(int(loud[0]) - RATE // 100, 0), min(int(loud[-1]) + RATE // 50, len(pcm))
    sound = pcm[first:last].astype("f8")
    ramp = numpy.minimum(1, numpy.minimum(numpy.arange(len(sound)), numpy.arange(len(sound))[::-1]) / (RATE // 200))
    ends = [min(max(begin - first, 0), last - first) for begin in begins[1:]] + [last - first]
    return numpy.rint(sound * ramp).astype("<i2"), ends


@functools.cache
def _engine() -> _Engine:
    return _Engine()
