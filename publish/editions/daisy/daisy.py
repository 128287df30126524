"""The edition: a folder with a DAISY 2.02 book, and the same as one zip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from publish import files
from publish.editions.daisy import compose, content, ncc, opened, proof, smil
from publish.editions.daisy.case import Case
from publish.editions.daisy.model import CONTENT, MASTER, NCC, Book, Part
from publish.editions.model import Publication
from publish.editions.shared import mpeg
from publish.findings import Finding, PublishError, fail


@dataclass(frozen=True)
class DaisyOptions:
    """``[editions.daisy]``. ``zip``: whether the book comes as one file, too, for downloads and for reader apps that open it so."""

    zip: bool = True


@dataclass
class Daisy:
    """``daisy/ncc.html`` … ``daisy/s001.mp3`` …, and ``<book>-daisy.zip``."""

    options: DaisyOptions = field(default_factory=DaisyOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "daisy"
    Options: ClassVar[type] = DaisyOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the book under temporary names, prove what was written, give it its names; raises :class:`PublishError` when a proof fails."""
        made, folder = compose.book(publication), into / "daisy"
        unproved: list[Path] = []
        try:
            for name, data in _files(made, publication):
                unproved.append(files.write(folder / f"{files.TEMPORARY_PREFIX}{name}", data))
            found = opened.folder(folder, files.TEMPORARY_PREFIX)
            _refuse(proof.book(Case(found, made, publication.stamp.date())))
            if self.options.zip:
                path = into / f"{files.TEMPORARY_PREFIX}{publication.slug}-daisy.zip"
                unproved.append(files.zip_whole(path, found.paths.items(), publication.stamp))
                _refuse(tuple(proof.packed(path, path.name.removeprefix(files.TEMPORARY_PREFIX), found)))
            return tuple(path.replace(path.with_name(path.name.removeprefix(files.TEMPORARY_PREFIX))) for path in unproved)
        finally:
            for path in unproved:
                path.unlink(missing_ok=True)


def _files(book: Book, publication: Publication) -> Iterator[tuple[str, bytes]]:
    """The book's files by name, in the order in which a simple player should find them."""
    yield NCC, ncc.page(book, publication.stamp.date())
    for part, elapsed in book.elapsed():
        yield f"{part.stem}.mp3", _sound(part)
        yield f"{part.stem}.smil", smil.part(book, part, elapsed)
    yield CONTENT, content.page(book)
    yield MASTER, smil.master(book)


def _sound(part: Part) -> bytes:
    """The narration's own MP3 from the first word of the text on. Raises ``E817`` for one that cannot be begun later."""
    data = part.source.read_bytes()
    made = mpeg.later(data, part.skip / 1000) if part.skip else data
    if made is None:
        raise fail("E817", part.source.name)
    return made


def _refuse(found: tuple[Finding, ...]) -> None:
    if found:
        raise PublishError(*found)
