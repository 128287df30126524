"""Files beside a document, which its text points at: the pictures of a saved page or of a Markdown file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from publish.files import inside, taken
from publish.findings import PublishError

LARGEST = 32 << 20
"""Bytes of one file beside a document. A scanned page in colour has a tenth of that."""

Beside = Callable[[str], bytes | None]
"""Relative name of a file → its bytes; None when there is none, or not below the document's folder."""


class Folder:
    """The folder that a document lies in. Whatever name is asked for, nothing outside of it is ever opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: list[str] = []
        """The names that were found, in the order in which they were first asked for."""

    def __call__(self, name: str) -> bytes | None:
        try:
            path = inside(self.path, name)
            found = taken(path) if path.is_file() and path.stat().st_size <= LARGEST else None
        except (PublishError, OSError, ValueError):
            return None
        if found is not None and name not in self.taken:
            self.taken.append(name)
        return found


def nothing(name: str) -> bytes | None:
    """Beside a document of which only the bytes are known lies nothing."""
    return None
