"""The pages of stick and shelf in Chromium: axe, without scripts, from ``file://`` and from the server; the checker at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import kit
from tests.serve import shelf_real, shelf_sample
from tests.serve.serving import serving

pytestmark = pytest.mark.slow
PAGES = ("开始.html", "使用说明.html", "工作人员.html", "核对/核对.html")
SIZES = {"phone": (390, 844), "narrow": (320, 640), "pc": (1280, 800)}


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("pages") / "build"
    shelf_real.build(root, names=("epub", "audio", "m4b", "podcast", "web"))
    shelf_sample.build(root, "second", "第二本书")
    return root


@pytest.fixture(scope="module")
def laid(build, tmp_path_factory) -> Path:
    to = tmp_path_factory.mktemp("stick")
    kit.make([build / "sample", build / "second"], to)
    return to


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [f"{found['id']}: {found['nodes'][0]['html'][:80]}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_runs_off_the_side(browser, laid, build, size, scheme):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    with serving(build) as served:
        addresses = [(laid / name).as_uri() for name in PAGES] + [served.base + path for path in ("/", "/help", "/book/sample/", "/nothing")]
        for address in addresses:
            page.goto(address)
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            small = page.evaluate("[...document.querySelectorAll('a.go, .offers a, .links a, summary, .pick')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 60).length")
            assert small == 0, "what is pressed is at least 60 px high"
    context.close()


def test_everything_can_be_had_without_scripts(browser, laid):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((laid / "开始.html").as_uri())
    page.locator("summary").first.click()
    assert page.locator("details[open] a").count() >= 4
    page.get_by_role("link", name="开始听：社区服务报告").click()
    page.wait_for_url("**/index.html#listen")
    assert "%E7%BD%91%E9%A1%B5" in page.url and page.locator("audio").count() >= 5
    page.goto((laid / "核对/核对.html").as_uri())
    assert page.get_by_text("核对-Windows.bat").is_visible()
    context.close()
    with_scripts = browser.new_page()
    with_scripts.goto((laid / "核对/核对.html").as_uri())
    assert not with_scripts.get_by_text("核对-Windows.bat").is_visible()
    with_scripts.close()


def test_the_keyboard_reaches_the_large_button_first(browser, laid):
    context = browser.new_context()
    page = context.new_page()
    page.goto((laid / "开始.html").as_uri())
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "go"
    context.close()


def test_the_web_reader_runs_under_the_servers_policy(browser, build):
    """The reader's scripts, styles, fonts and audio all load, and the policy blocks nothing it needs."""
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed {request.url}"))
    with serving(build) as served:
        page.goto(f"{served.base}/")
        page.get_by_role("link", name="开始听：社区服务报告").click()
        page.wait_for_load_state("networkidle")
        duration = page.evaluate("""async () => { const a = new Audio('audio/s001.mp3'); return await new Promise((yes, no) => {
            a.onloadedmetadata = () => yes(a.duration); a.onerror = () => no('audio'); a.load(); }); }""")
        blocked = page.evaluate("""() => new Promise(yes => { let n = 0; document.addEventListener('securitypolicyviolation', () => n++);
            const s = document.createElement('script'); s.textContent = 'window.broken = 1'; document.head.append(s);
            setTimeout(() => yes([n, window.broken]), 200); })""")
    assert duration > 3
    assert blocked == [1, None], "an inline script is blocked"
    assert [line for line in said if "Content Security Policy" not in line] == []
    context.close()


def result(page, folder: Path) -> str:
    page.set_input_files("#folder", str(folder))
    page.wait_for_function("/^(全部|这个|这里|SHA)/.test(document.getElementById('result').textContent)", timeout=60_000)
    return page.locator("#result").text_content()


def test_the_checker_page_tells_whole_damaged_missing_and_unfinished(browser, laid, tmp_path):
    import shutil

    copy = tmp_path / "stick"
    shutil.copytree(laid, copy)
    context = browser.new_context()
    page = context.new_page()
    address = (copy / "核对/核对.html").as_uri()
    page.goto(address)
    count = sum(1 for path in copy.rglob("*") if path.is_file()) - 1
    assert result(page, copy) == f"全部完好：{count} 个文件。"
    page.goto(address)
    assert result(page, tmp_path) == f"全部完好：{count} 个文件。", "the folder above may be chosen as well"
    damaged, missing = copy / "网页/01-社区服务报告/audio/s002.mp3", copy / "02-第二本书/电子书/第二本书-拼音版.epub"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    missing.unlink()
    page.goto(address)
    said = result(page, copy)
    assert "网页/01-社区服务报告/audio/s002.mp3" in said and "02-第二本书/电子书/第二本书-拼音版.epub" in said and f"完好：{count - 2} 个文件" in said
    (copy / "SHA256SUMS.txt").unlink()
    page.goto(address)
    assert "没有做完" in result(page, copy)
    context.close()


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 119, 120, 4 << 20, (4 << 20) + 1])
def test_the_checkers_hash_is_SHA_256_at_every_edge(browser, laid, tmp_path, size):
    import hashlib

    data = shelf_sample.content("edge", size)
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "file.bin").write_bytes(data)
    (folder / "SHA256SUMS.txt").write_text(f"{hashlib.sha256(data).hexdigest()}  file.bin\n", "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto((laid / "核对/核对.html").as_uri())
    assert result(page, folder) == "全部完好：1 个文件。"
    context.close()
