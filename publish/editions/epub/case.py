"""What a proof of an e-book looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from publish import files
from publish.editions.epub.opened import Book, Item, Target
from publish.editions.model import Publication
from publish.editions.shared import colophon
from publish.findings import Finding, finding
from publish.manuscript.model import Section
from publish.reading.model import Sentence


@dataclass(frozen=True)
class Case:
    """What a proof looks at: the opened book and what it should hold."""

    book: Book
    publication: Publication
    ruby: bool

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that are read aloud, in order."""
        made = self.publication.manuscript
        return (*made.sections, *filter(None, [colophon.colophon(made)]))

    @cached_property
    def sentences(self) -> dict[str, list[Sentence]]:
        """The sentences that are read aloud by section, in order."""
        by_block = self.publication.reading.by_block()
        return {section.id: [s for block in section.blocks if not block.silent for s in by_block.get(block.id, ())] for section in self.sections}

    @cached_property
    def silent(self) -> frozenset[str]:
        """The sentences that are shown and not read aloud."""
        by_block = self.publication.reading.by_block()
        return frozenset(s.id for section in self.sections for block in section.blocks if block.silent for s in by_block.get(block.id, ()))

    @cached_property
    def targets(self) -> dict[str, list[Target]]:
        """The pars by document path."""
        return {item.path: list(self.book.targets(item)) for item in self.book.read_aloud}

    @property
    def name(self) -> str:
        """The e-book's final name."""
        return self.book.path.name.removeprefix(files.TEMPORARY_PREFIX)

    def pairs(self) -> Iterator[tuple[Item, Section]]:
        """Documents read aloud with the section each should be."""
        return zip(self.book.read_aloud, self.sections, strict=False)

    def found(self, code: str, item: Item | str, /, **values: object) -> Finding:
        name = item if isinstance(item, str) else item.path
        return finding(code, f"{self.name} {name}".strip(), **values)
