"""The reader of ``.pdf``: what has a text layer. Everything it finds is what the page shows; which lines are one is decided on record (``Document.joints``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publish.findings import Finding, PublishError, fail, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.pdf import contents, furniture
from publish.manuscript.readers.pdf.ask import Pdf, Sheet, ask
from publish.manuscript.readers.pdf.columns import on_pages, settled
from publish.manuscript.readers.pdf.joining import Joining, Line
from publish.manuscript.readers.pdf.lines import CELLS, Row, merged, rows, stretches
from publish.manuscript.readers.pdf.notes import Notes
from publish.manuscript.readers.pdf.sizes import headings
from publish.manuscript.source import Claim, Document, Joint, Passage, placed

LEAST = 10
"""A document with pictures and fewer characters is a scan."""

_PROGRAM = re.compile(r"(?i)^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|无标题.*|未命名.*|.*\.(?:docx?|wps|odt|rtf|pptx?|xlsx?|pdf|indd|tex)|python-docx)$")
"""Titles and authors that a program filled in."""


def read(name: str, data: bytes, options: ManuscriptOptions = ManuscriptOptions()) -> Document:
    """Raises ``S102`` (empty), ``S160`` (a password), ``S161`` (a scan), ``S162`` (damaged), ``S163`` (too large)."""
    if not data:
        raise fail("S102", name)
    pdf = ask(name, data)
    if sum(not glyph.char.isspace() for sheet in pdf.sheets for glyph in sheet.glyphs) < LEAST and any(sheet.pictures for sheet in pdf.sheets):
        raise PublishError(finding("S161", name, pages=len(pdf.sheets)))
    told: list[Finding] = []
    lines = _lines(name, pdf, told)
    if not lines:
        raise fail("S102", name)
    passages, joints = _passages(lines)
    return Document(
        name, placed(passages), claims=tuple(_claims(pdf)), findings=(finding("S164", name), *told, *_told(name, pdf, lines)), flows=True, joints=joints
    )  # fmt: skip


def _lines(name: str, pdf: Pdf, told: list[Finding]) -> list[Line]:
    """The lines of the text in order of reading, without what belongs to the pages."""
    pages: list[list[Row]] = []
    vertical: list[int] = []
    for sheet in pdf.sheets:
        found, is_vertical = stretches(sheet)
        pages.append(rows(found))
        vertical += [sheet.number] * is_vertical
    taken = furniture.of(pages, [sheet.width if sheet.number in vertical else sheet.height for sheet in pdf.sheets])
    left_out = [merged(pages[page][at]).text for page, rows_of in enumerate(taken) for at in sorted(rows_of)]
    if left_out:
        told.append(finding("S165", name, count=len(left_out), which=_some(left_out)))
    if vertical:
        told.append(finding("S169", f"{name}:p{vertical[0]}", count=len(vertical)))
    widths = [sheet.height if sheet.number in vertical else sheet.width for sheet in pdf.sheets]
    lines = list(_placed(pages, taken, widths))
    entries = contents.of(lines, len(pdf.sheets))
    if entries:
        told.append(finding("S173", f"{name}:p{lines[min(entries)].page} l{lines[min(entries)].row}", count=len(entries), which=_some([lines[at].text for at in sorted(entries)])))
    return [line for at, line in enumerate(lines) if at not in entries]


def _placed(pages: Sequence[Sequence[Row]], taken: Sequence[frozenset[int]], widths: Sequence[float]) -> Iterator[Line]:
    kept = [[one for at, row in enumerate(own) if at not in taken[number] for one in row] for number, own in enumerate(pages)]
    for number, made in enumerate(settled(on_pages(kept), widths), 1):
        count = 0
        for at, column in enumerate(made):
            for body in column.lines:
                count += 1
                yield Line(body, number, count, at, column.left, column.right)


def _passages(lines: list[Line]) -> tuple[list[Passage], tuple[Joint, ...]]:
    """A passage a line, notes behind the paragraph that a page's end cut, and how lines meet."""
    size = Joining(lines).size
    notes = Notes(lines, size)
    body = [line for line in lines if notes.key(line) is None]
    joining = Joining(body)
    meet = joining.joints()
    heads = headings(body, meet, joining.size)
    made: list[Passage] = []
    joints: list[Joint] = []
    due = [line for line in lines if notes.key(line) is not None]
    for at, line in enumerate(body):
        head = heads.get(at)
        made.append(Passage(line.text, head[0] if head else None, f"p{line.page} l{line.row}", head[1] if head else 0, marks=notes.marks(line)))
        if at in meet:
            joints.append(replace(meet[at], number=len(made)))
        if at not in meet or not meet[at].joined:
            ready = [one for one in due if one.page < line.page or at + 1 == len(body) or (one.page == line.page and body[at + 1].page > line.page)]
            if ready and at in meet:
                joints.pop()
            joints += _notes(ready, notes, made)
            due = [one for one in due if one not in ready]
    joints += _notes(due, notes, made)
    return made, tuple(joints)


