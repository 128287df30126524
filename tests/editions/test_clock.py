"""Times: contiguous, never after the audio, the same in every format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.editions.shared import clock

TIMES = st.integers(0, 100 * 3600 * 1000)


@pytest.mark.parametrize(
    ("ms", "smil", "vtt", "srt"),
    [
        (0, "0:00:00.000", "00:00:00.000", "00:00:00,000"),
        (1, "0:00:00.001", "00:00:00.001", "00:00:00,001"),
        (59_999, "0:00:59.999", "00:00:59.999", "00:00:59,999"),
        (60_000, "0:01:00.000", "00:01:00.000", "00:01:00,000"),
        (3_723_004, "1:02:03.004", "01:02:03.004", "01:02:03,004"),
        (36_000_000, "10:00:00.000", "10:00:00.000", "10:00:00,000"),
    ],
)
def test_formats(ms, smil, vtt, srt):
    assert (clock.smil(ms), clock.vtt(ms), clock.srt(ms)) == (smil, vtt, srt)


@given(TIMES)
def test_every_format_reads_back_the_same(ms):
    assert clock.parse(clock.smil(ms)) == clock.parse(clock.vtt(ms)) == clock.parse(clock.srt(ms)) == ms
    assert re.fullmatch(r"\d+:[0-5]\d:[0-5]\d\.\d{3}", clock.smil(ms))


@given(st.lists(st.integers(24, 10**6), min_size=1), st.sampled_from([16000, 22050, 24000, 44100, 48000]))
def test_clips_that_share_a_sample_share_a_time_and_end_within_the_audio(lengths, rate):
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    times = [clock.milliseconds(end, rate) for end in ends]
    assert times == sorted(times)
    assert all(time * rate <= end * 1000 < (time + 1) * rate for time, end in zip(times, ends, strict=True))


def test_refuses_what_is_no_time():
    for wrong in ((-1, 24000), (1, 0)):
        with pytest.raises(ValueError):
            clock.milliseconds(*wrong)
    with pytest.raises(ValueError):
        clock.smil(-1)


@pytest.mark.parametrize(
    ("ms", "words"),
    [(0, "0秒"), (12_000, "12秒"), (59_600, "1分钟"), (200_000, "3分20秒"), (3_600_000, "1小时"), (3_900_000, "1小时5分钟")],
)
def test_lengths_in_chinese(ms, words):
    assert clock.chinese(ms) == words


def test_feed_lengths_are_whole_seconds_and_never_zero_for_sound():
    assert [clock.feed(ms) for ms in (0, 1, 1499, 1500, 61_000)] == ["0", "1", "1", "2", "61"]


@given(TIMES)
def test_talking_books_times_read_back_the_same(ms):
    assert clock.parse_timecount(clock.npt(ms)) == clock.parse_timecount(clock.timecount(ms)) == ms
    assert clock.is_npt(clock.npt(ms)) and not clock.is_npt(clock.timecount(ms)) and not clock.is_npt(clock.vtt(ms))


@pytest.mark.parametrize(
    ("ms", "npt", "whole"),
    [(0, "npt=0.000s", "00:00:00"), (499, "npt=0.499s", "00:00:00"), (500, "npt=0.500s", "00:00:01"), (3_599_500, "npt=3599.500s", "01:00:00"), (360_000_001, "npt=360000.001s", "100:00:00")],
)
def test_talking_books_times(ms, npt, whole):
    assert (clock.npt(ms), clock.whole(ms)) == (npt, whole)
