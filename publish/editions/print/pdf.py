"""The large-print editions: ``print`` (plain) and ``print-pinyin`` (pinyin above every word), A4, to read and to print.

Large type, wide lines' distance, left aligned, nothing slanted (standards.md O-07); tagged, with outline, language and page
numbers (section 8.1). The text layer equals the manuscript. A long book comes in volumes, each a file of its own.
"""

from __future__ import annotations

import glob
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from publish import files
from publish.editions.model import Publication
from publish.editions.print import typeset, volumes
from publish.editions.print.volumes import Volume
from publish.editions.shared import fonts
from publish.editions.shared.weave import Weaver, run_in, weaver
from publish.findings import Finding
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript, Section
from publish.reading.model import Sentence

GAP = 0.22
"""Least distance between the pinyin of two neighbours, in em of the text (CLREQ 3.3: about a quarter of the pinyin's em, or more)."""

PINYIN_SIZE = 0.56
"""Pinyin to text; the same number as ``small`` in ``book.typ``."""

GROUP = 32
"""Words in a group. A page asks only for the groups that lie on it (``book.typ``)."""

GOES_ON = "（续）"
"""Behind a heading whose section an earlier volume began."""

Item = str | tuple[str, str, str, float, str]
"""A plain string, or a word: marks before it, the word, its pinyin, its width in em, marks after it."""

Numbered = str | tuple[str, str, str, float, str, str, bool]
"""The same with the name of the word's group, and whether it is its first."""

Row = tuple[str, int, str, list[Numbered]]
"""A block for the template: kind, level, plain text, items."""


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
        stem = f"{publication.slug}-{self.suffix}"
        parts = divided(publication, self.limit)
        names = [f"{name}.pdf" for name in volumes.file_names(stem, len(parts))]
        paths = []
        for name, data in zip(names, contents(publication, parts, self), strict=True):
            paths.append(files.write(files.inside(into, name), typeset.pdf_apart("book.typ", data, publication.stamp)))
        _remove_others(into, stem, names)
        self.findings = fonts.lacking(publication)
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
    for number, volume in enumerate(parts, 1):
        rows = Rows(Weaver({**sentences, **volume.sentences}), edition.pinyin)
        of = f"{volumes.title(number)}（共{volumes.numeral(len(parts))}册）" if len(parts) > 1 else ""
        yield {
            "title": f"{about.title}　{of}" if of else about.title,
            "author": about.speaker or about.issuer,
            "description": about.description or about.title,
            "date": {"year": stamp.year, "month": stamp.month, "day": stamp.day},
            "size": edition.options.size,
            "pinyin": edition.pinyin,
            "label": f"{edition.label}　{edition.options.size} 磅",
            "volume": [volumes.title(number), of] if of else [],
            "contents": "目录",
            "others": others(parts, number),
            "front": rows.front(title_page(publication.manuscript.sections)) or {"title": [about.title], "below": []},
            "sections": [rows.above(volume), *map(rows.section, volume.sections)],
            "colophon": rows.colophon(publication.manuscript, last=number == len(parts), volume=place(number, len(parts), edition.label)),
        }


def others(parts: Sequence[Volume], number: int) -> list[tuple[str, list[str]]]:
    """What is in the other volumes: their names and the headings of their highest sections."""
    levels = sorted(section.level for volume in parts for section in volume.sections if volumes.heading(section))
    if len(parts) == 1 or not levels:
        return []
    highest = next((level for level in levels if levels.count(level) > 1), levels[0])
    return [(volumes.title(other), _titles(volume, highest)) for other, volume in enumerate(parts, 1) if other != number]


def _titles(volume: Volume, highest: int) -> list[str]:
    begun = [head.text for section in volume.sections if section.level <= highest and (head := volumes.heading(section))]
    return [f"{block.text}{GOES_ON}" for level, block in volume.above if level == highest] + begun


def place(number: int, count: int, label: str) -> str:
    """Where a volume belongs, for its last page; empty for a book in one volume."""
    if count == 1:
        return ""
    after = f"下接{volumes.title(number + 1)}" if number < count else "也是最后一册"
    return f"本书的{label}共{volumes.numeral(count)}册，这是{volumes.title(number)}，{after}。"


