"""The reading of every Han character: a rule, the model, the dictionary's word, or the usual reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from publish.reading.model import SURE, DecidedBy
from publish.reading.pinyin import polyphones
from publish.reading.pinyin.context import CLASSICAL, fitting, ruled, rules
from publish.reading.pinyin.dictionary import OPEN, Dictionary, table
from publish.reading.pinyin.genre import Spans
from publish.reading.pinyin.sight import Sight, sights

PHRASE = 0.97
"""How sure a reading is that a dictionary word gives to a polyphone."""
ATTESTED_ONCE = 0.88
"""The same when it is not the usual one, and one source alone has it (``z`` 87 %, ``c`` or ``p`` 93 % right)."""
AGREED = 0.91
"""The same of a rule that the model agrees with."""
LONG = 3
"""A word of ours of so many characters is where it seems to be, whatever a model says; a shorter one may be two words that touch."""
UNMET = 0.8
"""The same when it is one so rare that the model never met it."""
IN_CLASSICS = 0.93
"""How sure a rule of classical Chinese is."""
LESS_SURE = 0.09
"""What a character alone loses there: models and counts know modern texts."""
ALONE = 0.97
"""How sure the usual reading of a polyphone is that stands alone and that nobody has an opinion on."""


@dataclass(frozen=True)
class Choice:
    """How one character is read here. ``reading`` numbered, empty when it is part of the syllable before (erhua) or unknown.
    ``votable``: whether the second voter is asked too."""

    reading: str
    by: DecidedBy
    confidence: float
    candidates: tuple[str, ...] = ()
    votable: bool = False


def choose(text: str, start: int, words: list[str], known: Dictionary, old: Spans = ()) -> list[Choice]:
    """One choice for each character of ``words``, which join to ``text[start:…]``. ``old``: where ``text`` is classical."""
    made = []
    for sight in sights(text, start, words, known):
        classical = any(first <= sight.at < last for first, last in old)
        made.append(_classical(sight, known) if classical else _offered(_decide(sight, known), sight, known))
    _erhua(words, made, known)
    return made


def _classical(sight: Sight, known: Dictionary) -> Choice:
    """A rule of classical Chinese, or the reading as ever, of which we are less sure where the character stands alone."""
    options = known.of_char(sight.char)
    reading = ruled(sight, CLASSICAL) if sight.word not in known.fixed else ""
    if reading:
        return Choice(reading, "rule", IN_CLASSICS, (reading, *(one for one in options if one != reading)))
    choice = _decide(sight, known)
    if len(options) < 2 or len(sight.word) > 1 or choice.by in ("rule", "default") or sight.char not in rules(CLASSICAL):
        return choice
    return replace(choice, confidence=max(0.0, choice.confidence - LESS_SURE))


def _offered(choice: Choice, sight: Sight, known: Dictionary) -> Choice:
    """Marked for the second voter: a character whose readings were counted where that one learned, not one of the news data; not what
    we laid down, nor a word of which the sources agree."""
    if len(polyphones.reading_counts().get(sight.char, ())) < 2 or choice.confidence < SURE or choice.by == "rule" or choice.reading[-1:] == "5" or sight.word in known.fixed:
        return choice
    if sight.char in polyphones.model().readings or agreed(known.attested.get(sight.word, "")):
        return choice
    return replace(choice, votable=True)


def _erhua(words: list[str], made: list[Choice], known: Dictionary) -> None:
    """儿 that only colours the syllable before it gives up its own: huā + ér → huār. A rule or a word of ours says that it does not
    (应采儿)."""
    at = 0
    for n, word in enumerate(words):
        for inside, char in enumerate(word):
            laid_down = made[at].by == "rule" or made[at].reading == "er2" and word in known.fixed
            if char == "儿" and at and not laid_down and made[at - 1].reading and _colours(words, n, inside, made[at].reading):
                before = made[at - 1]
                made[at - 1] = replace(before, reading=f"{before.reading[:-1]}r{before.reading[-1]}")
                made[at] = Choice("", made[at].by, 0.95)
            at += 1


def _colours(words: list[str], n: int, inside: int, reading: str) -> bool:
    """Whether a 儿 is erhua: always when the dictionary has it neutral; at the end of a word unless it means child (女儿);
    alone after a short word (脚印+儿)."""
    word = words[n]
    if reading == "er5":
        return True
    if inside == 0:
        before = words[n - 1] if n else ""
        return len(word) == 1 and 0 < len(before) <= 3 and not before.endswith((*_FREE, *_no_erhua()))
    ended = word[:-1] if word.endswith("们") else word  # 女孩儿们
    return inside == len(ended) - 1 and not ended.endswith(_no_erhua())


_FREE = ("了", "着", "过", "的", "为", "把", "给", "被", "让", "叫")
"""After these a lone 儿 is a child."""


@cache
def _no_erhua() -> tuple[str, ...]:
    """Words, or ends of words, in which 儿 is a syllable (``data/no_erhua.tsv``)."""
    return tuple(row[0] for row in table("no_erhua.tsv"))


def _decide(sight: Sight, known: Dictionary) -> Choice:
    options = known.of_char(sight.char)
    single = len(options) < 2 and sight.listed in (OPEN, *options)
    rule = None if single and sight.char not in rules() else _rule(sight, options)
    if single and not rule:
        return _only(options)
    fixed = sight.word in known.fixed
    if fixed and len(sight.word) >= LONG:
        return Choice(sight.listed, "phrase", PHRASE, options)
    found = fitting(sight) if rule and not fixed else None
    if rule and found and found.certain:
        return rule
    modelled = _model(sight, options, rule.reading if rule else "", known)
    if fixed:
        return _weighed(Choice(sight.listed, "phrase", PHRASE, options), modelled, PHRASE)
    return _weighed(rule, modelled, AGREED) if rule else modelled or _listed(sight, options, known)


def _weighed(choice: Choice, modelled: Choice | None, least: float) -> Choice:
    """What we laid down stands; the model knows how often such a thing was right (at least ``least`` where it agrees)."""
    if modelled is None or modelled.reading[:-1] == choice.reading[:-1] and "5" in (modelled.reading[-1:], choice.reading[-1:]):
        return choice
    agreed = modelled.reading == choice.reading
    return replace(choice, confidence=max(least, modelled.confidence) if agreed else min(choice.confidence, 1 - modelled.confidence))


@cache
def _only(options: tuple[str, ...]) -> Choice:
    """The one reading of a character that has one; nothing for a character nobody knows."""
    return Choice(options[0], "default", 1.0, options) if options else Choice("", "default", 0.0)


def _listed(sight: Sight, options: tuple[str, ...], known: Dictionary) -> Choice:
    """What the dictionary says, or the usual reading."""
    if sight.listed == OPEN:
        return Choice(options[0], "default", _alone().get(sight.char) or _counted(sight.char, options[0]), options)
    if sight.listed[-1:] == "5" or sight.word in known.fixed or agreed(known.attested.get(sight.word, "")):
        return Choice(sight.listed, "phrase", PHRASE, options)
    if polyphones.model_of(sight.char) is not None:
        return Choice(sight.listed, "phrase", UNMET, options)
    return Choice(sight.listed, "phrase", PHRASE if sight.listed == options[0] else ATTESTED_ONCE, options)


def agreed(sources: str) -> bool:
    """Whether two sources or more list a word, and all with our reading: 99 % of those are right."""
    return len(sources) > 1 and sources.islower()


def _counted(char: str, reading: str) -> float:
    """How often the reading was counted among all of its character; nearly always is sure enough, anything less is a doubt."""
    counts = polyphones.reading_counts().get(char)
    if not counts:
        return ALONE
    share = counts.get(reading, 0) / sum(counts.values())
    return ALONE if share >= ALONE else min(share, 0.89)


@cache
def _alone() -> dict[str, float]:
    """How sure the usual reading of a lone polyphone is (``data/alone.tsv``)."""
    return {row[0]: float(row[1]) for row in table("alone.tsv")}


def _model(sight: Sight, options: tuple[str, ...], rule: str, known: Dictionary) -> Choice | None:
    """The trained model's reading; the dictionary's when both agree that it is that."""
    model = polyphones.model_of(sight.char)
    if model is None or sight.listed not in (OPEN, f"{sight.listed[:-1]}5", *model.readings[sight.char]):
        return None  # a reading so rare that the model never met it: the dictionary knows better
    scores = model.scores(sight, rule, known)
    ranked = sorted(range(len(scores)), key=lambda n: -scores[n])
    reading = model.readings[sight.char][ranked[0]]
    if sight.listed[-1:] == "5" and sight.listed[:-1] == reading[:-1]:
        reading = sight.listed
    by: DecidedBy = "phrase" if reading == sight.listed else "model"
    candidates = tuple(dict.fromkeys([*(model.readings[sight.char][n] for n in ranked), *options]))
    return Choice(reading, by, model.confidence(scores[ranked[0]]), candidates)


def _rule(sight: Sight, options: tuple[str, ...]) -> Choice | None:
    reading = ruled(sight)
    return Choice(reading, "rule", 0.98, (reading, *(o for o in options if o != reading))) if reading else None
