"""The real report: the figures that are known of it, its six spots, its words."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from publish.config import load_book
from publish.findings import PublishError
from publish.manuscript.edit import damage, edit
from publish.manuscript.model import Block, Manuscript, ManuscriptOptions
from publish.manuscript.readers.table import load
from publish.manuscript.repairs import decisions, misfire
from publish.manuscript.repairs.draft import apply
from publish.manuscript.repairs.glosses import HAN
from publish.manuscript.repairs.places import Damage
from publish.manuscript.repairs.repair import repair
from publish.manuscript.start import identifier

FOLDER = Path(__file__).parents[2] / "source" / "dongcheng-2025"
REPORT = FOLDER / "report.txt"


@cache
def manuscript() -> Manuscript:
    book = load_book(FOLDER)
    made, findings = edit(book.sources, book.metadata, book.manuscript, "声音", "许可")
    assert findings == ()
    return made


def blocks() -> list[Block]:
    return [block for section in manuscript().sections for block in section.blocks]


def text() -> str:
    return "\n".join(block.text for block in blocks())


def test_the_source_is_as_received() -> None:
    assert hashlib.sha256(REPORT.read_bytes()).hexdigest() == "52d0a9d873056bc931816f82642402360a7dddbf58d9a27136dff1e64e24bfaa"
    assert load_book(FOLDER).metadata.identifier == identifier(REPORT.read_bytes())


def test_figures() -> None:
    kinds = Counter(block.kind for block in blocks())
    assert kinds == {"title": 1, "subtitle": 1, "speaker": 1, "salutation": 2, "heading": 15, "paragraph": 64}
    assert Counter(s.level for s in manuscript().sections if s.kind == "chapter") == {1: 2, 2: 13}
    paragraphs = [block for block in blocks() if block.kind == "paragraph"]
    assert Counter(len(block.marks) for block in paragraphs) == {1: 47, 0: 17}
    assert len(re.sub(r"\s", "", text())) == 11_292
    assert len(re.findall(f"[{HAN}]", text())) == 9_673


def test_readings_are_gone_and_on_record() -> None:
    inserted = [r for r in manuscript().repairs if r.rule == "reading"]
    in_spots = sum(len(re.findall(r"\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)|\?[a-z]*[īíǐìūúǔù][a-z]*\)", r.before))
                   for r in manuscript().repairs if r.rule == "misfire")  # fmt: skip
    assert len(inserted) + in_spots == 1_277
    assert not re.search("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ?^]", text())


def test_the_list_of_repairs_makes_the_text() -> None:
    made = apply(load(REPORT), manuscript().repairs)
    assert [line for line in made.split("\n") if line.strip()] == [block.text for block in blocks()]


def test_sections_are_as_a_reader_knows_them() -> None:
    sections = manuscript().sections
    assert [(s.kind, s.level) for s in sections] == [
        ("front", 1), ("chapter", 1), *[("chapter", 2)] * 6, ("tail", 1), ("chapter", 1), *[("chapter", 2)] * 7, ("closing", 1),
    ]  # fmt: skip
    assert [s.title[:6] for s in sections[8:10]] == ["成绩来之不易", "二、2025"]
    assert [b.kind for b in sections[0].blocks] == ["title", "subtitle", "speaker", "salutation", "paragraph"]
    assert [b.text for b in sections[0].blocks[:4]] == [
        "政府工作报告", "——2025年1月8日在北京市东城区第十七届人民代表大会第五次会议上", "北京市东城区人民政府代区长　陈献森", "各位代表：",
    ]  # fmt: skip
    assert [b.text[:6] for b in sections[-1].blocks] == ["各位代表！", "征程万里风正"]


@pytest.mark.parametrize("words", [
    "45个市区级重点工程项目有序实施。国际消费体验区建设稳步推进", "阔别四年的地坛、龙潭文化庙会成为春节“顶流”", "有序实施，三眼井片区启动区、西总布片区试点院落建成投用",
    "首都市民花园节在龙潭中湖公园精彩亮相", "重点领域专项治理，一批群众急难愁盼问题得到解决", "重点领域专项整治，用好老旧小区、平房院落",
    "“创新硅巷　集贤东城”", "“攻百难　解民忧”", "着力推动首都功能", "着力推进依法行政", "彰显", "显著提升", "核心区", "标杆站区", "出台", "收官", "规范", "制度", "3.77亿元",
    "（一）聚焦“四个服务”，着力推动首都功能优化提升", "推动REITs产业", "GDP占比", "“金融+总部+科创”", "“区—街—社区—家庭”", "首发经济", "唤醒一批闲置空间",
])  # fmt: skip
def test_words_of_the_print(words: str) -> None:
    assert words in text()


def test_no_sign_of_the_damage_is_left() -> None:
    assert not re.search(r"[,:;!()]", text())
    assert not re.search("[^\\S\n\u3000]", text())
    strange = {c for c in text() if re.match(f"[{HAN}]", c) and not _in_gb2312(c)}
    assert strange == set()


def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def test_six_spots_are_decided_and_proved_by_bytes() -> None:
    source = load(REPORT)
    damage = Damage(source)
    decided = decisions.read(FOLDER / "repairs.toml", source)
    assert [d.start for d in decided] == [s.start for s in damage.spots]
    assert all(damage.proves(d) for d in decided)
    assert all(len(d.reason) > 40 and d.reviewed_by for d in decided)


def test_the_model_of_the_damage_makes_the_source_again() -> None:
    """Forward over whole lines: repaired text, spelt as the source spells it, damaged again, gives the source, byte for byte."""
    source = load(REPORT)
    damage = Damage(source)
    decided = {d.line: d for d in decisions.read(FOLDER / "repairs.toml", source)}
    assert len({d.line for d in decided.values()}) == 6
    for d in decided.values():
        spot = next(s for s in damage.spots if s.start == d.start)
        received = source.lines[d.line - 1]
        clean = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", "", received[d.column - 1 + len(d.before) :])
        head = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", "", received[: d.column - 1])
        allowed = [misfire.preimages(c, True) for c in d.after]
        spelt = next(found for entries in damage.tables(spot) if (found := misfire.fits(spot.before, allowed, d.before, entries)))
        tables = damage.tables(spot)
        assert any(misfire.forward(head + spelt + clean, entries) == received for entries in tables)


def test_without_decisions_the_build_stops_at_six_places() -> None:
    with pytest.raises(PublishError) as error:
        repair(load(REPORT))
    assert [f.code for f in error.value.findings] == ["S201"] * 6
    assert [f.where for f in error.value.findings][0] == "report.txt:17:257"
    allowed = repair(load(REPORT), (), ManuscriptOptions(damage="allow"))
    assert [f.code for f in allowed.findings] == ["S202"] * 6


@pytest.mark.slow
def test_candidates_hold_the_right_text_near_the_top() -> None:
    places = list(damage((FOLDER / "report.txt",), ManuscriptOptions()))
    offered = {one["after"] for place in places for one in place["candidates"]}
    decided = [place["decided"]["after"] for place in places if place["decided"]]
    assert len(decided) == 6
    assert len([text for text in decided if text in offered]) >= 5  # a street's name is in no dictionary


def test_matter_is_the_publishers_own() -> None:
    made = manuscript()
    assert [s.id for s in made.matter[:-1]] == [f"{s.id}-intro" for s in made.sections]
    assert all("人工智能语音合成" in s.blocks[0].text for s in made.matter[:-1])
    colophon = made.matter[-1]
    words = "".join(b.text for b in colophon.blocks)
    assert (colophon.kind, colophon.title) == ("colophon", "关于本书")
    assert f"{len(made.repairs)}处修订" in words and "其中6处" in words and "不是官方出版物" in words and "report.txt" in words
    ids = [b.id for s in made.matter for b in s.blocks]
    assert ids == [f"m{n:03}" for n in range(1, len(ids) + 1)]
