"""One contract over all editions: each writes whole files in one place, the same bytes twice, and shows the same text, times and
pinyin, because all of them come from the same three products. An edition that shows none of them says so here."""

from __future__ import annotations

import dataclasses
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import mutagen
import pytest
from lxml import etree, html

from publish.editions import table
from publish.editions.model import Publication
from publish.editions.print import pdf, typeset
from publish.editions.shared import fonts
from publish.files import TEMPORARY_PREFIX
from publish.reading.model import Reading, Sentence, Token
from tests import sample
from tests.editions import pdf_text

X = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
MILLISECOND = 0.0011
"""Clocks in files have three decimals; samples are exact."""


@pytest.fixture(scope="module")
def publication(tmp_path_factory) -> Publication:
    return sample.publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def made(publication, tmp_path_factory) -> dict[str, tuple[Path, tuple[Path, ...]]]:
    """Every edition, each in a folder of its own."""
    done = {}
    for name in table.EDITIONS:
        into = tmp_path_factory.mktemp(name)
        done[name] = into, table.edition(name, {}, "book.toml").write(publication, into)
    return done


@pytest.mark.parametrize("name", table.EDITIONS)
def test_writes_whole_files_below_its_folder_and_names_them_all(made, name):
    into, paths = made[name]
    assert paths and len(set(paths)) == len(paths)
    assert {p for p in into.rglob("*") if p.is_file()} == set(paths)
    assert all(p.stat().st_size and TEMPORARY_PREFIX not in p.name for p in paths)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", p.relative_to(into).as_posix()) for p in paths)


@pytest.mark.parametrize("name", table.EDITIONS)
def test_same_publication_same_bytes(made, publication, tmp_path, monkeypatch, name):
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    into, paths = made[name]
    again = table.edition(name, {}, "book.toml").write(publication, tmp_path / "另一处")
    assert [p.relative_to(tmp_path / "另一处") for p in again] == [p.relative_to(into) for p in paths]
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in paths]


# --- what each edition shows: sentence id → text, → (start, end) in seconds of its file, and the pinyin in reading order ------


def sentences(publication: Publication) -> list[Sentence]:
    blocks = {block.id for section in publication.manuscript.sections for block in section.blocks}
    return [s for s in publication.reading.sentences if s.block in blocks]


def texts_of_epub(paths: tuple[Path, ...]) -> dict[str, str]:
    with zipfile.ZipFile(paths[0]) as archive:
        trees = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")]
    return dict(_spans(trees, f"{X}span", f"{X}rt"))


def texts_of_web(paths: tuple[Path, ...]) -> dict[str, str]:
    return dict(_spans([html.parse(str(_one(paths, "index.html"))).getroot()], "span", "rt"))


def texts_of_daisy(paths: tuple[Path, ...]) -> dict[str, str]:
    return dict(_spans([etree.parse(str(_one(paths, "content.html"))).getroot()], f"{X}span", f"{X}rt"))


def _spans(trees, span: str, rt: str) -> Iterator[tuple[str, str]]:
    for tree in trees:
        for pinyin in list(tree.iter(rt)):
            tail, parent = pinyin.tail or "", pinyin.getparent()
            before = pinyin.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            parent.remove(pinyin)
        for element in tree.iter(span):
            if re.fullmatch(r"[bm]\d+-\d+", element.get("id", "")):
                yield element.get("id"), "".join(element.itertext())


def texts_of_podcast(paths: tuple[Path, ...]) -> str:
    """Transcripts have lines, not ids: the text in order, announcements and colophon included."""
    lines = [line for p in paths if p.suffix == ".vtt" for line in p.read_text("utf-8").splitlines()]
    return "".join(line for line in lines if line and "-->" not in line and not line.startswith(("WEBVTT", "Language", "NOTE")))


def _one(paths: tuple[Path, ...], name: str) -> Path:
    return next(p for p in paths if p.name == name)


TEXTS = {"epub": texts_of_epub, "epub-plain": texts_of_epub, "web": texts_of_web, "daisy": texts_of_daisy}


@pytest.mark.parametrize("name", TEXTS)
def test_shows_every_sentence_as_it_is_written(made, publication, name):
    shown = TEXTS[name](made[name][1])
    wanted = {s.id: s.text for s in sentences(publication)}
    assert {key: shown.get(key) for key in wanted} == wanted


