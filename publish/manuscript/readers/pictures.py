"""Pictures inside documents: what they really are, whatever their name says."""

from __future__ import annotations

import hashlib
import io
import warnings

from PIL import Image as Pillow

from publish.manuscript.source import Image

SHOWN = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif"), "MPO": ("jpg", "image/jpeg"),
         "WEBP": ("webp", "image/webp")}  # fmt: skip
"""Formats that every reading system shows (EPUB 3.3 §3.2, core media types; MPO is a JPEG with more of them behind it): Pillow's name → ending and media type."""

TURNED = ("BMP", "DIB", "TIFF", "PCX")
"""Formats that are turned into PNG without loss of a pixel."""

MOST_PIXELS = 50_000_000
"""A larger picture is more than a device can hold."""


def picture(data: bytes) -> Image | None:
    """The picture in ``data`` under the name of its content; None when it is none, is damaged, or nobody can show it (EMF, WMF …)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _picture(data)
    except Exception:  # noqa: BLE001 - Pillow's plugins raise whatever broken bytes lead them to (SyntaxError, struct.error, KeyError …)
        return None


def _picture(data: bytes) -> Image | None:
    with Pillow.open(io.BytesIO(data), formats=[kind for kind in (*SHOWN, *TURNED) if kind != "MPO"]) as found:
        kind, (width, height) = found.format or "", found.size
        if width * height > MOST_PIXELS or width < 1 or height < 1:
            return None
        if kind in SHOWN:
            found.verify()
            return _image(data, kind, width, height)
        made = io.BytesIO()
        found.convert("RGBA" if found.has_transparency_data else "RGB").save(made, "PNG")
        return _image(made.getvalue(), "PNG", width, height)


def _image(data: bytes, kind: str, width: int, height: int) -> Image:
    ending, media_type = SHOWN[kind]
    return Image(f"{digest_of(data)}.{ending}", media_type, width, height, data)


def digest_of(data: bytes) -> str:
    """The first 16 digits of the SHA-256 of a picture's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]
