"""The podcast's folder: feed, episodes, chapters, transcripts, artwork."""

from __future__ import annotations

import io
import json
import re

import feedparser
import pytest
from lxml import etree
from PIL import Image

from publish.editions import table
from publish.editions.audio import chapters
from publish.editions.podcast import feeds, podcast
from publish.editions.shared import clock
from publish.findings import PublishError
from publish.reading.model import Token
from tests.tools import partytime
from tests.tools.need import need

BASE = "https://podcast.example.org/books/sample"


@pytest.fixture(scope="module")
def folder(book, tmp_path_factory):
    into = tmp_path_factory.mktemp("podcast")
    edition = table.edition("podcast", {"base_url": f"{BASE}/"}, "book.toml")
    edition.write(book, into)
    assert edition.findings == ()
    return into / "podcast"


@pytest.fixture(scope="module")
def feed(folder):
    return (folder / "feed.xml").read_bytes()


def test_feedparser_reads_it_without_complaint(feed, folder):
    read = feedparser.parse(feed)
    assert read.bozo is False and read.version == "rss20"
    assert read.feed.title == "社区服务报告" and read.feed.language == "zh-cn" and read.feed.itunes_type == "serial"
    assert [e.title for e in read.entries] == ["社区服务报告", "一、2024年工作回顾", "（一）重庆路的银行", "成绩来之不易", "结束语", "关于本书"]
    for entry in read.entries:
        sound, = entry.enclosures
        assert int(sound.length) == (folder / sound.href.removeprefix(f"{BASE}/")).stat().st_size


def test_the_podcast_indexs_parser_keeps_every_episode(folder):
    need(partytime.missing())
    read = partytime.parsed(folder / "feed.xml")
    assert len(read["items"]) == 6 and read["medium"] == "audiobook" and not read.get("locked")
    assert read["guid"] == podcast.guid(f"{BASE}/feed.xml")
    for number, item in enumerate(read["items"], 1):
        assert item["podcastEpisode"]["number"] == number and item["podcastSeason"] == {"number": 1, "name": "社区服务报告"}
        assert {t["type"] for t in item["podcastTranscripts"]} == {"text/vtt", "application/srt"}, "the parser calls x-subrip so"
        assert item["podcastChapters"]["type"] == "application/json+chapters"


def test_guid_follows_the_namespaces_example():
    """The example of the Podcast namespace's documentation of ``guid``."""
    assert podcast.guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert podcast.guid("http://mp3s.nashownotes.com/pc20rss.xml/") == podcast.guid("mp3s.nashownotes.com/pc20rss.xml")


def test_episodes_keep_their_guid_when_the_address_changes(book, tmp_path, feed):
    table.edition("podcast", {"base_url": "http://192.168.1.5:8000/x"}, "book.toml").write(book, tmp_path)
    guids = [[item.findtext("guid") for item in etree.fromstring(data).iter("item")] for data in (feed, (tmp_path / "podcast/feed.xml").read_bytes())]
    assert guids[0] == guids[1] and guids[0][2] == "urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f#s003"


def test_without_an_address_it_says_so(book, tmp_path):
    edition = table.edition("podcast", {}, "book.toml")
    edition.write(book, tmp_path)
    found, = edition.findings
    assert found.code == "E401" and "example.invalid" in found.detail


@pytest.mark.parametrize("url", ["ftp://a.b/c", "podcast", "https://例子.cn/", 'https://a.b/"><script>', "https://a.b/?x=1"])
def test_wrong_addresses_are_refused(url, book, tmp_path):
    with pytest.raises(PublishError) as caught:
        table.edition("podcast", {"base_url": url}, "book.toml").write(book, tmp_path)
    assert caught.value.findings[0].code == "E403"


def test_transcripts_say_all_that_is_heard_in_short_lines(book, folder):
    for part in chapters.parts(book, "podcast"):
        vtt, srt = ((folder / f"{part.stem}{ending}").read_text("utf-8") for ending in (".vtt", ".srt"))
        lines = [line for block in vtt.split("\n\n")[1:] for line in block.splitlines() if line and "-->" not in line]
        assert max(map(len, lines)) <= 20
        assert "".join(lines) == "".join(sentence.text for sentence in part.sentences)
        assert re.findall(r"[\d:.]+ --> [\d:.]+", vtt) == [t.replace(",", ".") for t in re.findall(r"[\d:,]+ --> [\d:,]+", srt)]


def test_transcripts_and_overlays_agree_to_the_millisecond(book):
    for part in chapters.parts(book, "podcast"):
        cues = list(chapters.cues(part))
        for par in clock.pars(part.track, intro=True):
            mine = [cue for cue, _ in cues if cue.sentence == par.sentence]
            assert (mine[0].begin, mine[-1].end) == (par.begin, par.end)
            assert clock.contiguous(tuple(mine))


