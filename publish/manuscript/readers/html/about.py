"""What a walk through a tree knows and gathers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from publish.manuscript.model import BlockKind, Cell
from publish.manuscript.readers.html import sheet, tree
from publish.manuscript.readers.html.data import rows
from publish.manuscript.readers.html.inline import Cut
from publish.manuscript.readers.html.media import Pictures
from publish.manuscript.readers.html.notes import Notes
from publish.manuscript.readers.html.tree import Element


@dataclass(frozen=True)
class Setting:
    """What is true of the text at a place: the passage it becomes."""

    kind: BlockKind | None = None
    level: int = 0
    group: str = ""
    cell: Cell | None = None
    note: str = ""
    label: str = ""
    cut: Cut = "paragraphs"
    preserved: bool = False
    depth: int = 0
    """Of lists around it."""
    quotes: int = 0
    link: bool = False


@dataclass
class Left:
    """A part that is no text: where, what it is called, its words."""

    line: int
    name: str
    text: str


@dataclass
class Page:
    """What a walk needs to know of the documents and gathers for their report. Numbers of groups go on from one document to the next."""

    notes: Notes
    pictures: Pictures
    language: str = ""
    base: str = ""
    prefix: str = ""
    """Before the line in a passage's place: the document's name in an e-book."""
    marked_lines: bool = False
    """Whether only ``data-line`` tells the line of the source (the tree was made of another text than the source)."""
    aside: frozenset[Element] = frozenset()
    """Parts of the page that are never text (:data:`html_aside.tsv`)."""
    left: list[Left] = field(default_factory=list)
    unshown: Counter[str] = field(default_factory=Counter)
    struck: list[str] = field(default_factory=list)
    """Text that is crossed out. It is kept, and told."""
    groups: Counter[str] = field(default_factory=Counter)
    prose_lines: int = 0
    """Passages that came from preformatted prose."""

    def group(self, kind: str) -> str:
        self.groups[kind] += 1
        return f"{kind}{self.groups[kind]}"


@dataclass
class Frame:
    """An element that is open: what held before it, how many marks it opened."""

    before: Setting
    marks: int = 0
    is_block: bool = False


def name_of(element: Element) -> str:
    """What people call a part of a page: its label or first heading, else its id or class, else its element."""
    if label := tree.attribute(element, "aria-label"):
        return label
    for name in ("id", "class"):
        if said := tree.attribute(element, name).split():
            return ("#" if name == "id" else ".") + said[0]
    return str(element.tag)


def aside_of(root: Element) -> frozenset[Element]:
    """Parts of a page that are never text, wherever they stand, and those that its style sheet hides."""
    select = tree.Selection(root)
    return frozenset(element for selector, *_ in rows("html_aside") for element in select(selector)) | sheet.hidden(root)
