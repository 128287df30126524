"""``braille.toml`` beside the book: where a braille proof-reader joins words and cuts them.

An entry::

    [[word]]
    text = "东城区政府"        # as written; applies wherever it stands
    words = "东城区 政府"      # its braille words
    left = "在"               # optional: what must stand right before
    right = "工作"             # optional: what must stand right after
    by = "王老师"              # who decided
    why = "机关名称"           # and why

Where two entries meet, the later one in the file has the last word. What stands before and after ``text`` is not touched: to cut
there, or to join, the entry takes in the neighbour.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publish import files
from publish.editions.braille.joining import Decision
from publish.findings import Finding, PublishError, fail, finding

FILE, TABLE = "braille.toml", "word"


def load(folder: Path) -> tuple[Decision, ...]:
    """The decisions in a book's folder; none when there is no file. Raises ``G221`` to ``G224`` for all broken entries at once."""
    path = folder / FILE
    if not path.is_file():
        return ()
    made: list[Decision] = []
    broken: list[Finding] = []
    for where, row in tables(path):
        try:
            made.append(check(row, where))
        except PublishError as error:
            broken += error.findings
    if broken:
        raise PublishError(*broken)
    return tuple(made)


def tables(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Each ``[[word]]`` as it stands, with its place ``file:line``."""
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fail("G221", path, reason=error) from None
    except OSError as error:
        raise files.refusal(error, path) from error
    rows = content.pop(TABLE, [])
    if content or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise fail("G221", path, reason=f"only [[{TABLE}]] is known here")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{TABLE}]]")]
    places = lines if len(lines) == len(rows) else [1] * len(rows)
    return [(f"{path.name}:{line}", row) for line, row in zip(places, rows, strict=True)]


def check(row: dict[str, Any], where: str) -> Decision:
    """A decision from its table. Raises ``G222`` (unknown key), ``G223`` (something missing or of the wrong kind), ``G224`` (the words are
    not the text)."""
    known = [field.name for field in fields(Decision)]
    for name, value in row.items():
        if name not in known:
            raise fail("G222", where, key=name, nearest=get_close_matches(name, known, 1, 0)[0], known=", ".join(known))
        if not isinstance(value, str):
            raise fail("G223", where, key=name)
    for name in ("text", "words"):
        if not row.get(name, "").strip():
            raise fail("G223", where, key=name)
    made = Decision(**row)
    if "".join(made.words.split()) != made.text:
        raise fail("G224", where, text=made.text, words=made.words)
    return made


def unused(decisions: tuple[Decision, ...], fired: frozenset[Decision]) -> tuple[Finding, ...]:
    """Decisions that applied nowhere (``E904``)."""
    return tuple(finding("E904", FILE, text=decision.text) for decision in decisions if decision not in fired)
