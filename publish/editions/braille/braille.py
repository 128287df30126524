"""The braille edition: ``braille/<book>.brf`` for embossers and readers, ``.pef``, ``.txt``, and ``…-braille.pdf`` for people who see.

A draft for a braille proof-reader: no machine divides Chinese into braille words as a press does, and the title page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec

from publish import files
from publish.editions.braille import brf, decisions, document, pef, readback, sighted
from publish.editions.braille.document import Bound, Edited
from publish.editions.braille.joining import Decision
from publish.editions.braille.layout import Grid
from publish.editions.braille.tables import BLANK
from publish.editions.model import Publication
from publish.editions.print import volumes
from publish.editions.shared import fonts
from publish.findings import Finding, PublishError, finding, worst


@dataclass(frozen=True)
class BrailleOptions:
    """``[editions.braille]``: ``cells`` in a line and ``lines`` of text on a page (GB/T 44725—2024: 30 and 25; displays and other makers have
    28, 32, 40), ``duplex`` printing (page numbers on front pages only), ``pages`` a volume may have, about. ``decisions`` come from
    ``braille.toml``."""

    cells: Annotated[int, msgspec.Meta(ge=20, le=48)] = 30
    lines: Annotated[int, msgspec.Meta(ge=10, le=40)] = 25
    duplex: bool = True
    pages: Annotated[int, msgspec.Meta(ge=20, le=400)] = 150
    decisions: tuple[Decision, ...] = field(default=(), metadata={"file": decisions.FILE})

    @property
    def grid(self) -> Grid:
        return Grid(self.cells, self.lines, self.duplex)


@dataclass
class Braille:
    """The edition. ``findings``: what a person should look at in the book last written."""

    options: BrailleOptions = field(default_factory=BrailleOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "braille"
    Options: ClassVar[type] = BrailleOptions

    @staticmethod
    def beside(folder: Path) -> dict[str, object]:
        """The options that lie in files beside ``book.toml``."""
        return {"decisions": decisions.load(folder)}

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the files when the cells read back as the reading; raises :class:`PublishError` when they do not."""
        grid = self.options.grid
        made = document.compose(publication, grid, self.options.pages, self.options.decisions)
        raw = [brf.written(volume.pages, grid) for volume in made.volumes]
        text = "".join(brf.unicode_text(volume.pages, grid) for volume in made.volumes)
        whole = pef.written([volume.pages for volume in made.volumes], grid, publication.manuscript.metadata, publication.stamp)
        found = (*made.findings, *decisions.unused(self.options.decisions, made.fired), *proof(publication, made, raw, text, whole, grid), *fonts.lacking(publication))
        self.findings = tuple(dict.fromkeys(found))
        if worst(self.findings) == "error":
            raise PublishError(*[one for one in self.findings if worst([one]) == "error"])
        folder = into / self.name
        names = volumes.file_names(publication.slug, len(raw))
        paths = [files.write(files.inside(folder, f"{name}.brf"), data) for name, data in zip(names, raw, strict=True)]
        paths += [files.write(files.inside(folder, f"{publication.slug}.pef"), whole), files.write(files.inside(folder, f"{publication.slug}.txt"), text)]
        return (*paths, *self._pictures(publication, made, folder))

    def _pictures(self, publication: Publication, made: Edited, folder: Path) -> Iterator[Path]:
        """The PDF of each volume."""
        count = len(made.volumes)
        names = volumes.file_names(f"{publication.slug}-braille", count)
        for number, (name, volume) in enumerate(zip(names, made.volumes, strict=True), 1):
            data = sighted.written(publication, volume.pages, self.options.grid, publication.own(volumes.title(number)) if count > 1 else "")
            yield files.write(files.inside(folder, f"{name}.pdf"), data)


def proof(publication: Publication, made: Edited, raw: Sequence[bytes], text: str, whole: bytes, grid: Grid) -> Iterator[Finding]:
    """The files as read back from their bytes: form (``E906``), and the cells of every block against its reading (``E903``)."""
    for number, data in enumerate(raw, 1):
        yield from (finding("E906", f"{publication.slug}.brf {number}", reason=reason) for reason in brf.faults(data, grid))
    yield from (finding("E906", f"{publication.slug}.txt", reason=reason) for reason in brf.unicode_faults(text))
    yield from (finding("E906", f"{publication.slug}.pef", reason=reason) for reason in pef.faults(whole))
    lines = lines_by_block(made.volumes, raw)
    sentences = publication.reading.by_block()
    for block in (block for section in publication.manuscript.sections for block in section.blocks):
        tokens = document.printed(block, sentences.get(block.id, ()))
        if found := readback.compare(BLANK.join(lines[block.id]), tokens, block.id):
            yield found


def lines_by_block(bound: Sequence[Bound], raw: Sequence[bytes]) -> dict[str, list[str]]:
    """The lines of the BRF files by the block they hold."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, (volume, data) in enumerate(zip(bound, raw, strict=True)):
        for page, lines in zip(volume.pages, brf.read(data), strict=True):
            for row, line in zip(page.rows, lines, strict=False):
                if row.block and not (number and page is volume.pages[0]):  # a later volume's title page says the title again
                    found[row.block].append(line)
    return found
