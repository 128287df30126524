"""Each of our own proofs finds the fault planted for it, and nothing on a good book."""

from __future__ import annotations

import dataclasses
import zipfile

import pytest

from publish import files
from publish.editions.epub import check
from publish.findings import message, messages


def spoilt(source, target, changes):
    """A copy of an e-book in which ``changes`` (name → function over its text or bytes, None removes) were made."""
    with zipfile.ZipFile(source) as book:
        entries = {name: book.read(name) for name in book.namelist()}
    for name, change in changes.items():
        before = entries[name]
        after = change(before.decode("utf-8")).encode("utf-8") if not name.endswith(".mp3") else change(before)
        assert after != before, f"nothing was spoilt in {name}"
        entries[name] = after
    import datetime

    return files.zip_whole(target, entries.items(), datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC))


def swap(old, new, count=1):
    return lambda text: text.replace(old, new, count)


T3, S3, OPF, CSS, NAV = "EPUB/text/003.xhtml", "EPUB/smil/003.smil", "EPUB/content.opf", "EPUB/style.css", "EPUB/nav.xhtml"
RT = '<rt aria-hidden="true" lang="zh-Latn-pinyin" xml:lang="zh-Latn-pinyin">'


def drop_first_par(smil):
    head, _, rest = smil.partition("<par ")
    return head + rest.partition("</par>")[2]


def swap_pars(smil):
    head, first, second, rest = smil.split("<par ", 3)
    return "<par ".join([head, second, first, rest])


