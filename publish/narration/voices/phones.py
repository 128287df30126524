"""From syllables to the symbols a Kokoro model was trained on: IPA (v1.0) or bopomofo (v1.1-zh). The tables are in ``data/kokoro``.

The model says exactly what it is given, so the tones are the spoken ones; letters and words in letters get English phones.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from publish.findings import fail
from publish.narration.voices import prosody
from publish.narration.voices.prosody import Beat, Boundary
from publish.reading.model import Sentence, Token

Alphabet = Literal["ipa", "bopomofo"]

TONES = {"ipa": {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}, "bopomofo": {tone: tone for tone in "12345"}}
"""How a tone is written, at the place that ``0`` holds in the tables."""

GAPS = {"ipa": " ", "bopomofo": "/"}
"""What stands between words."""

INITIAL = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcs]|")


@dataclass(frozen=True)
class Spelt:
    """The symbols of a unit, and how many belong to each of its beats."""

    symbols: str
    counts: tuple[int, ...]


@functools.cache
def initials(alphabet: Alphabet) -> dict[str, str]:
    """Initial → symbols."""
    return {initial: ipa if alphabet == "ipa" else bopomofo for initial, ipa, bopomofo in prosody.table("kokoro/initials")}


@functools.cache
def finals(alphabet: Alphabet) -> dict[tuple[str, str], tuple[str, str]]:
    """Initial and final as spelt → symbols of the final, plain and with erhua (empty: has none). ``-`` is no initial; a row for
    some initials stands before the row for any."""
    made: dict[tuple[str, str], tuple[str, str]] = {}
    for after, final, ipa, erhua, bopomofo in prosody.table("kokoro/finals"):
        sounds = (ipa, erhua) if alphabet == "ipa" else (bopomofo, erhua and bopomofo.replace("0", "R0"))
        made.update({(initial, final): sounds for initial in after.split() or [""]})
    return made


@functools.cache
def vocabulary() -> dict[str, int]:
    """Symbol → its number in the model, of v1.0. Of another model the numbers stand in a file beside it."""
    return {symbol: int(number) for symbol, number in prosody.table("kokoro/vocabulary")}


def syllable(said: str, alphabet: Alphabet = "ipa") -> str | None:
    """``zhong4`` → ``ꭧʊ↘ŋ``; erhua ``huar1`` → ``xwa→ɚ``; None when it is no syllable."""
    base, tone = said[:-1], said[-1:]
    erhua = base.endswith("r") and base != "er"
    known = finals(alphabet)
    whole = base.removesuffix("r") if erhua else base
    begins = INITIAL.match(whole)
    initial = begins[0] if begins and ("-", whole) not in known else ""
    sounds = known.get((initial or "-", whole[len(initial):])) or (known.get(("", whole[len(initial):])) if initial else None)
    if sounds is None or tone not in TONES[alphabet] or not sounds[erhua]:
        return None
    return initials(alphabet).get(initial, "") + sounds[erhua].replace("0", TONES[alphabet][tone])


def sounds(beats: Sequence[Beat], sentence: Sentence, alphabet: Alphabet = "ipa") -> tuple[str, ...]:
    """What is said at each beat. Letters are said as English; a letter that has several beats in Mandarin is said at the last.

    Raises ``V203`` for what is no syllable.
    """
    made: list[str] = []
    foreign: dict[int, list[str]] = {}
    for beat in beats:
        token = sentence.tokens[beat.token]
        if not token.syllables:
            made.append(foreign.setdefault(beat.token, _letters(token)).pop(0))
            continue
        found = syllable(beat.syllable, alphabet)
        if found is None:
            raise fail("V203", sentence.id, syllable=beat.syllable, text=token.text)
        made.append(found)
    return tuple(made)


def _letters(token: Token) -> list[str]:
    """For each beat of a token in letters what is said there: the word's or the letter's sound at the last of its beats."""
    beats, english = prosody.letters(), {row[0]: row[1] for row in prosody.table("kokoro/latin")}
    word = token.spoken.lower()
    keys = [word] if word in beats else [letter for letter in token.spoken.upper() if letter in beats]
    return [sound for key in keys for sound in [*[""] * (len(beats[key]) - 1), english[key]]]


def spell(unit: Sequence[Beat], said: Sequence[str], sentence: Sentence, alphabet: Alphabet = "ipa") -> Spelt:
    """The symbols of a unit: its sounds, the gaps between words, the marks at pauses."""
    made = [sound + _after(beat, sentence, GAPS[alphabet]) for beat, sound in zip(unit, said, strict=True)]
    made[-1] = made[-1].rstrip()
    return Spelt("".join(made), tuple(len(one) for one in made))


def _after(beat: Beat, sentence: Sentence, gap: str) -> str:
    """What stands between a beat and the next: at a pause the mark that is written there, else a comma; a full stop at the end."""
    if beat.boundary is not Boundary.PAUSE:
        return "" if beat.boundary is Boundary.INSIDE else gap
    known = {row[0]: row[1] for row in prosody.table("kokoro/marks")}
    marks = itertools.takewhile(lambda token: token.text[:1] in prosody.marks(), sentence.tokens[beat.token + 1:])
    written = (known[token.text[:1]] for token in marks if token.text[:1] in known)
    return next(written, "," if beat.pause else ".") + " "
