"""Where links of a document may lead."""

from __future__ import annotations

import re
from urllib.parse import quote

_WEB = re.compile(r"(https?)://([^\s/?#@\\]+?)(?::(\d{1,5}))?([/?#]\S*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:([^\s@?]+@[^\s@?]+)(\?\S*)?", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ALLOWED = "/?:@!$&'()*+,;=~%"


def address(value: str) -> str:
    """A web or mail address as e-books, pages and PDFs can hold it: what no address may contain is percent-encoded (RFC 3986); empty for
    any other scheme and for what is no address at all, whose text stands without a link."""
    value = value.strip()
    if mail := _MAIL.fullmatch(value):
        return f"mailto:{_encoded(mail[1])}{_encoded(mail[2] or '')}"
    web = _WEB.fullmatch(value)
    if web is None or not _HOST.fullmatch(web[2]) or int(web[3] or 0) > 65535:
        return ""
    path, sharp, fragment = (web[4] or "").partition("#")
    return f"{web[1].lower()}://{web[2]}{f':{web[3]}' if web[3] else ''}{_encoded(path)}{sharp}{_encoded(fragment)}"


def _encoded(part: str) -> str:
    """Characters that have no place in an address as UTF-8 in hexadecimal; a percent sign that begins no such number as well."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe=_ALLOWED)
