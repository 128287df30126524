"""The cover: lines break between words, letters are as large as they can be, the picture can be told from its ground."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from publish.editions.epub import check
from publish.editions.shared import cover


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        (("2025", "年", "北京市", "东城区", "政府", "工作", "报告"), ("2025年", "北京市东城区", "政府工作报告")),
        (("社区", "服务", "报告"), ("社区服务", "报告")),
        (tuple("阿Q正传"), ("阿Q正传",)),
        (("短",), ("短",)),
    ],
)
def test_lines_break_between_words(pieces, lines):
    assert cover.best_lines(pieces, 1667, 1000)[0] == lines


def test_no_line_begins_with_a_closing_mark():
    lines, _ = cover.best_lines(tuple("（一）社区，服务，报告！《二》，三。"), 400, 1000)
    assert len(lines) > 1 and not any(line[0] in cover.NO_START for line in lines)


def test_letters_fit_the_box():
    for width, height in ((1333, 1104), (300, 1000), (1667, 100)):
        lines, size = cover.best_lines(("关于", "加强", "社区", "工作", "的", "意见"), width, height)
        assert max(map(len, lines)) * size <= width and len(lines) * size * 1.22 <= height


def test_sizes_and_form(book):
    for data, size in ((cover.book(book, "拼音版"), (1600, 2400)), (cover.square(book), (2000, 2000)), (cover.thumbnail(book), (600, 600))):
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.size == size and picture.format == "JPEG" and picture.mode == "RGB"


def test_title_can_still_be_seen_at_60_pixels(book):
    """The title's quarter of the small picture holds light and dark: strokes have not melted into the ground."""
    with Image.open(io.BytesIO(cover.square(book))) as picture:
        small = picture.resize((60, 60), Image.Resampling.LANCZOS).convert("L").crop((5, 5, 55, 32))
    light = sum(level > 170 for level in small.tobytes()) / (50 * 27)
    assert 0.08 < light < 0.6 and min(small.tobytes()) < 70


def test_writing_and_ornament_have_contrast():
    assert check.contrast(cover.PAPER, cover.INK) >= 7 and check.contrast(cover.PAPER, cover.LIGHT) >= 4.5


def test_badge_and_title_change_the_picture(book):
    assert len({cover.book(book), cover.book(book, "拼音版"), cover.square(book)}) == 3


def test_a_very_long_title_is_still_set():
    pieces = tuple("关于进一步加强和改进社区服务工作的意见" * 30)
    lines, size = cover.best_lines(pieces, 1333, 1104)
    assert "".join(lines) == "".join(pieces) and size >= 10
