"""The shelf on the network: right answers for good clients, nothing for bad ones. Loopback only."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from publish import ffmpeg, files
from publish.findings import PublishError, finding, message
from publish.serve import feed, hosts, media, opds, pages
from publish.serve.app import greeting
from publish.serve.http import Version, precondition, wanted_range
from publish.serve.library import Library, decoded
from tests.serve import shelf_sample
from tests.serve.serving import Served, serving

OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("serve") / "build"
    shelf_sample.build(root)
    shelf_sample.build(root, "second", "第二本：<b>&\"'书", sections=2)
    return root


@pytest.fixture(scope="module")
def server(build):
    with serving(build) as served:
        yield served


def test_every_file_of_every_card_is_served_whole_with_its_type(server: Served, build: Path):
    count = 0
    for shown in server.site.library.shelf().files.values():
        response, body = server.ask(shown.address)
        assert response.status == 200, shown.address
        assert response.headers["Content-Type"] == (media.FEED if shown.name.endswith("feed.xml") else media.media_type(shown.name, shown.edition))
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if not shown.name.endswith("feed.xml"):
            assert body == shown.path.read_bytes()
            assert response.headers["Accept-Ranges"] == "bytes"
        count += 1
    assert count > 30


def test_media_types_that_players_look_at():
    assert media.media_type("x.epub") == "application/epub+zip"
    assert media.media_type("x.m4b") == "audio/mp4"
    assert media.media_type("x.mp3") == "audio/mpeg"
    assert media.media_type("x.lpf") == "application/lpf+zip"
    assert media.media_type("podcast/001.json", "podcast") == "application/json+chapters"
    assert media.media_type("x.unknown") == "application/octet-stream"


# --- HTTP: HEAD, ranges, conditions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/help", "/opds", "/opds/books", "/opds2", "/book/sample/", "/files/sample/sample.m4b", "/files/sample/podcast/feed.xml", "/nothing"])
def test_HEAD_says_what_GET_says(server: Served, path: str):
    got, body = server.ask(path)
    head, nothing = server.ask(path, "HEAD")
    assert nothing == b"" and head.status == got.status
    ours = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Accept-Ranges", "Content-Security-Policy")
    assert [head.headers[name] for name in ours] == [got.headers[name] for name in ours]
    assert int(got.headers["Content-Length"]) == len(body)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=179999-", 206, 179999, 180000),
        ("bytes=0-", 206, 0, 180000),
        ("bytes=-500", 206, 179500, 180000),
        ("bytes=-999999999", 206, 0, 180000),
        ("bytes=179990-999999999", 206, 179990, 180000),
        ("Bytes=5-9", 206, 5, 10),
        ("bytes=180000-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=9-5", 200, 0, 180000),
        ("bytes=0-1,5-6", 200, 0, 180000),
        ("bytes=a-b", 200, 0, 180000),
        ("lines=0-5", 200, 0, 180000),
        ("bytes=" + "9" * 300 + "-", 200, 0, 180000),
        ("bytes=--5", 200, 0, 180000),
    ],
)
def test_ranges(server: Served, build: Path, asked: str, status: int, start: int, end: int):
    whole = (build / "sample/editions/sample.m4b").read_bytes()
    response, body = server.ask("/files/sample/sample.m4b", Range=asked)
    assert response.status == status
    if status == 416:
        assert response.headers["Content-Range"] == "bytes */180000" and body == b""
        return
    assert body == whole[start:end]
    assert response.headers["Content-Range"] == (f"bytes {start}-{end - 1}/180000" if status == 206 else None)


@given(st.text(alphabet="bytes=-, 0123456789x", max_size=30), st.integers(0, 50))
def test_a_range_always_lies_inside_the_file(header: str, size: int):
    wanted = wanted_range({"range": header}, Version('"x"'), size)
    assert wanted in ("all", "none") or 0 <= wanted[0] < wanted[1] <= size


def test_conditions(server: Served):
    path = "/files/sample/sample.epub"
    first, body = server.ask(path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert re.fullmatch(r'"[0-9a-f-]+"', tag)
    assert [server.ask(path, **{name: value})[0].status for name, value in [
        ("If-None-Match", tag), ("If-None-Match", f'"other", W/{tag}'), ("If-None-Match", "*"), ("If-None-Match", '"other"'),
        ("If-Modified-Since", date), ("If-Modified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"), ("If-Modified-Since", "nonsense"),
        ("If-Match", tag), ("If-Match", '"other"'), ("If-Unmodified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"),
    ]] == [304, 304, 304, 200, 304, 200, 200, 200, 412, 412]  # fmt: skip
    assert server.ask(path, If_None_Match='"other"', If_Modified_Since=date)[0].status == 200
    for condition, status in [(tag, 206), ('"other"', 200), (f"W/{tag}", 200), (date, 206), ("Wed, 01 Jan 2020 00:00:00 GMT", 200)]:
        response, part = server.ask(path, Range="bytes=10-19", If_Range=condition)
        assert (response.status, part) == (status, body[10:20] if status == 206 else body)
    page, _ = server.ask("/")
    assert server.ask("/", If_None_Match=page.headers["ETag"])[0].status == 304


def test_304_has_no_body_and_keeps_its_tag(server: Served):
    tag = server.ask("/files/sample/sample.epub")[0].headers["ETag"]
    response, body = server.ask("/files/sample/sample.epub", If_None_Match=tag)
    assert body == b"" and response.headers["ETag"] == tag and response.headers["Content-Type"] is None


def test_precondition_order_of_RFC_9110():
    version = Version('"a"')
    assert precondition({"if-match": '"b"', "if-none-match": '"a"'}, version) == 412
    assert precondition({"if-match": 'W/"a"'}, version) == 412
    assert precondition({"if-none-match": 'W/"a"'}, version) == 304


def test_a_rebuilt_book_has_a_new_tag_and_a_resumed_download_starts_again(tmp_path):
    folder = shelf_sample.build(tmp_path / "build")
    with serving(tmp_path / "build") as served:
        before, _ = served.ask("/files/sample/sample.epub")
        files.write(folder / "editions/sample.epub", shelf_sample.content("new", 61_000))
        after, body = served.ask("/files/sample/sample.epub", Range="bytes=30000-", If_Range=before.headers["ETag"])
        assert after.status == 200 and body == shelf_sample.content("new", 61_000)
        assert after.headers["ETag"] != before.headers["ETag"]


# --- what is not served -----------------------------------------------------------------------------------------------

HOSTILE = [
    "/../book.json", "/files/../../book.json", "/files/sample/../book.json", "/files/sample/%2e%2e/book.json", "/files/sample/..%2fbook.json",
    "/files/sample/%2e%2e%2f%2e%2e%2fsecond/book.json", "/files/sample/..\\book.json", "/files/sample/..%5cbook.json", "/files/sample//sample.epub",
    "/files/sample/./sample.epub", "/files/sample/sample.epub/", "/files/sample/sample.epub%00.png", "/files/sample/sample.epub%00", "/files/SAMPLE/sample.epub",
    "/files/sample/%252e%252e/book.json", "/files//etc/passwd", "//etc/passwd", "/etc/passwd", "/files/sample/%c0%ae%c0%ae/book.json", "/files/sample/%ff",
    "/files/sample/", "/files/sample", "/files/", "/files", "/files/sample/editions/sample.epub", "/book.json", "/files/sample/book.json",
    "/files/sample/1-manuscript.json", "/files/sample/sample.epub;x", "/files/sample/secret.txt", "/files/sample/link.txt", "/files/sample/linked/hosts",
    "/book/..", "/book/../", "/cover/%2e%2e", "/book/%00", "/opds/../files", "/file:///etc/passwd", "/\u202e",
]  # fmt: skip


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A build with things that must stay inside: a file not on the card, a link out of the book, both named like editions."""
    root = tmp_path_factory.mktemp("guarded")
    folder = shelf_sample.build(root / "build")
    (root / "secret.txt").write_text("SECRET")
    (folder / "editions/secret.txt").write_text("SECRET")
    (folder / "editions/link.txt").symlink_to(root / "secret.txt")
    (folder / "editions/linked").symlink_to("/etc")
    with serving(root / "build") as served:
        yield served


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_paths_lead_nowhere(guarded: Served, path: str):
    answer = guarded.raw(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404), answer[:100]
    assert b"SECRET" not in answer and b"root:" not in answer and b"urn:uuid" not in answer


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(["..", "%2e%2e", ".", "sample", "files", "book", "%2f", "%5c", "\\", "book.json", "secret.txt", "%00", "link.txt", "", "editions", "é", "%F0%9F"]), max_size=7))
def test_no_mixture_of_parts_leaks(guarded: Served, parts: list[str]):
    answer = guarded.raw(("GET /" + "/".join(parts) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").encode())
    assert answer.startswith(b"HTTP/1.") and b"SECRET" not in answer and b'"identifier"' not in answer
    assert int(answer.split(b" ", 2)[1]) in (200, 400, 404)


def test_a_card_that_points_out_of_the_book_is_not_served(tmp_path):
    folder = shelf_sample.build(tmp_path / "build")
    (tmp_path / "secret.txt").write_text("SECRET")
    card = json.loads((folder / "book.json").read_bytes())
    card["editions"]["epub"] = ["../../../secret.txt"]
    files.write(folder / "book.json", json.dumps(card))
    with serving(tmp_path / "build") as served:
        assert served.site.library.shelf().books == ()
        assert served.ask("/files/sample/..%2f..%2f..%2fsecret.txt")[0].status == 400


def test_a_link_put_in_later_leads_nowhere(tmp_path):
    folder = shelf_sample.build(tmp_path / "build")
    (tmp_path / "secret.txt").write_text("SECRET")
    with serving(tmp_path / "build") as served:
        assert served.ask("/files/sample/sample.epub")[0].status == 200
        (folder / "editions/sample.epub").unlink()
        (folder / "editions/sample.epub").symlink_to(tmp_path / "secret.txt")
        response, body = served.ask("/files/sample/sample.epub")
        assert response.status == 404 and b"SECRET" not in body


@given(st.text(alphabet="./%\\\0ab2efc5é", max_size=16))
def test_decoded_paths_have_no_way_out(raw: str):
    path = decoded("/" + quote(raw, safe="/%.\\"))
    assert path is None or path == "/" or (".." not in path.split("/") and "\\" not in path and "\0" not in path and "//" not in path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT"])
def test_read_only(server: Served, method: str):
    answer = server.raw(f"{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
    assert answer.split(b" ", 2)[1] in (b"405", b"400")
    assert method == "CONNECT" or b"Allow: GET, HEAD" in answer


def test_a_request_with_a_body_is_refused(server: Served):
    assert server.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello").startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost", 200), ("LOCALHOST:80", 200), ("192.168.1.7:8000", 200), ("[::1]:8000", 200), ("evil.example", 421), ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421), ("localhost@evil", 421), ("a b", 421), ("", 421), ("127.0.0.1:99999", 421), ("127.0.0.1/x", 421), ("<script>", 421), ("127.0.0.1:8000:1", 421),
    ],
)  # fmt: skip
def test_only_addresses_and_own_names_as_host(server: Served, host: str, status: int):
    answer = server.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert int(answer.split(b" ", 2)[1]) == status
    if status != 200:
        assert b"evil" not in answer and b"<script>" not in answer


