"""The audit catches what it says it catches: each fault is planted once."""

from __future__ import annotations

import dataclasses

import numpy
import pytest

from publish.findings import messages
from publish.narration.model import Speech
from publish.narration.sound.audit import audit
from tests.narration import helpers

SENTENCE = helpers.sentence("现在，我报告工作。")


@pytest.fixture(scope="module")
def good() -> Speech:
    return helpers.voice("silent").say(SENTENCE)


def changed(speech: Speech, pcm=None, ends=None) -> Speech:
    return dataclasses.replace(speech, pcm=speech.pcm if pcm is None else pcm, token_ends=speech.token_ends if ends is None else ends)


def codes(speech: Speech) -> set[str]:
    found = audit(SENTENCE, speech)
    assert all(one.code in messages() and one.where == SENTENCE.id for one in found)
    return {one.code for one in found}


def test_good_speech_passes(good):
    assert codes(good) == set()


def test_a_token_without_sound(good):
    pcm = good.pcm.copy()
    pcm[good.token_ends[2]:good.token_ends[3]] = 0
    assert codes(changed(good, pcm)) == {"V212"}


def test_nothing_but_silence(good):
    assert codes(changed(good, numpy.zeros_like(good.pcm))) == {"V212"}


def test_a_swallowed_syllable(good):
    ends = list(good.token_ends)
    ends[3] = ends[2] + 700
    assert "V211" in codes(changed(good, ends=tuple(ends)))


def test_a_syllable_drawn_out(good):
    at = good.token_ends[2] + 3000
    pcm = numpy.concatenate([good.pcm[:at], numpy.tile(good.pcm[at:at + 1200], 30), good.pcm[at:]])
    ends = tuple(end + 36000 if end > at else end for end in good.token_ends)
    assert codes(changed(good, pcm, ends)) == {"V211"}


def test_clipping(good):
    pcm = good.pcm.copy()
    pcm[5000:5004] = 32767
    assert codes(changed(good, pcm)) == {"V213"}


def test_a_long_silence_inside(good):
    at = good.token_ends[3]
    pcm = numpy.concatenate([good.pcm[:at], numpy.zeros(26400, "<i2"), good.pcm[at:]])
    ends = tuple(end + 26400 if end >= at else end for end in good.token_ends)
    assert "V214" in codes(changed(good, pcm, ends))


def test_not_a_number(good):
    pcm = good.pcm / 32768.0
    pcm[100] = numpy.nan
    assert codes(changed(good, pcm)) == {"V215"}


@pytest.mark.parametrize("spoil", [
    lambda ends: ends[:-1],
    lambda ends: (*ends[:-1], ends[-1] + 1),
    lambda ends: (ends[1], ends[0], *ends[2:]),
    lambda ends: (-1, *ends[1:]),
])
def test_counts_that_do_not_add_up(good, spoil):
    assert codes(changed(good, ends=spoil(good.token_ends))) == {"V216"}


def test_a_sentence_that_is_not_said_may_be_silent():
    mark = helpers.sentence("——")
    assert audit(mark, Speech(numpy.zeros(0, "<i2"), 24000, (0, 0))) == ()
