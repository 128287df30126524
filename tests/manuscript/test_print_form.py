"""Straight quotes become the printed pairs, and a writer's name behind the last full stop a line of its own; both on record."""

from __future__ import annotations

import pytest

from publish.manuscript.model import ManuscriptOptions, Mark
from publish.manuscript.repairs.draft import apply
from publish.manuscript.repairs.repair import Repaired, repair
from publish.manuscript.source import Document, Passage, plain

NARROW = "他来了,我走了,大家都走了。"
"""Half-width signs between Chinese, as documents with straight quotes have them."""
WIDE = "他来了，我走了，大家都走了。"


def done(*lines: str, script: str = "simplified") -> Repaired:
    return repair(plain("a.txt", list(lines)), (), ManuscriptOptions(script=script))


def line(text: str, first: str = NARROW) -> str:
    """How ``text`` is printed as the second line of a document with half-width signs."""
    return done(first, text).passages[1].text


@pytest.mark.parametrize(("received", "printed"), [
    ('他说:"你好。"', "他说：“你好。”"),
    ('"你好,"他说,"请坐。"', "“你好，”他说，“请坐。”"),
    ('他说"OK"就走了。', "他说“OK”就走了。"),
    ("他说:\"她说'好'就走了。\"", "他说：“她说‘好’就走了。”"),
    ('所谓"十四五"规划和"2035年"目标。', "所谓“十四五”规划和“2035年”目标。"),
    ('目标是"2035"。', "目标是“2035”。"),
    ("电影'活着'很好。", "电影‘活着’很好。"),
    ('买了15"的屏幕。', '买了15"的屏幕。'),
    ('他说"买15"的屏幕"就走了。', '他说"买15"的屏幕"就走了。'),
    ("身高6'2\"的人。", "身高6'2\"的人。"),
    ('网页里写name="中文"即可。', '网页里写name="中文"即可。'),
    ("我说don't和it's都行。", "我说don't和it's都行。"),
    ('He said "hello" to me.', 'He said "hello" to me.'),
    ('一个"没有关上的引号。', '一个"没有关上的引号。'),
    ("那是'90年代的事。", "那是'90年代的事。"),
    ('空的""不动。', '空的""不动。'),
])  # fmt: skip
def test_straight_quotes_pair_line_by_line(received, printed):
    assert line(received) == printed


def test_each_line_pairs_for_itself():
    made = done(NARROW, '一个"没有关上。', '他说"好"。')
    assert [passage.text for passage in made.passages[1:]] == ['一个"没有关上。', "他说“好”。"]


def test_a_document_with_full_width_signs_keeps_its_quotes():
    assert line('他说"好"就走了。', first=WIDE) == '他说"好"就走了。'


def test_quotes_in_code_stay():
    code = Passage('打印"中文",再打印"中文"', "code", "2")
    part = Passage('写"值"就行,然后"保存"', None, "3", marks=(Mark(1, 4, "code"),))
    made = repair(Document("a.docx", (Passage(NARROW, None, "1"), code, part), flows=True))
    assert [passage.text for passage in made.passages[1:]] == [code.text, '写"值"就行，然后“保存”']


def test_quotes_are_on_record():
    received = plain("a.txt", [NARROW, '他说"好"。'])
    made = repair(received)
    assert [(r.rule, r.before, r.after, r.where) for r in made.repairs if r.after in "“”"] == [("punctuation", '"', "“", "a.txt:2:3"), ("punctuation", '"', "”", "a.txt:2:5")]
    assert apply(received, made.repairs).split("\n") == [passage.text for passage in made.passages]


@pytest.mark.parametrize(("last", "lines"), [
    ("救救孩子……　　鲁迅", ["救救孩子……", "鲁迅"]),
    ("我再没有见过他。  鲁迅", ["我再没有见过他。", "鲁迅"]),
    ("他说“走吧！” 王小明", ["他说“走吧！”", "王小明"]),
    ("完了。\u3000欧阳修", ["完了。", "欧阳修"]),
    ("我再没有见过他。  春天", ["我再没有见过他。  春天"]),
    ("我再没有见过他。  完", ["我再没有见过他。  完"]),
    ("我再没有见过他。鲁迅", ["我再没有见过他。鲁迅"]),
    ("我再没有见过他  鲁迅", ["我再没有见过他  鲁迅"]),
])  # fmt: skip
def test_a_name_behind_the_last_full_stop_is_a_line(last, lines):
    made = done("开头一段，写得很长很长很长。", last)
    shown = [passage.text.replace("\u3000", " ").split() for passage in made.passages[1:]]
    assert shown == [text.replace("\u3000", " ").split() for text in lines]
    assert [r.rule for r in made.repairs if r.after == "\n"] == (["signature"] if len(lines) == 2 else [])


def test_a_traditional_name_is_one_too():
    assert [p.text for p in done("開頭一段，寫得很長。", "我再沒有見過他。　魯迅", script="keep").passages][1:] == ["我再沒有見過他。", "魯迅"]


def test_only_the_last_paragraph_is_signed():
    assert [p.text for p in done("他走了。　鲁迅", "我也走了。").passages] == ["他走了。　鲁迅", "我也走了。"]
