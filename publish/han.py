"""What a Han character is, once for all stages: an ideograph that has a reading and bears pinyin."""

from __future__ import annotations

HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
"""The inside of a regular expression's class: 〇, CJK Unified Ideographs with extension A, CJK Compatibility Ideographs, and
planes 2 and 3 whole (extensions B–J, the compatibility supplement; Unicode sets both planes aside for ideographs, so that
the next extension is in already). Not the signs between the blocks: hexagrams (U+4DC0), radicals, strokes, 々."""

_RANGES = tuple((first, last) for first, dash, last in zip(HAN, HAN[1:], HAN[2:], strict=False) if dash == "-")


def is_han(character: str) -> bool:
    """Whether one character is a Han ideograph, as :data:`HAN` says."""
    if "一" <= character <= "鿿" or character < "〇":  # nearly all there are, so they are asked about first
        return character >= "一"
    return character == "〇" or any(first <= character <= last for first, last in _RANGES)
