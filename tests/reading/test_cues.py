"""What is said and not printed, what is printed and not said, and readings that stand in the document."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.manuscript.model import Block, Cell, Figure, Manuscript, Mark, Metadata, Section
from publish.narration.model import NarrationOptions
from publish.narration.plan import plan
from publish.narration.voices import prosody
from publish.reading import cues
from publish.reading.given import pinyin_of
from publish.reading.pinyin.dictionary import table
from publish.reading.read import read
from publish.reading.spelling.zhuyin import zhuyin


def book(*blocks: Block, language: str = "zh-Hans") -> Manuscript:
    about = Metadata("书", "", "", datetime.date(2026, 1, 1), language, "urn:x", "")
    return Manuscript(about, (Section("s001", 1, "一", blocks),))


def spoken(*blocks: Block, language: str = "zh-Hans") -> list[str]:
    return [sentence.spoken for sentence in read(book(*blocks, language=language))[0].sentences]


def cell(name: str, text: str, row: int, column: int, head: str = "", **spans: int) -> Block:
    return Block(name, "cell", text, group="table1", cell=Cell(row, column, head=head, **spans))


MEALS = (
    Block("b1", "caption", "表1　各街道助餐点", group="table1"),
    cell("b2", "街道", 1, 1, "column"), cell("b3", "上半年", 1, 2, "column"), cell("b4", "下半年", 1, 3, "column"),
    cell("b5", "和平里", 2, 1, "row"), cell("b6", "12", 2, 2), cell("b7", "15", 2, 3),
)


def test_a_table_is_read_row_by_row_with_its_heads() -> None:
    assert spoken(*MEALS) == ["表一各街道助餐点，两行三列。", "街道", "上半年", "下半年", "和平里", "上半年十二", "下半年十五。表完。"]


def test_a_row_is_heard_as_one() -> None:
    """Cells follow each other like clauses, rows like sentences; the last cell ends the table."""
    made = book(*MEALS)
    options = NarrationOptions()
    pauses = [cue.after for cue in plan(made, read(made)[0], options)[0].cues]
    short = 280
    assert pauses == [options.paragraph_pause, short, short, options.sentence_pause, short, short, options.paragraph_pause]


def test_a_table_without_caption_says_that_it_is_one() -> None:
    assert spoken(cell("b1", "甲", 1, 1), cell("b2", "乙", 2, 1)) == ["表格：两行一列。甲", "乙。表完。"]


def test_heads_of_two_rows_are_said_from_the_top() -> None:
    heads = (cell("b1", "2023年", 1, 2, "column", columns=2), cell("b2", "男", 2, 2, "column"), cell("b3", "女", 2, 3, "column"))
    assert spoken(*heads, cell("b4", "五", 3, 3))[-1] == "二零二三年女五。表完。"


def test_a_head_that_ends_in_a_number_is_kept_apart_from_the_cell() -> None:
    assert spoken(cell("b1", "2023", 1, 1, "column"), cell("b2", "12", 2, 1))[-1] == "二零二三，十二。表完。"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (Block("b", "figure", "老人在喝茶。", figure=Figure("a.png")), "图：老人在喝茶"),
        (Block("b", "figure", "图为老人喝茶", figure=Figure("a.png")), "图为老人喝茶"),
        (Block("b", "figure", "", figure=Figure("a.png")), "图，没有文字说明。"),
        (Block("b", "note", "① 一种草。", label="①", group="note1"), "注：一种草"),
        (Block("b", "note", "注释：一种草。", group="note1"), "注释一种草"),
        (Block("b", "code", "甲 乙", group="code1"), "代码：甲乙"),
        (Block("b", "item", "1. 第一条", label="1.", level=1, group="list1"), "一第一条"),
    ],
)
def test_cues_by_kind(block: Block, said: str) -> None:
    assert spoken(block) == [said]


def test_what_only_decorates_or_separates_is_silent() -> None:
    nothing = (Block("b1", "figure", "", figure=Figure("a.png", decorative=True)), Block("b2", "separator", "* * *"), Block("b3", "figure", "", figure=Figure("")))
    assert spoken(*nothing) == []


def test_a_picture_without_words_is_told() -> None:
    found = read(book(Block("b1", "figure", "", where="a.md:3", figure=Figure("a.png")), Block("b2", "figure", "", figure=Figure("b.png", decorative=True))))[1]
    assert [(one.code, one.where) for one in found] == [("R113", "a.md:3")]


def test_cues_in_traditional_characters() -> None:
    assert spoken(Block("b", "figure", "老人", figure=Figure("a.png")), language="zh-Hant") == ["圖：老人"]


def test_silent_blocks_have_a_reading_but_no_narration() -> None:
    made = book(Block("b1", "paragraph", "正文。"), Block("b2", "note", "注释。", silent=True))
    said = read(made)[0]
    assert [sentence.block for sentence in said.sentences] == ["b1", "b2"]
    assert [cue.sentence.block for cue in plan(made, said, NarrationOptions())[0].cues] == ["b1"]


def test_a_cue_has_its_pauses() -> None:
    sentence = read(book(Block("b", "figure", "老人", figure=Figure("a.png"))))[0].sentences[0]
    assert [(beat.syllable, beat.pause) for beat in prosody.beats(sentence)] == [("tu2", 320), ("lao3", 0), ("ren2", 0)]


# --- signs of notes ---


def test_the_sign_of_a_note_is_printed_and_not_said() -> None:
    text = "老人[3]、小孩①都来。②又走了。"
    marks = (Mark(2, 5, "noteref"), Mark(8, 9, "noteref"), Mark(12, 13, "noteref"))
    made = read(book(Block("b", "paragraph", text, marks)))[0].sentences
    assert [(s.text, s.spoken) for s in made] == [("老人[3]、小孩①都来。②", "老人小孩都来"), ("又走了。", "又走了")]
    assert [beat.pause for beat in prosody.beats(made[0])] == [0, marks_pause("、"), 0, 0, 0, 0]


def marks_pause(mark: str) -> int:
    return prosody.marks()[mark][1]


def test_a_figure_before_the_sign_of_a_note_keeps_its_value() -> None:
    assert spoken(Block("b", "paragraph", "增长121", (Mark(4, 5, "noteref"),))) == ["增长十二"]


# --- lines ---


def test_each_line_of_verse_is_a_sentence() -> None:
    text = "白日依山尽，黄河入海流"
    made = read(book(Block("b", "verse", text, (Mark(6, 6, "break"),))))[0].sentences
    assert [s.text for s in made] == ["白日依山尽，", "黄河入海流"]


def test_a_heading_in_two_lines_is_one_sentence() -> None:
    assert len(read(book(Block("b", "heading", "关于养老 服务的通知", (Mark(4, 5, "break"),))))[0].sentences) == 1


# --- readings that stand in the document ---


def ruby(text: str, value: str, end: int = 0) -> tuple[str, list[str], list[str]]:
    """Who decided, the syllables, the findings' codes."""
    made, found = read(book(Block("b", "paragraph", text, (Mark(0, end or len(text), "ruby", value),))))
    tokens = [token for sentence in made.sentences for token in sentence.tokens]
    return tokens[0].decided_by, [f"{s.base}{s.tone}" for token in tokens for s in token.syllables], [f.code for f in found]


