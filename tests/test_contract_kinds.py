"""One contract over all kinds of blocks and marks and all editions: none drops text, alternative texts are spoken and synchronised, and all
have the same outline: the same parts, names, depths and lengths."""

from __future__ import annotations

import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import mutagen
import mutagen.mp4
import pikepdf
import pytest
from lxml import etree, html

from publish.editions import table
from publish.editions.model import Publication
from publish.editions.shared import clock
from publish.editions.shared.outline import outline
from publish.manuscript.model import Block
from tests import kinds
from tests.editions import pdf_text
from tests.test_contract import SHOWS_NO_TEXT_OF_THE_BOOK, book_of_web, texts_of_podcast

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Publication:
    return kinds.publication(tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module")
def made(book, tmp_path_factory) -> dict[str, tuple[Path, ...]]:
    return {name: table.edition(name, {}, "book.toml").write(book, tmp_path_factory.mktemp(name)) for name in table.EDITIONS}


def plain(text: str) -> str:
    return "".join(text.replace("\xa0", " ").split())


# --- the text ---


def written(element) -> str:
    """The text of a page: pinyin left out, a picture being its alternative text."""
    if not isinstance(element.tag, str) or element.tag.endswith("rt"):
        return element.tail or ""
    inside = element.get("alt", "") if element.tag.endswith("img") else (element.text or "") + "".join(map(written, element))
    return inside + (element.tail or "")


def text_of_epub(paths: tuple[Path, ...]) -> str:
    with zipfile.ZipFile(paths[0]) as archive:
        pages = [name for name in sorted(archive.namelist()) if re.search(r"text/\d+\.xhtml$", name)]
        return "".join(written(etree.fromstring(archive.read(name))) for name in pages)


def text_of_page(name: str):
    def read(paths: tuple[Path, ...]) -> str:
        root = html.parse(str(next(path for path in paths if path.name == name))).getroot()
        return written(root.find(".//main") if root.find(".//main") is not None else root.find("body"))

    return read


def text_of_pdf(paths: tuple[Path, ...]) -> str:
    """The text, a picture being its alternative text, in the order of the structure tree."""
    made = []
    for path in paths:
        if path.suffix == ".pdf":
            with pikepdf.open(path) as document:
                made += [text for tags, text in pdf_text.structure(document) if "TOC" not in tags]
                made += [str(one.Alt) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    return "".join(made)


def text_of_braille(paths: tuple[Path, ...]) -> str:
    """Braille writes the time of day with a hyphen between its figures."""
    return re.sub(r"(?<=\d)-(?=\d\d)", ":", text_of_pdf(paths))


TEXTS = {
    "epub": text_of_epub, "epub-plain": text_of_epub, "web": text_of_page("index.html"), "daisy": text_of_page("content.html"), "print": text_of_pdf,
    "print-pinyin": text_of_pdf, "braille": text_of_braille, "podcast": texts_of_podcast,
}
SOUND_ONLY = {"audio", "opus", "m4b"}


def blocks() -> Iterator[Block]:
    """Blocks with text, in order. A line that only separates is heard as a pause."""
    return (block for section in kinds.manuscript().sections for block in section.blocks if block.text)


@pytest.mark.parametrize("name", TEXTS)
def test_no_edition_drops_text(made, name):
    shown = plain(TEXTS[name](made[name]))
    wanted = [block for block in blocks() if name != "podcast" or block.kind != "separator"]
    assert [block for block in wanted if plain(block.text) not in shown and not _with_cues(block, shown)] == []


def _with_cues(block: Block, shown: str) -> bool:
    """In a transcript a sentence may be parted from the next by what is said in between, in braille a line from the next by a number."""
    ends = [m.end() for m in re.finditer("。", block.text)] + [mark.end for mark in block.marks if mark.kind == "break"]
    edges = sorted({0, *ends, len(block.text)})
    return all(plain(block.text[start:end]) in shown for start, end in itertools.pairwise(edges))


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in ("print", "print-pinyin", "braille")])
def test_the_text_stands_in_its_order(made, name):
    shown, at = plain(TEXTS[name](made[name])), 0
    for block in blocks():
        if name != "podcast" or block.kind != "separator":
            place = shown.find(plain(block.text), at)
            assert place >= at, block
            at = place + len(plain(block.text))


def test_every_edition_is_looked_at():
    assert set(TEXTS) | SOUND_ONLY | SHOWS_NO_TEXT_OF_THE_BOOK == set(table.EDITIONS)


# --- the sound ---


def test_everything_that_can_be_said_is_narrated(book):
    heard = {clip.sentence for track in book.narration.tracks for clip in track.clips}
    said = {sentence.id for sentence in book.reading.sentences if any(token.spoken for token in sentence.tokens)}
    intros = {clip.sentence for track in book.narration.tracks for clip in track.intro}
    assert said - intros == heard
    assert {"b034-1", "b038-1"} <= heard, "pictures with and without words"


def test_alternative_texts_are_spoken_where_the_picture_is(made, book):
    times = {clip.sentence: (clip.start / track.rate, clip.end / track.rate) for track in book.narration.tracks for clip in track.clips}
    with zipfile.ZipFile(made["epub"][0]) as archive:
        smil = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".smil"))
    web = {clip[0]: clip[1:3] for track in book_of_web(made["web"])["tracks"] for clip in track["clips"]}
    for picture in ("b034-1", "b038-1"):
        assert smil.count(f"#{picture}\"") == 1
        assert [ms / 1000 for ms in web[picture]] == pytest.approx(times[picture], abs=0.0011)


