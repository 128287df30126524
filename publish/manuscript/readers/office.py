"""Older formats (.doc, .wps, .odt, .rtf) through LibreOffice, when it is installed: it writes a .docx in a folder of its own, which is read.

LibreOffice is handed a document that nobody vouches for. So it runs with a profile made for this one call, in which macros, links and active
content are off; without a network where the system lets a program be cut off (a network namespace), else with every proxy pointing nowhere; within a
time limit, after which it and what it started are ended. Nothing of its folder outlives the call.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from publish.findings import PublishError, fail, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.archive import Archive, is_compound
from publish.manuscript.readers.docx.read import read as read_docx
from publish.manuscript.source import Document

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 180
"""Time for one document; five seconds are usual."""

MOST_BYTES = 256 << 20
"""A larger .docx from LibreOffice is not read."""

NOWHERE = "http://127.0.0.1:9"
"""The port that throws away what it gets (RFC 863), and where nobody listens."""

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""The profile: no macros, no active content, no links brought up to date, no way out."""


def read(name: str, data: bytes, options: ManuscriptOptions = ManuscriptOptions()) -> Document:
    """Read an older format. Raises ``S102`` (empty), ``S137`` (LibreOffice is not there), ``S138`` (it could not read the file) and, for ``.odt``,
    what :class:`Archive` raises. A file that is a Word document under another name is read as one.
    """
    if not data:
        raise fail("S102", name)
    if data.startswith(b"PK") and "word/document.xml" in (archive := Archive(name, data)):
        return read_docx(archive.name, data, options)
    _refuse(name, data)
    made = _converted(name, Path(name).suffix.lower(), data)
    try:
        document = read_docx(name, made, options)
    except PublishError as error:
        raise fail("S138", name, reason=error.findings[0].detail or error.findings[0].code) from None
    return replace(document, findings=(*document.findings, finding("S139", name)))


def _refuse(name: str, data: bytes) -> None:
    """What LibreOffice should not even be shown: a password (``S122``), a bomb (``S121``), declarations of its own (``S123``)."""
    if is_compound(data) or not data.startswith(b"PK"):
        return
    archive = Archive(name, data)
    archive.refuse_bombs()
    for part in ("content.xml", "styles.xml", "meta.xml"):
        if part in archive:
            archive.xml(part)


@lru_cache(maxsize=4)
def _converted(name: str, suffix: str, data: bytes) -> bytes:
    """The document as a .docx; kept for the next stage that asks."""
    program = next((found for one in PROGRAMS if (found := shutil.which(one))), None)
    if program is None:
        raise fail("S137", name, suffix=suffix)
    with tempfile.TemporaryDirectory(prefix="publish-office-") as folder:
        root = Path(folder)
        source, out = root / f"document{suffix}", root / "out"
        source.write_bytes(data)
        out.mkdir()
        said = _run(name, [*cut_off(), *command(program, root, source, out)], root)
        made = out / "document.docx"
        if not made.is_file() or not 0 < made.stat().st_size <= MOST_BYTES:
            raise fail("S138", name, reason=said or "-")
        return made.read_bytes()


def command(program: str, root: Path, source: Path, out: Path) -> list[str]:
    """The call of LibreOffice, with a profile of its own in ``root``."""
    profile = root / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS, "utf-8")
    quiet = ["--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard"]
    return [program, f"-env:UserInstallation={profile.as_uri()}", *quiet, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source)]


@cache
def cut_off() -> tuple[str, ...]:
    """What stands before a command to run it without a network; nothing where the system does not allow that."""
    ways = (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net"))
    return next((way for way in ways if _works(way)), ())


def _works(way: Sequence[str]) -> bool:
    try:
        return subprocess.run([*way, "true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(name: str, call: list[str], root: Path) -> str:
    """The last words of the program; it and its children are ended after ``SECONDS`` (``S138``)."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if key in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), NOWHERE)
    environment = {**kept, **proxies, "HOME": str(root), "TMPDIR": str(root), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        running = subprocess.Popen(
            call, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except OSError as error:
        raise fail("S138", name, reason=error.strerror or error) from None
    try:
        said, _ = running.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise fail("S138", name, reason=f"> {SECONDS} s") from None
    finally:
        _end(running)
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip() and "javaldx" not in line]
    return lines[-1].replace(str(root), "")[:200] if lines else ""


def _end(running: subprocess.Popen[bytes]) -> None:
    """End a call and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    if running.stdout:
        running.stdout.close()
