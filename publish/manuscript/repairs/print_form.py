"""The printed form: full-width punctuation, joined lines, and spaces as print has them.

Each function looks at the text as it reads now and returns edits ``(start, end, after)``; it changes nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from publish.han import HAN
from publish.manuscript.repairs.glosses import TONED
from publish.manuscript.repairs.misfire import TRACE

Edit = tuple[int, int, str]

WIDE = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_CJK = rf"[{HAN}，。、：；！？“”‘’《》〈〉（）【】「」『』…—·％]"
_FULL = re.compile("[，：；！？]")
_ASCII = re.compile(rf"(?<={_CJK})[,:;!?]|[,:;!?](?={_CJK})|(?<=[%)\]0-9A-Za-z])[,:;!?](?={_CJK}|$)", re.MULTILINE)


def is_narrow(text: str) -> bool:
    """Whether a document lost its full-width punctuation: more signs in ASCII than in full width, next to Chinese.

    Decided for the document as a whole, so a clean text with ``(一)`` or an ASCII comma here and there stays as it is.
    """
    return len(_ASCII.findall(text)) > len(_FULL.findall(text))


def control_characters(text: str) -> Iterator[Edit]:
    """Signs that print nothing and that no reader should meet: C0 and C1 controls, zero-width space, byte order marks."""
    for found in CONTROL.finditer(text):
        yield found.start(), found.end(), ""


CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]")


def margins(text: str) -> Iterator[Edit]:
    """White space at the ends of lines, the two ideographic spaces of a first line included."""
    for found in re.finditer(r"^[^\S\n]+|[^\S\n]+$", text, re.MULTILINE):
        if found.start() < found.end():
            yield found.start(), found.end(), ""


_SPACED = re.compile(rf"^[^\S\n]*[{HAN}](?:[^\S\n]+[{HAN}]){{2,}}[^\S\n]*$", re.MULTILINE)


def letter_spacing(text: str) -> Iterator[Edit]:
    """Spaces of a letter-spaced line (政 府 工 作 報 告): single characters from end to end."""
    for line in _SPACED.finditer(text):
        for gap in re.finditer(r"(?<=\S)[^\S\n]+(?=\S)", line.group()):
            yield line.start() + gap.start(), line.start() + gap.end(), ""


_SUBTITLE = re.compile(r"^(?:——|--|－－|—|[（(])[^\n。]*$", re.MULTILINE)
_DONE = re.compile(r"[。！!：:；;）)]$|上$|会议$|會議$|日$|年$|[”》]$")
HEAD_LINES = 8
"""A wrapped subtitle is looked for in so many lines from the top."""


def wrapped_subtitle(text: str) -> Iterator[Edit]:
    """The line break inside a subtitle that runs over two lines: it opens with a dash or bracket and is unfinished,
    and the next line finishes it.
    """
    for found in _SUBTITLE.finditer(text):
        if text.count("\n", 0, found.start()) >= HEAD_LINES:
            return
        line, after = found.group().rstrip(), re.match(r"\n([^\n]{1,40})", text[found.end() :])
        if not after or not _unfinished(line) or not _DONE.search(after.group(1).rstrip()):
            continue
        if not re.match(r"[（(—]", after.group(1)) and not re.search(r"[：:]$", after.group(1).rstrip()):
            yield found.end() - (len(found.group()) - len(line)), found.end() + 1, ""


def _unfinished(line: str) -> bool:
    opened = len(re.findall(r"[（(]", line)) - len(re.findall(r"[）)]", line))
    return opened > 0 or (not re.match(r"[（(]", line) and len(line) >= 8 and not _DONE.search(line))


def wide_signs(text: str) -> Iterator[Edit]:
    """``,:;!?`` next to Chinese become full width; never between digits, in Latin text, in a time or an address."""
    for found in re.finditer(r"[,:;!?]", text):
        at = found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if TRACE.match(text, at):
            continue  # damage that nobody has decided yet is shown as it is
        if re.match(_CJK, after) or re.match(_CJK, before) or (after in ("", "\n") and _is_chinese_line(text, at)):
            yield at, at + 1, WIDE[found.group()]


def _is_chinese_line(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return len(re.findall(f"[{HAN}]", line)) * 2 > len(line)


_PAIRS = {'"': "“”", "'": "‘’"}
_MEASURE = re.compile(r"[0-9]$")


def straight_quotes(text: str) -> Iterator[Edit]:
    """Straight quotes around or beside Chinese become the printed pairs, line by line. A line where they do not pair stays as it is, and so
    do an apostrophe, the signs of inches, feet and minutes after a figure, and what stands in Latin text or in ``name="value"``.
    """
    at = 0
    for line in text.split("\n"):
        for quote, printed in _PAIRS.items():
            for start, end in _quoted(line, quote):
                if not TRACE.match(text, at + start) and not TRACE.match(text, at + end):
                    yield at + start, at + start + 1, printed[0]
                    yield at + end, at + end + 1, printed[1]
        at += len(line) + 1


def _quoted(line: str, quote: str) -> list[tuple[int, int]]:
    """Where ``quote`` opens and closes in ``line``; nothing where one stays open, because then nobody can say which."""
    found: list[tuple[int, int]] = []
    opened = -1
    for at in (m.start() for m in re.finditer(quote, line)):
        if opened < 0:
            opened = -1 if _is_no_opening(line, at, quote) else at
        elif quote == '"' or not re.match(r"[A-Za-z]'[A-Za-z]", line[at - 1 : at + 2]):
            found.append((opened, at))
            opened = -1
    return [] if opened >= 0 else [pair for pair in found if _is_chinese(line, *pair)]


def _is_no_opening(line: str, at: int, quote: str) -> bool:
    """Whether a quote that nothing has opened is none: the sign of a measure, of a value, or an apostrophe (``students'``, ``'90s``)."""
    before, after = line[:at], line[at + 1 : at + 2]
    return bool(_MEASURE.search(before)) or before.endswith("=") or (quote == "'" and bool(re.search("[A-Za-z]$", before) or after.isdigit()))


def _is_chinese(line: str, start: int, end: int) -> bool:
    inner, before, after = line[start + 1 : end], line[start - 1 : start] if start else "", line[end + 1 : end + 2]
    return bool(inner.strip()) and bool(re.search(f"[{HAN}]", inner) or re.match(_CJK, before) or re.match(_CJK, after))


_SIGNED = re.compile(rf"(?<=[。！？…”』」）])[ \u3000\xa0]+(?=([{HAN}·]{{2,12}})\s*\Z)")


def signature(text: str, is_name: Callable[[str], bool]) -> Iterator[Edit]:
    """The space before a writer's name that stands behind the last full stop of the text: the name is a line of its own."""
    if (found := _SIGNED.search(text)) and is_name(found[1]):
        yield found.start(), found.end(), "\n"


_BRACKETS = re.compile(r"\(([^()\n]*)\)")


def wide_brackets(text: str) -> Iterator[Edit]:
    """``( )`` around or beside Chinese become full width; a reading in brackets and brackets inside Latin text do not."""
    for found in _BRACKETS.finditer(text):
        start, end, inner = found.start(), found.end(), found.group(1)
        beside = re.match(_CJK, text[start - 1 : start]) or re.match(_CJK, text[end : end + 1])
        if re.search(f"[{HAN}]", inner) or (beside and inner and not re.search(f"[{TONED}]", inner)):
            yield start, start + 1, "（"
            yield end - 1, end, "）"


def wide_spaces(text: str) -> Iterator[Edit]:
    """A space between two Chinese characters stands for an ideographic one; after a widened sign it goes."""
    for found in re.finditer(rf"(?<=[{HAN}”》）])[ \xa0]+(?=[{HAN}“《（])", text):
        yield found.start(), found.end(), "\u3000"
    for found in re.finditer(rf"(?<=[，：；！？。])[ \xa0]+(?=[{HAN}“《（])", text):
        yield found.start(), found.end(), ""
