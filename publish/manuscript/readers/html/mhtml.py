"""Web pages saved as one file (.mhtml, .mht; RFC 2557): the page and its pictures in a message of several parts."""

from __future__ import annotations

import email
import email.message
import email.policy
from urllib.parse import urljoin

from publish.findings import fail
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.html import page, tree
from publish.manuscript.source import Document

MOST_PARTS = 5_000


def read(name: str, data: bytes, options: ManuscriptOptions) -> Document:
    """Raises ``S158`` when there is no page in it, and what :func:`publish.manuscript.readers.html.page.page` raises."""
    tree.refuse_huge(name, data)
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError, AttributeError) as error:
        raise fail("S158", name, reason=error) from None
    start = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if start is None or len(parts) > MOST_PARTS:
        raise fail("S158", name, reason=f"text/html: {len(parts)}")
    base = str(start.get("Content-Location", "")).strip()
    text, encoding = _text(name, start, options)
    known = _places(parts, base)
    return page.page(name, text, encoding, options, lambda address: _found(known, base, address), base)


def _text(name: str, part: email.message.Message, options: ManuscriptOptions) -> tuple[str, str]:
    """The page's characters; the encoding that the part names counts like one that the page names."""
    content = _bytes(part)
    said = str(part.get_param("charset", "") or "")
    head = f'<meta charset="{said}">'.encode("ascii", "ignore") if said.isascii() and said.replace("-", "").replace("_", "").isalnum() else b""
    return tree.text_of(name, head + content if content.strip() else b"", options.encoding)


def _bytes(part: email.message.Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _places(parts: list[email.message.Message], base: str) -> dict[str, email.message.Message]:
    """Address or ``cid:`` name → part."""
    made: dict[str, email.message.Message] = {}
    for part in parts:
        location, identity = str(part.get("Content-Location", "")).strip(), str(part.get("Content-ID", "")).strip(" <>")
        if location:
            made.setdefault(_whole(base, location), part)
        if identity:
            made.setdefault(f"cid:{identity}", part)
    return made


def _found(known: dict[str, email.message.Message], base: str, address: str) -> bytes | None:
    part = known.get(address) or known.get(_whole(base, address))
    return _bytes(part) if part is not None else None


def _whole(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
