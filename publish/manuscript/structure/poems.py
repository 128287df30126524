"""Lines of verse, by their measure: as many characters in each, or short open lines in stanzas. A stanza becomes one block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from publish.han import HAN
from publish.manuscript.model import Mark
from publish.manuscript.structure import bylines, front, ladder
from publish.manuscript.structure.gaps import after_blank
from publish.manuscript.structure.line import Line

MEASURES = (4, 5, 6, 7)
"""Characters of a phrase of regular verse; of three (《三字经》) only in long runs."""

LEAST, LEAST_COUPLETS, LEAST_FREE = 4, 2, 4
"""Lines of one phrase, of two phrases, of free verse."""

LONGEST_FREE, LONGEST_SUNG = 22, 16
OPEN = 0.6
"""Share of the lines of free verse that end no sentence."""

_PHRASES = re.compile(rf"([{HAN}]{{3,7}})[，、。！？；]?(?:([{HAN}]{{3,7}})[，。！？；])?")
_COUPLET = re.compile(rf"([{HAN}]{{3,7}})[，、；！？]([{HAN}]{{3,7}})[。！？；，]")
_FREE = re.compile(rf"[{HAN}][{HAN}，、。！？；…—“”·《》‘’ 　]*")
_CLAUSE = "[的了着是在我你他她它不]"
_ENDED = re.compile("[。！？；…][”’]?$")


def is_line(text: str) -> bool:
    """Whether a line may be one of verse."""
    return bool(_COUPLET.fullmatch(text) or _PHRASES.fullmatch(text)) or (len(text) <= LONGEST_FREE and bool(_FREE.fullmatch(text)))


def found(lines: Sequence[Line]) -> list[Line]:
    """The lines with those of verse as ``verse``, each still a line of its own; :func:`stanzas` makes blocks of them."""
    made = list(lines)
    for run in [*_regular(made), *_free(made)]:
        for at in run:
            made[at] = replace(made[at], kind="verse")
    return made


def _is_free(line: Line) -> bool:
    """Whether look may decide: where the document itself says where lines end, it has said what its stanzas are."""
    passage = line.passage
    return line.is_open and line.kind == "paragraph" and not passage.label and not passage.group and not any(m.kind == "break" for m in passage.marks)


def measure(text: str) -> tuple[int, int]:
    """Characters of a phrase and how many phrases a line of regular verse has; zeros for anything else."""
    if couplet := _COUPLET.fullmatch(text):
        return (len(couplet[1]), 2) if len(couplet[1]) == len(couplet[2]) else (0, 0)
    phrase = _PHRASES.fullmatch(text)
    if phrase and phrase[2] is None:
        return len(phrase[1]), 1
    return 0, 0


def _regular(lines: Sequence[Line]) -> Iterator[range]:
    """Runs of lines of one measure."""
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _is_free(lines[end]) and _is_free(lines[start]) and measure(lines[end].text) == measure(lines[start].text) != (0, 0):
            continue
        run = range(start, end)
        size, phrases = measure(lines[start].text) if _is_free(lines[start]) else (0, 0)
        if (size in MEASURES or (size == 3 and phrases == 2 and len(run) >= LEAST)) and _is_poem([lines[at].text for at in run], phrases):
            yield run
        start = end


def _is_poem(texts: Sequence[str], phrases: int) -> bool:
    """Whether lines of one measure are verse: enough of them, with the signs of verse. Four names of four characters are none."""
    signs = sum(1 for text in texts if not re.search(f"[{HAN}]$", text))
    ends = sum(1 for text in texts if re.search("[。！？]$", text))
    if phrases == 2:
        return len(texts) >= LEAST_COUPLETS
    return len(texts) >= LEAST and signs >= len(texts) - 1 and 0 < ends < len(texts)


def _free(lines: Sequence[Line]) -> Iterator[range]:
    """Free verse: short lines of which most end no sentence, in stanzas that blank lines part, all through a piece."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _may_be_free(lines[end]):
            end += 1
        run = range(start, end)
        if len(run) >= LEAST_FREE and (_are_stanzas(lines, run) or _is_signed(lines, run) or _is_all(lines, run)):
            yield run
        start = max(end, start + 1)


