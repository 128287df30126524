"""Lines that say who wrote a text, who issued it, and when: by a label, an office, a dynasty, a known name, a date in full.

Precision before recall: a line that may be anything else says nothing (:mod:`publish.manuscript.structure.evidence` builds on it).
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from importlib import resources

from publish.manuscript.wordlist import words

LONGEST_NAME = 24
"""Characters of all names in a by-line together."""

_HAN = "一-鿿"
_DIGITS = "〇零○Ｏ一二三四五六七八九"
_YEAR = rf"(?:[12][0-9]{{3}}|[{_DIGITS}]{{4}})"
_DATE = re.compile(rf"({_YEAR})\s*年\s*([0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月\s*([0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*日|([12][0-9]{{3}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?![0-9])")
_DYNASTY = re.compile(
    rf"^[（(〔\[【]?\s*(?:先秦|春秋|战国|秦|汉|西汉|东汉|三国|魏|蜀|吴|晋|西晋|东晋|南朝|北朝|南北朝|南朝宋|齐|梁|陈|北魏|北齐|北周|隋|唐|五代|南唐|后蜀|宋|北宋|南宋|辽|金|元|明|清|近代|民国|现代|当代)(?:代|朝)?\s*[）)〕\]】·・•\s　]+\s*([{_HAN}]{{2,5}})$"
)
_ABROAD = re.compile(rf"^[（(〔\[【]\s*([{_HAN}]{{1,6}})\s*[）)〕\]】]\s*([{_HAN}·・•.A-Z]{{2,16}})$")
_LABELLED = re.compile(rf"^[（(【\[]?\s*([{_HAN}]{{1,6}}|[{_HAN}](?:[ 　]+[{_HAN}]){{1,3}})\s*[：:／/|｜]\s*(.+?)\s*[）)】\]]?$")
_BARE_REPORTER = re.compile(r"^[（(]?(?:本报|本刊|本网|特约|见习|实习)*(?:记者|通讯员)[ 　]+(.+?)[）)]?$")
_TRANSLITERATED = re.compile(rf"^(?:[（(〔\[][{_HAN}]{{1,6}}[）)〕\]]\s*)?[{_HAN}A-Za-z.．]+(?:[·・•][{_HAN}A-Za-z.．]+)+$")
_LATIN = re.compile(r"^[A-Z][A-Za-z.'’-]+(?: [A-Z][A-Za-z.'’-]*)*$")


@cache
def _table(name: str) -> frozenset[str]:
    text = (resources.files("publish.manuscript") / "data" / name).read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _labels() -> dict[str, str]:
    return dict(row.split("\t") for row in _table("bylines.tsv"))


@cache
def _words() -> frozenset[str]:
    return frozenset(words()[0])


def labelled(line: str) -> tuple[str, str] | None:
    """``作者：王小明`` → (``author``, ``王小明``); None where the label is none that we know."""
    found = _LABELLED.match(line)
    if found and (kind := _labels().get(re.sub(r"[ 　]", "", found[1]))):
        return kind, found[2].strip()
    reporter = _BARE_REPORTER.match(line)
    return ("author", reporter[1]) if reporter else None


def names(text: str) -> str:
    """The names in ``text``, separated by 、, without the roles between them; empty when it holds anything that is not the name of a person."""
    spaced = re.fullmatch(rf"([{_HAN}])[ 　]+([{_HAN}])", text.strip())
    parts = ["".join(spaced.groups())] if spaced else [part for part in re.split(r"[、，,;；和与]|[ 　]{1,}|[ ]*/[ ]*", text.strip()) if part]
    parts = [part for n, part in enumerate(parts) if not (n and _role(part))]
    if _TRANSLITERATED.match(text.strip()) or _LATIN.match(text.strip()):
        parts = [text.strip()]
    parts = [re.sub(r"(?:整理|撰文|撰稿|摄影|文图|著|编著|编|译)$", "", part) or part for part in parts]
    if not parts or len(text) > LONGEST_NAME or not all(map(is_name, parts)):
        return ""
    return "、".join(parts)


def _role(word: str) -> bool:
    """Whether ``word`` says what the next name did (``记者 王小明 通讯员 李芳``) and is nobody's name."""
    return _labels().get(re.sub(r"^(?:本报|本刊|本网|特约|见习|实习)", "", word)) == "author"


