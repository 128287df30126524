"""The web reader's files, looked at without a browser: text, times, escaping, contrast, nothing from elsewhere."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
from lxml import html

from publish.editions.shared import clock
from publish.editions.web import web
from publish.editions.web.web import Web, WebOptions
from publish.manuscript.model import Block, Repair, Section
from publish.reading.model import Reading, Sentence, Token
from tests import sample


@pytest.fixture(scope="module")
def publication(tmp_path_factory):
    return sample.publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def folder(publication, tmp_path_factory):
    into = tmp_path_factory.mktemp("editions")
    paths = Web().write(publication, into)
    assert {p for p in (into / "web").rglob("*") if p.is_file()} == set(paths)
    return into / "web"


@pytest.fixture(scope="module")
def page(folder):
    return html.parse(folder / "index.html", html.HTMLParser(encoding="utf-8")).getroot()


def data(folder) -> dict:
    text = (folder / "book.js").read_bytes().decode("ascii")
    return json.loads(re.fullmatch(r"window\.shengshu = \{ book: (.*) \};\n", text, re.S)[1])


def written(element) -> str:
    return "".join(element.xpath(".//text()[not(ancestor::rt)]"))


def test_text_of_the_page_is_the_manuscript(page, publication):
    main = page.get_element_by_id("text")
    shown = "".join(written(part) for part in main.xpath(".//*[starts-with(@id, 'b') or starts-with(@id, 'm0')][self::p or self::h1 or self::h2 or self::h3 or self::h4]"))
    assert shown == "".join(block.text for section in web.shown(publication) for block in section.blocks)
    for sentence in publication.reading.sentences:
        if sentence.block.startswith("b"):
            assert written(page.get_element_by_id(sentence.id)) == sentence.text


def test_pinyin_is_hidden_from_screen_readers_and_tagged(page):
    assert page.xpath("//rt")
    assert all(rt.attrib == {"aria-hidden": "true", "lang": "zh-Latn-pinyin"} for rt in page.xpath("//rt"))
    assert not page.xpath("//rp | //rb | //nav//ruby | //title//ruby")


def test_times_are_those_of_the_clock(folder, publication):
    tracks = data(folder)["tracks"]
    assert [track["section"] for track in tracks] == [track.section for track in publication.narration.tracks]
    for made, track in zip(tracks, publication.narration.tracks, strict=True):
        assert (folder / made["file"]).read_bytes() == (publication.root / track.file).read_bytes()
        for (name, start, end, ends), clip in zip(made["clips"], track.clips, strict=True):
            assert name == clip.sentence
            assert [start, end, *ends] == [clock.milliseconds(s, track.rate) for s in (clip.start, clip.end, *clip.token_ends)]


def test_every_time_has_its_place_on_the_page(folder, page, publication):
    tokens = {sentence.id: sentence.tokens for sentence in publication.reading.sentences}
    ids = set(page.xpath("//@id"))
    assert len(ids) == len(page.xpath("//@id"))
    for track in data(folder)["tracks"]:
        for name, _, _, ends in track["clips"]:
            assert name in ids and len(ends) == len(tokens[name])
            assert {f"{name}-w{n}" for n, token in enumerate(tokens[name]) if token.spoken} <= ids


def test_contents_lead_to_every_section(page, publication):
    links = page.xpath("//nav[@id='contents']//a/@href")
    assert links == [f"#{section.id}" for section in web.shown(publication)]
    assert all(page.get_element_by_id(link[1:]) is not None for link in links)


def test_nothing_comes_from_elsewhere(folder):
    for name in ("index.html", "notes.html", "reader.css", *[n for n in web.ASSETS if n.endswith(".js")]):
        text = (folder / name).read_text("utf-8")
        assert not re.search(r"https?:|//[a-z]+\.|@import|\bfetch\s*\(|XMLHttpRequest|\bimport\s|\bexport\s|serviceWorker|type=\"module\"|<track|\beval\(", text), name
    links = re.findall(r'(?:src|href)="([^"#]+)"', (folder / "index.html").read_text("utf-8"))
    assert all(link == "data:," or (folder / link).is_file() for link in links)


def test_scripts_keep_to_what_old_browsers_know(folder):
    for name in web.ASSETS:
        if name.endswith(".js"):
            text = (folder / name).read_text("utf-8")
            assert not re.search(r"\?\.[a-zA-Z(\[]|\?\?|\?\?=|\.replaceAll\(|\.at\(|\bclass \w+ \{[^}]*#|async |await |\.flatMap\(", re.sub(r"/\*.*?\*/", "", text, flags=re.S)), name


def test_controls_have_chinese_names_and_types(page):
    buttons = page.xpath("//button")
    assert len(buttons) > 20
    assert all(b.get("type") in ("button", "submit") and re.search("[一-鿿]", b.text_content()) for b in buttons)
    assert len(page.xpath("//h1")) == 1 and page.get("lang") == "zh-Hans"


def test_every_button_and_key_has_an_action(folder, page):
    script = (folder / "controls.js").read_text("utf-8")
    block = script[script.index("var actions = {") : script.index("function act(")]
    actions = set(re.findall(r'^    "?([a-z-]+)"?:', block, re.M))
    assert set(page.xpath("//@data-do")) <= actions
    keys = script[script.index("var KEYS = [") : script.index("var byKey")]
    named = set(re.findall(r'\], "([a-z-]+)", "', keys)) | {n for pair in re.findall(r'\], \["([a-z-]+)", "([a-z-]+)"\], "', keys) for n in pair}
    assert named - {"from-here"} <= actions and len(named) >= 15


def colours(css: str) -> dict[str, dict[str, str]]:
    """Theme → variable → colour, as the style sheet sets them."""
    themes = {}
    for selector, body in re.findall(r"^html(\[data-theme=\"\w+\"\])? \{([^}]*)\}", css, re.M):
        found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body))
        if found:
            themes[selector or "light"] = found
    return themes


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [("text", "ground", 7), ("soft", "ground", 7), ("link", "ground", 7), ("on-key", "key", 7), ("on-now", "now", 7), ("on-word", "word", 7),
         ("pinyin", "ground", 7), ("pinyin", "now", 7), ("text", "panel", 7), ("line", "ground", 3), ("line", "panel", 3), ("focus", "ground", 3),
         ("focus", "panel", 3), ("edge-now", "ground", 3), ("word", "now", 3), ("word", "ground", 3)]


def test_contrast_in_every_theme():
    assert contrast("#000000", "#ffffff") == 21
    themes = colours(web.asset("reader.css"))
    assert len(themes) == 3
    for name, theme in themes.items():
        for one, other, least in PAIRS:
            assert contrast(theme[one], theme[other]) >= least, (name, one, other, contrast(theme[one], theme[other]))


def test_the_system_s_dark_theme_is_the_dark_theme():
    css = web.asset("reader.css")
    (automatic,) = re.findall(r'html\[data-theme="auto"\] \{([^}]*)\}', css)
    assert dict(re.findall(r"--([\w-]+): (#\w+)", automatic)) == colours(css)['[data-theme="dark"]']


HOSTILE = '</script><script>alert(1)</script> " \' & $title ${x} \u2028 <b>'


def hostile(publication):
    block = Block("b900", "paragraph", HOSTILE)
    section = Section("s900", 1, HOSTILE, (block,))
    token = Token(0, len(HOSTILE), HOSTILE, "latin", HOSTILE, (), "rule", 1.0)
    about = dataclasses.replace(publication.manuscript.metadata, title=HOSTILE, speaker=HOSTILE, issuer=HOSTILE, rights=HOSTILE, description=HOSTILE, identifier=HOSTILE)
    manuscript = dataclasses.replace(publication.manuscript, metadata=about, sections=(section,), matter=())
    return dataclasses.replace(publication, manuscript=manuscript, reading=Reading((Sentence("b900-1", "b900", 0, len(HOSTILE), (token,)),)), narration=None)


def test_text_never_becomes_markup(publication, tmp_path):
    Web().write(hostile(publication), tmp_path)
    folder = tmp_path / "web"
    page = html.parse(folder / "index.html", html.HTMLParser(encoding="utf-8")).getroot()
    assert len(page.xpath("//script")) == 6 and all(s.get("src") and not s.text for s in page.xpath("//script"))
    assert written(page.get_element_by_id("b900")) == HOSTILE
    assert page.xpath("//title")[0].text == page.xpath("//h1")[0].text == HOSTILE
    assert data(folder)["title"] == HOSTILE and data(folder)["id"] == HOSTILE


def test_without_narration_it_is_a_reader_of_text(publication, tmp_path):
    Web().write(dataclasses.replace(publication, narration=None), tmp_path)
    folder = tmp_path / "web"
    page = html.parse(folder / "index.html", html.HTMLParser(encoding="utf-8")).getroot()
    assert not page.xpath("//audio") and not (folder / "audio").exists()
    assert data(folder)["tracks"] == []
    assert [clip[0] for clip in data(folder)["silent"][0]["clips"]][0] == "b001-1"


def test_a_text_without_title_still_has_one_h1(publication, tmp_path):
    sections = publication.manuscript.sections[1:]
    Web().write(dataclasses.replace(publication, manuscript=dataclasses.replace(publication.manuscript, sections=sections)), tmp_path)
    page = html.parse(tmp_path / "web" / "index.html", html.HTMLParser(encoding="utf-8")).getroot()
    assert [h.text for h in page.xpath("//h1")] == ["社区服务报告"]


def test_pinyin_at_first_is_an_option(publication, tmp_path):
    Web(WebOptions("all")).write(publication, tmp_path)
    assert data(tmp_path / "web")["pinyin"] == "all"


def test_same_input_same_bytes(publication, folder, tmp_path):
    again = Web().write(publication, tmp_path)
    for path in again:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path / "web")).read_bytes()


def test_nested_lists_follow_the_levels():
    def entry(name):
        return web.node("a", name)

    made = web.to_html(web.nested([(1, entry("a")), (2, entry("b")), (2, entry("c")), (1, entry("d")), (3, entry("e"))]))
    assert made == "<ol><li><a>a</a><ol><li><a>b</a></li><li><a>c</a></li></ol></li><li><a>d</a><ol><li><a>e</a></li></ol></li></ol>"


def test_every_repair_is_listed(publication, tmp_path):
    repairs = (Repair("script", "a.txt:1:1", "區", "区"), Repair("script", "a.txt:1:9", "區", "区"), Repair("misfire", "a.txt:2:1", "<b>", "好", "李华", "上下文"))
    manuscript = dataclasses.replace(publication.manuscript, repairs=repairs)
    Web().write(dataclasses.replace(publication, manuscript=manuscript), tmp_path)
    page = html.parse(tmp_path / "web" / "notes.html", html.HTMLParser(encoding="utf-8")).getroot()
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]
    assert ["區", "区", "2"] in rows and any(row[:2] == ["<b>", "好"] and "李华" in row[2] for row in rows)
    assert len(page.xpath("//h1")) == 1 and page.xpath("//a/@href") == ["index.html"]
    assert "notes.html" in html.parse(tmp_path / "web" / "index.html").getroot().xpath("//footer//a/@href")


def test_rare_characters_are_a_finding(publication, tmp_path):
    edition = Web()
    about = dataclasses.replace(publication.manuscript.metadata, title="𠮷")
    edition.write(dataclasses.replace(publication, manuscript=dataclasses.replace(publication.manuscript, metadata=about)), tmp_path)
    assert [(f.code, dict(f.values)["characters"]) for f in edition.findings] == [("E501", "𠮷")]
