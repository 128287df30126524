"""The built-in offline voice: FastSpeech 2 (phones to mel) and multi-band MelGAN (mel to sound), trained on the Baker corpus.

The voice says exactly the pinyin it is given, tone sandhi included. The duration of every phone comes out of the model in
frames of 300 samples, so every token's end is counted.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish import files
from publish.findings import PublishError, fail
from publish.narration.model import Speech
from publish.narration.voices import prosody
from publish.narration.voices.prosody import Beat
from publish.narration.voices.rope import FRAME, RATE, Rope
from publish.narration.voices.timing import token_ends
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

ACOUSTIC, VOCODER, MAPPER = "fastspeech2_quan.tflite", "mb_melgan.tflite", "baker_mapper.json"

WINDOW, CONTEXT = 170, 17
"""Frames the vocoder is given at once, and how far its convolutions look to each side (found by comparing a window with the
whole: from the 17th frame on they are equal)."""


@dataclass(frozen=True)
class BakerVoice:
    """A :class:`publish.narration.model.Voice`. ``rate``: Han characters a minute; ``natural``: what the model speaks at speed
    1.0, pauses within sentences included."""

    name: str
    folder: Path
    rate: int = 200
    natural: int = 265

    @property
    def fingerprint(self) -> str:
        return files.digest("baker", _sources(self.folder), str(self.rate), str(self.natural))

    def say(self, sentence: Sentence) -> Speech:
        """The sentence spoken. Raises ``V105`` when the models do not load, ``V203`` for a syllable the voice does not have."""
        import numpy

        beats = prosody.beats(sentence)
        rope = Rope(self.natural / self.rate)
        for unit in prosody.units(beats):
            rope.add(unit, *self._spoken(unit, sentence))
        pcm = numpy.clip(numpy.rint(rope.sound() * 32767), -32768, 32767).astype("<i2")
        return Speech(pcm, RATE, token_ends(sentence, beats, rope.ends, len(pcm)))

    @property
    def busy(self) -> float:
        """Seconds this process has spent in the models: what speaking costs at least."""
        return _models(self.folder).busy

    def _spoken(self, unit: tuple[Beat, ...], sentence: Sentence) -> tuple[numpy.ndarray, list[int]]:
        """The unit's sound and, for each beat, the frame where it ends; one entry more for the silence before the first."""
        models = _models(self.folder)
        phones, counts = spell(unit, models.syllables, sentence)
        began = time.perf_counter()
        mel, durations = models.mel(phones, self.natural / self.rate)
        sound = models.sound(mel)
        models.busy += time.perf_counter() - began
        at, ends = 0, []
        for count in counts:
            ends.append(sum(int(d) for d in durations[:at + count]))
            at += count
        return sound, ends


def spell(unit: Sequence[Beat], syllables: dict[str, list[str]], sentence: Sentence) -> tuple[list[str], list[int]]:
    """Phones of a unit, and how many belong to the head silence, to each beat, to the tail."""
    phones, counts = ["sil"], [1]
    for number, beat in enumerate(unit):
        sounds = _sounds(beat.syllable, syllables)
        if sounds is None:
            raise fail("V203", sentence.id, syllable=beat.syllable, text=sentence.tokens[beat.token].text)
        if number + 1 < len(unit):
            sounds.append(f"#{int(beat.boundary)}")
        phones += sounds
        counts.append(len(sounds))
    return [*phones, "sil", "eos"], [*counts[:-1], counts[-1] + 2]


def _sounds(syllable: str, syllables: dict[str, list[str]]) -> list[str] | None:
    """``zhong4`` → ``zh ong4``; erhua ``huar1`` → ``h ua1 er5``; None when it is no syllable of this voice."""
    base, tone = syllable[:-1], syllable[-1]
    if not base or tone not in "12345":
        return None
    erhua = base.endswith("r") and base not in syllables
    sounds = syllables.get(base.removesuffix("r") if erhua else base) or EXTRA.get(base)
    return [sounds[0], sounds[1] + tone, *(["er5"] if erhua else [])] if sounds else None


EXTRA = {
    "biang": ("b", "iang"), "bong": ("b", "ong"), "cei": ("c", "ei"), "din": ("d", "in"), "fai": ("f", "ai"), "fiao": ("f", "iao"),
    "hm": ("h", "en"), "hng": ("h", "eng"), "kiu": ("k", "iou"), "len": ("l", "en"), "m": ("m", "u"), "n": ("^", "en"),
    "nun": ("n", "uen"), "sei": ("s", "ei"), "wong": ("^", "ong"), "ê": ("^", "ei"),
}
"""Syllables of interjections, dialect and letter names that the mapper lacks, from sounds it has."""


