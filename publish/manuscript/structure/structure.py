"""Lines become sections and blocks. Nothing is lost, doubled or changed: the blocks' texts are the lines, in order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publish.findings import Finding, finding
from publish.manuscript.model import Block, ManuscriptOptions, Section, SectionKind
from publish.manuscript.source import Passage
from publish.manuscript.structure import contents, front, ladder, lists, notemarks, notes, plainlists, poems, runin, unnumbered, verse
from publish.manuscript.structure import line as lines_of
from publish.manuscript.structure.line import Line

WORTH_HEADINGS = 2000
"""Characters from which a text without headings is worth a word: a letter or a notice needs none."""

_SEPARATOR = re.compile(r"(?:[*＊☆★※◇◆~～—－_=＝-][ 　]*){3,60}")

CLOSING_TITLE = "结束语"

WORDLESS = ("前言", "章", "回", "幕", "场")
"""Rungs on which a number is enough of a heading."""

_MID_LADDER = ("1.1.1", "1.1", "1.", "（1）", "①", "（一）", "一、")
"""Rungs that also number lists. A 章 or 节 never does."""


def structure(passages: Iterable[Passage], name: str, title: str, options: ManuscriptOptions = ManuscriptOptions()) -> tuple[tuple[Section, ...], tuple[Finding, ...]]:
    """Sections of the ``passages`` of the document ``name``. ``title`` names the front section, which has no heading of its own. A text
    without headings is one chapter of that name."""
    known = front.classify([lines_of.of(passage, name) for passage in notes.moved(notemarks.found(tuple(passages)), options.notes != "after")])
    known = unnumbered.headings(poems.found(_alike(_headings(contents.found(known)))))
    known = plainlists.found(_without_lists(known))
    known = unnumbered.writers(verse.found(poems.stanzas(lists.settled(known))))
    findings = list(_checks(known))
    parts = _parts(known)
    systematic = options.run_in == "auto" and runin.is_systematic([line.text for line in known if line.kind == "paragraph"])
    if systematic:
        parts = _tails(parts)
    parts = _heard(_closing(parts))
    if not any(part.kind == "chapter" for part in parts):
        parts = [replace(part, kind="chapter") if part.kind == "front" else part for part in parts]
    opened = options.run_in == "auto" and unnumbered.are_opened(known)
    sections = _numbered(parts, title, systematic, opened, options.notes == "none")
    return sections, tuple(findings)


@dataclass(frozen=True)
class Part:
    """A section before its blocks have ids."""

    kind: SectionKind
    level: int
    lines: tuple[Line, ...]


def _headings(lines: Sequence[Line]) -> list[Line]:
    """Lines that are headings by their number, once the front matter is known."""
    out = []
    for line in lines:
        if line.is_open and line.kind == "paragraph" and _SEPARATOR.fullmatch(line.text):
            line = replace(line, passage=replace(line.passage, kind="separator"), kind="separator")
        step = ladder.step(line.text) if line.is_open and line.kind == "paragraph" else None
        out.append(replace(line, kind="heading", step=step) if step else line)
    return out


def _alike(lines: list[Line]) -> list[Line]:
    """Lines with a full stop at their end that stand in the sequence of headings on their rung: （一）… and （二）…。 are headings alike."""
    out, last = list(lines), dict[str, int]()
    for n, line in enumerate(lines):
        step = line.step or (ladder.step(line.text[:-1]) if line.is_open and line.kind == "paragraph" and line.text.endswith("。") else None)
        if step is None or step.rung not in ("（一）", "一、"):
            continue
        follows = next((other.step for other in lines[n + 1 :] if other.step and other.step.rung == step.rung), None)
        beside = last.get(step.rung) == step.number - 1 or (follows is not None and follows.number == step.number + 1)
        if line.step or beside:
            out[n] = replace(line, kind="heading", step=step)
            last[step.rung] = step.number
    return out


def _without_lists(lines: list[Line]) -> list[Line]:
    """Short numbered items one right after another are a list, not headings: a rung is one when all its lines come so."""
    runs = _runs(lines)
    listed = {rung for rung in _MID_LADDER if rung in runs and all(_is_list(lines, run, rung) for run in runs[rung])}
    return [replace(line, kind="paragraph", step=None) if line.step and line.step.rung in listed else line for line in lines]


def _runs(lines: Sequence[Line]) -> dict[str, list[range]]:
    """For each rung, the stretches of lines on it that follow each other."""
    runs: dict[str, list[range]] = {}
    start = 0
    for rung, group in groupby(lines, key=lambda line: line.step.rung if line.step else ""):
        end = start + len(list(group))
        if rung:
            runs.setdefault(rung, []).append(range(start, end))
        start = end
    return runs


def _is_list(lines: Sequence[Line], run: range, rung: str) -> bool:
    """Two lines or more with nothing in between, and nothing below the last: text after three items or more is not theirs,
    unless they stand on the top rung.
    """
    follows = lines[run.stop] if run.stop < len(lines) else None
    has_text = follows is not None and follows.kind == "paragraph"
    return len(run) >= 2 and (not has_text or (len(run) >= 3 and rung != "一、"))


def _above(styled: Iterable[int], level: int) -> Iterator[int]:
    """The levels of the path under which a heading of ``level`` stands."""
    return itertools.takewhile(lambda one: one < level, styled)


def _parts(lines: Sequence[Line]) -> list[Part]:
    """Cut at headings. The level is the depth of the rung on the path of rungs that lead to it, in order of appearance."""
    parts: list[Part] = []
    path: list[str] = []
    styled: list[int] = []
    held: list[Line] = []
    level = 1
    kind: SectionKind = "front"
    for line in lines:
        if not line.heads:
            held.append(line)
            continue
        if held:
            parts.append(Part(kind, level, tuple(held)))
        if line.step is None:
            styled, path = [*_above(styled, line.passage.level), line.passage.level], []
            level = len(styled)
        else:
            under, path = _climb(path, line.step.rung)
            level = len(styled) + under
        kind, held = "chapter", [line]
    if held:
        parts.append(Part(kind, level, tuple(held)))
    return parts


def _climb(path: list[str], rung: str) -> tuple[int, list[str]]:
    """The level of a heading on ``rung``, and the path below it. 前言 and its like stand at the top, beside what is there."""
    if rung == "前言":
        return 1, path[:1]
    path = path[: path.index(rung) + 1] if rung in path else [*path, rung]
    return len(path), path


def _tails(parts: list[Part]) -> list[Part]:
    """In a document whose paragraphs open with run-in headings, plain paragraphs at the end of a last sub-section close
    the section above it.
    """
    out: list[Part] = []
    for n, part in enumerate(parts):
        ends_parent = n + 1 == len(parts) or parts[n + 1].level < part.level
        cut = _plain_end(part.lines) if ends_parent and part.level > 1 else len(part.lines)
        out.append(replace(part, lines=part.lines[:cut]))
        if cut < len(part.lines):
            out.append(Part("tail", part.level - 1, part.lines[cut:]))
    return out


def _plain_end(lines: Sequence[Line]) -> int:
    """Where the plain paragraphs begin that follow the last one with a run-in heading; the end when there are none."""
    opened = [n for n, line in enumerate(lines) if line.kind == "paragraph" and runin.length(line.text)]
    if not opened:
        return len(lines)
    cut = opened[-1] + 1
    return cut if all(line.kind == "paragraph" for line in lines[cut:]) else len(lines)


def _closing(parts: list[Part]) -> list[Part]:
    """The salutation said again near the end opens the closing words."""
    if len(parts) < 2:
        return parts
    last = parts[-1]
    again = [n for n, line in enumerate(last.lines) if line.kind == "salutation" and line.text[-1] in "！!"]
    if not again or last.kind == "front":
        return parts
    cut = again[-1]
    kept = [replace(last, lines=last.lines[:cut])] if cut else []
    return [*parts[:-1], *kept, Part("closing", 1, last.lines[cut:])]


def _heard(parts: Sequence[Part]) -> list[Part]:
    """Parts of which nothing can be said (an ornament before the first heading) are joined with the one after, the last with the one before."""
    made: list[Part] = []
    held: tuple[Line, ...] = ()
    for part in parts:
        lines = (*held, *part.lines)
        if any(map(_is_said, lines)):
            made.append(replace(part, lines=lines))
            held = ()
        else:
            held = lines
    if held and made:
        return [*made[:-1], replace(made[-1], lines=(*made[-1].lines, *held))]
    return made or list(parts)


def _is_said(line: Line) -> bool:
    """Whether there is something to say: words, or that there is a picture."""
    figure = line.passage.figure
    return any(map(str.isalnum, line.text)) or bool(figure and figure.file and not figure.decorative)


def _numbered(parts: Sequence[Part], title: str, run_in: bool, opened: bool, silent: bool) -> tuple[Section, ...]:
    sections, number = [], 0
    keys = _keys(line for part in parts for line in part.lines)
    for n, part in enumerate(parts, 1):
        blocks = []
        for line in part.lines:
            number += 1
            blocks.append(_block(f"b{number:03}", line, part.level, run_in, opened, silent, keys))
        sections.append(Section(f"s{n:03}", part.level, _title(part, title), tuple(blocks), part.kind))
    return tuple(sections)


def _keys(lines: Iterable[Line]) -> dict[str, str]:
    """Key of a note → id of its first block, as :func:`_numbered` counts them."""
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if line.passage.note:
            keys.setdefault(line.passage.note, f"b{number:03}")
    return keys


def _block(identity: str, line: Line, level: int, run_in: bool, opened: bool, silent: bool, notes: Mapping[str, str]) -> Block:
    passage = line.passage
    opening = runin.marks(line.text) if run_in and line.is_open and line.kind == "paragraph" else ()
    if opened and line.is_open and line.kind == "paragraph":
        opening = unnumbered.opening(line.text) or opening
    marks = (replace(mark, value=notes.get(mark.value, "")) if mark.kind == "noteref" else mark for mark in passage.marks)
    return Block(
        identity, line.kind, line.text, (*opening, *marks), line.where, level if line.heads else passage.level, passage.label, passage.group,
        passage.cell, passage.figure, silent and bool(passage.note),
    )  # fmt: skip


def _title(part: Part, title: str) -> str:
    if part.kind == "closing":
        return CLOSING_TITLE
    if part.kind == "tail":
        return first_clause(part.lines[0].text)
    return next((line.text for line in part.lines if line.heads and part.kind == "chapter"), title)


def first_clause(text: str, longest: int = 24) -> str:
    """The words up to the first sign, for a name in the table of contents."""
    clause = re.split(r"[，。；：！？,;:!?]", text, maxsplit=1)[0]
    return clause if 0 < len(clause) <= longest else text[:longest] + "…"


def _checks(lines: Sequence[Line]) -> Iterable[Finding]:
    """What a person should look at: no headings, empty ones, numbers that jump."""
    steps = [(n, line) for n, line in enumerate(lines) if line.step]
    if not any(line.heads for line in lines) and sum(len(line.text) for line in lines) >= WORTH_HEADINGS:
        yield finding("S301", lines[0].where if lines else "")
    for n, line in steps:
        if line.step and not line.step.words and line.step.rung not in WORDLESS:
            yield finding("S302", line.where, heading=line.text)
        follows = lines[n + 1] if n + 1 < len(lines) else None
        if follows is None or (follows.step and line.step and follows.step.rung == line.step.rung):
            yield finding("S303", line.where, heading=line.text)
    yield from _jumps([line for _, line in steps])


def _jumps(headings: Sequence[Line]) -> Iterable[Finding]:
    last: dict[str, Line] = {}
    for line in headings:
        step = line.step
        if step is None or not step.number:
            continue
        before = last.get(step.rung)
        if before and before.step and step.number not in (1, before.step.number + 1):
            yield finding("S304", line.where, before=before.text, heading=line.text)
        last[step.rung] = line
