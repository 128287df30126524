"""Section audio, audiobook, Opus and podcast of the real report, read back by other programs. Slow: needs the report's build."""

from __future__ import annotations

import re
import subprocess

import feedparser
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from publish import ffmpeg
from publish.editions import table
from publish.editions.audio import chapters, m4b
from publish.editions.podcast import feeds
from publish.editions.shared import clock
from tests.tools import partytime
from tests.tools.need import need

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

EDITIONS = ("audio", "m4b", "opus", "podcast")
BASE = "https://podcast.example.org/report"


@pytest.fixture(scope="module")
def written(real, tmp_path_factory):
    """Every edition, written by itself; each proves itself while it is written."""
    into = tmp_path_factory.mktemp("editions")
    options = {"podcast": {"base_url": BASE}}
    return {name: table.edition(name, options.get(name, {}), "book.toml").write(real, into) for name in EDITIONS}


@pytest.fixture(scope="module")
def parts(real):
    return chapters.parts(real, "audio")


def by_ffmpeg(path):
    text = subprocess.run([ffmpeg.program(), "-hide_banner", "-i", path], capture_output=True).stderr.decode("utf-8")
    starts = [float(start) * 1000 for start in re.findall(r"Chapter #0:\d+: start ([\d.]+)", text)]
    return list(zip(re.findall(r"Chapter #0:\d+:.*\n\s+Metadata:\n\s+title\s+: (.*)", text), starts, strict=True))


def agree(found, wanted):
    """Same titles in the same order, begins within 50 ms."""
    assert [title for title, _ in found] == [chapter.title for chapter in wanted]
    assert max(abs(begin - chapter.begin) for (_, begin), chapter in zip(found, wanted, strict=True)) <= 50


def test_every_heading_and_run_in_heading_is_a_chapter(real, parts):
    marks = sum(len(block.marks) for section in real.manuscript.sections for block in section.blocks)
    assert sum(len(part.chapters) for part in parts) == len(parts) + marks and marks >= 40


def test_mp3_chapters_match(written, parts):
    for part, path in zip(parts, written["audio"], strict=False):
        tag = ID3(path)
        named = [tag[f"CHAP:{name}"] for name in tag["CTOC:toc"].child_element_ids]
        agree([(frame.sub_frames["TIT2"].text[0], frame.start_time) for frame in named], part.chapters)
        agree(by_ffmpeg(path), part.chapters)


def test_audiobook_chapters_match(real, written, parts):
    path = written["m4b"][0]
    marks, notes = m4b.chapter_list(parts, m4b.lengths(real, parts), path.name)
    assert notes == () and len(marks) <= 255
    agree([(chapter.title, chapter.start * 1000) for chapter in MP4(path).chapters], marks)
    agree(by_ffmpeg(path), marks)


def test_audiobook_sections_begin_where_the_narration_has_them(real, written, parts):
    """By the narration's own count of samples, the announcements left out: within 50 ms, also after the last of many joins."""
    marks, _ = m4b.chapter_list(parts, m4b.lengths(real, parts), "")
    read = {chapter.title: chapter.start for chapter in MP4(written["m4b"][0]).chapters}
    at, number = 0, 0
    for part in parts:
        assert abs(read[marks[number].title] - at / part.track.rate) <= 0.05
        at += part.track.samples - m4b.begins(part)
        number += len(part.chapters)


def test_feed_is_read_by_two_parsers_and_breaks_no_rule(written, parts):
    feed = written["podcast"][-1]
    assert list(feeds.faults(feed.read_bytes(), feed.parent, BASE)) == []
    read = feedparser.parse(feed.read_bytes())
    assert read.bozo is False and len(read.entries) == len(parts)
    need(partytime.missing())
    assert len(partytime.parsed(feed)["items"]) == len(parts)


def test_transcripts_and_overlays_agree(written, parts):
    texts = {path.name: path.read_text("utf-8") for path in written["podcast"] if path.suffix == ".vtt"}
    for part in parts:
        begins = {clock.parse(begin) for begin in re.findall(r"^([\d:.]+) -->", texts[f"{part.stem}.vtt"], re.M)}
        assert {par.begin for par in clock.pars(part.track, intro=True)} <= begins
        assert max(len(line) for line in texts[f"{part.stem}.vtt"].splitlines() if "-->" not in line) <= 20


def test_every_file_says_that_its_voice_is_synthetic(parts):
    for part in parts:
        assert "语音合成" in "".join(sentence.text for sentence in part.sentences) or "合成语音" in "".join(s.text for s in part.sentences)


def test_opus_is_a_third_of_the_mp3(written):
    small, large = (sum(path.stat().st_size for path in written[name] if path.suffix in (".opus", ".mp3")) for name in ("opus", "audio"))
    assert small < large * 0.4
