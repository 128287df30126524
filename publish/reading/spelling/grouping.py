"""What is written as one word in pinyin, after GB/T 16159-2012 and GB/T 28039-2011.

Segmentation finds the words that hold the readings; here they are joined (看+着, 朋友+们, 第+十五) and cut (一个 → 一 个,
北京市 → 北京 市, 中华人民共和国 → 中华 人民 共和国).
"""

from __future__ import annotations

import re
from functools import cache

from publish.reading.pinyin.dictionary import Dictionary, table
from publish.reading.pinyin.words import segment

NUMERAL = frozenset("〇零一二三四五六七八九十百千万亿两")
_SPLIT_NUMBER = re.compile(r"[一二三四五六七八九几]?十[一二三四五六七八九几]?(?![百千])|[一二三四五六七八九两几]+[百千](?=.)|[一二三四五六七八九两几][百千]?[万亿]?|.")
_FRACTION = re.compile(r"[一二三四五六七八九十百千万]分之[一二三四五六七八九十]?")
_POINTING = frozenset("这那哪每")
"""They stand apart from the noun or measure after them (GB/T 16159-2012 §6.1.4); 这个, 那里, 这时 are kept whole by the data."""
_COUNTER = frozenset("一两三四五六七八九十几") | _POINTING
_THING_MEASURES = frozenset("个本辆张匹封朵棵颗杯碗瓶艘间句顿幅块毛节首双支枝只件盏幢册篇枚粒滴把")
"""Measures of things that are nothing else in words like 两本书 (三角形 and 五位数 are terms: 角 and 位 are not here)."""
_LOOSE = frozenset("的和在")
"""A long expression with one of these is a phrase, never a name."""
_ASPECT = frozenset("着了过")
_SUFFIX = frozenset("们性者员化")
_COMMON_PART = frozenset("省市县区乡镇街路")
_COMPOUND_SURNAMES = frozenset(["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文", "端木", "万俟", "单于", "澹台", "独孤", "南宫", "申屠", "轩辕", "闻人", "鲜于", "呼延", "百里", "东郭", "南门", "西门", "公冶", "濮阳", "淳于", "太叔", "仲孙", "钟离", "公羊", "赫连"])


def group(words: list[str], readings: list[str], known: Dictionary, ends: bool = True) -> list[str]:
    """Words as they are written in pinyin; they join to the same text. ``readings``: one a character, to tell 着 zhe from
    着 zháo. ``ends``: a mark or the end of the sentence follows, where 了 stands apart (Huǒchē dào le)."""
    text, parts, at = "".join(words), list[str](), 0
    for word in words:
        if len(word) == 2 and (_listed_ones(text, at) or _counted_thing(text, at, known) or _again(text, at)):
            parts += word
        else:
            parts += _cut(word, known) if len(word) > 1 else [word]
        at += len(word)
    return _join(_doubled(_numbers(parts), known), readings, known, ends)


def _listed_ones(text: str, at: int) -> bool:
    """Whether a word of two is half of an enumeration: 一梯一码, 一老一小 (as one word, 一心一意 never comes here)."""
    if text[at] != "一" or text[at : at + 2] in _kept():
        return False
    return text[at + 2 : at + 3] == "一" or at > 1 and text[at - 2] == "一"


def _again(text: str, at: int) -> bool:
    """Whether 不能 or 一数 at ``at`` is half of 能不能, 数一数, written apart."""
    return text[at] in "不一" and at > 0 and text[at - 1] == text[at + 1]


def _counted_thing(text: str, at: int, known: Dictionary) -> bool:
    """Whether a word of two is a measure and its noun: 本书 in 一本书, where 两本书 is known, but not 本身 in 这本身."""
    pair = text[at : at + 2]
    return pair[0] in _THING_MEASURES and at > 0 and text[at - 1] in _COUNTER and any(one + pair in known.costs for one in "两几一三每那")


