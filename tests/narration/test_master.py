"""Loudness, peaks and times: measured by our meter, judged by ffmpeg's."""

from __future__ import annotations

import dataclasses
import re

import numpy
import pytest

from publish import ffmpeg
from publish.narration import report
from publish.narration.model import NarrationOptions
from publish.narration.sound import encode
from publish.narration.sound.encode import Heard
from publish.narration.sound.loudness import Meter, decibels, envelope, integrated
from publish.narration.sound.master import CEILING, Mastered, Piece, master, reduction
from publish.narration.tracks import Record
from tests.narration import helpers

RATE = 24000


def speech_like(seconds: float, level: float, seed: int = 1) -> numpy.ndarray:
    """Noise in syllables of changing loudness, with a few hard peaks."""
    random = numpy.random.default_rng(seed)
    count = round(seconds * RATE)
    swell = numpy.abs(numpy.sin(numpy.arange(count) * numpy.pi / 4800)) * numpy.repeat(random.uniform(0.2, 1, count // 4800 + 1), 4800)[:count]
    sound = random.standard_normal(count) * swell * level
    sound[random.integers(0, count, 20)] *= 6
    sound[:240] *= numpy.arange(240) / 240
    sound[-240:] *= numpy.arange(240)[::-1] / 240
    return numpy.clip(numpy.rint(sound * 32767), -32000, 32000).astype("<i2")


def pieces(*sounds: numpy.ndarray) -> list[Piece]:
    return [Piece(7200 if not n else 0, 8400, lambda sound=sound: sound) for n, sound in enumerate(sounds)]


def judged(path) -> tuple[float, float]:
    """Loudness and true peak as ffmpeg has them."""
    text = ffmpeg.run("-i", path, "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-").stderr.decode()
    return tuple(float(re.search(rf"{name}:\s+(-?[\d.]+)", text[text.rindex("Summary"):]).group(1)) for name in ("I", "Peak"))


@pytest.mark.parametrize("level", [0.01, 0.06, 0.2])
def test_masters_reach_the_target_whatever_comes_in(tmp_path, level):
    figures, _ = master(pieces(speech_like(6, level), speech_like(5, level / 2, 2)), RATE, -19.0, tmp_path / "a.wav")
    loudness, peak = judged(tmp_path / "a.wav")
    assert abs(loudness + 19) <= 0.15 and abs(figures.loudness - loudness) <= 0.1
    assert peak <= CEILING + 0.15 and figures.true_peak <= CEILING + 0.01


def test_mastering_moves_no_sample(tmp_path):
    sounds = [speech_like(3, 0.3, seed) for seed in (1, 2, 3)]
    master(pieces(*sounds), RATE, -19.0, tmp_path / "a.wav")
    made, rate = helpers.wav(tmp_path / "a.wav")
    assert rate == RATE and len(made) == 7200 + sum(len(sound) + 8400 for sound in sounds)
    at = 7200
    for sound in sounds:
        lag, fit = helpers.lag(made, sound, at, 2000)
        assert lag == 0 and fit > 0.9
        at += len(sound) + 8400


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for name in "ab":
        master(pieces(speech_like(3, 0.1)), RATE, -19.0, tmp_path / f"{name}.wav")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_silence_stays_silence(tmp_path):
    figures, _ = master([Piece(0, RATE, lambda: numpy.zeros(0, "<i2"))], RATE, -19.0, tmp_path / "a.wav")
    assert figures.gain == 0 and not helpers.wav(tmp_path / "a.wav")[0].any()


def test_steps_at_joins_are_taken_away(tmp_path):
    step = numpy.full(4800, 9000, "<i2")
    step[::2] = -9000
    master(pieces(step, step), RATE, -19.0, tmp_path / "a.wav")
    made = helpers.wav(tmp_path / "a.wav")[0].astype(int)
    assert abs(made[7200]) < 200 and abs(made[7200 + 4799]) < 200


def test_the_meter_agrees_with_ffmpeg(tmp_path):
    sound = speech_like(20, 0.1)
    path = tmp_path / "a.wav"
    import wave

    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.tobytes())
    meter = Meter(RATE)
    meter.add(sound.astype("f4") / 32767)
    loudness, peak = judged(path)
    assert abs(integrated([meter.hops()]) - loudness) <= 0.1
    assert abs(decibels(float(envelope(sound.astype("f4") / 32767).max())) - peak) <= 0.2


def test_loudness_of_a_tone_is_known():
    """BS.1770-4: a sine of 997 Hz at 0 dBFS in one channel measures −3.01 LKFS."""
    tone = numpy.sin(numpy.arange(10 * 48000) * 2 * numpy.pi * 997 / 48000)
    meter = Meter(48000)
    meter.add(tone)
    assert abs(integrated([meter.hops()]) + 3.01) < 0.05


def test_the_limiter_touches_only_what_is_near_a_peak():
    peaks = numpy.full(10000, 0.1)
    peaks[5000] = 1.0
    gain = reduction(peaks, 0.5, 240)
    assert gain[5000] <= 0.5 + 1e-6 and gain[0] == 1 and gain[-1] == 1
    assert (gain[:4500] == 1).all() and (gain[5500:] == 1).all() and numpy.abs(numpy.diff(gain)).max() < 0.01


# --- encoding ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def encoded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mp3")
    master(pieces(speech_like(6, 0.1), speech_like(4, 0.1, 2)), RATE, -19.0, folder / "a.wav")
    encode.encode(folder / "a.wav", folder / "a.mp3", 64000)
    return folder


def test_mp3_is_what_every_player_takes(encoded):
    import mutagen.mp3

    info = mutagen.mp3.MP3(encoded / "a.mp3").info
    assert (info.sample_rate, info.channels, info.bitrate, info.bitrate_mode) == (44100, 1, 64000, mutagen.mp3.BitrateMode.CBR)
    assert mutagen.mp3.MP3(encoded / "a.mp3").tags is None
    assert not list(encoded.glob(".partial*"))


def test_time_zero_of_the_mp3_is_time_zero_of_the_master(encoded):
    wav, _ = helpers.wav(encoded / "a.wav")
    heard = helpers.decoded(encoded / "a.mp3", RATE)
    assert abs(len(heard) - len(wav)) <= 2
    for at in (7200, RATE * 5, RATE * 9):
        lag, fit = helpers.lag(heard, wav[at:at + RATE], at, 4800)
        assert abs(lag) <= RATE // 1000, "within a millisecond"
        assert fit > 0.8


def test_mp3_is_as_loud_as_its_master_and_as_long(encoded):
    heard = encode.hear(encoded / "a.mp3")
    assert abs(heard.loudness + 19) <= 0.4 and heard.true_peak <= -1.0
    wav, _ = helpers.wav(encoded / "a.wav")
    assert abs(heard.seconds - len(wav) / RATE) < 0.02


def test_encoding_twice_gives_the_same_bytes(encoded):
    encode.encode(encoded / "a.wav", encoded / "b.mp3", 64000)
    assert (encoded / "a.mp3").read_bytes() == (encoded / "b.mp3").read_bytes()


# --- the report: each bound can be crossed ------------------------------------------------------------------------------


def record(**changes) -> Record:
    heard = Heard(-19.0, 3.0, -1.5, 20.0, 160000)
    mastered = Mastered(-19.0, -2.5, 4.0, 0.0, -90.0, 0.2)
    hops = numpy.full(200, 10 ** ((-19 + 0.691) / 10), "f4")
    made = Record("k", "001-s001", "audio/001-s001.mp3", "audio/001-s001.wav", "d", RATE, 20 * RATE, (), mastered, heard, hops.tobytes())
    return dataclasses.replace(made, **changes)


def found(tmp_path, one: Record) -> set[str]:
    return {f.code for f in report.write(tmp_path, [record(), record(), record(), one], NarrationOptions(), [(60, 18.0)] * 4)}


def test_a_book_within_bounds_has_nothing_to_report(tmp_path):
    assert found(tmp_path, record()) == set()
    text = (tmp_path / "audio-report.md").read_text("utf-8")
    assert "-19.0 LUFS" in text and "每分钟 200.0 字" in text


def test_each_bound_is_watched(tmp_path):
    heard, mastered = record().heard, record().mastered
    loud = numpy.full(200, 10 ** ((-14 + 0.691) / 10), "f4").tobytes()
    assert found(tmp_path, record(heard=dataclasses.replace(heard, loudness=-19.7))) == {"V222"}
    assert found(tmp_path, record(heard=dataclasses.replace(heard, true_peak=-0.9))) == {"V223"}
    assert found(tmp_path, record(heard=dataclasses.replace(heard, seconds=19.9))) == {"V225"}
    assert found(tmp_path, record(mastered=dataclasses.replace(mastered, noise=-55.0))) == {"V224"}
    assert "V221" in found(tmp_path, record(hops=loud))
