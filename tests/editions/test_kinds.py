"""The book that holds every kind of block and mark, in the e-books: nothing is lost, everything sounds, and the referees pass it."""

from __future__ import annotations

import dataclasses
import zipfile
from typing import get_args

import pytest
from lxml import etree

from publish.editions import table
from publish.editions.epub import check
from publish.editions.epub.opened import NS, Book
from publish.findings import message
from publish.manuscript.model import BlockKind, MarkKind
from tests import kinds
from tests.editions.test_check import spoilt, swap
from tests.tools import ace, epubcheck
from tests.tools.need import need


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return kinds.publication(tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module")
def books(made):
    return {name: table.edition(name, {}, "book.toml").write(made, made.root / "editions")[0] for name in ("epub", "epub-plain")}


def edition(name):
    return name == "epub"


@pytest.mark.parametrize("name", ["epub", "epub-plain"])
def test_our_own_proofs_have_nothing_to_say(name, made, books):
    assert check.epub(books[name], made, edition(name)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["epub", "epub-plain"])
def test_epubcheck_and_ace_have_nothing_to_say(name, books):
    assert epubcheck.messages(books[name], usage=True) == []
    need(ace.missing())
    assert ace.violations(books[name]) == []


def test_what_may_be_left_and_what_may_be_skipped(books):
    with Book(books["epub"]) as book:
        found = [(target.kinds, target.fragment) for item in book.read_aloud for target in book.targets(item) if target.kinds]
    assert {kinds for kinds, _ in found} == {("list",), ("table",), ("figure",), ("footnote",)}
    assert [name for kind, name in found if kind == ("figure",)] == ["b034-1", "b035-1", "b036-1", "b038-1", "b039-1"]
    assert [name for kind, name in found if kind == ("footnote",)] == ["b011-1", "b012-1", "b013-1"]


def test_an_alternative_text_is_spoken_at_the_picture(made, books):
    with Book(books["epub-plain"]) as book:
        item = next(one for one in book.read_aloud if book.document(one).find(".//h:img", NS) is not None)
        pictures = {picture.get("id"): picture.get("alt") for picture in book.document(item).iterfind(".//h:img", NS)}
        targets = {target.fragment: target for target in book.targets(item)}
    assert pictures == {"b034-1": "三位老人在食堂吃饭。", "b037": "", "b038-1": "图，没有文字说明。"}
    assert targets["b034-1"].begin < targets["b034-1"].end and "b037" not in targets


def test_what_the_book_says_of_itself(books):
    with Book(books["epub-plain"]) as book:
        said = {name: book.values(f"schema:{name}") for name in ("accessMode", "accessModeSufficient", "accessibilityFeature")}
    assert said["accessMode"] == ["textual", "visual"]
    assert said["accessModeSufficient"] == ["textual,visual", "auditory,visual"], "one picture has no words"
    assert {"alternativeText", "longDescription", "rubyAnnotations"} <= set(said["accessibilityFeature"])


def test_notes_that_are_not_read_aloud_are_shown(tmp_path):
    made = kinds.publication(tmp_path, notes=False)
    path, = table.edition("epub-plain", {}, "book.toml").write(made, tmp_path / "editions")
    with Book(path) as book:
        item = next(one for one in book.read_aloud if one.path.endswith("002.xhtml"))
        assert {"b011-1", "b013-1"} <= set(book.document(item).xpath("//@id"))
        assert not [target for target in book.targets(item) if target.kinds]


def test_the_book_holds_every_kind():
    blocks = [block for section in kinds.manuscript().sections for block in section.blocks]
    assert {block.kind for block in blocks} == set(get_args(BlockKind))
    assert {mark.kind for block in blocks for mark in block.marks} == set(get_args(MarkKind))


T2, T4, S3, S4, OPF = "EPUB/text/002.xhtml", "EPUB/text/004.xhtml", "EPUB/smil/003.smil", "EPUB/smil/004.smil", "EPUB/content.opf"
FAULTS = {
    "an alternative text changed": ("E134", {T4: swap('alt="三位老人', 'alt="两位老人')}),
    "another picture": ("E134", {T4: swap(kinds.MEAL, kinds.EDGE)}),
    "a table that cannot be left": ("E133", {S3: swap('epub:type="table"', 'epub:type="aside"')}),
    "a figure that cannot be left": ("E133", {S4: swap(' epub:type="figure"', "")}),
    "a sign that leads nowhere": ("E135", {T2: swap('href="#b011"', 'href="#b999"')}),
    "a note that leads nowhere": ("E135", {T2: swap('role="doc-backlink"', 'role="note"')}),
    "a picture that is not spoken": ("E111", {S4: swap("#b034-1", "#b033-1")}),
    "a sense that is not told": ("E130", {OPF: swap('accessMode">visual', 'accessMode">tactile')}),
    "the document's ruby read twice": ("E120", {T2: swap('<rt aria-hidden="true">east', "<rt>east")}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault, made, books, tmp_path):
    code, changes = FAULTS[fault]
    bad = spoilt(books["epub"], tmp_path / "kinds.epub", changes)
    found = check.epub(bad, made, ruby=True)
    assert code in {one.code for one in found}
    assert all(message(one, "zh").text for one in found)


@pytest.mark.parametrize("number", [0, 2])
def test_a_picture_of_another_kind_is_told_and_its_text_shown(made, tmp_path, number):
    """One with words and one without: that one is a place the voice points at."""
    pictures = list(made.manuscript.pictures)
    pictures[number] = dataclasses.replace(pictures[number], media_type="image/tiff")
    tiff = dataclasses.replace(made, manuscript=dataclasses.replace(made.manuscript, pictures=tuple(pictures)))
    epub = table.edition("epub-plain", {}, "book.toml")
    path, = epub.write(tiff, tmp_path)
    assert [one.code for one in epub.findings] == ["E132"]
    assert epubcheck.messages(path, usage=True) == []
    with zipfile.ZipFile(path) as book:
        page = etree.fromstring(book.read(T4))
        assert not [name for name in book.namelist() if pictures[number].file in name]
    assert ("三位老人在食堂吃饭。" in "".join(page.itertext())) == (number == 0)
