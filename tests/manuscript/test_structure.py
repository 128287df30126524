"""Structure: nothing lost, nothing doubled; ladders, run-in headings, tails and closings."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.manuscript.model import Figure, ManuscriptOptions, Section
from publish.manuscript.source import Passage, plain
from publish.manuscript.structure import front, ladder, runin
from publish.manuscript.structure.structure import first_clause, structure

PLAIN_LINES = ["一", "二", "三", "1", "2", "上", "下", "【用法】", "【贮藏】密封。", "静夜思", "春晓", "李白", "孟浩然", "床前明月光，疑是地上霜。", "举头望明月，低头思故乡。", "春眠不觉晓，", "处处闻啼鸟。", "夜来风雨声，",
               "花落知多少。", "隔篁竹①，闻水声。", "①篁竹：竹林。", "见于书中。[1]", "[1] 某书。", "● 带好伞", "● 早点来", "1. 打蛋。", "2. 下锅。", "（一）甲；", "（二）乙。", "1 开机", "2 关机", "夜里我走过那座桥", "只有一盏灯还醒着",
               "为什么会中暑", "天气太热，身体里的热散不出去，体温升高，人就会头晕。", "王小明", "和平里社区居委会", "2025年3月20日", "借书要交押金吗？"]  # fmt: skip

LINES = ["政府工作报告", "——2025年1月8日在第一次会议上", "市长　李明", "各位代表：", "各位代表！", "一、工作", "二、安排", "（一）学习", "（二）服务", "1. 准备",
         "2. 实施", "（1）先做", "①再做", "第一章 总则", "第一节 范围", "第一条 为了做好工作，制定本办法。", "一是加强学习。", "第一，坚持。", "——推动。", "前言",
         "三、", "正文很短。", "经济平稳向好。" + "数字很多，都在增长，大家都满意。" * 4, "没有小标题的一段话，只是比较长而已，" * 4 + "完。"]  # fmt: skip


def made(lines: list[str]) -> tuple[Section, ...]:
    return structure(plain("t", lines).passages, "t", "书名")[0]


def codes(lines: list[str]) -> list[str]:
    return [f.code for f in structure(plain("t", lines).passages, "t", "书名")[1]]


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(min_size=1, max_size=30).filter(lambda t: t.strip())), min_size=1, max_size=40))
def test_nothing_is_lost_or_doubled(lines: list[str]) -> None:
    sections = made(lines)
    blocks = [block for section in sections for block in section.blocks]
    assert [block.text for block in blocks] == lines
    assert [block.id for block in blocks] == [f"b{n:03}" for n in range(1, len(lines) + 1)]
    assert [section.id for section in sections] == [f"s{n:03}" for n in range(1, len(sections) + 1)]
    assert all(section.blocks and section.title for section in sections)
    assert all(0 <= mark.start < mark.end <= len(block.text) for block in blocks for mark in block.marks)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLAIN_LINES), st.booleans()), min_size=1, max_size=40))
def test_nothing_is_lost_or_doubled_of_verse_and_notes(written: list[tuple[str, bool]]) -> None:
    """Each line stands once, whatever its neighbours make of it: the lines of a stanza in order, a note behind the line that points at it."""
    text = [line for line, blank in written for line in ([line, ""] if blank else [line])]
    passages = [passage for passage in plain("t", text).passages if passage.text]
    blocks = [block for section in structure(passages, "t", "书名")[0] for block in section.blocks]
    shown: list[str] = []
    for block in blocks:
        ends = [0, *(mark.start for mark in block.marks if mark.kind == "break"), len(block.text)]
        shown += [block.text[a:b] for a, b in itertools.pairwise(ends)]
    assert sorted(shown) == sorted(line for line, _ in written)
    if not any(block.kind == "note" for block in blocks):
        assert shown == [line for line, _ in written]
    notes = [block.id for block in blocks if block.kind == "note"]
    assert sorted(mark.value for block in blocks for mark in block.marks if mark.kind == "noteref") == sorted(notes)
    assert all(block.text.startswith(block.label) for block in blocks)


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=40))
def test_levels_never_jump(lines: list[str]) -> None:
    level = 0
    for section in made(lines):
        assert 1 <= section.level <= level + 1
        level = section.level
        heads = [block for block in section.blocks if block.kind == "heading"]
        assert len(heads) == (section.kind == "chapter" and section.blocks[0].kind == "heading")


@pytest.mark.parametrize(("lines", "levels"), [
    (["一、甲", "文。", "（一）乙", "文。", "1.丙", "文。", "（1）丁", "文。", "二、戊", "文。"], [1, 2, 3, 4, 1]),
    (["一、甲", "文。", "1.乙", "文。", "（1）丙", "文。", "二、丁", "文。", "（一）戊", "文。", "1.己", "文。"], [1, 2, 3, 1, 2, 3]),
    (["第一章　甲", "第一节　乙", "文。", "一、丙", "文。", "第二章　丁", "文。"], [1, 2, 3, 1]),
    (["（一）甲", "文。", "一、乙", "文。", "（二）丙", "文。"], [1, 2, 1]),
    (["第一编　甲", "第一章　乙", "文。", "第二编　丙", "文。"], [1, 2, 1]),
    (["1.甲", "文。", "1.1 乙", "文。", "1.1.1 丙", "文。", "2.丁", "文。"], [1, 2, 3, 1]),
    (["前言", "文。", "第一章 甲", "文。", "附录", "文。"], [1, 1, 1]),
])  # fmt: skip
def test_levels_follow_the_order_of_first_appearance(lines: list[str], levels: list[int]) -> None:
    assert [section.level for section in made(lines)] == levels


@pytest.mark.parametrize("line", [
    "一是坚持为民服务", "二是加强管理。", "第一，加强学习", "——推动老旧小区改造", "3.5%的居民", "2024年工作", "10.5亿元", "一、二、三期工程都已完成，居民陆续入住。",
    "（一）助餐；", "1.准备好材料：", "第一条　为了做好工作，制定本办法。", "一天早上", "十分重要", "(chóng qìng)", "一、" + "长" * 60, "各位代表！",
])  # fmt: skip
def test_these_are_no_headings(line: str) -> None:
    assert ladder.step(line) is None


@pytest.mark.parametrize(("line", "rung", "number"), [
    ("一、工作", "一、", 1), ("十二、工作", "一、", 12), ("（三）工作", "（一）", 3), ("(三)工作", "（一）", 3), ("3.工作", "1.", 3), ("3、工作", "1.", 3), ("3．工作", "1.", 3),
    ("（4）工作", "（1）", 4), ("⑤工作", "①", 5), ("第二十三章　工作", "章", 23), ("第3节 工作", "节", 3), ("第一部分 工作", "部分", 1), ("1.2 工作", "1.1", 2), ("二十一、谁来负责？", "一、", 21),
    ("一百零五、工作", "一、", 105), ("前言", "前言", 0), ("Ⅲ. 工作", "Ⅰ", 3),
])  # fmt: skip
def test_these_are(line: str, rung: str, number: int) -> None:
    found = ladder.step(line)
    assert found is not None
    assert (found.rung, found.number) == (rung, number)


RUN_IN = ["经济平稳向好。" + "新设企业四千多户，重点项目有序推进，消费持续升温，收入稳步增长，各项工作都有进展。"] * 3
PLAIN = "成绩来之不易，这是大家共同努力的结果，我们向所有关心支持社区工作的居民表示感谢，也请大家继续监督。"


def test_run_in_headings_are_marked_where_they_are_a_habit() -> None:
    sections = made(["一、工作", *RUN_IN, "做好“一老一小”服务。" + RUN_IN[0]])
    marks = [block.marks for block in sections[0].blocks[1:]]
    assert [[(m.start, m.end, m.kind) for m in ms] for ms in marks] == [[(0, 7, "run-in")]] * 3 + [[(0, 11, "run-in")]]


def test_a_story_has_none() -> None:
    story = ["天黑了。他点上灯，坐在窗前，一边听着外面的雨声，一边想着白天遇到的那位老人说过的话，久久不能平静。"] + [PLAIN] * 3
    assert not runin.is_systematic(story)
    assert not any(block.marks for section in made(["故事", *story]) for block in section.blocks)


def test_run_in_can_be_switched_off() -> None:
    sections, _ = structure(plain("t", ["一、工作", *RUN_IN]).passages, "t", "书名", ManuscriptOptions(run_in="never"))
    assert not any(block.marks for section in sections for block in section.blocks)


def test_plain_paragraphs_at_the_end_close_the_parent() -> None:
    sections = made(["一、回顾", "（一）经济", *RUN_IN, PLAIN, "（二）民生", *RUN_IN, PLAIN, PLAIN, "二、安排", "（一）经济", PLAIN, *RUN_IN])
    assert [(s.kind, s.level, len(s.blocks)) for s in sections] == [
        ("chapter", 1, 1), ("chapter", 2, 5), ("chapter", 2, 4), ("tail", 1, 2), ("chapter", 1, 1), ("chapter", 2, 5),
    ]  # fmt: skip
    assert sections[3].title == "成绩来之不易"


def test_the_salutation_said_again_opens_the_closing() -> None:
    sections = made(["报告", "各位代表：", "一、工作", "完成了。", "各位代表！", "还有一段。", "二、安排", "要做好。", "各位代表！", "一起努力！"])
    assert [s.kind for s in sections] == ["front", "chapter", "chapter", "closing"]
    assert [b.text for b in sections[-1].blocks] == ["各位代表！", "一起努力！"]
    assert sections[-1].title == "结束语"
    assert [b.kind for b in sections[1].blocks] == ["heading", "paragraph", "salutation", "paragraph"]


@pytest.mark.parametrize("line", ["各位代表：", "各位领导、各位来宾：", "同志们：", "尊敬的居民朋友：", "女士们、先生们：", "各位代表！"])
def test_salutations(line: str) -> None:
    assert front.is_salutation(line)


@pytest.mark.parametrize("line", ["主要内容：", "各位代表在会上发言。", "注意：", "时间："])
def test_no_salutations(line: str) -> None:
    assert not front.is_salutation(line)


@pytest.mark.parametrize("lines", [
    ["一、菜", "1.白菜", "2.萝卜", "二、水果", "1.苹果", "2.梨"], ["一、菜", "1.白菜", "2.萝卜", "3.土豆", "请挑新鲜的。", "二、水果", "都好。"],
    ["一、菜", "①白菜", "②萝卜", "各位代表！", "谢谢。"],
])  # fmt: skip
def test_lists_are_no_headings(lines: list[str]) -> None:
    headings = [block.text for section in made(lines) for block in section.blocks if block.kind == "heading"]
    assert headings == [line for line in lines if line[1] == "、"]


def test_findings_for_a_person() -> None:
    assert codes(["标题", "正文。"]) == [], "a letter or a notice needs no headings"
    assert codes(["标题", *["正文很长，没有一个标题。" * 40] * 5]) == ["S301"]
    assert codes(["标题", "一、", "正文。"]) == ["S302"]
    assert codes(["标题", "一、有", "正文。", "二、没有"]) == ["S303"]
    assert codes(["标题", "一、有", "正文。", "三、也有", "正文。"]) == ["S304"]
    assert codes(["标题", "一、有", "正文。", "（一）有", "正文。", "二、有", "（一）有", "正文。"]) == []


def test_a_paragraph_of_100_000_characters_is_quick() -> None:
    begun = time.process_time()
    sections = made(["长文", "这一段很长，没有标题，也没有换行。" * 6000])
    assert time.process_time() - begun < 2
    assert len(sections[0].blocks[1].text) == 102_000


def test_clauses_name_a_tail() -> None:
    assert first_clause("在总结成绩的同时，我们清醒认识到") == "在总结成绩的同时"
    assert first_clause("，从逗号开始") == "，从逗号开始…"
    assert first_clause("长" * 50) == "长" * 24 + "…"


@pytest.mark.parametrize(
    ("decorative", "kinds"),
    [(True, [["figure", "heading", "paragraph"]]), (False, [["figure"], ["heading", "paragraph"]])],
)
def test_what_cannot_be_said_is_no_part_of_its_own(decorative, kinds):
    """A picture that only decorates, before the first heading, belongs to what follows it."""
    picture = Passage("", kind="figure", place="1", figure=Figure("a.png", decorative))
    passages = (picture, Passage("标题", kind="heading", level=1, place="2"), Passage("正文。", place="3"))
    sections, _ = structure(passages, "a.md", "书名")
    assert [[block.kind for block in section.blocks] for section in sections] == kinds
    assert sections[-1].title == "标题"


def test_a_text_without_headings_is_one_chapter_of_the_books_name():
    sections, _ = structure((Passage("正文。", place="1"), Passage("* * *", kind="separator", place="2")), "a.md", "书名")
    assert [(section.kind, section.title) for section in sections] == [("chapter", "书名")]
