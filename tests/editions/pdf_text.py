"""What a PDF's text layer says, read from the content streams and the raw ToUnicode maps: no viewer in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf


def unicode_map(font: pikepdf.Object) -> dict[int, str]:
    """Glyph code → text, from the font's ToUnicode stream (``bfchar`` and ``bfrange``)."""
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    table: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            for n in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + n] = chr(ord(bytes.fromhex(text).decode("utf-16-be")) + n)
    return table


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font of the file, once."""
    seen = set()
    for page in pdf.pages:
        for font in dict(page.Resources.get("/Font", {})).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font


def pieces(page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """The page's text in the order of its stream: (MCID, text), the MCID None for artifacts."""
    maps = {name: unicode_map(font) for name, font in dict(page.Resources.get("/Font", {})).items()}
    font: dict[int, str] = {}
    marks: list[tuple[str, int | None]] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "Tf":
            font = maps[str(operands[0])]
        elif name in ("BDC", "BMC"):
            identity = operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else None
            marks.append((str(operands[0]), None if identity is None else int(identity)))
        elif name == "EMC":
            marks.pop()
        elif name in ("Tj", "TJ"):
            text = "".join(decode(part, font) for part in (operands[0] if name == "TJ" else operands) if isinstance(part, pikepdf.String))
            yield (None if any(tag == "/Artifact" for tag, _ in marks) else next((m for _, m in reversed(marks) if m is not None), -1)), text


def decode(string: pikepdf.String, font: dict[int, str]) -> str:
    data = bytes(string)
    return "".join(font[int.from_bytes(data[n : n + 2], "big")] for n in range(0, len(data), 2))


def structure(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """The structure tree in reading order: (tags from the root to the element, its own text). Artifacts have no place in it."""
    words = {(page.objgen, mcid): "" for page in pdf.pages for mcid, _ in pieces(page)}
    for page in pdf.pages:
        for mcid, text in pieces(page):
            words[(page.objgen, mcid)] += text
    found: list[tuple[str, str]] = []

    def walk(element, path: str, page) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child, path, page)
        elif isinstance(element, pikepdf.Dictionary):
            page = element.get("/Pg", page)
            if element.get("/Type") == "/MCR":
                found.append((path, words.get((page.objgen, int(element.MCID)), "")))
            elif "/S" in element:
                walk(element.get("/K", pikepdf.Array()), f"{path}{element.S}", page)
        elif isinstance(element, int):
            found.append((path, words.get((page.objgen, element), "")))

    walk(pdf.Root.StructTreeRoot.K, "", None)
    return found


def opened(path: Path) -> pikepdf.Pdf:
    return pikepdf.open(path)
