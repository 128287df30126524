"""The font: what it covers, that a subset is small, static and the same every time."""

from __future__ import annotations

import io

from fontTools.ttLib import TTFont

from publish.editions.shared import fonts

PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü" + "abcdefghijklmnopqrstuvwxyz"
GB2312 = "".join(
    bytes([high, low]).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
)
TEXT = "一二小山老里音。“政府工作报告”——2024年4.5%" + PINYIN


def test_font_has_everyday_chinese_and_pinyin():
    assert len(GB2312) == 6763
    assert fonts.missing(GB2312 + PINYIN + "〇①—…·“”‘’《》【】〔〕％%℃㎡") == ()


def test_characters_without_a_picture_are_named():
    assert fonts.missing("好𠮷\n 𠮷") == ("𠮷",)


def test_subset_holds_exactly_the_characters_and_no_radicals():
    with TTFont(io.BytesIO(fonts.subset(TEXT))) as font:
        assert set(font.getBestCmap()) == {ord(c) for c in TEXT}
        assert "fvar" not in font and "glyf" in font
        assert font["OS/2"].usWeightClass == 400
        assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_subset_depends_on_the_set_of_characters_only():
    fonts._subset.cache_clear(), fonts._variable.cache_clear()
    first = fonts.subset(TEXT, "bold")
    fonts._subset.cache_clear(), fonts._variable.cache_clear()
    assert fonts.subset("".join(reversed(TEXT * 2)), "bold") == first
    assert len(first) < 60_000


def test_weights_differ():
    with TTFont(io.BytesIO(fonts.subset(TEXT, "bold"))) as bold:
        assert bold["OS/2"].usWeightClass == 700
    assert fonts.subset(TEXT)[:4] == b"\0\1\0\0", "TrueType: nothing in it is compressed"


def test_drawing_font_draws_what_it_was_asked_for():
    font = fonts.drawing_font("声书", 40, "bold")
    assert font.getbbox("声书")[2] > 70