def test_signs_of_notes_are_shown_and_not_said(book):
    sentence = next(s for s in book.reading.sentences if s.id == "b007-1")
    assert "①" in sentence.text and not any(token.spoken for token in sentence.tokens if token.text == "①")


# --- the outline ---


def flat(entries, depth: int = 1) -> Iterator[tuple[int, str]]:
    for entry in entries:
        yield depth, entry.title
        yield from flat(entry.children, depth + 1)


def outline_of_epub(paths: tuple[Path, ...]) -> list[tuple[int, str]]:
    with zipfile.ZipFile(paths[0]) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    return _outline_of_lists(nav.find(".//{*}nav"))


def outline_of_web(paths: tuple[Path, ...]) -> list[tuple[int, str]]:
    root = html.parse(str(next(path for path in paths if path.name == "index.html"))).getroot()
    return _outline_of_lists(root.find(".//nav[@id='contents']"))


def _outline_of_lists(nav) -> list[tuple[int, str]]:
    found = []
    for link in nav.iter("{*}a"):
        name = link.find("{*}span")
        found.append((sum(1 for above in link.iterancestors("{*}ol")), (link if name is None else name).text))
    return found


def outline_of_pdf(paths: tuple[Path, ...]) -> list[tuple[int, str]]:
    with pikepdf.open(paths[0]) as document, document.open_outline() as found:
        return [one for one in flat(found.root) if one[1] != "目录"]


def outline_of_daisy(paths: tuple[Path, ...]) -> list[tuple[int, str]]:
    root = html.parse(str(next(path for path in paths if path.name == "ncc.html"))).getroot()
    return [(int(element.tag[1]), "".join(element.itertext()).strip()) for element in root.find("body") if re.fullmatch(r"h\d", str(element.tag))]


OUTLINES = {
    "epub": outline_of_epub, "epub-plain": outline_of_epub, "web": outline_of_web, "print": outline_of_pdf, "print-pinyin": outline_of_pdf, "daisy": outline_of_daisy,
}
RUN_IN = "服务更加便利"
ASIDE = {"制作说明", "文字修复清单"}


@pytest.mark.parametrize("name", OUTLINES)
def test_parts_have_the_same_names_and_depths_everywhere(made, book, name):
    wanted = [(entry.level, entry.name) for entry in outline(book)]
    assert wanted == [(1, "邻里食堂手册"), (1, "一、文字"), (1, "二、清单和表"), (2, "（一）图"), (1, "三、引文和诗"), (2, "以上就是全部内容"), (1, "关于本书")]
    shown = [(level, title) for level, title in OUTLINES[name](made[name]) if title not in ASIDE and title.rstrip("。") != RUN_IN]
    assert shown == wanted


def test_run_in_headings_lie_below_their_part(book):
    assert [(entry.name, [head.text for head in entry.below]) for entry in outline(book) if entry.below] == [("一、文字", [RUN_IN])]


def names_of(paths: tuple[Path, ...]) -> list[str]:
    return [str(mutagen.File(path, easy=True)["title"][0]) for path in paths if path.suffix in (".mp3", ".opus")]


@pytest.mark.parametrize("name", ["audio", "opus"])
def test_files_are_called_like_their_part(made, book, name):
    assert names_of(made[name]) == [entry.name for entry in outline(book)]


def test_episodes_are_called_like_their_part(made, book):
    feed = etree.parse(str(next(path for path in made["podcast"] if path.name == "feed.xml")))
    assert feed.xpath("//item/title/text()") == [entry.name for entry in outline(book)]


def test_chapters_of_the_audiobook_are_called_like_their_part(made, book):
    chapters = [chapter.title for chapter in mutagen.mp4.MP4(made["m4b"][0]).chapters]
    assert [title for title in chapters if title != RUN_IN] == [entry.name for entry in outline(book)]


def test_lengths_are_the_same_wherever_they_are_told(made, book):
    wanted = [clock.chinese(entry.length) for entry in outline(book)]
    page = html.parse(str(next(path for path in made["web"] if path.name == "index.html"))).getroot()
    assert [element.text for element in page.findall(".//nav[@id='contents']//a/span[@class='time']")] == wanted
    feed = etree.parse(str(next(path for path in made["podcast"] if path.name == "feed.xml")))
    told = [re.search(r"长(.+?)。", text)[1] for text in feed.xpath("//item/description/text()")]
    assert told == wanted
    whole = clock.chinese(sum(entry.length for entry in outline(book)))
    with zipfile.ZipFile(made["epub"][0]) as archive:
        assert f"全长{whole}。" in archive.read("EPUB/text/notes.xhtml").decode()
    assert f"全长{whole}" in "".join(page.itertext()) and f"全长{whole}。" in feed.findtext("channel/description")


def test_chapters_json_of_an_episode_begins_with_its_part(made, book):
    found = [json.loads(path.read_text("utf-8"))["chapters"][0]["title"] for path in made["podcast"] if path.name.endswith(".chapters.json")]
    assert found == [entry.name for entry in outline(book)]
