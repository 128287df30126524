"""A person's recording against the text. The person here is eSpeak: another voice, another pace, in a room, with coughs and slips."""

from __future__ import annotations

import functools

import numpy
import pytest

from publish.narration.align import takes
from publish.narration.align.book import _resampled, _spoken
from publish.narration.align.features import HOP, RATE, features
from publish.reading import read
from tests.narration import helpers

TEXT = (
    "各位代表，现在我代表区政府向大会报告工作。过去一年，全区经济平稳增长，城市面貌不断改善。我们新建了三所学校和两座图书馆。居民收入增长百分之五点二。"
    "老旧小区改造完成十六个，加装电梯四十部。社区食堂方便了附近的老年人。空气质量持续向好，蓝天越来越多。"
    "夜间经济十分活跃，商店街热闹起来了。今年的任务仍然繁重。我们要把好事办好、实事办实。让人民群众更有获得感。谢谢大家！"
)
OTHER = "春天来了，山坡上的桃花开得正好。小河边有几只白鹅慢慢游过去。孩子们放下书包，跑到田野里放风筝。远处传来火车的声音，一会儿就听不见了。"


def said(voice, text: str):
    return [(sentence, voice.say(sentence)) for sentence in read.say(text)]


@functools.cache
def reference() -> tuple[takes.Spoken, ...]:
    """By the slower, lower of two robots' voices; the real reference speaks in the slow test."""
    voice = helpers.voice("espeak", 200)
    return tuple(_spoken(sentence, voice.say) for sentence in read.say(TEXT))


@functools.cache
def person(rate: int, text: str = TEXT) -> tuple[numpy.ndarray, ...]:
    """Every sentence as the person says it: at another pace, with another timbre (the spectrum is bent)."""
    return tuple(_bent(_resampled(speech.pcm, speech.rate)) for _, speech in said(helpers.voice("espeak", rate), text))


def _bent(pcm: numpy.ndarray) -> numpy.ndarray:
    spectrum = numpy.fft.rfft(pcm.astype("f8"))
    hertz = numpy.linspace(0, RATE / 2, len(spectrum))
    return numpy.fft.irfft(spectrum * (0.4 + 1.2 * numpy.exp(-(((hertz - 2200) / 1500) ** 2))), len(pcm)).astype("f4")


