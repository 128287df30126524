"""What a web page put into its text is offered at the desk; the answer is a repair in repairs.toml, and can be undone."""

from __future__ import annotations

import tomllib

import pytest

from publish.desk.desk import Desk
from publish.findings import PublishError
from tests.desk.desk_project import desk
from tests.project import project

PAGE = """<html><head><meta charset="utf-8"></head><body><article><h1>邻里食堂开张</h1><p>三月一日，食堂开了门，来了二百多位老人。</p>
<p>菜单写在黑板上，一荤两素，十元一份。</p><p>END</p><p>点个“在看”</p></article></body></html>"""


def sitting(folder) -> Desk:
    made = project(folder)
    (made.source / "text.html").write_text(PAGE, "utf-8")
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace("report.txt", "text.html"), "utf-8")
    return desk(made)


def texts(of: Desk) -> list[str]:
    return [block.text for section in of.matter.text.manuscript.sections for block in section.blocks]


def test_taking_out_is_a_repair_and_undo_brings_it_back(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "noise"]
    assert (item.text, [candidate.label for candidate in item.candidates]) == ("END　点个“在看”", ["去掉", "留下"])
    of.decide(item.id, "remove", "here", "王小明", "")
    rows = tomllib.loads((of.folder / "repairs.toml").read_text("utf-8"))["repair"]
    assert [(row["rule"], row["before"], row["after"], row["reviewed_by"]) for row in rows] == [("edit", "END", "", "王小明"), ("edit", "点个“在看”", "", "王小明")]
    assert "END" not in texts(of) and not any(item.kind == "noise" for item in of.matter.items)
    of.undo()
    assert texts(of)[-2:] == ["END", "点个“在看”"]


def test_what_is_kept_is_not_asked_again(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "noise"]
    of.decide(item.id, "keep", "here", "王小明", "作者自己写的")
    assert texts(of)[-2:] == ["END", "点个“在看”"] and not any(item.kind == "noise" for item in of.matter.items)


def test_other_words_are_no_answer(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "noise"]
    with pytest.raises(PublishError):
        of.check(item.id, "完")
    with pytest.raises(PublishError):
        of.decide(item.id, "完", "here", "王小明", "")
