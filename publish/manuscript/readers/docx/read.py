"""A Word document becomes a :class:`publish.manuscript.source.Document`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.archive import Archive
from publish.manuscript.readers.captions import captioned
from publish.manuscript.readers.docx import furniture
from publish.manuscript.readers.docx.body import Body
from publish.manuscript.readers.docx.claims import claims
from publish.manuscript.readers.docx.context import Context, Story
from publish.manuscript.readers.docx.fields import Fields
from publish.manuscript.readers.docx.groups import grouped
from publish.manuscript.readers.docx.notes import Note, Notes
from publish.manuscript.readers.docx.numbering import TIGHT, Numbering
from publish.manuscript.readers.docx.ooxml import Element, tag, text_of
from publish.manuscript.readers.docx.package import Package
from publish.manuscript.readers.docx.pictures import Pictures
from publish.manuscript.readers.docx.styles import Styles
from publish.manuscript.readers.docx.titles import titled
from publish.manuscript.readers.docx.told import Told
from publish.manuscript.readers.docx.words import prefixed
from publish.manuscript.source import Claim, Document, Passage, placed

_KNOWN_OUTSIDE = ("hyperlink", "image")
"""What a document may point at outside itself: a link is text, and a picture that is not in it is told where it stands."""


def read(name: str, data: bytes, options: ManuscriptOptions = ManuscriptOptions()) -> Document:
    """Read a ``.docx``. Raises ``S120`` to ``S125``: damaged, built to do harm, behind a password, no Word document."""
    package = Package(Archive(name, data))
    root = package.root(package.main)
    context = _context(package, root)
    body = Body(Story(context, package.main, Fields(root)))
    body.walk(_text(root))
    passages = [*titled(captioned(grouped(body.passages))), *_notes(context)]
    furniture.tell(context)
    _outside(context)
    own = _claims(package)
    return Document(name, placed(passages), claims=own, images=context.pictures.images, findings=context.told.findings(), flows=True)


def _text(root: Element) -> Element:
    found = root.find(tag("w:body"))
    return root if found is None else found


def _context(package: Package, root: Element) -> Context:
    styles = Styles(package.related("styles"))
    roots = {"footnote": package.related("footnotes"), "endnote": package.related("endnotes")}
    notes = Notes(roots, package.related("settings"), list(root.iter(tag("w:sectPr"))))
    comments = package.related("comments")
    texts = {one.get(tag("w:id"), ""): text_of(one) for one in comments.iter(tag("w:comment"))} if comments is not None else {}
    return Context(package, styles, Numbering(package.related("numbering"), styles), notes, Pictures(package), Told(package.name), texts)


def _notes(context: Context) -> Iterator[Passage]:
    """The notes that the text points at, each under the sign printed for it."""
    for note in context.notes.taken():
        part = context.package.part(f"{note.kind}s")
        body = Body(Story(context, part, Fields(note.element)), f"{note.key} ¶")
        body.walk(note.element)
        texts = [passage for passage in grouped(body.passages) if passage.text or passage.figure]
        for nth, passage in enumerate(texts):
            yield _in_note(passage, note, first=nth == 0)


def _in_note(passage: Passage, note: Note, first: bool) -> Passage:
    own = replace(passage, note=note.key, group=note.key, level=0, cell=None)
    if passage.kind == "figure":
        return own
    label = note.sign if first and _is_signed(note) else ""
    if not label:
        return replace(own, kind="note")
    gap = "" if TIGHT.search(label) else " "
    [(text, marks)] = prefixed([(passage.text, passage.marks)], label + gap)
    return replace(own, kind="note", text=text, marks=marks, label=label)


def _is_signed(note: Note) -> bool:
    """Whether the note repeats its sign: its text has the place for it."""
    return next(note.element.iter(tag("w:footnoteRef"), tag("w:endnoteRef")), None) is not None


def _outside(context: Context) -> None:
    """Tell what the document wants from outside, and its macros: nothing of it was looked at."""
    package = context.package
    parts = [package.main, *(part for kind in ("settings", "numbering") if (part := package.part(kind)))]
    for part in parts:
        for relation in package.relations(part).values():
            if (relation.external and relation.kind not in _KNOWN_OUTSIDE) or relation.kind == "vbaProject":
                context.told.tell("S135", "", relation.target if relation.external else "VBA")


def _claims(package: Package) -> tuple[Claim, ...]:
    found = {relation.kind: relation.target for relation in package.relations("").values() if not relation.external}
    roots = (package.root(part) if (part := found.get(kind, "")) in package.archive else None for kind in ("core-properties", "extended-properties"))
    return claims(*roots)
