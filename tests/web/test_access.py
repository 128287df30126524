"""For every reader: axe, the accessibility tree, large text, narrow windows, no scripts, less motion, forced colours."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from publish.editions.web.web import shown

THEMES = ("light", "dark", "contrast")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def text_of(publication) -> str:
    return "".join(block.text for section in shown(publication) for block in section.blocks)


def violations(page) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(v["id"], node["html"][:120]) for v in found for node in v["nodes"]]


@pytest.mark.parametrize("pinyin", ["off", "all"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(page, theme, pinyin):
    page.evaluate(f"shengshu.settings.set('theme', '{theme}'); shengshu.settings.set('pinyin', '{pinyin}')")
    page.click("[data-do=contents]")
    assert violations(page) == []
    page.click("[id=b009-1]")
    page.wait_for_function("document.querySelector('.word')")
    page.click("#toggle")
    assert violations(page) == []


@pytest.mark.parametrize("dialog", ["settings", "help", "search"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_dialogs(page, theme, dialog):
    page.evaluate(f"shengshu.settings.set('theme', '{theme}')")
    page.click(f"#tools [data-do={dialog}]")
    if dialog == "search":
        page.fill("#query", "报告")
        page.keyboard.press("Enter")
        assert page.locator("#results a").count() > 1
    assert violations(page) == []


def test_axe_would_find_something(page):
    page.evaluate("document.querySelector('#text p').innerHTML = '<img src=\"data:,\"><button></button>'")
    assert {"image-alt", "button-name"} <= {v for v, _ in violations(page)}


def spoken(page) -> tuple[str, list[dict]]:
    """What a screen reader meets inside ``main``, in order, and all nodes of the tree."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    main = next(n for n in nodes if n.get("role", {}).get("value") == "main")
    words: list[str] = []

    def walk(node) -> None:
        if not node.get("ignored") and node["role"]["value"] == "StaticText":
            words.append(node["name"]["value"])
            return
        for child in node.get("childIds", ()):
            walk(by_id[child])

    walk(main)
    return "".join(words), nodes


@pytest.mark.parametrize("pinyin", ["off", "all"])
def test_screen_reader_hears_each_sentence_once_and_never_the_pinyin(page, publication, pinyin):
    page.evaluate(f"shengshu.settings.set('pinyin', '{pinyin}')")
    if pinyin == "all":
        assert page.locator("rt").first.is_visible()
    text, nodes = spoken(page)
    heard = text.replace("听这一节", "").replace("关于本书", "")
    assert heard == text_of(publication)
    everything = "".join(str(n.get(key, {}).get("value", "")) for n in nodes for key in ("name", "description") if not n.get("ignored"))
    assert "bàogào" not in everything and "chóngqìng" not in everything
    assert "社区服务报告" in everything


def test_structure_for_a_screen_reader(page):
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    _, nodes = spoken(page)
    roles = [n["role"]["value"] for n in nodes if not n.get("ignored")]
    assert all(roles.count(r) == 1 for r in ("main", "banner", "contentinfo", "region")) and roles.count("navigation") == 2
    named = [n for n in nodes if not n.get("ignored") and n["role"]["value"] in ("button", "link", "navigation", "region", "radio", "checkbox")]
    assert named and all(any("一" <= c <= "鿿" for c in n["name"]["value"]) for n in named)
    live = page.locator("[aria-live=polite]")
    assert {e.get_attribute("id") for e in live.all()} == {"status", "count"}


def test_highlighting_is_never_announced(page):
    page.click("[id=b009-1]")
    page.wait_for_function("document.querySelector('.word')")
    assert page.evaluate("""[document.querySelector('.now'), document.querySelector('.word')].every(e => !e.closest('[aria-live], [role=status], [role=alert]'))""")
    assert page.inner_text("#status") == ""


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("pinyin", ["off", "all"])
def test_no_sideways_scrolling(open_page, folder, width, size, pinyin):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": width, "height": 640})
    page.evaluate(f"shengshu.settings.set('size', {size}); shengshu.settings.set('pinyin', '{pinyin}')")
    page.click("[data-do=contents]")
    assert page.evaluate(SIDEWAYS) <= 0
    for dialog in ("settings", "help", "search"):
        page.click(f"#tools [data-do={dialog}]")
        assert page.evaluate(f"(d => d.scrollWidth - d.clientWidth)(document.getElementById('{dialog}'))") <= 0
        page.click(f"#{dialog} [data-do=close]")


def test_text_at_200_percent_and_beyond(page):
    size = lambda: page.evaluate("parseFloat(getComputedStyle(document.getElementById('b005')).fontSize)")  # noqa: E731
    before = size()
    page.click("#tools [data-do=settings]")
    for _ in range(4):
        page.click("[data-do=larger]")
    assert size() == pytest.approx(2 * before)
    for _ in range(9):
        page.click("[data-do=larger]")
    assert size() == pytest.approx(4 * before)
    assert page.evaluate(SIDEWAYS) <= 0


def test_browser_zoom_of_400_percent(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 320, "height": 256}, device_scale_factor=4)
    assert page.evaluate(SIDEWAYS) <= 0
    page.click("#start")
    page.wait_for_function("shengshu.player.playing()")


def test_text_spacing_of_wcag_1_4_12(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 320, "height": 640})
    page.add_style_tag(content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }")
    assert page.evaluate(SIDEWAYS) <= 0
    cut = page.evaluate("[...document.querySelectorAll('button')].filter(b => b.offsetParent && (b.scrollWidth > b.clientWidth + 1 || b.scrollHeight > b.clientHeight + 1)).map(b => b.textContent)")
    assert cut == []


