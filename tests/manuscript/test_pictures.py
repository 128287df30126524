"""Pictures are what their bytes say, under the name of their content."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image as Pillow

from publish.manuscript.readers import pictures
from publish.manuscript.readers.pictures import picture


def drawn(kind: str, mode: str = "RGB", size: tuple[int, int] = (12, 8)) -> bytes:
    stream = io.BytesIO()
    Pillow.new(mode, size, 1).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize(("kind", "ending", "media_type"), [
    ("PNG", "png", "image/png"), ("JPEG", "jpg", "image/jpeg"), ("GIF", "gif", "image/gif"), ("WEBP", "webp", "image/webp"),
])  # fmt: skip
def test_what_every_device_shows_is_kept_byte_for_byte(kind: str, ending: str, media_type: str) -> None:
    data = drawn(kind)
    found = picture(data)
    assert found is not None and found.data == data
    assert found.file == f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
    assert (found.media_type, found.width, found.height) == (media_type, 12, 8)


@pytest.mark.parametrize(("kind", "mode"), [("BMP", "RGB"), ("TIFF", "RGB"), ("TIFF", "CMYK"), ("BMP", "1"), ("TIFF", "RGBA"), ("TIFF", "I;16")])
def test_what_few_devices_show_becomes_png(kind: str, mode: str) -> None:
    found = picture(drawn(kind, mode))
    assert found is not None and (found.media_type, found.width, found.height) == ("image/png", 12, 8)
    assert picture(drawn(kind, mode)) == found, "same bytes, same picture"


@pytest.mark.parametrize("data", [
    b"", b"words", drawn("PNG")[:40], drawn("PNG")[:20] + b"\xff" * 40, b"\x01\0\0\0" + b"\0" * 100, b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
])  # fmt: skip
def test_what_nobody_can_show_is_none(data: bytes) -> None:
    assert picture(data) is None


def test_a_picture_larger_than_any_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 90)
    assert picture(drawn("PNG")) is None
