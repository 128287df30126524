"""The parts of a Word document and how they point at each other (OPC: ECMA-376 part 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from publish.findings import PublishError, fail
from publish.manuscript.readers.archive import Archive, parse
from publish.manuscript.readers.docx.ooxml import STRICT, Element, tag

OTHERS = {"xl/workbook.xml": "Excel", "ppt/presentation.xml": "PowerPoint", "content.xml": "OpenDocument", "meta-inf/container.xml": "EPUB"}
"""A part that says that a zip is a document of another kind."""


@dataclass(frozen=True)
class Relation:
    """Where a part points: ``kind`` is the last word of its type (``styles``, ``image``, ``hyperlink``); ``target`` a part, or an address
    when ``external``.
    """

    kind: str
    target: str
    external: bool


class Package:
    """A Word document as a zip of parts."""

    def __init__(self, archive: Archive) -> None:
        """Raises ``S125`` when there is no text in it, or it is no Word document at all."""
        self.archive, self.name = archive, archive.name
        self._relations: dict[str, Mapping[str, Relation]] = {}
        main = self._first("", "officeDocument")
        self.main = main if main in archive else "word/document.xml"
        other = next((kind for part, kind in OTHERS.items() if part in archive), "")
        if self.main not in archive or other:
            raise fail("S125", self.name, kind=other or "ZIP")

    def root(self, part: str) -> Element:
        """The XML of ``part``. Raises what :meth:`Archive.xml` raises."""
        return self.archive.xml(part, substitutes=STRICT)

    def related(self, kind: str) -> Element | None:
        """The XML of the part that the text points at as its ``kind`` (``styles``, ``numbering`` …), or None."""
        part = self._first(self.main, kind)
        return self.root(part) if part in self.archive else None

    def part(self, kind: str) -> str:
        """The name of that part; empty when there is none."""
        part = self._first(self.main, kind)
        return part if part in self.archive else ""

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Where ``part`` points, by id; ``""`` is the package itself. Damaged relations are none: what needs one says so at its place."""
        if part not in self._relations:
            member = join(dirname(part), "_rels", part.rsplit("/", 1)[-1] + ".rels")
            self._relations[part] = self._read(member, dirname(part)) if member in self.archive else {}
        return self._relations[part]

    def _read(self, member: str, folder: str) -> dict[str, Relation]:
        try:
            root = parse(self.name, self.archive.read(member), member)
        except PublishError as error:
            if error.findings[0].code != "S124":
                raise
            return {}
        made = {}
        for found in root.iter(tag("rel:Relationship")):
            target, external = found.get("Target", ""), found.get("TargetMode") == "External"
            if not external:
                target = normpath(join(folder, unquote(target.partition("#")[0]))).lstrip("/")
            made[found.get("Id", "")] = Relation(found.get("Type", "").rsplit("/", 1)[-1], target, external)
        return made

    def _first(self, part: str, kind: str) -> str:
        return next((relation.target for relation in self.relations(part).values() if relation.kind == kind and not relation.external), "")
