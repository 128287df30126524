"""Typesetting: a template of ``assets/print``, data and the subset font in; a tagged PDF (or PNG pictures) out.

The engine is Typst, as the package ``typst`` brings it: no system library, no browser, no network. The data reach the
template as one JSON string and are set as strings, so nothing in a text can become markup. PDF/UA-1 is asked for: the
engine then refuses what it can see to be inaccessible (a claim of conformance would need a person's check).
"""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from publish import apart
from publish.editions.shared import fonts
from publish.files import Tell, nobody
from publish.findings import fail

FURNITURE = "0123456789.…—•： abcdefghijklmnopqrstuvwxyz"
"""Characters the templates set by themselves: page numbers, leaders, bullets."""


def pdf(template: str, data: Mapping[str, Any], stamp: datetime.datetime, room: str = "print") -> bytes:
    """The PDF of ``template`` (of the assets of ``room``) with ``data``; ``stamp`` is its date. Same input, same bytes. Raises ``E601`` when it cannot be set.

    With characters that the font lacks (:func:`publish.editions.shared.fonts.missing`) it is tagged all the same, but not marked as
    PDF/UA, which forbids empty boxes.
    """
    made: bytes = _compiled(template, data, _faces(data), _pdf_options(data, stamp), room)
    return made


def pdf_apart(template: str, data: Mapping[str, Any], stamp: datetime.datetime, room: str = "print") -> bytes:
    """The same from a process of its own, which gives the engine's memory back. The fonts are cut here: that takes memory too."""
    made: bytes = apart.run(__name__, "_apart", template, data, _faces(data), _pdf_options(data, stamp), room, tell=nobody)
    return made


def _apart(template: str, data: Mapping[str, Any], faces: Mapping[str, bytes], options: Mapping[str, Any], room: str, tell: Tell) -> bytes:
    made: bytes = _compiled(template, data, faces, options, room)
    return made


def _pdf_options(data: Mapping[str, Any], stamp: datetime.datetime) -> dict[str, Any]:
    whole = not fonts.missing(characters(data))
    return {"format": "pdf", "timestamp": int(stamp.timestamp()), **({"pdf_standards": "ua-1"} if whole else {})}


def pictures(template: str, data: Mapping[str, Any], ppi: int) -> list[bytes]:
    """The pages as PNG pictures with ``ppi`` pixels an inch."""
    made = _compiled(template, data, _faces(data), {"format": "png", "ppi": float(ppi)})
    return made if isinstance(made, list) else [made]


def characters(data: object) -> str:
    """Every character of every text in the data, for the font."""
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        return "".join(map(characters, data.values()))
    return "".join(map(characters, data)) if isinstance(data, list | tuple) else ""


def advance(text: str, weight: fonts.Weight = "regular") -> float:
    """Width of a line of text in em."""
    widths = fonts.advances(weight)
    return sum(widths.get(ord(c), 1.0) for c in text)


def _faces(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The font files by weight (``weights`` of the data; regular and bold when it is silent), cut down to what is used."""
    used = characters(data) + FURNITURE
    return {weight: fonts.subset(used, weight) for weight in data.get("weights", ("regular", "bold"))}


def _compiled(template: str, data: Mapping[str, Any], faces: Mapping[str, bytes], options: Mapping[str, Any], room: str = "print") -> Any:
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for weight, face in faces.items():
            (folder / f"{weight}.ttf").write_bytes(face)
        source = folder / template
        source.write_text((resources.files(f"publish.editions.{room}") / "assets" / template).read_text("utf-8"), "utf-8")
        files = {key: value for key, value in data.items() if isinstance(value, bytes)}
        for key, value in files.items():
            (folder / key).write_bytes(value)
        inputs = {"data": json.dumps({key: value for key, value in data.items() if key not in files}, ensure_ascii=False)}
        try:
            return typst.compile(source, root=folder, font_paths=[folder], ignore_system_fonts=True, sys_inputs=inputs, **options)
        except typst.TypstError as error:
            raise fail("E601", template, reason=str(error).splitlines()[0]) from error
