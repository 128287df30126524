"""The two e-books of the small book, looked at from outside."""

from __future__ import annotations

import dataclasses
import datetime
import re
import time
import zipfile

import pytest
from lxml import etree

from publish.editions import table
from publish.editions.epub import check
from publish.editions.epub.opened import EPUB_TYPE, NS, Book, body_text
from publish.findings import PublishError, finding
from tests.editions.conftest import publication


@pytest.fixture
def opened(written):
    made = []

    def open_(edition):
        made.append(Book(written(edition)[0]))
        return made[-1]

    yield open_
    for book in made:
        book.__exit__()


def names(book):
    return [item.path.rpartition("/")[2] for item, _ in book.spine]


def test_one_document_one_overlay_one_audio_file_a_section(book, opened):
    for edition in ("epub", "epub-plain"):
        made = opened(edition)
        assert names(made) == ["cover.xhtml", "nav.xhtml", *(f"{n:03}.xhtml" for n in range(1, 7)), "notes.xhtml"]
        assert [item.path[-9:-6] for item in made.read_aloud] == [f"{n:03}" for n in range(1, 7)]
        assert len({made.items[item.overlay].path for item in made.read_aloud}) == len(book.manuscript.sections) + 1


def test_both_editions_have_the_same_text_and_the_same_sound(opened):
    ruby, plain = opened("epub"), opened("epub-plain")
    for one, other in zip(ruby.read_aloud, plain.read_aloud, strict=True):
        assert body_text(ruby.document(one)) == body_text(plain.document(other))
        assert list(ruby.targets(one)) == list(plain.targets(other))
        sound = next(ruby.targets(one)).audio
        assert ruby.zip.read(sound) == plain.zip.read(sound)


def test_each_names_the_other_and_is_a_publication_of_its_own(opened):
    ruby, plain = opened("epub"), opened("epub-plain")
    assert ruby.values("dc:relation") == plain.values("dc:identifier") and plain.values("dc:relation") == ruby.values("dc:identifier")
    for one, other in ((ruby, "不带拼音的电子书（EPUB）"), (plain, "带拼音的电子书（EPUB）")):
        assert f"同一本书的另一版本{other}：" in body_text(one.document(one.items["t-notes"]))
        assert other in one.values("schema:accessibilitySummary")[0]
    assert ruby.values("dc:identifier") == ["urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f"] != plain.values("dc:identifier")
    assert plain.values("dc:title") == ["社区服务报告"] and ruby.values("dc:title") == ["社区服务报告（拼音版）"]


def test_no_file_name_is_told_that_a_stick_does_not_have(opened):
    """Files are called otherwise on a stick and after a download."""
    for book in (opened("epub"), opened("epub-plain")):
        told = [book.zip.read(book.package_path).decode(), *(body_text(book.document(item)) for item, _ in book.spine)]
        assert not [text for text in told if ".epub" in text]


def test_announcements_are_not_in_the_books(book, opened):
    made = opened("epub-plain")
    text = "".join(body_text(made.document(item)) for item, _ in made.spine)
    assert "本音频由人工智能语音合成" not in text
    first = next(made.targets(made.read_aloud[0]))
    assert first.begin == "0:00:04.000", "the announcement's 20 characters at 0.2 s come before the first clip"


def test_contents_are_nested_and_reach_run_in_headings(opened):
    made = opened("epub")
    nav = made.document(made.items["nav"])
    toc, landmarks = nav.findall(".//h:nav", NS)
    shape = [(len(a.xpath("ancestor::h:ol", namespaces=NS)), a.text, a.get("href")) for a in toc.iterfind(".//h:a", NS)]
    assert shape[:6] == [
        (1, "社区服务报告", "text/001.xhtml"),
        (1, "一、2024年工作回顾", "text/002.xhtml"),
        (2, "（一）重庆路的银行", "text/003.xhtml"),
        (3, "经济平稳向好", "text/003.xhtml#b009-h"),
        (2, "成绩来之不易", "text/004.xhtml"),
        (1, "结束语", "text/005.xhtml"),
    ]
    assert {a.get(EPUB_TYPE) for a in landmarks.iterfind(".//h:a", NS)} >= {"toc", "bodymatter"}
    assert nav.find(".//h:ruby", NS) is None


def test_chapter_role_stands_once(opened):
    made = opened("epub")
    roles = [made.document(item).find("h:body/h:section", NS).get("role") for item in made.read_aloud]
    assert roles == [None, "doc-chapter", None, None, "doc-conclusion", "doc-colophon"]


def test_headings_follow_the_levels_of_the_book(opened):
    made = opened("epub")
    found = [[int(h.tag[-1]) for h in made.document(item).iter(*(f"{{{NS['h']}}}h{n}" for n in range(1, 7)))] for item in made.read_aloud]
    assert found == [[1], [2], [3, 4], [], [], []]


def test_repairs_are_listed_counted_and_explained(opened):
    made = opened("epub-plain")
    notes = made.document(made.items["t-notes"])
    text = "".join(notes.itertext())
    assert "共改动 4 处，分 3 类" in text
    cells = [["".join(cell.itertext()) for cell in row] for row in notes.iterfind(".//h:tbody/h:tr", NS)]
    decided = ["?qū)嵤", "实施", "sample.txt 第 4 行第 1 字：字节 F2 8C 相合 <b>&（审定：张三）"]
    assert cells == [decided, ["(zhong)", "（无）", "2"], ["樹", "树", "1"], ["銀", "银", "1"]]  # what a person decided comes first
    assert all(head.get("scope") == "col" for head in notes.iterfind(".//h:th", NS))


