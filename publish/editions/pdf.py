"""The large-print editions: ``print`` (plain) and ``print-pinyin`` (pinyin above every word), A4, to read and to print.

Large type, wide lines' distance, left aligned, nothing slanted (standards.md O-07); tagged, with outline, language and page
numbers (section 8.1). The text layer equals the manuscript.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from publish import files
from publish.editions import fonts, typeset
from publish.editions.model import Publication
from publish.editions.weave import Weaver, run_in, weaver
from publish.findings import Finding, finding
from publish.han import is_han
from publish.manuscript.model import Block, Metadata, Section
from publish.reading.model import Sentence

GAP = 0.22
"""Least distance between the pinyin of two neighbours, in em of the text (CLREQ 3.3: about a quarter of the pinyin's em, or more)."""

PINYIN_SIZE = 0.56
"""Pinyin to text; the same number as ``small`` in ``book.typ``."""

GROUP = 32
"""Words in a group. A page asks only for the groups that lie on it (``book.typ``)."""

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

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """``<book>-large-print.pdf``."""
        data = content(publication, self.options.size, self.pinyin, self.label)
        gaps = fonts.missing(typeset.characters(data))
        name = f"{publication.slug}-{self.suffix}.pdf"
        self.findings = (finding("E602", name, characters="".join(gaps)),) if gaps else ()
        return (files.write(files.inside(into, name), typeset.pdf("book.typ", data, publication.stamp)),)


@dataclass
class PinyinPrint(Print):
    """The large-print edition with pinyin."""

    options: PrintOptions | PinyinPrintOptions = field(default_factory=PinyinPrintOptions)
    name: ClassVar[str] = "print-pinyin"
    Options: ClassVar[type] = PinyinPrintOptions
    pinyin: ClassVar[bool] = True
    label: ClassVar[str] = "大字拼音版"
    suffix: ClassVar[str] = "large-print-pinyin"


def content(publication: Publication, size: int, pinyin: bool, label: str) -> dict[str, Any]:
    """What ``book.typ`` is given."""
    about = publication.manuscript.metadata
    rows = Rows(weaver(publication.reading), pinyin)
    front, sections = rows.opening(publication.manuscript.sections)
    colophon = [section for section in publication.manuscript.matter if section.kind == "colophon"]
    stamp = publication.stamp
    return {
        "title": about.title,
        "author": about.speaker or about.issuer,
        "description": about.description or about.title,
        "date": {"year": stamp.year, "month": stamp.month, "day": stamp.day},
        "size": size,
        "pinyin": pinyin,
        "label": f"{label}　{size} 磅",
        "contents": "目录",
        "front": front or {"title": [about.title], "below": []},
        "sections": sections,
        "colophon": [row for section in colophon for row in rows.colophon(section, about)],
    }


@dataclass(frozen=True)
class Rows:
    """Blocks as the template wants them, to be asked for in the order of the pages: words are numbered as they come."""

    weave: Weaver
    pinyin: bool
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def opening(self, sections: tuple[Section, ...]) -> tuple[dict[str, Any], list[list[Row]]]:
        """The title page (title, and what stands with it), and all sections without what the title page took."""
        first = sections[0]
        taken = [block for block in first.blocks if block.kind in ("title", "subtitle", "speaker")]
        if not taken or taken[0].kind != "title" or tuple(taken) != first.blocks[: len(taken)]:
            return {}, [self.section(section) for section in sections]
        rows = [row for block in taken for row in self.block(block, first.level)]
        rest = [row for block in first.blocks[len(taken) :] for row in self.block(block, first.level)]
        return {"title": rows[0][3], "below": rows[1:]}, [rest, *map(self.section, sections[1:])]

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

    def colophon(self, section: Section, about: Metadata) -> list[Row]:
        """The last page: the spoken colophon, then how the book was set."""
        lines = [about.issuer, about.rights, f"字体：{fonts.FAMILY}（{fonts.LICENCE}）"]
        return [("heading", 1, section.title, [section.title]), *self.section(section), *(("paragraph", 1, line, [line]) for line in lines if line)]


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
