"""The sections as MP3 files with tags, and as small Opus files: folders that any player plays in order.

The MP3s are the narration's own, not encoded again: a tag is put before their frames. Tags are ID3v2.3 in UTF-16, the one
form that old players show Chinese from (standards.md HW-03); chapters are CHAP frames under one ordered CTOC (PC-07).
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from publish import ffmpeg, files
from publish.editions.audio import chapters, encoded, listened
from publish.editions.audio.chapters import Part
from publish.editions.model import Publication
from publish.editions.shared import aigc, clock, cover, credits, mpeg
from publish.findings import Finding

if TYPE_CHECKING:
    from mutagen.id3 import ID3

UTF16 = 1
"""mutagen's number for UTF-16 with byte order mark, the only Unicode of ID3v2.3."""


@dataclass(frozen=True)
class AudioOptions:
    """``[editions.audio]``. ``aigc``: name of the ID3 ``TXXX`` frame with the label of synthetic speech, empty for none;
    ``producer``: whom it names, by default the issuer."""

    aigc: str = "AIGC"
    producer: str = ""


@dataclass
class Audio:
    """``audio/001-….mp3`` …, ``audio/playlist.m3u8``."""

    options: AudioOptions = field(default_factory=AudioOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "audio"
    Options: ClassVar[type] = AudioOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the folder and prove each file; raises :class:`PublishError` when a proof fails."""
        folder = into / "audio"
        found = chapters.parts(publication, self.name)
        paths = tuple(tagged(publication, part, folder / f"{part.stem}.mp3", self.options) for part in found)
        return (*paths, files.write(folder / "playlist.m3u8", playlist(publication, found, ".mp3")))


def tagged(publication: Publication, part: Part, path: Path, options: AudioOptions) -> Path:
    """The part's MP3 with its tag, frames unchanged; raises :class:`PublishError` when a proof fails."""

    source = publication.root / part.track.file
    head = io.BytesIO()
    tags(publication, part, options).save(head, v2_version=3, padding=lambda info: 0)
    tag = chapters_last(head.getvalue())
    made = listened.unproved(path)
    with files.writing(made) as stream, source.open("rb") as frames:
        stream.write(tag)
        frames.seek(mpeg.tag_length(frames.read(10)))
        shutil.copyfileobj(frames, stream, 1 << 20)
    return listened.keep(made, path, listened.mp3(made, part))


def tags(publication: Publication, part: Part, options: AudioOptions) -> ID3:
    """Title, album, artist, track, language, date, cover, chapters, label."""
    from mutagen import id3

    about = publication.manuscript.metadata
    made = id3.ID3()
    for frame, text in (
        (id3.TIT2, title(part)), (id3.TALB, about.title), (id3.TPE1, about.speaker or about.issuer), (id3.TPE2, about.issuer),
        (id3.TRCK, f"{part.number}/{part.of}"), (id3.TPOS, "1/1"), (id3.TLAN, "chi"), (id3.TDRC, credits.iso_date(about.date)),
        (id3.TCON, "Speech"), (id3.TCOP, about.rights), (id3.TPUB, about.issuer),
    ):
        if text:
            made.add(frame(encoding=UTF16, text=[text]))
    made.add(id3.COMM(encoding=UTF16, lang="chi", desc="", text=[credits.read_by(publication)]))
    made.add(id3.APIC(encoding=UTF16, mime="image/jpeg", type=id3.PictureType.COVER_FRONT, desc="", data=cover.thumbnail(publication)))
    if options.aigc and aigc.is_synthetic(publication):
        made.add(id3.TXXX(encoding=UTF16, desc=options.aigc, text=[aigc.label(publication, options.producer, part.section.id)]))
    _add_chapters(made, part, publication.own("目录"))
    made.update_to_v23()
    return made


def chapters_last(tag: bytes) -> bytes:
    """An ID3v2.3 tag with its chapters at the end in the order of time: players that pass over the CTOC take them as they come."""
    frames, at = list[bytes](), 10
    while at < len(tag):
        length = 10 + int.from_bytes(tag[at + 4 : at + 8], "big")
        frames.append(tag[at : at + length])
        at += length
    frames.sort(key=_chapter_start)
    return tag[:10] + b"".join(frames)


def _chapter_start(frame: bytes) -> int:
    """A CHAP frame's start time, which follows its element id and a zero byte; -1 for any other frame."""
    if frame[:4] != b"CHAP":
        return -1
    times = frame.index(b"\0", 10) + 1
    return int.from_bytes(frame[times : times + 4], "big")


def title(part: Part) -> str:
    """A section's name where it stands alone."""
    return part.section.title


def _add_chapters(tag: ID3, part: Part, contents: str) -> None:
    from mutagen import id3

    names = [f"ch{number}" for number in range(1, len(part.chapters) + 1)]
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    tag.add(id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[id3.TIT2(encoding=UTF16, text=[contents])]))
    nowhere = 0xFFFFFFFF
    for name, chapter in zip(names, part.chapters, strict=True):
        sub = [id3.TIT2(encoding=UTF16, text=[chapter.title])]
        tag.add(id3.CHAP(element_id=name, start_time=chapter.begin, end_time=chapter.end, start_offset=nowhere, end_offset=nowhere, sub_frames=sub))


