"""Captions by style or by how they begin join the table or picture beside them; sentences about a table do not."""

from __future__ import annotations

from importlib import resources

import pytest

from publish.manuscript.model import Cell, Figure
from publish.manuscript.readers.captions import captioned
from publish.manuscript.source import Passage

TABLE = Passage("甲", "cell", group="table1", cell=Cell(1, 1))
FIGURE = Passage("一座桥", "figure", group="figure1", figure=Figure("a.png"))


def kinds(*passages: Passage) -> list[tuple[str | None, str]]:
    return [(passage.kind, passage.group) for passage in captioned(passages)]


@pytest.mark.parametrize("text", ["表1　助餐点", "表 2-1：助餐点", "表一 助餐点", "续表3", "附表1：名单", "Table 4. Meals", "表1助餐点统计"])
def test_a_table_has_its_caption_above(text: str) -> None:
    assert kinds(Passage(text), TABLE) == [("caption", "table1"), ("cell", "table1")]


@pytest.mark.parametrize("text", ["图1　大门", "图 1-2 大门", "圖三 大門", "附图1", "Fig. 3: gate", "Figure 12 gate"])
def test_a_picture_has_its_caption_below(text: str) -> None:
    assert kinds(FIGURE, Passage(text)) == [("figure", "figure1"), ("caption", "figure1")]


@pytest.mark.parametrize("text", ["表1列出了全部助餐点。", "表中数字为估计数", "图书馆开放时间", "表扬名单", "图1是大门，图2是后门。", "表1如下："])
def test_sentences_are_none(text: str) -> None:
    assert kinds(Passage(text), TABLE)[0] == (None, "")
    assert kinds(FIGURE, Passage(text))[1] == (None, "")


def test_each_finds_the_one_it_names() -> None:
    assert kinds(FIGURE, Passage("表1 名单"), TABLE) == [("figure", "figure1"), ("caption", "table1"), ("cell", "table1")]
    assert kinds(TABLE, Passage("图1 桥"), FIGURE) == [("cell", "table1"), ("caption", "figure1"), ("figure", "figure1")]


def test_by_style_without_a_number() -> None:
    assert kinds(FIGURE, Passage("大门", "caption")) == [("figure", "figure1"), ("caption", "figure1")]
    assert kinds(Passage("名单", "caption"), TABLE) == [("caption", "table1"), ("cell", "table1")]
    assert kinds(Passage("孤零零", "caption"), Passage("正文。")) == [("paragraph", ""), (None, "")]


def test_one_caption_each() -> None:
    assert kinds(FIGURE, Passage("图1 桥"), Passage("图2 塔")) == [("figure", "figure1"), ("caption", "figure1"), (None, "")]


def test_the_table_of_words_is_sorted_and_unique() -> None:
    text = (resources.files("publish.manuscript.readers") / "captions.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert [word for word, _ in rows] == sorted({word for word, _ in rows})
    assert {kind for _, kind in rows} == {"table", "figure"}
