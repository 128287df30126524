"""Automatic numbers in every format, and the tables that this room knows things from."""

from __future__ import annotations

from importlib import resources

import pytest

from publish.manuscript.readers.docx.formats import is_known, printed
from publish.manuscript.readers.docx.styles import kind_of
from publish.manuscript.readers.docx.symbols import sign

ROWS = {
    "decimal": "1 2 9 10 11 20 21 99 100 101",
    "decimalZero": "01 02 09 10 11 20 21 99 100 101",
    "decimalFullWidth": "１ ２ ９ １０ １１ ２０ ２１ ９９ １００ １０１",
    "decimalEnclosedCircle": "① ② ⑨ ⑩ ⑪ ⑳ 21 99 100 101",
    "decimalEnclosedCircleChinese": "① ② ⑨ ⑩ ⑪ ⑳ 21 99 100 101",
    "decimalEnclosedParen": "⑴ ⑵ ⑼ ⑽ ⑾ ⒇ 21 99 100 101",
    "decimalEnclosedFullstop": "⒈ ⒉ ⒐ ⒑ ⒒ ⒛ 21 99 100 101",
    "chineseCounting": "一 二 九 十 十一 二十 二十一 九十九 一〇〇 一〇一",
    "chineseCountingThousand": "一 二 九 十 十一 二十 二十一 九十九 一百 一百零一",
    "chineseLegalSimplified": "壹 贰 玖 壹拾 壹拾壹 贰拾 贰拾壹 玖拾玖 壹佰 壹佰零壹",
    "ideographLegalTraditional": "壹 貳 玖 壹拾 壹拾壹 貳拾 貳拾壹 玖拾玖 壹佰 壹佰零壹",
    "ideographDigital": "一 二 九 一〇 一一 二〇 二一 九九 一〇〇 一〇一",
    "ideographTraditional": "甲 乙 壬 癸 11 20 21 99 100 101",
    "ideographZodiac": "子 丑 申 酉 戌 20 21 99 100 101",
    "ideographZodiacTraditional": "甲子 乙丑 壬申 癸酉 甲戌 癸未 甲申 壬寅 癸卯 甲辰",
    "ideographEnclosedCircle": "㊀ ㊁ ㊈ ㊉ 11 20 21 99 100 101",
    "taiwaneseCounting": "一 二 九 十 十一 二十 二十一 九十九 一〇〇 一〇一",
    "taiwaneseCountingThousand": "一 二 九 十 十一 二十 二十一 九十九 一百 一百零一",
    "taiwaneseDigital": "一 二 九 一〇 一一 二〇 二一 九九 一〇〇 一〇一",
    "japaneseCounting": "一 二 九 十 十一 二十 二十一 九十九 百 百一",
    "japaneseLegal": "壱 弐 九 壱拾 壱拾壱 弐拾 弐拾壱 九拾九 壱百 壱百壱",
    "upperRoman": "I II IX X XI XX XXI XCIX C CI",
    "lowerRoman": "i ii ix x xi xx xxi xcix c ci",
    "upperLetter": "A B I J K T U UUUU VVVV WWWW",
    "lowerLetter": "a b i j k t u uuuu vvvv wwww",
    "ordinal": "1st 2nd 9th 10th 11th 20th 21st 99th 100th 101st",
    "cardinalText": "One|Two|Nine|Ten|Eleven|Twenty|Twenty-One|Ninety-Nine|One Hundred|One Hundred One",
    "ordinalText": "First|Second|Ninth|Tenth|Eleventh|Twentieth|Twenty-First|Ninety-Ninth|One Hundredth|One Hundred First",
    "hex": "1 2 9 A B 14 15 63 64 65",
    "numberInDash": "- 1 -|- 2 -|- 9 -|- 10 -|- 11 -|- 20 -|- 21 -|- 99 -|- 100 -|- 101 -",
}
NUMBERS = (1, 2, 9, 10, 11, 20, 21, 99, 100, 101)


@pytest.mark.parametrize("form", sorted(ROWS))
def test_numbers(form: str) -> None:
    wanted = ROWS[form].split("|" if "|" in ROWS[form] else " ")
    assert [printed(number, form) for number in NUMBERS] == wanted
    assert is_known(form)


@pytest.mark.parametrize(("number", "words"), [(110, "一百一十"), (115, "一百一十五"), (1001, "一千零一"), (1010, "一千零一十"), (1100, "一千一百"), (10_000, "一万"), (10_001, "一万零一"), (20_345, "二万零三百四十五"), (110_000, "十一万"), (0, "零")])
def test_large_numbers_in_words(number: int, words: str) -> None:
    assert printed(number, "chineseCountingThousand") == words


def test_patterns_and_what_is_not_known() -> None:
    assert [printed(7, "custom", pattern) for pattern in ("001, 002, 003, ...", "0001", "", "x")] == ["007", "0007", "7", "7"]
    assert printed(7, "thaiCounting") == "7" and not is_known("thaiCounting")
    assert printed(7, "none") == ""


@pytest.mark.parametrize("form", [*ROWS, "thaiCounting", "ganada", "irohaFullWidth", "koreanCounting"])
@pytest.mark.parametrize("number", [-5, 0, 40_000, 999_999_999])
def test_no_number_is_too_odd(form: str, number: int) -> None:
    assert len(printed(number, form)) < 60


@pytest.mark.parametrize(("name", "kind"), [
    ("heading 1", "heading 1"), ("Heading 9", "heading 9"), ("标题 2", "heading 2"), ("标题2", "heading 2"), ("標題 3", "heading 3"), ("Title", "title"),
    ("标题", "title"), ("副标题", "subtitle"), ("题注", "caption"), ("TOC 1", "contents"), ("toc 9", "contents"), ("目录 2", "contents"), ("Quote", "quote"),
    ("List Bullet 2", "list"), ("正文", ""), ("Normal", ""), ("heading 10", ""), ("公文标题样式", ""),
])  # fmt: skip
def test_names_of_styles(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(("font", "code", "char"), [
    ("Wingdings", 0xF0FC, "✓"), ("wingdings", 0xFC, "✓"), ("Wingdings", 0xF0FE, "☑"), ("Wingdings", 0xF0A8, "□"), ("Wingdings", 0xF06C, "●"),
    ("Wingdings", 0xF0E0, "→"), ("Wingdings 2", 0xF050, "✓"), ("Symbol", 0xF0B7, "•"), ("Symbol", 0xF061, "α"), ("Symbol", 0xF0B0, "°"),
    ("宋体", 0x2460, "①"), ("某体", 0xF0AA, ""), ("Wingdings", 0xD800, ""), ("宋体", 0xD800, ""), ("宋体", 0x110000, ""),
])  # fmt: skip
def test_signs_of_symbol_fonts(font: str, code: int, char: str) -> None:
    assert sign(font, code) == char


@pytest.mark.parametrize(("table", "columns"), [("formats.tsv", 2), ("styles.tsv", 2), ("symbols.tsv", 3)])
def test_tables_are_sorted_and_say_each_thing_once(table: str, columns: int) -> None:
    text = (resources.files("publish.manuscript.readers.docx") / table).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert all(len(row) == columns and all(row) for row in rows)
    keys = [row[: columns - 1] for row in rows]
    assert keys == sorted(keys) and len({tuple(key) for key in keys}) == len(keys)
