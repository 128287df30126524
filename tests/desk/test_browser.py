"""The desk in Chromium, end to end, through the real command line: keyboard, screen reader, small windows, and a server that dies."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import tomllib
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.desk.desk_project import book, decided, desk, report
from tests.project import ROOT, Project

pytestmark = pytest.mark.slow

PATIENCE = 30_000


class Server:
    """``publish proof book`` in a process of its own."""

    def __init__(self, made: Project) -> None:
        command = [sys.executable, "-u", "-m", "publish", "proof", "book", "--no-browser", "--project", str(made.root), "--build", str(made.build)]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]{32}/$", self.process.stdout.readline().strip())
        assert found, self.process.communicate(timeout=10)
        self.address = found.group()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> tuple[int, str]:
        """As Ctrl+C does; the exit code and what was said on the error stream."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    started: list[Server] = []
    yield started
    for server in started:
        if server.process.poll() is None:
            server.kill()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    made = browser.new_context(viewport={"width": 1100, "height": 1000}).new_page()
    made.set_default_timeout(PATIENCE)
    made.problems = []
    made.on("pageerror", lambda error: made.problems.append(str(error)))
    yield made
    assert not made.problems
    made.context.close()


def begin(page: Page, server: Server, name: str = "王编辑") -> None:
    """Open the desk, give a name, come to the first doubt: by keyboard."""
    page.goto(server.address)
    expect(page.locator("#welcome-title")).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Tab")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#doubt")).to_be_focused(timeout=PATIENCE)


def at(page: Page, number: int) -> None:
    expect(page.locator("#doubt")).to_contain_text(f"第 {number} 处", timeout=PATIENCE)
    expect(page.locator("#doubt")).to_be_focused(timeout=PATIENCE)


def enter(page: Page) -> None:
    """Decide as things stand, and wait until the next place is shown, or the end: a key pressed before that is not taken."""
    before = page.inner_text("#doubt")
    page.keyboard.press("Enter")
    shown = "document.getElementById('doubt').textContent !== before && document.activeElement.id === 'doubt'"
    page.wait_for_function(f"before => !document.getElementById('finished').hidden || {shown}", arg=before)


def rows(made: Project) -> list[dict]:
    path = made.source / "readings.toml"
    return tomllib.loads(path.read_text("utf-8")).get("reading", []) if path.is_file() else []


def clean(page: Page) -> list[str]:
    return [f"{v['id']}: {[n['html'][:100] for n in v['nodes']]}" for v in Axe().run(page).response["violations"]]


def test_doubts_are_decided_by_keyboard_alone_and_survive_a_killed_server(page, servers, tmp_path):
    made = book(tmp_path)
    servers.append(Server(made))
    begin(page, servers[0])
    total = int(re.search(r"共 (\d+) 处", page.inner_text("#doubt"))[1])
    assert total >= 3
    page.keyboard.press("1")
    expect(page.locator("#choice-1")).to_be_checked()
    page.keyboard.press("Enter")
    at(page, 2)
    expect(page.locator("#said")).to_contain_text("已记下")
    expect(page.locator("#progress-words")).to_have_text(f"要定的共 {total} 处，已定 1 处，还有 {total - 1} 处")
    assert [row["by"] for row in rows(made)] == ["王编辑"]

    servers[0].kill()
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("断开", timeout=PATIENCE)
    expect(page.locator("#trouble")).to_contain_text("还没有记下")
    assert len(rows(made)) == 1

    servers.append(Server(made))
    assert servers[1].address != servers[0].address
    page.goto(servers[1].address)
    at(page, 2)  # the name is known, the first place is done
    expect(page.locator("#progress-words")).to_contain_text("已定 1 处")
    page.keyboard.press("Enter")  # what the book has now is chosen already
    at(page, 3)
    assert len(rows(made)) == 2

    page.keyboard.press("u")
    at(page, 2)
    expect(page.locator("#said")).to_contain_text("已撤销")
    page.keyboard.press("u")
    at(page, 1)
    assert rows(made) == [] and not (made.source / "readings.toml").exists()
    expect(page.locator("#undo")).to_be_disabled()
    code, errors = servers[1].stop()
    assert (code, errors) == (0, "")


