"""How long an MP3 really is: its frames counted one by one, whatever its header says (ISO/IEC 11172-3, 13818-3, layer III)."""

from __future__ import annotations

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
