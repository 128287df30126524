"""``make bench``: what a build costs, measured on the real report with the real voice, written to a file as JSON.

Ratios compare runs of this call with each other, because machines are shared and noisy; seconds are printed for orientation.
``--only NAME`` runs one part. Every part is a function from a scratch folder to figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import report
from tests.bench.narration import Memory
from tests.project import ROOT

EDIT = ("一年來,主要做了以下工作。", "一年來,主要做好以下工作。")
"""One sentence of the report, as it stands in the damaged source, and what an editor might make of it."""


def build(scratch: Path) -> dict[str, Any]:
    """Cold build, second build, build after one edited sentence: wall seconds and their ratios; memory of all processes together."""
    project = report.copy_with_edit(scratch / "project", EDIT[0], EDIT[0])
    with Memory() as memory:
        cold, first = _timed(project)
    audio = sum(track["samples"] / track["rate"] for track in json.loads((project.build / report.NAME / "3-narration.json").read_text())["tracks"])
    second, again = _timed(project)
    text = project.root / "source" / report.NAME / "report.txt"
    text.write_text(text.read_text("utf-8").replace(*EDIT), "utf-8")
    edited, changed = _timed(project)
    return {
        "cold_seconds": cold, "audio_seconds": round(audio, 1), "real_time_factor": round(cold / audio, 4),
        "second_seconds": second, "second_to_cold": round(second / cold, 4), "second_spoken": again["spoken"],
        "edited_seconds": edited, "edited_to_cold": round(edited / cold, 4), "edited_spoken": changed["spoken"],
        "sentences_spoken": first["spoken"], "peak_megabytes": memory.most,
    }


def _timed(project: Any) -> tuple[float, dict]:
    """One build in a process of its own, start-up included."""
    command = [sys.executable, "-m", "publish", "build", report.NAME, "--json", "--project", project.root, "--build", project.build]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    if done.returncode:
        raise SystemExit(done.stderr)
    return round(time.monotonic() - began, 2), json.loads(done.stdout)


def module(name: str, *arguments: str) -> Callable[[Path], dict[str, Any]]:
    """A part that is a program of its own: it writes its figures to the path it is given (``{}`` among the arguments)."""

    def run(scratch: Path) -> dict[str, Any]:
        path = scratch / f"{name}.json"
        told = [argument.replace("{}", str(path)) for argument in arguments]
        done = subprocess.run([sys.executable, "-m", f"tests.{name}", *told], cwd=ROOT, stdout=sys.stderr)
        if done.returncode:
            raise SystemExit(f"tests.{name} ended with {done.returncode}")
        return json.loads(path.read_text("utf-8"))

    return run


HELD_OUT = ROOT / "tests" / "reading" / "held-out-polyphones.jsonl"
ENCYCLOPAEDIA = ROOT / "tests" / "reading" / "held-out-encyclopedia.jsonl"
G2PM = "g2pM==0.1.2.5"


def pinyin(scratch: Path) -> dict[str, Any]:
    """Polyphones that nothing was tuned on, beside pypinyin and g2pM, which gets an environment of its own."""
    venv.create(scratch / "g2pm", with_pip=True)
    python = str(scratch / "g2pm" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", G2PM, "numpy<3"], check=True, stdout=sys.stderr)
    lists = {"news": HELD_OUT, "encyclopaedia": ENCYCLOPAEDIA}
    held_out = {genre: module("bench.pinyin", str(path), "{}", python)(scratch) for genre, path in lists.items()}
    return {**held_out, "eight genres": module("bench.genres", "{}", python)(scratch)}


PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "build": build,
    "narration": module("bench.narration", "{}"),
    "spoken": module("bench.spoken", "--to", "{}"),
    "pinyin": pinyin,
    "print": module("bench.print", "{}"),
    "braille": module("bench.braille", "{}"),
    "serve": module("bench.serve", "{}"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(".bench/bench.json"))
    parser.add_argument("--only", choices=tuple(PARTS), action="append")
    options = parser.parse_args()
    figures: dict[str, Any] = json.loads(options.to.read_text("utf-8")) if options.to.exists() else {}
    for name in options.only or PARTS:
        sys.stderr.write(f"{name} …\n")
        with tempfile.TemporaryDirectory(prefix="shengshu-bench-") as scratch:
            figures[name] = PARTS[name](Path(scratch))
        sys.stdout.write(json.dumps({name: figures[name]}, ensure_ascii=False, indent=1) + "\n")
    options.to.parent.mkdir(parents=True, exist_ok=True)
    options.to.write_text(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
