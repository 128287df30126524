"""Samples become times. The only place where a time is written; every other module asks here.

A sample is cut down to the millisecond it lies in, the same way for every format. Two clips that share a sample therefore
share a time, and no time ever lies after the audio it belongs to. SMIL, WebVTT, SubRip, chapters and feeds agree to the
millisecond because they come from the same number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from publish.narration.model import Track


def milliseconds(sample: int, rate: int) -> int:
    """The whole millisecond that ``sample`` lies in, at ``rate`` samples a second."""
    if sample < 0 or rate <= 0:
        raise ValueError(f"no such moment: sample {sample} at {rate} Hz")
    return sample * 1000 // rate


@dataclass(frozen=True)
class Par:
    """A sentence's element and its stretch of audio, in milliseconds."""

    sentence: str
    begin: int
    end: int


def pars(track: Track, intro: bool = False) -> tuple[Par, ...]:
    """A track's clips as pars, in order; with ``intro``, the spoken announcement first."""
    clips = (track.intro if intro else ()) + track.clips
    return tuple(Par(c.sentence, milliseconds(c.start, track.rate), milliseconds(c.end, track.rate)) for c in clips)


def duration(of: tuple[Par, ...]) -> int:
    """The summed length of the pars, in milliseconds."""
    return sum(par.end - par.begin for par in of)


def sounding(track: Track) -> int:
    """Milliseconds of a track without its announcement."""
    return milliseconds(track.samples, track.rate) - milliseconds(track.opening, track.rate)


def contiguous(of: tuple[Par, ...]) -> bool:
    """Whether each par begins where the one before it ends, and each has a length."""
    return all(par.begin < par.end for par in of) and all(a.end == b.begin for a, b in pairwise(of))


def smil(ms: int) -> str:
    """A SMIL full clock value, ``h:mm:ss.mmm``: three decimals, never ``ms`` (standards.md M-06)."""
    hours, minutes, seconds, rest = _parts(ms)
    return f"{hours}:{minutes:02}:{seconds:02}.{rest:03}"


def vtt(ms: int) -> str:
    """A WebVTT timestamp, ``hh:mm:ss.mmm``."""
    hours, minutes, seconds, rest = _parts(ms)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def srt(ms: int) -> str:
    """A SubRip timestamp, ``hh:mm:ss,mmm``."""
    return vtt(ms).replace(".", ",")


def npt(ms: int) -> str:
    """A clip's edge in SMIL 1.0, ``npt=17.057s``: the one form that every maker of talking books writes (DAISY 2.02)."""
    return f"npt={timecount(ms)}"


def timecount(ms: int) -> str:
    """A length in SMIL 1.0, ``110.410s``."""
    secs, rest = divmod(ms, 1000)
    return f"{secs}.{rest:03}s"


def whole(ms: int) -> str:
    """``hh:mm:ss``, rounded half up: lengths in the heads of a talking book. Round sums, never add what was rounded."""
    hours, minutes, secs, _ = _parts(ms + 500)
    return f"{hours:02}:{minutes:02}:{secs:02}"


def seconds(ms: int) -> float:
    """Seconds as JSON chapters and scripts want them; exact to the millisecond."""
    return ms / 1000


def feed(ms: int) -> str:
    """Whole seconds for ``itunes:duration``, rounded half up; at least 1 for anything that sounds."""
    return str(max((ms + 500) // 1000, 1 if ms else 0))


def chinese(ms: int) -> str:
    """A length as a person says it: ``1小时5分钟``, ``3分20秒``, ``12秒``. Hours drop the seconds."""
    hours, minutes, secs, _ = _parts(ms + 500)
    if hours:
        return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"
    if minutes:
        return f"{minutes}分{secs}秒" if secs else f"{minutes}分钟"
    return f"{secs}秒"


def parse(clock: str) -> int:
    """Milliseconds of a SMIL, WebVTT or SubRip time as written above; used by proofs that read files back."""
    hours, minutes, rest = clock.replace(",", ".").split(":")
    secs, _, fraction = rest.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(secs)) * 1000 + int(fraction.ljust(3, "0")[:3])


def is_npt(value: str) -> bool:
    """Whether a time is written as :func:`npt` writes it."""
    return re.fullmatch(r"npt=\d+\.\d{3}s", value) is not None


def parse_timecount(value: str) -> int:
    """Milliseconds of a time as :func:`npt` and :func:`timecount` write it."""
    secs, _, rest = value.removeprefix("npt=").removesuffix("s").partition(".")
    return int(secs) * 1000 + int(rest)


def _parts(ms: int) -> tuple[int, int, int, int]:
    if ms < 0:
        raise ValueError(f"no such time: {ms} ms")
    secs, rest = divmod(ms, 1000)
    return secs // 3600, secs // 60 % 60, secs % 60, rest
