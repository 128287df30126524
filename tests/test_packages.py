"""What the tests call is what the set-up installs (``tools/packages.tsv``), and all of it starts. A bare Debian runs this file as well
(``tools/bare.sh``): a machine somebody works on has most of it by chance."""

from __future__ import annotations

import ast
import ctypes
import importlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project import ROOT
from tests.tools import ace, chromium, epubcheck, partytime

ROWS = [tuple(line.split("\t")) for line in (ROOT / "tools" / "packages.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
EVERYWHERE = {"sh", "sha256sum", "mount", "umount", "setpriv", "find", "nice", "python3"}
"""What every Debian has: its essential packages, and the Python that runs this."""
RUNS_PROGRAMS = {"run", "Popen", "check_output", "call", "which", "execvp"}


def there(kind: str) -> list[str]:
    return [name for _, of, name, _ in ROWS if of == kind]


def programs(source: str) -> Iterator[str]:
    """Programs that Python code names where it starts or looks for one: ``run(["curl", …])``, ``run("mkfs.vfat", …)``, ``which("node")``,
    ``command = ["xmllint", …]``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) in RUNS_PROGRAMS:
            first = node.args[0]
        elif isinstance(node, ast.Assign) and "command" in {getattr(target, "id", "") for target in node.targets}:
            first = node.value
        else:
            continue
        first = first.elts[0] if isinstance(first, ast.List | ast.Tuple) and first.elts else first
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def called() -> set[str]:
    """Every program that a test calls by name. Words that are no program's (arguments of a method ``run`` of ours) are left out by
    asking what kind of word it is: a program here is a row of the table, on this machine's PATH, or in ``EVERYWHERE``."""
    found = {name for path in sorted((ROOT / "tests").rglob("*.py")) if "bench" not in path.as_posix() for name in programs(path.read_text("utf-8"))}
    return {name for name in found if name in EVERYWHERE or name in there("command") or shutil.which(name, path=PATH)}


def test_the_table_is_sorted_and_nothing_stands_in_it_twice():
    assert sorted(ROWS) == ROWS and len({name for _, _, name, _ in ROWS}) == len(ROWS)
    assert {kind for _, kind, _, _ in ROWS} <= {"browser", "command", "file", "library", "module"} and {set_up for set_up, *_ in ROWS} == {"dev", "runtime"}


@pytest.mark.parametrize(("source", "name"), [
    ('subprocess.run(["curl", "-sS"])', "curl"), ('run("mkfs.vfat", "-F")', "mkfs.vfat"), ('shutil.which("node")', "node"),
    ('command = ["xmllint", "--nonet"]', "xmllint"), ('os.execvp("daisy-player", [])', "daisy-player"), ('subprocess.Popen(("ffprobe", x))', "ffprobe"),
])
def test_a_program_is_seen_where_a_test_names_it(source, name):
    assert list(programs(source)) == [name]


def test_every_program_that_a_test_calls_is_in_the_table():
    assert {"curl", "node", "mkfs.vfat", "xmllint"} <= called()
    assert called() - EVERYWHERE - set(there("command")) == set()


@pytest.mark.parametrize("name", there("command"))
def test_a_program_starts(name):
    ask = "--help" if name in ("mkfs.vfat", "fsck.vfat", "update-ca-certificates") else "--version"
    found = shutil.which(name, path=PATH)
    assert found, f"{name}: not installed"
    done = subprocess.run([found, ask], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode in (0, 1) and done.stdout + done.stderr, done
    assert "error while loading shared libraries" not in done.stderr


@pytest.mark.parametrize("name", there("library"))
def test_a_library_loads(name):
    assert ctypes.CDLL(name)


@pytest.mark.parametrize("name", there("file"))
def test_a_file_is_there(name):
    assert Path(name).stat().st_size


@pytest.mark.parametrize("name", there("module"))
def test_a_module_is_there(name):
    assert importlib.import_module(name)


@pytest.mark.slow
def test_the_browser_and_its_driver_start(browser):
    page = browser.new_page()
    page.set_content("<h1>声书</h1><audio></audio>")
    assert page.inner_text("h1") == "声书", "laid out, with a font or with boxes"
    assert page.evaluate("document.querySelector('audio').canPlayType('audio/mpeg')") == "probably"
    assert len(page.screenshot()) > 1000


@pytest.mark.slow
def test_the_checkers_of_books_start(tmp_path):
    """Java with EPUBCheck; node with Ace, which drives a browser of its own. What they say of a file that is no book is an answer."""
    empty = tmp_path / "empty.epub"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert [message.severity for message in epubcheck.messages(empty)].count("FATAL") or epubcheck.faults(empty)
    assert ace.missing() == "" and Path(chromium.program()).is_file()


@pytest.mark.slow
def test_the_parser_of_feeds_starts(tmp_path):
    feed = tmp_path / "feed.xml"
    episode = "<item><title>一</title><guid>1</guid><enclosure url='https://example.org/1.mp3' length='1' type='audio/mpeg'/></item>"
    feed.write_text(f"<rss version='2.0'><channel><title>声书</title>{episode}</channel></rss>", "utf-8")
    assert partytime.missing() == "" and [item["title"] for item in partytime.parsed(feed)["items"]] == ["一"]
