"""Two desks lose no signed decision: one desk a book; what was answered is in the files; whoever comes second is told, by whom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from publish.desk.desk import Desk
from publish.desk.journal import held
from publish.findings import PublishError
from tests.desk.desk_project import book, desk
from tests.project import ROOT, Project


def written(made: Project) -> str:
    """All that was decided, in all files."""
    paths = [made.source / "readings.toml", made.source / "repairs.toml", *(made.root / "voices" / "lexicon").glob("*.toml")]
    return "".join(path.read_text("utf-8") for path in paths if path.is_file())


def answers(of: Desk, names: list[str], who: str, told: list[str]) -> None:
    """Decide each of ``names``; what was answered as done is ``told``."""
    known = {item.id: item for item in of.items}
    for number, name in enumerate(names):
        item = known[name]
        try:
            of.decide(name, item.candidates[0].value, "house" if any(s.reach == "house" for s in item.scopes) else "here", f"{who}{number}", "")
        except PublishError as error:
            assert {f.code for f in error.findings} <= {"G408", "G416"}, error.findings
        else:
            told.append(f"{who}{number}")


def choosable(of: Desk) -> list[str]:
    return [item.id for item in of.matter.items if item.candidates and item.kind != "review"]


@pytest.mark.parametrize("shared", [True, False])
def test_what_two_desks_answered_is_in_the_files(tmp_path, shared):
    """The same book on two desks at once, of one build folder or of two."""
    made = book(tmp_path)
    one, other = desk(made), Desk(made.source, made.build / "book" if shared else tmp_path / "elsewhere", made.root / "voices")
    names, told = choosable(one), []
    assert len(names) >= 6
    halves = (names[::2], names[1::2])
    threads = [threading.Thread(target=answers, args=(of, half, who, told)) for of, half, who in ((one, halves[0], "甲"), (other, halves[1], "乙"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = written(made)
    assert len(told) >= len(names) // 2 and [who for who in told if f'by = "{who}"' not in text] == []


def test_the_second_to_decide_a_place_is_told_who_was_first(tmp_path):
    made = book(tmp_path)
    one, other = desk(made), desk(made)
    name = choosable(one)[0]
    answers(one, [name], "甲", told := [])
    assert told
    item = next(i for i in other.matter.items if i.id == name)
    with pytest.raises(PublishError) as caught:
        other.decide(name, item.candidates[0].value, item.scopes[0].reach, "乙", "")
    (found,) = caught.value.findings
    assert found.code == "G416" and dict(found.values)["who"] == "甲0" and '"乙"' not in written(made)


def test_a_file_edited_between_reading_and_writing_is_not_written_over(tmp_path, monkeypatch):
    made = book(tmp_path)
    sitting = desk(made)
    whole, path = sitting._entry, made.source / "readings.toml"

    def slow(*about):
        entry = whole(*about)
        path.write_text('[[reading]]\ntext = "谢谢大家"\npinyin = "xiè xie dà jiā"\nby = "编辑"\n', "utf-8")
        return entry

    monkeypatch.setattr(sitting, "_entry", slow)
    item = next(i for i in sitting.matter.items if i.id in choosable(sitting) and i.about == "reading")
    with pytest.raises(PublishError) as caught:
        sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    (found,) = caught.value.findings
    assert found.code == "G416" and dict(found.values)["who"] == "编辑"
    assert "编辑" in path.read_text("utf-8") and "王" not in path.read_text("utf-8") and not sitting.journal.entries


def proof(made: Project, build: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "publish", "proof", "book", "--no-browser", "--json", "--project", str(made.root), "--build", str(build)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_one_desk_a_book(tmp_path):
    """The second `publish proof` of a book is refused, wherever it builds; a desk that was killed holds nothing."""
    made = book(tmp_path)
    first = proof(made, made.build)
    try:
        assert "address" in json.loads(first.stdout.readline())
        second = proof(made, tmp_path / "elsewhere")
        out, err = second.communicate(timeout=60)
        assert second.returncode == 2 and "G415" in out + err and "Traceback" not in err
    finally:
        first.kill()
        first.communicate()
    with held(made.source, wait=False):
        assert not list(made.source.glob("*lock*"))