def test_exactly_one_host(server: Served):
    for head in (b"HTTP/1.1\r\n", b"HTTP/1.0\r\n", b"HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n"):
        answer = server.raw(b"GET / " + head + b"Connection: close\r\n\r\n")
        assert answer.split(b" ", 2)[1] == b"400", answer[:80]


def test_the_name_a_server_was_given_is_accepted(build: Path):
    with serving(build, names=("Books.Example",)) as served:
        assert served.ask("/", Host="books.example:8000")[0].status == 200
    assert hosts.accepted("books.example.", frozenset({"books.example"}))


# --- pages ------------------------------------------------------------------------------------------------------------


def links(page: bytes, base: str) -> set[str]:
    tree = html.fromstring(page)
    found = {urljoin(base, address) for address in tree.xpath("//@href | //@src")}
    return {address.split("#")[0] for address in found if urlsplit(address).scheme == "http"}


def test_every_link_leads_somewhere_and_stays_here(server: Served):
    waiting, seen = {f"{server.base}/"}, set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        assert address.startswith(server.base), address
        response, body = server.ask(address.removeprefix(server.base) or "/")
        assert response.status == 200, address
        if response.headers["Content-Type"].startswith("text/html"):
            waiting |= links(body, address) - seen
    assert len(seen) > 20
    assert any(address.endswith(".epub") for address in seen) and any("/web/index.html" in address for address in seen)


