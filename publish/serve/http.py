"""Conditions and ranges of HTTP, as RFC 9110 has them. Pure functions over header texts; nothing here reads a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Literal

RANGE = re.compile(r"bytes=[ \t]*(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))[ \t]*\Z", re.IGNORECASE)
"""One range. Several at once, other units and nonsense do not match and are ignored: the whole is sent (RFC 9110, 14.2 allows it;
17.15 warns of many small ranges). No player asks for several."""

TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True)
class Version:
    """What a response's validators say: a strong ``etag`` with its quotes, and the moment of the last change, in whole seconds."""

    etag: str
    modified: datetime | None = None

    @property
    def last_modified(self) -> str:
        return format_datetime(self.modified, usegmt=True) if self.modified else ""


def http_date(text: str | None) -> datetime | None:
    """A date of HTTP, or None when it is none."""
    try:
        date = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date and date.tzinfo is None else date


def matches(header: str, etag: str, weak: bool) -> bool:
    """Whether ``header`` (``*`` or a list of tags) holds ``etag``, by weak or strong comparison (RFC 9110, 8.8.3.2)."""
    if header.strip() == "*":
        return True
    return any(tag == etag and (weak or not mark) for mark, tag in TAG.findall(header))


def precondition(headers: dict[str, str], version: Version) -> Literal[200, 304, 412]:
    """What the conditions of a GET or HEAD lead to, in the order of RFC 9110, 13.2.2. Header names in lower case."""
    since = http_date(headers.get("if-unmodified-since"))
    if "if-match" in headers:
        if not matches(headers["if-match"], version.etag, weak=False):
            return 412
    elif since and version.modified and version.modified > since:
        return 412
    if "if-none-match" in headers:
        return 304 if matches(headers["if-none-match"], version.etag, weak=True) else 200
    since = http_date(headers.get("if-modified-since"))
    return 304 if since and version.modified and version.modified <= since else 200


def wanted_range(headers: dict[str, str], version: Version, size: int) -> tuple[int, int] | Literal["all", "none"]:
    """The half-open range of bytes a GET asks for; ``all`` when the whole is to be sent, ``none`` when the range lies outside (416)."""
    header = headers.get("range")
    found = RANGE.match(header) if header is not None else None
    if not found or ("if-range" in headers and not _unchanged(headers["if-range"], version)):
        return "all"
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(size - int(suffix), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last is not None else size
        if last is not None and int(last) < start:
            return "all"
    return (start, end) if start < end else "none"


def _unchanged(condition: str, version: Version) -> bool:
    """``If-Range``: the tag by strong comparison, or exactly the date (RFC 9110, 13.1.5)."""
    tag = TAG.fullmatch(condition.strip())
    if tag:
        return not tag[1] and tag[2] == version.etag
    date = http_date(condition)
    return date is not None and date == version.modified
