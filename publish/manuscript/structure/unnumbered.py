"""Headings without a number of the ladder: 【用法用量】, a chapter's number alone on its line, names of pieces. Found by the document as a whole: what comes
once is a line like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publish.manuscript.model import Mark
from publish.manuscript.structure import bylines, front, ladder, poems
from publish.manuscript.structure.gaps import after_blank
from publish.manuscript.structure.line import Line

BRACKET, ALONE, NAME = "【】", "数", "题"
"""Rungs: in brackets, a number alone, the name of a piece."""

LONGEST_BRACKET, LONGEST_NAME, LONGEST_QUESTION = 20, 16, 30

LEAST_BRACKETS, LEAST_NAMES = 2, 2
RUNNING = 24
"""A paragraph of at least so many characters is running text, as it stands below the name of a section."""

MOST_NAMES = 0.5
"""Share of a document's lines that are names of sections, at most."""

_BRACKET = re.compile(rf"【([^【】]{{1,{LONGEST_BRACKET}}})】")
_ALONE = re.compile(rf"([{ladder.NUMBER}]{{1,4}}|[0-9]{{1,3}}|[{ladder.ROMAN}]|[ivxIVX]{{1,5}}|第?[{ladder.NUMBER}0-9]{{1,5}}[章回节])[.．、]?")
_SPACED = re.compile(r"([0-9]{1,2})[ 　]+[一-鿿A-Za-z《“][^。，；：！？,;!?…]{1,28}")
_PARTS = (("上", "下"), ("上", "中", "下"), ("上篇", "下篇"), ("上篇", "中篇", "下篇"), ("上部", "下部"))
_NAME = re.compile(r"[^。，；：！,;:!…“”\"|｜\t/@]{1,30}")
_NO_NAME = re.compile(r"^[（(\[〔①-⑳⑴-⒇●•○◆■·*—－+-]|^[0-9]|[0-9]{3,}|[ 　]{2,}|[、（(]$|^(?:附件|附表|注释|完|全文完|终|END)")
_ENDED = re.compile(r"[。！？…!?.][”’」』）)》]*$")


def headings(lines: Sequence[Line]) -> list[Line]:
    """The lines with those that are headings so."""
    made = list(lines)
    for find in (_brackets, _numbers, _spaced, _parts, _names):
        for at, rung, number in list(find(made)):
            made[at] = replace(made[at], kind="heading", step=ladder.Step(rung, number, made[at].text))
    return made


def writers(lines: Sequence[Line]) -> list[Line]:
    """The lines with each line below the name of a piece that says who wrote it as ``speaker``."""
    made = list(lines)
    for at in range(1, len(made)):
        step = made[at - 1].step
        if step and step.rung == NAME and _is_free(made[at]) and bylines.is_byline(made[at].text):
            made[at] = replace(made[at], kind="speaker")
    return made


def opening(text: str) -> tuple[Mark, ...]:
    """The mark of 【规格】 before the words it names."""
    found = _BRACKET.match(text)
    return (Mark(0, found.end(), "run-in"),) if found and text[found.end() :].strip() else ()


def are_opened(lines: Sequence[Line]) -> bool:
    """Whether paragraphs of the document open with words in 【】 as a habit."""
    return sum(1 for line in lines if _is_free(line) and opening(line.text)) >= LEAST_BRACKETS + 1


def _is_free(line: Line) -> bool:
    return line.is_open and line.kind == "paragraph" and not line.passage.label


def _brackets(lines: Sequence[Line]) -> Iterator[tuple[int, str, int]]:
    """Lines that are nothing but words in 【】, where several are and text follows. Where more paragraphs open so, these are no
    sections: what comes after them would seem to lie inside."""
    alone = sum(1 for line in lines if _is_free(line) and _BRACKET.fullmatch(line.text))
    opened = sum(1 for line in lines if _is_free(line) and opening(line.text))
    for at, line in enumerate(lines[:-1]):
        if alone >= LEAST_BRACKETS and alone >= opened and _is_free(line) and _BRACKET.fullmatch(line.text) and lines[at + 1].kind in ("paragraph", "verse", "item") and not _BRACKET.fullmatch(lines[at + 1].text):
            yield at, BRACKET, 0


