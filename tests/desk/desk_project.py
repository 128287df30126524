"""A small book full of doubts, one with decisions that no person signed, and the report with one repair taken out: material for the tests of the desk."""

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

DECIDED = """社区报告
各位代表：
大栅栏的乐居里，有人在乐居里说好。
我们在乐居里看985，也看解放路。
谢谢大家！
"""

ENTRIES = """# 这本书的读音
[[reading]]
text = "乐居里"  # 小区名
pinyin = "lè jū lǐ"
words = "乐居里"
by = "声书编辑 (AI)"
why = "小区名，里不读轻声"

# 数字
[[reading]]
text = "看985"
say = "看九八五"
by = "声书编辑 (AI)"

[[reading]]
text = "解放路"
words = "解放 路"
why = "两个词"

[[reading]]
text = "谢谢大家"
pinyin = "xiè xie dà jiā"
by = "李老师"
why = "听过"

[[reading]]
text = "没有这个词"
pinyin = "méi yǒu zhè ge cí"
by = "声书编辑 (AI)"
why = "书里没有"
"""

REPORT = ROOT / "source" / "dongcheng-2025"


def book(folder: Path, text: str = TEXT) -> Project:
    """A project whose one book, ``book``, is ``text``, spoken by the silent voice."""
    return project(folder, text)


def decided(folder: Path) -> Project:
    """A book with five entries, of which an AI signed three and nobody one; of these four, three fire. The house lexicon has a
    fourth that does. So four are to be confirmed."""
    made = project(folder, DECIDED)
    (made.source / "readings.toml").write_text(ENTRIES, "utf-8")
    return made


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