def test_controls_are_at_least_60_px(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 320, "height": 640})
    small = "[...document.querySelectorAll('button, summary, #contents a, .row label, input[type=search]')].filter(e => e.offsetParent).map(e => [e.textContent, e.getBoundingClientRect()]).filter(([t, r]) => r.width < 60 || r.height < 60).map(([t]) => t)"
    page.click("[data-do=contents]")
    assert page.evaluate(small) == []
    for dialog in ("settings", "help", "search"):
        page.click(f"#tools [data-do={dialog}]")
        assert page.evaluate(small) == []
        page.click(f"#{dialog} [data-do=close]")


def test_without_scripts_text_contents_and_players_are_there(open_page, address, publication):
    page = open_page(address, java_script_enabled=False, viewport={"width": 360, "height": 740})
    assert page.locator("#start").is_hidden() and page.locator("#player").is_hidden()
    audio = page.locator("main audio[controls]")
    assert audio.count() == len(publication.narration.tracks)
    assert all(a.is_visible() and a.get_attribute("aria-label") for a in audio.all())
    page.click("summary")
    page.click("#contents a[href='#s003']")
    assert page.url.endswith("#s003")
    assert page.locator("rt").first.is_hidden()
    assert page.inner_text("#b009").replace("\n", "") == next(b.text for s in publication.manuscript.sections for b in s.blocks if b.id == "b009").split("。", 1)[1]


def test_less_motion(open_page, folder):
    still = open_page((folder / "index.html").as_uri(), reduced_motion="reduce", viewport={"width": 360, "height": 400})
    moving = open_page((folder / "index.html").as_uri(), reduced_motion="no-preference", viewport={"width": 360, "height": 400})
    spy = "window.seen = []; Element.prototype.scrollIntoView = function (o) { if (o) window.seen.push(o.behavior); }"
    for page, behaviour in ((still, "auto"), (moving, "smooth")):
        page.evaluate(spy)
        page.click("[data-do=section-forward]")
        page.click("[data-do=section-forward]")
        assert set(page.evaluate("window.seen")) == {behaviour}
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_the_word_stays_in_sight_in_a_sentence_longer_than_the_window(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 320, "height": 420}, reduced_motion="reduce")
    page.evaluate("shengshu.settings.set('size', 2.5); shengshu.settings.set('rate', 2); shengshu.player.playFrom('b009-3')")
    page.wait_for_function("document.querySelector('.word')")
    seen = page.evaluate("""() => new Promise(done => { const out = []; const timer = setInterval(() => {
      const word = document.querySelector('.word'); if (!word) return;
      const r = word.getBoundingClientRect(), bar = document.getElementById('player').getBoundingClientRect().top;
      out.push([word.id, r.top >= 0 && r.bottom <= bar]); }, 100);
      setTimeout(() => { clearInterval(timer); done(out); }, 2500); })""")
    assert len({word for word, _ in seen}) >= 4
    assert sum(visible for _, visible in seen) >= 0.8 * len(seen)


def test_following_can_be_switched_off(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 360, "height": 400})
    page.click("#tools [data-do=settings]")
    page.get_by_label("页面跟着朗读走").uncheck()
    page.click("#settings [data-do=close]")
    before = page.evaluate("scrollY")
    for _ in range(4):
        page.click("[data-do=section-forward]")
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_notes_are_for_everyone_too(open_page, folder, scheme):
    page = open_page((folder / "notes.html").as_uri(), color_scheme=scheme, viewport={"width": 320, "height": 640})
    assert violations(page) == []
    assert page.evaluate(SIDEWAYS) <= 0
    page.click("text=回到正文")
    assert page.url.endswith("index.html")


def test_forced_colours_keep_the_marks_visible(open_page, folder):
    page = open_page((folder / "index.html").as_uri(), forced_colors="active")
    page.click("[id=b009-1]")
    page.wait_for_function("document.querySelector('.word')")
    page.click("#toggle")
    style = page.evaluate("""(() => { const s = e => getComputedStyle(document.querySelector(e));
      return { word: s('.word').backgroundColor, around: s('.now').borderBottomWidth, page: s('body').backgroundColor, button: s('#toggle').borderTopStyle }; })()""")
    assert style["word"] != style["page"] and style["around"] == "4px" and style["button"] == "solid"
    assert violations(page) == []


def test_the_system_s_dark_theme_is_followed(open_page, folder):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = open_page((folder / "index.html").as_uri(), color_scheme="dark")
    light = open_page((folder / "index.html").as_uri(), color_scheme="light")
    assert dark.evaluate(ground) != light.evaluate(ground)
    assert violations(dark) == []


def test_the_mark_needs_no_colour_and_moves_nothing(page):
    before = page.evaluate("document.getElementById('b009').getBoundingClientRect().height")
    page.click("[id=b009-1]")
    page.wait_for_function("document.querySelector('.word')")
    assert page.evaluate("document.getElementById('b009').getBoundingClientRect().height") == before
    assert page.evaluate("getComputedStyle(document.querySelector('.now')).boxShadow") != "none"
    assert page.evaluate("getComputedStyle(document.querySelector('.word')).textDecorationLine") == "underline"


def test_print_shows_the_text_and_no_controls(page):
    page.emulate_media(media="print")
    assert page.locator("#b009").is_visible()
    assert not any(page.locator(s).first.is_visible() for s in ("#player", "#tools", "#start", ".listen", "#contents"))
    assert page.evaluate("parseFloat(getComputedStyle(document.getElementById('b005')).fontSize)") == pytest.approx(24, abs=0.5)  # 18 pt