def _numbers(lines: Sequence[Line]) -> Iterator[tuple[int, str, int]]:
    """Numbers alone on their lines that count from one, with text after each."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines[:-1]):
        match = _ALONE.fullmatch(line.text.strip()) if _is_free(line) else None
        if match and not _ALONE.fullmatch(lines[at + 1].text.strip()):
            kind, value = _number(match[1])
            if value:
                found.setdefault(kind, []).append((at, value))
    for places in found.values():
        values = [value for _, value in places]
        long = sum(len(lines[at + 1].text) for at, _ in places) >= RUNNING // 2 * len(places)
        if len(places) >= 2 and long and _counts(values):
            yield from ((at, ALONE, value) for at, value in places)


def _spaced(lines: Sequence[Line]) -> Iterator[tuple[int, str, int]]:
    """1 认识机器: a number, a space and a name, set off from what is before, counting from one."""
    places = []
    for at, line in enumerate(lines[:-1]):
        match = _SPACED.fullmatch(line.text) if _is_free(line) and at else None
        if match and _is_set_off(lines, at) and lines[at + 1].kind in ("paragraph", "heading", "item") and not _SPACED.fullmatch(lines[at + 1].text):
            places.append((at, int(match[1])))
    values = [value for _, value in places]
    if len(values) >= 2 and values == list(range(1, len(values) + 1)):
        yield from ((at, "1.", value) for at, value in places)


def _number(text: str) -> tuple[str, int]:
    """The kind of a number (all of one kind count up together) and its value."""
    bare = re.sub(r"^第|[章回节]$", "", text)
    kind = text[-1] if text[-1] in "章回节" else "digit" if bare.isdecimal() else "roman" if not re.match(f"[{ladder.NUMBER}]", bare) else "han"
    if kind == "roman" and bare[0] not in ladder.ROMAN:
        return kind, _ROMAN.index(bare.upper()) + 1 if bare.upper() in _ROMAN else 0
    return kind, ladder.value(bare)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")


def _counts(values: Sequence[int]) -> bool:
    """Whether numbers count up by one from one; in a collection each piece may count anew."""
    return values[0] == 1 and all(b in (a + 1, 1) for a, b in zip(values, values[1:], strict=False)) and max(values) >= 2


def _parts(lines: Sequence[Line]) -> Iterator[tuple[int, str, int]]:
    """上 and 下 (and 中) alone on their lines, each once, in order."""
    free = {line.text.strip(): at for at, line in enumerate(lines[:-1]) if _is_free(line)}
    for parts in _PARTS[::-1]:
        places = [free.get(part, -1) for part in parts]
        if min(places) >= 0 and all(b > a + 1 for a, b in zip(places, places[1:], strict=False)):
            yield from ((at, ALONE, number) for number, at in enumerate(places, 1))
            return


def _names(lines: Sequence[Line]) -> Iterator[tuple[int, str, int]]:
    """Names of pieces and of sections: short lines that are no sentence, each set off from what is before it and followed by running text or verse,
    or by who wrote it. There are several, or there are none.
    """
    named = [at for at in range(len(lines) - 2) if _is_name(lines, at, written=True) and _by(lines, at)]
    if len(named) >= LEAST_NAMES:
        yield from ((at, NAME, 0) for at in named)
        return
    plain = [at for at in range(1, len(lines) - 1) if _is_name(lines, at) and _is_set_off(lines, at) and _is_followed(lines, at)]
    asked = [at for at in range(1, len(lines) - 1) if _is_question(lines, at) and _is_set_off(lines, at) and len(lines[at + 1].text) >= RUNNING and _is_followed(lines, at)]
    for found, least in ((plain, LEAST_NAMES), (asked, LEAST_NAMES + 1)):
        if len(found) >= least and len(found) <= MOST_NAMES * len(lines) and _are_alike(lines, found):
            yield from ((at, NAME, 0) for at in found)


def _is_name(lines: Sequence[Line], at: int, written: bool = False) -> bool:
    """Whether a line may be a name of a piece; one that looks like a person's may be where another person follows (``written``)."""
    line = lines[at]
    text = line.text.strip()
    if not (_is_free(line) or (at == 0 and line.kind == "title" and line.is_open)) or len(text) > LONGEST_NAME or not _NAME.fullmatch(text) or _NO_NAME.search(text):
        return False
    if text[-1] in "？?" or _ALONE.fullmatch(text) or ladder.is_numbered(text) or front.is_salutation(text) or not re.search("[一-鿿A-Za-z]", text):
        return False
    return not (bylines.is_date(text) or bylines.is_organisation(text) or (bylines.is_byline(text) and not written) or bylines.labelled(text))


def _is_question(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text.strip()
    return _is_free(lines[at]) and text[-1:] in ("？", "?") and len(text) <= LONGEST_QUESTION and not re.search(r"[。“”：:]|^[问答]|？.", text) and not ladder.is_numbered(text)


def _by(lines: Sequence[Line], at: int) -> bool:
    """Whether the next line says who wrote the piece, and its text follows."""
    writer, text = lines[at + 1], lines[at + 2]
    is_open = writer.is_open and writer.kind in ("paragraph", "speaker")
    before = at == 0 or lines[at - 1].kind in ("verse", "title", "subtitle") or not lines[at - 1].is_open or bool(_ENDED.search(lines[at - 1].text)) or after_blank(lines[at - 1], lines[at])
    return is_open and before and bylines.is_byline(writer.text) and not bylines.is_byline(text.text) and text.kind in ("paragraph", "verse") and (text.kind == "verse" or bool(_ENDED.search(text.text)) or poems.is_line(text.text))


def _is_set_off(lines: Sequence[Line], at: int) -> bool:
    """Whether what stands before is complete: a sentence, a title, a heading, verse, whatever a blank line ends."""
    before = lines[at - 1]
    return after_blank(before, lines[at]) or before.kind in ("title", "subtitle", "speaker", "heading", "verse", "item") or (bool(_ENDED.search(before.text)) and len(before.text) >= LONGEST_NAME / 2)


def _is_followed(lines: Sequence[Line], at: int) -> bool:
    """Whether running text or verse follows: a sentence longer than the name, no list and no signature."""
    following = lines[at + 1]
    if following.kind == "verse":
        return True
    text = following.text
    return _is_free(following) and bool(_ENDED.search(text)) and len(text) >= RUNNING and not ladder.is_numbered(text)


def _are_alike(lines: Sequence[Line], found: Sequence[int]) -> bool:
    """Whether all of them stand behind a blank line, or no line of the document does."""
    behind = [at for at in found if after_blank(lines[at - 1], lines[at])]
    others = sum(1 for at in range(1, len(lines)) if after_blank(lines[at - 1], lines[at]))
    return len(behind) == len(found) or others == 0