def _cut(word: str, known: Dictionary) -> list[str]:
    if word in _cuts():
        return _cuts()[word].split()
    if word in _kept():
        return [word]
    if len(word) == 3 and word[0] == word[2] and word[1] in "不一":
        return [*word]
    if counted := _pointed_or_counted(word, known):
        return counted
    kind = known.kinds.get(word, "")
    if len(word) == 3 and (word[1:] in _DIRECTIONS or _by_chance(word, kind, known)):
        return [word[0], word[1:]]
    if kind == "m" and (quantity := _counting(word)):
        return quantity
    if _phrase(word, kind, known):
        half = len(word) // 2
        return [word[:half], *_measured(word[half:])]
    if _FRACTION.fullmatch(word):
        return list(word)
    if kind in ("nr", "ns") and 2 < len(word) < 6:
        return _name(word, kind)
    if word == "之一":
        return ["之", "一"]
    if word[0] == "第" and len(word) > 2 and _all_numeral(word[1:-1]) and not _all_numeral(word[-1]):
        return [word[:-1], word[-1]]
    if len(word) > 1 and word not in _kept() and word[-1] in _measures() and _all_numeral(word[:-1]):
        return [word[:-1], word[-1]]
    if len(word) == 3 and (kind in ("", "m") or word[1] == "的"):
        return [smaller for part in segment(word, known, 2) for smaller in _cut(part, known)]
    if len(word) > 3 and (kind != "i" or len(word) > 4):
        parts = _by_parts(word, known)
        return parts if len(parts) == 1 else [smaller for part in parts for smaller in _measured(part)]
    return [word]


def _pointed_or_counted(word: str, known: Dictionary) -> list[str]:
    """这 次, 每 年, 那 家伙; 两 本 书. Empty for any other word."""
    if len(word) == 2 and word[0] in _POINTING and word[1] in _measures():
        return [*word]
    if len(word) != 3 or word[0] not in _COUNTER:
        return []
    if word[1] in _THING_MEASURES and word[2] not in "儿子" and word[1] != word[2]:
        return [*word]
    if word[0] in _POINTING and known.costs.get(word[1:], known.unknown) < known.unknown - _OFTEN:
        return [word[0], *_cut(word[1:], known)]
    return []


_DIRECTIONS = frozenset(way + to for way in "上下出过进回起" for to in "来去")
"""They stand apart from their verb (GB/T 16159-2012 §6.1.2: a complement is joined only where both are of one syllable)."""
_BEFORE = frozenset("不没未别很太最更再已须应被请要想能就又还都只先刚常仍往")
_CHANCE = 2.5
"""How much likelier (logarithm) than by chance two words must be found together to be one."""


def _by_chance(word: str, kind: str, known: Dictionary) -> bool:
    """Whether an entry is an adverb and a word that stand together no oftener than any two: 不介意, 最合适, but 不动产."""
    if word[0] not in _BEFORE or word[1:] not in known.costs or kind[:1] in ("n", "b", "m", "i"):
        return False
    return known.costs.get(word[0], known.unknown) + known.costs[word[1:]] - known.costs[word] < _CHANCE


def _measured(part: str) -> list[str]:
    """四次 in 四次会议 is numeral and measure, 各项 in 各项工作 pronoun and measure, as anywhere else."""
    if part in _cuts():
        return _cuts()[part].split()
    if len(part) > 1 and part not in _kept() and part[-1] in _measures() and _all_numeral(part[:-1]):
        return [part[:-1], part[-1]]
    return [part]


_QUANTITY = re.compile(r"([一二三四五六七八九十百千两几]*[十百千]|[一二三四五六七八九十百千两几]*[万亿]|)([余多]?)(.*)")
"""Number, 余 or 多, and what is counted: 万平方米, 三十多年, 余名."""


def _counting(word: str) -> list[str]:
    """Number, 余 or 多, and what is counted, apart; empty for words like 百分 or 千金."""
    match = _QUANTITY.fullmatch(word)
    large = match is not None and bool(match[2] or match[1][-1:] in ("万", "亿"))
    return [part for part in match.groups() if part] if match and large and match[3] in _counted() else []


_OFTEN, _VERY_OFTEN = 7.7, 8.9
"""How far the −log probability of a word of some 300 or 1,000 occurrences lies below that of an unknown one."""


def _phrase(word: str, kind: str, known: Dictionary) -> bool:
    """Whether an entry is two common words side by side: 全面落实, 新台阶 (four-character idioms keep their rarer halves)."""
    if len(word) == 4 and kind == "i" and word[0] != word[2]:
        return all(known.costs.get(half, known.unknown) < known.unknown - _VERY_OFTEN for half in (word[:2], word[2:]))
    return len(word) == 3 and word[0] == "新" and known.costs.get(word[1:], known.unknown) < known.unknown - _OFTEN


@cache
def _cuts() -> dict[str, str]:
    """Phrases that the dictionary holds as one word, cut: ``data/cut_words.tsv``."""
    return {row[0]: row[1] for row in table("cut_words.tsv")}


@cache
def _counted() -> frozenset[str]:
    """What may follow a number or 余 and 多, or nothing at all."""
    return frozenset(row[0] for row in table("measures.tsv")) | {"", "年", "天", "平方米", "公里", "人次"}


def _all_numeral(text: str) -> bool:
    return all(char in NUMERAL or char == "几" for char in text)


