"""Names that a FAT32 stick, Windows, macOS and simple players all take.

Rules: Microsoft's "Naming Files, Paths, and Namespaces" (reserved characters and device names, no space or full stop at the
end) and the FAT32 long-name limit of 255 UTF-16 units; comparison without regard to case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from publish.findings import Finding, finding

RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {f"{n}{d}" for n in ("com", "lpt") for d in "0123456789¹²³"})
MOST_UNITS = 255
MOST_PATH_UNITS = 230
"""Of a path on the stick: Windows programs take 259 units with the drive, and people copy folders into deeper ones."""


def units(name: str) -> int:
    """Length in UTF-16 units, as FAT32 and Windows count."""
    return len(name.encode("utf-16-le", "surrogatepass")) // 2


def safe(text: str, most: int = 60) -> str:
    """``text`` as one name of at most ``most`` UTF-16 units; never empty, never reserved, stable for the same text."""
    name = unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")))
    name = " ".join(RESERVED.sub("_", name).split()).strip(". ")
    while units(name) > most:
        name = name[:-1]
    name = name.rstrip(". ") or "_"
    return f"_{name}" if _is_device(name) else name


def latin(text: str) -> str:
    """``text`` as a name that players of 2001 find: ASCII letters, figures, ``.``, ``_`` and ``-``; never empty."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:40] or "book"


def _is_device(name: str) -> bool:
    return name.split(".")[0].rstrip(" ").lower() in DEVICES


def is_safe(name: str) -> bool:
    """Whether a single name (no path) can stand on the stick as it is."""
    return bool(name) and not RESERVED.search(name) and name[-1] not in ". " and name[0] != " " and not _is_device(name) and units(name) <= MOST_UNITS and _encodable(name)


def _encodable(name: str) -> bool:
    """No lone surrogates: such a name cannot be written into the list of hashes."""
    return not any(0xD800 <= ord(c) <= 0xDFFF for c in name)


def trouble(paths: Iterable[str]) -> tuple[Finding, ...]:
    """What is wrong with the paths of a kit: ``E703`` unsafe, ``E706`` too long, ``E704`` two names that FAT32 takes for one."""
    found: list[Finding] = []
    plain: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        if not all(is_safe(part) for part in path.split("/")):
            found.append(finding("E703", path))
        if units(path) > MOST_PATH_UNITS:
            found.append(finding("E706", path, most=MOST_PATH_UNITS))
        clash = plain.get(_same(path)) or folders.get(_same(path))
        plain.setdefault(_same(path), path)
        for folder in _folders(path):
            known = folders.setdefault(_same(folder), folder)
            clash = clash or plain.get(_same(folder)) or (known if known != folder else None)
        if clash:
            found.append(finding("E704", path, other=clash))
    return tuple(found)


def _same(path: str) -> str:
    """Equal for paths that FAT32, Windows or macOS take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))
