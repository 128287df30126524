"""The real voice on the real report: the opening and the first chapter, spoken, measured, and compared with the sentences."""

from __future__ import annotations

import dataclasses
import json

import pytest

from publish.narration import narrate, voices
from publish.narration.model import NarrationOptions
from publish.reading.model import Reading
from tests import bench_narration
from tests.narration import helpers
from tests.narration.test_narrate import assert_sounds

pytestmark = pytest.mark.slow
SECTIONS = 2


@pytest.fixture(scope="module")
def opening():
    """Manuscript and reading of the first sections, with their announcements."""
    manuscript, reading = bench_narration.book()
    sections = manuscript.sections[:SECTIONS]
    intros = tuple(s for s in manuscript.matter if s.id in {f"{one.id}-intro" for one in sections})
    blocks = {block.id for section in (*sections, *intros) for block in section.blocks}
    few = Reading(tuple(sentence for sentence in reading.sentences if sentence.block in blocks))
    return dataclasses.replace(manuscript, sections=sections, matter=intros), few


@pytest.fixture(scope="module")
def built(opening, tmp_path_factory):
    into = tmp_path_factory.mktemp("report")
    helpers.voice("baker")
    return into, narrate.narrate(*opening, voices.settings("baker", helpers.VOICES), NarrationOptions(), into)


def test_every_clip_is_its_sentence(built, opening):
    into, told = built
    assert_sounds(into, told.narration, "baker", opening[1])


def test_nothing_is_out_of_bounds_and_the_pace_suits_elderly_listeners(built):
    into, told = built
    assert [found for found in told.findings if found.code != "V211"] == []
    report = json.loads((into / "audio-report.json").read_text("utf-8"))
    assert 180 <= report["programme"]["characters_per_minute"] <= 220
    assert abs(report["programme"]["lufs"] + 19) <= 0.2
    assert all(row["true_peak"] <= -1 and abs(row["lufs"] + 19) <= 0.5 for row in report["files"])


def test_the_result_does_not_depend_on_which_process_spoke(built, opening, tmp_path):
    """Spoken in one process instead of two, in another folder: the same bytes."""
    into, told = built
    voice, folder = helpers.voice("baker"), tmp_path
    by_id = {sentence.id: sentence for sentence in opening[1].sentences}
    for track in told.narration.tracks[:1]:
        for clip in track.clips[:3]:
            narrate.speak(200, narrate.Job(folder / f"{clip.sentence}.speech", by_id[clip.sentence], voices.settings("baker", helpers.VOICES)))
            key = narrate.speech_cache.key(voice.fingerprint, by_id[clip.sentence])
            cached = narrate.speech_cache.place(into / "cache" / "speech", key)
            assert cached.read_bytes() == (folder / f"{clip.sentence}.speech").read_bytes()
