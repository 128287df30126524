"""Plain text: one line, one passage. Bytes become lines in an encoding that is told apart, never guessed silently wrong.

What is received is never changed here: control characters and damage are found, and repaired later, on record.
"""

from __future__ import annotations

from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers import markdown
from publish.manuscript.readers.encodings import decode
from publish.manuscript.source import Document, plain

_BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\r": "\n"})


def read(name: str, data: bytes, options: ManuscriptOptions) -> Document:
    """Raises what :func:`publish.manuscript.readers.encodings.decode` raises."""
    text, found = decode(name, data, options.encoding)
    if seen := markdown.signs(text):
        return markdown.instead(name, text, found, seen)
    return plain(name, lines(text), found)


def lines(text: str) -> list[str]:
    """Split at every line end that Unicode knows (UAX #14 BK, CR, LF, NL); a final one opens no further line."""
    found = text.replace("\r\n", "\n").translate(_BREAKS).split("\n")
    return found[:-1] if found[-1] == "" and len(found) > 1 else found