def test_a_long_line_breaks_after_a_mark_and_a_long_word_inside_its_cue(book):
    part = chapters.parts(book, "podcast")[2]
    shown = [text for _, text in chapters.cues(part, 12)]
    assert "增长4.5%左右，" in shown and "GDP占比超三成；" in shown
    word = Token(0, 30, "https://example.org/abcdefghij", "latin", "网址", (), "rule", 1.0)
    clip, sentence = part.track.clips[0], part.sentences[len(part.track.intro)]
    import dataclasses

    odd = dataclasses.replace(
        part, track=dataclasses.replace(part.track, intro=(), clips=(dataclasses.replace(clip, token_ends=(clip.end,)),)),
        sentences=(dataclasses.replace(sentence, tokens=(word,)),),
    )
    (par, text), = chapters.cues(odd, 20)
    assert text == "https://example.org/\nabcdefghij" and (par.begin, par.end) == (3400, 5200)


def test_chapters_json(folder):
    read = json.loads((folder / "003-yi-chongqing-lu-de-yinhang.chapters.json").read_text("utf-8"))
    assert read["version"] == "1.2.0"
    assert [(c["startTime"], c["title"]) for c in read["chapters"]] == [(0.0, "（一）重庆路的银行"), (5.2, "经济平稳向好")]


def test_artwork_is_square_and_large(folder):
    with Image.open(folder / "cover.jpg") as picture:
        assert picture.size == (2000, 2000) and picture.mode == "RGB" and picture.format == "JPEG"


def spoil(feed: bytes, old: str, new: str) -> bytes:
    text = feed.decode("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode("utf-8")


FAULTS = {
    "a byte count that is not the file's": ('length="', 'length="9'),
    "an episode elsewhere": (f'url="{BASE}/001', 'url="https://other.example.org/001'),
    "a file that is not there": ("001-shequ-fuwu-baogao.vtt", "001-gone.vtt"),
    "no language": ("<language>zh-cn</language>", ""),
    "another language": ("zh-cn", "zh-Hans"),
    "explicit is neither true nor false": ("<itunes:explicit>false", "<itunes:explicit>clean"),
    "an unknown category": ('text="Society &amp; Culture"', 'text="Politics"'),
    "two episodes with one guid": ("#s002</guid>", "#s001</guid>"),
    "episodes out of order": ("<itunes:episode>2<", "<itunes:episode>3<"),
    "dates out of order": ("00:02:00 +0000", "23:02:00 +0000"),
    "no duration": ("<itunes:duration>12</itunes:duration>", ""),
    "a name too long": ('display="社区服务报告"', f'display="{"社" * 33}"'),
    "another audio type": ('type="audio/mpeg"', 'type="audio/mp4"'),
    "no artwork": ("<itunes:image", "<itunes:picture"),
    "no transcript": ("text/vtt", "text/plain"),
    "locked is neither yes nor no": (">no</podcast:locked>", ">maybe</podcast:locked>"),
    "too long a description": ("<description>", f"<description>{'长' * 1400}"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault, feed, folder):
    assert list(feeds.faults(feed, folder, BASE)) == []
    assert {found.code for found in feeds.faults(spoil(feed, *FAULTS[fault]), folder, BASE)} == {"E402"}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("003-yi-chongqing-lu-de-yinhang.vtt", "00:00:05.200 -->", "00:00:04.200 -->"),
        ("003-yi-chongqing-lu-de-yinhang.vtt", "经济平稳向好。", "经济平稳向好。" * 3),
        ("003-yi-chongqing-lu-de-yinhang.srt", "--> 00:00:13,200", "--> 00:01:13,200"),
        ("003-yi-chongqing-lu-de-yinhang.chapters.json", "1.2.0", "1.1.0"),
        ("003-yi-chongqing-lu-de-yinhang.chapters.json", '"startTime": 0.0', '"startTime": 1.0'),
        ("003-yi-chongqing-lu-de-yinhang.chapters.json", "经济平稳向好", ""),
    ],
)
def test_planted_fault_in_a_file_is_found(name, old, new, feed, folder):
    path = folder / name
    good = path.read_text("utf-8")
    try:
        path.write_bytes(spoil(good.encode(), old, new))
        assert {found.code for found in feeds.faults(feed, folder, BASE)} == {"E402"}
    finally:
        path.write_text(good, "utf-8")


@pytest.mark.parametrize(("size", "mode"), [((1000, 1000), "RGB"), ((2000, 1500), "RGB"), ((2000, 2000), "L")])
def test_wrong_artwork_is_found(size, mode, feed, folder):
    good = (folder / "cover.jpg").read_bytes()
    out = io.BytesIO()
    Image.new(mode, size).save(out, "JPEG")
    try:
        (folder / "cover.jpg").write_bytes(out.getvalue())
        assert [found.code for found in feeds.faults(feed, folder, BASE)] == ["E402"]
    finally:
        (folder / "cover.jpg").write_bytes(good)


def test_durations_are_the_tracks(book, feed):
    said = [item.findtext("itunes:duration", namespaces=feeds.NS) for item in etree.fromstring(feed).iter("item")]
    assert said == [clock.feed(part.length) for part in chapters.parts(book, "podcast")]
