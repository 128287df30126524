"""The sample book with every edition it can have, made by the real editions: for tests of kit and server in a browser."""

from __future__ import annotations

from pathlib import Path

from publish import files
from publish.editions import table
from publish.kit.model import Shelved
from tests import sample


def build(root: Path, slug: str = "sample", names: tuple[str, ...] = tuple(table.EDITIONS)) -> Path:
    """Make ``root/<slug>`` with the editions ``names`` and return it."""
    folder = root / slug
    made = sample.publication(folder)
    card: dict[str, tuple[str, ...]] = {}
    for edition in table.editions({name: {} for name in names}, "test"):
        paths = edition.write(made, folder / "editions")
        card[edition.name] = tuple(path.relative_to(folder / "editions").as_posix() for path in paths)
    about = made.manuscript.metadata
    files.write(folder / "1-manuscript.json", files.to_json(made.manuscript))
    files.write(folder / "3-narration.json", files.to_json(made.narration))
    shelved = Shelved(slug, about.title, about.speaker, about.issuer, about.date, about.language, about.identifier, about.description, card)
    files.write(folder / "book.json", files.to_json(shelved))
    return folder
