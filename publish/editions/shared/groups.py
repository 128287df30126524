"""Blocks that stand together become one element: list, table, figure, poem, quotation, note, listing (inputs.md A7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from publish.editions.shared.style import Links, Style
from publish.editions.shared.tree import PICTURE, UNTOLD, Node, node
from publish.manuscript.model import Block, BlockKind, Section
from publish.reading.model import Sentence


class Weaver(Protocol):
    """What makes the inside of a block (:class:`publish.editions.shared.weave.Weaver`)."""

    @property
    def sentences(self) -> Mapping[str, tuple[Sentence, ...]]: ...

    @property
    def style(self) -> Style: ...

    @property
    def links(self) -> Links: ...

    def identity(self, name: str) -> dict[str, str]: ...

    def lines(self, block: Block) -> Iterator[Node | str]: ...

    def block(self, block: Block, level: int = 1) -> Iterator[Node]: ...


WIDE = 6
"""Columns that fit side by side on a page of large type; a table of more is shown in one column, each cell with its head."""

BACK = "回到正文"
"""What the link from a note back to its sign is called; it has no text of its own."""

KINDS: tuple[BlockKind, ...] = ("cell", "item", "figure", "note", "verse", "quote", "code")
"""What decides about a group: the first of these kinds that is in it."""


@dataclass(frozen=True)
class Stretch:
    """Something a listener may leave or skip: ``kind`` is its ``epub:type``, ``id`` its element."""

    kind: str
    id: str


def runs(blocks: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Blocks one by one, but groups whole."""
    for _, run in groupby(enumerate(blocks), key=lambda at: at[1].group or at[0]):
        yield tuple(block for _, block in run)


def kind_of(run: Sequence[Block]) -> str:
    """What a group is: the kind that decides, or ``paragraph``."""
    found = {block.kind for block in run}
    return next((kind for kind in KINDS if kind in found), "paragraph")


def container(run: Sequence[Block]) -> str:
    """The id of a group's element. A note's is its first block's, which its signs point at."""
    return run[0].id if kind_of(run) == "note" else f"{run[0].id}-g"


def stretches(section: Section, sentences: Mapping[str, Sequence[Sentence]]) -> dict[str, Stretch]:
    """Sentence → the list, table, figure or note it lies in, which can be left (escapability, skippability; EPUB Accessibility 1.1)."""
    kinds = {"cell": "table", "item": "list", "figure": "figure", "note": "footnote"}
    made: dict[str, Stretch] = {}
    for run in runs(section.blocks):
        if kind := kinds.get(kind_of(run)):
            made |= {sentence.id: Stretch(kind, container(run)) for block in run for sentence in sentences.get(block.id, ())}
    return made


