"""What is known only when all passages are there: groups that were interrupted, lines of verse, the page's title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from publish.manuscript.model import Mark
from publish.manuscript.readers.html.inline import LONGEST_LINE
from publish.manuscript.source import Passage


def shaped(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Passages as the contract wants them: groups stand together, a poem's lines are its stanzas, marks do not repeat each other."""
    return tuple(_quiet(passage) for passage in _regrouped(_stanzas(_without_lines(tuple(passages)))))


def _without_lines(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages without the line that is printed above notes."""
    for passage, following in zip(passages, (*passages[1:], None), strict=False):
        if not (passage.kind == "separator" and following is not None and following.kind == "note"):
            yield passage


def _regrouped(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Groups with names of their own for each unbroken run; an item that opens one stands at depth 1."""
    counts: Counter[str] = Counter()
    for group, run in groupby(passages, key=lambda passage: passage.group):
        if not group:
            yield from run
            continue
        kind = re.sub(r"\d+$", "", group.partition("-")[0])
        members = list(run)
        if kind == "figure" and not any(passage.kind == "figure" for passage in members):
            yield from (replace(passage, kind=None, group="") for passage in members)  # its picture is not here
            continue
        counts[kind] += 1
        yield from _raised(members, f"{kind}{counts[kind]}")


def _raised(run: Sequence[Passage], name: str) -> Iterator[Passage]:
    levels = [passage.level for passage in run if passage.level]
    above = min(levels) - 1 if levels else 0
    last = 0
    for passage in run:
        level = min(passage.level - above, last + 1) if passage.kind == "item" else passage.level - above if passage.level else 0
        last = level or last
        yield replace(passage, group=name, level=level)


def _stanzas(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Poems whose lines are paragraphs of their own, as one stanza."""
    for (kind, group), run in groupby(passages, key=lambda passage: (passage.kind, passage.group)):
        lines = list(run)
        if kind == "verse" and group and len(lines) > 1 and all(_is_line(line) for line in lines):
            lines = [_stanza(lines)]
        yield from (replace(line, group=group.partition("-")[0]) for line in lines) if kind == "verse" else lines


def _is_line(passage: Passage) -> bool:
    return len(passage.text) <= LONGEST_LINE and not any(mark.kind == "break" for mark in passage.marks)


def _stanza(lines: Sequence[Passage]) -> Passage:
    text, marks = lines[0].text, list(lines[0].marks)
    for line in lines[1:]:
        space = "" if re.search(r"\W$", text) else " "
        marks.append(Mark(len(text), len(text) + len(space), "break"))
        at = len(text) + len(space)
        marks += [replace(mark, start=mark.start + at, end=mark.end + at) for mark in line.marks]
        text += space + line.text
    return replace(lines[0], text=text, marks=tuple(marks))


def _quiet(passage: Passage) -> Passage:
    """Marks each once; the sign of a note is not raised besides, code is not strong besides."""
    signs = {(mark.start, mark.end) for mark in passage.marks if mark.kind == "noteref"}
    kept = dict.fromkeys(
        mark
        for mark in passage.marks
        if not (mark.kind == "sup" and (mark.start, mark.end) in signs)
        and not (mark.kind == passage.kind == "code")
        and not (mark.kind == "language" and not _can_be(mark.value, passage.text[mark.start : mark.end]))
    )
    return replace(passage, marks=tuple(kept))


def _can_be(language: str, text: str) -> bool:
    """Whether a stretch can be in a language: Word calls every digit English, and many pages whole Chinese paragraphs."""
    has_han = re.search("[\u3400-\u9fff]", text) is not None
    return any(char.isalpha() for char in text) and (not has_han or language.partition("-")[0].lower() in ("zh", "ja", "ko", "yue"))


def titled(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The only heading of the highest level, when the text begins with it, is its title."""
    first = next((n for n, passage in enumerate(passages) if passage.kind not in ("figure", "separator")), None)
    if first is None or passages[first].kind != "heading":
        return tuple(passages)
    levels = [passage.level for passage in passages if passage.kind == "heading"]
    if levels.count(min(levels)) > 1 or passages[first].level != min(levels):
        return tuple(passages)
    return (*passages[:first], replace(passages[first], kind="title", level=0), *passages[first + 1 :])