def test_pages_have_one_h1_a_language_and_a_policy_without_inline_script(server: Served):
    for path in ("/", "/help", "/book/second/", "/nothing"):
        response, body = server.ask(path)
        tree = html.document_fromstring(body.decode())
        assert len(tree.xpath("//h1")) == 1 and tree.get("lang") == "zh-Hans" and len(tree.xpath("//main")) == 1
        assert not tree.xpath("//script")
        assert "script-src 'self';" in response.headers["Content-Security-Policy"] and "unsafe" not in response.headers["Content-Security-Policy"]


def test_text_of_a_book_never_becomes_markup(server: Served):
    tree = html.document_fromstring(server.ask("/book/second/")[1].decode())
    assert tree.xpath("string(//h1)") == "第二本：<b>&\"'书" and not tree.xpath("//b")


def test_an_empty_shelf_says_so(tmp_path):
    with serving(tmp_path) as served:
        response, body = served.ask("/")
        assert response.status == 200 and "还没有做好的书" in body.decode()
    with pytest.raises(PublishError) as raised:
        Library(tmp_path).required()
    assert raised.value.findings[0].code == "G306"


def test_a_book_finished_meanwhile_appears(tmp_path, monkeypatch):
    monkeypatch.setattr("publish.serve.library.SECONDS_BETWEEN_LOOKS", 0.0)
    shelf_sample.build(tmp_path)
    with serving(tmp_path) as served:
        assert "/book/late/" not in served.ask("/")[1].decode()
        folder = shelf_sample.build(tmp_path, "late", "后来的书")
        assert "/book/late/" in served.ask("/")[1].decode()
        files.write(folder / "book.json", "{ damaged")
        assert "/book/late/" in served.ask("/")[1].decode(), "a card that is being rewritten keeps the book as it was"
        assert served.ask("/files/late/late.epub")[0].status == 200


