"""Section MP3s, Opus, M4B: tags and chapters read back by other programs than the one that wrote them."""

from __future__ import annotations

import dataclasses
import json
import random
import re
import shutil
import subprocess
import wave

import numpy
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from publish import ffmpeg
from publish.editions import table
from publish.editions.audio import aac, audio, chapters, encoded, listened, m4b
from publish.editions.audio.chapters import Chapter
from publish.editions.shared import mpeg
from publish.findings import PublishError


@pytest.fixture(scope="module")
def parts(book):
    return chapters.parts(book, "audio")


def seen_by_ffmpeg(path):
    """Chapters (title, milliseconds) and length as ffmpeg prints them."""
    text = subprocess.run([ffmpeg.program(), "-hide_banner", "-i", path], capture_output=True).stderr.decode("utf-8")
    starts = [round(float(start) * 1000) for start in re.findall(r"Chapter #0:\d+: start ([\d.]+)", text)]
    titles = re.findall(r"Chapter #0:\d+:.*\n\s+Metadata:\n\s+title\s+: (.*)", text)
    return list(zip(titles, starts, strict=True)), text


def test_names_sort_in_reading_order_and_are_plain(written):
    names = [path.name for path in written("audio")[:-1]]
    assert names == sorted(names)
    assert names[:3] == ["001-shequ-fuwu-baogao.mp3", "002-yi-2024-nian-gongzuo-hui-gu.mp3", "003-yi-chongqing-lu-de-yinhang.mp3"]
    assert all(re.fullmatch(r"\d{3}-[a-z0-9-]{1,40}\.mp3", name) for name in names)


def test_frames_are_the_narrations_own(book, parts, written):
    for part, path in zip(parts, written("audio")[:-1], strict=True):
        source, made = (book.root / part.track.file).read_bytes(), path.read_bytes()
        assert made[mpeg.tag_length(made[:10]):] == source[mpeg.tag_length(source[:10]):]


def test_tags_are_version_2_3_in_utf_16(book, parts, written):
    path = written("audio")[2]
    assert path.read_bytes()[:4] == b"ID3\x03"
    tag = ID3(path, translate=False)
    assert {name: tag[name].text[0] for name in ("TIT2", "TALB", "TPE1", "TRCK", "TLAN")} == {
        "TIT2": "（一）重庆路的银行", "TALB": "社区服务报告", "TPE1": "王小明", "TRCK": "3/6", "TLAN": "chi",
    }
    assert tag["TIT2"].encoding == 1 and tag["TYER"].text == ["2025"]
    assert tag["APIC:"].mime == "image/jpeg" and tag["APIC:"].data[:3] == b"\xff\xd8\xff"
    label = json.loads(tag["TXXX:AIGC"].text[0])
    assert label["Label"] == "1" and label["ContentProducer"] == "幸福街道办事处" and label["ProduceID"].endswith("#s003")


def test_chapters_of_mp3_are_under_one_ordered_top_level_contents(parts, written):
    tag = ID3(written("audio")[2])
    contents, = tag.getall("CTOC")
    assert int(contents.flags) == 3
    found = [(tag[f"CHAP:{name}"].sub_frames["TIT2"].text[0], tag[f"CHAP:{name}"].start_time) for name in contents.child_element_ids]
    assert found == [("（一）重庆路的银行", 0), ("经济平稳向好", 5200)]
    seen, _ = seen_by_ffmpeg(written("audio")[2])
    assert seen == found


def test_label_can_be_left_out_or_named_otherwise(book, parts, tmp_path):
    bare = audio.tagged(book, parts[0], tmp_path / "a.mp3", audio.AudioOptions(aigc=""))
    assert not ID3(bare).getall("TXXX")
    other = audio.tagged(book, parts[0], tmp_path / "b.mp3", audio.AudioOptions("LABEL", "某台"))
    assert json.loads(ID3(other)["TXXX:LABEL"].text[0])["ContentProducer"] == "某台"


def test_playlist_names_every_file_with_title_and_length(parts, written):
    lines = written("audio")[-1].read_text("utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:社区服务报告"]
    assert lines[3::2] == [path.name for path in written("audio")[:-1]]
    assert lines[6] == "#EXTINF:14,（一）重庆路的银行" and parts[2].length == 13_200


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size * 2 // 3]), "E202"),
        (lambda p: ffmpeg.run("-i", p.with_suffix(".mp3"), "-ac", "2", "-b:a", "64k", "-id3v2_version", "3", p), "E201"),
        (lambda p: change(p, lambda tag: tag.delall("CTOC")), "E203"),
        (lambda p: change(p, lambda tag: tag.delall("CHAP:ch2")), "E204"),
        (lambda p: change(p, lambda tag: setattr(tag["CHAP:ch2"], "start_time", 5300)), "E204"),
        (lambda p: change(p, lambda tag: None, version=4), "E203"),
    ],
    ids=["cut short", "two channels", "no contents", "a chapter missing", "a chapter moved", "version 2.4"],
)
def test_planted_fault_is_found(fault, code, parts, written, tmp_path):
    copy = tmp_path / "a.mp3.bad"
    (tmp_path / "a.mp3").write_bytes(written("audio")[2].read_bytes())
    copy = tmp_path / "b.mp3"
    copy.write_bytes(written("audio")[2].read_bytes())
    if code == "E201":
        ffmpeg.run("-i", tmp_path / "a.mp3", "-map", "0:a", "-ac", "2", "-b:a", "64k", copy)
    else:
        fault(copy)
    assert code in {found.code for found in listened.mp3(copy, parts[2])}


