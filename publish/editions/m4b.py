"""The audiobook: one M4B with cover and chapters, encoded once from the masters.

The announcement that opens every section's own file is left out between sections, where nobody needs it: only the first one
stays, which names book and issuer and says that the voice is synthetic.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from publish import ffmpeg, files
from publish.editions import aigc, chapters, clock, cover, listened, metadata
from publish.editions.chapters import Chapter, Part
from publish.editions.model import Publication
from publish.findings import Finding, fail, finding

MOST_CHAPTERS = 255
"""A Nero chapter list counts in one byte, and players prefer it (standards.md M4B-01)."""

PIECE = 1 << 16
"""Samples copied at a time."""


@dataclass(frozen=True)
class M4bOptions:
    """``[editions.m4b]``. ``bitrate`` of the AAC in bit/s; ``aigc``: name of the label's atom, empty for none; ``producer``: whom it names."""

    bitrate: int = 48000
    aigc: str = "AIGC"
    producer: str = ""


@dataclass
class M4b:
    """``<slug>.m4b``."""

    options: M4bOptions = field(default_factory=M4bOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "m4b"
    Options: ClassVar[type] = M4bOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the audiobook and prove it; raises :class:`PublishError` when a proof fails."""
        path = files.inside(into, f"{publication.slug}.m4b")
        parts = chapters.parts(publication, self.name)
        marks, self.findings = chapter_list(parts, path.name)
        made = listened.unproved(path)
        _encode(publication, parts, marks, self.options, made)
        with listened.readable(path):
            _tag(publication, self.options, made)
        return (listened.keep(made, path, proof(made, marks)),)


def begins(part: Part) -> int:
    """The sample at which a part enters the book: after its announcement, except in the first part."""
    return 0 if part.number == 1 or not part.track.clips else part.track.clips[0].start


def chapter_list(parts: tuple[Part, ...], name: str) -> tuple[tuple[Chapter, ...], tuple[Finding, ...]]:
    """All chapters on the book's own clock; those of the sections only, when they would be more than 255."""
    rates = {part.track.rate for part in parts}
    if len(rates) > 1:
        raise fail("E301", name, rates=", ".join(map(str, sorted(rates))))
    full = tuple(_on_book_clock(parts, detailed=True))
    if len(full) <= MOST_CHAPTERS:
        return full, ()
    return tuple(_on_book_clock(parts, detailed=False)), (finding("E303", name, count=len(full)),)


def _on_book_clock(parts: tuple[Part, ...], detailed: bool) -> Iterator[Chapter]:
    """Each part's chapters, moved to where the part lies; counted in samples, so that no rounding adds up."""
    before = 0
    for part in parts:
        rate, skipped = part.track.rate, begins(part)
        start, end = clock.milliseconds(before, rate), clock.milliseconds(before + part.track.samples - skipped, rate)
        inner = part.chapters if detailed else part.chapters[:1]
        places = [start] + [start + chapter.begin - clock.milliseconds(skipped, rate) for chapter in inner[1:]]
        for chapter, begin, stop in zip(inner, places, [*places[1:], end], strict=True):
            yield Chapter(chapter.title, begin, stop)
        before += part.track.samples - skipped


def _encode(publication: Publication, parts: tuple[Part, ...], marks: tuple[Chapter, ...], options: M4bOptions, made: Path) -> None:
    sound, texts, picture = (made.with_name(f"{made.name}.{ending}") for ending in ("wav", "txt", "jpg"))
    exact = ffmpeg.BITEXACT[ffmpeg.BITEXACT.index("-fflags"):]  # without -map_metadata -1, which would drop the chapters' titles
    maps = ("-map", "0:a", "-map", "2:v", *exact, "-map_chapters", "1", "-map_metadata", "1")
    form = ("-c:a", "aac", "-b:a", str(options.bitrate), "-c:v", "copy", "-disposition:v:0", "attached_pic", "-metadata:s:a:0", "language=chi", "-movflags", "+faststart", "-f", "ipod")
    limit = ("-movflags", "+faststart+disable_chpl") if len(marks) > MOST_CHAPTERS else ()
    try:
        join(publication, parts, sound)
        files.write(texts, ffmetadata(marks))
        files.write(picture, cover.square(publication))
        ffmpeg.run("-i", sound, "-f", "ffmetadata", "-i", texts, "-i", picture, *maps, *form, *limit, made)
    except OSError as error:
        raise files.refusal(error, made) from error
    finally:
        for path in (sound, texts, picture):
            path.unlink(missing_ok=True)


def join(publication: Publication, parts: tuple[Part, ...], path: Path) -> None:
    """The masters one after the other as one WAV, announcements left out, copied in pieces."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, parts[0].track.rate, 0, "NONE", ""))
        for part in parts:
            with wave.open(str(publication.root / part.track.master), "rb") as master:
                master.setpos(begins(part))
                while piece := master.readframes(PIECE):
                    out.writeframesraw(piece)


def ffmetadata(marks: tuple[Chapter, ...]) -> str:
    """Chapters in ffmpeg's text form, titles escaped (ffmpeg formats, "Metadata")."""
    lines = [";FFMETADATA1"]
    for mark in marks:
        escaped = "".join(f"\\{c}" if c in "=;#\\\n" else c for c in mark.title)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={mark.begin}", f"END={mark.end}", f"title={escaped}"]
    return "\n".join(lines) + "\n"


def _tag(publication: Publication, options: M4bOptions, made: Path) -> None:
    """Title, author, album, narrator, date, label, as audiobook shelves read them; ``stik`` 2 says audiobook."""
    from mutagen.mp4 import MP4, MP4FreeForm

    about = publication.manuscript.metadata
    opened = MP4(made)
    author = about.speaker or about.issuer
    for key, text in {
        "\xa9nam": about.title, "\xa9alb": about.title, "\xa9ART": author, "aART": author, "\xa9wrt": metadata.narrator(publication),
        "\xa9day": about.date.isoformat(), "\xa9gen": "Audiobook", "cprt": about.rights, "desc": about.description,
        "\xa9cmt": f"由{metadata.narrator(publication)}朗读。",
    }.items():
        if text:
            opened[key] = [text]
    opened["stik"] = [2]
    if options.aigc:
        opened[f"----:com.apple.iTunes:{options.aigc}"] = [MP4FreeForm(aigc.label(publication, options.producer, "book").encode("utf-8"))]
    opened.save(padding=lambda info: 0)


def proof(made: Path, marks: tuple[Chapter, ...]) -> Iterator[Finding]:
    """Read back: length, cover, chapters by name and to 50 ms."""
    from mutagen.mp4 import MP4

    name, opened = listened.name_of(made), MP4(made)
    length = opened.info.length * 1000
    if not -listened.TOLERANCE <= length - marks[-1].end <= listened.PADDING:
        yield finding("E302", name, reason=f"{length / 1000:.3f} s / {marks[-1].end / 1000:.3f} s")
    if not (opened.tags or {}).get("covr"):
        yield finding("E302", name, reason="cover")
    found = [(chapter.title, chapter.start * 1000) for chapter in opened.chapters or ()]
    if [title for title, _ in found] != [mark.title for mark in marks]:
        yield finding("E302", name, reason=f"{len(found)} / {len(marks)}")
    for (title, begin), mark in zip(found, marks, strict=False):
        if abs(begin - mark.begin) > listened.TOLERANCE:
            yield finding("E302", name, reason=f"{title}: {clock.vtt(round(begin))} / {clock.vtt(mark.begin)}")
