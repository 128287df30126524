"""Proofs of what the book says of itself and of its table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publish.editions.daisy import xml
from publish.editions.daisy.case import Case
from publish.editions.daisy.model import CONTENT, MASTER, NCC
from publish.editions.daisy.opened import Line, heading
from publish.findings import Finding

DATE, NUMBER, TIME = r"\d{4}-\d{2}-\d{2}", r"\d+", r"\d{2,}:[0-5]\d:[0-5]\d"
ANY = r"(?s).*\S.*"
TAG = r"[a-z]{2,3}(-[A-Za-z0-9]+)*"
TOLD = {DATE: "YYYY-MM-DD", NUMBER: "0, 1, 2 …", TIME: "hh:mm:ss", ANY: "…", TAG: "zh-CN"}
"""How a message tells the form of a value."""

ONCE = {
    "dc:title": ANY, "dc:creator": ANY, "dc:publisher": ANY, "dc:date": DATE, "dc:identifier": ANY, "dc:language": TAG,
    "dc:format": xml.FORMAT, "ncc:charset": xml.CHARSET, "ncc:tocItems": NUMBER, "ncc:totalTime": TIME, "ncc:pageFront": NUMBER,
    "ncc:pageNormal": NUMBER, "ncc:pageSpecial": NUMBER, "ncc:setInfo": "1 of 1", "ncc:depth": "[1-6]",
    "ncc:files": NUMBER, "ncc:multimediaType": "audioFullText", "ncc:narrator": ANY, "ncc:generator": ANY, "ncc:producedDate": DATE,
}  # fmt: skip
"""The NCC's metas that stand there exactly once, with their values: what 2.02 requires, and what this edition always says."""

SOMETIMES = {"dc:rights": ANY, "dc:description": ANY, "ncc:footnotes": NUMBER}
"""At most once."""

COUNTED = {
    "ncc:pageFront": "page-front", "ncc:pageNormal": "page-normal", "ncc:pageSpecial": "page-special", "ncc:footnotes": "noteref",
    "ncc:sidebars": "sidebar", "ncc:prodNotes": "optional-prodnote",
}  # fmt: skip
"""Metas that count the NCC's spans of one class."""

OF_PART = {
    "dc:format": xml.FORMAT, "dc:identifier": ANY, "dc:title": ANY, "title": ANY, "ncc:generator": ANY, "ncc:totalElapsedTime": TIME,
    "ncc:timeInThisSmil": TIME,
}  # fmt: skip
"""A SMIL's metas, each exactly once, and no other."""

OF_MASTER = {name: OF_PART[name] for name in ("dc:format", "dc:identifier", "dc:title", "ncc:generator", "ncc:timeInThisSmil")}
OF_CONTENT = {name: OF_PART[name] for name in ("dc:title", "dc:identifier", "dc:format")}


def metas_are_there(case: Case) -> Iterator[Finding]:
    """Every meta of each document is known, there as often as it should be, and has a value of its form (check list 1, 2)."""
    yield from _metas(case, NCC, ONCE, SOMETIMES)
    for name, known in ((MASTER, OF_MASTER), (CONTENT, OF_CONTENT), *((name, OF_PART) for name in case.opened.smils)):
        yield from _metas(case, name, known, {})


def _metas(case: Case, name: str, once: dict[str, str], sometimes: dict[str, str]) -> Iterator[Finding]:
    counts = Counter(meta for meta, _ in case.opened.metas(name))
    for meta in {**once, **sometimes}:
        if counts[meta] > 1 or (counts[meta] < 1 and meta in once):
            yield case.found("E801", name, name=meta, found=f"×{counts[meta]}", expected="×1")
    known = {**once, **sometimes}
    for meta, content in case.opened.metas(name):
        if not re.fullmatch(known.get(meta, r"(?!)"), content):
            wanted = known.get(meta, "—")
            yield case.found("E801", name, name=meta, found=content, expected=TOLD.get(wanted, wanted))


