"""A book's recordings against its text: which file holds what, every sentence's best take, what a person should listen to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from publish import files
from publish.files import Tell, nobody
from publish.findings import Finding, fail, finding
from publish.narration.align import takes
from publish.narration.align.features import RATE as HEARD_AT
from publish.narration.align.takes import Aligned, Spoken, Take
from publish.narration.model import Speech
from publish.narration.plan import TrackPlan
from publish.narration.voices import prosody, recording
from publish.narration.voices.recording import RATE, Cut, Recordings
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

Say = Callable[[Sentence], Speech]

LACKING = 0.25
"""Share of a section's sentences that may be missing or unclear; with more, the recording is of something else."""

COVERED = 0.5
"""Share of a recording's speech that must be of the text."""

LIKE = 0.35
"""Score that the middle one of the takes must have: the right text had 0.5 and more in a noisy room, another 0.5 and less."""

ENOUGH = 3
"""Sentences that must be found in a recording whose name does not say which section it is."""

LEVEL = 0.063
"""Root mean square (−24 dBFS) to which the speech of every recording is brought, as that of the other voices."""

ORDER = ("good", "twice", "unclear", "missing")


def align(plans: Sequence[TrackPlan], folder: Path, say: Say, tell: Tell = nobody) -> tuple[Recordings, tuple[Finding, ...]]:
    """Every sound file in ``folder`` against the text; writes ``recordings.json`` there. ``say``: the reference voice.

    A file is a section's when its name is the section's number (``003.m4a``) or id; any other may hold anything. Raises ``V405`` for a
    recording of another text, ``V407`` when there is none.
    """
    sounds = sorted(path for path in folder.glob("*") if path.suffix.lower() in recording.SOUNDS)
    if not sounds:
        raise fail("V407", folder)
    best: dict[str, Cut] = {}
    made: dict[str, tuple[str, float, tuple[tuple[int, int], ...]]] = {}
    for number, path in enumerate(sounds, 1):
        sentences = _text_of(path, plans)
        found, gain = _aligned(path, sentences, say, named=len(sentences) < len(_all(plans)))
        made[path.name] = (files.digest_of_file(path), gain, tuple(map(_at_our_rate, found.foreign)))
        for sentence, take in zip(sentences, found.takes, strict=True):
            cut = _cut(sentence, take, path.name)
            best[sentence.id] = min(best.get(sentence.id, cut), cut, key=lambda one: (ORDER.index(one.state), -one.score))
        tell(number, len(sounds))
    every = tuple(best.get(one.id) or _cut(one, Take(one.id, "missing"), "") for one in _all(plans))
    digests, gains = {name: row[0] for name, row in made.items()}, {name: row[1] for name, row in made.items()}
    result = Recordings(digests, gains, every, {name: row[2] for name, row in made.items()})
    files.write(folder / recording.NAME, msgspec.json.format(msgspec.json.encode(result), indent=1))
    return result, tuple(_told(result))


def _all(plans: Sequence[TrackPlan]) -> list[Sentence]:
    return [cue.sentence for one in plans for cue in one.cues if cue.sentence.spoken.strip()]


def _text_of(path: Path, plans: Sequence[TrackPlan]) -> list[Sentence]:
    """What should be heard in a file, by its name."""
    stem = path.stem.lower()
    digits = re.match(r"\d+", stem)
    named = [one for number, one in enumerate(plans, 1) if stem in (one.section.lower(), one.name) or digits and int(digits[0]) == number]
    return _all(named or plans)


def _aligned(path: Path, sentences: Sequence[Sentence], say: Say, named: bool) -> tuple[Aligned, float]:
    """The takes in a file, and the gain that brings its speech to :data:`LEVEL`. Raises ``V405``."""
    import numpy

    heard = numpy.frombuffer(recording.decoded(path, HEARD_AT), "<i2")
    found = takes.align(heard, [_spoken(sentence, say) for sentence in sentences])
    scores = [take.score for take in found.takes if take.state in ("good", "twice")]
    good = len(scores) if found.covered >= COVERED and scores and sorted(scores)[len(scores) // 2] >= LIKE else 0
    if good < (len(sentences) * (1 - LACKING) if named else min(ENOUGH, len(sentences))):
        raise fail("V405", path, found=good, total=len(sentences))
    said = [heard[take.start:take.end].astype("f4") / 32768 for take in found.takes if take.end]
    power = float(numpy.sqrt(numpy.mean(numpy.concatenate(said) ** 2)))
    return found, round(min(LEVEL / max(power, 1e-4), 30.0), 4)


def _spoken(sentence: Sentence, say: Say) -> Spoken:
    """A sentence as the reference voice says it, at the rate of the alignment."""
    speech = say(sentence)
    said = {beat.token for beat in prosody.beats(sentence)}
    ends = tuple(end * HEARD_AT // speech.rate for end in speech.token_ends)
    return Spoken(sentence.id, _resampled(speech.pcm, speech.rate), ends, tuple(number not in said for number in range(len(sentence.tokens))))


def _resampled(pcm: numpy.ndarray, rate: int) -> numpy.ndarray:
    """At the rate of the alignment, by leaving out what of the spectrum has no room there."""
    import numpy

    count = len(pcm) * HEARD_AT // rate
    spectrum = numpy.fft.rfft(pcm.astype("f8"))[: count // 2 + 1]
    return numpy.clip(numpy.rint(numpy.fft.irfft(spectrum, count) * count / max(len(pcm), 1)), -32767, 32767).astype("<i2") if count else pcm[:0]


def _at_our_rate(stretch: tuple[int, int]) -> tuple[int, int]:
    """From the alignment's samples to those of the voices: three for two."""
    return stretch[0] * RATE // HEARD_AT, stretch[1] * RATE // HEARD_AT


def _cut(sentence: Sentence, take: Take, file: str) -> Cut:
    start, end = _at_our_rate((take.start, take.end))
    lead, tail = _at_our_rate((take.lead, take.tail))
    ends = tuple(one * RATE // HEARD_AT for one in take.token_ends)
    others = tuple(map(_at_our_rate, take.others))
    return Cut(recording.key(sentence), sentence.id, sentence.text, take.state, file if end else "", start, end, ends, take.score, lead, tail, others)


def _told(made: Recordings) -> Iterator[Finding]:
    """What a person should listen to, or read once more."""
    codes = {"missing": "V411", "unclear": "V412", "twice": "V413"}
    for cut in made.takes:
        if cut.state in codes:
            yield finding(codes[cut.state], cut.sentence, text=cut.text, file=cut.file or "—", at=_clock(cut.start))
    for name, stretches in made.foreign.items():
        for start, end in stretches:
            yield finding("V414", name, at=_clock(start), seconds=f"{(end - start) / RATE:.1f}")


def _clock(sample: int) -> str:
    return f"{sample // RATE // 60}:{sample / RATE % 60:04.1f}"