def _may_be_free(line: Line) -> bool:
    text = line.text
    if not _is_free(line) or len(text) > LONGEST_FREE or not _FREE.fullmatch(text) or ladder.is_numbered(text) or front.is_salutation(text):
        return False
    return not (bylines.is_organisation(text) or bylines.is_byline(text) or text[-1] in "“‘" or re.match("[“‘].*[”’]$", text))


def _are_stanzas(lines: Sequence[Line], run: range) -> bool:
    texts = [lines[at].text for at in run]
    is_open = sum(1 for text in texts if not _ENDED.search(text))
    parted = [at for at in run if at > run.start and after_blank(lines[at - 1], lines[at])]
    sizes = [b - a for a, b in pairwise([run.start, *parted, run.stop])]
    if _is_song(texts, sizes):
        return True
    clauses = sum(1 for text in texts if re.search(_CLAUSE, text))
    return is_open >= OPEN * len(texts) and len(sizes) >= 2 and sum(1 for size in sizes if size >= 2) >= 2 and clauses >= 0.3 * len(texts)


def _is_signed(lines: Sequence[Line], run: range) -> bool:
    """A piece below a writer's name that is nothing but short lines with the signs of verse: a 词, whose lines have each their measure."""
    texts = [lines[at].text for at in run]
    above = lines[run.start - 1] if run.start else None
    by = above is not None and (above.kind == "speaker" or bylines.is_byline(above.text))
    commas = sum(1 for text in texts if text.endswith("，"))
    return by and all(re.search("[，、。！？；]$", text) and len(text) <= LONGEST_SUNG for text in texts) and commas >= 0.3 * len(texts) and bool(_ENDED.search(texts[-1]))


def _is_all(lines: Sequence[Line], run: range) -> bool:
    """Lines without any sign, in three stanzas or more, that are all the text there is below its title."""
    texts = [lines[at].text for at in run]
    parted = [at for at in run if at > run.start and after_blank(lines[at - 1], lines[at])]
    sizes = [b - a for a, b in pairwise([run.start, *parted, run.stop])]
    alone = run.stop == len(lines) and all(line.kind in ("title", "subtitle", "speaker") for line in lines[: run.start])
    clauses = sum(1 for text in texts if re.search(_CLAUSE, text))
    return alone and len(sizes) >= 3 and min(sizes) >= 2 and not any(re.search("[。；]", text) for text in texts) and clauses >= 0.15 * len(texts)


def _is_song(texts: Sequence[str], sizes: Sequence[int]) -> bool:
    """Stanzas of as many short lines each, all with the signs of verse, each ended."""
    ends = list(accumulate(sizes))
    even = len(sizes) >= 2 and len(set(sizes)) == 1 and sizes[0] >= 3
    signs = all(re.search("[，、。！？；]$", text) and len(text) <= LONGEST_SUNG for text in texts)
    return even and signs and all(_ENDED.search(texts[end - 1]) for end in ends) and sum(1 for text in texts if text.endswith("，")) >= 0.3 * len(texts)


def stanzas(lines: Iterable[Line]) -> list[Line]:
    """Lines of verse one after another as one stanza each; stanzas that nothing stands between are one poem."""
    made: list[Line] = []
    poem, before = 0, None
    for line in lines:
        if line.kind != "verse" or not line.is_open or line.passage.group:
            made.append(line)
        elif before is None or before.kind != "verse" or not before.is_open:
            poem += 1
            made.append(replace(line, passage=replace(line.passage, group=f"stanza{poem}")))
        elif after_blank(before, line):
            made.append(replace(line, passage=replace(line.passage, group=f"stanza{poem}")))
        else:
            made[-1] = _joined(made[-1], line)
        before = line
    return made


def _joined(a: Line, b: Line) -> Line:
    at = len(a.text)
    moved = tuple(replace(mark, start=mark.start + at, end=mark.end + at) for mark in b.passage.marks)
    return replace(a, passage=replace(a.passage, text=a.text + b.text, marks=(*a.passage.marks, Mark(at, at, "break"), *moved)))
