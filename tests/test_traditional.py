"""A book in traditional characters is traditional everywhere: in no product stands a character that only simplified text has."""

from __future__ import annotations

import dataclasses
import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import mutagen
import opencc
import pikepdf
import pytest

from publish import files
from publish.editions import table
from publish.editions.model import Publication
from publish.manuscript.edit import PICTURES
from publish.manuscript.model import Manuscript, Repair
from publish.manuscript.repairs.script import only_simplified
from publish.manuscript.structure import matter
from publish.narration import narrate
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from publish.own import is_traditional, own, region, traditional
from publish.reading.read import read
from tests import kinds
from tests.editions import pdf_text
from tests.project import ROOT

WRITE = opencc.OpenCC("s2tw").convert
REPAIRS = (
    Repair("punctuation", "kinds.txt:1:5", ",", "，"), Repair("space", "kinds.txt:2:1", "\u3000", ""), Repair("width", "kinds.txt:3:1", "Ａ１", "A1"),
    Repair("control", "kinds.txt:4:1", "\u200b", ""), Repair("line", "kinds.txt:5:9", "\n", ""), Repair("edit", "kinds.txt:6:2", "說", "說話", "李小華", "原件如此"),
    *(Repair(rule, "kinds.txt:7:1", "甲", "乙") for rule in ("markup", "misfire", "page", "radical", "reading", "recode", "title")),
)


def manuscript(language: str) -> Manuscript:
    """The book of all kinds, its text and what a person typed in traditional characters; the publisher's own words as the program makes them."""
    plain = files.to_json(kinds.manuscript()).decode("utf-8")
    made = files.from_json(WRITE(plain).encode("utf-8"), Manuscript)
    about = dataclasses.replace(made.metadata, language=language)
    words = matter.matter(about, made.sections, REPAIRS, "测试音（不是语音）", "模型与声音：仅供个人收听", "kinds.txt")
    return dataclasses.replace(made, metadata=about, repairs=REPAIRS, matter=words)


def publication(root: Path, language: str) -> Publication:
    made = manuscript(language)
    for picture, data in kinds.IMAGES:
        files.write(root / PICTURES / picture.file, data)
    said, _ = read(made)
    spoken = narrate.narrate(made, said, voices.settings("silent", ROOT / "voices"), NarrationOptions(("silent",), rate=600), root)
    return Publication("kinds", made, said, spoken.narration, root, datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC), tuple(table.EDITIONS))


@pytest.fixture(scope="module", params=["zh-Hant", "zh-Hant-HK"])
def book(request, tmp_path_factory) -> Publication:
    return publication(tmp_path_factory.mktemp("traditional"), request.param)


@pytest.fixture(scope="module")
def products(book) -> dict[str, tuple[Path, ...]]:
    return {name: table.edition(name, {}, "book.toml").write(book, book.root / "editions") for name in table.EDITIONS}


def found(text: str) -> str:
    return "".join(sorted({char for char in text if only_simplified(char)}))


TEXT = (".xhtml", ".html", ".opf", ".ncx", ".smil", ".xml", ".js", ".css", ".vtt", ".srt", ".json", ".m3u8", ".m3u", ".txt", ".pef")


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """What a file shows or says, and where in it."""
    if path.suffix in TEXT:
        yield path.name, path.read_text("utf-8")
    elif path.suffix in (".epub", ".zip"):
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name).decode("utf-8")) for name in archive.namelist() if name.endswith(TEXT))
            yield "names", " ".join(archive.namelist())
    elif path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            yield path.name, "".join(text for _, text in pdf_text.structure(document)) + "".join(text for page in document.pages for _, text in pdf_text.pieces(page))
            yield path.name, " ".join(map(str, document.docinfo.values())) + " ".join(pdf_strings(document))
    elif path.suffix in (".mp3", ".opus", ".m4b"):
        tags = mutagen.File(path).tags or {}
        yield path.name, " ".join(f"{key}={tags[key]}" for key in dict(tags) if not key.startswith(("APIC", "covr", "metadata_block")))


def pdf_strings(document: pikepdf.Pdf) -> Iterator[str]:
    """Alternative texts and names in the outline."""
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary):
            yield from (str(one[key]) for key in ("/Alt", "/Title", "/ActualText") if key in one)


@pytest.mark.slow
@pytest.mark.parametrize("name", table.EDITIONS)
def test_no_product_holds_a_character_that_only_simplified_text_has(products, name):
    seen = [(where, text) for path in products[name] for where, text in texts(path)]
    assert seen or name == "braille", "nothing was looked at"
    assert {where: bad for where, text in seen if (bad := found(text))} == {}