def made(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    """The elements of a group; ``level`` is that of its section."""
    yield from _MAKERS.get(kind_of(run), _plain)(run, weave, level)


def _plain(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    for block in run:
        yield from weave.block(block, level)


def _list(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    yield _items([(max(block.level, 1) if block.kind == "item" else 0, block) for block in run], weave, level, container(run))


def _items(of: Sequence[tuple[int, Block]], weave: Weaver, level: int, identity: str = "") -> Node:
    """Items with the deeper ones below them; a paragraph (depth 0) belongs to the item before it. The printed label is text."""
    depth = min((deep for deep, _ in of if deep), default=0)
    starts = [n for n, (deep, _) in enumerate(of) if n == 0 or (deep and deep <= depth)]
    items = []
    for start, end in zip(starts, [*starts[1:], len(of)], strict=True):
        below = next((n for n in range(start + 1, end) if of[n][0]), end)
        own = [element for _, block in of[start:below] for element in weave.block(block, level)]
        items.append(node("li", *own, *([_items(of[below:end], weave, level)] if below < end else [])))
    labelled = any(block.label for deep, block in of if deep == depth)
    kind = {"class": "labelled", "role": "list"} if labelled else {}
    return node("ol" if labelled else "ul", *items, **(weave.identity(identity) if identity else {}), **kind)


def _table(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    """``table`` with ``caption``; what stands below it goes into a ``figcaption``, so that the order of the page stays that of the text."""
    cells = [block for block in run if block.cell]
    above = run[: run.index(cells[0])]
    below = [block for block in run[len(above) :] if not block.cell]
    caption = [node("caption", *_inner(above, weave))] if above else []
    table = node("table", *caption, *_rows(cells, weave), **({} if below else weave.identity(container(run))), role="table")
    box = node("div", table, class_="table wide" if _width(cells) > WIDE else "table")
    if not below:
        yield box
    else:
        yield node("figure", box, node("figcaption", *_paragraphs(below, weave)), **weave.identity(container(run)))


def _inner(blocks: Sequence[Block], weave: Weaver) -> Iterator[Node | str]:
    """One block's sentences as they are, several as paragraphs; the first one's id is the element's own."""
    if len(blocks) == 1:
        return weave.lines(blocks[0])
    return iter(_paragraphs(blocks, weave, own=False))


def _paragraphs(blocks: Iterable[Block], weave: Weaver, own: bool = True) -> list[Node]:
    """Blocks as plain paragraphs; without ``own``, the first one's id is that of the element around them."""
    return [_paragraph(block, weave, own or number > 0) for number, block in enumerate(blocks)]


def _paragraph(block: Block, weave: Weaver, identity: bool = True) -> Node:
    if block.kind == "separator":
        return separator(block, weave)
    kind = {"class": block.kind} if block.kind == "caption" else {}
    return node("p", *weave.lines(block), **(weave.identity(block.id) if identity else {}), **kind)


def separator(block: Block, weave: Weaver) -> Node:
    """A line between parts: its sign as it is printed, or a rule."""
    if block.text:
        return node("p", block.text, **weave.identity(block.id), class_="separator", role="separator")
    return node("hr", **weave.identity(block.id))


Place = tuple[int, int]


def _rows(cells: Sequence[Block], weave: Weaver) -> Iterator[Node]:
    """The rows, empty cells put in. Leading rows of heads are the table's head when no cell of it reaches further."""
    places: dict[Place, list[Block]] = {}
    for block in cells:
        places.setdefault((block.place.row, block.place.column), []).append(block)
    height = max(block.place.row + block.place.rows - 1 for block in cells)
    width = _width(cells)
    covered = {(row, column): at for at, own in places.items() for row in range(at[0], at[0] + own[0].place.rows) for column in range(at[1], at[1] + own[0].place.columns)}
    heads = Heads.of(cells)
    rows = [node("tr", *_row(row, width, places, covered, weave, heads), role="row") for row in range(1, height + 1)]
    head = head_rows(cells)
    if head:
        yield node("thead", *rows[:head], role="rowgroup")
    yield node("tbody", *rows[head:], role="rowgroup")


def _width(cells: Iterable[Block]) -> int:
    return max(block.place.column + block.place.columns - 1 for block in cells)


def _row(row: int, width: int, places: Mapping[Place, list[Block]], covered: Mapping[Place, Place], weave: Weaver, heads: Heads) -> Iterator[Node]:
    for column in range(1, width + 1):
        if (row, column) in places:
            yield _cell(places[row, column], weave, heads)
        elif (row, column) not in covered:
            yield node("td", role="cell")


def _cell(own: Sequence[Block], weave: Weaver, heads: Heads) -> Node:
    """A cell with what it is to those who see no columns: its role (shown as a block, a table would be none), its heads."""
    cell = own[0].place
    spans = {name: str(count) for name, count in (("rowspan", cell.rows), ("colspan", cell.columns)) if count > 1}
    if cell.head:
        many = cell.columns if cell.head == "column" else cell.rows
        scope = {"column": "col", "row": "row"}[cell.head] + ("group" if many > 1 else "")
        return node("th", *_inner(own, weave), **weave.identity(own[0].id), **spans, scope=scope, role=f"{cell.head}header")
    over = " ".join(head.id for head in heads.over(own[0])) if heads.are_complex and weave.style.ids else ""
    columns = " ".join(head.text for head in heads.above(own[0]))
    named = {**({"headers": over} if over else {}), **({"data_head": columns} if columns else {})}
    return node("td", *_inner(own, weave), **weave.identity(own[0].id), **spans, **named, role="cell")


def _names(head: Block, block: Block) -> bool:
    """Whether a head cell names a body cell."""
    one, here = head.place, block.place
    if one.head == "column":
        return one.row < here.row and one.column < here.column + here.columns and here.column < one.column + one.columns
    return one.head == "row" and one.column < here.column and one.row < here.row + here.rows and here.row < one.row + one.rows


@dataclass(frozen=True)
class Heads:
    """The head cells of a table: ``columns`` in order, ``rows`` by the rows they lie in. ``are_complex``: ``scope`` does not say enough."""

    columns: tuple[Block, ...]
    rows: Mapping[int, tuple[Block, ...]]
    are_complex: bool

    @classmethod
    def of(cls, cells: Sequence[Block]) -> Heads:
        rows: dict[int, tuple[Block, ...]] = {}
        for block in cells:
            if block.place.head == "row":
                for row in range(block.place.row, block.place.row + block.place.rows):
                    rows[row] = (*rows.get(row, ()), block)
        return cls(tuple(block for block in cells if block.place.head == "column"), rows, _is_complex(cells))

    def above(self, block: Block) -> tuple[Block, ...]:
        """The cells that name the columns of a body cell, from the top."""
        return () if block.cell is None or block.place.head else tuple(head for head in self.columns if _names(head, block))

    def over(self, block: Block) -> tuple[Block, ...]:
        """All heads of a body cell: of its columns, then of its rows."""
        beside = (head for row in range(block.place.row, block.place.row + block.place.rows) for head in self.rows.get(row, ()) if _names(head, block))
        return (*self.above(block), *dict.fromkeys(beside))


def _is_complex(cells: Iterable[Block]) -> bool:
    """Whether ``scope`` does not say enough: heads in several rows or columns, or over several."""
    heads = [block.place for block in cells if block.place.head]
    rows = {cell.row for cell in heads if cell.head == "column"}
    columns = {cell.column for cell in heads if cell.head == "row"}
    return len(rows) > 1 or len(columns) > 1 or any(cell.rows > 1 or cell.columns > 1 for cell in heads)


def head_rows(cells: Sequence[Block]) -> int:
    """How many rows at the top hold nothing but column heads; at least one row is left for the body."""
    height = max(block.place.row + block.place.rows - 1 for block in cells)
    count = 0
    while count + 1 < height and (row := [b.place for b in cells if b.place.row == count + 1]) and all(cell.head == "column" for cell in row):
        count += 1
    while count and any(b.place.row <= count < b.place.row + b.place.rows - 1 for b in cells):
        count -= 1
    return count


def _figure(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    """Pictures with caption and description. A caption is first or last in a figure; what follows one in the middle stands behind it."""
    captions = [n for n, block in enumerate(run) if block.kind == "caption"]
    inside = run if not captions or captions[0] == 0 else run[: captions[-1] + 1]
    parts = [element for kind, blocks in groupby(inside, key=lambda block: block.kind) for element in _figure_part(kind, tuple(blocks), weave)]
    yield node("figure", *parts, **weave.identity(container(run)))
    if len(inside) < len(run):
        yield node("div", *_paragraphs(run[len(inside) :], weave), class_="description")


def _figure_part(kind: str, blocks: Sequence[Block], weave: Weaver) -> list[Node]:
    if kind == "caption":
        return [node("figcaption", *_paragraphs(blocks, weave))]
    if kind == "figure":
        return [element for block in blocks for element in _picture(block, weave)]
    return [node("div", *_paragraphs(blocks, weave), class_="description")]


def _picture(block: Block, weave: Weaver) -> Iterator[Node]:
    """``img`` with the alternative text, the place that the voice points at; a picture that is not there is its text, or a place for the
    voice to point at."""
    sentence = next(iter(weave.sentences.get(block.id, ())), None)
    figure = block.figure
    told = block.text or ("" if sentence is None else "".join(token.spoken for token in sentence.tokens))
    if figure is None or not figure.file:
        if block.text:
            yield node("p", *weave.lines(block), **weave.identity(block.id), class_="figure")
        elif sentence:
            yield node("p", node("span", **weave.identity(sentence.id), role="img", aria_label=told), class_="figure")
        return
    kind = PICTURE if block.text or figure.decorative else UNTOLD
    identity = weave.identity(sentence.id if sentence else block.id)
    yield node("img", **identity, src=f"{weave.style.pictures}{figure.file}", alt=told, class_=kind)


def _note(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    """``aside`` with a link back to the sign in the text. The link has no text: what is read is what stands in the note. Its number in the
    book tells a screen reader's user one from another."""
    first = run[0]
    sign = weave.links.signs.get(first.id, "")
    paragraphs = _paragraphs(run, weave, own=False)
    if sign and weave.style.ids:
        link = node("a", class_="back", role="doc-backlink", href=weave.links.href(first.id, sign.rpartition("-n")[0], sign), aria_label=BACK)
        last = paragraphs.pop() if paragraphs[-1].name == "p" else node("p")
        paragraphs.append(Node(last.name, last.attributes, (*last.children, link)))
    named = {"aria_label": f"注 {weave.links.notes[first.id]}"} if first.id in weave.links.notes else {}
    yield node("aside", *paragraphs, **weave.identity(first.id), epub__type="footnote", role="doc-footnote", **named, class_="note")


def _poem(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    yield node("div", *(element for block in run for element in weave.block(block, level)), **weave.identity(container(run)), class_="poem")


def _quote(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    depth = min((block.level for block in run if block.kind == "quote"), default=0)
    parts: list[Node] = []
    for deeper, blocks in groupby(run, key=lambda block: block.kind == "quote" and block.level > depth):
        own = tuple(blocks)
        parts += _quote(own, weave, level) if deeper else _paragraphs(own, weave)
    yield node("blockquote", *parts)


def _code(run: Sequence[Block], weave: Weaver, level: int) -> Iterator[Node]:
    for block in run:
        if block.kind == "code":
            yield node("pre", node("code", *weave.lines(block)), **weave.identity(block.id))
        else:
            yield from weave.block(block, level)


_MAKERS: dict[str, Callable[[Sequence[Block], Weaver, int], Iterator[Node]]] = {
    "cell": _table, "item": _list, "figure": _figure, "note": _note, "verse": _poem, "quote": _quote, "code": _code,
}
