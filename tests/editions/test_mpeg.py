"""Counting frames agrees with ffmpeg and mutagen on whole files, and sees what they miss on cut ones."""

import pytest
from mutagen.mp3 import MP3

from publish import ffmpeg
from publish.editions.shared import mpeg


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


def test_no_frames():
    assert mpeg.seconds(b"") == mpeg.seconds(b"RIFF....WAVE") == 0.0
