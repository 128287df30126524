"""Web pages: nothing of the text is lost or doubled, what is no text is told, and what a page says of itself is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import cssselect

from publish.findings import PublishError
from publish.manuscript.model import Cell, ManuscriptOptions
from publish.manuscript.readers import table
from publish.manuscript.readers.html import data, lists, tree
from publish.manuscript.source import Document, Passage


def read(body: str, part: str = "body", head: str = "", name: str = "a.html") -> Document:
    page = f"<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return table.read(name, page.encode(), ManuscriptOptions(part=part))


def shown(passage: Passage) -> str:
    return f"{passage.kind or '-'}: {passage.text}"


def texts(body: str, **options: str) -> list[str]:
    return [shown(passage) for passage in read(body, **options).passages]


def marks(passage: Passage) -> list[tuple[str, str, str]]:
    return [(mark.kind, passage.text[mark.start : mark.end], mark.value) for mark in passage.marks]


# --- nothing lost, nothing doubled -----------------------------------------------------------------------------------------

LONG = "这一段是正文，写得足够长，有逗号，也有句号。" * 6

BLOCKS = ("div", "p", "section", "blockquote", "h2", "h3", "article", "figure", "details", "summary", "center", "pre", "form", "x-card")
INLINE = ("span", "b", "em", "a", "sup", "code", "font", "q", "small", "u", "mark", "bdo")
PARTS = {"ul": "li", "ol": "li", "dl": "dd", "table": "tr", "tr": "td", "ruby": "rb"}


def tags(names: tuple[str, ...], inside: st.SearchStrategy[list]) -> st.SearchStrategy[tuple]:
    return st.tuples(st.sampled_from(names), st.sampled_from(("", " class='poem'", " style='white-space:pre-wrap'", " lang=en", " id=x")), inside)


TREES = st.recursive(
    st.lists(st.sampled_from(("text", "br", "space")), max_size=3),
    lambda inside: st.lists(st.one_of(st.sampled_from(("text", "br", "hr")), tags(BLOCKS, inside), tags(INLINE, inside), tags(tuple(PARTS), inside)), max_size=4),
    max_leaves=25,
)


def written(nodes: list, words: list[str]) -> str:
    """HTML of a random tree; every text is a word of its own."""
    out = []
    for node in nodes:
        if node == "text":
            words.append(f"词{len(words):04}。")
            out.append(words[-1])
        elif isinstance(node, str):
            out.append({"br": "<br>", "hr": "<hr>", "space": " \n "}[node])
        else:
            name, attributes, below = node
            child = PARTS.get(name)
            inner = written(below, words)
            out.append(f"<{name}{attributes}>{f'<{child}>{inner}</{child}>' if child else inner}</{name}>")
    return "".join(out)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_every_word_of_a_page_comes_through_once(nodes):
    words: list[str] = []
    body = written(nodes, words)
    if not words:
        return
    found = re.findall(r"词\d{4}。", "".join(passage.text for passage in read(body).passages))
    assert sorted(found) == words, body


@settings(max_examples=100, deadline=None)
@given(TREES)
def test_marks_lie_in_their_text_and_groups_stand_together(nodes):
    words: list[str] = []
    body = written(nodes, words)
    if not words:
        return
    passages, seen, last = read(body).passages, set(), ""
    for passage in passages:
        assert all(0 <= mark.start <= mark.end <= len(passage.text) and (mark.start < mark.end or mark.kind == "break") for mark in passage.marks), body
        assert passage.text.startswith(passage.label)
        assert passage.group in ("", last) or passage.group not in seen, body
        seen.add(passage.group)
        last = passage.group
    assert len({passage.place for passage in passages}) == len(passages)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_what_is_not_taken_for_text_is_told(nodes):
    """Whichever part of a page is chosen: each word is in the text once, or among the characters that the finding counts."""
    words: list[str] = []
    body = written(nodes, words)
    if not words:
        return
    try:
        document = read(f"<div>{body}</div><p>{LONG}</p><nav>导航</nav>", part="")
    except PublishError:
        raise AssertionError(body) from None
    found = re.findall(r"词\d{4}。", "".join(passage.text for passage in document.passages))
    told = sum(int(dict(one.values)["characters"]) for one in document.findings if one.code == "S140")
    lost = sorted(set(words) - set(found))
    assert len(found) == len(set(found)), body
    assert sum(map(len, lost)) + len("导航") <= told + (0 if "导航" not in "".join(passage.text for passage in document.passages) else 2), (lost, body)


@pytest.mark.parametrize("hidden", ["hidden", "style='display: none'", "style='visibility:hidden'", "aria-hidden=true", "style='font-size:0'", "class=sr-only"])
def test_what_is_hidden_is_left_out_and_told(hidden):
    document = read(f"<p>看得见。<span {hidden}>看不见的水印</span></p>")
    assert [passage.text for passage in document.passages] == ["看得见。"]
    told = next(found for found in document.findings if found.code == "S140")
    assert "看不见的水印" in told.detail and "characters=6" in told.detail


# --- white space and lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>中文\n换行</p>", ["-: 中文换行"]),
        ("<p>one\n  two</p>", ["-: one two"]),
        ("<p>用\nWord 写，\nthen</p>", ["-: 用 Word 写，then"]),
        ("<p>　　甲<br>　　乙</p>", ["-: 　　甲", "-: 　　乙"]),
        ("<p>甲<br><br>乙</p>", ["-: 甲", "-: 乙"]),
        ("<p>某街道<br>2025年2月20日</p>", ["-: 某街道 2025年2月20日"]),
        ("<p>白日依山尽，<br>黄河入海流。</p>", ["-: 白日依山尽，黄河入海流。"]),
        (f"<p>{'长' * 45}<br>{'短' * 5}</p>", ["-: " + "长" * 45, "-: " + "短" * 5]),
        ("甲<p>乙</p>丙", ["-: 甲", "-: 乙", "-: 丙"]),
        ("<p>&nbsp;</p><p>　</p><p>甲</p>", ["-: 甲"]),
        ("<div>甲<div>乙</div>丙</div>", ["-: 甲", "-: 乙", "-: 丙"]),
        ("<p>甲<span style='display:block'>乙</span></p>", ["-: 甲", "-: 乙"]),
    ],
)  # fmt: skip
def test_white_space_is_as_a_browser_shows_it(body, expected):
    assert texts(body) == expected


# --- kinds and marks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ruby", "text", "expected"),
    [
        ("<ruby>银行<rp>（</rp><rt>yínháng</rt><rp>）</rp></ruby>", "银行", [("银行", "yínháng")]),
        ("<ruby>银<rt>yín</rt>行<rt>háng</rt></ruby>", "银行", [("银", "yín"), ("行", "háng")]),
        ("<ruby><rb>银</rb><rb>行</rb><rt>yín</rt><rt>háng</rt></ruby>", "银行", [("银", "yín"), ("行", "háng")]),
        ("<ruby><rbc><rb>银</rb><rb>行</rb></rbc><rtc><rt>yín</rt><rt>háng</rt></rtc></ruby>", "银行", [("银", "yín"), ("行", "háng")]),
        ("<ruby><rb>银行</rb><rt>yín</rt><rt>háng</rt></ruby>", "银行", [("银行", "yín háng")]),
        ("<ruby>长<rt>zhǎng</rt></ruby>幼", "长幼", [("长", "zhǎng")]),
        ("<ruby><b>长</b><rt>zhǎng</rt>老</ruby>", "长老", [("长", "zhǎng")]),
        ("<ruby><ruby>京<rt>jīng</rt></ruby><rt>capital</rt></ruby>", "京", [("京", "jīng"), ("京", "capital")]),
        ("<ruby>ㄅ无注</ruby>", "ㄅ无注", []),
        ("<ruby>家<rt>jiā</rt><rtc>home</rtc></ruby>", "家", [("家", "jiā"), ("家", "home")]),
    ],
)  # fmt: skip
def test_ruby_in_every_way_people_write_it(ruby, text, expected):
    (passage,) = read(f"<p>{ruby}</p>").passages
    assert passage.text == text
    assert [(covered, value) for kind, covered, value in marks(passage) if kind == "ruby"] == expected


def cells(body: str) -> list[tuple[str, Cell | None]]:
    return [(passage.text, passage.cell) for passage in read(body).passages if passage.kind == "cell"]


def test_cells_know_their_place_whatever_spans():
    found = cells("<table><tr><th rowspan=2>项目<th colspan=2>补贴<tr><th>低保<th>普通<tr><th>助餐<td>10<td>5<tfoot><tr><td colspan=3>注</table>")
    assert found == [
        ("项目", Cell(1, 1, 2, 1, "column")), ("补贴", Cell(1, 2, 1, 2, "column")), ("低保", Cell(2, 2, 1, 1, "column")), ("普通", Cell(2, 3, 1, 1, "column")),
        ("助餐", Cell(3, 1, 1, 1, "row")), ("10", Cell(3, 2)), ("5", Cell(3, 3)), ("注", Cell(4, 1, 1, 3)),
    ]  # fmt: skip


def test_cells_of_wild_spans_stay_within_reason():
    found = cells("<table><tr><td rowspan=9999 colspan=99999>甲<td>乙<tr><td>丙<td rowspan=0>丁</table>")
    assert [cell and (cell.row, cell.rows, cell.columns) for _, cell in found] == [(1, 2, 200), (1, 1, 1), (2, 1, 1), (2, 1, 1)]


@pytest.mark.parametrize("layout", ["<td><h2>题</h2><p>文</p>", "<td>左<td><table><tr><td>一<td>二</table>", "<td>只有一列<tr><td>还是一列"])
def test_a_table_that_lays_out_a_page_is_no_table(layout):
    assert all(shown(passage)[:4] in ("-: 左", "-: 只", "-: 还", "head", "titl", "cell", "-: 文") for passage in read(f"<table><tr>{layout}</table>").passages)
    assert "只有一列" not in [text for text, _ in cells(f"<table><tr>{layout}</table>")]


@pytest.mark.parametrize(
    ("opening", "labels"),
    [
        ("<ol>", ["1.", "2."]), ("<ol start=3>", ["3.", "4."]), ("<ol type=a>", ["a.", "b."]), ("<ol type=I start=4>", ["IV.", "V."]),
        ("<ol reversed>", ["2.", "1."]), ("<ol style='list-style-type:cjk-ideographic'>", ["一、", "二、"]), ("<ol style='list-style:none'>", ["", ""]), ("<ul>", ["", ""]),
    ],
)  # fmt: skip
def test_labels_are_those_that_are_printed(opening, labels):
    passages = read(f"{opening}<li>甲<li>乙</{opening[1:3]}>").passages
    assert [passage.label for passage in passages] == labels
    assert all(passage.kind == "item" and passage.text.startswith(passage.label) for passage in passages)


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")])
def test_items_are_counted_in_chinese(number, said):
    assert lists.chinese(number) == said


def test_a_note_is_found_by_its_two_links_and_its_arrow_is_no_text():
    first, note = read("<p>文<a id=r href='#n'>[3]</a>。</p><div>别的</div><p id=n>[3] 注文 <a href='#r'>↩</a></p>", part="body").passages[::2]
    assert marks(first) == [("noteref", "[3]", "fn1")]
    assert (note.kind, note.note, note.label, note.text) == ("note", "fn1", "[3]", "[3] 注文")


def test_raised_signs_find_their_paragraphs():
    first, note = read("<p>面积<sup>[1]</sup>为二m<sup>2</sup></p><p>[1] 含公摊。</p>").passages
    assert marks(first) == [("noteref", "[1]", "fn1"), ("sup", "2", "")] and (note.kind, note.label) == ("note", "[1]")


def test_links_lead_somewhere_from_anywhere_or_are_text():
    body = "<a href='/a'>甲</a><a href='#x'>乙</a><a href='javascript:x()'>丙</a><a href='mailto:a@b.cn'>丁</a>"
    (passage,) = read(body, head="<link rel=canonical href='https://e.cn/n/1.html'>").passages
    assert marks(passage) == [("link", "甲", "https://e.cn/a"), ("link", "丁", "mailto:a@b.cn")]
    assert not read("<a href='1.html'>甲</a>").passages[0].marks


# --- which part, which characters ------------------------------------------------------------------------------------------



@pytest.mark.parametrize("inner", ["<div class=TRS_Editor>{}</div>", "<article>{}</article>", "<div><div>{}</div></div>", "<table><tr><td>{}</td></tr></table>"])
def test_the_text_is_told_from_the_page_around_it(inner):
    page = f"<ul><li><a href=/>首页</a></li></ul><h1>题目</h1>{inner.format(f'<p>{LONG}</p><p>尾</p>')}<div>分享到：微信</div>"
    document = read(page, part="")
    assert [shown(passage) for passage in document.passages] == ["title: 题目", f"-: {LONG}", "-: 尾"]
    assert "首页" in document.findings[0].detail and "分享到" in document.findings[0].detail


def test_part_overrules_and_is_checked():
    assert texts("<div class=a>甲</div><div id=b>乙</div>", part="#b, .a") == ["-: 甲", "-: 乙"]
    for part, code in (("#none", "S152"), ("[[", "S151")):
        with pytest.raises(PublishError) as caught:
            read("<p>甲</p>", part=part)
        assert caught.value.findings[0].code == code


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("said", ["", "utf-8", "gb2312", "GBK", "big5", "no-such", "utf-16"])
def test_characters_are_right_whatever_the_page_says(codec, said):
    words = "天氣很好，我們一起去公園散步，看見許多花。" if codec == "big5" else "天气很好，我们一起去公园散步，看见许多花。"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    page = f"<html><head>{meta}<title>x</title></head><body><p>{words}</p></body></html>".encode(codec)
    agrees = {"": True, "no-such": True, "utf-16": True}.get(said, said.lower() in {"utf-8": ("utf-8",), "gb18030": ("gb2312", "gbk"), "big5": ("big5",)}[codec])
    if agrees or codec == "utf-8":
        assert tree.text_of("a.html", page)[0].count(words) == 1


def test_pictures_are_taken_from_beside_and_from_nowhere_else(tmp_path):
    from PIL import Image

    (tmp_path / "book").mkdir()
    Image.new("RGB", (60, 60), "red").save(tmp_path / "secret.png")
    Image.new("RGB", (60, 60), "blue").save(tmp_path / "book" / "a.png")
    (tmp_path / "book" / "link.png").symlink_to(tmp_path / "secret.png")
    page = "".join(f"<p><img src='{src}' alt='{n}号'></p>" for n, src in enumerate(["./a.png?x=1", "../secret.png", "link.png", "/etc/passwd", "https://e.cn/b.png", f"file://{tmp_path}/secret.png"]))
    (tmp_path / "book" / "text.html").write_text(f"<body>{page}</body>", "utf-8")
    document = table.load(tmp_path / "book" / "text.html")
    assert [bool(passage.figure and passage.figure.file) for passage in document.passages] == [True] + [False] * 5
    assert document.beside == ("a.png",) and len(document.images) == 1
    assert next(found for found in document.findings if found.code == "S142").detail.startswith("count=5")


def test_a_page_beyond_any_real_one_is_refused():
    for page in (b"<b>" * 600_000, b"<div>" * 2000 + "字".encode()):
        with pytest.raises(PublishError) as caught:
            table.read("a.html", page)
        assert caught.value.findings[0].code == "S150"


# --- data ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["html_elements", "html_containers", "html_claims", "html_aside", "html_alts", "front_matter"])
def test_tables_are_sorted_and_unique(name):
    rows = [row[:2] if name == "html_claims" else row[:1] for row in data.rows(name)]
    assert rows == sorted(set(rows))


def test_selectors_select():
    for name, column in (("html_containers", 0), ("html_containers", 2), ("html_aside", 0), ("html_claims", 2)):
        for row in data.rows(name):
            cssselect.CSSSelector(row[column])


@pytest.mark.parametrize(
    ("sheet", "is_shown"),
    [
        (".w{display:none}", False), ("p.w , .x { color:red; display : none }", False), ("#w{visibility:hidden}", False), (".w{display:none}.w{display:block}", True),
        ("@media print{.w{display:none}}", True), (".a .w{display:none}", True), ("/* .w{display:none} */", True), (".w:hover{display:none}", True), ("@import url(x);.w{display:none}", False), (".w{display:none", True),
    ],
)  # fmt: skip
def test_a_style_sheet_hides_watermarks(sheet, is_shown):
    document = read("<p>正文写在这里。</p><p class=w id=w>水印</p>", head=f"<style>{sheet}</style>")
    assert ("水印" in [passage.text for passage in document.passages]) == is_shown


def test_a_style_sheet_does_not_hide_the_text_itself():
    assert texts(f"<div class=w><p>{LONG}</p></div>", head="<style>.w{display:none}</style>") == [f"-: {LONG}"]


def test_a_text_in_several_containers_is_whole():
    page = f"<div><a href=/>首页</a><div><div class=TRS_Editor><p>{LONG}</p></div><p>插图</p><div class=TRS_Editor><p>尾。</p></div></div></div>"
    assert [passage.text for passage in read(page, part="").passages] == [LONG, "尾。"]


WORD = """<p class=MsoTitle align=center>读书活动的通知<span lang=EN-US><o:p></o:p></span></p><p class=MsoNormal>于<span lang=EN-US>2025</span>年<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>举行。</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>带书</p><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>带笔</p>
<div style='mso-element:footnote' id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> 春天。</p></div>"""


def test_a_page_that_word_made_has_items_notes_and_no_english_digits():
    passages = read(WORD, head="<title>读书活动的通知</title>").passages
    assert [(passage.kind, passage.text, passage.level, passage.label) for passage in passages] == [
        ("title", "读书活动的通知", 0, ""), (None, "于2025年[1]举行。", 0, ""), ("item", "1. 带书", 1, "1."), ("item", "带笔", 2, ""), ("note", "[1] 春天。", 0, "[1]"),
    ]  # fmt: skip
    assert [mark.kind for passage in passages for mark in passage.marks] == ["noteref"]


@pytest.mark.parametrize(
    "icon",
    [
        "<img class='qqreader-footnote' alt='一种豆。' src='n.png'>", "<img class=zhangyue-footnote zy-footnote='一种豆。' src='n.png'>",
        "<a class='duokan-footnote' href='#d' id=r><img alt='' src='n.png'></a>", "<a epub:type='noteref' href='#d' id=r><img src='n.png'></a>",
    ],
)  # fmt: skip
def test_notes_behind_icons_are_notes(icon):
    listed = "<ol class='duokan-footnote-content'><li class='duokan-footnote-item' id=d>一种豆。<a href='#r'>◎</a></li></ol>" if "#d" in icon else ""
    first, note = read(f"<p>茴香豆{icon}好吃。</p>{listed}").passages
    assert first.text == "茴香豆〔注〕好吃。" and marks(first) == [("noteref", "〔注〕", note.note)]
    assert (note.kind, note.text, note.label) == ("note", "一种豆。", "")


def test_a_list_without_sentences_is_told_from_navigation():
    body = "<div id=nav><a href=/>首页</a></div><div><h1>菜单</h1><ul><li>红烧肉 18元</li><li>菜心 8元</li></ul></div>"
    assert texts(body, part="") == ["title: 菜单", "item: 红烧肉 18元", "item: 菜心 8元"]


def test_an_indent_is_no_list():
    assert texts("<dl><dd>缩进。</dd></dl>") == ["-: 缩进。"]


def test_lines_with_numbers_of_their_own_are_paragraphs():
    assert texts("<p>第二条　应当：<br>（一）守法；<br>（二）尊重。</p>") == ["-: 第二条　应当：", "-: （一）守法；", "-: （二）尊重。"]


def test_text_without_an_element_of_its_own_is_told_too():
    document = read(f"<div>光秃秃的字<div class=TRS_Editor><p>{LONG}</p></div>还有尾巴</div>", part="")
    assert "光秃秃的字 还有尾巴" in document.findings[0].detail


def test_an_empty_page_is_said_to_be_empty():
    with pytest.raises(PublishError) as caught:
        read("<hr>")
    assert caught.value.findings[0].code == "S102"


@pytest.mark.parametrize("picture", ["<img alt='[心]' src=x.png>", "<img class=emoji alt='😀' src='https://e.cn/1.png'>", "<img width=20 height=20 alt='㐂' src=g.png>", "<img style='width:1em;height:1em' alt='㐂' src=g.png>"])
def test_small_pictures_in_a_line_are_characters(picture):
    (passage,) = read(f"<p>喜欢{picture}你。</p>").passages
    assert passage.kind is None and re.fullmatch("喜欢.{1,3}你。", passage.text)


def test_a_large_picture_in_a_line_follows_its_paragraph():
    assert texts("<p>前<img alt='院子里的槐树' src=a.png>后</p>") == ["-: 前后", "figure: 院子里的槐树"]


def test_two_articles_side_by_side_are_both_the_text():
    page = "".join(f"<article><h2>{n}</h2><p>这是一篇短文，写得不长。</p></article>" for n in "甲乙")
    assert texts(page, part="") == ["heading: 甲", "-: 这是一篇短文，写得不长。", "heading: 乙", "-: 这是一篇短文，写得不长。"]
