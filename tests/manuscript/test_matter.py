"""The publisher's own words: from metadata and parameters only, in sentences that can be spoken."""

from __future__ import annotations

import dataclasses

import pytest

from publish.manuscript.model import Block, Repair, Section
from publish.manuscript.structure.matter import LABEL, colophon, matter, stop
from tests.manuscript.test_golden import METADATA

BOOK = dataclasses.replace(METADATA, title="社区服务报告", issuer="幸福街道办事处", rights="公开发布")
SECTIONS = (
    Section("s001", 1, "社区服务报告", (Block("b001", "title", "社区服务报告"),), "front"),
    Section("s002", 1, "一、谁来负责？", (Block("b002", "heading", "一、谁来负责？"),)),
    Section("s003", 1, "结束语", (Block("b003", "paragraph", "谢谢大家。"),)),
)


def test_announcements_are_short_and_labelled() -> None:
    made = matter(BOOK, SECTIONS, (), "声音", "许可", "text.txt")
    spoken = [s.blocks[0].text for s in made if s.kind == "announcement"]
    opening = "社区服务报告。幸福街道办事处。"
    assert spoken == [f"{opening}{LABEL}", f"{opening}{LABEL}", f"{opening}结束语。{LABEL}"], "a heading is not said twice"


def test_the_colophon_says_what_was_done() -> None:
    repairs = (Repair("reading", "t:1:1", "a", ""), Repair("misfire", "t:1:2", "a", "b", "某人", "理由"))
    words = colophon(BOOK, repairs, "声音甲", "许可乙", "text.txt")
    joined = "".join(words)
    for said in ("《社区服务报告》", "幸福街道办事处", "2025年1月8日", "text.txt", "2处修订", "其中1处", "声音甲", "许可乙", "公开发布", "不是官方出版物", "人工智能语音合成"):
        assert said in joined
    assert all(text[-1] == "。" and "。。" not in text for text in words)


def test_a_clean_text_is_called_unchanged() -> None:
    assert "没有改动" in "".join(colophon(BOOK, (), "", "", "text.txt"))


def test_empty_metadata_leaves_no_empty_sentences() -> None:
    words = colophon(dataclasses.replace(BOOK, issuer="", rights=""), (), "声音", "", "text.txt")
    assert not any("：。" in text or text[-1] == "：" for text in words)


@pytest.mark.parametrize(("text", "ended"), [("报告", "报告。"), ("报告。", "报告。"), ("谁？", "谁？"), ("", ""), ("报告，", "报告。"), ("CC BY-NC 4.0", "CC BY-NC 4.0。")])
def test_sentences_end_once(text: str, ended: str) -> None:
    assert stop(text) == ended


SPACE, SIGN = Repair("space", "t:2:1", "\u3000", ""), Repair("punctuation", "t:1:1", ",", "，")


@pytest.mark.parametrize("repairs", [(SIGN,), (SPACE,), (SIGN, SPACE), (SIGN, SIGN, SPACE, SPACE, SPACE), ()])
def test_the_spoken_colophon_and_the_list_count_alike(repairs) -> None:
    """What is heard (说了几处修订) is what the page of repairs adds up to: 改动 and 整理 apart, together all that is listed."""
    from publish.editions.shared.colophon import _repairs
    from publish.editions.shared.tree import text_of
    from publish.manuscript.model import Manuscript

    heard = "".join(colophon(BOOK, repairs, "", "", "text.txt"))
    nodes = _repairs(Manuscript(BOOK, (), repairs), str)
    shown = text_of(nodes[0])
    seen, unseen = sum(r.is_seen for r in repairs), sum(not r.is_seen for r in repairs)
    assert (f"作了{seen}处修订" in heard) == bool(seen) == (f"共改动 {seen} 处" in shown)
    assert (f"整理空白和看不见的字符 {unseen} 处" in shown) == bool(unseen)
    assert (f"只整理了{unseen}处空白和看不见的字符" in heard) == (unseen > 0 and not seen)
    assert sum(int(text_of(node).partition("（")[2].partition(" 处")[0]) for node in nodes if node.name == "h3") == seen + unseen
