"""The book with every kind of block and mark in the reader."""

from __future__ import annotations

import pytest

from publish.editions.web.web import Web, shown
from publish.manuscript.edit import PICTURES
from tests import kinds
from tests.web.test_access import SIDEWAYS, spoken, violations


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    return kinds.publication(tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="session")
def reader(book, tmp_path_factory):
    into = tmp_path_factory.mktemp("editions")
    Web().write(book, into)
    return into / "web"


@pytest.fixture
def page(open_page, reader):
    return open_page((reader / "index.html").as_uri())


@pytest.mark.parametrize("size", [1, 2])
def test_axe_finds_nothing(page, size):
    page.evaluate(f"shengshu.settings.set('size', {size}); shengshu.settings.set('pinyin', 'all')")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "size"), [(320, 1), (320, 2), (360, 1), (1280, 2), (1280, 4)])
def test_no_sideways_scrolling(open_page, reader, width, size):
    page = open_page((reader / "index.html").as_uri(), viewport={"width": width, "height": 640})
    page.evaluate(f"shengshu.settings.set('size', {size})")
    assert page.evaluate(SIDEWAYS) <= 0
    display = page.evaluate("getComputedStyle(document.querySelector('#b029')).display")
    assert display == ("block" if width < 640 or size >= 2 else "table-cell")


def test_a_table_in_one_column_is_still_a_table(open_page, reader):
    page = open_page((reader / "index.html").as_uri(), viewport={"width": 320, "height": 640})
    roles = {node.get("role", {}).get("value") for node in spoken(page)[1]}
    assert {"table", "row", "rowheader", "columnheader", "cell"} <= roles
    assert page.evaluate("getComputedStyle(document.querySelector('#b029'), '::before').content") == '"2024年 上半年："'


def test_the_whole_text_is_there(page, book):
    told = page.evaluate("shengshu.text.written(document.getElementById('text'))")
    at = 0
    for section in shown(book):
        for block in section.blocks:
            place = told.find(block.text, at)
            assert place >= at, block
            at = place + len(block.text)


def test_pictures_are_shown_and_lit_while_they_are_told(page, book):
    sizes = page.evaluate("Array.from(document.querySelectorAll('#text img'), i => [i.getAttribute('src'), i.naturalWidth])")
    assert sizes == [[f"{PICTURES}/{name}", 640] for name in (kinds.MEAL, kinds.EDGE, kinds.BARE)]
    page.evaluate("shengshu.player.playFrom('b034-1')")
    page.wait_for_function("document.querySelector('.now') && document.querySelector('.now').id === 'b034-1'")


def test_a_sign_leads_to_its_note_and_back_and_plays_nothing(page):
    page.click("#b007 a.noteref")
    assert page.evaluate("location.hash") == "#b011" and not page.evaluate("shengshu.player.playing()")
    page.focus("#b011 a.back")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#b007-n5" and not page.evaluate("shengshu.player.playing()")


def test_what_a_picture_shows_can_be_found(page):
    page.click("#tools [data-do=search]")
    page.fill("#query", "老人在食堂")
    page.keyboard.press("Enter")
    assert page.locator("#results a").count() == 1