@pytest.mark.slow
def test_every_page_says_its_language(book, products):
    for name in ("epub", "epub-plain", "web"):
        pages = [(where, text) for path in products[name] for where, text in texts(path) if where.endswith((".xhtml", ".html", ".opf"))]
        assert pages and all(re.search(rf'lang="{book.language}"', text) for _, text in pages)
    everything = [text for paths in products.values() for path in paths for _, text in texts(path)]
    assert not [text for text in everything if re.search("zh-(Hans|CN|cn)", text)]


@pytest.mark.slow
def test_feeds_transcripts_and_print_say_the_language_as_each_of_them_does(book, products):
    place = region(book.language)
    feed = next(path for path in products["podcast"] if path.name == "feed.xml").read_text("utf-8")
    assert f"<language>zh-{place.lower()}</language>" in feed and f'language="{book.language}"' in feed
    assert all(f"Language: {book.language}\n" in path.read_text("utf-8") for path in products["podcast"] if path.suffix == ".vtt")
    for path in (path for name in ("print", "print-pinyin", "poster", "braille") for path in products[name] if path.suffix == ".pdf"):
        with pikepdf.open(path) as document:
            assert str(document.Root.Lang) == f"zh-{place}"


@pytest.mark.slow
def test_what_the_publisher_says_is_read_as_its_simplified_form_is(book):
    """The announcements and the colophon sound the same in both scripts."""
    simplified = kinds.manuscript()
    own_words = matter.matter(simplified.metadata, simplified.sections, REPAIRS, "测试音（不是语音）", "模型与声音：仅供个人收听", "kinds.txt")
    plain, _ = read(dataclasses.replace(simplified, matter=own_words, repairs=REPAIRS))
    blocks = {block.id for section in own_words for block in section.blocks}
    said = [[(s.base, s.tone) for sentence in reading.sentences if sentence.block in blocks for t in sentence.tokens for s in t.syllables] for reading in (book.reading, plain)]
    assert said[0] == said[1] and len(said[0]) > 300


@pytest.mark.parametrize(("language", "expected"), [
    ("zh-Hant", (True, "TW")), ("zh-Hant-HK", (True, "HK")), ("zh-TW", (True, "TW")), ("zh-HK", (True, "HK")), ("zh-MO", (True, "MO")), ("yue-Hant", (True, "TW")),
    ("zh-Hans", (False, "CN")), ("zh-CN", (False, "CN")), ("zh", (False, "CN")), ("zh-Hans-HK", (False, "HK")), ("zh-SG", (False, "SG")), ("zh-hant-tw", (True, "TW")),
])  # fmt: skip
def test_a_language_tag_names_script_and_region(language, expected):
    assert (is_traditional(language), region(language)) == expected


def test_only_the_words_are_converted_never_a_value():
    assert own("zh-Hant", "本书是《{title}》的有声读本。", title="里面的{话}") == "本書是《里面的{话}》的有聲讀本。"
    assert own("zh-Hans", "本书是《{title}》的有声读本。", title="裡面的話") == "本书是《裡面的話》的有声读本。"
    assert own("zh-Hant", "function () { return 1; }") == "function () { return 1; }"


@pytest.mark.parametrize(("words", "taiwan", "hong_kong"), [
    ("制作说明", "製作說明", "製作説明"), ("目录", "目錄", "目錄"), ("想接着听", "想接著聽", "想接着聽"), ("文件夹里", "文件夾裡", "文件夾裏"), ("改为", "改為", "改為"),
    ("并写明了理由", "並寫明了理由", "並寫明了理由"), ("可供核对", "可供核對", "可供核對"), ("第一册", "第一冊", "第一冊"), ("以原文为准", "以原文為準", "以原文為準"),
])  # fmt: skip
def test_words_in_the_forms_of_the_place(words, taiwan, hong_kong):
    assert (traditional(words), traditional(words, "HK")) == (taiwan, hong_kong)


@pytest.mark.parametrize(("language", "attribute"), [("zh-Hant", ' lang="zh-Hant"'), ("zh-Hans", ""), ("", "")])
def test_on_the_shelf_a_title_bears_the_language_of_its_book(language, attribute):
    from publish.kit import pages

    cards = [pages.Card(title, (), "簡介", 60, None, (), language) for title in ("鄰里食堂", "街坊")]
    page = pages.shelf(cards, ()).decode("utf-8")
    assert f"<h2{attribute}>鄰里食堂</h2>" in page and f"<p{attribute}>簡介</p>" in page and page.startswith('<!DOCTYPE html>\n<html lang="zh-Hans">')
