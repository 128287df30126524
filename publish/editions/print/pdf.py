"""The large-print editions: ``print`` (plain) and ``print-pinyin`` (pinyin above every word), A4, to read and to print.

Large type, wide lines' distance, left aligned, nothing slanted (standards.md O-07); tagged, with outline, language and page
numbers (section 8.1). The text layer equals the manuscript. A long book comes in volumes, each a file of its own.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from publish import files
from publish.editions.model import Publication
from publish.editions.print import typeset, volumes
from publish.editions.print.rows import GOES_ON, Rows
from publish.editions.print.volumes import Volume
from publish.editions.shared import fonts, pictures
from publish.editions.shared.weave import Weaver, weaver
from publish.findings import Finding
from publish.manuscript.model import Block, Picture, Section
from publish.own import region


@dataclass(frozen=True)
class PrintOptions:
    """``[editions.print]``: ``size`` of the text in points."""

    size: Literal[18, 22, 26] = 18


@dataclass(frozen=True)
class PinyinPrintOptions:
    """``[editions.print-pinyin]``: ``size`` of the text in points; the pinyin has a little more than half of it."""

    size: Literal[18, 22, 26] = 22


@dataclass
class Print:
    """The plain large-print edition."""

    options: PrintOptions | PinyinPrintOptions = field(default_factory=PrintOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "print"
    Options: ClassVar[type] = PrintOptions
    pinyin: ClassVar[bool] = False
    label: ClassVar[str] = "大字版"
    suffix: ClassVar[str] = "large-print"

    limit: ClassVar[int] = 240_000
    """Characters in a volume. The process that sets the plain book takes 60 MB and 1.05 MB for each thousand characters (measured
    with 22,533 to 225,843; ``make bench``, part ``print``): 310 MB at most."""

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """``<book>-large-print.pdf``; of a book beyond the limit ``<book>-large-print-1.pdf``, ``-2.pdf`` …"""
        stem, lacking = f"{publication.slug}-{self.suffix}", tuple(pictures.lacking(publication))
        publication = pictures.showable(publication)
        parts = divided(publication, self.limit)
        names = [f"{name}.pdf" for name in volumes.file_names(stem, len(parts))]
        paths = []
        for name, data in zip(names, contents(publication, parts, self), strict=True):
            paths.append(files.write(files.inside(into, name), typeset.pdf_apart("book.typ", data, publication.stamp)))
        _remove_others(into, stem, names)
        self.findings = (*lacking, *fonts.lacking(publication))
        return tuple(paths)


@dataclass
class PinyinPrint(Print):
    """The large-print edition with pinyin."""

    options: PrintOptions | PinyinPrintOptions = field(default_factory=PinyinPrintOptions)
    name: ClassVar[str] = "print-pinyin"
    Options: ClassVar[type] = PinyinPrintOptions
    pinyin: ClassVar[bool] = True
    label: ClassVar[str] = "大字拼音版"
    suffix: ClassVar[str] = "large-print-pinyin"
    limit: ClassVar[int] = 24_000
    """Characters in a volume. With pinyin it takes 105 MB and 11 MB for each thousand characters (11,238 to 45,123): 370 MB at
    most, whatever the size of the type. About 120 pages at 22 points, which a person can hold."""


def _remove_others(into: Path, stem: str, names: Sequence[str]) -> None:
    """Volumes of a former build, which another number of volumes left behind."""
    for path in into.glob(f"{glob.escape(stem)}*.pdf"):
        if path.name not in names and (path.stem == stem or re.fullmatch(r"-\d{1,3}", path.stem.removeprefix(stem))):
            path.unlink()


def divided(publication: Publication, limit: int) -> tuple[Volume, ...]:
    """The text behind the title page in volumes."""
    sections = publication.manuscript.sections
    taken = len(title_page(sections))
    body = (replace(sections[0], blocks=sections[0].blocks[taken:]), *sections[1:]) if taken else sections
    return volumes.divided(body, weaver(publication.reading).sentences, limit)


def title_page(sections: Sequence[Section]) -> tuple[Block, ...]:
    """What the title page takes from the first section: the title and what stands with it, when the text begins so."""
    first = sections[0]
    taken = tuple(block for block in first.blocks if block.kind in ("title", "subtitle", "speaker"))
    return taken if taken and taken[0].kind == "title" and taken == first.blocks[: len(taken)] else ()


def contents(publication: Publication, parts: Sequence[Volume], edition: Print) -> Iterator[dict[str, Any]]:
    """What ``book.typ`` is given for each volume, one after another: a long book's data need not be there all at once."""
    about, stamp = publication.manuscript.metadata, publication.stamp
    sentences = weaver(publication.reading).sentences
    shown = {picture.file: picture for picture in pictures.shown(publication)}
    begun: set[str] = set()
    for number, volume in enumerate(parts, 1):
        blocks = [block for section in volume.sections for block in section.blocks]
        notes = frozenset(block.id for block in blocks if block.kind == "note")
        rows = Rows(Weaver({**sentences, **volume.sentences}), edition.pinyin, edition.options.size, shown, notes)
        name = publication.own(volumes.title(number))
        of = name + publication.own(f"（共{volumes.numeral(len(parts))}册）") if len(parts) > 1 else ""
        yield {
            "title": f"{about.title}　{of}" if of else about.title,
            "author": about.speaker or about.issuer,
            "description": about.description or about.title,
            "date": {"year": stamp.year, "month": stamp.month, "day": stamp.day},
            "size": edition.options.size,
            "pinyin": edition.pinyin,
            "label": publication.own(f"{edition.label}　{edition.options.size} 磅"),
            "volume": [name, of] if of else [],
            "contents": publication.own("目录"),
            "others": others(parts, number, publication.own),
            "front": front(publication, rows),
            "sections": [rows.above(volume, publication.own(GOES_ON)), *(rows.section(section, _is_unseen(section, begun)) for section in volume.sections)],
            "colophon": rows.colophon(publication, last=number == len(parts), volume=publication.own(place(number, len(parts), edition.label))),
            "region": region(about.language).lower(),
            **_files(publication, blocks, shown),
        }


