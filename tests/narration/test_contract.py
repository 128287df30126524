"""Every offline voice through the same contract."""

from __future__ import annotations

import multiprocessing

import numpy
import pytest

from publish.narration.sound import audit
from publish.narration.voices import table as voices
from tests.narration import helpers

TEXTS = ("各位代表，现在我报告工作！", "2025年，重庆银行增长4.5%。", "让我们在西安再见。")


@pytest.fixture(params=helpers.OFFLINE)
def name(request):
    return request.param


def test_token_ends_never_fall_and_end_with_the_sound(name):
    voice = helpers.voice(name)
    for text in TEXTS + helpers.ODD:
        sentence = helpers.sentence(text)
        speech = voice.say(sentence)
        assert speech.pcm.dtype == numpy.int16
        assert len(speech.token_ends) == len(sentence.tokens), text
        assert list(speech.token_ends) == sorted(speech.token_ends), text
        assert (speech.token_ends or (len(speech.pcm),))[-1] == len(speech.pcm), text


def test_the_same_sentence_gives_the_same_bytes_in_any_order(name):
    voice = helpers.voice(name)
    sentences = [helpers.sentence(text) for text in TEXTS]
    first = [voice.say(sentence) for sentence in sentences]
    again = [voice.say(sentence) for sentence in reversed(sentences)][::-1]
    for one, other in zip(first, again, strict=True):
        assert numpy.array_equal(one.pcm, other.pcm) and one.token_ends == other.token_ends


def _said(name: str, rate: int) -> bytes:
    return voices.ready(name, helpers.VOICES, rate).say(helpers.sentence(TEXTS[1])).pcm.tobytes()


def test_another_process_gives_the_same_bytes(name):
    here = helpers.voice(name)
    here.say(helpers.sentence(TEXTS[0]))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_said, (name, 200)) == here.say(helpers.sentence(TEXTS[1])).pcm.tobytes()


def test_a_slower_rate_takes_longer_and_has_another_fingerprint(name):
    slow, fast = helpers.voice(name, 160), helpers.voice(name, 220)
    assert slow.fingerprint != fast.fingerprint
    ratio = len(slow.say(helpers.sentence(TEXTS[0])).pcm) / len(fast.say(helpers.sentence(TEXTS[0])).pcm)
    assert 1.15 < ratio < 1.6


def test_the_audit_finds_nothing_in_it(name):
    voice = helpers.voice(name)
    for text in TEXTS:
        sentence = helpers.sentence(text)
        assert audit.audit(sentence, voice.say(sentence)) == ()


def test_sound_begins_and_ends_at_zero_so_that_no_join_clicks(name):
    voice = helpers.voice(name)
    for text in TEXTS:
        pcm = voice.say(helpers.sentence(text)).pcm.astype(int)
        assert abs(pcm[:3]).max() < 300 and abs(pcm[-3:]).max() < 300


def test_different_sentences_sound_different(name):
    voice = helpers.voice(name)
    one, other = voice.say(helpers.sentence("社区服务报告。")).pcm, voice.say(helpers.sentence("各位代表大会。")).pcm
    _, fit = helpers.lag(one, other, 0, 2400)
    assert fit < 0.6


def test_one_change_of_reading_changes_the_sound(name):
    import dataclasses

    voice = helpers.voice(name)
    sentence = helpers.sentence("重要。")
    syllable = dataclasses.replace(sentence.tokens[0].syllables[0], base="chong", tone=2, surface="chong2")
    token = dataclasses.replace(sentence.tokens[0], syllables=(syllable, *sentence.tokens[0].syllables[1:]))
    other = dataclasses.replace(sentence, tokens=(token, *sentence.tokens[1:]))
    assert voice.say(sentence).pcm.tobytes() != voice.say(other).pcm.tobytes()


def test_a_pause_belongs_to_its_mark(name):
    voice = helpers.voice(name)
    sentence = helpers.sentence("现在，我报告工作。")
    speech = voice.say(sentence)
    mark = [token.text for token in sentence.tokens].index("，")
    pause = (speech.token_ends[mark] - speech.token_ends[mark - 1]) / speech.rate
    assert 0.15 < pause < 0.5
    held = speech.pcm[speech.token_ends[mark - 1]:speech.token_ends[mark]].astype(float) / 32768
    assert numpy.sqrt((held**2).mean()) < 0.01