def test_cover_is_a_jpeg_with_words_for_it(opened):
    made = opened("epub")
    picture = made.document(made.items["t-cover"]).find(".//h:img", NS)
    assert picture.get("alt") == "封面：社区服务报告（拼音版）"
    assert made.items["cover-image"].properties == ("cover-image",)
    assert made.zip.read(made.items["cover-image"].path)[:3] == b"\xff\xd8\xff"


def test_conformance_is_claimed_only_with_a_name(book, tmp_path):
    options = {"certified_by": "幸福街道办事处", "certified_on": datetime.date(2025, 2, 1)}
    path, = table.edition("epub", options, "book.toml").write(book, tmp_path)
    with Book(path) as made:
        assert made.values("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
        assert made.values("a11y:certifiedBy", "#conf") == ["幸福街道办事处"]
        assert made.values("dcterms:date", "#certifier") == ["2025-02-01"]


def test_no_claim_without_a_name(opened):
    assert opened("epub").values("dcterms:conformsTo") == []


def test_hostile_metadata_stays_text(book, tmp_path):
    nasty = '</dc:title><script>alert("1")</script>&amp;\'..\\'
    about = dataclasses.replace(book.manuscript.metadata, title=nasty, speaker=nasty, rights=nasty, description=nasty)
    other = dataclasses.replace(book, manuscript=dataclasses.replace(book.manuscript, metadata=about))
    path, = table.edition("epub-plain", {}, "book.toml").write(other, tmp_path)
    assert path == tmp_path / "sample-plain.epub"
    with Book(path) as made:
        assert made.values("dc:title") == made.values("dc:creator") == [nasty]
        assert b"<script" not in b"".join(made.zip.read(item.path) for item in made.items.values() if item.kind.endswith("+xml"))


@pytest.mark.parametrize("edition", ["epub", "epub-plain", "audio", "opus", "m4b", "podcast"])
def test_same_book_same_bytes_anywhere(edition, book, written, tmp_path, monkeypatch):
    """Another folder, another time zone, another day of writing, audio in another place."""
    elsewhere = publication(tmp_path / "somewhere else")
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    time.tzset()
    try:
        again = table.edition(edition, {}, "book.toml").write(elsewhere, tmp_path / "out")
    finally:
        monkeypatch.undo()
        time.tzset()
    first = written(edition)
    assert [path.name for path in again] == [path.name for path in first]
    for one, other in zip(first, again, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_a_book_that_fails_its_proof_is_not_left_behind(book, tmp_path, monkeypatch):
    good, = table.edition("epub", {}, "book.toml").write(book, tmp_path)
    before = good.read_bytes()
    monkeypatch.setattr(check, "PROOFS", (lambda case: [finding("E110", case.name, at=0, found="a", expected="b")],))
    with pytest.raises(PublishError) as caught:
        table.edition("epub", {}, "book.toml").write(book, tmp_path)
    assert caught.value.exit_code == 6 and caught.value.findings[0].where == "sample.epub"
    assert list(tmp_path.iterdir()) == [good] and good.read_bytes() == before


def test_narration_is_needed(book, tmp_path):
    with pytest.raises(PublishError) as caught:
        table.edition("epub", {}, "book.toml").write(dataclasses.replace(book, narration=None), tmp_path)
    assert [found.code for found in caught.value.findings] == ["E101"]


def test_a_section_without_audio_stops_the_book(book, tmp_path):
    narration = dataclasses.replace(book.narration, tracks=book.narration.tracks[1:])
    with pytest.raises(PublishError) as caught:
        table.edition("epub", {}, "book.toml").write(dataclasses.replace(book, narration=narration), tmp_path)
    assert [(found.code, found.detail) for found in caught.value.findings] == [("E102", "sections=s001")]
    assert not list(tmp_path.iterdir())


def test_documents_are_well_formed_alone_and_name_their_language(written):
    with zipfile.ZipFile(written("epub")[0]) as made:
        for name in made.namelist():
            if name.endswith(".xhtml"):
                root = etree.fromstring(made.read(name))
                assert root.get("lang") == "zh-Hans" and re.match(rb"<\?xml version='1.0' encoding='utf-8'\?>\n<!DOCTYPE html>", made.read(name))


@pytest.mark.parametrize("edition", ["epub", "podcast"])
def test_a_character_xml_cannot_hold_is_refused_by_place(edition, book, tmp_path):
    about = dataclasses.replace(book.manuscript.metadata, speaker="王\x0b小明")
    other = dataclasses.replace(book, manuscript=dataclasses.replace(book.manuscript, metadata=about))
    with pytest.raises(PublishError) as caught:
        table.edition(edition, {}, "book.toml").write(other, tmp_path)
    found, = caught.value.findings
    assert (found.code, found.where, found.detail) == ("E103", "book.toml [book] speaker", "character=U+000B")


def test_repairs_of_what_cannot_be_shown_are_written_out():
    from publish.editions.shared.colophon import visible

    assert [visible(text) for text in ("", " ", "\u3000", "a\nb", "\x0b", "\ufeff", "\ufffe")] == [
        "（无）", "␣", "［全角空格］", "a［换行］b", "［U+000B］", "［BOM］", "［U+FFFE］",
    ]
