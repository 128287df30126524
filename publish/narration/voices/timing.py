"""From the ends of beats to the ends of tokens."""

from __future__ import annotations

from collections.abc import Sequence

from publish.narration.voices.prosody import Beat
from publish.reading.model import Sentence


def token_ends(sentence: Sentence, beats: Sequence[Beat], ends: Sequence[tuple[int, int]], samples: int) -> tuple[int, ...]:
    """Where each token ends. A pause belongs to the last mark before the next word, or to the word when there is no mark."""
    sound_end: dict[int, int] = {}
    pause_end: dict[int, int] = {}
    for beat, (spoken, paused) in zip(beats, ends, strict=True):
        sound_end[beat.token], pause_end[beat.token] = spoken, paused
    made: list[int] = []
    at = after = 0
    for index in range(len(sentence.tokens)):
        if index in sound_end:
            at, after = sound_end[index], pause_end[index]
        elif index + 1 == len(sentence.tokens) or index + 1 in sound_end:
            at = after
        marked = index + 1 < len(sentence.tokens) and index + 1 not in sound_end
        made.append(at if marked or index not in sound_end else after)
    return tuple(made[:-1] + [samples]) if made else ()
