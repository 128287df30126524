"""Line ends of a PDF that may be none are asked about at the desk; the answer is a repair, and can be undone."""

from __future__ import annotations

import tomllib

import pytest

from publish.desk.desk import Desk
from publish.findings import PublishError
from tests.desk.desk_project import desk
from tests.manuscript.test_pdf import pdf
from tests.project import project

PAGE = """#set page(width: 300pt, height: 300pt, margin: 40pt)
#set text(11pt)
食堂天天开火，从来没有歇过一天，大家都说好，老人们吃得高兴，菜单写在黑板上，一荤两素，还有汤，十元一份，天天都一样，没有人说不好。\\
食堂天天开火，从来没有歇过一天，大\\
老人们吃得高兴，菜单写在黑板上，一荤两素，还有汤。
"""


def sitting(folder) -> Desk:
    made = project(folder)
    (made.source / "text.pdf").write_bytes(pdf(PAGE))
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace("report.txt", "text.pdf"), "utf-8")
    return desk(made)


def texts(of: Desk) -> list[str]:
    return [block.text for section in of.matter.text.manuscript.sections for block in section.blocks]


def test_joining_is_a_repair_and_undo_parts_them_again(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "joint"]
    assert (item.shown, [candidate.current for candidate in item.candidates]) == ("⏎", [False, True])
    before = texts(of)
    of.decide(item.id, "join", "here", "王小明", "")
    (row,) = tomllib.loads((of.folder / "repairs.toml").read_text("utf-8"))["repair"]
    assert (row["rule"], row["before"], row["after"], row["reviewed_by"]) == ("edit", "\n", "", "王小明")
    assert "大老人们吃得高兴" in "".join(texts(of)) and len(texts(of)) == len(before) - 1
    assert not any(item.kind == "joint" for item in of.matter.items)
    of.undo()
    assert texts(of) == before


def test_what_stays_apart_is_not_asked_again(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "joint"]
    before = texts(of)
    of.decide(item.id, "part", "here", "王小明", "")
    assert texts(of) == before and not any(item.kind == "joint" for item in of.matter.items)


def test_other_words_are_no_answer(tmp_path):
    of = sitting(tmp_path)
    (item,) = [item for item in of.matter.items if item.kind == "joint"]
    with pytest.raises(PublishError):
        of.check(item.id, "也许")
