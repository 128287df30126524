"""The desk's journal names files of its own project, wherever that lies; one that names anything else is no journal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from publish.desk.journal import Files, text_of
from publish.findings import PublishError
from tests.desk.desk_project import book, desk, first
from tests.project import Project


def decided(made: Project, reach: str = "here") -> Path:
    """One decision taken; the journal's file."""
    sitting = desk(made)
    item = next(i for i in sitting.matter.items if any(s.reach == reach for s in i.scopes))
    sitting.decide(item.id, item.candidates[0].value, reach, "王", "")
    return sitting.journal.path


def rewrite(journal: Path, **change: object) -> None:
    """Plant a journal: the last change made to say something else, and not yet carried out."""
    entries = json.loads(journal.read_text("utf-8"))
    entries[-1]["done"] = False
    entries[-1]["changes"][-1] |= change
    journal.write_text(json.dumps(entries), "utf-8")


@pytest.mark.parametrize(("reach", "name"), [("here", "source/book/readings.toml"), ("house", "voices/lexicon/house.toml")])
def test_files_are_named_as_the_folder_map_names_them(tmp_path, reach, name):
    made = book(tmp_path)
    (entry,) = json.loads(decided(made, reach).read_text("utf-8"))
    assert [change["file"] for change in entry["changes"]] == [name] and str(tmp_path) not in json.dumps(entry)


@pytest.mark.parametrize("reach", ["here", "house"])
def test_a_project_that_was_moved_can_still_undo(tmp_path, reach):
    made = book(tmp_path / "before")
    decided(made, reach)
    shutil.move(tmp_path / "before", tmp_path / "after")
    moved = Project(tmp_path / "after", tmp_path / "after" / "build")
    files = (moved.source / "readings.toml", moved.root / "voices" / "lexicon" / "house.toml")
    assert any(map(Path.exists, files))
    desk(moved).undo()
    assert not any(map(Path.exists, files)) and not (tmp_path / "before").exists()


@pytest.mark.parametrize(
    "name",
    [
        "{outside}", "../../victim.toml", "source/book/../../victim.toml", "source/book/report.txt", "source/book/book.toml", "source/other/readings.toml",
        "voices/lexicon/../../victim.toml", "voices/lexicon/deep/x.toml", "voices/silent/voice.toml", "", "/", "source/book/readings.toml\u0000", "voices/lexicon/a\u0000b.toml", "/a\u0000b/readings.toml",
    ],
)  # fmt: skip
def test_a_planted_journal_writes_nothing_anywhere(tmp_path, name):
    made = book(tmp_path / "p")
    outside = tmp_path / "victim.toml"
    outside.write_text("safe", "utf-8")
    (made.root / "victim.toml").write_text("safe", "utf-8")
    path = decided(made)
    before = {f: f.read_bytes() for f in tmp_path.rglob("*") if f.is_file() and f != path}
    for content in ("safe", (made.source / "report.txt").read_text("utf-8"), (made.source / "book.toml").read_text("utf-8"), None):
        rewrite(path, file=name.format(outside=outside), before=content, after="stolen")
        sitting = desk(made)
        assert not sitting.journal.entries and {f: f.read_bytes() for f in tmp_path.rglob("*") if f.is_file() and f != path} == before
        with pytest.raises(PublishError) as caught:
            sitting.undo()
        assert caught.value.findings[0].code == "G405"


def test_a_journal_without_any_file_is_none(tmp_path):
    made = book(tmp_path)
    path = decided(made)
    entries = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([entries[0] | {"changes": []}]), "utf-8")
    assert not desk(made).journal.entries


def test_whole_paths_of_an_earlier_version_become_names_unless_they_lead_elsewhere(tmp_path):
    made = book(tmp_path)
    path, file = decided(made), made.source / "readings.toml"
    entries = json.loads(path.read_text("utf-8"))
    entries[0]["changes"][0]["file"] = str(file)
    path.write_text(json.dumps(entries), "utf-8")
    sitting = desk(made)
    assert [change.file for change in sitting.journal.entries[0].changes] == ["source/book/readings.toml"]
    sitting.undo()
    assert not file.exists()
    path = decided(made)
    entries[0]["changes"][0]["file"] = str(tmp_path / "elsewhere" / "source" / "book" / "readings.toml")
    path.write_text(json.dumps(entries), "utf-8")
    assert not desk(made).journal.entries and file.exists()


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    made = book(tmp_path / "p")
    outside = tmp_path / "outside.toml"
    outside.write_text("# safe\n", "utf-8")
    (made.source / "readings.toml").symlink_to(outside)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    with pytest.raises(PublishError) as caught:
        sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    assert caught.value.findings[0].code == "G104" and outside.read_text("utf-8") == "# safe\n"
    assert not sitting.journal.entries


def test_names_and_paths_belong_together(tmp_path):
    made = book(tmp_path)
    of = Files(made.source, made.root / "voices")
    for name in ("source/book/readings.toml", "source/book/repairs.toml", "voices/lexicon/beijing.toml"):
        assert of.name(of.path(name)) == name
    assert text_of(of.path("voices/lexicon/beijing.toml"))
    for path in (made.source / "report.txt", made.root / "readings.toml", made.root / "voices" / "lexicon" / "x.txt"):
        with pytest.raises(PublishError) as caught:
            of.name(path)
        assert caught.value.findings[0].code == "G412"
