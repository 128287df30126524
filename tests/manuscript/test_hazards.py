"""Hazards of a source that came out of a PDF or an old converter: found by counting, undone on record, and never in a clean text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.manuscript.model import ManuscriptOptions, Repair
from publish.manuscript.repairs import characters, furniture, wrapping
from publish.manuscript.repairs.draft import apply
from publish.manuscript.repairs.repair import repair
from publish.manuscript.structure.matter import colophon
from tests.manuscript.test_golden import METADATA
from tests.manuscript.test_repair import lines_of, source
from tests.manuscript.test_report import blocks

PARAGRAPHS = [
    block.text
    for block in blocks()
    if block.kind == "paragraph" and 100 < len(block.text) < 300 and block.text[-1] == "。" and "\u3000" not in block.text
]
"""Without ideographic spaces: one that opens a broken line cannot be told from an indent."""
SONG = ["好一朵茉莉花", "满园花草香也香不过它", "我有心采一朵戴", "又怕来年不发芽"]
PIECES = [*PARAGRAPHS[:8], *SONG, "社区工作报告", "一、回顾", "（一）环境", "- 1 -", "- 2 -", "- 3 -", "第 4 页", "5", "6", "7", "⼯作⼈员", "⻓者", "２０２４年",
          "ＧＤＰ", "　　", "\u00a0", "\u200b", "\ufeff", "", "各位代表：", "周一　　8:00—11:30", "● 带好证件", "open data", "樂"]  # fmt: skip


def wrapped(paragraph: str, width: int, indent: str = "") -> list[str]:
    """A paragraph broken at ``width`` columns as converters do: signs never open a line, Latin words stay whole."""
    out, line = [], indent
    for unit in re.findall(r"(?:[A-Za-z0-9.%]+|.)[，。、；：！？”’）》]*", paragraph):
        if wrapping.columns(line + unit) > width:
            out.append(line)
            line = ""
        line += unit
    return [*out, line]


def undone(text: str) -> list[str]:
    return [passage.text for passage in repair(source(text)).passages]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=4, max_size=9, unique=True), st.integers(17, 40).map(lambda n: 2 * n),
    st.sampled_from([("", "\n\n"), ("　　", "\n"), ("　　", "\n\n"), ("    ", "\n")]),
)  # fmt: skip
def test_what_a_converter_wrapped_is_whole_again(paragraphs: list[str], width: int, style: tuple[str, str]) -> None:
    """Where paragraphs are marked, they come back as they were, and no two of them run together. (Where too few lines
    show the mark, a line that ends with a sentence stays one.)
    """
    indent, between = style
    text = "标题\n\n" + between.join("\n".join(wrapped(p, width, indent)) for p in paragraphs)
    done = undone(text)
    assert "".join(done) == "标题" + "".join(paragraphs)
    whole = ["标题", *paragraphs]
    assert borders(whole) <= borders(done)
    assert all("".join(whole)[at - 1] in "。；：！？”" for at in borders(done) - borders(whole))


def borders(lines: list[str]) -> set[int]:
    """After how many characters of the text a line ends."""
    return {len("".join(lines[: n + 1])) for n in range(len(lines))}


@settings(deadline=None, max_examples=60)
@given(st.integers(17, 40).map(lambda n: 2 * n), st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=9))
def test_unmarked_paragraphs_never_run_together(width: int, paragraphs: list[str]) -> None:
    done = undone("\n".join(line for p in paragraphs for line in wrapped(p, width)))
    assert "".join(done) == "".join(paragraphs)
    assert borders(paragraphs) <= borders(done)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(15, 30).map(lambda n: 2 * n), st.sampled_from(["\n", "\n\n"]))
def test_every_change_is_on_record(pieces: list[str], width: int, between: str) -> None:
    received = source(between.join("\n".join(wrapped(piece, width)) for piece in pieces))
    done = repair(received, (), ManuscriptOptions(script="keep", damage="allow"))
    assert lines_of(apply(received, done.repairs)) == [passage.text for passage in done.passages]
    assert all(f"{received.name}:{passage.place}" in received.numbers for passage in done.passages)
    removed = "".join(r.before for r in done.repairs if r.rule == "page")
    assert words_in("".join(passage.text for passage in done.passages) + removed) == words_in(received.text)


def words_in(text: str) -> list[str]:
    """What a text says, in any order: its letters, digits and characters, in their ordinary forms."""
    plain = unicodedata.normalize("NFKC", "".join(map(characters.ordinary, text)))
    return sorted(re.findall(r"\w", plain))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from([*PARAGRAPHS, *SONG, "一、回顾", "各位代表：", "谢谢大家。", "王　明", "“您早！”她说。"]), min_size=1, max_size=40
    )
)
def test_a_clean_text_stays(lines: list[str]) -> None:
    assert repair(source("\n".join(lines))).repairs == ()


CLEAN = {
    "verse": "\n".join(["朝辞白帝彩云间，千里江陵一日还；", "两岸猿声啼不住，轻舟已过万重山。"] * 6),
    "verse without signs": "\n".join(
        ["故人西辞黄鹤楼　烟花三月下扬州　孤帆远影碧空尽　唯见长江天际流", "朝辞白帝彩云间　千里江陵一日还　两岸猿声啼不住　轻舟已过万重山"]
        * 4
    ),
    "table": "\n".join(
        f"{day}上午八点到十一点半在社区服务中心一楼的大厅里接待来访居民" for day in ("周一", "周二", "周三", "周四", "周五", "周六")
    ),
    "times": "\n".join(f"{hour:02}:00 从幸福社区东门出发开往人民医院和火车站方向的公共汽车到站" for hour in range(6, 16)),
    "addresses": "收件人：王小明\n北京市东城区幸福大街五十六号院三号楼二单元四零一室\n邮政编码：100010\n寄件人：李红\n上海市静安区南京西路一千二百号大厦十五层零八室",
    "short lines": "\n".join(["大字书", "有声书", "盲文书", "放大镜", "耳机", "收音机"] * 4),
    "list": "\n".join(
        [
            "协助办理老年人优待证和公交卡",
            "代缴水费、电费、燃气费和电话费",
            "上门理发",
            "为行动不便的老人送餐、送药、代购日用品",
            "修理小家电",
            "陪同看病",
        ]
        * 4
    ),
    "song": "\n".join(["茉莉花", *[line for _ in range(6) for line in ([*SONG * 4, "茉莉花"])]]),
    "chapters": "\n".join(line for n in range(1, 5) for line in (str(n), PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2][:-1] + "。")),
    "scores": "\n".join(line for n in range(1, 5) for line in (f"{n} / 10", *PARAGRAPHS[:2])),
    "table of markdown": "\n".join(
        line for n in range(5) for line in ("|---|---|", "| 书名 | 作者 |", *(f"| 第{m}本书的名字 | 某某某 |" for m in range(12)))
    ),
}


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_these_are_left_alone(name: str) -> None:
    done = repair(source(CLEAN[name]))
    assert [r for r in done.repairs if r.rule in ("line", "page")] == []
    assert not {f.code for f in done.findings} & {"S210", "S211"}


def test_a_latin_word_keeps_its_space() -> None:
    text = "他们用the\nopen data做了"
    assert list(wrapping.rejoin(text, [((6, 7),)])) == [(6, 7, " ")]
    assert list(wrapping.rejoin("一个\n 词", [((2, 4),)])) == [(2, 3, ""), (3, 4, "")]
    assert list(wrapping.rejoin("攻坚\u3000\n解难", [((2, 4),)])) == [(2, 3, "\u3000"), (3, 4, "")]


def test_lines_of_a_joined_text_tell_where_they_begin() -> None:
    text = "标题\n" + "\n".join(line for p in PARAGRAPHS[:3] for line in wrapped(p, 44, "　　"))
    done = repair(source(text))
    starts = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("　　")]
    assert [int(passage.place) for passage in done.passages] == [1, *starts]
    assert [f.code for f in done.findings] == ["S211"]


def cut(paragraph: str, *between: str) -> list[str]:
    """A paragraph with something between two words of it, where no sign stands."""
    at = next(n for n in range(40, 90) if not re.search("[，。、；：！？“”（）《》]", paragraph[n - 1 : n + 1]))
    return [paragraph[:at], *between, paragraph[at:]]


def test_the_head_of_a_wrapped_text_is_not_run_together() -> None:
    head = ["社区工作报告", "——2025年1月8日在幸福街道第十七届居民代表大会第五次会议上", "幸福街道办事处　陈明", "各位代表："]
    text = "\n".join(line for p in (*head, *PARAGRAPHS[:4]) for line in wrapped(p, 54, "　　"))
    assert undone(text)[:5] == [*head, PARAGRAPHS[0]]


@pytest.mark.parametrize("number", ["- {} -", "— {} —", "第{}页", "第 {} 页 共 9 页", "Page {}", "~{}~", "{}", "{} / 9"])
def test_page_numbers_that_cut_sentences_go(number: str) -> None:
    lines = [line for n, p in enumerate(PARAGRAPHS[:5], 3) for line in (PARAGRAPHS[5], *cut(p, number.format(n)))]
    done = repair(source("\n".join(["标题", *lines])))
    assert [passage.text for passage in done.passages] == ["标题", *[line for p in PARAGRAPHS[:5] for line in (PARAGRAPHS[5], p)]]
    assert [(f.code, dict(f.values)["count"]) for f in done.findings] == [("S210", "5")]
    assert {r.rule for r in done.repairs} == {"page", "line"}


def test_two_pages_are_no_evidence() -> None:
    text = "\n".join(["标题", PARAGRAPHS[0], *cut(PARAGRAPHS[1], "- 1 -"), *cut(PARAGRAPHS[2], "- 2 -"), "完。"])
    assert repair(source(text)).repairs == ()


def test_a_running_title_goes_and_a_title_said_again_stays() -> None:
    pages = [line for p in PARAGRAPHS[:5] for line in (PARAGRAPHS[5], *cut(p, "社区工作报告"))]
    text = "\n".join(["社区工作报告", *pages])
    assert undone(text) == ["社区工作报告", *[line for p in PARAGRAPHS[:5] for line in (PARAGRAPHS[5], p)]]
    again = ["社区工作报告", *[line for p in PARAGRAPHS[:5] for line in (p, "社区工作报告", PARAGRAPHS[5])]]
    assert undone("\n".join(again)) == again


def test_a_paragraph_said_again_is_no_running_title() -> None:
    text = "\n".join(
        line
        for p in (*PARAGRAPHS[:2], PARAGRAPHS[6], *PARAGRAPHS[2:4], PARAGRAPHS[6], *PARAGRAPHS[4:6], PARAGRAPHS[6])
        for line in wrapped(p, 54)
    )
    assert "page" not in {r.rule for r in repair(source(text)).repairs}


@pytest.mark.parametrize("values", ["3 2 1", "1 1 1", "5 50 500", "7 8 8"])
def test_numbers_that_do_not_count_up_are_no_pages(values: str) -> None:
    lines = [line for n in values.split() for line in (PARAGRAPHS[0], *cut(PARAGRAPHS[1], f"- {n} -"))]
    assert furniture.find("\n".join(["标题", *lines])) == ()


def test_radical_forms_are_those_of_unicode() -> None:
    table = Path(characters.__file__).parent.parent / "data" / "radicals.tsv"
    table_rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line[0] != "#"]
    assert table_rows == sorted(table_rows) and len({row[0] for row in table_rows}) == len(table_rows)
    assert all("\u2e80" <= a <= "\u2eff" and re.fullmatch("[\u4e00-\u9fff]", b) for a, b in table_rows)
    for a, b in table_rows:
        assert unicodedata.normalize("NFKC", a) in (a, b)


@pytest.mark.parametrize(("before", "after"), [
    ("社区⼯作⼈员", "社区工作人员"), ("⻓者⻝堂", "长者食堂"), ("三千⼾", "三千户"), ("三間⼾口，國際⼾外運動會", "三間戶口，國際戶外運動會"), ("快樂", "快樂"),
    ("“⼈”“⼝”", "“⼈”“⼝”"), ("⼝字旁和⼈部", "⼝字旁和⼈部"), ("⺮字头、⻊字旁", "⺮字头、⻊字旁"),
])  # fmt: skip
def test_radicals(before: str, after: str) -> None:
    done = repair(source(before), (), ManuscriptOptions(script="keep"))
    assert done.passages[0].text == after
    assert {r.rule for r in done.repairs} <= {"radical"}


@pytest.mark.parametrize(("before", "after"), [
    ("２０２４年ＧＤＰ增长４．５％", "2024年GDP增长4.5%"), ("１．开机", "1．开机"), ("（１）１０：３０", "（1）10：30"), ("Ａ股和Ｂ超", "A股和B超"), ("全角的Ａ", "全角的Ａ"), ("百分之三％", "百分之三％"),
])  # fmt: skip
def test_widths(before: str, after: str) -> None:
    done = repair(source(before))
    assert done.passages[0].text == after
    assert {r.rule for r in done.repairs} <= {"width"}


def test_the_colophon_counts_what_is_seen() -> None:
    indent, space, wide = Repair("space", "t:1:1", "　　", ""), Repair("space", "t:1:9", "\u00a0", " "), Repair("space", "t:1:4", " ", "　")
    invisible, sign = Repair("control", "t:1:2", "\u200b", ""), Repair("punctuation", "t:1:3", ",", "，")
    assert [r.is_seen for r in (indent, space, invisible, wide, sign)] == [False, False, False, True, True]
    assert Repair("space", "t:1:1", "　　", "", "某人", "理由").is_seen
    assert "2处修订" in "".join(colophon(METADATA, (indent, space, invisible, wide, sign), "声音", "许可", "t"))
    only = "".join(colophon(METADATA, (indent, invisible), "声音", "许可", "t"))
    assert "只整理了2处空白和看不见的字符" in only and "修订表" in only