def change(path, edit, version=3):
    tag = ID3(path)
    edit(tag)
    tag.save(path, v2_version=version)


def test_opus_has_the_same_parts_smaller(parts, written):
    for part, path, big in zip(parts, written("opus"), written("audio"), strict=False):
        opened = OggOpus(path)
        assert opened.info.length * 1000 == pytest.approx(part.length, abs=listened.PADDING)
        assert opened.tags["TITLE"] == [part.section.title] and json.loads(opened.tags["AIGC"][0])["Label"] == "1"
        assert path.stem == big.stem and path.stat().st_size < big.stat().st_size / 2


def test_audiobook_leaves_out_announcements_but_the_first(book, parts, written):
    opened = MP4(written("m4b")[0])
    said = [part.track.samples - m4b.begins(part) for part in parts]
    long = m4b.lengths(book, parts)
    assert all(0 < length - samples <= 2048 for length, samples in zip(long, said, strict=True)), "the sample's sections do not end in silence"
    assert opened.info.length * 24000 == pytest.approx(sum(long), abs=24 * listened.PADDING)
    assert m4b.begins(parts[0]) == 0 and m4b.begins(parts[1]) == parts[1].track.clips[0].start > 0


def test_audiobook_chapters_read_back_by_two_programs(book, parts, written):
    marks, notes = m4b.chapter_list(parts, m4b.lengths(book, parts), "sample.m4b")
    assert notes == () and [mark.title for mark in marks] == [
        "社区服务报告", "一、2024年工作回顾", "（一）重庆路的银行", "经济平稳向好", "成绩来之不易", "结束语", "关于本书",
    ]
    seen, text = seen_by_ffmpeg(written("m4b")[0])
    by_mutagen = [(chapter.title, round(chapter.start * 1000)) for chapter in MP4(written("m4b")[0]).chapters]
    for found in (seen, by_mutagen):
        assert [title for title, _ in found] == [mark.title for mark in marks]
        assert all(abs(start - mark.begin) <= 50 for (_, start), mark in zip(found, marks, strict=True))
    assert "attached pic" in text and "Audio: aac (LC)" in text and "(chi)" in text


def samples(path, *filters):
    """What a player hears, as 16-bit samples."""
    return numpy.frombuffer(ffmpeg.run("-i", path, "-map", "0:a", *filters, "-f", "s16le", "-").stdout, "<i2").astype(int)


def test_audiobook_plays_as_if_encoded_in_one_go(book, parts, written, tmp_path):
    """Sections encoded apart and joined give sample for sample what the same masters give in one stream; nothing clicks at a join."""
    played, long = samples(written("m4b")[0]), m4b.lengths(book, parts)
    with wave.open(str(tmp_path / "whole.wav"), "wb") as whole:
        whole.setparams((1, 2, 24000, 0, "NONE", ""))
        for part, length in zip(parts, long, strict=True):
            with wave.open(str(book.root / part.track.master)) as master:
                master.setpos(m4b.begins(part))
                sound = master.readframes(length)
            whole.writeframes(sound + bytes(2 * length - len(sound)))
    said = samples(tmp_path / "whole.wav")
    assert len(played) == len(said) == sum(long)
    assert numpy.sqrt(numpy.mean((played - said) ** 2)) < 0.25 * numpy.sqrt(numpy.mean(said**2)), "a lossy copy, in step with its source"
    at = 0
    for length in long[:-1]:
        at += length
        assert abs(said[at - 1024:at]).max() == 0
        assert abs(played[at - 1024:at]).max() < abs(said).max() / 20, "nothing is heard before a section begins"


def test_audiobook_joins_do_not_add_up():
    """Where a section begins in the book is where the samples before it end, to half a frame, however many there are."""
    chance = random.Random(8)
    parts = [(chance.randrange(30_000, 900_000), 21_600) for _ in range(400)]
    at = wanted = 0
    for (samples, _), length in zip(parts, aac.lengths(parts), strict=True):
        assert abs(at - wanted) <= 512 and length % 1024 == 0
        at, wanted = at + length, wanted + samples
    loud = aac.lengths([(5000, 0)] * 9)
    assert loud == (6144,) * 9, "without silence at its end nothing of a section is cut"


