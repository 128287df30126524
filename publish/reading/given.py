"""Readings that stand in the document above its characters (ruby, pinyin or zhuyin): decisions, once they are checked.

A reading is taken when it has as many syllables as there are characters and every character can be read so. Otherwise it is told
(``R110``–``R112``) and the reader's own reading stays. What is above the characters is printed in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.findings import Finding, PublishError, finding
from publish.han import is_han
from publish.manuscript.model import Block, Mark
from publish.reading import lexicon
from publish.reading.lexicon import Entry, Match
from publish.reading.pinyin.dictionary import dictionary
from publish.reading.spelling.zhuyin import zhuyin

BY = "原文注音"
"""Who decided, in the record of such a decision."""

_ZHUYIN = re.compile("[ㄅ-ㄯ]")
_TONES = {"ˊ": "2", "ˇ": "3", "ˋ": "4", "˙": "5"}
_FOLLOWS = frozenset("一不")
"""Their written tone may be the spoken one; sandhi is worked out elsewhere."""


def given(block: Block) -> tuple[list[Match], list[Finding]]:
    """The decisions in a block's ruby marks, in order, and what is wrong with the others."""
    matches: list[Match] = []
    findings: list[Finding] = []
    for mark in sorted((m for m in block.marks if m.kind == "ruby" and m.start < m.end), key=lambda m: (m.start, m.end)):
        try:
            matches.append(_decided(block, mark))
        except PublishError as error:
            findings += error.findings
    return matches, findings


def _decided(block: Block, mark: Mark) -> Match:
    text, where = block.text[mark.start : mark.end], block.where or block.id
    typed = pinyin_of(mark.value)
    if not typed or not any(map(is_han, text)):
        raise PublishError(finding("R110", where, text=text, ruby=mark.value))
    try:
        read = lexicon.readings(text, typed)
    except PublishError as error:
        code = "R110" if error.findings[0].code == "R104" else "R111"
        raise PublishError(finding(code, where, text=text, ruby=mark.value)) from None
    toneless = not re.search(r"[1-5\u0300\u0301\u0304\u030c]|[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", typed.lower())
    fitted = tuple(map(lambda char, one: _fitted(char, one, toneless), filter(is_han, text), read))
    if bad := [char for char, one in zip(filter(is_han, text), fitted, strict=True) if one is None]:
        raise PublishError(finding("R112", where, text=text, ruby=mark.value, character=bad[0]))
    return Match(mark.start, mark.end, Entry(text, pinyin=typed, by=BY, where=where, readings=tuple(one or "" for one in fitted)))


def _fitted(char: str, wanted: str, toneless: bool) -> str | None:
    """The reading of ``char`` that is meant; None when it has no such reading. ``""`` is the 儿 of erhua."""
    if not wanted:
        return ""
    known = dictionary().of_char(char)
    base, tone = wanted[:-1], wanted[-1]
    plain = base[:-1] if base.endswith("r") and base != "er" else base
    mine = [one for one in known if one[:-1] in (base, plain)]
    if not mine:
        return None
    if toneless or char in _FOLLOWS:
        return base + mine[0][-1]
    return wanted if tone == "5" or any(one[-1] == tone for one in mine) else None


def pinyin_of(value: str) -> str:
    """A reading as it stands in a document, in pinyin: zhuyin is spelt anew; empty when it is no reading at all."""
    if not _ZHUYIN.search(value):
        return value.strip()
    made = []
    for part in re.split(r"[\s\u3000]+", value.strip()):
        if not re.fullmatch(rf"(?:{_syllable()})+", part):
            return ""
        made += [_spelt(one[0]) for one in re.finditer(_syllable(), part)]
    return " ".join(made)


def _spelt(syllable: str) -> str:
    """One zhuyin syllable as numbered pinyin; no mark is the first tone, a dot before or behind the neutral one."""
    tone = next((_TONES[c] for c in syllable if c in _TONES), "1")
    return _table()[re.sub("[ˊˇˋ˙]", "", syllable)] + tone


@cache
def _syllable() -> str:
    """A regular expression of one zhuyin syllable, the longest first."""
    return f"˙?(?:{'|'.join(sorted(_table(), key=lambda one: (-len(one), one)))})[ˊˇˋ˙]?"


@cache
def _table() -> dict[str, str]:
    """Every syllable in zhuyin, without its tone, and in pinyin; of two that are spelt alike (ㄨㄥ) the one that characters have."""
    bases = {one[:-1] for readings in dictionary().chars.values() for one in readings.split()}
    return {zhuyin(base.replace("v", "ü"), 1): base for base in sorted(bases, reverse=True)}


def merged(found: list[Match], ruby: list[Match], silent: list[Match]) -> list[Match]:
    """All decisions of a block, those that win last: the house's, the document's own, the book's. What is not said at all ends every
    other decision about its place, and a decision about what is said instead stays above a reading.
    """
    kept = [match for match in found if not _meets(match, silent)]
    book = [match for match in kept if not match.entry.house]
    said = [match for match in kept if match.entry.say or match.entry.silent]
    own = [match for match in ruby if not _meets(match, [*book, *said, *silent])]
    return [*(match for match in kept if match.entry.house), *own, *book, *silent]


def _meets(match: Match, others: list[Match]) -> bool:
    return any(match.start < other.end and other.start < match.end for other in others)


def unspoken(block: Block) -> Iterator[Match]:
    """The stretches that are printed and not said: signs of notes, and a note's own sign."""
    ranges = [(mark.start, mark.end) for mark in block.marks if mark.kind == "noteref"]
    if block.kind == "note" and block.label and block.text.startswith(block.label) and len(block.label) < len(block.text):
        ranges.append((0, len(block.label)))
    at = 0
    for start, end in sorted(ranges):
        if start >= at and start < end:
            yield Match(start, end, Entry(block.text[start:end], silent=True))
            at = end
