"""The report as people get it: the real text, the real voice, the real validators. Everything here is slow."""

from __future__ import annotations

import re
from pathlib import Path

import numpy
import pytest

from publish.editions.daisy import compose, opened, proof
from publish.editions.daisy.case import Case
from publish.editions.epub import check
from publish.narration import speech_cache
from publish.narration.voices import table as voices
from tests import report
from tests.narration import helpers
from tests.project import ROOT
from tests.tools import ace, daisy, epubcheck, talking_book
from tests.tools.need import need

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

BOOKS = ((f"{report.NAME}.epub", True), (f"{report.NAME}-plain.epub", False))


@pytest.fixture(scope="module")
def again(tmp_path_factory) -> Path:
    """A second clean build, elsewhere: another folder, another time zone, another locale, another hash seed."""
    folder = tmp_path_factory.mktemp("again 再来") / "b"
    report.make(folder, TZ="Pacific/Chatham", LC_ALL="C.UTF-8", PYTHONHASHSEED="4711")
    return folder


def test_the_document_is_the_one_we_know(real):
    """The figures of shared facts: 2 + 13 headings, 47 run-in headings, 17 plain paragraphs, 9,673 Han characters."""
    blocks = [(section, block) for section in real.manuscript.sections for block in section.blocks]
    headings = [section.level for section, block in blocks if block.kind == "heading"]
    assert (headings.count(1), headings.count(2)) == (2, 13)
    paragraphs = [block for _, block in blocks if block.kind == "paragraph"]
    run_in = [block for block in paragraphs if any(mark.kind == "run-in" for mark in block.marks)]
    assert (len(run_in), len(paragraphs) - len(run_in)) == (47, 17)
    text = "".join(block.text for _, block in blocks)
    assert len(re.findall("[㐀-鿿\U00020000-\U0003ffff]", text)) == 9673
    assert len("".join(text.split())) == 11292


@pytest.mark.parametrize(("name", "ruby"), BOOKS)
def test_epubcheck_has_nothing_to_say(real_build, name, ruby):
    assert epubcheck.faults(real_build / report.NAME / "editions" / name) == []


@pytest.mark.parametrize(("name", "ruby"), BOOKS)
def test_ace_finds_no_violation(real_build, name, ruby):
    need(ace.missing())
    assert ace.violations(real_build / report.NAME / "editions" / name) == []


@pytest.mark.parametrize(("name", "ruby"), BOOKS)
def test_our_own_proofs_hold(real_build, real, name, ruby):
    assert check.epub(real_build / report.NAME / "editions" / name, real, ruby) == ()


@pytest.mark.parametrize(("name", "ruby"), BOOKS)
def test_text_and_clips_seen_from_outside(real_build, real, name, ruby):
    """Without our own code: the text without ``rt`` is the manuscript's, and every sentence is the target of exactly one par."""
    documents = report.documents(real_build / report.NAME / "editions" / name)
    targets = [par.get("src").split("#")[1] for tree in documents.values() for par in tree.iter(f"{report.SMIL}text")]
    wanted = [clip.sentence for track in real.narration.tracks for clip in track.clips]
    assert len(wanted) > 300 and targets == wanted
    shown = {}
    for tree in documents.values():
        for rt in list(tree.iter(f"{report.XHTML}rt")):
            rt.getparent().remove(rt)
        for span in tree.iter(f"{report.XHTML}span"):
            if span.get("id") in set(wanted):
                shown[span.get("id")] = "".join(span.itertext())
    by_block: dict[str, str] = {}
    for sentence in real.reading.sentences:
        if sentence.id in shown:
            by_block[sentence.block] = by_block.get(sentence.block, "") + shown[sentence.id]
    for section in real.manuscript.sections:
        for block in section.blocks:
            assert by_block[block.id] == block.text


