"""The reader in a real Chromium, opened from a folder (``file://``) and from a loopback server."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from publish.editions.web.web import Web
from publish.serve.answer import policy
from tests import sample


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def publication(tmp_path_factory):
    return sample.publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def folder(publication, tmp_path_factory) -> Path:
    into = tmp_path_factory.mktemp("editions")
    Web().write(publication, into)
    return into / "web"


@pytest.fixture(scope="session")
def server(folder) -> Iterator[str]:
    """The folder over HTTP on loopback, with byte ranges, and under the policy our own server sets."""
    handler = functools.partial(RangeHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}/index.html"
        httpd.shutdown()


@pytest.fixture(params=["file", "http"])
def address(request, folder) -> str:
    return (folder / "index.html").as_uri() if request.param == "file" else request.getfixturevalue("server")


def until(page: Page, expression: str, timeout: float = 30000) -> None:
    """Wait (ms) until ``expression`` holds. Playwright's own waiting evaluates strings in the page, which the policy of our
    server rightly forbids."""
    deadline = time.monotonic() + timeout / 1000
    while not _holds(page, expression):
        assert time.monotonic() < deadline, f"never: {expression}"
        page.wait_for_timeout(40)


def _holds(page: Page, expression: str) -> bool:
    """Whether it does now. A page that is on its way to another, or whose scripts have just begun, is asked again."""
    try:
        return page.evaluate(f"!!({expression})")
    except Error:
        return False


@pytest.fixture
def open_page(browser) -> Iterator:
    """``open_page(address, **context options)``: a page in a fresh profile; any script error fails the test."""
    contexts, errors = [], []

    def opened(address: str, **options) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.wait_for_function = functools.partial(until, page)
        page.goto(address)
        return page

    opened.expected = None  # part of a message that the test provokes
    yield opened
    for context in contexts:
        context.close()
    assert [e for e in errors if not opened.expected or opened.expected not in e] == []


@pytest.fixture
def page(open_page, folder) -> Page:
    return open_page((folder / "index.html").as_uri())


class RangeHandler(http.server.SimpleHTTPRequestHandler):
    """``bytes=a-b`` and ``bytes=a-``; everything else as the standard library does."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked or not path.is_file():
            return super().do_GET()
        data = path.read_bytes()
        start, end = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        self.wfile.write(data[start : end + 1])
        return None

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()

    def log_message(self, *arguments) -> None:
        pass
