"""A transcript's proof reads where lines stand, not what they look like: a text may have lines like times."""

from __future__ import annotations

import pytest

from publish.editions.podcast import feeds

LINES = ("1 --> 2", "00:01.000 --> 00:02.000", "00:00:01.000 --> 00:00:02.000", "9 --> 1", ". --> ,", "WEBVTT", "1", "NOTE", "00:00:01")


@pytest.mark.parametrize("line", LINES)
def test_a_line_like_times_is_text(line):
    escaped = line.replace(">", "&gt;")
    vtt = f"WEBVTT\nLanguage: zh-Hans\n\n00:00:00.000 --> 00:00:01.000\n{escaped}\n\n00:00:01.000 --> 00:00:02.000\n好\n"
    srt = f"1\n00:00:00,000 --> 00:00:01,000\n{line}\n\n2\n00:00:01,000 --> 00:00:02,000\n好\n"
    found = [reason for text in (vtt, srt) for reason in feeds._transcript(text, 2)]
    assert all(reason == line and len(line) > 20 for reason in found)


@pytest.mark.parametrize("wrong", ["00:00:01.000 --> 00:00:00.500", "00:00:00.000 --> 00:01:00.000", "1 --> 2", "好"])
def test_times_that_are_wrong_are_found(wrong):
    assert wrong in list(feeds._transcript(f"WEBVTT\nLanguage: zh-Hans\n\n{wrong}\n好\n", 2))
