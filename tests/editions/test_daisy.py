"""The talking book as a listener gets it: played back, times, contents, notes, unknown kinds."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.editions import table
from publish.editions.daisy import compose, discinfo
from publish.findings import PublishError
from publish.manuscript.model import Block, Mark, Section
from tests.editions.noted import NOTED, with_blocks
from tests.narration import helpers
from tests.tools.talking_book import clock, played


@pytest.fixture(scope="module")
def folder(book, tmp_path_factory) -> Path:
    into = tmp_path_factory.mktemp("daisy")
    table.edition("daisy", {}, "book.toml").write(book, into)
    return into / "daisy"


def test_a_reader_plays_every_sentence_in_order(folder, book):
    by_id = {sentence.id: sentence for sentence in book.reading.sentences}
    wanted = [(by_id[clip.sentence].text, (clip.end - clip.start) / track.rate) for track in book.narration.tracks for clip in track.clips]
    found = list(played(folder))
    assert [(shown, pytest.approx(end - begin, abs=0.0011)) for _, shown, _, begin, end in found] == wanted
    assert [heading for heading, *_ in found][:6] == ["h1"] * 6 and "h3" in {heading for heading, *_ in found}


def test_what_sounds_is_the_sentence(folder, book):
    """The samples of every clip, decoded from the book's own MP3, are the master's at that sentence."""
    at = 0
    found = list(played(folder))
    for number, track in enumerate(book.narration.tracks, 1):
        whole = helpers.decoded(book.root / track.file, track.rate)
        own = helpers.decoded(folder / f"s{number:03}.mp3", track.rate)
        for clip in track.clips:
            _, _, file, begin, end = found[at]
            at += 1
            assert file == f"s{number:03}.mp3"
            one, other = (sound.astype(float) for sound in (own[round(begin * track.rate) : round(end * track.rate)], whole[clip.start : clip.end]))
            frame = 1152 * track.rate // 44100 + 100  # the sample's tones have no pause in which a part could begin
            assert len(one) == len(other) and numpy.abs(one - other)[frame:].max() <= 10, clip.sentence  # of 2,000


def test_times_are_the_ebooks(folder, book, written):
    """Each section lasts as long as in the e-book, to the millisecond; so does the whole."""
    with zipfile.ZipFile(written("epub")[0]) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
    durations = package.xpath("//*[@property='media:duration']")
    of_ebook = [clock(one.text) for one in durations if one.get("refines")]
    smils = sorted(folder.glob("s*.smil"))
    assert [clock(etree.parse(str(one)).getroot().find("body/seq").get("dur")) for one in smils] == pytest.approx(of_ebook, abs=1e-9)
    whole = next(clock(one.text) for one in durations if not one.get("refines"))
    said = re.search(r'name="ncc:totalTime" content="([^"]+)"', (folder / "ncc.html").read_text("utf-8"))[1]
    assert clock(said) == int(whole + 0.5)


def test_the_zip_is_the_folder(folder):
    with zipfile.ZipFile(folder.parent / "sample-daisy.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes() for path in folder.iterdir()}
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist() if entry.filename.endswith(".mp3"))


def test_no_zip_when_none_is_wanted(book, tmp_path):
    paths = table.edition("daisy", {"zip": False}, "book.toml").write(book, tmp_path)
    assert not [path for path in paths if path.suffix == ".zip"] and (tmp_path / "daisy" / "ncc.html").is_file()


def test_the_contents_are_those_of_the_ebook(folder, book, written):
    with zipfile.ZipFile(written("epub")[0]) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    toc = next(nav.iter("{*}nav"))
    ebook = ["".join(link.itertext()) for link in toc.iter("{*}a")]
    lines = etree.parse(str(folder / "ncc.html")).getroot().find("{*}body")
    assert ["".join(line.itertext()) for line in lines] == [title for title in ebook if title not in ("制作说明", "文字修复清单", "封面")]


# --- what may come ------------------------------------------------------------------------------------------------------


WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30).filter(str.strip)


@given(title=WRITABLE, text=WRITABLE, heading=WRITABLE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_comes_back(book, tmp_path, title, text, heading):
    """Spaces at the ends, marks of XML, rare characters: the book that is written passes its own proofs."""
    more = with_blocks(book, Block("x001", "paragraph", text))
    about = dataclasses.replace(more.manuscript.metadata, title=title, description=text, rights=heading)
    sections = tuple(dataclasses.replace(one, title=heading if number else title) for number, one in enumerate(more.manuscript.sections))
    other = dataclasses.replace(more, manuscript=dataclasses.replace(more.manuscript, metadata=about, sections=sections))
    table.edition("daisy", {"zip": False}, "book.toml").write(other, tmp_path)
    assert [element.text for element in etree.parse(str(tmp_path / "daisy" / "content.html")).getroot().iter("{*}span") if element.get("id") == "x001-1"] == [text]


@pytest.mark.parametrize("texts", [True, False])
def test_an_unknown_kind_is_a_paragraph_with_its_text(book, tmp_path, texts):
    """Whatever kinds of blocks a manuscript may hold, none is dropped; text that nobody reads is shown."""
    other = with_blocks(book, Block("x001", "whatever", "第一项"), Block("x002", "cell", "格子 <b>&"), texts=texts)  # type: ignore[arg-type]
    table.edition("daisy", {}, "book.toml").write(other, tmp_path)
    page = etree.parse(str(tmp_path / "daisy" / "content.html")).getroot()
    found = {p.get("class"): "".join(p.itertext()) for p in page.iter("{*}p")}
    assert found["whatever"] == "第一项" and found["cell"] == "格子 <b>&"


def test_a_note_can_be_skipped(noted):
    """Its sign and itself, a sequence of two, both left out by a player whose listener wants no notes; listed in the contents."""
    smil = etree.parse(str(noted / "s002.smil")).getroot()
    pairs = [[(par.get("system-required"), par.find("text").get("src")) for par in pair] for pair in smil.iterfind("body/seq/seq")]
    assert pairs == [[("footnote-on", f"content.html#{target}") for target in pair] for pair in (("ref-x002", "note-x002"), ("ref-x004", "note-x004"))]
    assert [len(list(pair.iter("audio"))) for pair in smil.iterfind("body/seq/seq")] == [2, 0]
    without = [par.find("text").get("src") for par in smil.iter("par") if par.get("system-required") is None]
    assert without == [f"content.html#{name}" for name in ("b006-1", "b007-1", "x001-1")]
    ncc = (noted / "ncc.html").read_text("utf-8")
    assert re.findall(r'<span id="\w+" class="noteref"><a href="s002.smil#t-ref-(\w+)">(.)</a></span>', ncc) == [("x002", "①"), ("x004", "②")]
    assert 'name="ncc:footnotes" content="2"' in ncc


def test_a_note_is_read_where_it_stands(noted):
    shown = [shown for _, shown, file, *_ in played(noted) if file == "s002.mp3"]
    note = "①第一条注。\n还有一段。"
    assert [one.strip() for one in shown[2:]] == [NOTED.text, note, note]
    page = etree.parse(str(noted / "content.html")).getroot()
    assert ["".join(one.itertext()) for one in page.iter("{*}span") if one.get("class") == "noteref"] == ["①", "②"]


def test_lines_end_where_they_end_in_print(book, tmp_path):
    verse = Block("x001", "verse", "床前明月光，疑是地上霜。", (Mark(6, 6, "break"),))
    table.edition("daisy", {}, "book.toml").write(with_blocks(book, verse), tmp_path)
    assert '<span id="x001-1" class="sentence">床前明月光，<br/>疑是地上霜。</span>' in (tmp_path / "daisy" / "content.html").read_text("utf-8")


def test_headings_go_down_by_one_whatever_the_document_does(book, tmp_path):
    made = book.manuscript
    deep = tuple(dataclasses.replace(section, level=level) for section, level in zip(made.sections, (1, 4, 9, 2, 8), strict=True))
    table.edition("daisy", {}, "book.toml").write(dataclasses.replace(book, manuscript=dataclasses.replace(made, sections=deep)), tmp_path)
    body = etree.parse(str(tmp_path / "daisy" / "ncc.html")).getroot().find("{*}body")
    assert [line.tag.rpartition("}")[2] for line in body] == ["h1", "h2", "h3", "h4", "h3", "h4", "h1"]


def test_a_section_without_sound_is_refused(book, tmp_path):
    made = book.manuscript
    more = dataclasses.replace(made, sections=(*made.sections, Section("s099", 1, "多出来的", (Block("x001", "paragraph", "没有人读"),))))
    with pytest.raises(PublishError) as caught:
        table.edition("daisy", {}, "book.toml").write(dataclasses.replace(book, manuscript=more), tmp_path)
    assert [(f.code, f.detail) for f in caught.value.findings] == [("E102", "sections=s099")]


def test_names_that_nobody_knows(book):
    about = dataclasses.replace(book.manuscript.metadata, speaker="", issuer="", language="zh-Hant")
    made = compose.book(dataclasses.replace(book, manuscript=dataclasses.replace(book.manuscript, metadata=about)))
    assert (made.about.creator, made.about.publisher, made.about.language) == ("佚名", "不詳", "zh-TW")


def test_several_books_on_one_medium():
    page = discinfo.page([("01-first", "第一本 <&>"), ("02-second", "第二本")])
    links = [(a.get("href"), a.text) for a in etree.fromstring(page).iter("{*}a")]
    assert links == [("01-first/ncc.html", "第一本 <&>"), ("02-second/ncc.html", "第二本")]
    with pytest.raises(ValueError, match="第三本"):
        discinfo.page([("第三本", "第三本")])
