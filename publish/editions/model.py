"""What an edition is given, and what it must give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from publish.findings import Finding
from publish.manuscript.model import Manuscript
from publish.narration.model import Narration
from publish.own import own
from publish.reading.model import Reading


@dataclass(frozen=True)
class Publication:
    """The three products, and where the audio files named in ``narration`` lie (``root``, the book's build folder).

    ``slug``: the book's folder name, ASCII, the stem of file names. ``stamp``: the moment the editions bear (UTC), fixed by
    the input and not by the wall clock. ``editions``: the names of all editions that the book gets, for those that speak of the others
    (an edition whose class has ``follows = True`` is made again when they change).
    """

    slug: str
    manuscript: Manuscript
    reading: Reading
    narration: Narration | None
    root: Path
    stamp: datetime.datetime
    editions: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language tag of the book."""
        return self.manuscript.metadata.language

    def own(self, words: str, **values: object) -> str:
        """The publisher's ``words`` in the book's script, with ``values`` put in as they are (:func:`publish.own.own`)."""
        return own(self.language, words, **values)


class Edition(Protocol):
    """One kind of file people take away.

    ``name`` is its key in ``book.toml`` (``[editions.NAME]``); ``Options`` a frozen dataclass with a default for every
    field. ``write`` puts whole files below ``into`` and returns them in order; it reads nothing but the publication.
    ``findings`` is what a person should look at in what was last written.
    """

    name: str
    options: object
    findings: tuple[Finding, ...]

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]: ...


Options = Mapping[str, object]
