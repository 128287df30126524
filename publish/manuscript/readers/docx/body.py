"""The passages of a story: its paragraphs, tables, pictures and boxes in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from publish.manuscript.model import BlockKind, Cell, Figure
from publish.manuscript.readers.docx import groups, tables
from publish.manuscript.readers.docx.context import Story
from publish.manuscript.readers.docx.numbering import Number
from publish.manuscript.readers.docx.ooxml import LEFT_OUT, Element, inside, number, switch, tag, text_of, val
from publish.manuscript.readers.docx.pictures import NAMES, about, things
from publish.manuscript.readers.docx.runs import Runs, is_contents, prompts
from publish.manuscript.readers.docx.styles import BODY, ParagraphStyle
from publish.manuscript.readers.docx.words import Words
from publish.manuscript.source import Passage

_PLAIN: dict[str, BlockKind] = {
    "title": "title", "subtitle": "subtitle", "speaker": "speaker", "salutation": "salutation", "caption": "caption", "quote": "quote",
    "verse": "verse", "code": "code",
}  # fmt: skip

_PAGE = re.compile(r"page|[\W\d_第页頁共总總of〇一二三四五六七八九十百ivxlc]", re.IGNORECASE)

CONTENTS_NAMES = ("目录", "目錄", "目次", "contents", "tableofcontents")


class Body:
    """Walks one story. Passages come out in :attr:`passages`; ``place`` names the story's paragraphs (``¶``, ``fn1 ¶``)."""

    def __init__(self, story: Story, place: str = "¶") -> None:
        self._story, self._context, self._place = story, story.context, place
        self.passages: list[Passage] = []
        self._count, self._tables, self._figures = 0, 0, 0
        self._words = Words()

    def walk(self, parent: Element) -> None:
        """Everything in ``parent`` (a story, a cell, a text box), in order. A paragraph whose end was taken away ends with it."""
        outer, self._words = self._words, Words()
        self._each(parent)
        if self._words or self._words.after:
            self._finish(self._words, None, ParagraphStyle(), counts=False)
        self._words = outer

    def _each(self, parent: Element) -> None:
        for child in inside(parent):
            step = _STEPS.get(child.tag)
            if step:
                step(self, child)
            elif child.tag in LEFT_OUT:
                self._tell_left_out(child, "S126")
            elif len(child) and isinstance(child.tag, str) and child.tag not in (tag("w:sectPr"), tag("w:tcPr"), tag("w:pPr")):
                self._each(child)  # a wrapper that is not known: what lies in it is printed all the same

    # --- paragraphs --------------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Element) -> None:
        self._count += 1
        self._story.place = f"{self._place}{self._count}"
        properties = paragraph.find(tag("w:pPr"))
        style = self._context.styles.paragraph(val(properties, "w:pStyle"))
        words, self._words = self._words, Words()
        carries = bool(words)
        self._story.has_page = self._story.has_contents = False
        Runs(self._story, style, words).write(paragraph)
        if properties is not None and properties.find(tag("w:sectPr")) is not None:
            self._context.notes.next_section()
        mark = properties.find(tag("w:rPr")) if properties is not None else None
        if mark is not None and (mark.find(tag("w:del")) is not None or mark.find(tag("w:moveFrom")) is not None):
            self._words = words  # the paragraph's end was taken away: the next one goes on in it
            return
        hidden = bool(switch(mark, "w:vanish")) and not words and not carries
        self._finish(words, properties, style, counts=not hidden)

    def _finish(self, words: Words, properties: Element | None, style: ParagraphStyle, counts: bool) -> None:
        """The paragraph is whole: its passages, with what is drawn in it."""
        told = self._context.numbering.next(properties, style) if counts else None
        is_page = self._story.has_page and is_page_alone(words.text)
        if style.kind == "contents" or self._story.has_contents or is_page:
            self._without_heading(is_page)
            if words and (is_page or not self._story.has_contents):
                self._story.tell("S129", words.text)
        if style.kind == "contents" or is_page:
            return
        for element in words.before:
            self._drawn(element)
        self.passages += self._passages(words, properties, style, told)
        for element in words.after:
            self._drawn(element)

    def _passages(self, words: Words, properties: Element | None, style: ParagraphStyle, told: Number | None) -> Iterator[Passage]:
        kind, level = _kind(properties, style)
        if told and told.unknown:
            self._story.tell("S134", told.unknown)
        label, gap = (told.label, told.gap) if told else ("", "")
        shape = Passage("", kind, self._story.place, level)
        if told and kind in (None, "item", "paragraph"):
            shape = replace(shape, kind=None if label and kind is None else "item", level=told.level, group=groups.LIST + told.list)
        elif kind == "item" or style.kind == "continued":
            shape = replace(shape, level=1, group=groups.LIST)
        pieces = words.stanzas(label, gap)
        if not pieces and self.passages and self.passages[-1].text:
            yield Passage("", None, self._story.place)  # one empty line stands for many
        for nth, (text, marks) in enumerate(pieces):
            plain = marks if kind not in ("heading", "title", "caption", "subtitle") else tuple(m for m in marks if not _covers(m.kind, m.start, m.end, text, label))
            yield replace(shape, text=text, marks=plain, label=label if not nth else "")

    def _control(self, control: Element) -> None:
        content = control.find(tag("w:sdtContent"))
        if content is None:
            return
        if is_contents(control):
            self._without_heading(False)
            self._skip(content, "S129")
        elif prompts(control):
            self._skip(content, "S128")
        else:
            self._each(content)

    def _without_heading(self, is_page: bool) -> None:
        """A table of contents is left out here: the line above that only names it is, too."""
        at = next((n for n in range(len(self.passages) - 1, -1, -1) if self.passages[n].text.strip()), -1)
        if at >= 0 and not is_page and not self.passages[at].cell and re.sub(r"\s", "", self.passages[at].text).lower() in CONTENTS_NAMES:
            self._context.told.tell("S129", self.passages[at].place, self.passages[at].text)
            del self.passages[at]

    def _skip(self, content: Element, code: str) -> None:
        """Leave out a stretch, told; its paragraphs keep their numbers."""
        self._story.place = f"{self._place}{self._count + 1}"
        self._count += sum(1 for _ in content.iter(tag("w:p")))
        self._tell_left_out(content, code)

    def _tell_left_out(self, element: Element, code: str) -> None:
        if text := text_of(element).strip():
            self._story.tell(code, text)

    def _chunk(self, chunk: Element) -> None:
        target, _ = self._story.relation(chunk.get(tag("r:id")))
        self._story.tell("S132", target)

    def _math(self, formula: Element) -> None:
        """A formula on a line of its own, outside any paragraph."""
        self._story.place = self._story.place or f"{self._place}1"
        words = Words()
        Runs(self._story, ParagraphStyle(), words).take(formula)
        self.passages += [Passage(text, None, self._story.place, marks=marks) for text, marks in words.stanzas()]

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        for row in tables.left_out(table):
            self._tell_left_out(row, "S126")
        layout = tables.grid(table)
        held = [(layout.cell(box), [passage for one in (box.element, *box.more) for passage in self._held(one)]) for box in layout.boxes]
        inside = [passage for _, passages in held for passage in passages]
        pictures = [passage for passage in inside if passage.kind == "figure"]
        if len(layout.boxes) == 1 or 2 * len(pictures) >= sum(bool(passages) for _, passages in held) > 0:
            self.passages += inside  # a frame around one thing, or pictures set side by side
            return
        self._tables += 1
        self.passages += [made for cell, passages in held if (made := _cell(cell, passages, f"table{self._tables}"))]
        self.passages += pictures

    def _held(self, cell: Element) -> Sequence[Passage]:
        """The passages of a cell, empty ones left out, without putting them into the story."""
        outer, self.passages = self.passages, []
        self.walk(cell)
        inner, self.passages = self.passages, outer
        return [passage for passage in inner if passage.text.strip() or passage.kind == "figure"]

    # --- what is drawn -----------------------------------------------------------------------------------------------

    def _drawn(self, drawing: Element) -> None:
        place, drawn = self._story.place, False
        for kind, element in things(drawing):
            if kind == "box":
                self._boxed(element)
            elif kind == "picture":
                drawn = self._picture(element, place, drawn) or drawn
            elif kind == "rule":
                self.passages.append(Passage("", "separator", place))
            elif kind == "words":
                self.passages.append(Passage(" ".join((element.get("string") or "").split()), None, place))
            else:
                self._object(element)
            self._story.place = place

    def _boxed(self, content: Element) -> None:
        """A text box is read where it hangs. It may hang inside a field, which it is no part of."""
        fields = self._story.fields
        self._story.fields = type(fields)(content)
        self.walk(content)
        self._story.fields = fields

    def _picture(self, element: Element, place: str, in_group: bool) -> bool:
        """One picture; whether it became a figure. Several drawn together are one figure, whose description goes with the first."""
        text, decorative = about(element, in_group)
        inner, linked = element.get(tag("r:embed")) or element.get(tag("r:id")), element.get(tag("r:link"))
        target, external = self._story.relation(inner or linked)
        if not inner and not linked:
            return False  # an empty frame
        image = None if external else self._context.pictures.of(target)
        if image is None:
            self._story.tell("S131", text or target.rsplit("/", 1)[-1])
        if image is None and not text:
            return False
        self._figures += not in_group
        figure = Figure(image.file if image else "", decorative)
        self.passages.append(Passage(text, "figure", place, group=f"figure{self._figures}", figure=figure))
        return True

    def _object(self, element: Element) -> None:
        name = element.get("ProgID") or NAMES.get(element.tag, "")
        words = text_of(element) or self._words_of(element)
        self._story.tell("S132", f"{name}：{words}" if words and name else name or words)

    def _words_of(self, element: Element) -> str:
        """The words in a chart or diagram, which lies in a part of its own."""
        identity = element.get(tag("r:id")) or element.get(tag("r:dm"))
        target, external = self._story.relation(identity)
        if external or target not in self._context.package.archive or not target.endswith(".xml"):
            return ""
        root = self._context.package.root(target)
        return " ".join(part.text.strip() for part in root.iter(tag("a:t"), tag("c:v")) if part.text and part.text.strip())