@pytest.mark.parametrize(
    ("text", "value", "syllables"),
    [
        ("薄荷", "bò he", ["bo4", "he5"]),
        ("薄荷", "bòhe", ["bo4", "he5"]),
        ("薄荷", "ㄅㄛˋ ㄏㄜ˙", ["bo4", "he5"]),
        ("行长", "ㄏㄤˊㄓㄤˇ", ["hang2", "zhang3"]),
        ("一定", "yí dìng", ["yi1", "ding4"]),
        ("朝阳", "zhao yang", ["zhao1", "yang2"]),
        ("花儿", "huār", ["huar1"]),
        ("长乐", "Cháng lè", ["chang2", "le4"]),
    ],
)
def test_a_reading_of_the_document_is_taken(text: str, value: str, syllables: list[str]) -> None:
    assert ruby(text, value) == ("lexicon", syllables, [])


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [("薄荷", "mint", "R110"), ("薄荷", "bò", "R111"), ("薄荷", "bò hàng", "R112"), ("银行", "ㄧㄣˊ", "R112"), ("银行", "ㄧㄣˊㄅ", "R110"), ("银行", "はな", "R110")],
)
def test_a_reading_that_cannot_be_is_told_and_not_taken(text: str, value: str, code: str) -> None:
    by, syllables, codes = ruby(text, value)
    assert by != "lexicon" and len(syllables) == 2 and codes == [code]


