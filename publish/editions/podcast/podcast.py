"""The podcast: a folder to put on any web space. One episode a section, feed, chapters, transcripts, artwork.

RSS 2.0 with the tags of Apple Podcasts (``itunes:``) and of the Podcast namespace (``podcast:``). Everything the feed names
lies beside it, so that the folder is the podcast. See standards.md section 7.
"""

from __future__ import annotations

import datetime
import email.utils
import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import quote

from publish import files
from publish.editions.audio import audio, chapters
from publish.editions.audio.chapters import Part
from publish.editions.model import Publication
from publish.editions.podcast import feeds
from publish.editions.shared import clock, cover, credits
from publish.findings import Finding, PublishError, fail, finding
from publish.own import region

if TYPE_CHECKING:
    from lxml.etree import _Element

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "content": CONTENT, "atom": ATOM}

GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of ``podcast:guid`` (Podcast namespace, ``guid``): UUID version 5 of the feed's address without scheme and final slashes."""

NOWHERE = "https://example.invalid"
"""Stands in the feed until ``base_url`` is given (RFC 2606: can never be anybody's address)."""

OLDEST = 1900
"""The first year that a feed can bear (RFC 5322 section 3.3)."""

FEED, ART = "feed.xml", "cover.jpg"
LONGEST_LINE = 20
"""Characters of a transcript's line (standards.md PC-08, for Chinese)."""


@dataclass(frozen=True)
class PodcastOptions:
    """``[editions.podcast]``.

    ``base_url``: where the folder ``podcast`` will lie on the web. ``season``: its number. ``category``: one of Apple's, with
    ``/`` before a subcategory. ``medium``: ``audiobook`` or ``podcast``. ``locked``: whether other platforms may not import the
    feed; ``owner``: an e-mail address for that, public when given. ``aigc``, ``producer``: as for the section audio.
    """

    base_url: str = ""
    season: int = 1
    category: str = "Society & Culture/Documentary"
    medium: Literal["audiobook", "podcast"] = "audiobook"
    locked: bool = False
    owner: str = ""
    aigc: str = "AIGC"
    producer: str = ""


@dataclass
class Podcast:
    """``podcast/feed.xml`` and everything it names."""

    options: PodcastOptions = field(default_factory=PodcastOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "podcast"
    Options: ClassVar[type] = PodcastOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the folder, the feed last, and prove it; raises :class:`PublishError` when a proof fails."""
        folder, base = into / "podcast", address(publication, self.options)
        credits.refuse_unwritable(publication)
        parts = chapters.parts(publication, self.name)
        tags = audio.AudioOptions(self.options.aigc, self.options.producer)
        paths = [audio.tagged(publication, part, folder / f"{part.stem}.mp3", tags) for part in parts]
        paths.append(files.write(folder / ART, cover.square(publication)))
        for part in parts:
            for ending, content in ((".chapters.json", chapters_json(part)), (".vtt", vtt(part, publication.language)), (".srt", srt(part))):
                paths.append(files.write(folder / f"{part.stem}{ending}", content))
        feed = rss(publication, parts, self.options, folder)
        errors = tuple(feeds.faults(feed, folder, base))
        if errors:
            raise PublishError(*errors)
        self.findings = () if self.options.base_url else (finding("E401", f"podcast/{FEED}", url=base),)
        return (*paths, files.write(folder / FEED, feed))


def address(publication: Publication, options: PodcastOptions) -> str:
    """Where the folder will lie, without a final slash. Raises ``E403`` for what is no plain web address."""
    base = options.base_url.rstrip("/") or f"{NOWHERE}/{quote(publication.slug)}"
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d+)?(/[A-Za-z0-9._~%/\-]*)?", base):
        raise fail("E403", "[editions.podcast] base_url", reason=options.base_url)
    return base


def guid(url: str) -> str:
    """``podcast:guid`` of a feed's address."""
    return str(uuid.uuid5(GUID_NAMESPACE, re.sub(r"^\w+://", "", url).rstrip("/")))


def rss(publication: Publication, parts: tuple[Part, ...], options: PodcastOptions, folder: Path) -> bytes:
    """The feed. The episodes' files must lie in ``folder``: their sizes are read there."""
    from lxml import etree

    root = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    channel = etree.SubElement(root, "channel")
    base = address(publication, options)
    _channel(channel, publication, parts, options, base)
    for part in parts:
        _episode(etree.SubElement(channel, "item"), publication, part, options, base, folder)
    made: bytes = etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
    return made


def _channel(channel: _Element, publication: Publication, parts: tuple[Part, ...], options: PodcastOptions, base: str) -> None:
    about = publication.manuscript.metadata
    feed = f"{base}/{FEED}"
    _add(channel, "title", about.title)
    _add(channel, "link", f"{base}/")
    _add(channel, f"{{{ATOM}}}link", href=feed, rel="self", type="application/rss+xml")
    _add(channel, "description", description(publication, parts))
    _add(channel, "language", f"zh-{region(about.language).lower()}")
    _add(channel, "copyright", about.rights)
    _add(channel, "lastBuildDate", _date(publication, 0))
    _add(channel, f"{{{ITUNES}}}author", about.issuer or about.speaker)
    _add(channel, f"{{{ITUNES}}}image", href=f"{base}/{ART}")
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}type", "serial")
    _category(channel, options.category)
    _add(channel, f"{{{PODCAST}}}guid", guid(feed))
    _add(channel, f"{{{PODCAST}}}locked", "yes" if options.locked else "no", **({"owner": options.owner} if options.owner else {}))
    _add(channel, f"{{{PODCAST}}}medium", options.medium)


