"""The natural offline voice: Kokoro-82M (StyleTTS 2, quantised to 8 bit) on ONNX Runtime.

It is given the symbols of our syllables, tone sandhi included. How long each symbol lasts is computed inside the model in
frames of 600 samples; the exported file keeps that to itself, so it is asked for by one more output of the graph.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from publish import files
from publish.findings import fail
from publish.narration.model import Speech
from publish.narration.voices import phones, prosody, rope, timing
from publish.narration.voices.phones import Alphabet
from publish.narration.voices.prosody import Beat
from publish.narration.voices.rope import FRAME, RATE, Rope
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

STEP = 600 // FRAME
"""Our frames in one of the model's (25 ms)."""

GAIN = 0.5
"""The model's speech lies at −17 dBFS with peaks near full scale; halved, its level is that of the other voices, and nothing clips."""

STYLES = 510
"""Rows of a style file: how the voice speaks a unit of so many symbols. No longer unit can be said."""

DURATIONS = "/encoder/Clip_output_0"
"""The tensor with the frames of each symbol, as the exporter of v1.0 named it."""


@dataclass(frozen=True)
class KokoroSettings:
    """``speaker``: file with the voice's styles (32-bit floats, 256 for each length), or the name of an array in the ``.npz`` file
    ``styles``. ``natural``: Han characters a minute at speed 1.0. ``model``, ``durations`` (the tensor that holds them) and
    ``vocabulary`` (a JSON file; empty: that of v1.0) are set for another export. All files lie in the voice's store."""

    speaker: str
    natural: Annotated[int, Meta(ge=60, le=600)] = 265
    model: str = "kokoro-v1.0.int8.onnx"
    vocabulary: str = ""
    styles: str = ""
    durations: str = DURATIONS

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that it speaks with."""
        return tuple(name for name in (self.model, self.styles or self.speaker, self.vocabulary) if name)


@dataclass(frozen=True)
class KokoroVoice:
    """A :class:`publish.narration.model.Voice`. ``rate``: Han characters a minute."""

    name: str
    folder: Path
    settings: KokoroSettings
    rate: int = 200

    @property
    def fingerprint(self) -> str:
        sources = [_digest(self.folder / name) for name in self.settings.sources]
        return files.digest("kokoro", _code(), *sources, repr(self.settings), str(self.rate))

    def say(self, sentence: Sentence) -> Speech:
        """The sentence spoken. Raises ``V109`` when the model does not load, ``V203`` for a syllable the voice does not have."""
        import numpy

        beats = prosody.beats(sentence)
        said = iter(phones.sounds(beats, sentence, self._alphabet))
        slow = self.settings.natural / self.rate
        line = Rope(slow)
        for unit in prosody.units(beats):
            line.add(unit, *self._spoken(unit, [next(said) for _ in unit], sentence, 1 / slow))
        pcm = numpy.clip(numpy.rint(line.sound() * 32767), -32768, 32767).astype("<i2")
        return Speech(pcm, RATE, timing.token_ends(sentence, beats, line.ends, len(pcm)))

    @property
    def _alphabet(self) -> Alphabet:
        return "bopomofo" if "ㄅ" in self._numbers else "ipa"

    @property
    def _numbers(self) -> Mapping[str, int]:
        return _vocabulary(self.folder / self.settings.vocabulary) if self.settings.vocabulary else phones.vocabulary()

    def _spoken(self, unit: Sequence[Beat], said: Sequence[str], sentence: Sentence, speed: float) -> tuple[numpy.ndarray, list[int]]:
        """The unit's sound and the frames where the silence before it and each beat end."""
        spelt = phones.spell(unit, said, sentence, self._alphabet)
        numbers = [self._numbers[symbol] for symbol in spelt.symbols]
        styles = _styles(self.folder, self.settings.styles, self.settings.speaker)
        sound, durations = _model(self.folder / self.settings.model, self.settings.durations).say([0, *numbers, 0], styles[len(numbers)], speed)
        ends, at = [], 0
        for count in (1, *spelt.counts):
            ends.append(STEP * int(durations[:at + count].sum()))
            at += count
        return sound * GAIN, ends


class _Model:
    """The network of this process; threads share it, each call computes in its own. One thread a call: sums stay in one order."""

    def __init__(self, path: Path, durations: str) -> None:
        try:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(path.read_bytes() + output(durations), options, ["CPUExecutionProvider"])
        except Exception as error:  # the runtime's errors have no common class that it exports
            raise fail("V109", path, name=path.parent.name, reason=str(error).splitlines()[0]) from None
        self.inputs = [(one.name, {"tensor(float)": "f4", "tensor(int32)": "i4"}.get(one.type, "i8")) for one in self.session.get_inputs()]

    def say(self, numbers: Sequence[int], style: numpy.ndarray, speed: float) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Samples in −1…1, and for each symbol its frames of 600 samples."""
        import numpy

        values = ([numbers], style.reshape(1, -1), [speed])
        given = {name: numpy.asarray(value, kind) for (name, kind), value in zip(self.inputs, values, strict=True)}
        sound, durations = self.session.run(None, given)
        return sound.reshape(-1), durations.reshape(-1).astype("i8")


def output(name: str) -> bytes:
    """What appended to an ONNX file gives its graph one more output. Protocol buffers merge a message that comes in two parts:
    field 7 of the model is its graph, field 12 of a graph an output, field 1 of an output its name."""
    value = _field(1, name.encode())
    return _field(7, _field(12, value))


def _field(number: int, data: bytes) -> bytes:
    assert len(data) < 128, "a length of one byte"
    return bytes([number << 3 | 2, len(data)]) + data


_loading = threading.Lock()
_models: dict[tuple[str, str], _Model] = {}


def _model(path: Path, durations: str) -> _Model:
    """One network for all voices and threads that speak with the same file."""
    key = (_digest(path), durations)
    with _loading:
        if key not in _models:
            _models[key] = _Model(path, durations)
    return _models[key]


@functools.cache
def _digest(path: Path) -> str:
    return files.digest_of_file(path)


@functools.cache
def _styles(folder: Path, archive: str, speaker: str) -> numpy.ndarray:
    """How the voice speaks, for each number of symbols. Raises ``V109`` when the file does not hold that."""
    import numpy

    try:
        table = numpy.load(folder / archive)[speaker] if archive else numpy.fromfile(folder / speaker, "<f4")
        return table.reshape(STYLES, -1)
    except (KeyError, ValueError, OSError) as error:
        raise fail("V109", folder / (archive or speaker), name=folder.parent.name, reason=error) from None


@functools.cache
def _vocabulary(path: Path) -> dict[str, int]:
    """Symbol → number from ``config.json`` (``vocab``) or ``tokenizer.json`` (``model.vocab``) of another model."""
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return dict(data["vocab"] if "vocab" in data else data["model"]["vocab"])
    except (KeyError, ValueError, OSError) as error:
        raise fail("V109", path, name=path.parent.name, reason=error) from None


@functools.cache
def _code() -> str:
    """Digest of everything that decides the sound but the files and the settings."""
    here = Path(__file__).parent
    code = [Path(str(module.__file__)).read_bytes() for module in (phones, prosody, rope, timing)] + [Path(__file__).read_bytes()]
    tables = [path.read_bytes() for path in sorted((here.parent / "data").rglob("*.tsv"))]
    return files.digest(*code, *tables, importlib.metadata.version("onnxruntime"))
