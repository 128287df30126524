"""What all stories of a document share: its parts, styles and numbers, and what is collected on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publish.manuscript.readers.docx.fields import Fields
from publish.manuscript.readers.docx.notes import Notes
from publish.manuscript.readers.docx.numbering import Numbering
from publish.manuscript.readers.docx.package import Package
from publish.manuscript.readers.docx.pictures import Pictures
from publish.manuscript.readers.docx.styles import Styles
from publish.manuscript.readers.docx.told import Told


@dataclass
class Context:
    """One document being read. ``comments``: their texts by id, to tell which were left out."""

    package: Package
    styles: Styles
    numbering: Numbering
    notes: Notes
    pictures: Pictures
    told: Told
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Story:
    """One text of the document (the main one, a note, a header): its ``part``, the fields open in it, the ``place`` it has come to, and whether the
    paragraph there shows a page number, or lies in a table of contents.
    """

    context: Context
    part: str
    fields: Fields = field(default_factory=Fields)
    place: str = ""
    has_page: bool = False
    has_contents: bool = False

    def tell(self, code: str, words: str = "") -> None:
        """Something was met here."""
        self.context.told.tell(code, self.place, words)

    def relation(self, identity: str | None) -> tuple[str, bool]:
        """Target of a relation of this part, and whether it lies outside the document; ``("", False)`` when there is none."""
        found = self.context.package.relations(self.part).get(identity or "")
        return (found.target, found.external) if found else ("", False)
