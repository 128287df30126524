"""The master becomes an MP3: constant bit rate, mono, 44.1 kHz, and is measured as people will hear it."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

from publish import ffmpeg, files

RATE = 44100
"""Samples a second of every MP3 (A-01): the one rate that no player refuses."""


@dataclasses.dataclass(frozen=True)
class Heard:
    """An MP3 decoded and measured by ffmpeg's ``ebur128``: loudness (LUFS), range (LU), true peak (dBTP), length (s)."""

    loudness: float
    range: float
    true_peak: float
    seconds: float
    bytes: int


LAME_SCALE = 0.4455
"""dB that LAME takes away (it scales by 0.95 at every constant bit rate, measured); given back, so that the MP3 is as loud as
its master."""


def encode(master: Path, path: Path, bitrate: int) -> None:
    """Write ``path`` whole. No tags: an edition that hands the file out adds its own.

    The Info frame tells players the encoder's delay, so that time 0 of the master is time 0 of what is heard. It is written
    last, at the head: ffmpeg needs a file it can go back in, not a pipe.
    """
    partial = path.with_name(f"{files.TEMPORARY_PREFIX}{path.name}")
    scale = ("-af", f"aresample={RATE},volume={LAME_SCALE}dB:precision=float")
    form = ("-f", "mp3", "-id3v2_version", "0", "-write_id3v1", "0", "-write_xing", "1")
    try:
        ffmpeg.run("-i", master, "-map", "0:a", *scale, "-c:a", "libmp3lame", "-b:a", str(bitrate), "-ac", "1", *ffmpeg.BITEXACT, *form, partial)
        with files.writing(path) as stream, partial.open("rb") as source:
            shutil.copyfileobj(source, stream, 1 << 20)
    finally:
        partial.unlink(missing_ok=True)


def hear(path: Path) -> Heard:
    """Decode once, keep nothing but the figures."""
    done = ffmpeg.run("-i", path, "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-")
    text = done.stderr.decode("utf-8", "replace")
    summary = text[text.rindex("Summary:"):]
    time = re.findall(r"time=(-?\d+):(\d+):([\d.]+)", text)[-1]
    seconds = int(time[0]) * 3600 + int(time[1]) * 60 + float(time[2])
    return Heard(_figure(summary, "I"), _figure(summary, "LRA"), _figure(summary, "Peak"), seconds, path.stat().st_size)


def _figure(summary: str, name: str) -> float:
    value = re.search(rf"\b{name}:\s+(-?[\d.]+|-?inf|nan)", summary)
    return float(value.group(1)) if value and value.group(1)[-1].isdigit() else -120.0
