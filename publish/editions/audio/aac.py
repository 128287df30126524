"""Sections as AAC, each encoded by itself, joined frame by frame into one stream that plays as if encoded in one go.

An AAC frame of 1024 samples is heard through windows that overlap the frame before: what an encoder puts out first covers
the 1024 samples before its input (zeros) and its input's first ones. Where a section ends in digital silence, as every
section does, that first frame can follow the last silent one of the section before: both agree that there is nothing.
Sections therefore begin at whole frames; where one belongs by the count of samples is met to half a frame (21 ms), because
silence at the end of the section before is cut or filled, and these halves do not add up.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from publish import ffmpeg
from publish.editions.audio import encoded
from publish.editions.audio.chapters import Part
from publish.editions.model import Publication

FRAME = 1024
"""Samples in a frame, and of the encoder's delay."""

TAIL = 4 * FRAME
"""Samples at a section's end of which it matters whether they are silent."""


def sections(publication: Publication, parts: Sequence[Part], begins: Sequence[int], bitrate: int) -> tuple[Path, ...]:
    """Every part from its sample ``begins`` on as an ADTS stream, a little longer than it may have to be."""
    first = {part.number: begin for part, begin in zip(parts, begins, strict=True)}

    def form(part: Part) -> encoded.Form:
        begin = first[part.number]
        length = (frames(part.track.samples - begin) + 1) * FRAME
        cut = f"atrim=start_sample={begin},asetpts=PTS-STARTPTS,apad=whole_len={length}"
        return ("-af", cut, "-c:a", "aac", "-b:a", bitrate, *ffmpeg.BITEXACT, "-f", "adts")

    return encoded.sections(publication, "m4b", parts, form)


def frames(samples: int) -> int:
    """How many frames the samples fill, the last one perhaps in part."""
    return -(-samples // FRAME)


def silence(master: Path) -> int:
    """How many samples at the end of a WAV are digital silence, counted up to :data:`TAIL`."""
    with wave.open(str(master), "rb") as sound:
        sound.setpos(max(sound.getnframes() - TAIL, 0))
        end = sound.readframes(TAIL)
    return (len(end) - len(end.rstrip(b"\0"))) // 2


def lengths(parts: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """How long each part (its samples, of which silent at the end) is in the book: whole frames, the last one silent, the next
    part as near as can be to where it belongs."""
    made: list[int] = []
    wanted = at = 0
    for samples, silent in parts:
        wanted += samples
        sounding = frames(samples - silent) + 1
        made.append(min(max(round(wanted / FRAME) - at, sounding), frames(samples) + 1))
        at += made[-1]
    return tuple(count * FRAME for count in made)


def join(streams: Sequence[Path], lengths: Sequence[int], path: Path) -> None:
    """One ADTS stream: of each part as many frames as its length asks for, and at the end the one that completes the last."""
    with path.open("wb") as out:
        for number, (stream, length) in enumerate(zip(streams, lengths, strict=True), 1):
            count = length // FRAME + (number == len(streams))
            with stream.open("rb") as source:
                for frame, _ in zip(adts(source), range(count), strict=False):
                    out.write(frame)


def adts(source: BinaryIO) -> Iterator[bytes]:
    """The frames of an ADTS stream, headers included (ISO/IEC 13818-7, 6.2: the length is 13 bits from the 31st on)."""
    while len(head := source.read(7)) == 7:
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        yield head + source.read(length - 7)