@dataclass(frozen=True)
class Rows:
    """Blocks as the template wants them, to be asked for in the order of the pages: words are numbered as they come."""

    weave: Weaver
    pinyin: bool
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def front(self, blocks: Sequence[Block]) -> dict[str, Any]:
        """The title page: the title, and what stands with it."""
        rows = [row for block in blocks for row in self.block(block, 1)]
        return {"title": rows[0][3], "below": rows[1:]} if rows else {}

    def above(self, volume: Volume) -> list[Row]:
        """The headings an earlier volume left off under, said again so that no one is lost."""
        rows = [row for level, block in volume.above for row in self.block(block, level)]
        return [(kind, level, f"{text}{GOES_ON}", [*items, GOES_ON]) for kind, level, text, items in rows]

    def section(self, section: Section) -> list[Row]:
        """All rows of a section."""
        return [row for block in section.blocks for row in self.block(block, section.level)]

    def block(self, block: Block, level: int) -> Iterator[Row]:
        """One row, or two for a paragraph with a run-in heading. ``level`` counts from 1, the top of the ladder."""
        sentences = self.weave.sentences.get(block.id, ())
        opening = run_in(block, sentences)
        if opening:
            yield ("run-in", min(level + 1, 6), text_of(sentences[:opening]), self.items(sentences[:opening]))
        if rest := sentences[opening:]:
            yield (block.kind, min(level, 6), text_of(rest), self.items(rest))

    def items(self, sentences: tuple[Sentence, ...]) -> list[Numbered]:
        """Strings, and words with pinyin, width and group; neighbouring strings joined."""
        made: list[Item] = []
        for token in (token for sentence in sentences for token in sentence.tokens):
            if self.pinyin and token.ruby and all(map(is_han, token.text)):
                made.append(("", token.text, token.ruby, width(token.text, token.ruby), ""))
            elif made and isinstance(made[-1], str):
                made[-1] += token.text
            else:
                made.append(token.text)
        return [item if isinstance(item, str) else (*item, *self._place()) for item in together(made)]

    def _place(self) -> tuple[str, bool]:
        number = next(self.numbers)
        return f"w{number // GROUP}", number % GROUP == 0

    def colophon(self, manuscript: Manuscript, last: bool, volume: str) -> list[Row]:
        """The last page: the spoken colophon (in the last volume), which volume this is, then how the book was set."""
        about = manuscript.metadata
        lines = [volume, about.issuer, about.rights, f"字体：{fonts.FAMILY}（{fonts.LICENCE}）"]
        set_in: list[Row] = [("paragraph", 1, line, [line]) for line in lines if line]
        return [row for section in manuscript.matter if section.kind == "colophon" for row in self._colophon(section, last, set_in)]

    def _colophon(self, section: Section, last: bool, set_in: list[Row]) -> list[Row]:
        return [("heading", 1, section.title, [section.title]), *(self.section(section) if last else []), *set_in]


OPENING, CLOSING = re.compile(r"[“‘（《〈【〔「『]+$"), re.compile(r"^[，。、；：？！”’）》〉】〕」』…—%％]+")


def together(items: list[Item]) -> list[Item]:
    """Marks that may not be parted from a word are given to it, so that no line begins with 。 or ends with “."""
    made: list[Item] = []
    for item in items:
        if isinstance(item, str) and made and not isinstance(made[-1], str) and (mark := CLOSING.search(item)):
            made[-1] = (*made[-1][:4], mark[0])
            item = item[mark.end() :]
        elif not isinstance(item, str) and made and isinstance(made[-1], str) and (mark := OPENING.search(made[-1])):
            made[-1] = made[-1][: mark.start()]
            item = (mark[0], *item[1:])
        made.append(item)
    return [item for item in made if item]


def text_of(sentences: tuple[Sentence, ...]) -> str:
    """The sentences as written."""
    return "".join(sentence.text for sentence in sentences)


def width(text: str, pinyin: str) -> float:
    """Width of a word in em: its own, or its pinyin's with a gap when that is wider."""
    return round(max(float(len(text)), typeset.advance(pinyin) * PINYIN_SIZE + GAP), 3)
