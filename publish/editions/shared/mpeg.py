"""How long an MP3 really is: its frames counted one by one, whatever its header says (ISO/IEC 11172-3, 13818-3, layer III).

And the same sound from a later moment on, without encoding it again: whole frames are left out, and the Info frame (the tag that
LAME puts before the sound) tells players how much of what is left not to play.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""kbit/s by index, for MPEG 1 and for MPEG 2 and 2.5."""

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version and index."""


def seconds(data: bytes) -> float:
    """The length of all whole frames; an Info or Xing frame holds no sound and is not counted; 0 when there is no frame."""
    at, total = tag_length(data[:10]), 0.0
    while frame := _frame(data, at):
        length, samples, rate = frame
        if at + length > len(data):
            break
        if total or not _is_info(data[at : at + length]):
            total += samples / rate
        at += length
    return total


def tag_length(head: bytes) -> int:
    """How many bytes an ID3v2 tag at the head of a file takes; 0 when there is none (ID3v2.3 §3.1)."""
    if head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Length in bytes, samples, rate of the frame at ``at``; None when there is none."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in RATES or bitrate in (0, 15) or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    hertz = RATES[version][rate]
    return samples // 8 * BITRATES[version == 3][bitrate] * 1000 // hertz + (head[2] >> 1 & 1), samples, hertz


def _is_info(frame: bytes) -> bool:
    return b"Info" in frame[:48] or b"Xing" in frame[:48]


DECODER = 529
"""Samples by which every decoder lags, on top of the encoder's delay in the Info frame (LAME tag specification)."""

WARM = 3
"""Frames decoded before the first one that is heard: its data may begin up to 511 bytes before it, its overlap one frame."""

_MOST = 4095
_LAME = 120
"""Bytes from ``Info`` to the name of the encoder when all four fields are there (flags 15): frames, bytes, contents, quality."""


@dataclass(frozen=True)
class Sound:
    """What an MP3 holds, counted: samples a player gives back (``delay`` and ``padding`` taken off), at ``rate``; its kbit/s and channels,
    each with more than one value when they change on the way."""

    samples: int
    rate: int
    bitrates: frozenset[int]
    channels: frozenset[int]

    @property
    def milliseconds(self) -> float:
        return self.samples * 1000 / self.rate if self.rate else 0.0


def sound(data: bytes) -> Sound:
    """An MP3 read frame by frame. Without a single frame all is empty."""
    total, rate, heads = 0, 0, set()
    delay = padding = 0
    for at, length, samples, hertz in frames(data):
        if not total and _is_info(data[at : at + length]):
            delay, padding = _gaps(data, at)
            continue
        total, rate = total + samples, hertz
        heads.add(data[at + 1 : at + 4])
    bitrates = frozenset(BITRATES[head[0] >> 3 & 3 == 3][head[1] >> 4] for head in heads)
    channels = frozenset(1 if head[2] >> 6 == 3 else 2 for head in heads)
    return Sound(max(total - delay - padding, 0), rate, bitrates, channels)


def frames(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Place, length in bytes, samples and rate of every whole frame in order, the Info frame among them."""
    at = tag_length(data[:10])
    while (frame := _frame(data, at)) and at + frame[0] <= len(data):
        yield at, *frame
        at += frame[0]


def later(data: bytes, skip: float) -> bytes | None:
    """The MP3 without its first ``skip`` seconds, to the sample where players mind the Info frame (elsewhere up to 0.1 s early).

    Best begun in a pause: the first frame heard (26 ms) may borrow its data from more frames than are kept, and is silent then. None when
    there is no Info frame to say in what is not to be played.
    """
    found = frames(data)
    head = next(found, None)
    if head is None or not _has_gaps(data, head[0]):
        return None
    delay, padding = _gaps(data, head[0])
    rest = [frame[0] for frame in found]
    _, length, samples, rate = head
    start = round(skip * rate) + delay + DECODER
    dropped = min(max((start - WARM * samples) // samples, 0), len(rest) - 1)
    kept = data[rest[dropped] :]
    gap = min(start - DECODER - dropped * samples, _MOST)
    info = _info(data[head[0] : head[0] + length], len(rest) - dropped, length + len(kept), gap, padding)
    return info + kept


def _place(frame: bytes) -> int:
    return max(frame.find(b"Info", 0, 48), frame.find(b"Xing", 0, 48))


def _has_gaps(data: bytes, at: int) -> bool:
    """Whether the frame is an Info frame with all fields, which the encoder's name and the gaps follow."""
    name = _place(data[at : at + 48])
    return name > 0 and data[at + name + 7] & 15 == 15


def _gaps(data: bytes, at: int) -> tuple[int, int]:
    """Samples not to be played, at the beginning (without the decoder's own) and at the end."""
    if not _has_gaps(data, at):
        return 0, 0
    place = at + _place(data[at : at + 48]) + _LAME + 21
    both = int.from_bytes(data[place : place + 3], "big")
    return both >> 12, both & 0xFFF


def _info(frame: bytes, count: int, size: int, delay: int, padding: int) -> bytes:
    """The Info frame with new figures; at a constant rate the table of contents stays. Its checksum covers its first 190 bytes."""
    made, name = bytearray(frame), _place(frame)
    made[name + 8 : name + 16] = count.to_bytes(4, "big") + size.to_bytes(4, "big")
    lame = name + _LAME
    made[lame + 21 : lame + 24] = (delay << 12 | padding).to_bytes(3, "big")
    made[lame + 28 : lame + 36] = size.to_bytes(4, "big") + bytes(4)  # nobody checks the sound's own checksum, 0 where it is not known
    made[lame + 34 : lame + 36] = _checksum(bytes(made[:190])).to_bytes(2, "big")
    return bytes(made)


def _checksum(data: bytes) -> int:
    """CRC-16 (ARC): the LAME tag's."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