class Tape:
    """A recording in the making, and the truth about it: where each sentence begins and ends."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = numpy.random.default_rng(seed)
        self.parts: list[numpy.ndarray] = [numpy.zeros(RATE // 2)]
        self.truth: dict[int, tuple[int, int]] = {}

    @property
    def length(self) -> int:
        return sum(map(len, self.parts))

    def pause(self, seconds: float | None = None) -> Tape:
        self.parts.append(numpy.zeros(int((seconds or self.chance.uniform(0.3, 1.5)) * RATE)))
        return self

    def read(self, number: int, pcm: numpy.ndarray, part: float = 1.0) -> Tape:
        pcm = pcm[: int(part * len(pcm))]
        if part == 1.0:
            self.truth[number] = (self.length, self.length + len(pcm))
        self.parts.append(pcm)
        return self.pause()

    def cough(self) -> Tape:
        count = int(0.25 * RATE)
        self.parts.append(self.chance.standard_normal(count) * numpy.hanning(count) * 4000)
        return self.pause()

    def sound(self, decibels: float | None = None) -> numpy.ndarray:
        """As 16-bit samples; ``decibels``: how far below the speech the noise of the room lies."""
        pcm = numpy.concatenate(self.parts)
        if decibels is not None:
            level = numpy.sqrt((pcm[numpy.abs(pcm) > 300] ** 2).mean())
            noise = numpy.cumsum(self.chance.standard_normal(len(pcm)))
            noise -= numpy.convolve(noise, numpy.ones(200) / 200, "same")
            pcm = pcm + noise * level / noise.std() * 10 ** (-decibels / 20)
        return numpy.clip(numpy.rint(pcm), -32767, 32767).astype("<i2")


def states(found: takes.Aligned) -> dict[str, list[int]]:
    return {state: [n for n, take in enumerate(found.takes) if take.state == state] for state in ("missing", "twice", "unclear")}


def errors(found: takes.Aligned, tape: Tape) -> numpy.ndarray:
    """Milliseconds by which the starts of sentences are off."""
    return numpy.array([abs(found.takes[number].start - start) / RATE * 1000 for number, (start, _) in tape.truth.items()])


@pytest.mark.parametrize(("rate", "noise"), [(235, None), (160, None), (235, 10)])
def test_every_sentence_is_found_at_its_place(rate, noise):
    tape = Tape()
    for number, pcm in enumerate(person(rate)):
        tape.read(number, pcm)
    found = takes.align(tape.sound(noise), reference())
    assert states(found) == {"missing": [], "twice": [], "unclear": []} and found.foreign == ()
    off = errors(found, tape)
    assert numpy.median(off) <= 30 and numpy.percentile(off, 95) <= 150


def test_what_is_left_out_repeated_begun_twice_or_exchanged_is_told():
    tape, voice = Tape(2), person(235)
    for number in (0, 1, 3, 4, 6, 5, 7, 8, 9, 10, 11):
        if number == 4:
            tape.read(-1, voice[4])
        if number == 8:
            tape.read(-2, voice[8], 0.55)
        tape.read(number, voice[number])
        if number == 9:
            tape.cough()
    tape.truth.pop(-1)
    found = takes.align(tape.sound(20), reference())
    assert states(found)["missing"] == [2] and states(found)["twice"] == [4]
    assert [number for number, take in enumerate(found.takes) if take.others] == [4, 8]
    assert found.takes[6].start < found.takes[5].start, "exchanged"
    assert numpy.median(errors(found, tape)) <= 30


@pytest.mark.parametrize("where", ["before", "after"])
def test_another_text_beside_it_is_told_and_not_used(where):
    tape = Tape(3)
    foreign = [] if where == "after" else list(person(235, OTHER))
    for pcm in foreign:
        tape.read(-1, pcm)
    for number, pcm in enumerate(person(235)):
        tape.read(number, pcm)
    for pcm in [] if where == "before" else person(235, OTHER):
        tape.read(-1, pcm)
    tape.truth.pop(-1)
    found = takes.align(tape.sound(), reference())
    assert states(found)["missing"] == [] and numpy.percentile(errors(found, tape), 90) <= 150
    assert sum(end - start for start, end in found.foreign) > 0.5 * sum(map(len, person(235, OTHER)))


def test_a_recording_of_another_text_has_almost_nothing_of_it():
    tape = Tape(4)
    for pcm in person(235, OTHER):
        tape.read(-1, pcm)
    assert takes.align(tape.sound(), reference()).missing > 0.7


def test_silence_and_almost_nothing_are_no_recording():
    for pcm in (numpy.zeros(0, "<i2"), numpy.zeros(5 * RATE, "<i2"), numpy.full(RATE // 4, 1000, "<i2")):
        found = takes.align(pcm, reference())
        assert found.missing == 1 and found.foreign == ()


def test_a_long_recording_goes_through_in_windows(monkeypatch):
    monkeypatch.setattr(takes, "WINDOW", 900)
    tape = Tape()
    for number, pcm in enumerate(person(235)):
        tape.read(number, pcm)
    found = takes.align(tape.sound(), reference())
    assert states(found)["missing"] == [] and numpy.percentile(errors(found, tape), 95) <= 150


def test_the_level_and_the_rate_do_not_matter_and_silence_is_no_speech():
    pcm = person(235)[0]
    one = features(numpy.concatenate([pcm, numpy.zeros(RATE), pcm]).astype("<i2"))
    half = features(numpy.concatenate([pcm, numpy.zeros(RATE), pcm]).astype("<i2") // 2)
    assert abs(len(one.rows) - len(half.rows)) <= 2 and one.count == (2 * len(pcm) + RATE) // HOP
    gaps = numpy.diff(one.frames)
    assert 45 <= gaps.max() <= 60 + len(pcm) // HOP // 10
