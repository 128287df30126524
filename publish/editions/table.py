"""The editions there are. A new one: its module, one row here, its own tests.

Modules are imported when they are wanted, so that a build without PDF needs nothing of the PDF's.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from publish.editions.model import Edition
from publish.findings import PublishError, fail, finding

EDITIONS: dict[str, tuple[str, str]] = {
    "epub": ("publish.editions.epub.epub", "Epub"),
    "epub-plain": ("publish.editions.epub.epub", "PlainEpub"),
    "audio": ("publish.editions.audio.audio", "Audio"),
    "opus": ("publish.editions.audio.audio", "Opus"),
    "m4b": ("publish.editions.audio.m4b", "M4b"),
    "podcast": ("publish.editions.podcast.podcast", "Podcast"),
    "web": ("publish.editions.web.web", "Web"),
    "print": ("publish.editions.print.pdf", "Print"),
    "print-pinyin": ("publish.editions.print.pdf", "PinyinPrint"),
    "poster": ("publish.editions.print.poster", "Poster"),
    "daisy": ("publish.editions.daisy.daisy", "Daisy"),
    "braille": ("publish.editions.braille.braille", "Braille"),
}
"""Name in ``book.toml`` → module and class, in the order in which they are made."""


def settings() -> str:
    """The end of a new ``book.toml``: a table for every edition, its options in comments with what they are by default and what they do."""
    import tomllib
    from importlib import resources

    told = tomllib.loads((resources.files("publish.editions") / "options.toml").read_text("utf-8"))
    lines = ["", "# 要做的成品，删去一行就不做 · what is made; remove a table and it is not"]
    for name, (module, attribute) in EDITIONS.items():
        lines += ["", f"[editions.{name}]  # {told[name]['is']}"]
        for field in own_fields(getattr(import_module(module), attribute).Options):
            lines.append(f"# {field.name} = {_toml(field.default)}  # {told[name][field.name]}")
    return "\n".join(lines) + "\n"


def own_fields(options: type) -> tuple[dataclasses.Field[Any], ...]:
    """The options that ``book.toml`` sets: all but those that come from a file of the edition's own (``file`` of their metadata)."""
    return tuple(field for field in dataclasses.fields(options) if "file" not in field.metadata)


def _toml(value: object) -> str:
    """A default as TOML writes it."""
    import json

    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return "2025-01-31" if value is None else json.dumps(value, ensure_ascii=False)


def editions(settings: Mapping[str, Mapping[str, Any]], where: str, folder: Path | None = None) -> tuple[Edition, ...]:
    """The wanted editions with their options; all of them when none is named. ``where`` is the settings file, for messages; ``folder`` the
    book's, in which some editions have a file of their own beside it. Raises ``G203``, ``G204``, and what is wrong in such a file."""
    unknown = [_unknown(name, tuple(EDITIONS), f"{where} [editions]") for name in sorted(set(settings) - set(EDITIONS))]
    if unknown:
        raise PublishError(*unknown)
    wanted = settings or dict.fromkeys(EDITIONS, {})
    return tuple(edition(name, wanted[name], where, folder) for name in EDITIONS if name in wanted)


def edition(name: str, settings: Mapping[str, Any], where: str, folder: Path | None = None) -> Edition:
    """One edition with its options from the table ``[editions.<name>]`` and from its own file in the book's ``folder``."""
    module, attribute = EDITIONS[name]
    kind = getattr(import_module(module), attribute)
    options = _options(kind.Options, settings, f"{where} [editions.{name}]")
    beside = kind.beside(folder) if folder and hasattr(kind, "beside") else {}
    made: Edition = kind(dataclasses.replace(options, **beside) if beside else options)
    return made


def _options(kind: type, settings: Mapping[str, Any], where: str) -> Any:
    """The options' dataclass, filled and checked; unknown keys are refused, not ignored."""
    import msgspec

    known = tuple(field.name for field in own_fields(kind))
    unknown = [_unknown(key, known, where) for key in sorted(set(settings) - set(known))]
    if unknown:
        raise PublishError(*unknown)
    try:
        return msgspec.convert(dict(settings), kind)
    except msgspec.ValidationError as error:
        raise fail("G204", where, reason=error) from None


def _unknown(key: str, known: tuple[str, ...], where: str) -> Any:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return finding("G203", where, key=key, nearest=nearest[0] if nearest else "—", known=", ".join(known) or "—")