FAULTS = {
    "a character is lost": ("E110", {T3: swap("<span>重庆", "<span>重")}),
    "a space is added": ("E110", {T3: swap("</p>", " </p>")}),
    "a sentence is not read": ("E111", {S3: drop_first_par}),
    "a sentence is read twice": ("E111", {S3: swap("#b009-2", "#b009-1")}),
    "a par points at no sentence": ("E112", {S3: swap("#b009-2", "#b009")}),
    "a sentence's element holds another text": ("E113", {T3: swap("<ruby><span>举", "</span><span><ruby><span>举")}),
    "pars are out of order": ("E114", {S3: swap_pars}),
    "text outside sentences": ("E115", {T3: swap("<p id", "<p>多出来的话</p><p id")}),
    "milliseconds with four digits": ("E116", {S3: swap('clipEnd="0:00:13.200"', 'clipEnd="0:00:13.2000"')}),
    "a clip without length": ("E116", {S3: swap('clipBegin="0:00:03.400" clipEnd="0:00:05.200"', 'clipBegin="0:00:05.200" clipEnd="0:00:05.200"')}),
    "clips overlap": ("E117", {S3: swap('clipEnd="0:00:05.200"', 'clipEnd="0:00:05.900"')}),
    "a gap between clips": ("E117", {S3: swap('clipEnd="0:00:05.200"', 'clipEnd="0:00:05.000"')}),
    "a clip ends after the audio": ("E118", {S3: swap('clipEnd="0:00:13.200"', 'clipEnd="0:01:13.200"')}),
    "a duration is wrong": ("E119", {OPF: swap('refines="#o-003">0:00:09.800', 'refines="#o-003">0:00:09.900')}),
    "the total is wrong": ("E119", {OPF: swap('"media:duration">0:00:', '"media:duration">0:01:')}),
    "ruby is not hidden": ("E120", {T3: swap(' aria-hidden="true"', "")}),
    "ruby has an rp": ("E120", {T3: swap(RT, "<rp>(</rp>" + RT)}),
    "ruby on a digit": ("E120", {T3: swap("4.5%", f"<ruby><span>4.5%</span>{RT}sì</rt></ruby>")}),
    "pinyin is not composed": ("E120", {T3: swap("zhǎng", "zha\u030cng")}),
    "ruby in the contents": ("E121", {NAV: swap("社区服务报告</a>", f"<ruby><span>社</span>{RT}shè</rt></ruby></a>")}),
    "an id is used twice": ("E122", {T3: swap('id="b009-h"', 'id="b008"')}),
    "script a in pinyin": ("E123", {T3: swap("zhǎng", "zh\u0251ng")}),
    "a Kangxi radical": ("E123", {T3: swap("一", "\u2f00")}),
    "an unread page in the order": ("E124", {OPF: swap('idref="t-notes" linear="no"', 'idref="t-notes"')}),
    "another language tag": ("E125", {T3: swap('xml:lang="zh-Hans"', 'xml:lang="zh-CN"')}),
    "two pages of one title": ("E126", {T3: swap("<title>（一）重庆路的银行", "<title>一、2024年工作回顾")}),
    "contents out of order": ("E127", {NAV: swap("text/002.xhtml", "text/005.xhtml")}),
    "the active class has too little contrast": ("E129", {CSS: swap("#ffe08a", "#404040")}),
    "the active class has no cue beyond colour": ("E129", {CSS: swap("text-decoration: underline;", "")}),
    "the active class moves text": ("E129", {CSS: swap("text-decoration: underline;", "text-decoration: underline; font-weight: bold;")}),
    "the pinyin of the active sentence has no ground": ("E129", {CSS: swap(".-epub-media-overlay-active rt {", ".other rt {")}),
    "pixels for letters": ("E129", {CSS: swap("font-size: 1.8em", "font-size: 30px")}),
    "a sense too many": ("E130", {OPF: swap('accessMode">textual', 'accessMode">auditory')}),
    "modes joined": ("E130", {OPF: swap('accessModeSufficient">textual', 'accessModeSufficient">textual,auditory')}),
    "a feature that is not there": ("E130", {OPF: swap("rubyAnnotations", "fullRubyAnnotations")}),
    "a claim nobody signs": ("E130", {OPF: swap("</metadata>", '<meta property="dcterms:conformsTo" id="c">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta></metadata>')}),
    "the narrator is not said to be synthetic": ("E130", {OPF: swap('media:narrator">合成语音', 'media:narrator">王老师')}),
    "another modified date": ("E130", {OPF: swap("2025-01-08T00:00:00Z", "2025-01-08T08:00:00Z")}),
    "a property EPUBCheck refuses": ("E130", {OPF: swap("</metadata>", '<meta property="a11y:contactEmail">a@b.c</meta></metadata>')}),
    "a character without pinyin": ("E131", {T3: swap(f"<ruby><span>增</span>{RT}zēng</rt></ruby>", "增")}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault, book, written, tmp_path):
    code, changes = FAULTS[fault]
    bad = spoilt(written("epub")[0], tmp_path / "sample.epub", changes)
    assert code in {found.code for found in check.epub(bad, book, ruby=True)}


def test_names_and_storage_are_checked(book, written, tmp_path):
    with zipfile.ZipFile(written("epub")[0]) as good, zipfile.ZipFile(tmp_path / "sample.epub", "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name))
    where = {found.where for found in check.epub(tmp_path / "sample.epub", book, ruby=True) if found.code == "E128"}
    assert "sample.epub mimetype" in where and "sample.epub EPUB/audio/003.mp3" in where


def test_audio_cut_short_is_found(book, written, tmp_path):
    bad = spoilt(written("epub")[0], tmp_path / "sample.epub", {"EPUB/audio/003.mp3": lambda data: data[: len(data) // 2]})
    assert "E118" in {found.code for found in check.epub(bad, book, ruby=True)}


def test_ruby_in_the_plain_edition_is_found(book, written):
    assert "E121" in {found.code for found in check.epub(written("epub")[0], book, ruby=False)}


def test_text_that_changed_after_the_build_is_found(book, written):
    sections = list(book.manuscript.sections)
    block = sections[2].blocks[1]
    sections[2] = dataclasses.replace(sections[2], blocks=(sections[2].blocks[0], dataclasses.replace(block, text=block.text + "！")))
    other = dataclasses.replace(book, manuscript=dataclasses.replace(book.manuscript, sections=tuple(sections)))
    assert "E110" in {found.code for found in check.epub(written("epub")[0], other, ruby=True)}


@pytest.mark.parametrize(("edition", "ruby"), [("epub", True), ("epub-plain", False)])
def test_good_books_have_no_findings(edition, ruby, book, written):
    assert check.epub(written(edition)[0], book, ruby) == ()


def test_every_code_found_has_words():
    for code in {code for code, _ in FAULTS.values()} | {"E128"}:
        assert messages()[code]["text_zh"] and messages()[code]["text_en"]


def test_finding_says_where(book, written, tmp_path):
    bad = spoilt(written("epub")[0], tmp_path / "sample.epub", {S3: swap('clipEnd="0:00:05.200"', 'clipEnd="0:00:05.900"')})
    found = next(f for f in check.epub(bad, book, ruby=True) if f.code == "E117")
    assert found.where == "sample.epub EPUB/text/003.xhtml"
    assert message(found, "en").text == "sentence b009-1 begins at 0:00:05.200, the one before ends at 0:00:05.900"


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("red", "#ffffff", 0.0)])
def test_contrast(one, other, ratio):
    assert check.contrast(one, other) == pytest.approx(ratio, abs=0.01)
