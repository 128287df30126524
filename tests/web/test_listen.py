"""From the shelf's button straight into listening, where the browser allows it; and what shows around the sounding word."""

from __future__ import annotations

import pytest


def from_a_shelf(page, address: str) -> None:
    """Press a link as the shelf has it; the browser passes the press on."""
    page.evaluate("(to) => { const a = document.body.appendChild(document.createElement('a')); a.href = to; a.id = 'go'; a.textContent = '开始听'; }", address + "#listen")
    page.click("#go")


@pytest.fixture
def shelf(folder):
    path = folder.parent / "shelf.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8><title>书架</title>", "utf-8")
    return path.as_uri()


def test_one_press_is_enough(open_page, shelf, folder):
    page = open_page(shelf)
    from_a_shelf(page, (folder / "index.html").as_uri())
    page.wait_for_function("window.shengshu && shengshu.player.playing() && shengshu.player.audio.currentTime > 0")
    assert not page.url.endswith("#listen"), "a reload begins with the large button again"
    assert page.evaluate("document.activeElement.id") == "start" and page.inner_text("#start-word") == "暂停"


def test_a_browser_that_refuses_leaves_the_large_button(open_page, shelf, folder):
    page = open_page(shelf)
    page.context.add_init_script("HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'));")
    from_a_shelf(page, (folder / "index.html").as_uri())
    page.wait_for_function("document.getElementById('status').textContent")
    assert page.inner_text("#status") == "请再按一次绿色的大按钮。"
    assert page.inner_text("#start-word") == "开始听" and page.locator("#again").is_hidden()
    assert page.evaluate("document.activeElement.id") == "start" and page.evaluate("shengshu.settings.place()") is None


def test_without_the_shelf_nothing_sounds_by_itself(page):
    page.wait_for_timeout(500)
    assert page.evaluate("shengshu.player.audio.paused") and page.inner_text("#start-word") == "开始听"


GROUND = "(n) => [getComputedStyle(n).backgroundColor, getComputedStyle(n).color]"


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_pinyin_of_the_sounding_word_stands_on_the_words_ground(page, theme):
    """Else half of it stands on the word's dark ground, in the colour made for the light one."""
    page.evaluate(f"shengshu.settings.set('theme', '{theme}'); shengshu.settings.set('pinyin', 'all')")
    page.click("[id=b009-1]")
    page.wait_for_function("document.querySelector('.word rt')")
    page.evaluate("shengshu.player.pause()")
    assert page.eval_on_selector(".word", GROUND) == page.eval_on_selector(".word rt", GROUND)
    now, other = page.eval_on_selector(".now", GROUND), page.eval_on_selector(".now > span:not(.word) rt", GROUND)
    assert now[0] == other[0]


@pytest.mark.parametrize("width", [305, 320, 360])
def test_the_players_buttons_stand_in_one_row(open_page, folder, width):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": width, "height": 640})
    boxes = [button.bounding_box() for button in page.locator("#player > button").all()]
    assert len(boxes) == 5 and len({box["y"] for box in boxes}) == 1 and min(box["width"] for box in boxes) >= 60


def test_the_notes_have_the_readers_colours_and_size(page):
    page.evaluate("shengshu.settings.set('theme', 'contrast'); shengshu.settings.set('size', 2)")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("footer a[href='notes.html']")
    page.wait_for_selector("#repairs")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == ground
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") == 40