@pytest.mark.parametrize("name", ["print", "print-pinyin", "braille"])
def test_prints_every_block_as_it_is_written(made, publication, name):
    layer = "".join("".join(text for path in made[name][1] if path.suffix == ".pdf" for _, text in pdf_text.structure(pdf_text.opened(path))).split())
    for section in publication.manuscript.sections:
        for block in section.blocks:
            assert "".join(block.text.split()) in layer


def test_transcripts_hold_every_sentence_in_order(made, publication):
    layer = "".join(texts_of_podcast(made["podcast"][1]).split())
    at = 0
    for track in publication.narration.tracks:
        by_id = {s.id: s for s in publication.reading.sentences}
        for clip in track.intro + track.clips:
            wanted = "".join(by_id[clip.sentence].text.split())
            assert layer.startswith(wanted, at), (clip.sentence, layer[at : at + 40])
            at += len(wanted)
    assert at == len(layer)


def times_of_epub(paths: tuple[Path, ...]) -> dict[str, tuple[float, float]]:
    found = {}
    with zipfile.ZipFile(paths[0]) as archive:
        for name in [n for n in archive.namelist() if n.endswith(".smil")]:
            for par in etree.fromstring(archive.read(name)).iter(f"{SMIL}par"):
                audio = par.find(f"{SMIL}audio")
                found[par.find(f"{SMIL}text").get("src").split("#")[1]] = (_seconds(audio.get("clipBegin")), _seconds(audio.get("clipEnd")))
    return found


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def times_of_daisy(paths: tuple[Path, ...], tracks) -> dict[str, tuple[float, float]]:
    """A part begins where its announcement ends."""
    found = {}
    for number, track in enumerate(tracks, 1):
        opening = track.clips[0].start / track.rate
        for par in etree.parse(str(_one(paths, f"s{number:03}.smil"))).getroot().iter("par"):
            times = [float(par.find("seq/audio").get(edge).removeprefix("npt=").removesuffix("s")) for edge in ("clip-begin", "clip-end")]
            found[par.find("text").get("src").split("#")[1]] = (opening + times[0], opening + times[1])
    return found


def book_of_web(paths: tuple[Path, ...]) -> dict:
    script = _one(paths, "book.js").read_text("utf-8")
    return json.JSONDecoder().raw_decode(script, script.index("{", script.index("book:")))[0]


def times_of_web(paths: tuple[Path, ...]) -> dict[str, tuple[float, float]]:
    return {c[0]: (c[1] / 1000, c[2] / 1000) for track in book_of_web(paths)["tracks"] for c in track["clips"]}


@pytest.mark.parametrize("name", ["epub", "epub-plain", "web", "daisy"])
def test_tells_the_times_of_the_narration(made, publication, name):
    paths = made[name][1]
    told = times_of_daisy(paths, publication.narration.tracks) if name == "daisy" else (times_of_web if name == "web" else times_of_epub)(paths)
    for track in publication.narration.tracks:
        for clip in track.clips:
            start, end = told[clip.sentence]
            assert abs(start - clip.start / track.rate) <= MILLISECOND and abs(end - clip.end / track.rate) <= MILLISECOND


def test_words_light_up_when_they_sound(made, publication):
    by_id = {clip.sentence: (clip, track.rate) for track in publication.narration.tracks for clip in track.clips}
    for track in book_of_web(made["web"][1])["tracks"]:
        for sentence, _, _, ends in track["clips"]:
            clip, rate = by_id[sentence]
            assert all(abs(told / 1000 - end / rate) <= MILLISECOND for told, end in zip(ends, clip.token_ends, strict=True))


def test_subtitles_begin_and_end_with_their_sentence(made, publication):
    vtt = {p.name[:3]: p.read_text("utf-8") for p in made["podcast"][1] if p.suffix == ".vtt"}
    for number, track in enumerate(publication.narration.tracks, 1):
        times = [_seconds(clock) for clock in re.findall(r"\d\d:\d\d:\d\d\.\d{3}", vtt[f"{number:03}"])]
        for clip in track.intro + track.clips:
            assert min(abs(t - clip.start / track.rate) for t in times) <= MILLISECOND
            assert min(abs(t - clip.end / track.rate) for t in times) <= MILLISECOND


