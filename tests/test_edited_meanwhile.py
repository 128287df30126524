"""A build is made from what it read: an input edited while a stage begins is never kept as what it was before, nor as what it became."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from publish import apart, pipeline
from publish.pipeline import Places
from publish.state import State
from tests.project import Project, project

TEXT = "简报\n各位好：\n长安街的银行修好了。老人都说好。\n![图](a.png)\n"
ENTRY = '[[reading]]\ntext = "长安街"\nsay = "{said}"\nby = "王"\nwhy = "试"\n'
REPAIR = '[[repair]]\nwhere = "report.txt:3:11"\nrule = "edit"\nbefore = "老人"\nafter = "{after}"\nreviewed_by = "王"\nreason = "试"\n'

EDITS = {
    "source": ("source/book/report.txt", TEXT, TEXT.replace("长安街", "平安里")),
    "repairs": ("source/book/repairs.toml", REPAIR.format(after="老师"), REPAIR.format(after="大家")),
    "repairs added": ("source/book/repairs.toml", None, REPAIR.format(after="大家")),
    "repairs removed": ("source/book/repairs.toml", REPAIR.format(after="老师"), None),
    "readings": ("source/book/readings.toml", ENTRY.format(said="常安街"), ENTRY.format(said="场安街")),
    "readings added": ("source/book/readings.toml", None, ENTRY.format(said="场安街")),
    "readings removed": ("source/book/readings.toml", ENTRY.format(said="场安街"), None),
    "lexicon": ("voices/lexicon/house.toml", ENTRY.format(said="常安街"), ENTRY.format(said="场安街")),
    "lexicon added": ("voices/lexicon/more.toml", None, ENTRY.format(said="场安街")),
    "lexicon removed": ("voices/lexicon/more.toml", ENTRY.format(said="常安街"), None),
}


class Silent:
    """Nobody is told."""

    def start(self, stage):
        return lambda done, total: None

    def end(self, stage, made, figures):
        return None


def put(path: Path, content: str | None) -> None:
    path.unlink(missing_ok=True) if content is None else path.write_text(content, "utf-8")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Stages in this process: the dictionaries are read once for all tests."""
    monkeypatch.setattr(apart, "run", lambda module, function, *about, tell: getattr(import_module(module), function)(*about, tell))


def products(made: Project) -> tuple[str, ...]:
    """Manuscript and reading, as stages 1 and 2 leave them."""
    places = Places(made.root / "source", made.root / "voices", made.build)
    build = pipeline.Build(places, places.book("book"), Silent())
    from publish.narration.voices import table as voices

    voice, _ = voices.choose(build.book.narration.voices, places.voices)
    build.reading(build.manuscript(voice))
    root = made.build / "book"
    return tuple((root / name).read_text("utf-8") for name in ("1-manuscript.json", "2-reading.json"))


@pytest.mark.parametrize("kind", EDITS)
def test_what_was_read_is_what_is_kept(tmp_path, monkeypatch, kind):
    name, before, after = EDITS[kind]
    whole = {}
    for state, content in (("before", before), ("after", after)):
        clean = project(tmp_path / state, TEXT)
        put(clean.root / name, content)
        whole[state] = products(clean)
    assert whole["before"] != whole["after"]

    made = project(tmp_path / "made", TEXT)
    put(made.root / name, before)
    true = apart.run

    def edited(module, function, *about, tell):
        if (function == "edited") == kind.startswith(("source", "repairs")):  # the stage that reads it
            put(made.root / name, after)
        return true(module, function, *about, tell=tell)

    monkeypatch.setattr(apart, "run", edited)
    products(made)
    monkeypatch.setattr(apart, "run", true)
    assert set(State(made.build / "book").kept) == {"manuscript", "reading"}
    put(made.root / name, before)
    assert products(made) == whole["before"]
    put(made.root / name, after)
    assert products(made) == whole["after"]


def test_nothing_is_made_twice_for_it(tmp_path):
    made = project(tmp_path, TEXT)
    products(made)
    kept = json.dumps({name: one.key for name, one in State(made.build / "book").kept.items()})
    stamps = [(made.build / "book" / name).stat().st_mtime_ns for name in ("1-manuscript.json", "2-reading.json")]
    products(made)
    assert kept == json.dumps({name: one.key for name, one in State(made.build / "book").kept.items()})
    assert stamps == [(made.build / "book" / name).stat().st_mtime_ns for name in ("1-manuscript.json", "2-reading.json")]
