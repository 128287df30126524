"""The kit on a real FAT32 file system: names survive, content survives, and the order of the entries is the order of reading.

The image is mounted where the machine allows it, so that the program itself writes to FAT32; else the laid-out files are
copied with mtools in the order in which the program wrote them. Needs dosfstools and mtools (Debian packages).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from publish import kit
from publish.kit import stick
from tests.project import Project, preloaded
from tests.serve import shelf_sample
from tests.tools.need import need

ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "MTOOLS_SKIP_CHECK": "1"}
MEGABYTES = 40
"""The smallest round size that mkfs makes FAT32 of."""


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, env=ENVIRONMENT, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()} {done.stderr.decode()}"
    return done.stdout.decode()


@pytest.fixture()
def image(tmp_path) -> Path:
    for tool in ("mkfs.vfat", "fsck.vfat", "mcopy", "mdir", "mmd"):
        need("" if shutil.which(tool, path=ENVIRONMENT["PATH"]) else f"{tool} (apt-get install dosfstools mtools)")
    made = tmp_path / "stick.img"
    with made.open("wb") as stream:
        stream.truncate(MEGABYTES << 20)
    run("mkfs.vfat", "-F", "32", "-n", "SHENGSHU", made)
    return made


@pytest.fixture()
def books(tmp_path) -> list[Path]:
    root = tmp_path / "build"
    return [shelf_sample.build(root, sections=12, size=20_000), shelf_sample.build(root, "second", "第二本：《书》" + "很长的书名" * 20, sections=11, size=20_000)]


def mounted(image: Path, at: Path) -> bool:
    at.mkdir()
    return os.geteuid() == 0 and subprocess.run(["mount", "-t", "vfat", "-o", "loop,utf8,codepage=437", image, at], capture_output=True, check=False).returncode == 0


def put(books: list[Path], image: Path, tmp_path: Path, monkeypatch) -> list[str]:
    """The kit on the image; returns the names in the order in which they got there."""
    written: list[str] = []
    real = stick._place
    monkeypatch.setattr(stick, "_place", lambda item, *rest: (real(item, *rest), written.append(item.name)))
    mount = tmp_path / "mount"
    if mounted(image, mount):
        try:
            kit.make(books, mount)
        finally:
            run("umount", mount)
        return written
    kit.make(books, tmp_path / "laid")
    folders: set[str] = set()
    for name in written:
        for folder in reversed([str(parent) for parent in Path(name).parents][:-1]):
            if folder not in folders:
                run("mmd", "-i", image, f"::{folder}")
                folders.add(folder)
        run("mcopy", "-i", image, tmp_path / "laid" / name, f"::{name}")
    return written


def test_a_stick_reads_back_whole_and_in_order(books, image, tmp_path, monkeypatch):
    written = put(books, image, tmp_path, monkeypatch)
    assert "fsck" in run("fsck.vfat", "-n", "-V", image)
    listed = [line.removeprefix("::/") for line in run("mdir", "-i", image, "-b", "-/", "::").splitlines() if line and not line.endswith("/")]
    music = [name for name in listed if "/MP3/" in name and name.endswith(".mp3")]
    for number, count in (("01-", 12), ("02-", 11)):
        one = [name for name in music if name.startswith(number)]
        assert len(one) == count and one == sorted(one), "the entries of the folder lie in the order of reading"
    assert music == [name for name in written if "/MP3/" in name and name.endswith(".mp3")]
    out = tmp_path / "out"
    out.mkdir()
    run("mcopy", "-s", "-n", "-i", image, "::/*", out)
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == sorted(written)
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS.txt"], cwd=out, capture_output=True, check=False, env=ENVIRONMENT)
    assert checked.returncode == 0, checked.stdout.decode()
    assert subprocess.run(["sh", out / "核对/check.sh"], capture_output=True, check=False, env=ENVIRONMENT).returncode == 0


SMALL_STICK = """
import os, shutil
STICK, ROOM, usage = {stick!r}, {room}, shutil.disk_usage
shutil.disk_usage = lambda path: type(usage("/"))(ROOM, 0, ROOM) if os.path.realpath(path) == STICK else usage(path)
"""
"""What the system says of a stick of ``room`` bytes with nothing on it. A real one would need root, or a namespace to mount it in."""


def test_a_stick_that_is_too_small_is_refused_before_writing(tmp_path):
    made, stick = Project(tmp_path / "project", tmp_path / "build"), tmp_path / "stick"
    for folder in (made.root / "source", made.root / "voices", stick):
        folder.mkdir(parents=True)
    shelf_sample.build(made.build, size=8_000_000)
    small = SMALL_STICK.format(stick=str(stick.resolve()), room=1 << 20)
    done = made.run("kit", "--to", stick, "--quiet", env=preloaded(tmp_path / "preload", small))
    assert done.returncode == 6 and done.stderr.startswith("E701 "), done.stderr
    assert done.stdout == "" and not list(stick.iterdir())
    assert made.run("kit", "--to", stick, "--quiet").returncode == 0, "with room enough it is laid out"