def test_the_books_own_entry_wins_over_the_document(tmp_path) -> None:
    entries = tmp_path / "readings.toml"
    entries.write_text('[[reading]]\ntext = "朝阳"\npinyin = "cháo yáng"\n', "utf-8")
    made, _ = read(book(Block("b", "paragraph", "朝阳", (Mark(0, 2, "ruby", "zhāo yáng"),))), book_entries_path=entries)
    assert made.sentences[0].tokens[0].ruby == "cháoyáng"


@pytest.mark.parametrize("base", ["zhong", "weng", "lv", "nve", "er", "zhi", "xiong", "yuan", "qu", "e"])
def test_zhuyin_is_spelt_as_the_pinyin_it_stands_for(base: str) -> None:
    for tone in range(1, 6):
        assert pinyin_of(zhuyin(base.replace("v", "ü"), tone)) == f"{base}{tone}"


def test_zhuyin_without_spaces_is_cut_into_syllables() -> None:
    assert pinyin_of("ㄓㄨㄥㄍㄨㄛˊ") == "zhong1 guo2" and pinyin_of("˙ㄇㄚ") == "ma5" == pinyin_of("ㄇㄚ˙")


def test_cues_are_a_sorted_table() -> None:
    rows = table("cues.tsv")
    assert [row[0] for row in rows] == sorted({row[0] for row in rows}) and {len(row) for row in rows} == {4}
    for row in rows:
        said = cues.phrase(row[0], "zh-Hans", **({"rows": 2, "columns": 3} if "{" in row[1] else {}))
        assert said and all(token.kind == "cue" and token.text == "" and token.syllables for token in said)


# --- whatever the marks ---

KINDS = ("strong", "sup", "link", "noteref", "ruby", "break", "code", "language")
TEXT = st.text(st.sampled_from("一不行长薄荷了。！，12年①[3]ab （）“”"), min_size=1, max_size=30)


@st.composite
def marked(draw) -> Block:
    text = draw(TEXT)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places, st.sampled_from(KINDS)), max_size=6))
    marks = tuple(Mark(min(a, b), max(a, b), kind, "bò he" if kind == "ruby" else "") for a, b, kind in spans if a != b or kind == "break")
    kind = draw(st.sampled_from(("paragraph", "item", "quote", "verse", "note", "code", "figure", "heading")))
    label = text[0] if draw(st.booleans()) else ""
    return Block("b1", kind, text, marks, label=label, figure=Figure("a.png") if kind == "figure" else None)


@settings(deadline=None, max_examples=300)
@given(marked())
def test_sentences_tile_the_block_and_tokens_their_sentence(block: Block) -> None:
    at = 0
    for sentence in read(book(block))[0].sentences:
        assert sentence.start == at < sentence.end
        for token in sentence.tokens:
            assert token.start == at and (token.start < token.end or token.kind == "cue")
            assert token.text == block.text[token.start : token.end]
            at = token.end
        assert at == sentence.end
    assert at == len(block.text)
