"""Counting frames agrees with ffmpeg and mutagen on whole files, and sees what they miss on cut ones."""

import wave
from pathlib import Path

import numpy
import pytest
from mutagen.mp3 import MP3, BitrateMode

from publish import ffmpeg
from publish.editions.shared import mpeg
from publish.narration.sound import encode


@pytest.mark.parametrize("rate", [44100, 48000, 24000, 16000])
@pytest.mark.parametrize("tagged", ["0", "3"])
def test_whole_file(rate, tagged, tmp_path):
    path = tmp_path / "a.mp3"
    ffmpeg.run("-f", "lavfi", "-i", "sine=d=3.7", "-ar", str(rate), "-ac", "1", "-b:a", "64k", "-id3v2_version", tagged, path)
    assert mpeg.seconds(path.read_bytes()) == pytest.approx(MP3(path).info.length, abs=0.03)


def test_cut_file_is_shorter_although_its_header_says_otherwise(tmp_path):
    path = tmp_path / "a.mp3"
    ffmpeg.run("-f", "lavfi", "-i", "sine=d=4", "-ac", "1", "-b:a", "64k", path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert MP3(path).info.length > 3.9
    assert mpeg.seconds(path.read_bytes()) == pytest.approx(2.0, abs=0.1)


def noise(folder: Path, rate: int) -> bytes:
    """Twelve seconds that repeat nowhere, with a silence from 5 to 6, encoded as the narration is."""
    sound = 3000 * numpy.random.default_rng(7).standard_normal(12 * rate)
    sound[5 * rate : 6 * rate] = 0
    with wave.open(str(folder / "a.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(sound.astype("<i2").tobytes())
    encode.encode(folder / "a.wav", folder / "a.mp3", 64000)
    return (folder / "a.mp3").read_bytes()


def heard(folder: Path, data: bytes) -> numpy.ndarray:
    (folder / "b.mp3").write_bytes(data)
    return numpy.frombuffer(ffmpeg.run("-i", folder / "b.mp3", "-f", "s16le", "-").stdout, "<i2").astype(float)


@pytest.mark.parametrize("rate", [16000, 24000, 44100])
@pytest.mark.parametrize("skip", [0.0, 0.01, 3.21, 5.5, 11.9])
def test_the_same_sound_from_later_on(rate, skip, tmp_path):
    """Sample by sample, in a pause from the first one on, in the midst of noise from the second frame on: nothing is encoded again."""
    whole = noise(tmp_path, rate)
    later = mpeg.later(whole, skip)
    expected, found = heard(tmp_path, whole)[round(skip * 44100) :], heard(tmp_path, later)
    assert len(found) == len(expected) == mpeg.sound(later).samples
    assert numpy.abs(found - expected)[0 if skip in (0.0, 5.5) else 1152 :].max() <= 1
    assert len(later) < len(whole) - (skip - 0.15) * 8000


def test_what_a_file_says_of_itself_is_counted(tmp_path):
    whole = noise(tmp_path, 24000)
    assert mpeg.sound(whole) == mpeg.Sound(12 * 44100, 44100, frozenset({64}), frozenset({1}))
    later = mpeg.later(whole, 5.0)
    assert MP3(heard_path(tmp_path, later)).info.length == pytest.approx(7.0, abs=0.15)
    assert MP3(heard_path(tmp_path, later)).info.bitrate_mode == BitrateMode.CBR
    assert mpeg.sound(b"") == mpeg.Sound(0, 0, frozenset(), frozenset())


def heard_path(folder: Path, data: bytes) -> Path:
    (folder / "c.mp3").write_bytes(data)
    return folder / "c.mp3"


def test_a_file_without_an_info_frame_cannot_begin_later(tmp_path):
    path = tmp_path / "a.mp3"
    ffmpeg.run("-f", "lavfi", "-i", "sine=d=4", "-ac", "1", "-b:a", "64k", "-write_xing", "0", path)
    assert mpeg.later(path.read_bytes(), 1.0) is None and mpeg.later(b"", 1.0) is None


def test_no_frames():
    assert mpeg.seconds(b"") == mpeg.seconds(b"RIFF....WAVE") == 0.0