# --- podcast ----------------------------------------------------------------------------------------------------------


def test_a_podcast_client_follows_the_feed(server: Served, build: Path):
    """Parse with feedparser, then fetch every address of the feed, the audio by ranges as players do."""
    response, body = server.ask("/files/sample/podcast/feed.xml")
    parsed = feedparser.parse(body)
    assert not parsed.bozo and len(parsed.entries) == 3 and parsed.feed.language == "zh-cn"
    assert [entry.id for entry in parsed.entries] == ["urn:x:1", "urn:x:2", "urn:x:3"]
    for number, entry in enumerate(parsed.entries, 1):
        audio = entry.enclosures[0]
        path = audio.href.removeprefix(server.base)
        head, _ = server.ask(path, "HEAD")
        assert head.status == 200 and head.headers["Content-Length"] == audio.length and head.headers["Content-Type"] == audio.type
        pieces = [server.ask(path, Range=f"bytes={at}-{at + 19_999}")[1] for at in range(0, int(audio.length), 20_000)]
        assert b"".join(pieces) == (build / f"sample/editions/podcast/{number:03}.mp3").read_bytes()
    addresses = etree.fromstring(body).xpath("//@url | //@href | //channel/link/text()")
    assert len(addresses) >= 8
    assert all(server.ask(address.removeprefix(server.base))[0].status == 200 for address in addresses)