def _notes(lines: Sequence[Line], notes: Notes, made: list[Passage]) -> Iterator[Joint]:
    """Add the lines of notes to ``made``; how those of one note meet."""
    meet = Joining(lines).joints() if lines else {}
    for at, line in enumerate(lines):
        note = notes.key(line) or ""
        made.append(Passage(line.text, "note", f"p{line.page} l{line.row}", label=notes.label(line), group=note, note=note))
        if at + 1 < len(lines) and notes.key(lines[at + 1]) == note:
            joint = meet.get(at)
            yield replace(joint, number=len(made), joined=True) if joint else Joint(len(made), "\n", "", True, False)


def _claims(pdf: Pdf) -> Iterator[Claim]:
    """What the document information says; not what a program put there by itself."""
    for key, field in (("Title", "title"), ("Author", "author")):
        value = " ".join(pdf.info.get(key, "").split())
        if value and not _PROGRAM.match(value):
            yield Claim("title" if field == "title" else "author", value, f"PDF {key}")


def _told(name: str, pdf: Pdf, lines: Sequence[Line]) -> Iterator[Finding]:
    """What was left out, and where the pages do not say how the text runs."""
    pictures = [sheet for sheet in pdf.sheets if sheet.pictures]
    if pictures:
        yield finding("S166", f"{name}:p{pictures[0].number}", count=sum(sheet.pictures for sheet in pictures), pages=_pages(pictures))
    empty = [sheet for sheet in pictures if not any(not glyph.char.isspace() for glyph in sheet.glyphs)]
    if empty:
        yield finding("S167", f"{name}:p{empty[0].number}", count=len(empty), pages=_pages(empty))
    tables = [line for line in lines if CELLS in line.text]
    if tables:
        yield finding("S168", f"{name}:p{tables[0].page} l{tables[0].row}", count=len(tables), which=_some([line.text for line in tables]))
    slanted = [sheet for sheet in pdf.sheets if sheet.slanted.strip()]
    if slanted:
        yield finding("S171", f"{name}:p{slanted[0].number}", count=len(slanted), which=_some(list(dict.fromkeys(sheet.slanted.strip() for sheet in slanted))))
    broken = [sheet for sheet in pdf.sheets if sheet.broken]
    if broken:
        yield finding("S172", f"{name}:p{broken[0].number}", count=len(broken), pages=_pages(broken))


def _some(texts: Sequence[str]) -> str:
    """The first few, each kind once."""
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(furniture.key(text), text)
    return "｜".join(text[:24] for text in list(seen.values())[:6])


def _pages(sheets: Sequence[Sheet]) -> str:
    numbers = [str(sheet.number) for sheet in sheets]
    return "、".join(numbers[:8]) + ("…" if len(numbers) > 8 else "")


