"""Why something failed, in Chinese: what Python, the settings' reader and our own checks say in English.

A finding keeps its ``reason`` as it was met (English, for logs and ``--json``); only its message is worded. The table is
``reasons.toml``; a reason that it does not know is shown as it is, because a strange word is better than none.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


def said(reason: str, language: str) -> str:
    """``reason`` in ``language`` (``zh`` or ``en``)."""
    if language != "zh":
        return reason
    table = _table()
    for pattern, words in table["place"]:
        if found := pattern.fullmatch(reason):
            return str(words.format(**found.groupdict() | {"reason": said(found["reason"], language)}))
    for pattern, words in table["reason"]:
        if found := pattern.fullmatch(reason):
            return str(words.format(**{name: _value(name, value) for name, value in found.groupdict().items()}))
    return reason


def _value(name: str, value: str) -> str:
    """A group's text as a person writes it: types (``str | array``) by their names, a path of keys (``('a', 'b')``) with dots."""
    if name in ("wanted", "got"):
        known = _table()["types"] | (_table()["got"] if name == "got" else {})
        return "或".join(known.get(kind, kind) for kind in value.split(" | "))
    return ".".join(re.findall("'([^']*)'", value)) or value if name == "keys" else value


@cache
def _table() -> dict[str, Any]:
    table = tomllib.loads((resources.files("publish") / "reasons.toml").read_text("utf-8"))
    return table | {kind: [(re.compile(row["says"]), row["zh"]) for row in table[kind]] for kind in ("place", "reason")}
