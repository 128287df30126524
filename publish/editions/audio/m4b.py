"""The audiobook: one M4B with cover and chapters, encoded from the masters, each section once.

The announcement that opens every section's own file is left out between sections, where nobody needs it: only the first one
stays, which names book and issuer and says that the voice is synthetic. Sections are encoded one by one and joined without
encoding again (:mod:`publish.editions.audio.aac`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from publish import ffmpeg, files
from publish.editions.audio import aac, chapters, listened
from publish.editions.audio.chapters import Chapter, Part
from publish.editions.model import Publication
from publish.editions.shared import aigc, clock, cover, credits
from publish.findings import Finding, fail, finding

MOST_CHAPTERS = 255
"""A Nero chapter list counts in one byte, and players prefer it (standards.md M4B-01)."""

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
        long = lengths(publication, parts)
        marks, self.findings = chapter_list(parts, long, path.name)
        made = listened.unproved(path)
        _encode(publication, parts, long, marks, self.options, made)
        with listened.readable(path):
            _tag(publication, self.options, made)
        return (listened.keep(made, path, proof(made, marks)),)


def begins(part: Part) -> int:
    """The sample at which a part enters the book: after its announcement, except in the first part."""
    return 0 if part.number == 1 else part.track.opening


def lengths(publication: Publication, parts: tuple[Part, ...]) -> tuple[int, ...]:
    """Of every part in the book, in samples."""
    return aac.lengths([(part.track.samples - begins(part), aac.silence(publication.root / part.track.master)) for part in parts])


def chapter_list(parts: tuple[Part, ...], long: Sequence[int], name: str) -> tuple[tuple[Chapter, ...], tuple[Finding, ...]]:
    """All chapters on the book's own clock; those of the sections only, when they would be more than 255. ``long``: the parts'
    :func:`lengths`."""
    rates = {part.track.rate for part in parts}
    if len(rates) > 1:
        raise fail("E301", name, rates=", ".join(map(str, sorted(rates))))
    full = tuple(_on_book_clock(parts, long, detailed=True))
    if len(full) <= MOST_CHAPTERS:
        return full, ()
    return tuple(_on_book_clock(parts, long, detailed=False)), (finding("E303", name, count=len(full)),)


def _on_book_clock(parts: tuple[Part, ...], long: Sequence[int], detailed: bool) -> Iterator[Chapter]:
    """Each part's chapters, moved to where the part lies; counted in samples, so that no rounding adds up."""
    before = 0
    for part, length in zip(parts, long, strict=True):
        rate, skipped = part.track.rate, begins(part)
        start, end = clock.milliseconds(before, rate), clock.milliseconds(before + length, rate)
        inner = part.chapters if detailed else part.chapters[:1]
        places = [start] + [start + chapter.begin - clock.milliseconds(skipped, rate) for chapter in inner[1:]]
        for chapter, begin, stop in zip(inner, places, [*places[1:], end], strict=True):
            yield Chapter(chapter.title, begin, stop)
        before += length


def _encode(
    publication: Publication, parts: tuple[Part, ...], long: Sequence[int], marks: tuple[Chapter, ...], options: M4bOptions, made: Path
) -> None:
    sound, texts, picture = (made.with_name(f"{made.name}.{ending}") for ending in ("aac", "txt", "jpg"))
    exact = ffmpeg.BITEXACT[ffmpeg.BITEXACT.index("-fflags"):]  # without -map_metadata -1, which would drop the chapters' titles
    maps = ("-map", "0:a", "-map", "2:v", *exact, "-map_chapters", "1", "-map_metadata", "1")
    form = ("-c", "copy", "-disposition:v:0", "attached_pic", "-metadata:s:a:0", "language=chi", "-movflags", "+faststart", "-f", "ipod")
    limit = ("-movflags", "+faststart+disable_chpl") if len(marks) > MOST_CHAPTERS else ()
    encoded = aac.sections(publication, parts, [begins(part) for part in parts], options.bitrate)
    try:
        aac.join(encoded, long, sound)
        files.write(texts, ffmetadata(marks))
        files.write(picture, cover.square(publication))
        delay = ("-itsoffset", f"-{aac.FRAME / parts[0].track.rate:.9f}")
        ffmpeg.run(*delay, "-i", sound, "-f", "ffmetadata", "-i", texts, "-i", picture, *maps, *form, *limit, made)
    except OSError as error:
        raise files.refusal(error, made) from error
    finally:
        for path in (sound, texts, picture):
            path.unlink(missing_ok=True)


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
        "\xa9nam": about.title, "\xa9alb": about.title, "\xa9ART": author, "aART": author, "\xa9wrt": credits.narrator(publication),
        "\xa9day": credits.iso_date(about.date), "\xa9gen": "Audiobook", "cprt": about.rights, "desc": about.description,
        "\xa9cmt": credits.read_by(publication),
    }.items():
        if text:
            opened[key] = [text]
    opened["stik"] = [2]
    if options.aigc and aigc.is_synthetic(publication):
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
