"""What the small book's editions look like, file by file, for people to read: ``golden/<edition>/``.

After a wanted change: ``GOLDEN=write .venv/bin/python -m pytest tests/editions/test_golden.py``, then read the difference.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"

IN_EPUB = ("content.opf", "nav.xhtml", "toc.ncx", "text/001.xhtml", "text/003.xhtml", "text/notes.xhtml", "smil/003.smil")
FILES = [
    *(("epub", f"EPUB/{name}") for name in IN_EPUB),
    *(("epub-plain", f"EPUB/{name}") for name in ("content.opf", "text/003.xhtml", "smil/003.smil")),
    ("audio", "playlist.m3u8"),
    *(("podcast", name) for name in ("feed.xml", "003-yi-chongqing-lu-de-yinhang.vtt", "003-yi-chongqing-lu-de-yinhang.srt", "003-yi-chongqing-lu-de-yinhang.chapters.json")),
]


@pytest.mark.parametrize(("edition", "name"), FILES, ids=lambda value: value)
def test_as_before(edition, name, written):
    made = _text(written(edition), name)
    golden = GOLDEN / edition / name.removeprefix("EPUB/")
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, "utf-8")
    assert made == golden.read_text("utf-8")


def _text(paths: tuple[Path, ...], name: str) -> str:
    """The file's text; the sizes of audio files, which say nothing here, as N."""
    if name.startswith("EPUB/"):
        with zipfile.ZipFile(paths[0]) as book:
            return book.read(name).decode("utf-8")
    text = next(path for path in paths if path.name == name).read_text("utf-8")
    return re.sub(r'length="\d+"', 'length="N"', text)
