"""Proofs of audio files, read back from disk: length, form, tags, chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publish import files
from publish.editions.audio import chapters
from publish.editions.audio.chapters import Chapter, Part
from publish.editions.shared import clock, mpeg
from publish.findings import Finding, PublishError, fail, finding

TOLERANCE = 50
"""Milliseconds by which a chapter read back may differ."""

PADDING = 100
"""Milliseconds that an encoder may add: its delay and the filling of the last frame (LAME: 1105 + up to 2304 samples)."""


def mp3(path: Path, part: Part) -> Iterator[Finding]:
    """One channel at a constant rate, as long as its master, ID3v2.3 with title, number, cover, CHAP frames under one CTOC."""
    from mutagen.mp3 import MP3, BitrateMode

    opened = MP3(path)
    info, tags = opened.info, opened.tags
    if info.channels != 1 or info.bitrate_mode not in (BitrateMode.CBR, BitrateMode.UNKNOWN):
        yield finding("E201", name_of(path), channels=info.channels, mode=str(info.bitrate_mode))
    yield from _length(path, mpeg.seconds(path.read_bytes()), part)
    missing = [name for name in ("TIT2", "TALB", "TRCK", "TLAN", "APIC:", "CTOC:toc") if name not in (tags or {})]
    if missing or path.open("rb").read(4) != b"ID3\x03":
        yield finding("E203", name_of(path), missing=", ".join(missing) or "ID3v2.3")
        return
    named = tags["CTOC:toc"].child_element_ids
    frames = [tags.get(f"CHAP:{name}") for name in named]
    if any(frame is None for frame in frames) or len(tags.getall("CHAP")) != len(named):
        yield finding("E204", name_of(path), reason="CTOC / CHAP")
        return
    found = tuple(Chapter(frame.sub_frames["TIT2"].text[0], frame.start_time, frame.end_time) for frame in frames)
    yield from _chapters(path, found, part.chapters, part.length)


def opus(path: Path, part: Part) -> Iterator[Finding]:
    """As long as its master, chapters in order."""
    from mutagen.oggopus import OggOpus

    opened = OggOpus(path)
    yield from _length(path, opened.info.length, part)
    starts = [key for key, _ in opened.tags if key.upper().startswith("CHAPTER") and key[7:].isdigit()]
    begins = [clock.parse(opened.tags[key][0]) for key in sorted(starts)]
    if begins != [chapter.begin for chapter in part.chapters]:
        yield finding("E204", name_of(path), reason=f"{len(begins)} / {len(part.chapters)}")


def name_of(path: Path) -> str:
    """The file's final name."""
    return path.name.removeprefix(files.TEMPORARY_PREFIX)


def _length(path: Path, seconds: float, part: Part) -> Iterator[Finding]:
    if not -1 <= seconds * 1000 - part.length <= PADDING:
        yield finding("E202", name_of(path), length=f"{seconds:.3f}", expected=f"{part.length / 1000:.3f}")


def keep(made: Path, path: Path, found: Iterable[Finding]) -> Path:
    """Give a file that was made under a temporary name its final one, or remove it and raise what was found wrong with it."""
    try:
        with readable(path):
            errors = tuple(found)
            if errors:
                raise PublishError(*errors)
            return made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What the system or the tag library refuses inside becomes a finding on ``path``: ``G101`` to ``G103``, ``E205``."""
    from mutagen import MutagenError

    try:
        yield
    except OSError as error:
        raise files.refusal(error, path) from error
    except MutagenError as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, OSError):
            raise files.refusal(cause, path) from error
        raise fail("E205", path.name, reason=error) from error


def unproved(path: Path) -> Path:
    """Where a file is made before its proof; a killed build's remains are swept by this name."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.refusal(error, path) from error
    return path.with_name(files.TEMPORARY_PREFIX + path.name)


def _chapters(path: Path, found: tuple[Chapter, ...], expected: tuple[Chapter, ...], length: int) -> Iterator[Finding]:
    """Chapters follow each other over the whole file and are the ones meant, to :data:`TOLERANCE`."""
    if not chapters.contiguous(found, length):
        yield finding("E204", name_of(path), reason="0 …")
    if [c.title for c in found] != [c.title for c in expected]:
        yield finding("E204", name_of(path), reason=f"{len(found)} / {len(expected)}")
    for got, wanted in zip(found, expected, strict=False):
        if abs(got.begin - wanted.begin) > TOLERANCE:
            yield finding("E204", name_of(path), reason=f"{wanted.title}: {clock.vtt(got.begin)} / {clock.vtt(wanted.begin)}")
