"""A line of the text on its way to become a block."""

from __future__ import annotations

from dataclasses import dataclass

from publish.manuscript.model import BlockKind
from publish.manuscript.structure import ladder


@dataclass(frozen=True)
class Line:
    """One line of the text with its place (``file:line``) and what it was found to be."""

    text: str
    where: str
    kind: BlockKind = "paragraph"
    step: ladder.Step | None = None
