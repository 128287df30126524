"""A stanza that a document writes as one paragraph is told from an address, a signature, a form."""

from __future__ import annotations

import pytest

from publish.manuscript.model import Mark
from publish.manuscript.source import Passage
from publish.manuscript.structure import line as lines_of
from publish.manuscript.structure.verse import found, is_stanza

VERSE = (
    "床前明月光，/疑是地上霜。/举头望明月，/低头思故乡。",
    "白日依山尽，/黄河入海流。",
    "春眠不觉晓/处处闻啼鸟",
    "轻轻的我走了，/正如我轻轻的来；/我轻轻的招手，/作别西天的云彩。",
    "撑着油纸伞，独自/彷徨在悠长、悠长/又寂寥的雨巷，/我希望逢着/一个丁香一样的/结着愁怨的姑娘。",
    "关关雎鸠，/在河之洲。",
    "八月秋高风怒号，/卷我屋上三重茅。",
)
PROSE = (
    "和平里社区服务中心/2025年2月1日",
    "地址：东城区和平里/电话：64031118/邮编：100013/网址：无",
    "此致/敬礼",
    "同意/不同意",
    "福/寿/康/宁",
    "东城区民政局/东城区财政局/二〇二五年三月一日，这一行比任何一行诗都要长得多得多",
    "Twinkle, twinkle,/little star,/how I wonder/what you are",
    "只有一行",
    "北京市东城区人民政府/办公室",
)


def line(rows: str, **given: object) -> lines_of.Line:
    text, marks = "", []
    for row in rows.split("/"):
        if text:
            marks.append(Mark(len(text), len(text), "break"))
        text += row
    return lines_of.of(Passage(text, place="1", marks=tuple(marks), **given), "t.docx")  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", VERSE)
def test_verse(rows: str) -> None:
    assert is_stanza(line(rows))
    assert found([line(rows)])[0].passage.text == rows.replace("/", "")


@pytest.mark.parametrize("rows", PROSE)
def test_no_verse(rows: str) -> None:
    assert not is_stanza(line(rows))


def test_a_note_in_a_line_changes_nothing() -> None:
    noted = line("床前明月光1，/疑是地上霜。/举头望明月，/低头思故乡。")
    sign = Mark(5, 6, "noteref", "fn1")
    assert not is_stanza(noted)
    assert is_stanza(lines_of.of(Passage(noted.text, place="1", marks=(sign, *noted.passage.marks)), "t.docx"))


def test_what_the_document_says_stands() -> None:
    assert not is_stanza(line(VERSE[0], kind="quote"))
    assert not is_stanza(line(VERSE[0], group="list1", label="床"))


def test_stanzas_one_after_another_are_one_poem() -> None:
    made = found([line(VERSE[0]), line(VERSE[1]), line("又一首："), line(VERSE[2])])
    assert [(one.kind, one.passage.group) for one in made] == [("verse", "verse1"), ("verse", "verse1"), ("paragraph", ""), ("verse", "verse2")]