_STEPS: dict[str, Callable[[Body, Element], None]] = {
    tag("w:p"): Body._paragraph, tag("w:tbl"): Body._table, tag("w:sdt"): Body._control, tag("w:altChunk"): Body._chunk,
    tag("m:oMathPara"): Body._math, tag("m:oMath"): Body._math,
}  # fmt: skip
"""What stands in a story, and the step that takes it."""


def _cell(cell: Cell, held: Sequence[Passage], name: str) -> Passage | None:
    """All words of a cell as one passage; pictures stand behind the table. Heads are set in bold by what they are."""
    words = [passage for passage in held if passage.text and passage.kind != "figure"]
    text, marks = tables.merged(words)
    if cell.head:
        marks = tuple(mark for mark in marks if not _covers(mark.kind, mark.start, mark.end, text, ""))
    return Passage(text, "cell", words[0].place, group=name, cell=cell, marks=marks) if text.strip() else None


def _kind(properties: Element | None, style: ParagraphStyle) -> tuple[BlockKind | None, int]:
    """What a paragraph's style and outline level say that it is, and how deep; None where they say nothing."""
    own = number(val(properties, "w:outlineLvl"))
    outline = style.outline if own is None else own
    if style.kind.startswith("heading ") and own is None and outline is None:
        return "heading", int(style.kind[8:])
    if style.kind in ("title", "subtitle", "caption"):
        return _PLAIN[style.kind], 0
    if outline is not None and 0 <= outline < BODY:
        return "heading", outline + 1
    if style.kind == "list":
        return "item", 1
    if style.kind == "continued":
        return "paragraph", 1
    kind = _PLAIN.get(style.kind)
    return kind, 1 if kind == "quote" else 0


def _covers(kind: str, start: int, end: int, text: str, label: str) -> bool:
    """Whether a mark is the look of the whole passage, not a stress within it."""
    words = text[len(label) :]
    begins = len(text) - len(words.lstrip())
    return kind in ("strong", "emphasis") and start <= begins and end >= len(text.rstrip()) and bool(re.search(r"\w", words))


def is_page_alone(text: str) -> bool:
    """Whether a line says no more than which page this is: ``- 3 -``, ``第3页 共9页``."""
    return not _PAGE.sub("", text)
