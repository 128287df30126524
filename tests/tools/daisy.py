"""Referees for talking books: the DTDs (xmllint), a real player (daisy-player), a library that reads them (daisy-dtb)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import time
import typing
from pathlib import Path

CATALOG = Path("/usr/share/xml/w3c-sgml-lib/schema/dtd/catalog.xml")
ESCAPE = re.compile(r"\x07|\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])")


def missing() -> str:
    """What is not installed, or nothing."""
    if not shutil.which("xmllint"):
        return "libxml2-utils"
    if not CATALOG.exists():
        return "w3c-sgml-lib"
    return "" if shutil.which("daisy-player") else "daisy-player"


def dtd_faults(folder: Path) -> list[str]:
    """What xmllint says of each document against its document type, fetched from nowhere."""
    names = sorted(path for path in folder.iterdir() if path.suffix in (".html", ".smil"))
    command = ["xmllint", "--nonet", "--noout", "--valid", *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "XML_CATALOG_FILES": str(CATALOG)}, timeout=120)
    return done.stderr.splitlines() or [f"exit {done.returncode}"] * bool(done.returncode)


def screen(folder: Path, seconds: float = 15) -> str:
    """What daisy-player writes on its terminal when it opens the book, without escape sequences: the titles it reads, then its screen, or
    that it finds no sound card."""
    with tempfile.TemporaryDirectory() as home:
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", HOME=home)
            os.execvp("daisy-player", ["daisy-player", "-v", str(folder)])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        written = _all_of(terminal, time.monotonic() + seconds)
        os.close(terminal)
        os.waitpid(process, 0)
    return ESCAPE.sub("\n", written.decode("utf-8", "replace"))


def _all_of(terminal: int, until: float) -> bytes:
    """Everything until the program ends; it is asked to with ``q``, for the case that it finds a real sound card."""
    written = b""
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.5)[0]:
            os.write(terminal, b"q")
            continue
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:  # Linux says so when nobody writes any more
            break
        if not piece:
            break
        written += piece
    return written


def headings(shown: str) -> list[str]:
    """The titles that the player names, by their numbers."""
    found = {int(number): title.strip() for number, title in re.findall(r"(?m)^(\d+) (\S.*)$", shown)}
    return [found[number] for number in sorted(found)]


def read_by_library(folder: Path) -> list[tuple[str, str, float, float]]:
    """Every par as daisy-dtb reads it: heading, text, begin and end in seconds."""
    typing.override = getattr(typing, "override", lambda function: function)  # type: ignore[attr-defined]  # new in Python 3.12
    from daisy_dtb.book.daisybook import DaisyBook
    from daisy_dtb.sources.folder_source import FolderDtbSource
    from loguru import logger

    logger.remove()
    book = DaisyBook(FolderDtbSource(str(folder), 100))
    found, seen = [], set()
    for entry in book.toc_entries:
        if entry.smil.reference.resource not in seen:
            seen.add(entry.smil.reference.resource)
            for par in entry.smil.sections:
                clips = par.clips
                found.append((entry.text, par.text.content, clips[0].begin if clips else 0.0, clips[-1].end if clips else 0.0))
    return found
