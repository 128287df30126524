"""The head of a document: title, subtitle, speaker, salutation; and salutations said again later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.manuscript.structure import bylines, ladder
from publish.manuscript.structure.line import Line

LONGEST_TITLE, LONGEST_SPEAKER, LONGEST_SALUTATION = 50, 40, 30
LONGEST_OFFICIAL = 100
"""A title that ends in what kind of document it is (…的通知) may be so long."""

HEAD_LINES = 8
"""Title, subtitle, speaker and salutation stand within so many lines from the top."""

_ENDED = re.compile(r"[。；，：！,;:!…]$")
_SUBTITLE = re.compile(r"^(?:——|--|—|－－|[（(].*[）)]$)")
_DATE = re.compile(r"^[（(]?(?:[0-9]{4}|[〇零一二三四五六七八九]{4})年[0-9一二三四五六七八九十]+月(?:[0-9一二三四五六七八九十]+日)?[）)]?$")
_OFFICIAL = re.compile(r"(?:通知|通报|通告|公告|意见|决定|批复|报告|请示|函|议案|纪要|办法|规定|条例|细则|方案|规划|计划|要点|总结|讲话)[）)]?$")
_LETTERHEAD = re.compile(
    r"^(?:[一-鿿]{3,30}文件|[一-鿿]{2,14}[〔\[（(][12][0-9]{3}[〕\]）)]第?\s*[0-9]+\s*号|特急|加急|平急|急件|绝密|机密|秘密|内部资料.{0,10}|附件[一二三四五六七八九十0-9]*[：:]?|(?:点击|长按|扫码|关注).{0,20})$"
)
_NO_TITLE = re.compile(r"https?://|www\.|@|^目\s*录$|[0-9]{7,}|^[^：:]{1,8}[：:][“\"]|^[“\"].*[”\"]$|^(?:点击|关注|扫码|长按|分享|转载|导读|编者按|按语)")
_SALUTATION = re.compile(
    r"^(?:尊敬的|敬爱的|亲爱的|各位|同志们|朋友们|同学们|老师们|女士们|先生们|乡亲们|居民朋友|广大|主席|主任|委员长)[^。；]{0,28}[：:！!]$|^[^。；，]{1,12}(?:代表|同志们|朋友们|委员|来宾|同事们|同学们|居民)[：:]$"
)


def classify(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of the head their kinds, and every later salutation its own; the rest stays as it is."""
    out = list(lines)
    at = _title(out)
    if at:
        at = _below_title(out, at)
    for n in range(len(out)):
        if out[n].is_open and out[n].kind == "paragraph" and is_salutation(out[n].text):
            out[n] = replace(out[n], kind="salutation")
    return out


def is_salutation(text: str) -> bool:
    """各位代表： 同志们！: a line of its own that addresses the listeners."""
    return len(text) <= LONGEST_SALUTATION and bool(_SALUTATION.match(text))


def _title(lines: list[Line]) -> int:
    """Mark the title where the first line, below a letterhead if there is one, looks like one and the document names no other; how many lines
    that takes, 0 when none does."""
    named = next((n for n, line in enumerate(lines[:HEAD_LINES], 1) if line.kind == "title"), 0)
    if named:
        return named
    above = _letterhead(lines)
    for at in dict.fromkeys((above, 0)):
        if at + 1 < len(lines) and lines[at].is_open and _looks_like_a_title(lines, at):
            lines[at] = replace(lines[at], kind="title")
            return at + 1
    return 0


def _letterhead(lines: Sequence[Line]) -> int:
    """How many lines at the top are a letterhead: 某某人民政府文件, a document's number, its urgency, 附件1."""
    return next((n for n, line in enumerate(lines[:5]) if not (line.is_open and _LETTERHEAD.match(line.text))), 0)


def _looks_like_a_title(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    longest = LONGEST_OFFICIAL if _OFFICIAL.search(text) else LONGEST_TITLE
    if len(text) > longest or _ENDED.search(text) or _NO_TITLE.search(text) or _SUBTITLE.match(text):
        return False
    if ladder.step(text) or ladder.is_numbered(text) or bylines.labelled(text) or bylines.is_date(text) or bylines.in_office(text):
        return False
    return not _is_verse(lines[at : at + 4])


def _is_verse(lines: Sequence[Line]) -> bool:
    """Lines of one length, one after another: a poem without a title, not a title."""
    bare = [line.text.rstrip("，。！？；") for line in lines]
    return len(lines) == 4 and len({len(text) for text in bare}) == 1 and all(re.fullmatch("[一-鿿]{3,11}", text) for text in bare)


def _below_title(lines: list[Line], at: int) -> int:
    """Subtitles (dash, brackets, a date) and one speaker, in the lines between title and text."""
    spoken = False
    while at < min(HEAD_LINES, len(lines)):
        text = lines[at].text
        if not lines[at].is_open and lines[at].kind in ("subtitle", "speaker"):
            at += 1
            continue
        if not lines[at].is_open or is_salutation(text) or ladder.step(text) or len(text) > LONGEST_TITLE + 20 or re.search("[。；！]", text):
            break
        if _SUBTITLE.match(text) or _DATE.match(text):
            lines[at] = replace(lines[at], kind="subtitle")
        elif not spoken and len(text) <= LONGEST_SPEAKER and bylines.is_byline(text) and at + 1 < len(lines) and not bylines.name_alone(lines[at + 1].text):
            lines[at] = replace(lines[at], kind="speaker")
            spoken = True
        else:
            break
        at += 1
    return at
