"""What the reader is told about the making of the book: voice, editions, and every repair, grouped and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publish.editions.model import Publication
from publish.editions.shared import clock
from publish.editions.shared.tree import Node, node
from publish.han import is_han
from publish.manuscript.model import Manuscript, Repair, Section

Own = Callable[..., str]
"""Turns the publisher's words into the script of the book (:meth:`Publication.own`)."""

MADE_BY = "本书由声书（Shengshu）制作。声书是自由软件，许可证为 AGPL-3.0-or-later。"

RULES = {
    "control": "去掉看不见的字符",
    "lost": "来源里丢失的字印作〓",
    "edit": "按审定的意见修改",
    "line": "合并被拆开的行",
    "markup": "去掉残留的网页标记",
    "misfire": "重建被破坏的文字",
    "page": "去掉页码和页眉页脚",
    "punctuation": "标点改为印刷形式",
    "radical": "部首字形改为通用字",
    "reading": "去掉夹在字后的拼音",
    "recode": "恢复被错误解码的文字",
    "script": "繁体字改为简体字",
    "signature": "署名另起一行",
    "space": "整理空格和缩进",
    "title": "标题去掉字间空格",
    "width": "全角字母数字改为半角",
}
"""What readers see for a rule of repair; a rule not listed is shown by its own name."""

BY_CHARACTER = ("script", "width")
"""Rules whose changes are counted for each character; a place may hold several."""


@dataclass(frozen=True)
class Change:
    """The same change made ``count`` times: ``before`` became ``after``."""

    before: str
    after: str
    count: int


@dataclass(frozen=True)
class Group:
    """All repairs of one rule: what happened how often, and apart from that the ones a person decided, each with its reason."""

    rule: str
    total: int
    changes: tuple[Change, ...]
    decided: tuple[Repair, ...]


def colophon(manuscript: Manuscript) -> Section | None:
    """The spoken colophon, if the manuscript has one."""
    return next((section for section in manuscript.matter if section.kind == "colophon"), None)


def repairs(manuscript: Manuscript) -> tuple[Group, ...]:
    """The repairs by rule, those that a person decided first, else in order of first appearance; equal changes counted, most
    frequent first."""
    by_rule: dict[str, list[Repair]] = {}
    for repair in manuscript.repairs:
        by_rule.setdefault(repair.rule, []).append(repair)
    groups = (_group(rule, found) for rule, found in by_rule.items())
    return tuple(sorted(groups, key=lambda group: not group.decided))


def _group(rule: str, found: list[Repair]) -> Group:
    decided = tuple(repair for repair in found if repair.reason or repair.reviewed_by)
    counted = Counter(pair for repair in found if not (repair.reason or repair.reviewed_by) for pair in _pairs(repair))
    changes = tuple(Change(*pair, count) for pair, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return Group(rule, len(found), changes, decided)


def _pairs(repair: Repair) -> list[tuple[str, str]]:
    """What is counted: neighbours of another script character by character, because 綠樹 says nothing that 綠 and 樹 do not."""
    if repair.rule in BY_CHARACTER and len(repair.before) == len(repair.after):
        return list(zip(repair.before, repair.after, strict=True))
    return [(repair.before, repair.after)]


def notes(publication: Publication, this: str, other: str, about: tuple[str, str]) -> tuple[Node, ...]:
    """The body of the page 制作说明. ``this`` and ``other``: what the two editions are called; ``about``: what each of them is."""
    manuscript = publication.manuscript
    return (
        node("h1", publication.own("制作说明"), id="notes"),
        node("dl", *_facts(publication, this, other, about)),
        node("h2", publication.own("文字修复清单"), id="repairs"),
        *_repairs(manuscript, publication.own),
    )


def _facts(publication: Publication, this: str, other: str, about: tuple[str, str]) -> list[Node]:
    manuscript, narration, own = publication.manuscript, publication.narration, publication.own
    text = "".join(block.text for section in manuscript.sections for block in section.blocks)
    rows = [
        ("本文件", own(f"{this}：{about[0]}")),
        ("同一本书的另一版本", own(f"{other}：{about[1]}文字和声音完全相同。")),
        ("文字", own(f"正文共 {sum(map(is_han, text))} 个汉字，分 {len(manuscript.sections)} 节。")),
    ]
    if narration:
        length = sum(clock.duration(clock.pars(track)) for track in narration.tracks)
        rows.append(("朗读", own(f"{narration.narrator}，全长{clock.chinese(length)}。声音许可：{narration.licence}。")))
    rows += [("权利", manuscript.metadata.rights), ("制作", own(MADE_BY))]
    return [node(name, text) for term, description in rows if description for name, text in (("dt", own(term)), ("dd", description))]


def _repairs(manuscript: Manuscript, own: Own) -> list[Node]:
    groups = repairs(manuscript)
    if not groups:
        return [node("p", own("原文没有需要修复的地方。"))]
    made = [node("p", own(f"从收到的原文到本书文字，{_counted(manuscript.repairs)}，分 {len(groups)} 类，全部列在下面；原文文件保持原样，可供核对。"))]
    for number, group in enumerate(groups, 1):
        made.append(node("h3", own(f"{number}. {RULES.get(group.rule, group.rule)}（{group.total} 处）")))
        if group.changes:
            caption, count = ("相同的字合并计数（连着的几个字算一处）", "字数") if group.rule in BY_CHARACTER else ("相同的改动合并计数", "处数")
            rows = [(visible(c.before, own), visible(c.after, own), str(c.count)) for c in group.changes]
            made.append(_table(own(caption), (own("原文"), own("改为"), own(count)), rows))
        if group.decided:
            rows = [(visible(r.before, own), visible(r.after, own), _because(r, own)) for r in group.decided]
            made.append(_table(own("人工判断的改动"), (own("原文"), own("改为"), own("位置和理由")), rows))
    return made


def _counted(found: tuple[Repair, ...]) -> str:
    """How many repairs there are, told apart as the spoken colophon does: what it counts, and spaces and invisible characters."""
    seen = sum(repair.is_seen for repair in found)
    unseen = f"整理空白和看不见的字符 {len(found) - seen} 处"
    if not seen:
        return f"只{unseen}"
    return f"共改动 {seen} 处" + (f"，另{unseen}" if seen < len(found) else "")


def _because(repair: Repair, own: Own) -> str:
    who = own("（审定：{who}）", who=repair.reviewed_by) if repair.reviewed_by else ""
    return f"{place(repair.where, own)}：{repair.reason}{who}"


def place(where: str, own: Own = str) -> str:
    """``report.txt:17:257`` as readers say it; anything else as it is."""
    found = re.fullmatch(r"(.+):(\d+):(\d+)", where)
    return f"{found[1]} {own(f'第 {found[2]} 行第 {found[3]} 字')}" if found else where


def _table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Node:
    titles = node("tr", *(node("th", name, scope="col") for name in head))
    body = [node("tr", *(node("td", cell) for cell in row)) for row in rows]
    return node("table", node("caption", caption), node("thead", titles), node("tbody", *body))


def visible(text: str, own: Own = str) -> str:
    """A cell's text with what cannot be seen written out: nothing, spaces, line breaks, control characters."""
    if not text:
        return own("（无）")
    names = {" ": "␣", "\u3000": "［全角空格］", "\n": "［换行］", "\r": "［回车］", "\t": "［制表］", "\ufeff": "［BOM］", "\u200b": "［零宽空格］"}
    return "".join(own(names[c]) if c in names else c if c.isprintable() else f"［U+{ord(c):04X}］" for c in text)
