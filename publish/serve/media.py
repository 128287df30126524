"""Media types by file name. The server's own table: what the system believes differs from computer to computer (standards.md OP-03)."""

from __future__ import annotations

from pathlib import PurePosixPath

TYPES = {
    ".brf": "application/x-brf",
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".lpf": "application/lpf+zip",
    ".m3u": "audio/x-mpegurl",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".pef": "application/x-pef+xml",
    ".png": "image/png",
    ".smil": "application/smil+xml",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml; charset=utf-8",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
FEED = "application/rss+xml; charset=utf-8"
CHAPTERS = "application/json+chapters"
OPDS_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
OPDS_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPDS2 = "application/opds+json"


def media_type(name: str, edition: str = "") -> str:
    """The type of a file; in a podcast, chapters have a type of their own (standards.md PC-08)."""
    path = PurePosixPath(name)
    if edition == "podcast" and path.suffix == ".json":
        return CHAPTERS
    return TYPES.get(path.suffix.lower(), "application/octet-stream")


def bare(kind: str) -> str:
    """Without parameters, as catalogues and feeds name it."""
    return kind.partition(";")[0]
