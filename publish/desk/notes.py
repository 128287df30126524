"""``repairs.toml`` and ``readings.toml`` as a person would write them: comments, order and layout of what is there stay."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import tomlkit
from tomlkit.items import AoT

Row = dict[str, Any]


def put(text: str | None, table: str, row: Row, same: tuple[str, ...], drop: Row | None = None, head: str = "") -> str:
    """``text`` with ``row`` in it: in the place of the ``[[table]]`` that agrees in the keys ``same``, else at the end.

    ``drop``: a row to take out first (it agrees in all its keys). ``head``: the comment that opens a new file.
    """
    text = head if text is None else text
    if drop is not None:
        text = without(text, table, drop)
    mark, document = _parse(text)
    rows = _rows(document, table)
    for entry in rows:
        if all(entry.get(key) == row.get(key) for key in same):
            _become(entry, row)
            return mark + tomlkit.dumps(document)
    if rows and not isinstance(rows, AoT):
        rows.append(dict(row))
        return mark + tomlkit.dumps(document)
    return (text.rstrip("\n") + "\n\n" if text.strip() else "") + block(table, row)


def change(text: str, table: str, before: Row, after: Row) -> str | None:
    """``text`` with the first ``[[table]]`` that agrees with ``before`` in all its keys made ``after``; None when there is none."""
    mark, document = _parse(text)
    for entry in _rows(document, table):
        if dict(entry) == dict(before):
            _become(entry, after)
            return mark + tomlkit.dumps(document)
    return None


def _become(entry: MutableMapping[str, Any], row: Row) -> None:
    """Only what differs is touched: layout and comments of the rest stay."""
    for key in [key for key in entry if key not in row]:
        del entry[key]
    for key, value in row.items():
        if entry.get(key) != value:
            entry[key] = value


def without(text: str, table: str, row: Row) -> str:
    """``text`` without the ``[[table]]`` that agrees with ``row`` in all its keys."""
    mark, document = _parse(text)
    rows = _rows(document, table)
    for number, entry in enumerate(rows):
        if all(entry.get(key) == value for key, value in row.items()):
            del rows[number]
            break
    if not rows and table in document:
        del document[table]  # an empty array would forbid any later [[table]]
    return mark + tomlkit.dumps(document)


def has(text: str | None, table: str, row: Row) -> bool:
    """Whether there is a ``[[table]]`` that agrees with ``row`` in all its keys."""
    return any(all(entry.get(k) == v for k, v in row.items()) for entry in _rows(_parse(text or "")[1], table))


def block(table: str, row: Row) -> str:
    """One ``[[table]]`` as text."""
    return f"[[{table}]]\n" + "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in row.items())


def _parse(text: str) -> tuple[str, tomlkit.TOMLDocument]:
    """The byte order mark that Notepad writes (or nothing), and the rest."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark, tomlkit.parse(text[len(mark) :])


def _rows(document: tomlkit.TOMLDocument, table: str) -> list[Any]:
    """The rows, written as ``[[table]]`` or as ``table = [{…}]``."""
    rows = document.get(table, [])
    return rows if isinstance(rows, (AoT, list)) else []
