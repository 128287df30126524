"""Proofs of a podcast feed: Apple's requirements for a show's RSS, and the Podcast namespace (standards.md section 7)."""

from __future__ import annotations

import email.utils
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publish.editions.shared import clock
from publish.findings import Finding, finding
from publish.own import REGIONS

if TYPE_CHECKING:
    from lxml.etree import _Element

NS = {"itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "podcast": "https://podcastindex.org/namespace/1.0", "atom": "http://www.w3.org/2005/Atom"}
CHANNEL = ("title", "description", "language", "itunes:image/@href", "itunes:category/@text", "itunes:explicit", "podcast:guid", "podcast:locked", "podcast:medium")
ITEM = ("title", "enclosure/@url", "enclosure/@length", "enclosure/@type", "guid", "itunes:duration", "itunes:episode", "itunes:season")
"""What must be there exactly once, as XPath."""

CATEGORIES = frozenset(
    {
        "Arts", "Business", "Comedy", "Education", "Fiction", "Government", "Health & Fitness", "History", "Kids & Family", "Leisure", "Music",
        "News", "Religion & Spirituality", "Science", "Society & Culture", "Sports", "Technology", "True Crime", "TV & Film",
    }
)
"""Apple's top categories."""

LANGUAGES = frozenset(f"zh-{place.lower()}" for place in REGIONS)
"""Chinese as RSS writes it, by where it is written."""

LONGEST = {"description": 4000, "podcast:season/@name": 128, "podcast:episode/@display": 32}


def faults(feed: bytes, folder: Path, base: str) -> Iterator[Finding]:
    """Everything wrong with a feed whose files lie in ``folder`` and will be at ``base``."""
    from lxml import etree

    channel = etree.fromstring(feed).find("channel")
    for reason in (*_channel(channel, folder, base), *_items(channel, folder, base)):
        yield finding("E402", "podcast/feed.xml", reason=reason)


def _values(element: _Element, path: str) -> list[str]:
    found = element.xpath(path, namespaces=NS)
    return [value if isinstance(value, str) else value.text or "" for value in found]


def _once(element: _Element, paths: tuple[str, ...], where: str) -> Iterator[str]:
    for path in paths:
        values = _values(element, path)
        if len(values) != 1 or not values[0].strip():
            yield f"{where}{path}: {len(values)}"
    for path, most in LONGEST.items():
        for value in _values(element, path):
            size = len(value.encode()) if path == "description" else len(value)
            if size > most:
                yield f"{where}{path}: {size} > {most}"


def _channel(channel: _Element, folder: Path, base: str) -> Iterator[str]:
    yield from _once(channel, CHANNEL, "")
    language, explicit, locked = (_values(channel, path) for path in ("language", "itunes:explicit", "podcast:locked"))
    if len(language) != 1 or language[0] not in LANGUAGES:
        yield f"language: {language}"
    if explicit != ["true"] and explicit != ["false"]:
        yield f"itunes:explicit: {explicit}"
    if locked != ["yes"] and locked != ["no"]:
        yield f"podcast:locked: {locked}"
    for category in _values(channel, "itunes:category/@text"):
        if category not in CATEGORIES:
            yield f"itunes:category: {category}"
    for url in _values(channel, "itunes:image/@href"):
        yield from _address(url, base, folder, "itunes:image")
        yield from _artwork(folder / url.rpartition("/")[2])


def _artwork(path: Path) -> Iterator[str]:
    """Square, 1400 to 3000 pixels, RGB, JPEG or PNG (PC-04)."""
    from PIL import Image

    if not path.is_file():
        return
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        width, height = picture.size
        if width != height or not 1400 <= width <= 3000 or picture.mode != "RGB" or picture.format not in ("JPEG", "PNG"):
            yield f"{path.name}: {width}×{height} {picture.mode} {picture.format}"


def _address(url: str, base: str, folder: Path, what: str) -> Iterator[str]:
    """An address is ASCII, below the feed's own, and a file that is there."""
    plain = url.isascii() and not re.search(r"\s", url) and url.startswith(f"{base}/")
    if not plain or not (folder / url.rpartition("/")[2]).is_file():
        yield f"{what}: {url}"


def _items(channel: _Element, folder: Path, base: str) -> Iterator[str]:
    items = channel.findall("item")
    if not items:
        yield "item: 0"
    for path in ("guid", "enclosure/@url"):
        counts = Counter(value for item in items for value in _values(item, path))
        yield from (f"{path}: {value} ×{count}" for value, count in counts.items() if count > 1)
    if [value for item in items for value in _values(item, "itunes:episode")] != [str(n) for n in range(1, len(items) + 1)]:
        yield "itunes:episode: 1, 2, 3 …"
    dates = [email.utils.parsedate_to_datetime(value) for item in items for value in _values(item, "pubDate")]
    if dates != sorted(dates):
        yield "pubDate"
    for number, item in enumerate(items, 1):
        yield from _item(item, folder, base, f"item {number} ")


def _item(item: _Element, folder: Path, base: str, where: str) -> Iterator[str]:
    yield from _once(item, ITEM, where)
    for enclosure in item.findall("enclosure"):
        url, length = enclosure.get("url", ""), enclosure.get("length", "")
        yield from _address(url, base, folder, f"{where}enclosure")
        path = folder / url.rpartition("/")[2]
        if path.is_file() and length != str(path.stat().st_size):
            yield f"{where}enclosure length {length}, file {path.stat().st_size}"
        if enclosure.get("type") != "audio/mpeg":
            yield f"{where}enclosure type {enclosure.get('type')}"
    seconds = int((_values(item, "itunes:duration") or ["0"])[0])
    kinds = _values(item, "podcast:transcript/@type")
    if sorted(kinds) != ["application/x-subrip", "text/vtt"]:
        yield f"{where}podcast:transcript: {kinds}"
    for url in _values(item, "podcast:transcript/@url") + _values(item, "podcast:chapters/@url"):
        yield from _address(url, base, folder, where.strip())
        path = folder / url.rpartition("/")[2]
        if path.is_file():
            read = _chapters if path.suffix == ".json" else _transcript
            yield from (f"{where}{path.name}: {reason}" for reason in read(path.read_text("utf-8"), seconds))


def _chapters(text: str, seconds: int) -> Iterator[str]:
    """Version 1.2.0; starts rise from 0 and stay within the episode; every chapter has a title."""
    read = json.loads(text)
    starts = [chapter["startTime"] for chapter in read["chapters"]]
    if read["version"] != "1.2.0" or not starts or starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] > seconds + 1:
        yield f"{read['version']} {starts}"
    if not all(chapter.get("title") for chapter in read["chapters"]):
        yield "title"


def _transcript(text: str, seconds: int) -> Iterator[str]:
    """Times rise without overlap and stay within the episode; lines have at most 20 characters."""
    last = 0
    for timing, lines in _cues(text):
        found = _TIMING.fullmatch(timing)
        start, stop = (clock.parse(found[1]), clock.parse(found[2])) if found else (0, 0)
        if not last <= start < stop <= (seconds + 1) * 1000:
            yield timing
        last = stop
        for line in lines:
            shown = line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            if len(shown) > 20:
                yield shown


_TIMING = re.compile(r"(\d\d+:\d\d:\d\d[.,]\d{3}) --> (\d\d+:\d\d:\d\d[.,]\d{3})")


def _cues(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each cue's line of times and the lines under it, by where they stand: blocks between blank lines, the head of WebVTT aside, the
    counting line of SubRip before the times. What a line looks like says nothing: a text may have lines like times in it."""
    is_vtt = text.startswith("WEBVTT")
    for block in text.split("\n\n")[1 if is_vtt else 0 :]:
        lines = block.strip("\n").split("\n")[0 if is_vtt else 1 :]
        if lines:
            yield lines[0], lines[1:]
