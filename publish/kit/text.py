"""The manuscript as plain text, for talking book players, old computers and whoever wants to copy a sentence."""

from __future__ import annotations

from publish.manuscript.model import Manuscript

NEWLINE = "\r\n"
"""The Notepad of Windows before 2018 shows a text with bare line feeds as one line; everything else takes both."""


def plain_text(manuscript: Manuscript) -> str:
    """The text, one block a line and nothing added; an empty line before each section, so that headings can be seen."""
    sections = (NEWLINE.join(block.text for block in section.blocks) for section in manuscript.sections)
    return (NEWLINE * 2).join(part for part in sections if part) + NEWLINE
