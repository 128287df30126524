"""Signs of symbol fonts (Wingdings, Symbol …): the character that their picture is."""

from __future__ import annotations

from functools import cache
from importlib import resources

PRIVATE = 0xF000
"""Word writes the code of a sign in a symbol font moved into the private use area (MS-OI29500 2.1.391)."""


def sign(font: str, code: int) -> str:
    """The character for ``code`` of ``font``; empty when it is not known."""
    bare = code - PRIVATE if PRIVATE <= code <= PRIVATE + 0xFF else code
    found = _table().get((font.strip().lower(), bare), "")
    if found or not is_symbolic(font):
        return found or ("" if 0xE000 <= code <= 0xF8FF else chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else "")
    return ""


def is_symbolic(font: str) -> bool:
    """Whether a font's letters are pictures."""
    return font.strip().lower() in _fonts()


@cache
def _fonts() -> frozenset[str]:
    return frozenset(name for name, _ in _table())


@cache
def _table() -> dict[tuple[str, int], str]:
    text = (resources.files("publish.manuscript.readers.docx") / "symbols.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {(font.lower(), int(code, 16)): char for font, code, char in rows}
