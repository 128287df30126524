"""A walk's place in the text: what is true there, the running text so far, the passages made."""

from __future__ import annotations

from dataclasses import replace

from publish.manuscript.model import Cell, MarkKind
from publish.manuscript.readers.html.about import Frame, Page, Setting
from publish.manuscript.readers.html.inline import Inline, Piece
from publish.manuscript.readers.html.notes import PICTURED, opening
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.source import Passage


class State:
    """Passages are made whenever a block begins or ends."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.made: list[Passage] = []
        self.inline = Inline()
        self.now = Setting()
        self.frames: list[Frame] = []
        self.pending: list[Passage] = []
        self.cells: dict[Element, Cell] = {}
        self.labels: dict[Element, str] = {}
        self.line, self.first_line = 0, 0

    def _text(self, text: str | None) -> None:
        if text:
            self.inline.add(text, self.now.preserved)
            if not self.first_line and text.strip():
                self.first_line = self.line

    def _open(self, kind: MarkKind, value: str = "") -> None:
        self.inline.open(kind, value)
        self.frames[-1].marks += 1

    # --- passages ---

    def flush(self, ends_cell: bool = False) -> None:
        """Make passages of the text so far. Inside a cell a paragraph's end is a line's end."""
        if self.now.kind == "cell" and not ends_cell:
            self.inline.separate()
            return
        for piece in self.inline.take(self.now.cut):
            self.made.append(self._passage(piece))
        self._show_pending()
        self.first_line = 0

    def _show_pending(self) -> None:
        if not self.now.group.startswith("table"):
            self.made += self.pending
            self.pending.clear()

    def _passage(self, piece: Piece) -> Passage:
        now, text, marks, label = self.now, piece.text, piece.marks, self.now.label
        if now.kind == "note":
            sign = self.page.notes.signs.get(now.note, "")
            label = opening(text) or (sign if sign and text.startswith(sign) else "" if sign == PICTURED else label)
        if now.kind in ("item", "note"):
            self._only_once()
        if label and not text.startswith(label):
            before = label + " " * label.isascii()
            text, marks = before + text, tuple(replace(mark, start=mark.start + len(before), end=mark.end + len(before)) for mark in marks)
        return Passage(text, now.kind, self._place(), now.level, label, now.group if now.kind else "", now.cell, None, now.note, marks)

    def _only_once(self) -> None:
        """What comes after an item's first paragraph is no item, and bears no label, also once an element inside of it ends."""
        first = self.now
        self.now = after = replace(first, kind="note" if first.kind == "note" else "paragraph", level=0, label="")
        for frame in reversed(self.frames):
            if frame.before != first:
                break
            frame.before = after

    def _line(self, element: Element) -> int:
        """The line of the source in which an element begins; 0 when nothing tells."""
        if not self.page.marked_lines:
            return int(element.sourceline or 0)
        said = element.get("data-line", "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0

    def _place(self) -> str:
        return f"{self.page.prefix}{self.first_line or self.line or 1}"
