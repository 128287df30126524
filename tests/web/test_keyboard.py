"""The reader with nothing but a keyboard: every function is reached, seen to be focused, and works."""

from __future__ import annotations

import pytest


def tab_to(page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus; the focus must be visible and not covered on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """(s) => { const e = document.activeElement, r = e.getBoundingClientRect(), style = getComputedStyle(e.closest('.row label') || e);
            return { there: e.matches(s), outline: parseFloat(style.outlineWidth), colour: style.outlineStyle, top: r.top, bottom: r.bottom }; }""",
            selector,
        )
        if here["there"]:
            assert here["outline"] >= 3 and here["colour"] != "none"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def place(page) -> str:
    return page.evaluate("shengshu.player.sentence()")


def test_first_tab_is_the_skip_link(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"


def test_start_is_the_second_stop_and_one_press_is_enough(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "start"
    page.keyboard.press("Enter")
    page.wait_for_function("shengshu.player.playing() && shengshu.player.audio.currentTime > 0")
    page.keyboard.press("Enter")
    assert not page.evaluate("shengshu.player.playing()")


def test_player_buttons(page):
    for what, expected in [("section-forward", "b006-1"), ("forward", "b007-1"), ("back", "b006-1"), ("section-back", "b001-1")]:
        tab_to(page, f"#player [data-do={what}]")
        page.keyboard.press("Space")
        assert place(page) == expected
    tab_to(page, "#toggle")
    page.keyboard.press("Space")
    page.wait_for_function("shengshu.player.playing()")
    page.keyboard.press("Enter")
    assert not page.evaluate("shengshu.player.playing()")
    tab_to(page, "#player [data-do=faster]")
    page.keyboard.press("Enter")
    assert page.evaluate("shengshu.settings.value.rate") == 1.1


def test_contents(page):
    tab_to(page, "#tools [data-do=contents]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contents-head"
    tab_to(page, "#contents a[href='#s003']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "b008-1" == place(page)
    page.keyboard.press("Enter")
    page.wait_for_function("shengshu.player.playing() && document.querySelector('.now').id === 'b008-1'")


def test_search(page):
    tab_to(page, "#tools [data-do=search]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("银行")
    page.keyboard.press("Enter")
    assert page.inner_text("#count") == "找到 1 处。"
    tab_to(page, "#results a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "b008-1"
    assert not page.locator("#search").is_visible()


def test_every_setting(page):
    tab_to(page, "#tools [data-do=settings]")
    page.keyboard.press("Enter")
    value = lambda name: page.evaluate(f"shengshu.settings.value.{name}")  # noqa: E731
    for control, name, expected in [("larger", "size", 1.25), ("smaller", "size", 1), ("faster", "rate", 1.1), ("slower", "rate", 1),
                                    ("louder", "volume", 0.8), ("quieter", "volume", 0.7)]:
        tab_to(page, f"#settings [data-do={control}]")
        page.keyboard.press("Enter")
        assert value(name) == expected
    for name, choices in [("pinyin", ("all", "tap")), ("theme", ("light", "dark", "contrast"))]:
        tab_to(page, f"#settings input[name={name}]")
        for choice in choices:
            page.keyboard.press("ArrowDown")
            assert value(name) == choice
    tab_to(page, "#settings input[name=sleep]")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#status") == "15 分钟后停。"
    for name in ("follow", "keys"):
        tab_to(page, f"#settings input[name={name}]")
        page.keyboard.press("Space")
        assert value(name) is False
    page.evaluate("window.print = () => { window.printed = true; }")
    tab_to(page, "[data-do=print]")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed")
    tab_to(page, "[data-do=reset]")
    page.keyboard.press("Enter")
    assert (value("pinyin"), value("theme"), value("follow"), value("keys")) == ("off", "auto", True, True)
    page.keyboard.press("Escape")
    assert not page.locator("#settings").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('data-do')") == "settings"


def test_one_sentence_at_a_time_is_a_stop(page):
    stops = "document.querySelectorAll('#text span[tabindex=\"0\"]').length"
    assert page.evaluate(stops) == 1
    tab_to(page, "#text span[tabindex='0']")
    for key, expected in [("ArrowRight", "b002-1"), ("ArrowRight", "b003-1"), ("ArrowLeft", "b002-1"), ("Shift+ArrowRight", "b006-1"), ("Shift+ArrowLeft", "b001-1")]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == expected == place(page)
        assert page.evaluate(stops) == 1
    page.keyboard.press("Enter")
    page.wait_for_function("shengshu.player.playing()")
    page.keyboard.press("Space")
    assert not page.evaluate("shengshu.player.playing()")


KEYS = [("p", "pinyin", "all"), ("t", "theme", "light"), ("+", "rate", 1.1), ("=", "rate", 1.1), ("-", "rate", 0.9), ("]", "size", 1.25), ("[", "size", 0.8)]


@pytest.mark.parametrize(("key", "name", "expected"), KEYS)
def test_shortcut_keys_act_in_the_player_and_on_a_sentence(page, key, name, expected):
    value = lambda: page.evaluate(f"shengshu.settings.value.{name}")  # noqa: E731
    before = value()
    page.focus("#tools [data-do=settings]")
    page.keyboard.press(key)
    assert value() == before, "outside the player a letter does nothing (WCAG 2.1.4)"
    page.focus("#toggle")
    page.keyboard.press(key)
    assert value() == expected


def test_shortcut_keys_can_be_switched_off(page):
    page.evaluate("shengshu.settings.set('keys', false)")
    page.focus("#toggle")
    page.keyboard.press("p")
    page.keyboard.press("t")
    assert page.evaluate("[shengshu.settings.value.pinyin, shengshu.settings.value.theme]") == ["off", "auto"]


def test_letters_typed_into_the_search_stay_letters(page):
    page.focus("#toggle")
    page.keyboard.press("f")
    page.keyboard.type("pt+ h")
    assert page.input_value("#query") == "pt+ h"
    assert page.evaluate("shengshu.settings.value.pinyin") == "off"


@pytest.mark.parametrize(("key", "dialog"), [("f", "search"), ("s", "settings"), ("h", "help")])
def test_dialogs_open_by_key_keep_the_focus_and_give_it_back(page, key, dialog):
    page.focus("#toggle")
    page.keyboard.press(key)
    assert page.locator(f"#{dialog}").is_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(f"document.activeElement === document.body || !!document.activeElement.closest('#{dialog}')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "toggle"


def test_help_lists_every_key(page):
    page.click("#tools [data-do=help]")
    assert page.locator("#key-list tr").count() == 12
    assert "上一句、下一句" in page.inner_text("#key-list")


def test_pinyin_of_the_word_by_key(page):
    page.click("[id=b008-1]")
    page.wait_for_function("document.querySelector('.word')")
    page.click("#toggle")
    page.evaluate("shengshu.settings.set('pinyin', 'tap')")
    page.focus("#toggle")
    page.keyboard.press("w")
    assert page.locator("ruby.shown").count() == 1
    assert page.locator("ruby.shown rt").is_visible()


def test_the_page_stays_where_it_is_when_a_bar_has_the_focus(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 360, "height": 640})
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 600)")
    before = page.evaluate("scrollY")
    for selector in ("#toggle", "#tools [data-do=help]", "#player [data-do=back]"):
        page.evaluate(f"document.querySelector('{selector}').focus()")
        assert page.evaluate("scrollY") == before


def test_what_has_the_focus_is_not_covered_by_the_bars(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    page.evaluate("document.querySelector('#contents details').open = true")
    for _ in range(30):
        page.keyboard.press("Tab")
        covered = page.evaluate("""(() => { const e = document.activeElement, r = e.getBoundingClientRect();
          if (e === document.body || e.closest('#player, #tools, .skip')) return false;
          const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 1);
          const top = document.elementFromPoint(x, r.top + 2), bottom = document.elementFromPoint(x, r.bottom - 2);
          return [top, bottom].every(t => !t || t.closest('#player, #tools')) && [e.textContent, r.top, r.bottom]; })()""")
        assert not covered


def test_browsers_without_dialogs_open_them_in_the_page(browser, folder):
    context = browser.new_context()
    context.add_init_script("delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close;")
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    page.focus("#tools [data-do=settings]")
    page.keyboard.press("Enter")
    assert page.locator("#settings").is_visible() and page.evaluate("!!document.activeElement.closest('#settings')")
    page.keyboard.press("Escape")
    assert not page.locator("#settings").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('data-do')") == "settings"
    context.close()


def test_a_button_that_goes_away_hands_its_focus_on(page):
    page.click("[id=b007-1]")
    page.reload()
    page.focus("#again")
    page.keyboard.press("Enter")
    page.wait_for_function("shengshu.player.playing()")
    assert page.locator("#again").is_hidden() and page.evaluate("document.activeElement.id") == "start"