def is_name(text: str) -> bool:
    """Whether ``text`` has the form of a person's name: a surname and one or two characters, a name with a dot, a known writer's, or Latin."""
    if text in _table("authors.tsv") or _TRANSLITERATED.match(text) or _LATIN.match(text):
        return True
    known = _table("surnames.tsv")
    double = len(text) in (3, 4) and text[:2] in DOUBLE
    return bool(re.fullmatch(rf"[{_HAN}]+", text)) and (double or (len(text) in (2, 3) and text[0] in known)) and not is_organisation(text)


DOUBLE = frozenset(["欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "东方", "南宫", "端木", "轩辕", "西门", "独孤", "呼延", "申屠", "钟离", "闻人", "完颜", "叶赫", "爱新"])
"""Surnames of two characters (with the first two of longer ones)."""


def name_alone(line: str) -> str:
    """A line that is one person's name and nothing else, in letters spaced or not; empty when it may be a word."""
    text = re.sub(r"[ 　]", "", line)
    if re.search(r"[ 　]", line) and len(text) not in (2, 3):
        return ""
    if text in _table("authors.tsv"):
        return text
    return text if is_name(text) and text not in _words() and not (text[:2] in _words() and text[-1] in "记志录传论说篇歌谣曲赋书集") else ""


def of_dynasty(line: str) -> str:
    """``（唐）李白``, ``唐·李白``, ``〔宋〕苏轼``, ``[丹麦] 安徒生`` → the name."""
    if found := _DYNASTY.match(line):
        return found[1]
    abroad = _ABROAD.match(line)
    return abroad[2] if abroad and abroad[1] in _table("countries.tsv") else ""


def in_office(line: str) -> str:
    """``幸福街道办事处主任　王小明`` → the name. The office and the name are two words."""
    found = re.match(rf"^([{_HAN}、（）()“”]{{2,40}}?)[ 　]+([{_HAN}](?:[ 　]*[{_HAN}]){{1,3}})$", line)
    if not found or not (is_organisation(found[1]) or any(found[1].endswith(office) for office in _table("offices.tsv"))):
        return ""
    name = re.sub(r"[ 　]", "", found[2])
    return name if is_name(name) else ""


def is_byline(line: str) -> bool:
    """Whether ``line``, below a title, names who speaks or wrote."""
    told = labelled(line)
    return bool((told and told[0] == "author" and names(told[1])) or of_dynasty(line) or in_office(line) or name_alone(line))


def is_organisation(text: str) -> bool:
    """Whether ``text`` is the name of an organisation, by its end."""
    if not re.fullmatch(rf"[{_HAN}（）()“”·A-Za-z0-9]{{3,40}}", text):
        return False
    return any(text.endswith(end) and len(text) > len(end) for end in _table("organisations.tsv") if len(end) > 1 or len(text) >= 4) or text in _table("organisations.tsv")


def date(text: str) -> datetime.date | None:
    """The day that ``text`` names in full, when it names just one."""
    found = {made for match in _DATE.finditer(text) if (made := _day(match))}
    return next(iter(found)) if len(found) == 1 else None


def is_date(line: str) -> bool:
    """Whether ``line`` is a date and nothing else (a weekday and the weather may follow, as in a diary)."""
    bare = re.sub(r"^[（(]|[）)]$", "", line.strip())
    return bool(re.fullmatch(rf"(?:{_DATE.pattern})(?:[ 　]*(?:星期|周)[一二三四五六日天])?(?:[ 　]*[晴阴雨雪多云转雾风小中大暴]{{1,6}})?", bare)) and date(bare) is not None


def _day(found: re.Match[str]) -> datetime.date | None:
    parts = found.groups()[:3] if found[1] else found.groups()[3:6]
    try:
        return datetime.date(*(_number(part) for part in parts))
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    digits = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
    if "十" not in text:
        return int("".join(str(digits[char]) for char in text))
    tens, _, ones = text.partition("十")
    return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
