"""The small book, written once for all tests of editions."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from publish.editions import table
from publish.manuscript.model import Repair
from tests import sample

REPAIRS = (
    Repair("reading", "sample.txt:1:2", "(zhong)", ""),
    Repair("reading", "sample.txt:3:2", "(zhong)", ""),
    Repair("script", "sample.txt:3:4", "銀樹", "银树"),
    Repair("misfire", "sample.txt:4:1", "?qū)嵤", "实施", "张三", "字节 F2 8C 相合 <b>&"),
)


def publication(root: Path):
    """The sample with some repairs; its audio below ``root``."""
    made = sample.publication(root)
    return dataclasses.replace(made, manuscript=dataclasses.replace(made.manuscript, repairs=REPAIRS))


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The publication."""
    return publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def written(book):
    """Write an edition of the sample by name, once; gives its paths."""
    made: dict[str, tuple[Path, ...]] = {}

    def write(name: str) -> tuple[Path, ...]:
        if name not in made:
            made[name] = table.edition(name, {}, "book.toml").write(book, book.root / "editions")
        return made[name]

    return write


@pytest.fixture(scope="session")
def noted(book, tmp_path_factory) -> Path:
    """The folder of a talking book with notes."""
    from tests.editions import noted as sample_with_notes

    into = tmp_path_factory.mktemp("noted")
    table.edition("daisy", {}, "book.toml").write(sample_with_notes.publication(book), into)
    return into / "daisy"
