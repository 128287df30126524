"""Read a source: bytes become lines of text, in an encoding that is told apart, never guessed silently wrong.

What is received is never changed here: control characters and damage are found, and repaired later, on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.findings import fail
from publish.manuscript.readers.encodings import decode


@dataclass(frozen=True)
class Source:
    """A text as received. ``lines`` are without line ends; ``encoding`` is the one found, by its common name."""

    name: str
    lines: tuple[str, ...]
    encoding: str

    @property
    def text(self) -> str:
        """All lines joined by line feeds; offsets into it are the ones :meth:`where` understands."""
        return "\n".join(self.lines)

    def where(self, line: int, column: int) -> str:
        """A place as people look it up: ``name:line:column``, both 1-based, columns in code points."""
        return f"{self.name}:{line}:{column}"


def load(path: Path, encoding: str = "auto") -> Source:
    """Read ``path``. Raises ``S101`` (missing), ``S112`` (unreadable), ``S108`` (no reader for this kind of file),
    ``S102`` (empty) and what :func:`publish.manuscript.readers.encodings.decode` raises.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise fail("S108", path.name, suffix=path.suffix or "-", known=" ".join(sorted(READERS)))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise fail("S101", path) from None
    except OSError as error:
        raise fail("S112", path, reason=error.strerror or error) from None
    return reader(path.name, data, encoding)


def read_plain(name: str, data: bytes, encoding: str = "auto") -> Source:
    """Plain text: one line, one paragraph."""
    text, found = decode(name, data, encoding)
    lines = tuple(_lines(text))
    if not any(line.strip() for line in lines):
        raise fail("S102", name)
    return Source(name, lines, found)


Reader = Callable[[str, bytes, str], Source]

READERS: Mapping[str, Reader] = {".txt": read_plain}
"""One reader a suffix, an explicit table: a new format is one function ``(name, bytes, encoding) -> Source`` and one row."""

_BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\r": "\n"})


def _lines(text: str) -> list[str]:
    """Split at every line end that Unicode knows (UAX #14 BK, CR, LF, NL); a final one opens no further line."""
    lines = text.replace("\r\n", "\n").translate(_BREAKS).split("\n")
    return lines[:-1] if lines[-1] == "" and len(lines) > 1 else lines