class _Models:
    """The two interpreters of this process. One thread each: books are spread over processes, and sums stay in one order."""

    def __init__(self, folder: Path) -> None:
        self.frames = 0
        self.busy = 0.0
        mapper = json.loads((folder / MAPPER).read_text("utf-8"))
        self.ids: dict[str, int] = mapper["symbol_to_id"]
        self.syllables: dict[str, list[str]] = mapper["pinyin_dict"]
        try:
            self.acoustic = _interpreter(**_acoustic(folder))
            self.vocoder = _interpreter(model_path=str(folder / VOCODER))
        except (RuntimeError, ValueError, ImportError) as error:
            raise fail("V109", folder, name=folder.parent.name, reason=str(error).splitlines()[0]) from None

    def mel(self, phones: Sequence[str], slow: float) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Mel spectrogram ``(1, frames, 80)`` and the frames of each phone."""
        import numpy

        inputs, outputs = self.acoustic.get_input_details(), self.acoustic.get_output_details()
        self.acoustic.resize_tensor_input(inputs[0]["index"], [1, len(phones)])
        _allocate(self.acoustic)
        self.acoustic.set_tensor(inputs[0]["index"], numpy.array([[self.ids[phone] for phone in phones]], "i4"))
        for detail, value in zip(inputs[1:], (0, slow, 1.0, 1.0), strict=True):
            self.acoustic.set_tensor(detail["index"], numpy.array([value], detail["dtype"]))
        self.acoustic.invoke()
        return self.acoustic.get_tensor(outputs[1]["index"]), self.acoustic.get_tensor(outputs[2]["index"])[0]

    def sound(self, mel: numpy.ndarray) -> numpy.ndarray:
        """Samples in −1…1, :data:`FRAME` for each frame. Long spectrograms go through in windows that know their neighbours."""
        import numpy

        return numpy.concatenate([self._window(mel[:, start:stop])[skip * FRAME:(skip + take) * FRAME] for start, stop, skip, take in windows(mel.shape[1])])

    def _window(self, mel: numpy.ndarray) -> numpy.ndarray:
        source = self.vocoder.get_input_details()[0]["index"]
        if mel.shape[1] != self.frames:
            self.frames = mel.shape[1]
            self.vocoder.resize_tensor_input(source, mel.shape)
            _allocate(self.vocoder)
        self.vocoder.set_tensor(source, mel)
        self.vocoder.invoke()
        return self.vocoder.get_tensor(self.vocoder.get_output_details()[0]["index"])[0, :, 0]


def windows(frames: int) -> list[tuple[int, int, int, int]]:
    """Windows of one size over ``frames``: start, stop, and of each the frames to skip and to take. Memory stays that of one
    window, and no sample depends on where a window ends."""
    if frames <= WINDOW:
        return [(0, frames, 0, frames)]
    count = -(-(frames - 2 * CONTEXT) // (WINDOW - 2 * CONTEXT))
    size = -(-(frames + 2 * CONTEXT * (count - 1)) // count)
    made, at = [], 0
    for number in range(count):
        start = min(number * (size - 2 * CONTEXT), frames - size)
        end = frames if number + 1 == count else start + size - CONTEXT
        made.append((start, start + size, at - start, end - at))
        at = end
    return made


@functools.cache
def _models(folder: Path) -> _Models:
    return _Models(folder)


def _interpreter(**options: Any) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    return Interpreter(num_threads=1, **options)


def _allocate(interpreter: Any) -> None:
    with _hushed():
        interpreter.allocate_tensors()


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """The runtime's C++ side tells standard error which delegate it made; nobody who waits for a book needs to read it."""
    before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


def _acoustic(folder: Path) -> dict[str, Any]:
    """How the runtime is given the acoustic model: as a file, or as bytes where nothing can be written beside its source."""
    from publish.narration.voices import tflite

    try:
        return {"model_path": str(loadable(folder))}
    except PublishError:
        return {"model_content": tflite.without_dropout((folder / ACOUSTIC).read_bytes())}


def loadable(folder: Path) -> Path:
    """The acoustic model without dropout, made once and kept beside its source under its content's hash."""
    from publish.narration.voices import tflite

    source = (folder / ACOUSTIC).read_bytes()
    key = files.digest(source, Path(tflite.__file__).read_bytes())[:16]
    path = folder / f"fastspeech2-{key}.tflite"
    return path if path.is_file() else files.write(path, tflite.without_dropout(source))


@functools.cache
def _sources(folder: Path) -> str:
    """Digest of everything that decides the sound: models, this code, the tables, the runtime."""
    here = Path(__file__).parent
    code = [(here / name).read_bytes() for name in ("baker.py", "prosody.py", "rope.py", "tflite.py", "timing.py")]
    tables = [path.read_bytes() for path in sorted((here.parent / "data").glob("*.tsv"))]
    models = [files.digest_of_file(folder / name) for name in (ACOUSTIC, VOCODER, MAPPER)]
    return files.digest(*code, *tables, *models, importlib.metadata.version("ai-edge-litert"))
