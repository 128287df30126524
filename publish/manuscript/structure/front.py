"""The head of a document: title, subtitle, speaker, salutation; and salutations said again later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.manuscript.structure import ladder
from publish.manuscript.structure.line import Line

LONGEST_TITLE, LONGEST_SPEAKER, LONGEST_SALUTATION = 50, 40, 30
HEAD_LINES = 8
"""Title, subtitle, speaker and salutation stand within so many lines from the top."""

_ENDED = re.compile(r"[。；，：！,;:!…]$")
_SUBTITLE = re.compile(r"^(?:——|--|—|－－|[（(].*[）)]$)")
_DATE = re.compile(r"^[（(]?(?:[0-9]{4}|[〇零一二三四五六七八九]{4})年[0-9一二三四五六七八九十]+月(?:[0-9一二三四五六七八九十]+日)?[）)]?$")
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
    """Mark the first line as the title when it looks like one and the document names no other: 1 when it is, else 0."""
    if any(line.kind == "title" for line in lines[:HEAD_LINES]):
        return 1 if lines[0].kind == "title" else 0
    if len(lines) < 2 or not lines[0].is_open or len(lines[0].text) > LONGEST_TITLE or _ENDED.search(lines[0].text):
        return 0
    if ladder.step(lines[0].text) or ladder.is_numbered(lines[0].text) or _SUBTITLE.match(lines[0].text):
        return 0
    lines[0] = replace(lines[0], kind="title")
    return 1


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
        elif not spoken and len(text) <= LONGEST_SPEAKER and not _ENDED.search(text) and not ladder.is_numbered(text) and at + 1 < len(lines):
            lines[at] = replace(lines[at], kind="speaker")
            spoken = True
        else:
            break
        at += 1
    return at
