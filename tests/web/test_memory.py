"""What the reader keeps, finds and gives away: place and settings, search, copied text, tapped pinyin."""

from __future__ import annotations

import pytest

MODIFIER = "Control"


def reopened(page):
    again = page.context.new_page()
    again.goto(page.url)
    page.close()
    return again


def test_place_is_remembered(open_page, address):
    page = open_page(address)
    assert page.inner_text("#start-word") == "开始听"
    page.click("[id=b009-2]")
    page.wait_for_function("shengshu.player.playing()")
    page = reopened(page)
    assert page.inner_text("#start-word") == "继续听"
    assert page.inner_text("#start-note").startswith("上次听到：增长4.5%左右")
    page.click("#start")
    page.wait_for_function("shengshu.player.playing() && document.querySelector('.now').id === 'b009-2'")
    page.click("#start")
    page.click("#again")
    page.wait_for_function("shengshu.player.section().section === 's001' && shengshu.player.audio.currentTime < 2")


def test_settings_are_remembered(open_page, address):
    page = open_page(address)
    page.evaluate("['size', 'rate', 'theme', 'pinyin'].forEach((n, i) => shengshu.settings.set(n, [2, 1.5, 'contrast', 'all'][i]))")
    page = reopened(page)
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.pinyin, shengshu.player.audio.playbackRate]") == ["contrast", "all", 1.5]
    assert page.inner_text(".rate >> nth=0") == "1.5 倍"


@pytest.mark.parametrize("kept", ["{", "[1]", '"x"', '{"rate": "fast", "theme": "pink", "size": 17, "volume": 99}', "null"])
def test_spoilt_memory_does_no_harm(page, kept):
    page.evaluate("(kept) => { localStorage.setItem('shengshu', kept); localStorage.setItem('shengshu:' + shengshu.book.id, kept); }", kept)
    page.reload()
    assert page.evaluate("[shengshu.settings.value.rate, shengshu.settings.value.theme, shengshu.settings.value.size]") == [1, "auto", 1]
    assert page.inner_text("#start-word") == "开始听"


def test_forbidden_memory_does_no_harm(open_page, folder, browser):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto((folder / "index.html").as_uri())
    page.click("#start")
    page.wait_for_function("shengshu.player.playing()")
    page.evaluate("shengshu.settings.set('theme', 'dark')")
    assert not errors
    context.close()


def search(page, words: str) -> list[str]:
    page.evaluate("document.getElementById('search').open || document.querySelector('#tools [data-do=search]').click()")
    page.fill("#query", words)
    page.keyboard.press("Enter")
    return page.locator("#results a").all_inner_texts()


@pytest.mark.parametrize("pinyin", ["off", "all"])
def test_search_finds_words_across_pinyin(page, pinyin):
    page.evaluate(f"shengshu.settings.set('pinyin', '{pinyin}')")
    assert search(page, "社区服务报告") == ["社区服务报告"]
    assert page.inner_text("#count") == "找到 1 处。"
    assert len(search(page, "重要”会议在长安街")) == 1
    assert len(search(page, "向好。增长")) == 0  # a run-in heading and its paragraph are two lines
    assert len(search(page, "４.５％左右，gdp占比")) == 1  # full-width, small letters
    assert len(search(page, "报告 工作")) == 1
    assert len(search(page, "各位代表")) == 2
    assert search(page, "没有的词") == [] and page.inner_text("#count") == "没有找到“没有的词”。"
    assert search(page, "  ") == [] and page.inner_text("#count") == "请先输入要找的词。"
    assert search(page, "<b>x</b>") == []


def test_result_leads_to_the_sentence(page):
    search(page, "长安街")
    page.click("#results a")
    assert page.evaluate("document.activeElement.id") == "b009-3" == page.evaluate("shengshu.player.sentence()")
    page.click("#toggle")
    page.wait_for_function("document.querySelector('.now').id === 'b009-3'")


def test_copy_gives_the_text_without_pinyin(open_page, server, publication):
    page = open_page(server, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("shengshu.settings.set('pinyin', 'all')")
    page.evaluate("""getSelection().selectAllChildren(document.getElementById('b009'))""")
    page.keyboard.press(f"{MODIFIER}+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    text = next(b.text for s in publication.manuscript.sections for b in s.blocks if b.id == "b009")
    assert copied.replace("\n", "") == text.split("。", 1)[1]


def test_selecting_text_does_not_start_the_voice(page):
    box = page.locator("[id=b009-2]").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 20)
    page.mouse.up()
    assert page.evaluate("String(getSelection()).length") > 0
    assert not page.evaluate("shengshu.player.playing()")


def test_pinyin_of_the_tapped_word_only(page):
    page.click("#tools [data-do=settings]")
    page.get_by_label("点哪个词，显示哪个").check()
    page.click("#settings [data-do=close]")
    assert page.locator("main rt:visible").count() == 0
    page.locator("[id=b008-1] ruby").filter(has_text="银行").click()
    shown = page.locator("main rt:visible")
    assert shown.all_inner_texts() == ["yínháng"]
    page.wait_for_function("shengshu.player.playing()")
    page.locator("[id=b008-1] ruby").filter(has_text="银行").click()
    assert shown.count() == 0


def test_looking_up_a_word_of_the_sentence_that_sounds_does_not_begin_it_again(page):
    """Playing or stopped, the sound stays where it is; a word of another sentence is a place to play from."""
    page.evaluate("shengshu.settings.set('pinyin', 'tap'), shengshu.settings.set('rate', 0.5), shengshu.player.playFrom('b009-2')")
    begin = page.evaluate("shengshu.player.audio.currentTime")
    page.wait_for_function(f"shengshu.player.audio.currentTime > {begin} + 0.7 && (shengshu.player.pause(), true)")
    second, word = page.evaluate("shengshu.player.audio.currentTime"), page.locator("[id=b009-2] ruby").filter(has_text="超")
    word.click()
    assert page.locator("main rt:visible").all_inner_texts() == ["chāo"]
    assert not page.evaluate("shengshu.player.playing()") and page.evaluate("shengshu.player.audio.currentTime") == second
    page.click("#toggle")
    word.click()
    assert page.locator("main rt:visible").count() == 0
    assert page.evaluate("shengshu.player.playing()") and page.evaluate("shengshu.player.audio.currentTime") >= second
    page.locator("[id=b007-1] ruby").first.click()
    assert page.evaluate("shengshu.player.sentence()") == "b007-1"
    assert page.locator("main rt:visible").count() == 1


def test_pinyin_off_on(page):
    assert page.locator("main rt:visible").count() == 0
    page.evaluate("shengshu.settings.set('pinyin', 'all')")
    assert page.locator("main rt:visible").count() == page.locator("main rt").count() > 20
