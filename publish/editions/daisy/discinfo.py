"""``discinfo.html``: several talking books on one medium, one link a book (DAISY 2.02, multiple DTBs on one medium)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.editions.daisy import xml
from publish.editions.daisy.model import NCC
from publish.editions.shared.tree import node

NAME = "discinfo.html"
FOLDER = re.compile(r"[A-Za-z0-9._-]{1,64}")


def page(books: Sequence[tuple[str, str]], language: str = "zh-CN") -> bytes:
    """The list: folder and title of each book. Raises ``ValueError`` for a folder's name that a player may not find."""
    if wrong := [folder for folder, _ in books if not FOLDER.fullmatch(folder)]:
        raise ValueError(f"no folder of a talking book: {wrong}")
    links = tuple(node("p", node("a", title, href=f"{folder}/{NCC}")) for folder, title in books)
    return xml.xhtml((), links, "discinfo", language)