def test_a_changed_section_is_encoded_alone(book, parts, tmp_path):
    """Opus and AAC: one changed master costs one encoding, an unchanged book none, and the files are as if all was new."""
    again = dataclasses.replace(book, root=tmp_path / "copy")
    shutil.copytree(book.root / "audio", again.root / "audio")
    asked = []
    run = ffmpeg.run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ffmpeg, "run", lambda *arguments: (asked.append("libopus" in arguments or "aac" in arguments), run(*arguments))[1])
        for expected in (len(parts), 0, 1):
            if expected == 1:
                master = again.root / parts[2].track.master
                data = bytearray(master.read_bytes())
                data[60_000:80_000] = bytes(20_000)
                master.write_bytes(data)
            for name in ("m4b", "opus"):
                asked.clear()
                made = {path.name: path.read_bytes() for path in table.edition(name, {}, "book.toml").write(again, tmp_path / "out")}
                assert sum(asked) == expected, (name, expected)
            shutil.copytree(again.root / "audio", tmp_path / f"new{expected}" / "audio")
            fresh = dataclasses.replace(book, root=tmp_path / f"new{expected}")
            new = table.edition("opus", {}, "book.toml").write(fresh, tmp_path / f"out{expected}")
            assert {path.name: path.read_bytes() for path in new} == made
    kept = sorted((again.root / "cache" / "m4b").glob("*-*"))
    kept[0].write_bytes(b"damaged")
    table.edition("m4b", {}, "book.toml").write(again, tmp_path / "mended")
    assert (tmp_path / "mended" / "sample.m4b").read_bytes() == (tmp_path / "out" / "sample.m4b").read_bytes()


def test_audiobook_tags(written):
    opened = MP4(written("m4b")[0])
    assert opened["\xa9nam"] == ["社区服务报告"] and opened["stik"] == [2] and opened["covr"][0][:3] == b"\xff\xd8\xff"
    assert json.loads(bytes(opened["----:com.apple.iTunes:AIGC"][0]))["Label"] == "1"


def test_too_many_chapters_keeps_the_sections(parts):
    marks = tuple(Chapter(str(n), n, n + 1) for n in range(300))
    crowded = dataclasses.replace(parts[0], chapters=(Chapter("全部", 0, 1), *marks[1:]))
    found, notes = m4b.chapter_list((crowded, *parts[1:]), [24_000] * len(parts), "a.m4b")
    assert len(found) == len(parts) and [note.code for note in notes] == ["E303"]


def test_different_rates_are_refused(parts):
    other = dataclasses.replace(parts[1], track=dataclasses.replace(parts[1].track, rate=22050))
    with pytest.raises(PublishError) as caught:
        m4b.chapter_list((parts[0], other), (24_000, 24_000), "a.m4b")
    assert caught.value.findings[0].code == "E301"


def test_titles_with_signs_survive_ffmpegs_text_form(book, tmp_path):
    sections = list(book.manuscript.sections)
    sections[1] = dataclasses.replace(sections[1], title="a=b;c#d\\e 《标题》")
    other = dataclasses.replace(book, manuscript=dataclasses.replace(book.manuscript, sections=tuple(sections)))
    path, = table.edition("m4b", {}, "book.toml").write(other, tmp_path)
    assert MP4(path).chapters[1].title == "a=b;c#d\\e 《标题》"


def test_faulty_audiobook_is_found(book, parts, written, tmp_path):
    marks, _ = m4b.chapter_list(parts, m4b.lengths(book, parts), "a.m4b")
    moved = (marks[0], dataclasses.replace(marks[1], begin=marks[1].begin + 200), *marks[2:])
    renamed = (dataclasses.replace(marks[0], title="别的"), *marks[1:])
    longer = (*marks[:-1], dataclasses.replace(marks[-1], end=marks[-1].end + 500))
    path = written("m4b")[0]
    assert list(m4b.proof(path, marks)) == []
    for faulty in (moved, renamed, longer):
        assert [found.code for found in m4b.proof(path, faulty)] == ["E302"]
    bare = tmp_path / "bare.m4b"
    bare.write_bytes(path.read_bytes())
    opened = MP4(bare)
    del opened["covr"]
    opened.save()
    assert [found.detail for found in m4b.proof(bare, marks)] == ["reason=cover"]


def test_audio_that_is_no_audio_is_refused_and_not_kept(book, parts, tmp_path):
    broken = dataclasses.replace(parts[0], track=dataclasses.replace(parts[0].track, file="broken.mp3"))
    (book.root / "broken.mp3").write_bytes(b"no frames at all" * 99)
    with pytest.raises(PublishError) as caught:
        audio.tagged(book, broken, tmp_path / "a.mp3", audio.AudioOptions())
    assert caught.value.findings[0].code == "E205" and not list(tmp_path.iterdir())


def test_audio_that_is_gone_is_refused(book, parts, tmp_path):
    gone = dataclasses.replace(parts[0], track=dataclasses.replace(parts[0].track, file="gone.mp3"))
    with pytest.raises(PublishError):
        audio.tagged(book, gone, tmp_path / "a.mp3", audio.AudioOptions())
    assert not list(tmp_path.iterdir())


def test_sections_with_the_same_sound_do_not_disturb_each_other(book, parts, tmp_path):
    same = [dataclasses.replace(parts[1], number=number) for number in range(1, 9)]
    made = encoded.sections(book, "same", same, lambda part: ("-c:a", "libopus", *ffmpeg.BITEXACT, "-f", "opus"))
    assert len(set(made)) == 1 and OggOpus(made[0]).info.length > 1
