"""Plain texts of many genres, each as a person says it must come out: ``tests/manuscript/texts/<genre>.txt`` and ``<genre>.out``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from publish.manuscript.edit import edit
from publish.manuscript.model import Block, ManuscriptOptions
from publish.manuscript.readers import table
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import plain
from publish.manuscript.structure.structure import structure
from tests.manuscript.test_golden import METADATA, readable

TEXTS = Path(__file__).parent / "texts"
GENRES = sorted(path.stem for path in TEXTS.glob("*.txt"))


def make(genre: str) -> str:
    shown = readable(*edit((TEXTS / f"{genre}.txt",), METADATA, ManuscriptOptions(), "声音", "许可"))
    return "\n".join(line for line in shown.splitlines() if not line.startswith("* ")) + "\n"


@pytest.mark.parametrize("genre", GENRES)
def test_genre(genre):
    assert make(genre) == (TEXTS / f"{genre}.out").read_text("utf-8")


def blocks(text: str) -> list[Block]:
    passages = [passage for passage in plain("t", text.split("\n")).passages if passage.text]
    return [block for section in structure(passages, "t", "书名")[0] for block in section.blocks]


def kinds(text: str) -> set[str]:
    return {block.kind for block in blocks(text)[1:]}


SENTENCE = "春天到了，社区的花园又开放了，早上六点开门，晚上九点关门，请大家爱护花木。"


@pytest.mark.parametrize("text", [
    f"标题\n{SENTENCE}\n十年以后\n{SENTENCE}", f"标题\n{SENTENCE}\n和平里社区居委会\n2025年3月20日", f"标题\n{SENTENCE}\n\n此致\n敬礼\n\n王小明", f"标题\n参加人\n王建\n李梅\n陈国强\n{SENTENCE}",
    f"标题\n一\n{SENTENCE}", f"标题\n{SENTENCE}\n二\n{SENTENCE}\n五\n{SENTENCE}", "标题\n数字\n1\n2\n3\n4", f"标题\n“你是谁？”\n{SENTENCE}\n“你说呢？”\n{SENTENCE}", f"标题\n上\n{SENTENCE}", f"标题\n【】\n{SENTENCE}",
    f"标题\n【完】\n{SENTENCE}", "标题\n鸡蛋三个\n盐少许\n葱一根\n油两勺", f"标题\n2 月 3 日\n{SENTENCE}\n3 月 5 日\n{SENTENCE}",
])  # fmt: skip
def test_an_ordinary_line_is_no_heading_and_no_verse(text):
    assert kinds(text) <= {"paragraph"}


@pytest.mark.parametrize("text", [
    f"标题\n依据京民发〔2023〕47号文件。{SENTENCE}", "标题\n依据国办发[2007]54号文件。\n[2007]54号文件另行公布。", "标题\n需要材料：①身份证；②照片。\n①填表\n②交费", f"标题\n第①步最要紧。{SENTENCE}",
    "标题\n[1] 某书，第12页。\n[2] 某书，第15页。",
])  # fmt: skip
def test_these_are_no_notes(text):
    assert "note" not in kinds(text) and not any(mark.kind == "noteref" for block in blocks(text) for mark in block.marks)


@pytest.mark.parametrize(("sign", "second"), [("①", "②"), ("⑴", "⑵"), ("[1]", "[2]"), ("〔1〕", "〔2〕"), ("［1］", "［2］"), ("〔一〕", "〔二〕"), ("【1】", "【2】")])
def test_these_are_notes(sign, second):
    made = blocks(f"标题\n隔篁竹{sign}，闻水声，水尤清冽{second}。\n注释：\n{sign}篁竹：竹林。\n{second} 清冽：清凉。")
    assert [(block.label, block.text) for block in made if block.kind == "note"] == [(sign, f"{sign}篁竹：竹林。"), (second, f"{second} 清冽：清凉。")]
    assert [mark.value for block in made for mark in block.marks if mark.kind == "noteref"] == [block.id for block in made if block.kind == "note"]


def test_notes_that_begin_anew_in_each_piece_belong_to_their_own():
    made = blocks("甲①，乙。\n①甲：一。\n丙①，丁。\n①丙：二。")
    ids = {block.id: block.text for block in made}
    assert [ids[mark.value] for block in made for mark in block.marks if mark.kind == "noteref"] == ["①甲：一。", "①丙：二。"]


@pytest.mark.parametrize("lines", [
    ["关关雎鸠，在河之洲。", "窈窕淑女，君子好逑。"], ["两个黄鹂鸣翠柳，一行白鹭上青天。", "窗含西岭千秋雪，门泊东吴万里船。"], ["春眠不觉晓，", "处处闻啼鸟。", "夜来风雨声，", "花落知多少。"],
])  # fmt: skip
def test_regular_verse_is_one_stanza(lines):
    (poem,) = [block for block in blocks("\n".join(["诗", *lines, SENTENCE])) if block.kind == "verse"]
    assert poem.text == "".join(lines)
    assert len([mark for mark in poem.marks if mark.kind == "break"]) == len(lines) - 1


def test_every_line_of_every_genre_stands_once():
    for genre in GENRES:
        source = table.load(TEXTS / f"{genre}.txt")
        passages = repair(source).passages
        shown = [block for section in structure(passages, "t", "书名")[0] for block in section.blocks]
        assert sorted("".join(block.text for block in shown)) == sorted("".join(passage.text for passage in passages))


if __name__ == "__main__":
    for name in sys.argv[1:] or GENRES:
        (TEXTS / f"{name}.out").write_text(make(name), "utf-8")
        print(f"=== {name}\n{(TEXTS / f'{name}.out').read_text('utf-8')}")
