"""Markdown: what is typed comes through, what is a sign does not; a plain text stays one."""

from __future__ import annotations

import pytest

from publish.findings import PublishError
from publish.manuscript.readers import markdown, table
from publish.manuscript.source import Document


def read(text: str, name: str = "a.md") -> Document:
    return table.read(name, text.encode())


def texts(text: str) -> list[str]:
    return [f"{passage.kind or '-'}: {passage.text}" for passage in read(text).passages]


@pytest.mark.parametrize(
    "text",
    ["**注意：**请坐", "请看**“家”**字", "他说**好。**我说", "这是*重点*。", "（**甲**）乙", "甲**乙**丙", "**《书》**里", "__粗__ 字", "甲***乙***丙", "**50%**的人", "看**A**和"],
)  # fmt: skip
def test_emphasis_works_beside_chinese_signs(text):
    (passage,) = read(text).passages
    assert not set(passage.text) & set("*_") and any(mark.kind in ("strong", "emphasis") for mark in passage.marks)


@pytest.mark.parametrize("text", ["2 * 3 * 4", "a_b_c", "5*6", "价格 * 数量", "** 不是 **"])
def test_signs_that_are_no_emphasis_stay(text):
    (passage,) = read(text).passages
    assert passage.text == text and not passage.marks


@pytest.mark.parametrize(
    ("text", "labels"),
    [("1. 甲\n2. 乙", ["1.", "2."]), ("1. 甲\n1. 乙", ["1.", "2."]), ("3) 甲\n5) 乙", ["3)", "5)"]), ("- [x] 甲\n- [ ] 乙", ["√", "□"]), ("- 甲\n- 乙", ["", ""])],
)  # fmt: skip
def test_numbers_are_as_typed_or_counted(text, labels):
    assert [passage.label for passage in read(text).passages] == labels


@pytest.mark.parametrize(
    ("head", "claims"),
    [
        ("---\ntitle: 题\nauthor: 张三\n---\n", {"title": "题", "author": "张三"}),
        ("---\ntitle: '题: 副'\nauthors:\n  - 张三\n  - 李四\ndate: 2024-01-02 # 发布\n---\n", {"title": "题: 副", "author": "张三、李四", "date": "2024-01-02"}),
        ("---\nauthors: [张三, \"李四\"]\ndescription: >\n  一行\n  二行\n---\n", {"author": "张三、李四", "description": "一行二行"}),
        ("+++\ntitle = \"题\"\nauthors = [\"甲\", \"乙\"]\n+++\n", {"title": "题", "author": "甲、乙"}),
        ("---\n标题：不是键\n---\n", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_front_matter_becomes_claims(head, claims):
    document = read(head + "\n正文。\n")
    assert {claim.name: claim.value for claim in document.claims} == claims
    assert document.passages[-1].text == "正文。" and document.passages[-1].place == str(head.count("\n") + 2)
    assert not claims or len(document.passages) == 1


@pytest.mark.parametrize(
    "text",
    [
        "第一段。\n\n第二段。\n", "# 号码是 12\n电话 #3\n", "价格：**面议**\n", "一\n---\n二\n", "——\n副题\n", "1. 甲\n2. 乙\n", "* 甲\n* 乙\n", "温度 -3 | 湿度 40\n", "#话题# 微博\n#话题# 又一条\n",
    ],
)  # fmt: skip
def test_plain_text_stays_plain(text):
    assert markdown.signs(text) == ()


@pytest.mark.parametrize("text", ["---\ntitle: x\n---\n\n正文\n", "# 题\n\n文\n\n## 一\n\n文\n", "```\na\n```\n", "# 题\n\n见[网](http://a.cn)和**粗**\n", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n# 题\n"])
def test_plainly_markdown_is_read_so_and_said_so(text):
    document = table.read("a.txt", text.encode())
    assert document.flows and document.findings[0].code == "S155"


def test_places_are_lines_of_the_source():
    document = read("# 甲\n\n乙\n乙\n\n- 丙\n- 丁\n\n| 戊 |己|\n|--|--|\n| 庚 |辛|\n\n[^1]\n\n[^1]: 注\n")
    assert [passage.place for passage in document.passages] == ["1", "3", "6", "7", "9", "9.2", "11", "11.2", "13", "15"]


def test_notes_nobody_points_at_stay():
    assert texts("文[^1]。\n\n[^1]: 注一\n\n[^2]: 注二\n") == ["-: 文[1]。", "note: [1] 注一", "-: 注二"]


@pytest.mark.parametrize(("depth", "is_read"), [(20, True), (90, True), (300, False), (5000, False)])
def test_what_lies_too_deep_is_refused_never_lost(depth, is_read):
    try:
        passages = read(">" * depth + " 深").passages
    except PublishError as error:
        assert not is_read and error.findings[0].code == "S150"
    else:
        assert is_read and passages[-1].text == "深"


def test_lines_with_numbers_of_their_own_are_paragraphs():
    assert texts("1、买菜\n2、做饭，\n慢慢来\n（三）吃饭") == ["-: 1、买菜", "-: 2、做饭，慢慢来", "-: （三）吃饭"]


@pytest.mark.parametrize(("text", "expected"), [("==高亮==的字", "高亮的字"), ("a == b == c", "a == b == c"), ("==一== ==二==", "一 二")])
def test_highlights_bear_no_signs(text, expected):
    assert read(text).passages[0].text == expected


def test_a_place_for_contents_is_no_text():
    assert texts("[TOC]\n\n# 题\n\n文\n") == ["title: 题", "-: 文"]