def test_what_was_acknowledged_survives_kills_at_any_moment(servers, tmp_path):
    """No browser: decisions as fast as they are taken, the server killed after a random time, eight times over."""
    names = "、".join(surname + given for surname in "曾单仇解查盖" for given in "璿珺琰昶旻菁赟玥琬瑗珅甯")
    made, chance = book(tmp_path, f"报告\n各位代表：\n名单：{names}。\n谢谢大家！\n"), random.Random(2025)
    acknowledged: set[str] = set()
    for _ in range(8):
        server = Server(made)
        servers.append(server)
        killer = threading.Timer(chance.uniform(0.3, 2.5), server.kill)
        killer.start()
        try:
            for item in [i for i in call(server, "api/state")["items"] if not i["decided"]]:
                card = call(server, f"api/items/{urllib.parse.quote(item['id'])}")
                call(server, "api/decide", {"item": item["id"], "value": card["candidates"][0]["value"], "scope": "here", "who": "王", "why": ""})
                acknowledged.add(item["id"])
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
        written = rows(made)
        assert len({(r["text"], r.get("block"), r.get("nth")) for r in written}) == len(written)
    left = desk(made)
    assert acknowledged and acknowledged <= {e.item.id for e in left.journal.entries}
    assert not any(item.id in acknowledged for item in left.matter.items)
    assert len(rows(made)) == len(left.journal.entries)