@pytest.mark.parametrize("name", ["epub", "web"])
def test_prints_the_pinyin_of_the_reading(made, publication, name):
    """The ruby of a word is the reading's pinyin for it, on the very characters it is said for."""
    shown = list(rubies(made[name][1], name))
    wanted = [(t.text, t.ruby) for s in sentences(publication) for t in s.tokens if t.ruby]
    assert shown[: len(wanted)] == wanted


def rubies(paths: tuple[Path, ...], name: str) -> Iterator[tuple[str, str]]:
    if name == "web":
        trees = [html.parse(str(_one(paths, "index.html"))).getroot()]
        prefix = ""
    else:
        with zipfile.ZipFile(paths[0]) as archive:
            trees = [etree.fromstring(archive.read(n)) for n in sorted(archive.namelist()) if re.search(r"text/\d+\.xhtml$", n)]
        prefix = X
    for tree in trees:
        for ruby in tree.iter(f"{prefix}ruby"):
            pinyin = ruby.find(f"{prefix}rt")
            yield "".join("".join(part.itertext()) for part in ruby if part is not pinyin), "".join(pinyin.itertext())


def length_of(path: Path) -> float:
    return mutagen.File(path).info.length


@pytest.mark.parametrize("name", ["audio", "opus", "podcast"])
def test_sounds_as_long_as_its_tracks(made, publication, name):
    files = [p for p in made[name][1] if p.suffix in (".mp3", ".opus")]
    assert len(files) == len(publication.narration.tracks)
    for file, track in zip(files, publication.narration.tracks, strict=True):
        assert abs(length_of(file) - track.samples / track.rate) < 0.1


def test_the_audiobook_holds_every_track(made, publication):
    """All texts, and the announcement of the first file only; every section filled up to whole AAC frames of 1,024 samples,
    and by one more where it ends in sound."""
    tracks = publication.narration.tracks
    wanted = sum((t.samples - (t.clips[0].start if n else 0)) / t.rate for n, t in enumerate(tracks))
    filled = sum(2 * 1024 / t.rate for t in tracks)
    assert wanted - 0.1 < length_of(made["m4b"][1][0]) < wanted + filled + 0.1


def test_editions_with_the_font_find_the_same_gaps_and_miss_none(publication, tmp_path):
    """A character that the font lacks, in every place a text can stand: one finding, the same of each edition."""
    rare = iter("𠮷𠮾𡈽𡌛𡑮𡢽𠮟𡚴𡸴𣇄𣗄𣜿")
    about = publication.manuscript.metadata
    about = dataclasses.replace(about, **{name: getattr(about, name) + next(rare) for name in ("title", "speaker", "issuer", "rights", "description")})
    made = publication.manuscript
    block = dataclasses.replace(made.sections[1].blocks[0], text=next(rare))
    section = dataclasses.replace(made.sections[1], blocks=(block,), title=next(rare))
    token = Token(0, 1, block.text, "word", block.text, (), "rule", 1.0)
    told = dataclasses.replace(
        publication, manuscript=dataclasses.replace(made, metadata=about, sections=(section,)), reading=Reading((Sentence("x-1", block.id, 0, 1, (token,)),)),
        narration=dataclasses.replace(publication.narration, narrator=next(rare), tracks=()),
    )
    gaps = set(dict(fonts.lacking(told)[0].values)["characters"])
    assert len(gaps) == 8
    for name in ("web", "print", "print-pinyin"):
        edition = table.edition(name, {}, "book.toml")
        edition.write(told, tmp_path)
        assert edition.findings == fonts.lacking(told)
        if name != "web":
            assert set(fonts.missing(typeset.characters(list(pdf.contents(told, pdf.divided(told, edition.limit), edition))))) <= gaps
    assert set(fonts.missing((tmp_path / "web" / "index.html").read_text("utf-8"))) <= gaps


SHOWS_NO_TEXT_OF_THE_BOOK = {"poster"}


def test_every_edition_is_looked_at():
    looked_at = {"epub", "epub-plain", "web", "print", "print-pinyin", "podcast", "audio", "opus", "m4b", "daisy", "braille"}
    assert looked_at | SHOWS_NO_TEXT_OF_THE_BOOK == set(table.EDITIONS)