def playlist(publication: Publication, found: tuple[Part, ...], ending: str) -> str:
    """An extended M3U in UTF-8: lengths in whole seconds, titles, file names beside the list."""
    lines = ["#EXTM3U", f"#PLAYLIST:{publication.manuscript.metadata.title}"]
    for part in found:
        lines += [f"#EXTINF:{-(-part.length // 1000)},{title(part)}", f"{part.stem}{ending}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class OpusOptions:
    """``[editions.opus]``. ``bitrate`` in bit/s: 24,000 is good speech in a third of the MP3's space; ``aigc``, ``producer``: as
    for the MP3s."""

    bitrate: int = 24000
    aigc: str = "AIGC"
    producer: str = ""


@dataclass
class Opus:
    """``opus/001-….opus`` …: the same sections for devices with little storage, encoded from the masters."""

    options: OpusOptions = field(default_factory=OpusOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "opus"
    Options: ClassVar[type] = OpusOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the folder and prove each file."""
        folder = into / "opus"
        found = chapters.parts(publication, self.name)
        form = ("-c:a", "libopus", "-b:a", self.options.bitrate, "-application", "voip", "-ac", "1", *ffmpeg.BITEXACT, "-f", "opus")
        sound = encoded.sections(publication, self.name, found, lambda part: form)
        paths = tuple(self._tagged(publication, part, one, folder / f"{part.stem}.opus") for part, one in zip(found, sound, strict=True))
        return (*paths, files.write(folder / "playlist.m3u8", playlist(publication, found, ".opus")))

    def _tagged(self, publication: Publication, part: Part, sound: Path, path: Path) -> Path:
        from mutagen.oggopus import OggOpus

        made = listened.unproved(path)
        files.copy(sound, made)
        with listened.readable(path):
            opened = OggOpus(made)
            opened.tags.clear()
            for key, text in _comments(publication, part, self.options):
                opened.tags[key] = text
            opened.save(padding=lambda info: 0)
        return listened.keep(made, path, listened.opus(made, part))


def _comments(publication: Publication, part: Part, options: OpusOptions) -> list[tuple[str, str]]:
    """Vorbis comments; chapters in the form of the VorbisComment chapter extension."""
    about = publication.manuscript.metadata
    made = [
        ("TITLE", title(part)), ("ALBUM", about.title), ("ARTIST", about.speaker or about.issuer), ("TRACKNUMBER", str(part.number)),
        ("TRACKTOTAL", str(part.of)), ("LANGUAGE", "zh"), ("DATE", credits.iso_date(about.date)), ("COMMENT", credits.read_by(publication)),
    ]
    if options.aigc and aigc.is_synthetic(publication):
        made.append((options.aigc, aigc.label(publication, options.producer, part.section.id)))
    for number, chapter in enumerate(part.chapters):
        made += [(f"CHAPTER{number:03}", clock.vtt(chapter.begin)), (f"CHAPTER{number:03}NAME", chapter.title)]
    return [(key, text) for key, text in made if text]
