"""Older formats: how LibreOffice is called (a stand-in looks at that, and writes a document as LibreOffice would), and what is said when it is not there."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest

from publish.findings import PublishError, message
from publish.manuscript.readers import office
from publish.manuscript.readers.table import read
from tests.manuscript.word.making import docx, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MADE = docx("<p outline='0'>标题</p><p>正文。</p>")

STAND_IN = """#!{python}
import json, os, pathlib, sys, time
arguments = sys.argv[1:]
log = pathlib.Path({log!r})
profile = next(a for a in arguments if a.startswith("-env:UserInstallation=file://")).split("file://", 1)[1]
settings = (pathlib.Path(profile) / "user" / "registrymodifications.xcu").read_text("utf-8")
source, out = pathlib.Path(arguments[-1]), pathlib.Path(arguments[arguments.index("--outdir") + 1])
log.write_text(json.dumps({{
    "arguments": arguments, "settings": settings, "environment": dict(os.environ), "source": source.read_bytes().hex(), "cwd": os.getcwd(),
    "interfaces": sorted(line.split(":")[0].strip() for line in open("/proc/net/dev").read().splitlines()[2:]), "pid": os.getpid(),
}}))
{action}
"""
WRITES = "(out / (source.stem + '.docx')).write_bytes(pathlib.Path({made!r}).read_bytes())"


class Called:
    """What the stand-in saw."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def __getitem__(self, name: str):
        import json

        return json.loads(self._log.read_text("utf-8"))[name]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a LibreOffice on the path that does ``action``."""

    def install(action: str = "", made: bytes = MADE) -> Called:
        folder = tmp_path / "bin"
        folder.mkdir()
        (tmp_path / "made.docx").write_bytes(made)
        program = folder / "soffice"
        wanted = action or WRITES.format(made=str(tmp_path / "made.docx"))
        program.write_text(STAND_IN.format(python=sys.executable, log=str(tmp_path / "log.json"), action=wanted), "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        office._converted.cache_clear()
        return Called(tmp_path / "log.json")

    return install


def refused(name: str, data: bytes) -> str:
    with pytest.raises(PublishError) as error:
        read(name, data)
    found = error.value.findings[0]
    for language in ("zh", "en"):
        assert "{" not in message(found, language).text + message(found, language).advice  # type: ignore[arg-type]
    return found.code


@pytest.mark.parametrize(("name", "data"), [("a.doc", OLE), ("报告 终稿.wps", OLE), ("a.rtf", b"{\\rtf1 a}"), ("a.odt", zipped({"content.xml": b"<a/>"})), ("A.DOC", OLE)])
def test_it_is_called_and_what_it_writes_is_read(stand_in, name: str, data: bytes) -> None:
    called = stand_in()
    document = read(name, data)
    assert [(passage.kind, passage.text) for passage in document.passages] == [("heading", "标题"), (None, "正文。")]
    assert (document.name, [found.code for found in document.findings]) == (name, ["S139"])
    assert bytes.fromhex(called["source"]) == data
    arguments = called["arguments"]
    assert arguments[arguments.index("--convert-to") + 1].startswith("docx")
    assert "--headless" in arguments and "--norestore" in arguments
    assert arguments[-1].endswith("/document" + Path(name).suffix.lower()), "the name that a person gave is no argument of a program"


def test_its_profile_and_surroundings_are_its_own(stand_in) -> None:
    called = stand_in()
    read("a.doc", OLE)
    assert re.search("DisableMacrosExecution.*true", called["settings"]) and re.search('MacroSecurityLevel.*3', called["settings"])
    environment = called["environment"]
    assert environment["HOME"] == called["cwd"] and environment["https_proxy"] == office.NOWHERE
    assert set(environment) <= {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "SAL_USE_VCLPLUGIN", "LC_CTYPE", *(f"{p}_proxy" for p in ("http", "https", "ftp", "all"))}
    assert not Path(called["cwd"]).exists(), "nothing is left behind"
    if office.cut_off():
        assert called["interfaces"] == ["lo"], "no network"


def test_the_same_document_is_converted_once(stand_in) -> None:
    called = stand_in()
    read("a.doc", OLE)
    first = called["pid"]
    read("a.doc", OLE)
    assert called["pid"] == first


def test_it_is_ended_when_it_takes_too_long(stand_in, monkeypatch: pytest.MonkeyPatch) -> None:
    called = stand_in("import subprocess; subprocess.Popen(['sleep', '60']); time.sleep(60)")
    monkeypatch.setattr(office, "SECONDS", 2)
    start = time.monotonic()
    assert refused("a.doc", OLE) == "S138"
    assert time.monotonic() - start < 20
    assert not Path(called["cwd"]).exists()


@pytest.mark.parametrize("action", ["print('Error: source file could not be loaded'); sys.exit(1)", "pass", "(out / 'document.docx').write_bytes(b'')", "(out / 'document.docx').write_bytes(b'no zip')", "os.kill(os.getpid(), 9)"])
def test_it_fails(stand_in, action: str) -> None:
    stand_in(action)
    assert refused("a.doc", OLE) == "S138"


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.odt", "a.rtf"])
def test_it_is_not_there(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    office._converted.cache_clear()
    assert refused(name, zipped({"content.xml": b"<a/>"}) if name == "a.odt" else OLE) == "S137"


def test_files_under_another_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [passage.text for passage in read("a.doc", MADE).passages] == ["标题", "正文。"], "a .docx that is called .doc needs no LibreOffice"
    assert refused("a.docx", OLE) == "S120", "a .doc that is called .docx"
    assert refused("a.doc", b"") == "S102"


def test_what_it_is_not_even_shown(stand_in) -> None:
    stand_in()
    assert refused("a.odt", zipped({"content.xml": b"<a>" + b" " * (30 << 20) + b"</a>"})) == "S121"
    assert refused("a.odt", zipped({"content.xml": b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"})) == "S123"
    assert refused("a.odt", zipped({"content.xml": b"<a>"})) == "S124"
