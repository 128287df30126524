"""A passage of the text on its way to become a block."""

from __future__ import annotations

from dataclasses import dataclass

from publish.manuscript.model import BlockKind
from publish.manuscript.source import Passage
from publish.manuscript.structure import ladder


@dataclass(frozen=True)
class Line:
    """A passage in its printed form and what it was found to be. ``where``: ``file:place``; ``step``: of a heading by its number."""

    passage: Passage
    where: str
    kind: BlockKind
    step: ladder.Step | None = None

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def is_open(self) -> bool:
        """Whether the document says nothing of it, and number and look decide."""
        return self.passage.kind is None

    @property
    def heads(self) -> bool:
        """Whether a section begins here."""
        return self.kind == "heading"


def of(passage: Passage, name: str) -> Line:
    """The line of a passage of the document ``name``."""
    return Line(passage, f"{passage.file or name}:{passage.place}", passage.kind or "paragraph")
