"""The book with every kind of block and mark in print: nothing is lost, everything is tagged, what is wide becomes a list."""

from __future__ import annotations

import dataclasses
import re

import pikepdf
import pytest

from publish.editions import table
from publish.editions.print import pdf
from publish.editions.print.rows import Rows, together
from publish.editions.shared.weave import weaver
from publish.manuscript.model import Block, Cell
from publish.reading.read import read
from tests import kinds
from tests.editions import pdf_text
from tests.reading.test_cues import book

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return kinds.publication(tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module", params=["print", "print-pinyin"])
def opened(request, made):
    path, = table.edition(request.param, {}, "book.toml").write(made, made.root / "editions")
    with pikepdf.open(path) as document:
        yield document


def plain(text: str) -> str:
    return "".join(text.replace("\xa0", " ").split())


def test_the_text_is_whole_and_in_order(opened):
    layer = plain("".join(text for tags, text in pdf_text.structure(opened) if "TOC" not in tags))
    at = 0
    for section in kinds.manuscript().sections:
        for block in section.blocks:
            if block.kind != "figure" or not block.figure.file:
                place = layer.find(plain(block.text), at)
                assert place >= at, block
                at = place + len(plain(block.text))


def elements(document) -> list[pikepdf.Dictionary]:
    found = []

    def walk(element) -> None:
        for child in element if isinstance(element, pikepdf.Array) else [element]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                found.append(child)
                walk(child.get("/K", pikepdf.Array()))

    walk(document.Root.StructTreeRoot.K)
    return found


def test_pictures_have_their_words_and_decoration_is_none_of_the_text(opened):
    told = [str(element.Alt) for element in elements(opened) if "/Alt" in element and str(element.S) == "/Figure"]
    assert told == ["三位老人在食堂吃饭。", "图，没有文字说明。"]


def test_tables_lists_quotations_and_links_are_tagged(opened):
    tags = {str(element.S) for element in elements(opened)}
    assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/BlockQuote", "/Link"} <= tags
    with opened.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"


def test_signs_lead_to_their_notes_and_addresses_out(opened):
    links = [annotation for page in opened.pages for annotation in page.get("/Annots", []) if annotation.Subtype == "/Link"]
    out = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert out == {"https://example.com/a?b=1&c=2"}
    assert len([link for link in links if "/A" not in link or "/URI" not in link.A]) >= 3, "three signs, and the contents"


def grid(columns: int) -> tuple[Block, ...]:
    cells = [Block(f"b{row}{column:02}", "cell", f"{row}行{column}列", group="table1", cell=Cell(row, column, head="column" if row == 1 else "")) for row in (1, 2) for column in range(1, columns + 1)]
    return tuple(cells)


@pytest.mark.parametrize(("columns", "pinyin", "kind"), [(6, False, "table"), (7, False, "cards"), (3, True, "table"), (5, True, "cards")])
def test_a_table_too_wide_for_large_type_becomes_a_list(columns, pinyin, kind):
    made = book(*grid(columns))
    rows = Rows(weaver(read(made)[0]), pinyin, 22 if pinyin else 18).section(made.sections[0])
    assert [row[0] for row in rows] == [kind]
    if kind == "cards":
        assert [len(line) for line in rows[0][3]["rows"]] == [columns]


def test_a_wide_table_is_printed_whole(made, tmp_path):
    wide = book(*grid(9))
    publication = dataclasses.replace(made, manuscript=dataclasses.replace(made.manuscript, sections=wide.sections, pictures=()), reading=read(wide)[0])
    path, = pdf.Print().write(publication, tmp_path)
    with pikepdf.open(path) as document:
        layer = plain("".join(text for _, text in pdf_text.structure(document)))
    assert all(plain(f"1行{column}列：2行{column}列") in layer for column in range(1, 10))


def test_no_line_begins_with_a_mark_that_a_marked_word_leaves_behind():
    word = ("", "重要", "zhòngyào", 2.0, "")
    strong = {"mark": "strong", "value": "", "items": [word]}
    assert together([strong, "，好"]) == [{"mark": "strong", "value": "", "items": [("", "重要", "zhòngyào", 2.0, "，")]}, "好"]


def test_a_table_is_not_cut_between_volumes(made):
    parts = pdf.divided(made, 60)
    assert len(parts) > 3
    groups = [{block.group for section in part.sections for block in section.blocks if re.match("table|figure", block.group)} for part in parts]
    assert sum("table1" in found for found in groups) == 1 and sum("figure1" in found for found in groups) == 1


@pytest.mark.parametrize("edition", [pdf.Print, pdf.PinyinPrint])
def test_a_long_table_goes_on_over_pages_and_holds_every_cell_once(made, tmp_path, edition):
    cells = [Block(f"b{row:03}{column}", "cell", f"第{row}行{'甲乙丙'[column - 1]}", group="table1", cell=Cell(row, column, head="column" if row == 1 else "")) for row in range(1, 61) for column in (1, 2, 3)]
    long = book(*cells)
    publication = dataclasses.replace(made, manuscript=dataclasses.replace(made.manuscript, sections=long.sections, pictures=()), reading=read(long)[0])
    path, = edition().write(publication, tmp_path)
    with pikepdf.open(path) as document:
        layer = plain("".join(text for _, text in pdf_text.structure(document)))
        assert len(document.pages) > 4
    assert [block.text for block in cells if layer.count(block.text) != 1] == []
