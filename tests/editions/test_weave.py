"""Weaving: nothing is lost, nothing becomes markup, ruby has its one form."""

import pathlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.editions.shared import weave
from publish.editions.shared.weave import Style, node
from publish.manuscript.model import Block, Mark
from publish.reading.model import Reading, Sentence, Token
from publish.reading.read import read
from tests import kinds, sample
from tests.reading import test_cues


def token(text, ruby="", kind="word", spoken=None, start=0):
    return Token(start, start + len(text), text, kind, text if spoken is None else spoken, (), "rule", 1.0, ruby)


def woven(*tokens, **style):
    sentence = Sentence("b-1", "b", 0, sum(len(t.text) for t in tokens), tokens)
    return weave.to_html(weave.weaver(Reading((sentence,)), Style(**style)).sentence(sentence))


def test_ruby_has_the_one_form():
    assert etree.tostring(weave.to_lxml(*weave.Weaver({}, Style(ruby=True)).token(token("政府", "zhèngfǔ")))).decode() == (
        '<ruby xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><span>政府</span>'
        '<rt aria-hidden="true" lang="zh-Latn-pinyin" xml:lang="zh-Latn-pinyin">zhèngfǔ</rt></ruby>'
    ).encode("ascii", "xmlcharrefreplace").decode()


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (token("4.5%", "sìdiǎnwǔ", "number", "百分之四点五"), "4.5%"),
        (token("GDP", "", "latin"), "GDP"),
        (token("。", "", "punct", ""), "。"),
        (token("A股", "gǔ"), "A股"),
    ],
)
def test_digits_letters_and_marks_bear_no_pinyin(made, expected):
    assert woven(made, ruby=True).startswith(f'<span id="b-1">{expected}')


def test_markup_in_the_text_stays_text():
    nasty = "<script>alert(1)</script>&amp;\"'"
    assert woven(token(nasty, "", "symbol")) == f'<span id="b-1">{nasty.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}</span>'
    assert weave.to_html(node("p", title='"<')) == '<p title="&quot;&lt;"></p>'


@pytest.mark.parametrize("style", [Style(), Style(ruby=True), Style(words=True), Style(ruby=True, words=True), Style(ids=False)])
def test_without_rt_the_text_is_the_manuscript(style):
    book = sample.manuscript()
    weaver = weave.weaver(sample.reading(book), style)
    for section in book.sections + book.matter:
        made = weaver.section(section)
        assert weave.text_of(made) == "".join(block.text for block in section.blocks)
        parsed = etree.fromstring(etree.tostring(weave.to_lxml(made)))
        ids = parsed.xpath("//@id")
        assert len(ids) == len(set(ids)) and bool(ids) == style.ids


def test_run_in_heading_becomes_a_heading_one_level_below():
    block = Block("b", "paragraph", "保民生。做了很多。", (Mark(0, 4, "run-in"),))
    sentences = (
        Sentence("b-1", "b", 0, 4, (token("保民生。"),)),
        Sentence("b-2", "b", 4, 9, (token("做了很多。", start=4),)),
    )
    weaver = weave.weaver(Reading(sentences))
    assert [weave.to_html(made) for made in weaver.block(block, 2)] == [
        '<h4 id="b-h" class="run-in"><span id="b-1">保民生。</span></h4>',
        '<p id="b"><span id="b-2">做了很多。</span></p>',
    ]


def test_run_in_mark_inside_a_sentence_leaves_the_paragraph_whole():
    block = Block("b", "paragraph", "保民生，做了很多。", (Mark(0, 4, "run-in"),))
    sentence = Sentence("b-1", "b", 0, 9, (token(block.text),))
    assert [made.name for made in weave.weaver(Reading((sentence,))).block(block, 2)] == ["p"]


def test_contents_are_plain_text_with_depth():
    book = sample.manuscript()
    weaver = weave.weaver(sample.reading(book))
    found = [(h.depth, h.text) for section in book.sections for h in weave.headings(section, weaver.sentences)]
    assert found == [
        (1, "社区服务报告"), (1, "一、2024年工作回顾"), (2, "（一）重庆路的银行"), (3, "经济平稳向好"), (2, "成绩来之不易"), (1, "结束语"),
    ]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives_lxml_and_html(text):
    tree = node("p", node("span", text), text)
    assert "".join(weave.to_lxml(tree).itertext()) == text * 2
    assert weave.text_of(tree) == text * 2


# --- marks ---


def page(*blocks, **style):
    made = test_cues.book(*blocks)
    weaver = weave.weaver(read(made)[0], Style(**style), made)
    return "".join(weave.to_html(node) for section in made.sections for node in weaver.blocks(section))


def marked(text, *marks, **style):
    return page(Block("b1", "paragraph", text, tuple(Mark(*mark) for mark in marks)), ids=False, **style)


