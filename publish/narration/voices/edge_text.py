"""What the online voice is sent for a sentence, and where its answer's words lie in the sentence's tokens.

The service takes text, not pinyin. A reviewed reading is therefore sent as a homophone: a character of the same syllable
that has no other reading. ``data/homophones.tsv`` names one for each syllable that has such a character: the only reading
in the Table of General Standard Chinese Characters (Unihan kTGHZ2013), pypinyin's first choice too, and of those the most
frequent in running text. Sent and
shown text have the same length, character for character, so every answer maps back without search by sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from publish.han import is_han
from publish.reading.model import Sentence, Token

PAUSES = frozenset("，。、；：？！…—“”‘’（）《》〈〉,.;:?!()\"'")
"""Marks the service turns into pauses and melody; any other silent sign is not sent, so that it cannot be said."""

SANDHI = frozenset("一不")
"""Their tone follows from the next syllable (GB/T 16159-2012 §6.5.2) and every engine knows it; a homophone would not follow."""

WINDOW = 40
"""How many characters ahead a word of the answer may be found; further away is another occurrence."""


@dataclass(frozen=True)
class Script:
    """``text`` is sent; ``ends[i]`` is where the sent form of token ``i`` ends in it (it starts where the one before ends).

    ``voiced[k]`` tells whether character ``k`` of ``text`` is said. ``unforced``: reviewed readings, as ``字 syllable``, for
    which no homophone exists, so that the service decides.
    """

    text: str
    ends: tuple[int, ...]
    voiced: tuple[bool, ...]
    unforced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """A word of the service's answer: its text as sent, and ``[start, end)`` in samples."""

    text: str
    start: int
    end: int


@cache
def homophones() -> dict[str, str]:
    """Syllable with tone number (``chong2``) → a character read so and in no other way."""
    table = resources.files("publish.narration") / "data" / "homophones.tsv"
    return dict(line.split("\t") for line in table.read_text("utf-8").splitlines())


def script(sentence: Sentence) -> Script:
    """The sentence as the service is to read it: spoken forms with their punctuation, reviewed readings as homophones."""
    usual = _usual_readings(sentence)
    parts, unforced = list[str](), list[str]()
    ends, voiced, at = list[int](), list[bool](), 0
    for index, token in enumerate(sentence.tokens):
        part = _sent(token, usual.get(index, ()), unforced)
        parts.append(part)
        at += len(part)
        ends.append(at)
        voiced += [bool(token.spoken) and character.isalnum() for character in part]
    return Script("".join(parts), tuple(ends), tuple(voiced), tuple(unforced))


def _sent(token: Token, usual: Sequence[str], unforced: list[str]) -> str:
    """The characters sent for one token: what is said, or the pause a silent mark stands for."""
    if not token.spoken:
        return " " if token.kind == "space" else "".join(c for c in token.text if c in PAUSES)
    if token.decided_by != "lexicon":
        return token.spoken
    return "".join(_forced(c, wanted, default, unforced) for c, wanted, default in _pairs(token, usual))


def _pairs(token: Token, usual: Sequence[str]) -> list[tuple[str, str, str]]:
    """Character, wanted syllable and usual syllable. Without one syllable a character (letters, erhua) nothing is forced."""
    wanted = [f"{s.base.replace('ü', 'v')}{s.tone}" for s in token.syllables]
    if not len(token.spoken) == len(wanted) == len(usual):
        return [(character, "", "") for character in token.spoken]
    return list(zip(token.spoken, wanted, usual, strict=True))


def _forced(character: str, wanted: str, usual: str, unforced: list[str]) -> str:
    if wanted == usual or character in SANDHI:
        return character
    if wanted not in homophones():
        unforced.append(f"{character} {wanted}")
        return character
    return homophones()[wanted]