def test_the_feed_names_the_host_that_was_asked(server: Served):
    body = server.ask("/files/sample/podcast/feed.xml", Host="192.168.1.20:8000")[1].decode()
    assert 'url="http://192.168.1.20:8000/files/sample/podcast/001.mp3"' in body and "127.0.0.1" not in body
    assert "http://localhost/podcast/" not in body


@pytest.mark.parametrize("base", ["https://books.example/a/", "http://localhost:8000/", ""])
def test_feeds_made_for_any_address_are_moved(base: str):
    items = shelf_sample.ITEM.format(n=1, file="001-%E7%AC%AC.mp3", base=base, size=5)
    made = shelf_sample.FEED.format(title="T", base=base, items=items)
    moved = feed.moved(made.encode(), "http://10.0.0.1:8/files/x/podcast/", "http://10.0.0.1:8/book/x/")
    root = etree.fromstring(moved)
    assert root.xpath("//enclosure/@url") == ["http://10.0.0.1:8/files/x/podcast/001-%E7%AC%AC.mp3"]
    assert root.xpath("string(//*[local-name()='guid' and namespace-uri()='https://podcastindex.org/namespace/1.0'])") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert root.xpath("string(//item/guid)") == "urn:x:1"


def test_addresses_elsewhere_and_text_stay_in_a_feed():
    made = shelf_sample.FEED.format(title="see http://a.example/p/x", base="http://a.example/p/", items="").replace("说明", "http://a.example/p/")
    made = made.replace("<language>", "<image><url>https://other.example/p.png</url></image><language>")
    root = etree.fromstring(feed.moved(made.encode(), "http://b/f/", "http://b/book/"))
    assert root.xpath("string(//image/url)") == "https://other.example/p.png"
    assert root.xpath("string(//title)") == "see http://a.example/p/x" and root.xpath("string(//description)") == "http://a.example/p/"
    assert root.xpath("string(//channel/link)") == "http://b/book/"


