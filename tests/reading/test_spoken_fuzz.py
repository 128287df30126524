"""Properties of ``say.pieces``: it tiles any text, says no digit, and takes time in proportion to the length."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.reading.spoken.say import pieces

HAN = "的一是了年月日号个第万亿元到中国北京区两二三十百千零〇○路点分秒米公里室楼年级度多余来和与比胜电话热线编号"
SIGNS = "-–—―~～+×÷=<>≥≤±/：:，。、；！？（）()[]【】〔〕《》“”‘’'\"·•…%‰℃°′″¥$€£&@#*^_|\\№½¾①⑩㈠Ⅲⅻ²³₂→★✓㎡㎏"
WILD = ["😀", "👨‍👩‍👧", "🇨🇳", "\u0301", "\u0308", "\ufe0f", "\U000e0100", "\ue000", "\uf8ff", "\ud800", "\udfff", "\x00", "\x1b", "\u200b", "\u202e", "\ufeff", "\U000f0000", "٣", "𝟗", "௧", "፲", "༳", "é", "ß", "α", "Ω", "Я", "あ", "カ", "한", "ㄅ", "ª", "⼀", "豈", "𠀀", "𰻞", "々", "Ａ", "９", "％", "\u3000", "\u00a0", "\u2028", "\n", "\t"]
LATIN = "aAbBcCGDPkmgLVIXhttpswwKWz"
PARTS = [*HAN, *SIGNS, *WILD, *LATIN, *"0123456789" * 4, "2024", "1,234", "8:05", "10%", "km/h", "http://", "a@b.cn", "No.", "GDP", "PM2.5"]


def check(text: str) -> None:
    """Pieces tile the text in order, groups run on, nothing spoken is a digit, silent kinds say nothing."""
    at, group = 0, -1
    for piece in pieces(text):
        assert piece.start == at < piece.end, (text, piece)
        assert piece.group in (group, group + 1), (text, piece)
        assert not any(c.isdigit() for c in piece.spoken), (text, piece)
        assert 0 <= piece.confidence <= 1
        assert not piece.alternatives or piece.group == group + 1, (text, piece)
        if piece.kind in ("space", "punct"):
            assert piece.spoken == "", (text, piece)
        if piece.kind == "word":
            assert len(piece.spoken) == piece.end - piece.start and piece.cls == ""
        at, group = piece.end, piece.group
    assert at == len(text)


@given(st.text(st.one_of(st.characters(), st.sampled_from(HAN + SIGNS + LATIN + "0123456789")), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_tiled(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_mix_of_what_people_write_is_tiled(text: str) -> None:
    check(text)


@pytest.mark.slow
def test_a_hundred_thousand_mixes() -> None:
    chance = random.Random(20250108)
    for _ in range(100_000):
        check("".join(chance.choices(PARTS, k=chance.randint(1, 24))))


def test_every_character_alone_and_between_numbers() -> None:
    for n in range(0, 0x110000, 61):
        check(chr(n))
    for n in [*range(0x20, 0x600), *range(0x2000, 0x2C00, 2), *range(0x3000, 0x3400), *range(0xFE00, 0x10000, 2)]:
        check(f"3{chr(n)}5")


HARD = ["1", "1,", "1.", "1-", "1:", "1/", "a", "a.", "a-", "A1", "一", "-", "（", "1 ", "2、", "¥", "+1", "10%-", "第", "①", "一○", "http://a", "a@", "A.", "1年", "電話1", "'1", "😀", "\ud800", "[1]", "^1", "1×"]


@pytest.mark.parametrize("part", HARD)
def test_time_is_in_proportion_to_length(part: str) -> None:
    def seconds(size: int) -> float:
        text = (part * (size // len(part) + 1))[:size]
        start = time.process_time()
        pieces(text)
        return time.process_time() - start

    pieces(part * 3)
    short, long = (min(seconds(size) for _ in range(3)) for size in (1_500, 12_000))
    assert long < 8 * short * 3 + 0.05, (short, long)  # quadratic would be 64 times


def test_a_hundred_thousand_characters_take_seconds() -> None:
    text = ("第3届2024年5-10人，GDP增长4.5%；电话010-65251234。¥34.5元/人 A4纸😀" * 2500)[:100_000]
    start = time.process_time()
    check_length = sum(p.end - p.start for p in pieces(text))
    assert check_length == 100_000 and time.process_time() - start < 5


def test_plain_han_text_is_fast() -> None:
    text = "各位代表，现在我代表区人民政府向大会报告工作，请予审议。" * 2000
    pieces(text[:100])
    start = time.process_time()
    pieces(text)
    assert len(text) / (time.process_time() - start) > 100_000


def test_digits_of_every_script_are_read() -> None:
    for n in range(0x110000):
        digit = unicodedata.decimal(chr(n), None)
        if digit is not None:
            assert "".join(p.spoken for p in pieces(chr(n))) == "零一二三四五六七八九"[digit]
