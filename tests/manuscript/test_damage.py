"""A finished build with damage planted in its files: the next build mends it, whatever was hit, and the result is the undisturbed one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.project import Project, project

TEXT = "简报\n一、做了什么\n修好了三条小巷。老人都说好。\n"
EDITIONS = ("epub", "audio", "opus", "m4b")

DAMAGE = {
    "empty": lambda data, chance: b"",
    "cut short": lambda data, chance: data[: chance.randrange(len(data))],
    "garbage": lambda data, chance: chance.randbytes(len(data)),
    "other bytes inside": lambda data, chance: data[: len(data) // 2] + b"\xff\x00\xfe" + data[len(data) // 2 + 3 :],
    "one bit": lambda data, chance: _flipped(data, chance.randrange(8 * len(data))),
    "another file": lambda data, chance: b"{}",
    "deep": lambda data, chance: b"[" * 100_000,
}


def _flipped(data: bytes, bit: int) -> bytes:
    at = bit // 8
    return data[:at] + bytes([data[at] ^ 1 << bit % 8]) + data[at + 1 :]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[Project, dict[str, str]]:
    made = project(tmp_path_factory.mktemp("whole"), TEXT, editions=EDITIONS)
    made.make()
    return made, made.hashes()


def files_of(made: Project) -> list[Path]:
    return [path for path in sorted((made.build / "book").rglob("*")) if path.is_file() and path.stat().st_size]


@pytest.mark.parametrize("seed", range(4))
def test_damage_anywhere_is_mended(undisturbed, tmp_path, seed):
    """Every other time the state is gone as well: then every cache is asked, the whole files of it and the damaged ones."""
    chance, (model, whole) = random.Random(seed), undisturbed
    shutil.copytree(model.root, tmp_path / "copy", symlinks=True)
    made = Project(tmp_path / "copy", tmp_path / "copy" / "build")
    hit = {}
    for path in files_of(made):
        if chance.random() < 0.5:
            kind = chance.choice(tuple(DAMAGE))
            path.write_bytes(DAMAGE[kind](path.read_bytes(), chance))
            hit[str(path.relative_to(made.build / "book"))] = kind
    if seed % 2:
        (made.build / "book" / "cache" / "state.json").unlink(missing_ok=True)
    done = made.run("build", "book", "--json")
    assert done.returncode == 0 and "Traceback" not in done.stderr, (hit, done.stderr)
    assert made.hashes() == whole, hit
    assert made.make()["spoken"] == 0
