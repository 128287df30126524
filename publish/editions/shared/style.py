"""What is woven in, and where notes lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Style:
    """What to weave in: ``ruby`` above words; ``words``: a span with an id around every word, for word highlighting;
    ``ids``: ids on blocks and sentences (off for a second copy of the same text in one document). ``pictures``: the folder of the pictures,
    as the page names it, with its slash."""

    ruby: bool = False
    words: bool = False
    ids: bool = True
    pictures: str = ""


@dataclass(frozen=True)
class Links:
    """Where notes and their signs are. ``signs``: a note's first block → the element of the first sign that points at it; ``notes``: a note's first block → its number in the book; ``files``: block →
    the file it stands in, as other files name it (nothing when all is one file)."""

    signs: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def href(self, here: str, there: str, element: str) -> str:
        """The address of ``element`` of the block ``there``, seen from the block ``here``."""
        file = self.files.get(there, "")
        return f"#{element}" if file == self.files.get(here, "") else f"{file}#{element}"
