"""E-books: the spine in order, notes wherever they lie, levels from the contents, locks refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from publish.findings import PublishError
from publish.manuscript.readers import table
from publish.manuscript.source import Document

CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
METHOD = '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>'


def book(pages: dict[str, str], spine: str = "", nav: str = "", more: dict[str, str | bytes] | None = None, metadata: str = "<dc:title>书</dc:title>") -> bytes:
    """An e-book of ``pages`` (name → inside of body); ``spine``: their names in order, one with a minus is not linear."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in pages)
    order = "".join(f'<itemref idref="{n.strip("-")}"{" linear=" + chr(34) + "no" + chr(34) if n.startswith("-") else ""}/>' for n in (spine.split() or pages))
    members: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "p.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f'<manifest>{items}<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest><spine>{order}</spine></package>',
        "nav.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc">{nav}</nav></body></html>',
        **{f"{n}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>{text}</body></html>' for n, text in pages.items()},
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def read(*args, **options) -> Document:
    return table.read("a.epub", book(*args, **options))


def shown(document: Document) -> list[str]:
    return [f"{passage.kind or '-'}{passage.level or ''}: {passage.text}" for passage in document.passages]


def code(data: bytes) -> str:
    with pytest.raises(PublishError) as caught:
        table.read("a.epub", data)
    return caught.value.findings[0].code


def test_the_spine_is_the_order_and_what_is_not_linear_stays_out():
    document = read({"b": "<p>乙</p>", "a": "<p>甲</p>", "x": "<p>附</p>"}, spine="a b -x")
    assert shown(document) == ["-: 甲", "-: 乙"]
    assert "附" in next(found for found in document.findings if found.code == "S147").detail


def test_the_contents_say_how_deep_headings_are():
    nav = '<ol><li><a href="a.xhtml">上编</a><ol><li><a href="b.xhtml">第一章</a></li></ol></li><li><a href="c.xhtml">跋</a></li></ol>'
    pages = {"a": "<h1>上编</h1>", "b": "<h1>第一章</h1><h2>一</h2><p>文</p>", "c": "<p>跋</p><p>文</p>"}
    assert shown(read(pages, nav=nav)) == ["heading1: 上编", "heading2: 第一章", "heading3: 一", "-: 文", "heading1: 跋", "-: 文"]


def test_notes_of_another_document_are_taken_and_their_arrows_are_not():
    pages = {"a": '<p>文<a epub:type="noteref" href="n.xhtml#n1">①</a></p>', "n": '<aside epub:type="footnote" id="n1"><p>① 注 <a epub:type="backlink" href="a.xhtml">回</a></p></aside><p>别的</p>'}
    for spine in ("a n", "a -n"):
        document = read(pages, spine=spine)
        note = next(passage for passage in document.passages if passage.kind == "note")
        assert (note.text, note.label) == ("① 注", "①")
        assert [mark.value for mark in document.passages[0].marks] == [note.note]


def test_pages_are_the_books_own():
    page = "<p>甲<span epub:type='pagebreak' id='p1'>12</span>乙</p>"
    assert shown(read({"a": page})) == ["-: 甲乙"]


def test_named_characters_are_those_of_html_and_damage_is_told():
    assert shown(read({"a": "<p>甲&mdash;乙&nbsp;&lt;丙</p>"})) == ["-: 甲—乙\xa0<丙"]
    document = read({"a": "<p>甲<br>乙<p>丙<a id='x'/>丁"})
    assert shown(document) == ["-: 甲 乙", "-: 丙丁"] and document.findings[0].code == "S153"


@pytest.mark.parametrize(
    ("method", "is_read"),
    [("http://www.idpf.org/2008/embedding", True), ("http://ns.adobe.com/pdf/enc#RC", True), ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", False), ("", False)],
)
def test_locks_are_told_from_locked_fonts(method, is_read):
    data = book({"a": "<p>甲</p>"}, more={"META-INF/encryption.xml": METHOD.format(method)})
    assert shown(table.read("a.epub", data)) == ["-: 甲"] if is_read else code(data) == "S145"


def test_what_is_locked_in_an_unknown_way_is_locked():
    unknown = METHOD.replace('<e:EncryptionMethod Algorithm="{}"/>', "")
    assert code(book({"a": "<p>甲</p>"}, more={"META-INF/encryption.xml": unknown})) == "S145"


def test_what_is_no_book_is_said():
    assert code(b"PK\x03\x04 nothing") == "S120"
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as made:
        made.writestr("a.txt", "x")
    assert code(empty.getvalue()) == "S144"
    assert code(book({"a": "<p/>"}, spine="none")) == "S144"


def test_hostile_parts_open_nothing(tmp_path):
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>&x;</p></body></html>'
    assert code(book({"a": ""}, more={"a.xhtml": entity})) == "S123"
    assert code(book({"a": ""}, more={"a.xhtml": "<html>" + " " * (70 << 20)})) == "S121"
    pictures = "".join(f"<p><img src='{src}' alt='图'/></p>" for src in ("../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "https://e.cn/a.png"))
    document = read({"a": pictures}, more={"../../../tmp/SLIP.txt": "x"})
    assert not document.images and next(found for found in document.findings if found.code == "S142").detail.startswith("count=4")


def test_what_the_book_says_of_itself():
    metadata = (
        '<dc:title id="s">副</dc:title><meta refines="#s" property="title-type">subtitle</meta><dc:title id="m">正</dc:title><meta refines="#m" property="title-type">main</meta>'
        '<dc:creator id="c">甲</dc:creator><dc:creator id="t">乙</dc:creator><meta refines="#t" property="role">trl</meta><dc:publisher>社</dc:publisher><dc:date>2020</dc:date>'
    )
    claims = {claim.name: claim.value for claim in read({"a": "<p>甲</p>"}, metadata=metadata).claims}
    assert claims == {"title": "正", "subtitle": "副", "author": "甲", "issuer": "社", "date": "2020"}