def _episode(item: _Element, publication: Publication, part: Part, options: PodcastOptions, base: str, folder: Path) -> None:
    about = publication.manuscript.metadata
    sound = folder / f"{part.stem}.mp3"
    _add(item, "title", part.section.title)
    _add(item, f"{{{ITUNES}}}title", part.section.title)
    _add(item, "enclosure", url=f"{base}/{sound.name}", length=str(sound.stat().st_size), type="audio/mpeg")
    _add(item, "guid", f"{about.identifier}#{part.section.id}", isPermaLink="false")
    _add(item, "pubDate", _date(publication, part.number))
    _add(item, "description", _summary(publication, part))
    _add(item, f"{{{CONTENT}}}encoded", _notes(publication, part))
    _add(item, f"{{{ITUNES}}}duration", clock.feed(part.length))
    _add(item, f"{{{ITUNES}}}season", str(options.season))
    _add(item, f"{{{ITUNES}}}episode", str(part.number))
    _add(item, f"{{{ITUNES}}}episodeType", "full")
    _add(item, f"{{{ITUNES}}}explicit", "false")
    _add(item, f"{{{PODCAST}}}season", str(options.season), name=about.title[:128])
    _add(item, f"{{{PODCAST}}}episode", str(part.number), display=part.section.title[:32])
    _add(item, f"{{{PODCAST}}}chapters", url=f"{base}/{part.stem}.chapters.json", type="application/json+chapters")
    for ending, kind in ((".vtt", "text/vtt"), (".srt", "application/x-subrip")):
        _add(item, f"{{{PODCAST}}}transcript", url=f"{base}/{part.stem}{ending}", type=kind, language=about.language, rel="captions")


def _add(parent: _Element, name: str, text: str | None = None, /, **attributes: str) -> None:
    """An element; left out when it would be empty."""
    from lxml import etree

    if text or attributes:
        etree.SubElement(parent, name, attributes).text = text or None


def _category(channel: _Element, category: str) -> None:
    from lxml import etree

    top, _, below = category.partition("/")
    made = etree.SubElement(channel, f"{{{ITUNES}}}category", {"text": top})
    if below:
        etree.SubElement(made, f"{{{ITUNES}}}category", {"text": below})


def _date(publication: Publication, minutes: int) -> str:
    """The book's moment, ``minutes`` later, in the form of RFC 5322; empty where nobody knows the date, and for years that it has not
    (section 3.3: 1900 or later, four digits)."""
    unknown = publication.manuscript.metadata.date is None and publication.stamp == files.EARLIEST
    if unknown or publication.stamp.year < OLDEST:
        return ""
    return email.utils.format_datetime((publication.stamp + datetime.timedelta(minutes=minutes)).astimezone(datetime.UTC))


def description(publication: Publication, parts: tuple[Part, ...]) -> str:
    """What the podcast is, how long, and that its voice is synthetic."""
    about = publication.manuscript.metadata
    length = clock.chinese(sum(clock.sounding(part.track) for part in parts))
    issued = "，".join(filter(None, (about.issuer, credits.long_date(about.date))))
    lead = about.description or publication.own("《{title}》有声版。", title=about.title)
    return f"{lead} {issued}。" + publication.own(f"共 {len(parts)} 集，全长{length}。由{credits.narrator(publication)}朗读{credits.no_recording(publication)}。")


def _summary(publication: Publication, part: Part) -> str:
    told = publication.own(f"第 {part.number} 集，长{clock.chinese(clock.sounding(part.track))}。")
    return f"《{publication.manuscript.metadata.title}》{told}{credits.read_by(publication)}"


def _notes(publication: Publication, part: Part) -> str:
    """Show notes with the chapters, as HTML."""
    from publish.editions.shared.weave import node, to_html

    lines = [node("li", f"{clock.vtt(c.begin)[:8]} {c.title}") for c in part.chapters]
    return to_html(node("p", _summary(publication, part))) + to_html(node("ul", *lines))


def chapters_json(part: Part) -> str:
    """JSON chapters, version 1.2.0 (Podcast namespace, ``chapters``)."""
    found = [{"startTime": clock.seconds(c.begin), "endTime": clock.seconds(c.end), "title": c.title} for c in part.chapters]
    return json.dumps({"version": "1.2.0", "title": part.section.title, "chapters": found}, ensure_ascii=False, indent=1) + "\n"


def vtt(part: Part, language: str) -> str:
    """The transcript as WebVTT: everything that is heard, announcement included."""
    return f"WEBVTT\nLanguage: {language}\n\n" + "\n".join(_cues(part, clock.vtt, _vtt_text))


def srt(part: Part) -> str:
    """The transcript as SubRip."""
    return "\n".join(f"{number}\n{cue}" for number, cue in enumerate(_cues(part, clock.srt, str), 1))


def _cues(part: Part, written: Callable[[int], str], text_of: Callable[[str], str]) -> Iterator[str]:
    for par, text in chapters.cues(part, LONGEST_LINE):
        yield f"{written(par.begin)} --> {written(par.end)}\n{text_of(text)}\n"


def _vtt_text(text: str) -> str:
    """WebVTT cue text escapes (W3C WebVTT §4.2.2)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
