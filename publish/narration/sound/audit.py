"""Each sentence's sound is looked at after it is made: does it hold what it should, and nothing it should not?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.findings import Finding, finding
from publish.narration.model import Speech
from publish.narration.voices import prosody
from publish.reading.model import Sentence

if TYPE_CHECKING:
    import numpy

SHORTEST, LONGEST = 0.07, 0.75
"""Seconds a syllable may take within its token, pauses not counted. Mandarin: about 0.12–0.45 (4–8 syllables a second)."""

SOUND = 0.003
"""Root mean square (−50 dBFS) below which 20 ms are silence."""

GAP = 0.9
"""Seconds of silence that no mark inside a sentence asks for."""

FULL = 32767


def audit(sentence: Sentence, speech: Speech) -> tuple[Finding, ...]:
    """What is wrong with this speech of this sentence; nothing when it is fit to be heard.

    ``V211`` a syllable too short or too long, ``V212`` a token without sound, ``V213`` clipping, ``V214`` a long silence inside,
    ``V215`` not a number, ``V216`` counts that do not add up.
    """
    broken = _shape(sentence, speech)
    if broken:
        return (finding(broken, sentence.id, text=sentence.text),)
    return tuple(_heard(sentence, speech))


def _shape(sentence: Sentence, speech: Speech) -> str | None:
    """Faults that make every other question pointless."""
    import numpy

    if speech.pcm.dtype.kind == "f" and not numpy.isfinite(speech.pcm).all():
        return "V215"
    ends = list(speech.token_ends)
    fits = len(ends) == len(sentence.tokens) and ends == sorted(ends) and (not ends or (ends[0] >= 0 and ends[-1] == len(speech.pcm)))
    return None if fits and speech.pcm.dtype == numpy.int16 and speech.pcm.ndim == 1 else "V216"


def _heard(sentence: Sentence, speech: Speech) -> Iterator[Finding]:
    loud = _loud(speech)
    yield from _tokens(sentence, speech, loud)
    if _clipped(speech.pcm):
        yield finding("V213", sentence.id, text=sentence.text)
    gap = _longest_gap(loud)
    if gap * 0.02 > GAP:
        yield finding("V214", sentence.id, text=sentence.text, seconds=f"{gap * 0.02:.2f}")


def _tokens(sentence: Sentence, speech: Speech, loud: numpy.ndarray) -> Iterator[Finding]:
    """Every token that says something sounds, for a time its syllables can fill."""
    counts: dict[int, int] = {}
    for beat in prosody.beats(sentence):
        counts[beat.token] = counts.get(beat.token, 0) + 1
    start, window = 0, speech.rate // 50
    for index, (token, end) in enumerate(zip(sentence.tokens, speech.token_ends, strict=True)):
        syllables = counts.get(index, 0)
        if syllables:
            first = -(-start // window)
            heard = loud[first:max(end // window, first + 1)]
            each = heard.sum() * 0.02 / syllables
            if not heard.any():
                yield finding("V212", sentence.id, text=sentence.text, token=token.text)
            elif not (end - start) / speech.rate / syllables >= SHORTEST or each > LONGEST:
                yield finding("V211", sentence.id, text=sentence.text, token=token.text, seconds=f"{(end - start) / speech.rate / syllables:.2f}")
        start = end


def _loud(speech: Speech) -> numpy.ndarray:
    """For each 20 ms whether there is sound."""
    import numpy

    width = speech.rate // 50
    padded = numpy.pad(speech.pcm.astype("f4") / FULL, (0, -len(speech.pcm) % width)).reshape(-1, width)
    return numpy.sqrt(numpy.square(padded).mean(axis=1)) > SOUND


def _clipped(pcm: numpy.ndarray) -> bool:
    """Three samples in a row at full scale: a peak was cut off."""
    import numpy

    full = numpy.abs(pcm.astype("i4")) >= FULL
    return bool((full[:-2] & full[1:-1] & full[2:]).any()) if len(pcm) > 2 else False


def _longest_gap(loud: numpy.ndarray) -> int:
    """Most silent windows in a row, with sound before and after."""
    import numpy

    places = numpy.flatnonzero(loud)
    return int(numpy.diff(places).max() - 1) if len(places) > 1 else 0