def call(server: Server, path: str, body: dict | None = None) -> dict:
    """One request; an ``OSError`` or ``HTTPException`` when the server is dead or dies over it."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(server.address + path, data, {"Content-Type": "application/json"} if data else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_going_through_a_whole_book_with_enter_leaves_no_doubt(page, servers, tmp_path):
    made = book(tmp_path)
    servers.append(Server(made))
    begin(page, servers[0])
    for _ in range(200):
        before = page.inner_text("#progress-words")
        enter(page)
        expect(page.locator("#progress-words")).not_to_have_text(before)
        if page.locator("#finished").is_visible():
            break
    expect(page.locator("#finished-title")).to_be_focused()
    assert clean(page) == []
    listed = made.run("doubts", "book", "--lang", "zh")
    assert (listed.returncode, listed.stdout.strip()) == (0, "没有要定的地方。")
    built = made.run("build", "book", "--json")
    assert built.returncode == 0, built.stderr


def test_other_ways_to_answer_and_to_move(page, servers, tmp_path):
    made = book(tmp_path)
    servers.append(Server(made))
    begin(page, servers[0])
    page.keyboard.press("j")
    at(page, 2)
    page.keyboard.press("k")
    at(page, 1)
    page.keyboard.press("s")
    at(page, 2)
    page.keyboard.press("k")
    at(page, 1)
    shown = page.inner_text("#doubt").split("“")[1].rstrip("”")
    page.keyboard.press("0")
    expect(page.locator("#own")).to_be_focused()
    page.keyboard.type("xyz9")
    expect(page.locator("#own-check")).to_have_class("bad", timeout=PATIENCE)
    page.keyboard.press("Enter")
    assert rows(made) == []
    page.keyboard.press("Control+A")
    page.keyboard.type("ma1 " * len(shown))
    expect(page.locator("#own-check")).to_have_class("good", timeout=PATIENCE)
    page.locator("#why").fill("听说是这样")
    page.keyboard.press("Enter")
    at(page, 2)
    assert rows(made)[0]["pinyin"] == " ".join(["mā"] * len(shown)) and rows(made)[0]["why"].startswith("听说是这样（")
    page.locator("#all summary").click()
    page.locator("#list button").first.click()
    at(page, 1)
    expect(page.locator("#was")).to_contain_text("（王编辑，")
    page.keyboard.press("p")
    expect(page.locator("#sound-state")).to_have_text("", timeout=PATIENCE)
    page.locator("#help summary").click()
    page.locator("#single-keys").uncheck()
    page.locator("#doubt").focus()
    page.keyboard.press("j")
    at(page, 1)


def test_a_damaged_place_is_typed_and_proved_by_its_bytes(page, servers, tmp_path):
    made = report(tmp_path, without="report.txt:22:171")
    servers.append(Server(made))
    begin(page, servers[0])
    expect(page.locator("#kind")).to_have_text("原文损坏")
    assert clean(page) == []
    page.keyboard.press("0")
    page.keyboard.type("潭文化街")
    expect(page.locator("#own-check")).to_contain_text("字节", timeout=PATIENCE)
    page.keyboard.press("Backspace")
    page.keyboard.type("庙")
    expect(page.locator("#own-check")).to_have_class("good", timeout=PATIENCE)
    page.keyboard.press("Enter")
    at(page, 2)
    row = tomllib.loads((made.source / "repairs.toml").read_text("utf-8"))["repair"][-1]
    assert (row["before"], row["after"], row["reviewed_by"]) == ("?zhí)段幕瘡R", "潭文化庙", "王编辑")


def reviewing(page: Page, server: Server) -> None:
    """Begin, and settle the doubts with Enter until the first decision to confirm is shown."""
    begin(page, server)
    for _ in range(20):
        if page.inner_text("#kind") == "已有决定，请人复核":
            return
        enter(page)
    raise AssertionError("no decision to confirm was shown")


def signatures(made: Project) -> list[str]:
    return [row.get("by", "") for row in rows(made)[:5]]


def test_decisions_of_an_ai_are_confirmed_with_one_key_each(page, servers, tmp_path):
    made = decided(tmp_path)
    doubts = sum(item.kind != "review" for item in desk(made).matter.items)
    before = signatures(made)
    servers.append(Server(made))
    page.goto(servers[0].address)
    expect(page.locator("#welcome-reviews")).to_contain_text("另有 4 条已有决定")
    reviewing(page, servers[0])
    expect(page.locator("#progress-words")).to_have_text(f"要定的共 {doubts} 处，已定 {doubts} 处，还有 0 处" if doubts else "没有要定的地方")
    expect(page.locator("#reviews-words")).to_have_text("另有请人复核的决定 4 条，已复核 0 条，还有 4 条")
    expect(page.locator("#doubt")).to_contain_text("第 1 条（共 4 条）")
    if doubts:
        expect(page.locator("#said")).to_contain_text("下面是还没有人复核的决定")
    for number in (2, 3):
        enter(page)
        expect(page.locator("#doubt")).to_contain_text(f"第 {number} 条")
        expect(page.locator("#said")).to_contain_text("已复核")
    changed = [(a, b) for a, b in zip(before, signatures(made), strict=True) if a != b]
    house = (made.root / "voices" / "lexicon" / "beijing.toml").read_text("utf-8")
    assert len(changed) + house.count("；王编辑 复核") == 2 and all(b == f"{a}；王编辑 复核" for a, b in changed)

    servers[0].kill()
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("还没有记下", timeout=PATIENCE)
    servers.append(Server(made))
    page.goto(servers[1].address)
    expect(page.locator("#doubt")).to_contain_text("第 3 条", timeout=PATIENCE)
    expect(page.locator("#reviews-words")).to_contain_text("已复核 2 条")
    page.keyboard.press("u")
    expect(page.locator("#doubt")).to_contain_text("第 2 条", timeout=PATIENCE)
    expect(page.locator("#reviews-words")).to_contain_text("已复核 1 条")
    for _ in range(3):
        enter(page)
    expect(page.locator("#finished-title")).to_be_focused(timeout=PATIENCE)
    assert made.run("doubts", "book", "--lang", "zh").stdout.strip() == "没有要定的地方。"
    assert servers[1].stop() == (0, "")


def test_a_decision_of_an_ai_is_changed_by_keyboard_and_heard(page, servers, tmp_path):
    made = decided(tmp_path)
    servers.append(Server(made))
    reviewing(page, servers[0])
    page.locator("#all summary").click()
    page.locator("#reviews button", has_text="乐居里").click()
    expect(page.locator("#doubt")).to_contain_text("“乐居里”", timeout=PATIENCE)
    expect(page.locator("#reason")).to_contain_text("声书编辑 (AI)这样定的：小区名，里不读轻声。这本书里用在 3 处。")
    expect(page.locator("#sentence mark rt").first).to_be_visible()
    expect(page.locator("#others-words")).to_have_text("同一条还用在另外 2 处")
    page.locator("#others summary").click()
    assert page.locator("#others-list li").count() == 2
    expect(page.locator("#choice-1")).to_be_checked()
    with page.expect_response(lambda answer: "/api/sound/" in answer.url) as heard:
        page.keyboard.press("p")
    assert heard.value.status == 200
    page.locator("#doubt").focus()
    page.keyboard.press("2")
    with page.expect_response(lambda answer: "/api/sound/" in answer.url and "value=" in answer.url) as heard:
        page.keyboard.press("l")
    assert heard.value.status == 200
    wanted = page.inner_text("label[for=choice-2] .value")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text(f"“乐居里”定为 {wanted}", timeout=PATIENCE)
    row = next(row for row in rows(made) if row["text"] == "乐居里")
    assert row["by"] == "王编辑" and row["pinyin"].replace(" ", "") == wanted.replace("'", "")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 320)])
def test_what_is_to_be_confirmed_is_accessible(page, servers, tmp_path, scheme, width):
    servers.append(Server(decided(tmp_path)))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(servers[0].address)
    expect(page.locator("#welcome-reviews")).to_be_visible(timeout=PATIENCE)
    assert clean(page) == []
    reviewing(page, servers[0])
    page.locator("#all summary").click()
    page.locator("#reviews button", has_text="乐居里").click()
    expect(page.locator("#others-words")).to_be_visible(timeout=PATIENCE)
    page.locator("#others summary").click()
    page.locator("#help summary").click()
    assert clean(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    named = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")]
    bars = [name for role, name in named if role == "progressbar"]
    assert len(bars) == 2 and any("要定的" in name for name in bars) and any("请人复核" in name for name in bars)
    assert ("group", "现在这样读，对吗？") in named and any(role == "radio" and "现在是这样" in name for role, name in named)
    assert any(role == "button" and name.startswith("这样定，看下一条") for role, name in named)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page, servers, tmp_path, scheme):
    servers.append(Server(book(tmp_path)))
    page.emulate_media(color_scheme=scheme)
    page.goto(servers[0].address)
    expect(page.locator("#welcome")).to_be_visible(timeout=PATIENCE)
    assert clean(page) == []
    begin(page, servers[0])
    assert clean(page) == []
    page.keyboard.press("0")
    page.keyboard.type("zzz")
    expect(page.locator("#own-check")).to_have_class("bad", timeout=PATIENCE)
    page.locator("#all summary").click()
    page.locator("#help summary").click()
    assert clean(page) == []
    servers[0].kill()
    page.locator("#next").click()
    expect(page.locator("#trouble")).to_contain_text("断开", timeout=PATIENCE)
    assert clean(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 800), (640, 500)], ids=["320 px", "200 % of 1280"])
def test_small_windows_need_no_scrolling_sideways(page, servers, tmp_path, width, height):
    servers.append(Server(book(tmp_path)))
    begin(page, servers[0])
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#all summary").click()
    page.locator("#help summary").click()
    page.keyboard.press("0")
    page.keyboard.type("zzz")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate("[...document.querySelectorAll('button:not([disabled]), summary, input')].filter(e => e.offsetParent).map(e => [e.id || e.textContent, e.getBoundingClientRect()].flatMap(x => x.width ? [x.width, x.height] : [x]))")
    small = [s for s in sizes if min(s[1], s[2]) < 24]
    assert sizes and small == []


def test_a_screen_reader_hears_plain_sentences_names_and_states(page, servers, tmp_path):
    servers.append(Server(book(tmp_path)))
    begin(page, servers[0])
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_role: dict[str, list[dict]] = {}
    for node in nodes:
        if not node.get("ignored"):
            by_role.setdefault(node["role"]["value"], []).append(node)
    named = {role: [n.get("name", {}).get("value", "") for n in some] for role, some in by_role.items()}
    assert any(name.startswith("第 1 处") for name in named["heading"])
    assert set(named["group"]) >= {"该读哪一个？", "用到哪里？"}
    assert all(named["radio"]) and any("现在是这样" in name for name in named["radio"])
    assert all(named["button"]) and all(named["textbox"]) and all(named["checkbox"])
    assert by_role["Ruby" if "Ruby" in by_role else "ruby"], sorted(by_role)
    assert not any(n.get("description", {}).get("value") for n in by_role["Ruby" if "Ruby" in by_role else "ruby"])
    assert len(named["main"]) == len(named["banner"]) == 1 and named["status"]


def test_every_control_is_reached_with_tab_and_shows_it(page, servers, tmp_path):
    servers.append(Server(book(tmp_path)))
    begin(page, servers[0])
    wanted = {"play", "auto", "why", "skip", "previous", "next", "single-keys"}
    page.locator("#help summary").click()
    page.evaluate("document.activeElement.blur()")
    seen: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    assert wanted <= seen


def test_braille_words_are_joined_with_the_keyboard(page, servers, tmp_path):
    made = book(tmp_path)
    servers.append(Server(made))
    page.goto(servers[0].address + "braille")
    expect(page.locator("#paragraph option")).not_to_have_count(0)
    page.select_option("#paragraph", label=next(text for text in page.locator("#paragraph option").all_inner_texts() if "为人民" in text))
    expect(page.locator("#words")).to_have_value(re.compile("银行 行长"))
    words = page.input_value("#words")
    page.fill("#words", words.replace("银行 行长", "银行行长"))
    page.fill("#who", "王老师")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("银行行长")
    assert tomllib.loads((made.source / "braille.toml").read_text("utf-8"))["word"] == [{"text": "银行行长", "words": "银行行长", "by": "王老师"}]
    page.fill("#words", words.replace("银行", "银号"))
    page.click("button[type=submit]")
    expect(page.locator("#trouble")).to_contain_text("没有记下")
    assert clean(page) == []