def test_the_talking_book_passes_its_own_proofs(real_build, real):
    made = compose.book(real)
    assert proof.book(Case(opened.folder(real_build / report.NAME / "editions" / "daisy"), made, real.stamp.date())) == ()


def test_the_talking_book_is_valid_and_a_player_names_its_headings(real_build):
    need(daisy.missing())
    folder = real_build / report.NAME / "editions" / "daisy"
    assert daisy.dtd_faults(folder) == []
    links = re.findall(r"<h\d [^>]*><a [^>]*>([^<]+)</a>", (folder / "ncc.html").read_text("utf-8"))
    assert len(links) == 66 and daisy.headings(daisy.screen(folder)) == links


def test_the_talking_book_plays_every_sentence_in_order_as_long_as_the_ebook(real_build, real):
    editions = real_build / report.NAME / "editions"
    by_id = {sentence.id: sentence.text for sentence in real.reading.sentences}
    wanted = [by_id[clip.sentence] for track in real.narration.tracks for clip in track.clips]
    heard = list(talking_book.played(editions / "daisy"))
    assert [shown for _, shown, *_ in heard] == wanted
    assert [text for _, text, *_ in daisy.read_by_library(editions / "daisy")] == [" ".join(text.split()) for text in wanted]  # it takes all spaces for one
    ebook = [tree for name, tree in report.documents(editions / f"{report.NAME}-plain.epub").items() if name.endswith(".smil")]
    sections = [sum(talking_book.clock(a.get("clipEnd")) - talking_book.clock(a.get("clipBegin")) for a in tree.iter(f"{report.SMIL}audio")) for tree in ebook]
    files = sorted({file for _, _, file, *_ in heard})
    ours = [sum(end - begin for _, _, file, begin, end in heard if file == one) for one in files]
    assert ours == pytest.approx(sections, abs=1e-6)


def test_two_clean_builds_are_the_same_bytes(real_build, again):
    one, two = report.hashes(real_build), report.hashes(again)
    assert two == {name: one[name] for name in two} and set(one) == set(two)


def test_each_sentence_is_heard_at_its_clip(real_build, again, real):
    """Every sentence, spoken again in the second build, is found in the first build's MP3 at its clip, within 25 ms."""
    chosen = voices.settings(real.narration.voice, ROOT / "voices")
    fingerprint = voices.fingerprint(chosen)
    sentences = {sentence.id: sentence for sentence in real.reading.sentences}
    far = []
    for track in real.narration.tracks:
        heard = helpers.decoded(real_build / report.NAME / track.file, track.rate)
        for clip in track.intro + track.clips:
            key = speech_cache.key(fingerprint, sentences[clip.sentence])
            speech = speech_cache.load(speech_cache.place(again / report.NAME / "cache" / "speech", key))
            off, fit = found_at(heard, speech, clip)
            if abs(off) > 0.025 * track.rate or fit < 0.8:
                far.append((clip.sentence, off / track.rate, fit))
    assert far == []


def found_at(heard: numpy.ndarray, speech, clip) -> tuple[int, float]:
    """Offset in samples of the spoken sentence from where its clip's token times put it, and how well it fits (0–1)."""
    lead = clip.token_ends[0] - clip.start - speech.token_ends[0]
    return helpers.lag(heard, speech.pcm, clip.start + lead, speech.rate // 5)


def test_a_second_build_does_nothing(real_build):
    again = report.make(real_build)
    assert again["spoken"] == 0


def test_reading_pace_suits_elderly_listeners(real):
    """180–220 Han characters a minute over the whole report, pauses within sentences included (standards.md O-01)."""
    sentences = {sentence.id: sentence for sentence in real.reading.sentences}
    han, samples = 0, 0
    for track in real.narration.tracks:
        for clip in track.clips:
            han += sum(len(token.syllables) for token in sentences[clip.sentence].tokens)
            samples += clip.token_ends[-1] - clip.start
    pace = han / (samples / real.narration.tracks[0].rate / 60)
    assert 180 <= pace <= 220
