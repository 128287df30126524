"""Poster and card: one page each, a QR code that a reader reads, three steps, large type."""

from __future__ import annotations

import dataclasses
import io

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from publish.editions.print import poster, typeset
from publish.editions.print.poster import Poster, PosterOptions
from publish.findings import PublishError
from tests import sample
from tests.editions import pdf_text
from tests.editions.test_pdf import lines

ADDRESSES = ("http://192.168.1.20:8080/dongcheng-2025/", "https://例子.中国/书/报告?a=1&b=2", "http://a/" + "x" * 250)


@pytest.fixture(scope="module")
def publication(tmp_path_factory):
    return sample.publication(tmp_path_factory.mktemp("sample"))


def titled(publication, title: str):
    about = dataclasses.replace(publication.manuscript.metadata, title=title)
    return dataclasses.replace(publication, manuscript=dataclasses.replace(publication.manuscript, metadata=about))


def text_of(path) -> str:
    with pikepdf.open(path) as document:
        return "".join(text for _, text in pdf_text.structure(document))


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("sheet", poster.SHEETS, ids=lambda s: s.suffix)
def test_qr_code_is_read_back(publication, address, sheet):
    picture = typeset.pictures("poster.typ", poster.content(publication, sheet, address), 150)[0]
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == address and found.format == zxingcpp.BarcodeFormat.QRCode


@pytest.mark.slow
@pytest.mark.parametrize("address", ["", ADDRESSES[0], ADDRESSES[2]])
@pytest.mark.parametrize("title", ["书", "社区服务报告", "北京市东城区2025年政府工作报告", "关于" * 40])
def test_each_is_one_page_of_its_paper(publication, tmp_path, title, address):
    paths = Poster(PosterOptions(address)).write(titled(publication, title), tmp_path)
    sizes = []
    for path in paths:
        with pikepdf.open(path) as document:
            assert len(document.pages) == 1
            sizes.append([round(float(x) / 72 * 25.4) for x in document.pages[0].MediaBox[2:]])
            assert title in "".join(text for _, text in pdf_text.structure(document)).replace(" ", "")
    assert sizes == [[210, 297], [105, 148]]


def test_three_steps_in_large_type(publication, tmp_path):
    sheet, card = Poster(PosterOptions(ADDRESSES[0])).write(publication, tmp_path)
    for path, steps, least in ((sheet, 32, 18), (card, 15, 11)):
        with pikepdf.open(path) as document:
            rows = lines(document.pages[0])
        assert min(size for _, size, _ in rows) >= least
        for words in poster.ONLINE:
            assert min(size for _, size, text in rows if text and text in words and len(text) > 2) >= steps
    for n, words in enumerate(poster.ONLINE, 1):
        assert f"{n}{words}" in text_of(sheet).replace(" ", "")


def test_without_an_address_no_code_and_the_steps_of_the_stick(publication, tmp_path):
    edition = Poster()
    sheet, _ = edition.write(publication, tmp_path)
    assert [found.code for found in edition.findings] == ["E603"]
    assert poster.STICK[0][1][0].replace(" ", "") in text_of(sheet).replace(" ", "") and "扫这里" not in text_of(sheet)
    assert not zxingcpp.read_barcodes(Image.open(io.BytesIO(typeset.pictures("poster.typ", poster.content(publication, poster.SHEETS[0], ""), 100)[0])))


@pytest.mark.parametrize("address", ["ftp://a/b", "shelf", "http://", "javascript:alert(1)", "http://a/ b", "http://a/" + "x" * 300])
def test_an_address_that_no_phone_opens_is_refused(publication, tmp_path, address):
    with pytest.raises(PublishError) as caught:
        Poster(PosterOptions(address)).write(publication, tmp_path)
    assert caught.value.findings[0].code == "E604" and caught.value.exit_code == 6
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_tagged_with_a_text_for_the_code(publication, tmp_path):
    for path in Poster(PosterOptions(ADDRESSES[0])).write(publication, tmp_path):
        with pikepdf.open(path) as document, document.open_metadata() as about:
            assert about["pdfuaid:part"] == "1" and about["dc:title"] == "社区服务报告"
            alternatives = [str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
            assert alternatives == [f"二维码，通向 {ADDRESSES[0]}"]


@pytest.mark.slow
def test_pictures_and_same_bytes(publication, tmp_path):
    options = PosterOptions(ADDRESSES[0], png=True)
    first = [path.read_bytes() for path in Poster(options).write(publication, tmp_path / "a")]
    again = Poster(options).write(publication, tmp_path / "b")
    assert [path.read_bytes() for path in again] == first
    assert [path.suffix for path in again] == [".pdf", ".png", ".pdf", ".png"]
    assert Image.open(again[1]).size == (1240, 1754)


@pytest.mark.parametrize(("address", "expected"), [
    ("192.168.1.20:8080/dongcheng-2025", ["192.168.1.20:8080/", "dongcheng-2025"]),
    ("a/b/c", ["a/b/c"]),
    ("x" * 40, ["x" * 18, "x" * 18, "xxxx"]),
    ("", []),
])
def test_the_address_is_broken_where_it_can_be_read(address, expected):
    assert poster.broken(address, 18) == expected
    assert "".join(poster.broken(address, 18)) == address