@cache
def _measures() -> frozenset[str]:
    return frozenset(row[0] for row in table("measures.tsv") if len(row[0]) == 1) | frozenset("年天日届分秒家")


@cache
def _kept() -> frozenset[str]:
    """Words that only look like numeral and measure (一样, 一些, 万一): ``data/kept_words.tsv``."""
    return frozenset(row[0] for row in table("kept_words.tsv"))


def _name(word: str, kind: str) -> list[str]:
    """Surname and given name; the proper and the common part of a place (GB/T 28039-2011)."""
    if word in _persons():
        at = 2 if word[:2] in _COMPOUND_SURNAMES else 1
        return [word[:at], word[at:]]
    if kind == "ns" and word[-1] in _COMMON_PART and word not in _kept():
        return [word[:-1], word[-1]]
    return [word]


@cache
def _persons() -> frozenset[str]:
    """Persons everybody knows; other names come from a book's ``readings.toml`` (a dictionary of names would cut 安全感)."""
    return frozenset(row[0] for row in table("persons.tsv"))


def _by_parts(word: str, known: Dictionary) -> list[str]:
    """A long expression by its words, unless that leaves single characters (a transliterated name stays whole)."""
    parts = segment(word, known, min(3, len(word) - 1))
    if not _LOOSE.isdisjoint(word):
        return parts
    return parts if all(len(part) > 1 for part in parts) or len(parts) == 2 and len(parts[0]) > 1 else [word]


def _numbers(parts: list[str]) -> list[str]:
    """Numbers in Chinese characters (GB/T 16159-2012 §6.1.5): èrshísān, sānbǎi, digit by digit, dì-shíwǔ."""
    made: list[str] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and _all_numeral(parts[end]):
            end += 1
        run = "".join(parts[at:end])
        if end == at:
            made.append(parts[at])
            at += 1
            continue
        pieces = [run] if run in _kept() else _number(run)
        if made and made[-1] == "第":
            pieces[0] = made.pop() + pieces[0]
        made += pieces
        at = end
    return made


def _number(run: str) -> list[str]:
    """One number: approximations whole (sān-wǔ), digit strings digit by digit, the rest by tens, hundreds, thousands."""
    if len(run) == 2 and run[0] in "一二三四五六七八九" and run[1] in "两二三四五六七八九":
        return [run]
    if not any(char in "十百千万亿" for char in run):
        return list(run)
    return [m.group() for m in _SPLIT_NUMBER.finditer(run)]


def _doubled(parts: list[str], known: Dictionary) -> list[str]:
    """曲曲折折, 拖拖拉拉: a word of two whose halves are said twice is one word (GB/T 16159-2012 §5, AABB); 爸爸妈妈 are two."""
    made: list[str] = []
    for part in parts:
        made.append(part)
        for last in (2, 3, 4):
            four = "".join(made[-last:])
            if len(four) == 4 and _said_twice(four, known):
                made[-last:] = [four]
                break
    return made


def _said_twice(four: str, known: Dictionary) -> bool:
    """Whether it is AABB, known as such or as AB, and not both AA and BB are things."""
    if not four[0] == four[1] != four[2] == four[3] or four not in known.costs and four[1:3] not in known.costs:
        return False
    return not all(known.kinds.get(half, "").startswith("n") for half in (four[:2], four[2:]))


def _join(parts: list[str], readings: list[str], known: Dictionary, ends: bool) -> list[str]:
    """着, 了, 过 join their verb; suffixes and erhua join their word; 老+人们 is the plural of 老人."""
    made: list[str] = []
    at = 0
    for n, part in enumerate(parts):
        last = n + 1 == len(parts)
        reading = readings[at] if at < len(readings) else ""
        if made and (_plural(part, made[-1], known) or len(part) == 1 and _leans(part, reading, made[-1], last and ends, known)):
            made[-1] += part
        else:
            made.append(part)
        at += len(part)
    return made


def _plural(part: str, before: str, known: Dictionary) -> bool:
    """Whether 人们 is the end of 老人们, not a word (让人们)."""
    return part == "人们" and known.kinds.get(f"{before}人") == "n" and known.kinds.get(before, "")[:1] in ("a", "b", "n")


def _leans(char: str, reading: str, before: str, final: bool, known: Dictionary) -> bool:
    if not reading:
        return char == "儿"
    kind = known.kinds.get(before, "")
    if char in _ASPECT:
        return reading in ("zhe5", "le5", "guo4", "guo5") and kind[:1] in ("v", "a") and len(before) <= 2 and not (char == "了" and final)
    return char in _SUFFIX and len(before) <= 3 and kind[:1] in "nvaj" and kind != "" and not (char != "们" and len(before) == 1)
