"""The real voice on the real report: what the build measured, and that nothing depends on which process spoke.

That every sentence sounds at its clip is looked at in ``tests/test_report.py``, for the whole report.
"""

from __future__ import annotations

import json

import pytest

from publish.narration import narrate, speech_cache
from publish.narration.voices import table as voices
from tests import report
from tests.narration import helpers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def test_nothing_is_out_of_bounds_and_the_pace_suits_elderly_listeners(real_build):
    measured = json.loads((real_build / report.NAME / "audio-report.json").read_text("utf-8"))
    assert 180 <= measured["programme"]["characters_per_minute"] <= 220
    assert abs(measured["programme"]["lufs"] + 19) <= 0.2
    assert len(measured["files"]) > 15
    assert all(row["true_peak"] <= -1 and abs(row["lufs"] - measured["programme"]["lufs"]) <= 0.55 for row in measured["files"])
    assert {found["code"] for found in report.make(real_build)["findings"] if found["code"].startswith("V")} <= {"V108", "V211"}


def test_the_result_does_not_depend_on_which_process_spoke(real_build, real, tmp_path):
    """Spoken in this process instead of a build's two, into another folder: the same bytes."""
    voice, chosen = helpers.voice("baker"), voices.settings("baker", helpers.VOICES)
    assert real.narration.voice == "baker"
    by_id = {sentence.id: sentence for sentence in real.reading.sentences}
    for clip in [clip for track in real.narration.tracks[:2] for clip in track.clips[:3]]:
        spoken = tmp_path / f"{clip.sentence}.speech"
        narrate.speak(voice.rate, narrate.Job(spoken, by_id[clip.sentence], chosen))
        key = speech_cache.key(voice.fingerprint, by_id[clip.sentence])
        built = speech_cache.place(real_build / report.NAME / "cache" / "speech", key)
        assert built.read_bytes() == spoken.read_bytes()
