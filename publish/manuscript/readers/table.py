"""The readers there are. A new one: its module, one row here, its tests.

A reader is a function ``(name, data, options) -> Document``; that of a format whose pictures lie beside the document takes a fourth
argument, which finds them by their names (:data:`BESIDE`). It decides nothing that needs the language: what a style, an element or a field
says is taken over, everything else is left open for structure. The text is kept whole, or a finding says what was left out and where.
Modules are imported when they are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from publish.files import taken
from publish.findings import fail
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.beside import Beside, Folder, nothing
from publish.manuscript.source import Document, joined

READERS: dict[str, tuple[str, str]] = {
    ".doc": ("publish.manuscript.readers.office", "read"),
    ".docm": ("publish.manuscript.readers.docx.read", "read"),
    ".docx": ("publish.manuscript.readers.docx.read", "read"),
    ".epub": ("publish.manuscript.readers.epub.read", "read"),
    ".htm": ("publish.manuscript.readers.html.page", "read"),
    ".html": ("publish.manuscript.readers.html.page", "read"),
    ".markdown": ("publish.manuscript.readers.markdown", "read"),
    ".md": ("publish.manuscript.readers.markdown", "read"),
    ".mht": ("publish.manuscript.readers.html.mhtml", "read"),
    ".mhtml": ("publish.manuscript.readers.html.mhtml", "read"),
    ".odt": ("publish.manuscript.readers.office", "read"),
    ".pdf": ("publish.manuscript.readers.pdf.read", "read"),
    ".rtf": ("publish.manuscript.readers.office", "read"),
    ".txt": ("publish.manuscript.readers.text", "read"),
    ".wps": ("publish.manuscript.readers.office", "read"),
    ".xhtml": ("publish.manuscript.readers.html.page", "read"),
}
"""Suffix → module and function."""

BESIDE = frozenset((".htm", ".html", ".markdown", ".md", ".xhtml"))
"""Suffixes whose readers look for files beside the document."""


def load_all(paths: Sequence[Path], options: ManuscriptOptions = ManuscriptOptions()) -> Document:
    """The files of one book, in order. Raises what :func:`load` raises."""
    return joined([load(path, options) for path in paths])


def load(path: Path, options: ManuscriptOptions = ManuscriptOptions()) -> Document:
    """Read ``path``. Raises ``S101`` (missing), ``S112`` (unreadable), ``S108`` (no reader for this kind of file), ``S102`` (empty) and what
    its reader raises.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise fail("S108", path.name, suffix=path.suffix or "-", known=" ".join(sorted(READERS)))
    try:
        data = taken(path)
    except FileNotFoundError:
        raise fail("S101", path) from None
    except OSError as error:
        raise fail("S112", path, reason=error.strerror or error) from None
    folder = Folder(path.parent)
    return replace(read(path.name, data, options, folder), beside=tuple(folder.taken))


def read(name: str, data: bytes, options: ManuscriptOptions = ManuscriptOptions(), beside: Beside = nothing) -> Document:
    """The document in ``data``; its reader is chosen by the ending of ``name``."""
    suffix = Path(name).suffix.lower()
    module, function = READERS[suffix]
    reader = getattr(import_module(module), function)
    document: Document = reader(name, data, options, beside) if suffix in BESIDE else reader(name, data, options)
    if not any(passage.text.strip() or passage.figure for passage in document.passages):
        raise fail("S102", name)
    return document