def front(publication: Publication, rows: Rows) -> dict[str, Any]:
    """The title page. ``unseen``: the name under which the contents lead to it, when the first section is that page and no more."""
    first, taken = publication.manuscript.sections[0], title_page(publication.manuscript.sections)
    made = rows.front(taken) or {"title": [publication.manuscript.metadata.title], "below": []}
    return {**made, "unseen": first.title if taken == first.blocks else ""}


def _is_unseen(section: Section, begun: set[str]) -> bool:
    """Whether a section begins here without a heading: the contents lead to it all the same. ``begun``: the sections of earlier volumes."""
    new = section.id not in begun
    begun.add(section.id)
    return new and not any(block.kind == "heading" for block in section.blocks)


def _files(publication: Publication, blocks: Sequence[Block], shown: Mapping[str, Picture]) -> dict[str, bytes]:
    """The pictures in a volume."""
    wanted = {block.figure.file for block in blocks if block.figure} & set(shown)
    return {file: pictures.path(publication, shown[file]).read_bytes() for file in sorted(wanted)}


def others(parts: Sequence[Volume], number: int, own: Callable[[str], str] = str) -> list[tuple[str, list[str]]]:
    """What is in the other volumes: their names and the headings of their highest sections. ``own``: see :meth:`Publication.own`."""
    levels = sorted(section.level for volume in parts for section in volume.sections if volumes.heading(section))
    if len(parts) == 1 or not levels:
        return []
    highest = next((level for level in levels if levels.count(level) > 1), levels[0])
    return [(own(volumes.title(other)), _titles(volume, highest, own(GOES_ON))) for other, volume in enumerate(parts, 1) if other != number]


def _titles(volume: Volume, highest: int, goes_on: str) -> list[str]:
    begun = [head.text for section in volume.sections if section.level <= highest and (head := volumes.heading(section))]
    return [f"{block.text}{goes_on}" for level, block in volume.above if level == highest] + begun


def place(number: int, count: int, label: str) -> str:
    """Where a volume belongs, for its last page; empty for a book in one volume."""
    if count == 1:
        return ""
    after = f"下接{volumes.title(number + 1)}" if number < count else "也是最后一册"
    return f"本书的{label}共{volumes.numeral(count)}册，这是{volumes.title(number)}，{after}。"
