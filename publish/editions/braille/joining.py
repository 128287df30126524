"""Words as braille writes them (分词连写, GF 0019—2018, clause 12): the reading's words joined where the tables say so, and cut or joined
where a person said so. This comes before encoding, because tones depend on where a word begins and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from publish.editions.braille import cells, tones
from publish.editions.braille.tables import rows
from publish.reading.model import Syllable, Token

NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几半")
TIMES = frozenset("年月日天周")
RUN = 4
"""Syllables of short words in a row that are written as one (急难愁盼, 医养): no more than an idiom has."""


@dataclass(frozen=True)
class Unit:
    """A character with its syllable, at ``[start, end)`` of the block; the characters of a word that is not read one by one stay together.

    ``token``: the token's place in its list; ``word`` and ``readings``: the reading's own word around it.
    """

    text: str
    start: int
    end: int
    syllable: Syllable | None
    token: int
    word: str
    readings: tuple[str, ...]


Word = tuple[Unit, ...]
"""One braille word, or a word of the reading on its way there."""


@dataclass(frozen=True)
class Decision:
    """A person's word (``braille.toml``): wherever ``text`` stands (between ``left`` and ``right``), its braille words are ``words``."""

    text: str
    words: str
    left: str = ""
    right: str = ""
    by: str = ""
    why: str = ""

    def places(self, block: str) -> Iterator[int]:
        """Where it applies in a block's text."""
        at = block.find(self.text)
        while at >= 0:
            if block.endswith(self.left, 0, at) and block.startswith(self.right, at + len(self.text)):
                yield at
            at = block.find(self.text, at + 1)

    @property
    def cuts(self) -> frozenset[int]:
        """Offsets in ``text`` at which a new braille word begins."""
        found, at = set(), 0
        for word in self.words.split()[:-1]:
            at += len(word)
            found.add(at)
        return frozenset(found)


def units(token: Token, number: int) -> Word:
    """The characters of a token, each with its syllable; 儿 goes with the character whose syllable has it."""
    readings = tuple(tones.named(s.base, s.tone) for s in token.syllables)
    texts = _spread(token.text, token.syllables)
    made, at = [], token.start
    for text, syllable in zip(texts, token.syllables or (None,), strict=True):
        made.append(Unit(text, at, at + len(text), syllable, number, token.text, readings))
        at += len(text)
    return tuple(made)


def _spread(text: str, syllables: Sequence[Syllable]) -> list[str]:
    """The characters over the syllables; where they cannot be told apart, all with the first."""
    if len(text) == len(syllables):
        return list(text)
    made: list[str] = []
    for char in text:
        before = syllables[len(made) - 1].base if made and len(made) <= len(syllables) else ""
        if char == "儿" and before.endswith(cells.ERHUA) and before != "er":
            made[-1] += char
        else:
            made.append(char)
    return made if len(made) == len(syllables) else [text, *[""] * (len(syllables) - 1)]


def joined(words: Sequence[Word]) -> list[Word]:
    """Neighbouring words of the reading, with nothing between them, as braille words."""
    groups: list[Word] = []
    lone: list[bool] = []
    for word in _asked(words):
        if groups and _joins(groups[-1], word):
            groups[-1] += word
            lone[-1] = False
        else:
            groups.append(word)
            lone.append(len(word) == 1 and not _classes(word) and not _is_numeral(word))
    return [part for group in _runs(groups, lone) for part in _apart(group)]


def _asked(words: Sequence[Word]) -> Iterator[Word]:
    """看 一 看, 行 不 行 as one."""
    at = 0
    while at < len(words):
        three = words[at : at + 3]
        again = len(three) == 3 and all(len(word) == 1 for word in three) and three[1][0].text in "一不" and three[0][0].text == three[2][0].text
        yield tuple(unit for word in three for unit in word) if again else words[at]
        at += 3 if again else 1


def _runs(groups: Sequence[Word], lone: Sequence[bool]) -> Iterator[Word]:
    """Two to four words of one syllable in a row, of no class, are one word."""
    run: list[Word] = []
    for group, alone in [*zip(groups, lone, strict=True), ((), False)]:
        if alone:
            run.append(group)
            continue
        yield from [tuple(unit for one in run for unit in one)] if 1 < len(run) <= RUN else run
        run = []
        if group:
            yield group


def _apart(word: Word) -> Iterator[Word]:
    """A toneless zhi, chi, shi, ri, zi, ci, si before a syllable without initial would be read as one with it: they are kept apart."""
    start = 0
    for n in range(1, len(word)):
        before, after = word[n - 1].syllable, word[n].syllable
        if before and before.tone == tones.NEUTRAL and cells.is_whistled(before.base) and cells.opens_with_vowel(after):
            yield word[start:n]
            start = n
    yield word[start:]


@cache
def _listed() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for word, reading, kind in rows("classes"):
        found.setdefault((word, reading), set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def _classes(word: Word) -> frozenset[str]:
    """The classes of a single word of the reading."""
    if len({unit.token for unit in word}) != 1:
        return frozenset()
    reading = word[0].readings[-1] if len(word) == 1 and word[0].readings else ""
    return _listed().get((word[0].word, reading), frozenset()) | _listed().get((word[0].word, "*"), frozenset())


def _is_numeral(word: Word) -> bool:
    return all(unit.text in NUMERALS for unit in word)


SHUT = {
    "any": frozenset({"function"}),
    "*": frozenset({"function"}),
    "noun": frozenset({"function", "pronoun", "measure"}),
    "word": frozenset({"function", "verb", "pronoun", "measure"}),
    "one": frozenset({"function", "pronoun", "measure"}),
}
"""Kinds of ``joins.tsv`` that are any word but those of these classes."""


def _is(word: Word, kind: str) -> bool:
    """Whether a word is what a column of ``joins.tsv`` asks for."""
    if kind == "numeral":
        return _is_numeral(word)
    if kind == "ordinal":
        return len(word) > 1 and word[0].text == "第" and _is_numeral(word[1:])
    if kind == "time":
        return word[-1].text in TIMES
    if kind in SHUT:
        verb = kind in ("word", "noun") and word[-1].readings[-1:] in (("le5",), ("zhe5",))  # 完成了 takes no suffix
        return not verb and not _classes(word) & SHUT[kind] and not (kind == "one" and _is_numeral(word))
    return kind in _classes(word)


def _joins(left: Word, right: Word) -> bool:
    for kind, most, other, limit, *_ in rows("joins"):
        if len(left) <= int(most) and len(right) <= int(limit) and _is(left, kind) and _is(right, other):
            return True
    return False


def decided(words: Sequence[Word], decisions: Iterable[tuple[int, Decision]]) -> list[Word]:
    """The same words cut and joined as a person said; ``decisions``: each with the offset in the block at which it applies."""
    every = [unit for word in words for unit in word]
    starts = {word[0].start for word in words if word}
    for at, decision in decisions:
        starts -= set(range(at + 1, at + len(decision.text)))
        starts |= {at + cut for cut in decision.cuts}
    made: list[list[Unit]] = []
    for unit in every:
        if unit.start in starts or not made:
            made.append([])
        made[-1].append(unit)
    return [part for word in made for part in _apart(tuple(word))]
