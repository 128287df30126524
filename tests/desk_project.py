"""A small book full of doubts, and the report with one repair taken out: material for the tests of the desk."""

from __future__ import annotations

import shutil
from pathlib import Path

from publish.desk.desk import Desk
from publish.desk.model import Item
from tests.project import ROOT, Project, project

TEXT = """社区朝阳工作报告
各位代表：
现在，我向大家报告工作。
一、朝阳工作回顾
他为人民服务，为了大家，都说好。朝阳的银行行长在朝阳长大，行吗？
好的都好，得走了就得走，地里的地都种了。985的学生和12345的电话。
曾菁璿、单珺琰、仇昶旻，都说好。
<b>标记</b>不是标记，为的是大家。
各位代表！
谢谢大家！
"""

REPORT = ROOT / "source" / "dongcheng-2025"


def book(folder: Path, text: str = TEXT) -> Project:
    """A project whose one book, ``book``, is ``text``, spoken by the silent voice."""
    return project(folder, text)


def report(folder: Path, without: str = "") -> Project:
    """The damaged report; ``without`` names the place (``report.txt:22:171``) whose decision is taken out of ``repairs.toml``."""
    from publish.desk import notes

    made = project(folder)
    shutil.copy(REPORT / "report.txt", made.source / "report.txt")
    text = (REPORT / "repairs.toml").read_text("utf-8")
    (made.source / "repairs.toml").write_text(notes.without(text, "repair", {"where": without}) if without else text, "utf-8")
    return made


def desk(of: Project) -> Desk:
    return Desk(of.source, of.build / "book", of.root / "voices")


def first(of: Desk, kind: str) -> Item:
    """The first open item of a kind; ``pinyin`` is any that is decided by pinyin and has a choice. Fails when there is none: then
    the test has lost its subject. (The names in the texts stay doubtful however good the reader gets.)"""
    wanted = (lambda item: item.typed == "pinyin" and len(item.candidates) > 1) if kind == "pinyin" else (lambda item: item.kind == kind)
    found = [item for item in of.matter.items if wanted(item)]
    assert found, [(item.kind, item.shown) for item in of.matter.items]
    return found[0]
