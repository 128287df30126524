"""Documents that are zips: what is read, and what is refused before it can do harm."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest

from publish.findings import PublishError
from publish.manuscript.readers import archive
from publish.manuscript.readers.archive import Archive, parse


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return stream.getvalue()


def code(call, *arguments) -> str:
    with pytest.raises(PublishError) as error:
        call(*arguments)
    return error.value.findings[0].code


def test_members_are_found_without_regard_to_case_and_slashes() -> None:
    found = Archive("a.docx", zipped(("Word\\Document.xml", b"<a/>"), ("/b.txt", b"b")))
    assert found.read("word/document.xml") == b"<a/>"
    assert found.read("/B.txt") == b"b"
    assert "word/document.xml" in found and "word/other.xml" not in found
    assert found.members == ("word/document.xml", "b.txt")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"just words", zipped(("a", b"a"))[:-8]], ids=["empty", "head", "words", "cut"])
def test_no_zip(data: bytes) -> None:
    assert code(Archive, "a.docx", data) == "S120"


def test_a_missing_member() -> None:
    assert code(Archive("a.docx", zipped(("a", b"a"))).read, "b") == "S120"


def test_damaged_bytes_of_a_member() -> None:
    data = bytearray(zipped(("a", b"some words, long enough to be packed: words words words")))
    data[40] ^= 0xFF
    assert code(Archive("a.docx", bytes(data)).read, "a") == "S120"


def test_only_the_two_ways_of_packing_that_the_formats_allow() -> None:
    assert code(Archive("a.docx", zipped(("a", b"words"), method=zipfile.ZIP_LZMA)).read, "a") == "S120"


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = Archive("a.docx", zipped(("a", b"\0" * (30 << 20))))
    start = time.process_time()
    assert code(bomb.read, "a") == "S121"
    assert time.process_time() - start < 0.1


def test_a_member_larger_than_any_real_one(monkeypatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 999)
    assert code(Archive("a.docx", zipped(("a", b"x" * 1000))).read, "a") == "S121"


def test_many_members_that_are_large_together(monkeypatch) -> None:
    monkeypatch.setattr(archive, "TOGETHER", 2500)
    found = Archive("a.docx", zipped(*((name, b"x" * 1000) for name in "abc")))
    assert found.read("a") + found.read("b") == b"x" * 2000
    assert code(found.read, "c") == "S121"


def test_more_elements_than_any_real_document_has(monkeypatch) -> None:
    monkeypatch.setattr(archive, "MOST_TAGS", 10)
    assert code(Archive("a.docx", zipped(("a", b"<a>" + b"<b/>" * 10 + b"</a>"))).xml, "a") == "S121"


def test_a_directory_that_lies_about_sizes() -> None:
    """A size written too small: no more than that is unpacked, and the checksum tells."""
    data = bytearray(zipped(("a", b"x" * 5000)))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert code(Archive("a.docx", bytes(data)).read, "a") == "S120"


def test_a_member_behind_a_password() -> None:
    data = bytearray(zipped(("a", b"words")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    assert code(Archive, "a.docx", bytes(data)) == "S122"


def test_word_behind_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    assert code(Archive, "a.docx", data) == "S122"


def test_nothing_is_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = Archive("a.epub", zipped(("../../slip.txt", b"x"), ("/tmp/slip2.txt", b"y")))
    assert found.read("../../slip.txt") == b"x"
    assert list(tmp_path.rglob("*")) == [] and not Path("/tmp/slip2.txt").exists()


DTD = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'


@pytest.mark.parametrize("data", [
    DTD.encode(), b"\xef\xbb\xbf" + DTD.encode(), ('<?xml version="1.0" encoding="UTF-16"?>' + DTD).encode("utf-16"), b"<!-- a --><?b?> \n" + DTD.encode(),
    b'<!DOCTYPE w SYSTEM "http://example.org/w.dtd"><w/>', b"<!DOCTYPE w><w/>", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE w+AD4-<w/>',
])  # fmt: skip
def test_a_document_type_is_refused(data: bytes) -> None:
    assert code(parse, "a.docx", data) in ("S123", "S124")


def test_the_document_type_of_xhtml_is_let_through_its_own_entities_are_not() -> None:
    known = b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html><p>a</p></html>'
    assert parse("a.epub", known, "c.xhtml", doctype=True).findtext("p") == "a"
    assert code(parse, "a.epub", DTD.encode(), "c.xhtml", True) == "S123"


@pytest.mark.parametrize("data", [
    b"", b"words", b"<a><b></a>", b"<a>", b'<a b="1" b="2"/>', b"<a>" * 300 + b"</a>" * 300, b"<a>\xff</a>", b"<w:a/>",
    b'<?xml version="1.0" encoding="nonsense"?><a/>',
])  # fmt: skip
def test_damaged_xml(data: bytes) -> None:
    assert code(parse, "a.docx", data, "word/document.xml") == "S124"


def test_a_long_head_of_comments_is_no_trap() -> None:
    start = time.process_time()
    assert parse("a.docx", b"<?a b?><!-- c -->" * 20_000 + b"<w/>").tag == "w"
    assert time.process_time() - start < 1