def test_a_feed_with_outside_entities_reads_nothing(tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    evil = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss><channel><title>&x;</title></channel></rss>'
    assert b"SECRET" not in feed.moved(evil.encode(), "http://b/f/", "http://b/book/")


def test_a_media_player_seeks_in_an_episode(tmp_path):
    """ffmpeg opens the address, asks for a range near the end and decodes it."""
    folder = shelf_sample.build(tmp_path)
    tone = tmp_path / "tone.mp3"
    ffmpeg.run("-f", "lavfi", "-i", "sine=frequency=300:duration=60", *ffmpeg.BITEXACT, "-b:a", "64k", tone)
    files.write(folder / "editions/podcast/001.mp3", tone.read_bytes())
    with serving(tmp_path) as served:
        ffmpeg.run("-ss", "50", "-i", f"{served.base}/files/sample/podcast/001.mp3", "-t", "2", tmp_path / "part.wav")
    assert 80_000 < (tmp_path / "part.wav").stat().st_size < 400_000


# --- OPDS -------------------------------------------------------------------------------------------------------------


def test_a_talking_book_is_offered_as_one_file(server: Served, build: Path):
    """The folder has dozens of files: shelf and catalogues offer the zip, under a name that says what it is."""
    page = html.document_fromstring(server.ask("/book/sample/")[1].decode())
    (link,) = [link for link in page.xpath("//ul[@class='offers']//a") if "daisy" in link.get("href")]
    assert (link.get("href"), link.get("download")) == ("/files/sample/sample-daisy.zip", "社区服务报告-DAISY.zip")
    assert "DAISY" in link.text_content()
    feed = etree.fromstring(server.ask("/opds/books")[1])
    found = [(link.get("href"), link.get("type")) for link in feed.iter("{*}link") if "daisy" in link.get("href")]
    assert found == [(f"{server.base}/files/{slug}/{slug}-daisy.zip", "application/zip") for slug in ("sample", "second")]
    response, body = server.ask("/files/sample/sample-daisy.zip")
    assert response.status == 200 and body == (build / "sample/editions/sample-daisy.zip").read_bytes()


def test_a_catalogue_client_reads_OPDS_1_and_downloads(server: Served, build: Path):
    start, body = server.ask("/opds")
    assert start.headers["Content-Type"] == media.OPDS_NAVIGATION
    root = feedparser.parse(body)
    assert not root.bozo
    onward = next(link for link in root.entries[0].links if "kind=acquisition" in link.type)
    response, body = server.ask(onward.href.removeprefix(server.base))
    assert response.headers["Content-Type"] == media.OPDS_ACQUISITION
    books = feedparser.parse(body)
    assert not books.bozo and books.feed.title == "书架" and len(books.entries) == 2
    assert len({entry.id for entry in books.entries}) == 2
    for entry in books.entries:
        assert entry.title and entry.updated_parsed and entry.author == "王小明"
        taken = [link for link in entry.links if link.rel == OPEN_ACCESS]
        assert {"application/epub+zip", "audio/mp4", "application/pdf"} <= {link.type for link in taken}
        for link in taken:
            got, data = server.ask(link.href.removeprefix(server.base))
            assert got.status == 200 and got.headers["Content-Type"] == link.type and str(len(data)) == link.length


def test_volumes_are_named_on_the_page_and_in_the_catalogue(tmp_path):
    shelf_sample.build(tmp_path, volumes=5)
    shelf = Library(tmp_path).shelf()
    page = html.document_fromstring(pages.book(shelf, shelf.books[0], "http://h").decode())
    names = [f"大字拼音版 第{number}册（PDF）" for number in "一二三四五"]
    shown = [link for link in page.xpath("//ul[@class='offers']//a") if "拼音版" in link.get("download") and link.get("href").endswith(".pdf")]
    assert [link.xpath("string(.//span[@class='label'])") for link in shown] == names
    assert [link.get("download") for link in shown] == [f"社区服务报告-大字拼音版-第{number}册.pdf" for number in range(1, 6)]
    (entry,) = opds.entries(shelf, "http://h")
    links = [link for link in entry.links if "pinyin" in link.href]
    assert [link.title for link in links] == names and len({link.href for link in links}) == 5


def test_OPDS_1_is_Atom_as_the_catalogue_specification_asks(server: Served):
    ns = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/terms/"}
    for path in ("/opds", "/opds/books"):
        root = etree.fromstring(server.ask(path)[1])
        assert root.tag == f"{{{ns['a']}}}feed"
        for required in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']", "a:link[@rel='start']"):
            assert len(root.xpath(required, namespaces=ns)) == 1, required
        for entry in root.xpath("a:entry", namespaces=ns):
            for required in ("a:id", "a:title", "a:updated"):
                assert len(entry.xpath(required, namespaces=ns)) == 1
                assert entry.xpath(f"string({required})", namespaces=ns)
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for moment in entry.xpath("a:updated/text()", namespaces=ns))
            assert entry.xpath("a:link", namespaces=ns)
        assert path == "/opds" or root.xpath("a:entry/dc:language/text()", namespaces=ns) == ["zh-Hans", "zh-Hans"]


def test_OPDS_2_has_what_the_specification_requires(server: Served):
    response, body = server.ask("/opds2")
    assert response.headers["Content-Type"] == "application/opds+json"
    made = json.loads(body)
    assert made["metadata"]["title"] and [link["href"] for link in made["links"] if link["rel"] == "self"] == [f"{server.base}/opds2"]
    assert len(made["publications"]) == made["metadata"]["numberOfItems"] == 2
    for publication in made["publications"]:
        about = publication["metadata"]
        assert about["title"] and about["identifier"].startswith("urn:uuid:") and about["language"] == "zh-Hans" and about["duration"] > 0
        assert any(link["rel"] == OPEN_ACCESS and link["type"] == "application/epub+zip" for link in publication["links"])
        for link in publication["links"]:
            got, data = server.ask(link["href"].removeprefix(server.base))
            assert got.status == 200 and got.headers["Content-Type"] == link["type"] and len(data) == link["size"]


