"""Ace by DAISY (npm, with the system's Chromium): accessibility of an EPUB."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.tools import chromium

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "node_modules" / ".bin" / "ace-cli"


def missing() -> str:
    """What is not installed, or nothing."""
    if not PROGRAM.exists():
        return "npm ci"
    return "" if chromium.program() else "chromium"


def violations(book: Path) -> list[str]:
    """Ace's failed assertions as ``impact rule document``; raises when Ace did not run to its end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PUPPETEER_EXECUTABLE_PATH": chromium.program(), "ACE_TIMEOUT_INITIAL": "60000", "HOME": folder}
        command = [PROGRAM, "-s", "-f", "-o", f"{folder}/out", book]
        done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, timeout=600)
        report = Path(folder) / "out" / "report.json"
        if not report.exists():
            raise RuntimeError(f"Ace gave no report: {done.stdout[-400:]} {done.stderr[-400:]}")
        found = json.loads(report.read_text("utf-8"))
    return sorted(_failures(found))


def _failures(report: dict):
    for document in report["assertions"]:
        for assertion in document["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "fail":
                test = assertion["earl:test"]
                yield f"{test['earl:impact']} {test['dct:title']} {document['earl:testSubject']['url']}"
    if report["earl:result"]["earl:outcome"] != "pass" and not report["assertions"]:
        yield "outcome fail"
