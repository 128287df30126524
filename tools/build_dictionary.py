"""Build ``publish/reading/data/chars.tsv`` and ``words.tsv.gz``: the characters, the words, and how they are read.

Run it after changing ``data/corrections.tsv`` or ``data/neutral.tsv``::

    .venv/bin/python -m tools.build_dictionary

Sources, all build-time only (the program itself needs none of them):

* pypinyin and pypinyin-dict (MIT, mozillazg and others): readings of characters, of phrases (``large_pinyin``), and the
  readings of the 通用规范汉字字典 (``ktghz2013``), which say what a polyphone may be read today, with those of the 现代汉语词典 of
  1983 (``kxhc1983``) that zdic.net has too (names, places and technical words need them: 晟 shèng, 嬛 huán);
* jieba's ``dict.txt`` (MIT, Sun Junyi): words with their frequency in modern text, and which of them are names;
* ``data/corrections.tsv`` and ``data/neutral.tsv``: ours.
"""

from __future__ import annotations

import gzip
import math
import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from publish.reading.pinyin.dictionary import OPEN
from tools import made_from

DATA = Path(__file__).parent.parent / "publish" / "reading" / "data"
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
RARE = 3
"""Frequency given to a phrase that jieba does not count."""
FIXED = "="
"""Stands before a reading of ours, which no model overrules."""
COMMON_PARTS = ("地区", "省", "市", "县", "区", "乡", "镇", "村", "州", "旗", "盟", "路", "街", "语", "人")
"""What stands after the name of a place and changes nothing in it."""
KNOWN = 200
"""Least frequency of a word of ours, so that segmentation finds it, unless it is marked ``k``."""


def numbered(marked: str) -> str:
    """``lǜ`` → ``lv4``, ``de`` → ``de5``."""
    tone, letters = "5", []  # type: str, list[str]
    for mark in unicodedata.normalize("NFD", marked):
        if mark in TONES:
            tone = TONES[mark]
        elif mark == "\u0308":
            letters[-1] = "v"
        elif mark.isascii():
            letters.append(mark)
    return "".join(letters) + tone


def characters() -> dict[str, list[str]]:
    """Every character's readings, the usual one first; for the 8,105 of the standard list only today's readings, and those of the
    older dictionary that a second source has."""
    from pypinyin.pinyin_dict import pinyin_dict
    from pypinyin_dict.pinyin_data import ktghz2013, kxhc1983, zdic

    table = {chr(code): listed(text) for code, text in pinyin_dict.items()}
    for code, text in ktghz2013.pinyin_dict.items():
        today = listed(text)
        first = table.get(chr(code), today)[0]
        older = [one for one in listed(kxhc1983.pinyin_dict.get(code, "")) if one in listed(zdic.pinyin_dict.get(code, "")) and one[-1] != "5"]
        table[chr(code)] = list(dict.fromkeys([first] * (first in today) + today + older))
    for line in rows("characters.tsv"):
        table[line[0]] = line[1].split()
    return table


def listed(text: str) -> list[str]:
    """``zhòng,chóng`` → ``["zhong4", "chong2"]``."""
    return list(dict.fromkeys(numbered(one) for one in text.split(",") if one))


