"""The pictures of a document: which of them an edition can show, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publish.editions.model import Publication
from publish.findings import Finding, finding
from publish.manuscript.model import Block, Picture, Section

FOLDER = "pictures"
"""Of the book's build folder, and of every edition that has pictures."""

SHOWN = frozenset(["image/png", "image/jpeg", "image/gif"])
"""What every reading system and browser shows, and what can be printed. Another kind is in none: its text stands in its place."""


def path(publication: Publication, picture: Picture) -> Path:
    """Where the bytes of a picture are."""
    return publication.root / FOLDER / picture.file


def shown(publication: Publication) -> tuple[Picture, ...]:
    """The pictures that editions show, in order."""
    return tuple(picture for picture in publication.manuscript.pictures if picture.media_type in SHOWN and path(publication, picture).is_file())


def showable(publication: Publication) -> Publication:
    """The publication, its figures pointing only at pictures that can be shown."""
    files = {picture.file for picture in shown(publication)}
    made = publication.manuscript
    if not any(block.figure for section in made.sections for block in section.blocks):
        return publication
    sections = tuple(_section(section, files) for section in made.sections)
    return replace(publication, manuscript=replace(made, sections=sections))


def _section(section: Section, files: set[str]) -> Section:
    return replace(section, blocks=tuple(_block(block, files) for block in section.blocks))


def _block(block: Block, files: set[str]) -> Block:
    if block.figure is None or not block.figure.file or block.figure.file in files:
        return block
    return replace(block, figure=replace(block.figure, file=""))


def lacking(publication: Publication) -> Iterator[Finding]:
    """``E132`` for each picture that no edition shows."""
    files = {picture.file for picture in shown(publication)}
    for section in publication.manuscript.sections:
        for block in section.blocks:
            if block.figure and block.figure.file and block.figure.file not in files:
                yield finding("E132", block.where or block.id, file=block.figure.file)