@pytest.mark.parametrize(
    ("marks", "made"),
    [
        ([(0, 2, "strong")], "<strong>重要</strong>的会议"),
        ([(0, 3, "strong"), (2, 5, "emphasis")], "<strong>重要<em>的</em></strong><em>会议</em>"),
        ([(0, 5, "emphasis"), (0, 5, "strong")], "<strong><em>重要的会议</em></strong>"),
        ([(1, 3, "strong")], "重<strong>要</strong><strong>的</strong>会议"),
        ([(0, 2, "link", "https://a.cn/"), (1, 4, "link", "http://b.cn")], '<a href="https://a.cn/">重要</a><a href="http://b.cn">的</a><a href="http://b.cn">会</a>议'),
        ([(0, 2, "link", "javascript:alert(1)"), (2, 3, "link", "file:///etc")], "重要的会议"),
        ([(0, 2, "language", "en")], '<span lang="en">重要</span>的会议'),
        ([(0, 2, "language", "zh_CN"), (2, 3, "language", "")], "重要的会议"),
        ([(0, 2, "ruby", "zhòngyào")], '<ruby><span>重要</span><rt aria-hidden="true">zhòngyào</rt></ruby>的会议'),
        ([(2, 2, "break")], "重要</span><br><span>的会议"),
    ],
)
def test_marks_become_elements(marks, made):
    assert marked("重要的会议", *marks) == f"<p><span>{made}</span></p>"


def test_in_an_edition_with_pinyin_a_reading_of_the_document_stands_once():
    assert marked("薄荷", (0, 2, "ruby", "bò he"), ruby=True).count("<rt") == 1
    assert ">mint</rt>" in marked("薄荷", (0, 2, "ruby", "mint"), ruby=True)


def test_a_line_end_inside_a_heading_and_inside_a_word_is_kept():
    assert page(Block("b1", "heading", "关于养老服务", (Mark(3, 3, "break"),)), ids=False) == "<h2><span>关于养<br>老服务</span></h2>"


@given(test_cues.marked(), st.sampled_from([{}, {"ruby": True}, {"words": True}, {"ruby": True, "words": True}]))
@settings(deadline=None, max_examples=300)
def test_whatever_the_marks_the_text_is_whole_and_nests(block, style):
    book = test_cues.book(block)
    weaver = weave.weaver(read(book)[0], Style(**style), book)
    made = weave.Node("div", (), weaver.blocks(book.sections[0]))
    assert weave.text_of(made) == block.text
    parsed = etree.fromstring(etree.tostring(weave.to_lxml(made)))
    ids = parsed.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not [name for name in ("a", "ruby", "rt") if parsed.xpath(f"//*[local-name()='{name}']//*[local-name()='{name}']")]
    spoken = [f"{s.id}-w{n}" for s in weaver.sentences["b1"] for n, t in enumerate(s.tokens) if t.spoken and t.text] if style.get("words") else []
    assert block.kind == "figure" or set(spoken) <= set(ids)


# --- kinds ---


def test_every_kind_has_its_element():
    made = kinds.manuscript()
    weaver = weave.weaver(read(made)[0], Style(pictures="pictures/"), made)
    html = "".join(weave.to_html(element) for section in made.sections for element in weaver.blocks(section))
    golden = (pathlib.Path(__file__).parent / "golden" / "kinds.html").read_text("utf-8")
    assert html.replace("><", ">\n<") == golden
    assert "".join(weave.text_of(e) for s in made.sections for e in weaver.blocks(s)) == "".join(b.text for s in made.sections for b in s.blocks)


def test_notes_of_another_file_are_found_there():
    made = kinds.manuscript()
    files = {section.id: f"{section.id}.xhtml" for section in made.sections}
    links = weave.links(made, files)
    assert links.href("b007", "b011", "b011") == "#b011" and links.href("b046", "b011", "b011") == "s002.xhtml#b011"


def test_a_list_nests_by_depth_and_a_level_that_is_skipped_opens_no_empty_list():
    items = [Block(f"b{n}", "item", text, level=level, group="list1") for n, (text, level) in enumerate([("甲", 1), ("乙", 3), ("丙", 2), ("丁", 1)])]
    assert re.sub(r"<(?!/?[ou]l|/?li)[^>]*>", "", page(*items, ids=False)) == "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul>"


def test_a_table_without_heads_with_gaps_has_every_cell_in_its_place():
    html = page(*(test_cues.cell(f"b{n}", text, *at) for n, (text, *at) in enumerate([("甲", 1, 1), ("乙", 2, 3), ("丙", 3, 2)])), ids=False)
    rows = [re.sub(r"</?(?!td)\w+>", "", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html)]
    rows = [row.replace(' role="cell"', "") for row in rows]
    assert rows == ["<td>甲</td><td></td><td></td>", "<td></td><td></td><td>乙</td>", "<td></td><td>丙</td><td></td>"]


def test_two_paragraphs_of_a_cell_stand_in_one_cell_and_hear_its_head_once():
    blocks = (test_cues.cell("b1", "数量", 1, 1, "column"), test_cues.cell("b2", "甲", 2, 1), test_cues.cell("b3", "乙", 2, 1))
    assert '<td id="b2"><p id="b2">' not in page(*blocks) and page(*blocks).count("<td") == 1
    assert test_cues.spoken(*blocks)[1:] == ["数量甲", "乙。表完。"]


@pytest.mark.parametrize(("columns", "kind"), [(6, "table"), (7, "table wide")])
def test_a_wide_table_says_so(columns, kind):
    cells = [test_cues.cell(f"b{n}", f"{n}列", 1, n) for n in range(1, columns + 1)]
    assert page(*cells).startswith(f'<div class="{kind}">')
