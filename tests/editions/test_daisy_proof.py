"""Each of our own proofs names the fault planted for it, and finds nothing in a good book.

The first seventy are the ones that a validator used by producers was tried on; it is silent about a third of them. The others are what a
careless change could break here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish.editions import table
from publish.editions.daisy import compose, daisy, opened, proof
from publish.editions.daisy.case import Case
from publish.editions.daisy.model import Book
from publish.files import TEMPORARY_PREFIX
from publish.findings import PublishError, message
from tests.editions import noted as sample_with_notes

Change = Callable[[Path], object]
NCC, S1, S3, CONTENT, MASTER = "ncc.html", "s001.smil", "s003.smil", "content.html", "master.smil"


@pytest.fixture(scope="module")
def good(book, tmp_path_factory) -> tuple[Path, Book]:
    """The sample as a folder, and as it is in memory."""
    into = tmp_path_factory.mktemp("good")
    table.edition("daisy", {}, "book.toml").write(book, into)
    return into / "daisy", compose.book(book)


def swap(file: str, old: str, new: str, count: int = -1) -> Change:
    """``old`` becomes ``new`` in a file, which must change by it."""

    def change(folder: Path) -> None:
        path = folder / file
        before = path.read_text("utf-8")
        after = before.replace(old, new, count)
        assert after != before, f"nothing was spoilt in {file}"
        path.write_text(after, "utf-8")

    return change


def cut(file: str, pattern: str, new: str = "") -> Change:
    """The first match of a pattern becomes ``new``."""

    def change(folder: Path) -> None:
        path = folder / file
        after, count = re.subn(pattern, new, path.read_text("utf-8"), count=1)
        assert count == 1, f"nothing was spoilt in {file}"
        path.write_text(after, "utf-8")

    return change


def without(file: str, meta: str) -> Change:
    return cut(file, rf'\s*<meta name="{meta}"[^>]*>')


def meta(file: str, name: str, content: str) -> Change:
    return cut(file, rf'(<meta name="{name}" content=)"[^"]*"', rf'\1"{content}"')


def added(line: str) -> Change:
    return swap(NCC, "</head>", f"{line}\n</head>")


def item(line: str) -> Change:
    """One more line in the NCC, right behind the first."""
    return cut(NCC, r"(</h1>\n)", rf"\g<1>{line}\n")


def both(*changes: Change) -> Change:
    return lambda folder: [change(folder) for change in changes]


def renamed(old: str, new: str, *within: str) -> Change:
    return both(lambda folder: (folder / old).rename(folder / new), *(swap(name, old, new) for name in within))


def gone(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def extra(name: str) -> Change:
    return lambda folder: shutil.copy(folder / "s001.mp3", folder / name)


def bom(folder: Path) -> None:
    (folder / NCC).write_bytes(b"\xef\xbb\xbf" + (folder / NCC).read_bytes())


SPAN = '<span id="x1" class="page-normal"><a href="s001.smil#t-b001-1">{}</a></span>'
RUBY = "<ruby>经<rt>jīng</rt></ruby>济"

SEVENTY: dict[str, tuple[str, Change]] = {
    "tocItems+1": ("E802", meta(NCC, "ncc:tocItems", "8")),
    "totalTime+1s": ("E806", meta(NCC, "ncc:totalTime", "00:00:30")),
    "timeInThisSmil+1s": ("E806", meta(S3, "ncc:timeInThisSmil", "00:00:11")),
    "totalElapsed+1s": ("E806", meta(S3, "ncc:totalElapsedTime", "00:00:13")),
    "seq dur wrong": ("E806", swap(S3, 'dur="9.800s"', 'dur="9.900s"')),
    "h1->h3 second heading": ("E803", both(swap(NCC, '<h1 id="n0002">', '<h3 id="n0002">'), cut(NCC, r"(回顾</a>)</h1>", r"\1</h3>"))),
    "content h1->h3": ("E813", both(swap(CONTENT, '<h1 id="b006-h">', '<h3 id="b006-h">'), cut(CONTENT, r"(回顾</span>)</h1>", r"\1</h3>"))),
    "no class=title": ("E803", swap(NCC, ' class="title"', "")),
    "h1 without id": ("E803", swap(NCC, ' id="n0002"', "")),
    "ncc href to missing id": ("E804", swap(NCC, "s003.smil#t-b008-1", "s003.smil#nope")),
    "ncc href to par id": ("E804", swap(NCC, "s003.smil#t-b008-1", "s003.smil#p-b008-1")),
    "ncc href to audio id": ("E804", swap(NCC, "s003.smil#t-b008-1", "s003.smil#a-b008-1")),
    "ncc href without fragment": ("E804", swap(NCC, "s003.smil#t-b008-1", "s003.smil")),
    "text src missing id": ("E804", swap(S3, "content.html#b009-2", "content.html#nope")),
    "clip-end beyond file": ("E807", swap(S3, "npt=9.800s", "npt=999.000s")),
    "clip-begin>clip-end": ("E807", swap(S3, 'clip-begin="npt=7.200s"', 'clip-begin="npt=59.000s"')),
    "clip without npt=": ("E807", swap(S3, "npt=", "")),
    "clip hh:mm:ss": ("E807", swap(S3, "npt=9.800s", "0:00:09.800")),
    "overlap clips": ("E807", swap(S3, 'clip-end="npt=3.200s"', 'clip-end="npt=5.738s"')),
    "no layout": ("E805", cut(S3, r"(?s)<layout>.*</layout>")),
    "no endsync": ("E805", swap(S3, ' endsync="last"', "")),
    "id with leading digit": ("E805", swap(NCC, 'id="n0002"', 'id="2"')),
    "no doctype ncc": ("E811", cut(NCC, r"<!DOCTYPE[^>]*>\n")),
    "no doctype smil": ("E811", cut(S3, r"<!DOCTYPE[^>]*>\n")),
    "no master.smil": ("E808", gone(MASTER)),
    "missing mp3": ("E804", gone("s003.mp3")),
    "chinese mp3 name": ("E810", renamed("s003.mp3", "第三节.mp3", S3)),
    "unreferenced mp3": ("E810", extra("s999.mp3")),
    "date 2025-1-8": ("E801", meta(NCC, "dc:date", "2025-1-8")),
    "lang zh-Hans": ("E812", meta(NCC, "dc:language", "zh-Hans")),
    "format daisy 2.02": ("E801", meta(NCC, "dc:format", "daisy 2.02")),
    "multimediaType bad": ("E801", meta(NCC, "ncc:multimediaType", "audioText")),
    "unknown ncc: meta": ("E801", added('<meta name="ncc:own" content="x"/>')),
    "prod: meta": ("E801", added('<meta name="prod:own" content="x"/>')),
    "viewport meta": ("E801", added('<meta name="viewport" content="width=device-width"/>')),
    "totalTime with ms": ("E801", meta(NCC, "ncc:totalTime", "00:00:29.000")),
    'totalTime "155"': ("E801", meta(NCC, "ncc:totalTime", "29")),
    "smil ref to content in ncc href": ("E804", swap(NCC, "s003.smil#t-b008-1", "content.html#b008-1")),
    "p in ncc body": ("E803", item('<p id="x1">文字</p>')),
    "page-normal span": ("E802", item(SPAN.format("1"))),
    "page-normal non-number": ("E803", item(SPAN.format("一"))),
    "extra file .txt linked": ("E804", swap(CONTENT, "请审议！", '<a href="readme.txt">请审议！</a>')),
    "ruby in content": ("E813", swap(CONTENT, "经济", RUBY, 1)),
    "depth 2 with only h1": ("E802", meta(NCC, "ncc:depth", "4")),
    "duplicate dc:title": ("E801", added('<meta name="dc:title" content="社区服务报告"/>')),
    "charset meta mismatch": ("E801", meta(NCC, "ncc:charset", "gb18030")),
    "BOM ncc": ("E811", bom),
    **{
        f"drop {name}": ("E801", without(NCC, name))
        for name in (
            "dc:title", "dc:creator", "dc:publisher", "dc:date", "dc:format", "dc:identifier", "dc:language", "ncc:charset", "ncc:pageFront",
            "ncc:pageNormal", "ncc:pageSpecial", "ncc:tocItems", "ncc:totalTime", "ncc:generator", "ncc:depth", "ncc:setInfo",
            "ncc:multimediaType", "ncc:files",
        )  # fmt: skip
    },
    **{f"smil drop {name}": ("E801", without(S3, name)) for name in ("dc:format", "ncc:timeInThisSmil", "ncc:totalElapsedTime", "title", "dc:identifier")},
}

MORE: dict[str, tuple[str, Change]] = {
    "a seventh part that nothing leads to": ("E809", both(lambda f: shutil.copy(f / S3, f / "s007.smil"), lambda f: shutil.copy(f / "s003.mp3", f / "s007.mp3"))),
    "a part of which the master knows nothing": ("E808", cut(MASTER, r'\s*<ref id="s003"[^>]*>')),
    "parts of the master out of order": ("E808", both(swap(MASTER, "s003.smil", "x"), swap(MASTER, "s002.smil", "s003.smil"), swap(MASTER, '"x"', '"s002.smil"'))),
    "the master's time": ("E806", meta(MASTER, "ncc:timeInThisSmil", "00:00:28")),
    "another identifier in one file": ("E812", meta(S3, "dc:identifier", "urn:x")),
    "another title in one file": ("E812", meta(CONTENT, "dc:title", "另一本")),
    "a part called otherwise than its heading": ("E812", meta(S3, "title", "（二）")),
    "another narrator": ("E812", meta(NCC, "ncc:narrator", "王老师")),
    "files counted wrong": ("E802", meta(NCC, "ncc:files", "14")),
    "the charset of http-equiv": ("E811", swap(NCC, "charset=utf-8", "charset=gb2312")),
    "the charset of the declaration": ("E811", swap(S3, 'encoding="utf-8"', 'encoding="us-ascii"')),
    "no language on the text": ("E811", swap(CONTENT, ' lang="zh-CN"', "", 1)),
    "a file that is no XML": ("E811", swap(S3, "</smil>", "")),
    "a gap between clips": ("E807", swap(S3, 'clip-begin="npt=3.200s"', 'clip-begin="npt=3.300s"')),
    "a clip without length": ("E807", swap(S3, 'clip-end="npt=3.200s"', 'clip-end="npt=1.800s"')),
    "the first clip begins late": ("E807", swap(S3, 'clip-begin="npt=0.000s"', 'clip-begin="npt=0.200s"')),
    "the last clip ends before the sound": ("E807", swap(S3, "npt=9.800s", "npt=9.300s")),
    "a clip of another part's sound": ("E807", swap(S3, 'src="s003.mp3" clip-begin="npt=3', 'src="s002.mp3" clip-begin="npt=3')),
    "a sentence's clip is another's": ("E815", both(swap(S3, "npt=3.200s", "npt=3.300s"))),
    "an audio without source": ("E805", swap(S3, 'src="s003.mp3" clip-begin="npt=3', 'clip-begin="npt=3')),
    "a par that can be skipped": ("E815", swap(S3, 'endsync="last" id="p-b009-2"', 'endsync="last" system-required="footnote-on" id="p-b009-2"')),
    "a par for another reader": ("E805", swap(S3, 'endsync="last" id="p-b009-2"', 'endsync="last" system-required="other-on" id="p-b009-2"')),
    "two sequences": ("E805", swap(S3, "</body>", '<seq dur="0.000s"/></body>')),
    "an id twice": ("E805", swap(S3, 't-b009-3"', 't-b009-2"')),
    "a sentence lost from the text": ("E815", cut(CONTENT, r'<span id="b009-3"[^>]*>[^<]*</span>')),
    "a character lost from the text": ("E815", swap(CONTENT, "重庆路", "重庆")),
    "words outside sentences": ("E815", swap(CONTENT, '<p id="b009">', '<p id="b009">又及')),
    "words outside paragraphs": ("E813", swap(CONTENT, '<p id="b009">', '又及<p id="b009">')),
    "a sentence lost from the sound": ("E815", cut(S3, r'(?s)<par [^>]*id="p-b009-2".*?</par>')),
    "sentences out of order": ("E815", both(swap(S3, "#b009-2", "#x"), swap(S3, "#b009-3", "#b009-2"), swap(S3, '#x"', '#b009-3"'))),
    "HTML 5 in the text": ("E813", both(swap(CONTENT, '<p id="b007">', '<section id="b007">'), cut(CONTENT, r"(工作。</span>)</p>", r"\1</section>"))),
    "a heading that leads to a paragraph": ("E804", swap(NCC, "s003.smil#t-b008-1", "s003.smil#t-b009-2")),
    "a heading missing from the contents": ("E816", cut(NCC, r'<h3 id="n0004">.*</h3>\n')),
    "a heading of other words": ("E816", swap(NCC, "经济平稳向好", "经济向好")),
    "contents out of order": ("E816", both(swap(NCC, "s002.smil#t-b006-1", "x"), swap(NCC, "s005.smil#t-b011-1", "s002.smil#t-b006-1"), swap(NCC, '"x"', '"s005.smil#t-b011-1"'))),
    "an entry without words": ("E803", swap(NCC, "结束语", "")),
    "upper case in a name": ("E810", renamed("s003.mp3", "S003.mp3", S3)),
    "a name that is too long": ("E810", renamed("s003.mp3", f"s{'0' * 62}3.mp3", S3)),
    "a kind of file that players do not know": ("E810", renamed("s003.mp3", "s003.ogg", S3)),
    "half a sound": ("E807", lambda f: (f / "s003.mp3").write_bytes((f / "s003.mp3").read_bytes()[:40_000])),
    "no sound at all": ("E814", lambda f: (f / "s003.mp3").write_bytes(b"RIFF")),
}


def faults(folder: Path, made: Book, book) -> list[tuple[str, str]]:
    return [(found.code, found.where) for found in proof.book(Case(opened.folder(folder), made, book.stamp.date()))]


@pytest.mark.parametrize("fault", [*SEVENTY, *MORE])
def test_planted_fault_is_named(fault, good, book, tmp_path):
    code, change = {**SEVENTY, **MORE}[fault]
    folder = shutil.copytree(good[0], tmp_path / "bad")
    change(folder)
    found = proof.book(Case(opened.folder(folder), good[1], book.stamp.date()))
    assert code in {one.code for one in found}
    assert [one for one in found for language in ("zh", "en") if "{" in message(one, language).text] == [], "no value of a message is missing"


def spoilt_lines(text: str) -> Iterator[tuple[str, str]]:
    """Everything that can happen to a line: it is lost, it comes twice, an attribute is lost, an attribute says something else."""
    lines = text.splitlines(keepends=True)
    for n, line in enumerate(lines):
        before, after = "".join(lines[:n]), "".join(lines[n + 1 :])
        yield f"lost: {line}", before + after
        yield f"twice: {line}", before + line + line + after
        for found in re.finditer(r' ([\w:-]+)="[^"]*"', line):
            yield f"without{found[0]}: {line}", before + line[: found.start()] + line[found.end() :] + after
            if found[1] != "id":  # another name is no fault where nothing leads to it
                yield f"other{found[0]}: {line}", before + line[: found.end() - 1] + 'x"' + line[found.end() :] + after


@pytest.mark.parametrize("name", [NCC, CONTENT, MASTER, "s002.smil", S3])
def test_whatever_happens_to_a_line_is_named(name, noted, book, tmp_path):
    made = compose.book(sample_with_notes.publication(book))
    folder = shutil.copytree(noted, tmp_path / "bad")
    sounds = Case(opened.folder(folder), made, book.stamp.date()).sounds
    silent = []
    for fault, text in spoilt_lines((noted / name).read_text("utf-8")):
        (folder / name).write_text(text, "utf-8")
        case = Case(opened.folder(folder), made, book.stamp.date())
        vars(case)["sounds"] = sounds  # they are the same each time, and long
        silent += [] if proof.book(case) else [fault]
    assert silent == []


def test_all_seventy_are_here():
    assert len(SEVENTY) == 70


def test_a_good_book_has_no_faults(good, book):
    assert faults(*good, book) == []


def test_a_fault_says_where(good, book, tmp_path):
    folder = shutil.copytree(good[0], tmp_path / "bad")
    swap(S3, 'dur="9.800s"', 'dur="9.900s"')(folder)
    assert faults(folder, good[1], book) == [("E806", "daisy/s003.smil")]


def test_stereo_and_a_changing_bit_rate_are_named(good, book, tmp_path):
    from publish import ffmpeg

    for number, form in enumerate((("-ac", "2", "-b:a", "64k"), ("-ac", "1", "-q:a", "4"))):
        folder = shutil.copytree(good[0], tmp_path / f"bad{number}")
        ffmpeg.run("-i", good[0] / "s003.mp3", *form, "-y", folder / "s003.mp3")
        assert ("E814", "daisy/s003.mp3") in faults(folder, good[1], book)


def test_a_book_that_fails_is_not_kept(book, tmp_path, monkeypatch):
    monkeypatch.setattr(daisy.content, "page", lambda made: b"<html/>")
    with pytest.raises(PublishError) as caught:
        table.edition("daisy", {}, "book.toml").write(book, tmp_path)
    assert caught.value.exit_code == 6 and {"E813", "E815"} <= {found.code for found in caught.value.findings}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_zip_that_is_not_the_folder_is_not_kept(book, tmp_path, monkeypatch):
    whole = daisy.files.zip_whole
    monkeypatch.setattr(daisy.files, "zip_whole", lambda path, entries, stamp: whole(path, [(n, b"other" if n == "s001.smil" else c) for n, c in entries], stamp))
    with pytest.raises(PublishError) as caught:
        table.edition("daisy", {}, "book.toml").write(book, tmp_path)
    assert [(found.code, found.where) for found in caught.value.findings] == [("E818", "sample-daisy.zip")]
    assert TEMPORARY_PREFIX not in str(caught.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