def test_the_cover_of_the_e_book_is_shown_in_both_catalogues(tmp_path):
    folder = shelf_sample.build(tmp_path)
    picture = b"\xff\xd8\xff picture"
    with zipfile.ZipFile(folder / "editions/sample.epub", "w") as book:
        book.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>')
        book.writestr("OPS/p.opf", '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item href="img/c.jpg" media-type="image/jpeg" properties="cover-image"/></manifest></package>')
        book.writestr("OPS/img/c.jpg", picture)
    with serving(tmp_path) as served:
        response, body = served.ask("/cover/sample")
        assert (response.status, response.headers["Content-Type"], body) == (200, "image/jpeg", picture)
        assert json.loads(served.ask("/opds2")[1])["publications"][0]["images"] == [{"href": f"{served.base}/cover/sample", "type": "image/jpeg"}]
        rels = etree.fromstring(served.ask("/opds/books")[1]).xpath("//*[local-name()='link'][contains(@rel, 'image')]/@rel")
        assert rels == ["http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"]


# --- the terminal -----------------------------------------------------------------------------------------------------


def test_the_greeting_says_who_can_see_the_shelf(monkeypatch):
    local = "\n".join(greeting("127.0.0.1", 8000))
    assert "http://127.0.0.1:8000/" in local and "只有这台电脑" in local and "█" not in local
    monkeypatch.setattr(hosts, "_outward", lambda v6: ["192.168.1.7"])
    wide = "\n".join(greeting("0.0.0.0", 8000))
    assert wide.index("http://192.168.1.7:8000/") < wide.index("http://127.0.0.1:8000/") < wide.index("█")
    assert "本地网络" in wide


def test_the_address_for_others_is_never_the_loopback(monkeypatch):
    monkeypatch.setattr(hosts, "_outward", lambda v6: ["192.168.1.7"])
    assert hosts.shared("http://127.0.0.1:8000", "0.0.0.0", 8000) == "http://192.168.1.7:8000"
    assert hosts.shared("http://localhost:8000", "0.0.0.0", 8000) == "http://192.168.1.7:8000"
    assert hosts.shared("http://books.local:8000", "0.0.0.0", 8000) == "http://books.local:8000"
    assert hosts.shared("http://[::1]:8000", "127.0.0.1", 8000) == ""
    assert hosts.addresses("0.0.0.0", 80) == ("http://192.168.1.7/", "http://127.0.0.1/")


def test_a_shelf_seen_from_another_computer_shows_its_address_to_scan(server: Served):
    page = html.document_fromstring(server.ask("/", Host="192.168.1.20:8000")[1].decode())
    assert page.xpath("//*[local-name()='svg']") and "http://192.168.1.20:8000/" in page.xpath("//a[@class='address']/@href")
    alone = html.document_fromstring(server.ask("/")[1].decode())
    assert not alone.xpath("//*[local-name()='svg']"), "a server on the loopback has no address for others"


def test_the_QR_code_reads_back_as_the_address():
    import numpy
    import zxingcpp

    from publish.serve.app import qr

    coloured = qr("http://192.168.1.20:8000/", colour=True).split("\n")
    rows = qr("http://192.168.1.20:8000/", colour=False).split("\n")
    assert coloured == [f"\x1b[97;40m{row}\x1b[0m" for row in rows]
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    pixels = numpy.array([[halves[c][half] for c in row] for row in rows for half in (0, 1)], dtype=numpy.uint8)
    image = numpy.kron(pixels, numpy.ones((8, 8), dtype=numpy.uint8))
    assert zxingcpp.read_barcode(image).text == "http://192.168.1.20:8000/"


def test_codes_have_words():
    for code in ("E701", "E702", "E703", "E704", "E705", "E706", "E707", "E708", "G301", "G302", "G303", "G304", "G306", "G307"):
        for language in ("zh", "en"):
            words = message(finding(code, "x"), language)
            assert words.text and words.advice and words.explain
