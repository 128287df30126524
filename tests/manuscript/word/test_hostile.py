"""Documents built to do harm, damaged ones and those that are something else: each is refused in words, or read without what it wants."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publish.findings import PublishError, message
from publish.manuscript.readers.docx.read import read
from publish.manuscript.readers.table import load
from tests.manuscript.word import fuzz
from tests.manuscript.word.fuzz import members
from tests.manuscript.word.making import docx, zipped

SOUND = docx("<p>正文。</p>")


def refused(data: bytes) -> str:
    with pytest.raises(PublishError) as error:
        read("text.docx", data)
    found = error.value.findings[0]
    assert found.where.startswith("text.docx")
    for language in ("zh", "en"):
        words = message(found, language)  # type: ignore[arg-type]
        assert "{" not in words.text + words.advice
    return found.code


def changed(name: str, content: bytes) -> bytes:
    return zipped(members(SOUND) | {name: content})


def test_entities_are_refused_and_nothing_is_read_or_unfolded() -> None:
    inner = members(SOUND)["word/document.xml"].split(b"?>", 1)[1]
    lol = '<!ENTITY a "lol">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    for declared in ('<!ENTITY x SYSTEM "file:///etc/hostname">', lol, '<!ENTITY % x SYSTEM "http://example.org/x.dtd">%x;'):
        start = time.process_time()
        assert refused(changed("word/document.xml", f"<!DOCTYPE w [{declared}]>".encode() + inner)) == "S123"
        assert time.process_time() - start < 0.5
    assert refused(changed("word/_rels/document.xml.rels", b"<!DOCTYPE r [<!ENTITY x 'y'>]><Relationships/>")) == "S123"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    start = time.process_time()
    assert refused(changed("word/document.xml", b"<w>" + b" " * (40 << 20) + b"</w>")) == "S121"
    assert time.process_time() - start < 1


def test_behind_a_password() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")) == "S122"


@pytest.mark.parametrize(("data", "code"), [
    (b"", "S120"), (b"plain words", "S120"), (SOUND[:-30], "S120"), (SOUND[: len(SOUND) // 2], "S120"),
    (zipped({"a.txt": b"words"}), "S125"), (zipped({"xl/workbook.xml": b"<a/>"}), "S125"), (zipped({"ppt/presentation.xml": b"<a/>"}), "S125"),
    (changed("word/document.xml", b"<w:document"), "S124"), (changed("word/document.xml", b""), "S124"), (changed("word/document.xml", SOUND), "S124"),
])  # fmt: skip
def test_damaged_or_something_else(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_document_without_words_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_bytes(docx("<p/>"))
    with pytest.raises(PublishError) as error:
        load(path)
    assert error.value.findings[0].code == "S102"


def test_strict_open_xml_is_the_same_document() -> None:
    strict = members(docx("<p outline='0'>标题</p><p>正文<r is='b'>重</r>。</p>"))
    for part in ("word/document.xml", "word/_rels/document.xml.rels", "_rels/.rels"):
        strict[part] = (
            strict[part]
            .replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        )
    document = read("text.docx", zipped(strict))
    assert [(passage.kind, passage.text, len(passage.marks)) for passage in document.passages] == [("heading", "标题", 0), (None, "正文重。", 1)]


def test_utf_16_parts_are_read() -> None:
    inner = members(docx("<p>正文。</p>"))["word/document.xml"].decode().split("?>", 1)[1]
    data = changed("word/document.xml", f'<?xml version="1.0" encoding="UTF-16"?>{inner}'.encode("utf-16"))
    assert [passage.text for passage in read("text.docx", data).passages] == ["正文。"]


def test_what_it_wants_from_outside_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every socket is barred in these tests; nothing is written either."""
    monkeypatch.chdir(tmp_path)
    picture = '<w:r><w:drawing><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:link="far"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></w:drawing></w:r>'
    up = picture.replace("r:link", "r:embed").replace("far", "up")
    relations = "far image http://192.0.2.1/a.png\nup image ../../../../etc/passwd\nframe frame file:///etc/passwd\nmacro vbaProject vbaProject.bin"
    document = read("text.docx", docx(f"<p>正文。{picture}{up}</p>", {"vbaProject.bin": b"x", "../../slip.txt": b"x"}, relations))
    assert {found.code: dict(found.values)["count"] for found in document.findings} == {"S131": "2", "S135": "2"}
    assert document.images == () and list(tmp_path.rglob("*")) == []


def test_mutations_are_read_or_refused() -> None:
    became, slowest = fuzz.run(150, seed=20)
    assert sum(became.values()) == 150 and became["read"] > 50
    assert set(became) <= {"read", "S120", "S121", "S122", "S123", "S124", "S125"}
    assert slowest < fuzz.SLOWEST
