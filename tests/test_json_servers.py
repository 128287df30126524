"""``--json`` where a command goes on running: one line with the address, as soon as it answers there, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.desk.desk_project import book
from tests.project import ROOT
from tests.serve import shelf_sample


def told(root: Path, build: Path, *arguments: str) -> tuple[dict, str, str, int]:
    """Start, read the line, ask at the address, end with Ctrl+C: the line's value, what came after it, errors, exit code."""
    command = [sys.executable, "-m", "publish", *arguments, "--json", "--project", str(root), "--build", str(build)]  # no -u: it must come through a pipe at once
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"}) as process:
        value = json.loads(process.stdout.readline())
        with urllib.request.urlopen(value["address"], timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
    return value, rest, errors, process.returncode


def test_the_desk_tells_its_address(tmp_path):
    made = book(tmp_path)
    value, rest, errors, code = told(made.root, made.build, "proof", "book", "--no-browser")
    assert set(value) == {"book", "address"} and value["book"] == "book" and value["address"].startswith("http://127.0.0.1:")
    assert (rest, errors, code) == ("", "", 0)


def test_the_shelf_tells_its_addresses(tmp_path):
    shelf_sample.build(tmp_path / "build")
    for name in ("source", "voices"):
        (tmp_path / name).mkdir()
    value, rest, errors, code = told(tmp_path, tmp_path / "build", "serve", "--local", "--port", "0")
    assert value["address"] == value["addresses"][0] and all(address.startswith("http://") for address in value["addresses"])
    assert (rest, errors, code) == ("", "", 0)


@pytest.mark.parametrize("arguments", [("proof", "nobook", "--no-browser"), ("serve", "--local", "--port", "0")])
def test_what_goes_wrong_is_json_too(tmp_path, arguments):
    made = book(tmp_path)
    done = made.run(*arguments, "--json")
    assert done.returncode == 2 and [found["code"][0] for found in json.loads(done.stdout)["findings"]] == ["G"]
