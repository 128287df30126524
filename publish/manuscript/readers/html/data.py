"""What is known of web pages, from ``publish/manuscript/data/html_*.tsv``."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``data/<name>.tsv``, without its comments (``# …``; a selector may begin with the sign too)."""
    table = (resources.files("publish.manuscript") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(tuple(line.split("\t")) for line in table.splitlines() if line and not line.startswith("# "))


@cache
def elements() -> dict[str, str]:
    """Element → what it is to a text."""
    return {row[0]: row[1] for row in rows("html_elements")}


@cache
def alts() -> frozenset[str]:
    """Alternative texts that say nothing."""
    return frozenset(row[0] for row in rows("html_alts"))
