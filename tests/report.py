"""The real report, built with the real voice by the real command line: once for all tests that look at it, and once more elsewhere."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
from lxml import etree

from publish.editions.model import Publication
from publish.manuscript.model import Manuscript
from publish.narration.model import Narration
from publish.reading.model import Reading
from tests.project import ROOT, Project

NAME = "dongcheng-2025"
XHTML = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"


def make(build: Path, **env: str) -> dict:
    """Build the report into ``build``; the result as ``--json`` tells it. Test processes that want it at once wait for each other.

    The build takes what the other tests leave idle: it has two processes of its own, and some of those tests listen to a browser.
    """
    build.mkdir(parents=True, exist_ok=True)
    with (build / f".{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _make(build, env)


def _make(build: Path, env: dict[str, str]) -> dict:
    command = ["nice", "-n", "10", sys.executable, "-m", "publish", "build", NAME, "--json", "--project", str(ROOT), "--build", str(build)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), **env})
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def publication(build: Path, name: str = NAME) -> Publication:
    """The products of a build."""
    root = build / name
    kinds = (("1-manuscript", Manuscript), ("2-reading", Reading), ("3-narration", Narration))
    made = [msgspec.json.decode((root / f"{name}.json").read_bytes(), type=kind) for name, kind in kinds]
    date = made[0].metadata.date
    return Publication(name, *made, root, datetime.datetime.combine(date, datetime.time(), datetime.UTC))


def hashes(build: Path) -> dict[str, str]:
    """SHA-256 of every file of the build for people and for programs, the cache left out."""
    import hashlib

    base = build / NAME
    files = [f for f in base.rglob("*") if f.is_file() and "cache" not in f.relative_to(base).parts]
    return {f.relative_to(base).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(files)}


def documents(book: Path) -> dict[str, etree._Element]:
    """Every XHTML and SMIL document of an e-book, by name in the zip."""
    with zipfile.ZipFile(book) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xhtml", ".smil"))}


def copy_with_edit(folder: Path, before: str, after: str) -> Project:
    """The project with one sentence of the report edited, voices shared."""
    source = folder / "source" / NAME
    shutil.copytree(ROOT / "source" / NAME, source)
    (folder / "voices").symlink_to(ROOT / "voices")
    text = (source / "report.txt").read_text("utf-8")
    assert text.count(before) == 1
    (source / "report.txt").write_text(text.replace(before, after), "utf-8")
    return Project(folder, folder / "build")