def names_are_the_books(case: Case) -> Iterator[Finding]:
    """Title and identifier are the same in all files, a part's title is its heading's, all else is the book's (check list 20)."""
    about = case.book.about
    said = [(NCC, "dc:creator", about.creator), (NCC, "dc:publisher", about.publisher), (NCC, "dc:date", about.date.isoformat())]
    said += [(NCC, "dc:rights", about.rights), (NCC, "dc:description", about.description), (NCC, "dc:language", about.language)]
    said += [(NCC, "ncc:narrator", about.narrator), (NCC, "ncc:producedDate", case.produced.isoformat())]
    for name in case.opened.documents:
        said += [(name, "dc:title", about.title), (name, "dc:identifier", about.identifier)]
        said += [(name, "ncc:generator", xml.GENERATOR)] if name != CONTENT else []
    first = {line.file: line.text for line in reversed(case.opened.lines)}
    said += [(name, "title", first.get(name, "")) for name in case.opened.smils]
    for name, meta, expected in said:
        if (found := case.opened.value(name, meta)) != expected:
            yield case.found("E812", name, name=meta, found=found or "—", expected=expected or "—")


def figures_are_counted(case: Case) -> Iterator[Finding]:
    """Entries, pages, notes, depth and files, counted (check list 3, 15, 19)."""
    lines = case.opened.lines
    counted = {meta: sum(line.name == "span" and line.kind == kind for line in lines) for meta, kind in COUNTED.items()}
    counted |= {"ncc:tocItems": len(lines), "ncc:depth": max((line.level for line in lines), default=0), "ncc:files": len(case.opened.paths)}
    for meta, count in counted.items():
        said = case.opened.value(NCC, meta)
        if said != str(count) and (said or count):
            yield case.found("E802", NCC, name=meta, said=said or "—", counted=count)


def the_contents_have_their_form(case: Case) -> Iterator[Finding]:
    """Headings and references of notes only, the first an ``h1`` of class title; each with an id and one link with its text (check list 4)."""
    lines = case.opened.lines
    if not lines or (lines[0].name, lines[0].kind) != ("h1", "title"):
        yield case.found("E803", NCC, found=f"{lines[0].name} class={lines[0].kind}" if lines else "—")
    for line, child in zip(lines, case.opened.body(NCC), strict=True):
        known = line.level or (line.name, line.kind) == ("span", "noteref")
        links = [str(one.tag).rpartition("}")[2] for one in child]
        if not known or not line.id or links != ["a"] or (child.text or "").strip() or (child[0].tail or "").strip() or not line.text.strip():
            yield case.found("E803", NCC, found=f"{line.name} id={line.id} {line.text}")


def entries_lead_to_texts(case: Case) -> Iterator[Finding]:
    """An entry leads into a SMIL, to the ``text`` of a par; a heading's to a heading of the same level in the text (check list 5; the text of a
    heading that leads elsewhere is dropped by some players)."""
    shown = {(name, par.text_id): par.target for name in case.opened.smils for par in case.opened.pars(name)}
    levels = _levels(case)
    for line in case.opened.lines:
        target = shown.get((line.file, line.target))
        if target is None:
            yield case.found("E804", NCC, link=f"{line.file}#{line.target}")
        elif line.level and levels.get(target) != line.level:
            yield case.found("E804", NCC, link=f"{line.file}#{line.target} → {CONTENT}#{target}")


def _levels(case: Case) -> dict[str, int]:
    """The first sentence of each heading of the text → its level."""
    return {child[0].get("id", ""): level for child in case.opened.body(CONTENT) if (level := heading(str(child.tag))) and len(child)}


def the_contents_are_the_books(case: Case) -> Iterator[Finding]:
    """Every heading of the text is in the NCC, as the book has it, in reading order (check list 22)."""
    expected = [f"{entry.level} {entry.text}" for _, entry in case.book.entries]
    yield from case.differing("E816", NCC, [f"{line.level} {line.text}" for line in case.opened.lines], expected)
    listed = [_target(case, line) for line in case.opened.lines if line.level]
    yield from case.differing("E816", NCC, listed, [one for one, level in _levels(case).items() if level])


def _target(case: Case, line: Line) -> str:
    """The sentence that an entry leads to."""
    return next((par.target for par in case.opened.pars(line.file) if par.text_id == line.target), "—")


PROOFS = (
    metas_are_there, names_are_the_books, figures_are_counted, the_contents_have_their_form, entries_lead_to_texts, the_contents_are_the_books,
)  # fmt: skip
