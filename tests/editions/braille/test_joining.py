"""Braille words: what the rules join, and what a person joins and cuts."""

import pytest

from publish.editions.braille import decisions, encode, tables
from publish.editions.braille.joining import Decision
from publish.findings import PublishError
from tests.editions.braille.said import cases, line, tokens, words


@pytest.mark.parametrize("row", tables.rows("joins"), ids=lambda row: f"{row[0]}+{row[2]}")
def test_a_rule_has_an_example(row):
    assert words(row[5]) == row[6]


@pytest.mark.parametrize(("text", "expected"), cases("words"), ids=lambda value: value)
def test_words_as_braille_writes_them(text, expected):
    assert words(text) == expected


STANDARD = "阅读 晚会 地震 年轻 签名 示威 扭转 船只 但是 叮咚 芙蓉 巧克力 电视机 图书馆 全国 走来 胆小 环保 公关 超声波 无条件 半导体 科学性 手工业者 乘务员 艺术家 拖拉机手 孩子们 很好 山上 每年 人人"


@pytest.mark.parametrize("word", sorted(STANDARD.split()))
def test_the_standards_own_words_stay_whole(word):
    assert words(word) == word


def test_a_tone_depends_on_where_the_word_ends():
    assert line("事业") == "⠱⠆⠑⠆"  # 10.2.7
    assert line("是也") != line("事也") or words("是也") != "是也"
    assert line("房子外面") == "⠋⠦⠂⠵⠀⠽⠍⠩⠆", "a toneless zi is kept apart from a syllable without initial"


def test_a_person_cuts_and_joins():
    cut, join = Decision("图书馆", "图书 馆"), Decision("东城区图书", "东城区图书")
    assert words("在东城区图书馆", cut) == "在 东城区 图书 馆"
    assert words("在东城区图书馆", join) == "在 东城区图书馆"
    assert words("在东城区图书馆", join, cut) == "在 东城区图书 馆"
    assert words("去图书馆，在图书馆", Decision("图书馆", "图 书馆", left="在")) == "去 图书馆 ， 在 图 书馆"


def test_a_cut_inside_a_syllable_is_told():
    made = encode.encode(tokens("花儿红"), "花儿红", [Decision("花儿", "花 儿")])
    assert [found.code for found in made.findings] == ["E905"] and encode.line(made.pieces) == line("花儿红")


def entry(text: str, folder):
    (folder / "braille.toml").write_text(text, "utf-8")
    return decisions.load(folder)


def test_braille_toml_is_read(tmp_path):
    assert decisions.load(tmp_path) == ()
    assert entry('[[word]]\ntext = "区政府"\nwords = "区 政府"\nby = "王老师"\nwhy = "…"\n', tmp_path) == (Decision("区政府", "区 政府", "", "", "王老师", "…"),)


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("[[word]", "G221", "braille.toml"),
        ('[[reading]]\ntext = "区"\n', "G221", "braille.toml"),
        ('[[word]]\ntext = "区"\nword = "区"\n', "G222", "braille.toml:1"),
        ('[[word]]\ntext = "区"\n', "G223", "braille.toml:1"),
        ('\n[[word]]\ntext = "区"\nwords = 3\n', "G223", "braille.toml:2"),
        ('[[word]]\ntext = "区政府"\nwords = "区 政务"\n', "G224", "braille.toml:1"),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(tmp_path, text, code, where):
    with pytest.raises(PublishError) as caught:
        entry(text, tmp_path)
    found = caught.value.findings[0]
    assert found.code == code and found.where.endswith(where) and caught.value.exit_code == 2
