"""Real editions on the shelf: the podcast's own feed, covers from real e-books, and a browser that is dropped while paused."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html
from PIL import Image

from publish import ffmpeg, files, kit
from publish.serve.guard import Limits
from tests.serve import shelf_real, shelf_sample
from tests.serve.serving import serving
from tests.tools import chromium
from tests.tools.need import need

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("real") / "build"
    shelf_real.build(root, names=("epub", "epub-plain", "audio", "m4b", "podcast", "web"))
    return root


def test_the_real_feed_leads_a_client_to_every_file(build):
    with serving(build) as served:
        _, body = served.ask("/files/sample/podcast/feed.xml", Host=f"127.0.0.1:{served.port}")
        parsed = feedparser.parse(body)
        assert not parsed.bozo and len(parsed.entries) == 6
        original = etree.fromstring((build / "sample/editions/podcast/feed.xml").read_bytes())
        moved = etree.fromstring(body)
        assert moved.xpath("//item/guid/text()") == original.xpath("//item/guid/text()")
        assert [element.tag for element in moved.iter()] == [element.tag for element in original.iter()]
        addresses = {str(address) for address in moved.xpath("//@url | //@href | //channel/link/text()")}
        assert all(address.startswith(served.base + "/") for address in addresses), addresses
        for address in addresses:
            got, data = served.ask(address.removeprefix(served.base))
            assert got.status == 200 and data, address
        for enclosure in moved.iter("enclosure"):
            got, _ = served.ask(enclosure.get("url").removeprefix(served.base), "HEAD")
            assert (got.headers["Content-Length"], got.headers["Content-Type"]) == (enclosure.get("length"), enclosure.get("type"))


def test_a_podcast_program_reads_the_feed_and_resumes_a_download(build, tmp_path):
    """The parser of gPodder; then curl finishes an episode that was cut off in the middle, as it would after a lost connection."""
    import podcastparser

    need("" if shutil.which("curl") else "curl")
    with serving(build) as served:
        address = f"{served.base}/files/sample/podcast/feed.xml"
        parsed = podcastparser.parse(address, io.BytesIO(served.ask("/files/sample/podcast/feed.xml")[1]))
        assert parsed["title"] == "社区服务报告" and len(parsed["episodes"]) == 6 and parsed["cover_url"].startswith(served.base)
        for episode in parsed["episodes"]:
            [sound] = episode["enclosures"]
            original = build / "sample/editions/podcast" / sound["url"].rpartition("/")[2]
            assert sound["mime_type"] == "audio/mpeg" and sound["file_size"] == original.stat().st_size and episode["guid"]
            part = tmp_path / original.name
            part.write_bytes(original.read_bytes()[: sound["file_size"] // 2])
            done = subprocess.run(["curl", "-sS", "--fail", "-C", "-", "-o", part, "-w", "%{http_code} %{size_download}", sound["url"]], capture_output=True, text=True, check=True)
            assert done.stdout == f"206 {sound['file_size'] - sound['file_size'] // 2}"
            assert part.read_bytes() == original.read_bytes()


def test_catalogues_show_the_e_books_cover(build):
    with serving(build) as served:
        publication = json.loads(served.ask("/opds2")[1])["publications"][0]
        response, picture = served.ask(publication["images"][0]["href"].removeprefix(served.base))
        assert response.headers["Content-Type"] == publication["images"][0]["type"] == "image/jpeg"
        assert Image.open(io.BytesIO(picture)).size[0] >= 300
        book = next(link for link in publication["links"] if link["type"] == "application/epub+zip")
        _, data = served.ask(book["href"].removeprefix(served.base))
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_the_web_reader_on_the_stick_finds_all_it_names(build, tmp_path):
    kit.make([build / "sample"], tmp_path)
    reader = next((tmp_path / "网页").iterdir())
    page = html.fromstring((reader / "index.html").read_bytes().decode())
    named = {name for name in page.xpath("//@src | //link/@href") if not name.startswith(("#", "data:"))}
    assert len(named) > 10
    assert all((reader / name).is_file() for name in named), named
    music = sorted(next(tmp_path.glob("01-*")).glob("MP3/*.mp3"))
    listed = [line for line in (music[0].parent / "playlist.m3u8").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [path.name for path in music] == listed, "order by name is the playlist's order"


def test_the_text_on_the_stick_is_the_manuscripts(build, tmp_path):
    from publish.manuscript.model import Manuscript

    kit.make([build / "sample"], tmp_path)
    manuscript = files.from_json((build / "sample/1-manuscript.json").read_bytes(), Manuscript)
    [path] = [path for path in tmp_path.glob("01-*/文本/*.txt") if "GB18030" not in path.name]
    written = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert [line for line in written if line] == [block.text for section in manuscript.sections for block in section.blocks]


def test_a_paused_browser_that_is_dropped_goes_on_where_it_was(tmp_path):
    """A player stops reading when it has enough; its connection is given up, and it asks for the rest by range."""
    folder = shelf_sample.build(tmp_path)
    hour = next((folder / "editions/audio").glob("001*"))
    ffmpeg.run("-f", "lavfi", "-i", "sine=frequency=300:duration=600", *ffmpeg.BITEXACT, "-b:a", "128k", hour)
    with serving(tmp_path, Limits(stall=1.0, idle=1.0)) as served, chromium.running(sound="--autoplay-policy=no-user-gesture-required") as browser:
        page = browser.new_page()
        page.goto(f"{served.base}/book/sample/")
        page.evaluate("() => { window.a = document.querySelector('audio'); a.muted = true; a.preload = 'auto'; return a.play(); }")
        page.wait_for_function("a.buffered.length && a.buffered.end(0) > 20", timeout=30_000)
        page.evaluate("a.pause()")
        deadline = time.monotonic() + 20
        while served.site.gate.open and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not served.site.gate.open, "the reader who takes nothing is dropped"
        end = page.evaluate("a.buffered.end(0)")
        assert end < 500
        page.evaluate("end => { a.currentTime = end - 1; return a.play(); }", end)
        page.wait_for_function("end => a.currentTime > end + 1", arg=end, timeout=30_000)
        assert page.evaluate("a.error") is None