def everything(chars: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """Whatever any source reads a character, today's readings or not: what a word may have at all."""
    from pypinyin.pinyin_dict import pinyin_dict

    found = {char: set(readings) for char, readings in chars.items()}
    for code, text in pinyin_dict.items():
        found.setdefault(chr(code), set()).update(listed(text))
    return {char: frozenset(readings) for char, readings in found.items()}


def possible(word: str, syllables: list[str], known: Mapping[str, frozenset[str]]) -> bool:
    """Whether every syllable is one of its character's, or one of them unstressed where a word can be: not at its head. A source
    that forgot a tone mark has deng5 for 定 dìng in 坚定地, de5 for 递 dì in 递归."""
    for at, (char, one) in enumerate(zip(word, syllables, strict=True)):
        whole = one in known[char]
        weakened = at > 0 and one[-1] == "5" and any(other[:-1] == one[:-1] for other in known[char])
        if not (whole or weakened):
            return False
    return True


def rows(name: str) -> list[list[str]]:
    """Lines of a table of ours, without comments."""
    path = DATA / name
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def phrases(chars: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Readings of phrases: large_pinyin, 一 and 不 in their own tone, then what pypinyin says, then our corrections."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin_dict.phrase_pinyin_data import large_pinyin

    table: dict[str, list[str]] = {}
    known = everything(chars)
    for source in (large_pinyin.phrases_dict, phrases_dict):
        for word, readings in source.items():
            if len(word) == len(readings) and 2 <= len(word) <= 8 and all(c in chars for c in word):
                syllables = [base_tone(c, numbered(r[0])) for c, r in zip(word, readings, strict=True)]
                if possible(word, syllables, known):
                    table[word] = syllables
    for word, syllables in table.items():
        full_tones(word, syllables, chars)
    for name in ("corrections.tsv", "neutral.tsv"):
        table.update({row[0]: row[1].split() for row in rows(name)})
    for word in [word for word in table if len(word) > 2]:
        unstressed(word, table)
    return table


def unstressed(word: str, table: dict[str, list[str]]) -> None:
    """A longer word ends and begins as the words of two in it: 脏衣服 zāng yīfu, 一部分 yī bùfèn, 知识产权 zhīshi chǎnquán."""
    tail, syllables = table.get(word[-2:]), table[word]
    if tail and toneless(tail) == toneless(syllables[-2:]) and (word[-2:] in neutral() or syllables[-1][-1] == "5"):
        table[word] = syllables = syllables[:-2] + tail
    head = table.get(word[:2], [])
    if word[:2] in neutral() and toneless(head) == toneless(syllables[:2]) and not word.startswith(full_beginnings()):
        table[word] = head + syllables[2:]


def toneless(syllables: list[str]) -> list[str]:
    return [one[:-1] for one in syllables]


@cache
def neutral() -> frozenset[str]:
    return frozenset(row[0] for row in rows("neutral.tsv") if len(row[0]) == 2)


@cache
def full_beginnings() -> tuple[str, ...]:
    """Beginnings that only look like a word of ``neutral.tsv``: 地方政府, 打算盘."""
    return tuple(row[0] for row in rows("not_neutral.tsv"))


def full_tones(word: str, syllables: list[str], chars: Mapping[str, list[str]]) -> None:
    """Neutral tones that the sources mark and 现代汉语词典 leaves open are printed in full; ``neutral.tsv`` has the others.

    That is: the last syllable of a word of two (particles, suffixes and doubled words aside), directions (起来), and 个 as a measure (这个 aside).
    """
    for at, char in enumerate(word):
        if char == "个" and at and word[at - 1] not in "这那哪儿些":
            syllables[at] = syllables[at].replace("ge5", "ge4")
    last = len(word) - 1
    pair = len(word) == 2 and word[0] != word[1] and word[1] not in PARTICLES
    direction = last and word[last] in "来去" and word[last - 1] in "起出过下上进回"
    if syllables[last][-1] == "5" and (pair or direction):
        whole = [one for one in chars[word[last]] if one[:-1] == syllables[last][:-1] and one[-1] != "5"]
        syllables[last] = whole[0] if len(whole) == 1 else syllables[last]


PARTICLES = frozenset("子头们么的地得着了过里上下吧呢吗啊呀哇啦嘛边面儿个家巴")
"""Endings whose neutral tone is kept as the sources mark it."""


def base_tone(char: str, reading: str) -> str:
    """Phrase tables write 一 and 不 now with sandhi and now without; here always without."""
    if char == "一" and reading in ("yi2", "yi4"):
        return "yi1"
    return "bu4" if char == "不" and reading in ("bu2",) else reading


def frequencies() -> dict[str, tuple[int, str]]:
    import jieba

    path = Path(jieba.__file__).with_name("dict.txt")
    table = {}
    for line in path.read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")
        table[word] = (int(count), kind)
    return table


def sources() -> dict[str, Mapping[str, list[list[str]]]]:
    """The tables of phrases by the letter that stands for them in ``words.tsv.gz``. Three families that were collected apart; the
    fourth, ``large_pinyin``, repeats what is in them."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin_dict.phrase_pinyin_data import cc_cedict, zdic_cibs

    return {"c": cc_cedict.phrases_dict, "p": phrases_dict, "z": zdic_cibs.phrases_dict}


class Builder:
    """Puts the tables together and reads by parts the words that have no reading of their own."""

    def __init__(self) -> None:
        self.chars = characters()
        self.phrases = phrases(self.chars)
        self.counts = frequencies()
        self.total = math.log(sum(count for count, _ in self.counts.values()))
        self.sources = sources()

    def attested(self, word: str, reading: str) -> str:
        """Which sources list the word, by their letters: ``c`` reads it as we do, ``C`` has our reading among others or another one.
        Nothing for a word that holds no polyphone."""
        if all(len(self.chars[c]) < 2 for c in word):
            return ""
        syllables = reading.lstrip(FIXED).split() or [self.chars[c][0] for c in word]
        return "".join(name if self.agrees(word, syllables, table[word]) else name.upper() for name, table in self.sources.items() if len(table.get(word, ())) == len(word))

    def agrees(self, word: str, syllables: list[str], listed: list[list[str]]) -> bool:
        """Whether a source has these syllables and no others, neutral tones aside."""
        pairs = zip(word, syllables, listed, strict=True)
        return all(mine == OPEN or len(theirs) == 1 and alike(mine, base_tone(char, numbered(theirs[0]))) for char, mine, theirs in pairs)

    def words(self) -> dict[str, tuple[int, str, str]]:
        table: dict[str, tuple[int, str, str]] = {}
        for word, (count, kind) in self.counts.items():
            if len(word) > 1 and all(c in self.chars for c in word) and (count >= 3 or word in self.phrases):
                table[word] = (count, part_of_speech(kind), self.reading(word))
        for word in self.phrases:
            if word not in table and self.current(word) and (any(len(self.chars[c]) > 1 for c in word) or self.unusual(word)):
                table[word] = (RARE, "", self.reading(word))
        for word, (count, kind, _) in table.items():
            if begun := self.beginning(word, table):
                table[word] = (count, kind, self.inherited(word, begun))
        for word, reading, *mark in rows("corrections.tsv"):
            count, kind, _ = table.get(word, (RARE, "", ""))
            table[word] = (count if "k" in mark else max(count, KNOWN), kind or "n" * ("w" in mark), FIXED * (OPEN not in reading) + reading)
        return table | {half: (0, "", "") for half in self.halves(table) if half not in table}

    def beginning(self, word: str, table: Mapping[str, tuple[int, str, str]]) -> str:
        """The word of ours, or the place (石鼓|区), that a longer word begins with and is read like, unless CC-CEDICT or two sources
        say that it is not (大都|会; but 济源|市 is as sure as 济源 is); nothing for the others."""
        start = next((word[:size] for size in range(len(word) - 1, 1, -1) if word[:size] in self.ours), "")
        proper = next((word.removesuffix(part) for part in COMMON_PARTS if word.endswith(part)), "")
        certain = bool(start) and start == proper
        start = start or (proper if table.get(proper, (0, "", ""))[1] == "ns" else "")
        syllables = self.read(start) if start else []
        mine = self.read(word)
        if not start or word in self.ours or OPEN in syllables or mine[: len(start)] == syllables:
            return ""
        if certain:
            return start
        saying = [name for name, listing in self.sources.items() if len(listing.get(word, ())) == len(word) and self.agrees(word, mine, listing[word])]
        return "" if "c" in saying or len(saying) > 1 else start

    def inherited(self, word: str, start: str) -> str:
        """The reading of a word that is read as the word it begins with."""
        self.phrases[word] = [*self.read(start), *self.read(word)[len(start) :]]
        return self.reading(word)

    def read(self, word: str) -> list[str]:
        """As a source has it, or by its parts."""
        return self.phrases.get(word) or self.by_parts(word)

    @cached_property
    def ours(self) -> frozenset[str]:
        """The words of ``corrections.tsv`` whose every syllable is fixed."""
        return frozenset(row[0] for row in rows("corrections.tsv") if OPEN not in row[1])

    def halves(self, table: Mapping[str, tuple[int, str, str]]) -> set[str]:
        """Words of two characters in which idioms fall (``因地|制宜``), known to nobody but the tables of phrases."""
        idioms = [word for word, (_, kind, _) in table.items() if kind == "i" and len(word) == 4]
        return {half for word in idioms for half in (word[:2], word[2:]) if half in self.phrases}

    def current(self, word: str) -> bool:
        """Whether a phrase that jieba does not count is taken. Those of two characters that only zdic.net has are mostly words of the
        classics; in a text of today the two belong to different words (``青|曾``, ``干|累``, ``错|行``)."""
        return len(word) > 2 or any(word in self.sources[name] for name in "cp")

    def unusual(self, word: str) -> bool:
        return any(r != self.chars[c][0] for c, r in zip(word, self.phrases[word], strict=True))

    def reading(self, word: str) -> str:
        """Empty when every character is read as usual and nothing is open; ``?`` for a character that context decides."""
        syllables = self.read(word)
        if len(word) == 4 and word[0] == word[1] and word[2] == word[3]:
            syllables = self.said_twice(word, syllables)
        elif word[1] == word[2:3] != word[0] and syllables[1] == f"{syllables[2][:-1]}5":
            syllables = [syllables[0], syllables[2], *syllables[2:]]  # 热乎乎, although 热乎 ends unstressed
        if all(s == self.chars[c][0] for c, s in zip(word, syllables, strict=True)):
            return "" if word in self.phrases or all(len(self.chars[c]) == 1 for c in word) else " ".join(syllables)
        return " ".join(syllables)

    def said_twice(self, word: str, syllables: list[str]) -> list[str]:
        """AABB: what is open is read as its twin, and the second half is stressed (清清楚楚, 拖拖拉拉), though 清楚 and 拉拉 are
        not, unless it is a thing of its own (爸爸妈妈)."""
        first, second = self.twins(*syllables[:2])
        third, fourth = self.twins(*syllables[2:])
        if third[-1] == "5":
            third = fourth
        elif fourth[-1] == "5" and self.counts.get(word[2:], (0, ""))[1] != "n":
            fourth = third
        return [first, second, third, fourth]

    @staticmethod
    def twins(one: str, other: str) -> tuple[str, str]:
        """The readings of a doubled character: what is open is read as the other, unless that is unstressed."""
        if one == OPEN and other[-1] != "5":
            return other, other
        return (one, one) if other == OPEN else (one, other)

    def by_parts(self, word: str) -> list[str]:
        """The best path through shorter phrases; a polyphone left alone stays open."""
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(word) + 1):
            choices = []
            for start in range(end):
                part = word[start:end]
                if len(part) == 1:
                    options = self.chars[part]
                    step = [options[0] if len(options) == 1 else OPEN]
                elif part in self.phrases and part != word:
                    step = self.phrases[part]
                else:
                    continue
                cost = math.log(max(1, self.counts.get(part, (RARE, ""))[0])) - self.total
                choices.append((best[start][0] + cost, best[start][1] + step))
            best.append(max(choices, key=lambda choice: choice[0]))
        return best[-1][1]


def alike(one: str, other: str) -> bool:
    """Whether two readings are the same, or differ in that one is neutral."""
    return one == other or (one[:-1] == other[:-1] and "5" in (one[-1], other[-1]))


def part_of_speech(kind: str) -> str:
    """Part of speech as jieba has it (``n``, ``v``, …; ``nr`` person, ``ns`` place, ``nt`` institution), kinds of person as one."""
    return {"nrfg": "nr", "nrt": "nr"}.get(kind, kind)


def simplified(chars: Mapping[str, list[str]]) -> dict[str, str]:
    """Traditional characters and what the dictionary writes for them, by OpenCC; ``both`` marks those that today's standard has too
    (乾, 於), among which words decide."""
    from opencc import OpenCC
    from pypinyin_dict.pinyin_data import ktghz2013

    convert = OpenCC("t2s").convert
    table = {char: convert(char) for char in chars} | OTHER_FORMS
    return {char: f"{plain}{chr(9)}both" if ord(char) in ktghz2013.pinyin_dict else plain for char, plain in table.items() if plain != char and plain in chars}


OTHER_FORMS = {"著": "着", "瞭": "了", "妳": "你", "祇": "只"}
"""What OpenCC leaves as it is, because words decide, or because it is a word of its own."""


def main() -> None:
    builder = Builder()
    forms = "".join(f"{char}\t{plain}\n" for char, plain in sorted(simplified(builder.chars).items()))
    (DATA / "simplified.tsv").write_text(f"# Traditional, simplified, both: today's standard has the first too. Made by tools/build_dictionary.py.\n{forms}", "utf-8")
    common = "".join(f"{c}\t{' '.join(builder.chars[c])}\n" for c in sorted(builder.chars))
    lines = [f"{c}\t{n}\t{part_of_speech(kind)}\t\t\n" for c, (n, kind) in builder.counts.items() if len(c) == 1]
    lines += [f"{word}\t{n}\t{kind}\t{reading}\t{builder.attested(word, reading)}\n" for word, (n, kind, reading) in builder.words().items()]
    (DATA / "chars.tsv").write_text(common, "utf-8")
    with (DATA / "words.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream:
        stream.write("".join(sorted(lines)).encode())
    made_from.record(made_from.DICTIONARY)


if __name__ == "__main__":
    main()
