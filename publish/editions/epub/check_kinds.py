"""Proofs of an e-book about lists, tables, pictures and notes."""

from __future__ import annotations

from collections.abc import Iterator

from publish.editions.epub.case import Case
from publish.editions.epub.opened import NS
from publish.editions.shared import groups
from publish.editions.shared.tree import PICTURE
from publish.findings import Finding


def lists_and_tables_can_be_left(case: Case) -> Iterator[Finding]:
    """Sentences of a list, table, figure or note lie in one sequence that says so, and in no other (escapability, skippability: M-11)."""
    for item, section in case.pairs():
        inside = groups.stretches(section, case.publication.reading.by_block())
        for target in case.targets[item.path]:
            stretch = inside.get(target.fragment)
            wanted = (stretch.kind,) if stretch else ()
            if target.kinds != wanted:
                yield case.found("E133", item, sentence=target.fragment, found=", ".join(target.kinds) or "—", expected=", ".join(wanted) or "—")


def pictures_are_there(case: Case) -> Iterator[Finding]:
    """Every picture that the text shows is in the book, in the manifest, in its place, with its alternative text; no other picture is."""
    wanted = [(b.figure.file, b.text) for section in case.sections for b in section.blocks if b.figure and b.figure.file]
    shown = []
    for item in case.book.read_aloud:
        for picture in case.book.document(item).iterfind(".//h:img", NS):
            shown.append((picture.get("src", "").rpartition("/")[2], picture.get("alt", "") if picture.get("class") == PICTURE else ""))
    files = {item.path.rpartition("/")[2] for item in case.book.items.values() if item.kind.startswith("image/") and "cover-image" not in item.properties}
    if shown != wanted or files != {file for file, _ in wanted}:
        first = next((file for (file, alt), other in zip([*wanted, ("—", "")], [*shown, ("", "")], strict=False) if (file, alt) != other), "—")
        yield case.found("E134", "pictures", file=first)


def notes_lead_both_ways(case: Case) -> Iterator[Finding]:
    """Every link inside the book leads to an element that is there; every note that has a sign leads back to it."""
    ids = {item.path.rpartition("/")[2]: set(case.book.document(item).xpath("//@id")) for item in case.book.read_aloud}
    for item in case.book.read_aloud:
        document = case.book.document(item)
        for link in document.iterfind(".//h:a[@role]", NS):
            file, _, fragment = link.get("href", "").partition("#")
            if fragment not in ids.get(file or item.path.rpartition("/")[2], ()):
                yield case.found("E135", item, href=link.get("href", "—"))
    made = [b for section in case.sections for b in section.blocks]
    known = {b.id for b in made if b.kind == "note"}
    signs = {mark.value for b in made for mark in b.marks if mark.kind == "noteref" and mark.start < mark.end} & known
    backs = sum(1 for item in case.book.read_aloud for _ in case.book.document(item).iterfind(".//h:a[@role='doc-backlink']", NS))
    if backs != len(signs):
        yield case.found("E135", "notes", href=f"{backs} / {len(signs)}")
