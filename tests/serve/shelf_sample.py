"""A finished build in miniature: the folder ``build/<book>`` as kit and server meet it, filled with bytes of known content."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from pathlib import Path
from xml.sax.saxutils import escape

from publish import files
from publish.kit.model import Shelved
from publish.narration.model import Narration, Track
from tests import sample

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{title}</title><link>{base}</link><description>说明</description><language>zh-cn</language>
<atom:link href="{base}feed.xml" rel="self" type="application/rss+xml"/><itunes:image href="{base}cover.png"/>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
{items}</channel></rss>
"""
ITEM = """<item><title>第{n}段</title><guid isPermaLink="false">urn:x:{n}</guid><enclosure url="{base}{file}" length="{size}" type="audio/mpeg"/>
<podcast:transcript url="{base}{n:03}.vtt" type="text/vtt"/><pubDate>Wed, 08 Jan 2025 00:00:0{n} +0000</pubDate></item>
"""
WEB = "<!DOCTYPE html><html lang=zh-Hans><meta charset=utf-8><title>书</title><h1>书</h1><script src=data.js></script><audio controls src=audio/001.mp3></audio>"


def content(name: str, size: int) -> bytes:
    """Bytes that depend on the name alone and repeat nowhere."""
    pieces = (hashlib.sha256(f"{name}:{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(pieces)[:size]


def build(root: Path, slug: str = "sample", title: str = "社区服务报告", sections: int = 3, size: int = 60_000, base: str = "http://localhost/podcast/", volumes: int = 0) -> Path:
    """Make ``root/<slug>`` and return it; with ``volumes``, a print with pinyin in so many."""
    folder = root / slug
    mp3 = [f"{n:03}-第{n}段.mp3" for n in range(1, sections + 1)]
    made = {
        "epub": {f"{slug}.epub": content("epub" + slug, size)},
        "epub-plain": {f"{slug}-plain.epub": content("plain" + slug, size // 2)},
        "audio": {**{f"audio/{name}": content(slug + name, size) for name in mp3}, "audio/playlist.m3u8": "#EXTM3U\n" + "\n".join(mp3) + "\n"},
        "m4b": {f"{slug}.m4b": content("m4b" + slug, size * sections)},
        "podcast": {
            **{f"podcast/{n:03}.mp3": content(f"pod{slug}{n}", size) for n in range(1, sections + 1)},
            **{f"podcast/{n:03}.vtt": f"WEBVTT\n\n00:00.000 --> 00:01.000\n第{n}段\n" for n in range(1, sections + 1)},
            "podcast/cover.png": content("cover", 500),
            "podcast/feed.xml": FEED.format(title=escape("".join(c for c in title if c.isprintable())), base=base, items="".join(ITEM.format(n=n, file=f"{n:03}.mp3", base=base, size=size) for n in range(1, sections + 1))),
        },
        "web": {"web/index.html": WEB, "web/data.js": "var book = 1;\n", **{f"web/audio/{n:03}.mp3": content(f"web{slug}{n}", size) for n in range(1, sections + 1)}},
        "daisy": {
            "daisy/ncc.html": WEB, **{f"daisy/s{n:03}.mp3": content(f"daisy{slug}{n}", size) for n in range(1, sections + 1)},
            **{f"daisy/s{n:03}.smil": "<smil/>" for n in range(1, sections + 1)}, f"{slug}-daisy.zip": content("zip" + slug, size * sections),
        },
        "print": {f"{slug}-large-print.pdf": content("pdf", 4000)},
        "poster": {f"{slug}-poster.pdf": content("poster", 3000), f"{slug}-card.pdf": content("card", 2000)},
    }
    if volumes:
        made["print-pinyin"] = {f"{slug}-large-print-pinyin-{n}.pdf": content(f"pinyin{n}", 3000 + n) for n in range(1, volumes + 1)}
    for edition in made.values():
        for name, data in edition.items():
            files.write(folder / "editions" / name, data)
    about = sample.METADATA
    card = Shelved(
        slug, title, about.speaker, about.issuer, datetime.date(2025, 1, 8), about.language, uuid.uuid5(uuid.NAMESPACE_URL, slug).urn,
        "一本用来测试的小书。", {name: tuple(edition) for name, edition in made.items()},
    )
    tracks = tuple(Track(f"s{n:03}", f"audio/{n}.mp3", f"audio/{n}.wav", 24000, 24000 * 600, ()) for n in range(sections))
    files.write(folder / "1-manuscript.json", files.to_json(sample.manuscript()))
    files.write(folder / "3-narration.json", files.to_json(Narration("silent", "合成语音", "CC0", tracks)))
    files.write(folder / "book.json", files.to_json(card))
    return folder