def _usual_readings(sentence: Sentence) -> dict[int, list[str]]:
    """Token's number → what a reader without review says, by pypinyin over the whole spoken sentence. Only when asked for.

    An approximation of the service, which does not tell how it reads: good enough to leave alone what agrees.
    """
    if not any(token.decided_by == "lexicon" for token in sentence.tokens):
        return {}
    words = [(index, token.spoken) for index, token in enumerate(sentence.tokens) if token.spoken]
    said = "".join(word for _, word in words)
    syllables = [s for run in _runs(said) for s in _read(run)]
    readings, at = {}, 0
    for index, word in words:
        readings[index] = syllables[at : at + len(word)]
        at += len(word)
    return readings


def _runs(text: str) -> list[str]:
    """Maximal runs of Han, and each other character alone: pypinyin joins non-Han runs into one item."""
    runs: list[str] = []
    for character in text:
        if runs and is_han(character) and is_han(runs[-1][-1]):
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def _read(run: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True)
    return read if len(read) == len(run) else [""] * len(run)


def place(said: Script, words: Sequence[Word]) -> list[tuple[int, int, Word]]:
    """Where each word of the answer lies in the sent text, in order; words that are not found are left out.

    The service answers with the words as sent; a word found only far ahead is another occurrence and is not taken.
    """
    placed, cursor = [], 0
    for word in words:
        text = word.text.strip()
        at = said.text.find(text, cursor, cursor + WINDOW + len(text)) if text else -1
        if at >= 0:
            cursor = at + len(text)
            placed.append((at, cursor, word))
    return placed


def complete(said: Script, words: Sequence[Word]) -> bool:
    """Whether the answer belongs to what was sent and reaches its end: most words are found, and no voiced character comes
    after the last one found, unless a word that was not found (said in another form) comes after it as well."""
    placed = place(said, words)
    if not placed or 2 * len(placed) < len(words):
        return False
    end, last = placed[-1][1], placed[-1][2]
    return not any(said.voiced[end:]) or words[-1] is not last


def token_ends(said: Script, words: Sequence[Word], samples: int) -> tuple[int, ...]:
    """The sample where each token ends, the last one at ``samples``.

    A voiced token ends where the next one begins when they touch, else with its last word; the signs between hold the pause.
    Characters of one word share its time evenly; characters the answer does not name share the gap they lie in.
    """
    spans = _spans(said, words, samples)
    bounds = [0, *said.ends]
    voiced = [[k for k in range(a, b) if said.voiced[k]] for a, b in zip(bounds, bounds[1:], strict=False)]
    ends: list[int] = []
    for number, own in enumerate(voiced):
        later = next((k for ks in voiced[number + 1 :] for k in ks), None)
        touches = number + 1 < len(voiced) and bool(voiced[number + 1])
        until = samples if later is None else spans[later][0]
        ends.append(spans[own[-1]][1] if own and not touches and number + 1 < len(voiced) else until)
    for number in range(1, len(ends)):
        ends[number] = max(ends[number], ends[number - 1])
    return tuple(ends)


def _spans(said: Script, words: Sequence[Word], samples: int) -> dict[int, tuple[int, int]]:
    """Voiced character → its samples, never overlapping."""
    spans: dict[int, tuple[int, int]] = {}
    before = 0
    for start, end, word in place(said, words):
        own = [k for k in range(start, end) if said.voiced[k]]
        begin = min(max(word.start, before), samples)
        before = min(max(word.end, begin), samples)
        spans.update(_shared(own, begin, before))
    _fill(spans, [k for k, is_voiced in enumerate(said.voiced) if is_voiced], samples)
    return spans


def _shared(characters: Sequence[int], start: int, end: int) -> dict[int, tuple[int, int]]:
    count = len(characters)
    return {k: (start + (end - start) * n // count, start + (end - start) * (n + 1) // count) for n, k in enumerate(characters)}


def _fill(spans: dict[int, tuple[int, int]], voiced: Sequence[int], samples: int) -> None:
    """Give each run of characters without a time the gap between its neighbours."""
    run: list[int] = []
    before = 0
    for k in [*voiced, None]:
        if k is not None and k not in spans:
            run.append(k)
            continue
        spans.update(_shared(run, before, samples if k is None else spans[k][0]))
        run = []
        before = samples if k is None else spans[k][1]
