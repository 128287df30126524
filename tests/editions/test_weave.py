"""Weaving: nothing is lost, nothing becomes markup, ruby has its one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.editions.shared import weave
from publish.editions.shared.weave import Style, node
from publish.manuscript.model import Block, Mark
from publish.reading.model import Reading, Sentence, Token
from tests import sample


def token(text, ruby="", kind="word", spoken=None, start=0):
    return Token(start, start + len(text), text, kind, text if spoken is None else spoken, (), "rule", 1.0, ruby)


def woven(*tokens, **style):
    sentence = Sentence("b-1", "b", 0, sum(len(t.text) for t in tokens), tokens)
    return weave.to_html(weave.weaver(Reading((sentence,)), Style(**style)).sentence(sentence))


def test_ruby_has_the_one_form():
    assert etree.tostring(weave.to_lxml(weave.Weaver({}, Style(ruby=True)).token(token("政府", "zhèngfǔ")))).decode() == (
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
        (1, "社区服务报告"), (1, "一、2024年工作回顾"), (2, "（一）重庆路的银行"), (3, "经济平稳向好"), (1, "成绩来之不易"), (1, "结束语"),
    ]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives_lxml_and_html(text):
    tree = node("p", node("span", text), text)
    assert "".join(weave.to_lxml(tree).itertext()) == text * 2
    assert weave.text_of(tree) == text * 2
