"""The sample book spoken whole: counted times, pauses, cache, and sound that is the sentence it says it is."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy
import pytest

from publish import files
from publish.findings import PublishError
from publish.narration import narrate, speech_cache
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from publish.reading.model import Reading
from tests.narration import helpers


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    into = tmp_path_factory.mktemp("book")
    return into, helpers.narrated(into)


def clips(track):
    return track.intro + track.clips


def test_every_sentence_is_in_exactly_one_clip_in_reading_order(built):
    _, told = built
    manuscript, reading = helpers.sample_book()
    heard = [clip.sentence for track in told.narration.tracks for clip in track.clips]
    intros = [clip.sentence for track in told.narration.tracks for clip in track.intro]
    assert sorted(heard + intros) == sorted(sentence.id for sentence in reading.sentences)
    text = [block.id for section in manuscript.sections for block in section.blocks]
    assert [name.rsplit("-", 1)[0] for name in heard if name.startswith("b")] == sorted(
        (name.rsplit("-", 1)[0] for name in heard if name.startswith("b")), key=text.index
    )


def test_clips_tile_the_track_to_the_sample(built):
    into, told = built
    for track in told.narration.tracks:
        at = 0
        for clip in clips(track):
            assert clip.start == at < clip.end
            assert list(clip.token_ends) == sorted(clip.token_ends) and clip.token_ends[-1] == clip.end
            at = clip.end
        sound, rate = helpers.wav(into / track.master)
        assert at == track.samples == len(sound) and rate == track.rate


def test_files_sort_and_are_in_the_build_folder(built):
    into, told = built
    names = [track.file for track in told.narration.tracks]
    assert names == sorted(names) and names[0] == "audio/001-s001.mp3"
    assert all(name.isascii() and (into / name).is_file() for name in names)


def test_pauses_are_as_the_standard_asks(built):
    """A-04: sentence 0.2–0.5 s, paragraph 0.7–1.2 s, heading 1.5–2 s; measured in the master."""
    into, told = built
    manuscript, reading = helpers.sample_book()
    kind = {block.id: block.kind for section in manuscript.sections for block in section.blocks}
    last = {}
    for sentence in reading.sentences:
        last[sentence.block] = sentence.id
    for track in told.narration.tracks:
        sound, rate = helpers.wav(into / track.master)
        for clip in track.clips:
            block = clip.sentence.rsplit("-", 1)[0]
            loud = numpy.flatnonzero(abs(sound[clip.start:clip.end].astype(int)) > 30)
            pause = (clip.end - clip.start - loud[-1]) / rate
            low, high = (0.2, 0.55) if clip.sentence != last[block] else (1.5, 2.05) if kind.get(block) in ("title", "heading") else (0.7, 1.25)
            assert low <= pause <= high, (clip.sentence, pause)
        head = numpy.flatnonzero(sound)[0] / rate
        assert 0.25 <= head <= 0.5


def test_each_clip_sounds_like_its_sentence(built):
    into, told = built
    assert_sounds(into, told.narration, "silent", helpers.sample_book()[1])


def assert_sounds(into, narration, name, reading):
    """Speak every sentence again and find it at its clip: within 25 ms, and no other sentence fits there."""
    voice = helpers.voice(name)
    by_id = {sentence.id: sentence for sentence in reading.sentences}
    for track in narration.tracks:
        sound, rate = helpers.wav(into / track.master)
        for clip in clips(track):
            speech = voice.say(by_id[clip.sentence])
            loud = numpy.flatnonzero(speech.pcm)
            assert speech.rate == rate and len(loud), clip.sentence
            lag, fit = helpers.lag(sound, speech.pcm, clip.start + _lead(clip, speech), rate // 10)
            assert abs(lag) <= rate // 40, (clip.sentence, lag)
            assert fit > 0.9, (clip.sentence, fit)
            assert len(speech.pcm) <= clip.end - clip.start


def _lead(clip, speech) -> int:
    """Silence before the sentence in its clip: where its first spoken token ends tells."""
    first = next(i for i, end in enumerate(speech.token_ends) if end)
    if first + 1 == len(speech.token_ends):
        return 0
    return clip.token_ends[first] - speech.token_ends[first] - clip.start


def test_the_comparison_catches_a_shift_and_an_exchange(built):
    into, told = built
    track = told.narration.tracks[2]

    def with_clips(clips):
        return dataclasses.replace(told.narration, tracks=(dataclasses.replace(track, clips=tuple(clips)),))

    late = [dataclasses.replace(c, start=c.start + 720, end=c.end + 720, token_ends=tuple(e + 720 for e in c.token_ends)) for c in track.clips]
    swapped = [dataclasses.replace(c, sentence=other.sentence) for c, other in zip(track.clips, (*track.clips[1:], track.clips[0]), strict=True)]
    for wrong in (late, swapped):
        with pytest.raises((AssertionError, IndexError)):
            assert_sounds(into, with_clips(wrong), "silent", helpers.sample_book()[1])


def test_announcements_open_the_file_and_can_be_left_out(built, tmp_path):
    _, told = built
    assert all(track.intro for track in told.narration.tracks[:-1]) and not told.narration.tracks[-1].intro
    quiet = helpers.narrated(tmp_path, options=NarrationOptions(announce=False))
    assert all(not track.intro and track.clips[0].start == 0 for track in quiet.narration.tracks)


def test_a_second_build_speaks_and_encodes_nothing(built):
    into, told = built
    before = {path: path.stat().st_mtime_ns for path in (into / "audio").iterdir()}
    again = helpers.narrated(into)
    assert (told.spoken, again.spoken, again.reused) == (told.spoken, 0, told.spoken)
    assert again.narration == told.narration and again.findings == told.findings
    assert before == {path: path.stat().st_mtime_ns for path in (into / "audio").iterdir()}


def short():
    """The last two sections of the sample."""
    manuscript, _ = helpers.sample_book()
    return dataclasses.replace(manuscript, sections=manuscript.sections[-2:])


def edited(reading: Reading, name: str) -> Reading:
    """One sentence said another way."""
    def change(sentence):
        if sentence.id != name:
            return sentence
        token = dataclasses.replace(sentence.tokens[0], syllables=tuple(dataclasses.replace(s, surface="ma3") for s in sentence.tokens[0].syllables))
        return dataclasses.replace(sentence, tokens=(token, *sentence.tokens[1:]))

    return Reading(tuple(change(sentence) for sentence in reading.sentences))


def test_an_edited_sentence_alone_is_spoken_again(tmp_path):
    first = helpers.narrated(tmp_path, manuscript=short())
    times = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "audio").iterdir()}
    reading = edited(helpers.sample_book()[1], "b012-1")
    again = helpers.narrated(tmp_path, reading=reading, manuscript=short())
    assert again.spoken == 1 and first.spoken > 1
    changed = {path.name for path in (tmp_path / "audio").iterdir() if path.stat().st_mtime_ns != times[path.name]}
    assert changed == {"002-s005.wav", "002-s005.mp3"}
    assert_sounds(tmp_path, again.narration, "silent", reading)


def test_undoing_an_edit_is_free_and_what_is_long_unused_goes(tmp_path):
    reading = helpers.sample_book()[1]
    first = helpers.narrated(tmp_path, reading=reading, manuscript=short())
    said = sorted((tmp_path / "cache" / "speech").rglob("*.speech"))
    other = edited(reading, "b012-1")
    assert helpers.narrated(tmp_path, reading=other, manuscript=short()).spoken == 1
    for _ in range(narrate.KEEP - 1):
        assert helpers.narrated(tmp_path, reading=other, manuscript=short()).spoken == 0
    again = helpers.narrated(tmp_path, reading=reading, manuscript=short())
    assert again.spoken == 0 and again.narration == first.narration
    for _ in range(narrate.KEEP):
        helpers.narrated(tmp_path, reading=reading, manuscript=short())
    assert sorted((tmp_path / "cache" / "speech").rglob("*.speech")) == said, "the other sentence is forgotten, and nothing else"
    assert helpers.narrated(tmp_path, reading=other, manuscript=short()).spoken == 1


def test_two_folders_give_the_same_bytes(built, tmp_path):
    into, told = built
    other = helpers.narrated(tmp_path)
    assert other.narration == told.narration
    for path in sorted([*(into / "audio").iterdir(), into / "audio-report.json", into / "audio-report.md"]):
        assert path.read_bytes() == (tmp_path / path.relative_to(into)).read_bytes(), path.name


def test_confirming_a_doubt_costs_no_speaking():
    """Who decided a reading and how it is printed is no business of a voice that is given syllables."""
    sentence = helpers.sentence("重要会议。")
    token = sentence.tokens[0]
    printed = tuple(dataclasses.replace(syllable, tone=5) for syllable in token.syllables)
    sure = dataclasses.replace(token, decided_by="lexicon", confidence=1.0, syllables=printed)
    moved = dataclasses.replace(sentence, id="b999-9", tokens=(sure, *sentence.tokens[1:]))
    assert speech_cache.key("v", sentence) == speech_cache.key("v", moved)
    assert speech_cache.key("v", sentence, decisions=True) != speech_cache.key("v", moved, decisions=True)
    other = dataclasses.replace(token, syllables=tuple(dataclasses.replace(s, surface="chong2") for s in token.syllables))
    assert speech_cache.key("v", sentence) != speech_cache.key("v", dataclasses.replace(sentence, tokens=(other, *sentence.tokens[1:])))


def test_the_same_sentence_is_spoken_once(tmp_path):
    manuscript, reading = helpers.sample_book()
    calls = []
    told = narrate.narrate(manuscript, reading, voices.settings("silent", helpers.VOICES), NarrationOptions(), tmp_path, lambda *n: calls.append(n))
    assert told.spoken < len(reading.sentences), "the sample's announcements repeat"
    assert calls[0] == (0, told.spoken) and calls[-1] == (told.spoken, told.spoken)


def test_damaged_cache_files_are_spoken_again_and_never_used(tmp_path):
    told = helpers.narrated(tmp_path, manuscript=short())
    paths = sorted((tmp_path / "cache" / "speech").rglob("*.speech"))
    for path in paths[:1] + paths[-2:]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert speech_cache.load(path) is None
    for record in (tmp_path / "cache" / "tracks").iterdir():
        record.unlink()
    again = helpers.narrated(tmp_path, manuscript=short())
    assert again.spoken == 3 and again.narration == told.narration


def test_a_lost_or_changed_mp3_is_made_again(tmp_path):
    told = helpers.narrated(tmp_path, manuscript=short())
    one, other = (tmp_path / track.file for track in told.narration.tracks[:2])
    good = one.read_bytes(), other.read_bytes()
    one.unlink()
    other.write_bytes(b"ID3" + good[1])
    assert helpers.narrated(tmp_path, manuscript=short()).spoken == 0
    assert (one.read_bytes(), other.read_bytes()) == good


def test_a_changed_master_or_record_is_made_again(tmp_path):
    """One bit of the sound, and one digit of the times: neither is believed."""
    told = helpers.narrated(tmp_path, manuscript=short())
    master = tmp_path / told.narration.tracks[0].master
    sound = master.read_bytes()
    master.write_bytes(sound[:-999] + bytes([sound[-999] ^ 1]) + sound[-998:])
    record = tmp_path / "cache" / "tracks" / f"{Path(told.narration.tracks[1].file).stem}.json"
    written = record.read_bytes()
    samples = str(told.narration.tracks[1].samples).encode()
    record.write_bytes(written.replace(samples, str(int(samples) + 1).encode()))
    assert record.read_bytes() != written
    assert helpers.narrated(tmp_path, manuscript=short()).narration == told.narration
    assert (master.read_bytes(), record.read_bytes()) == (sound, written)


def test_audio_of_a_section_that_is_gone_is_removed(tmp_path):
    manuscript = short()
    helpers.narrated(tmp_path, manuscript=manuscript)
    shorter = dataclasses.replace(manuscript, sections=manuscript.sections[:-1])
    told = helpers.narrated(tmp_path, manuscript=shorter)
    kept = {track.file for track in told.narration.tracks} | {track.master for track in told.narration.tracks}
    assert {f"audio/{path.name}" for path in (tmp_path / "audio").iterdir()} == kept


def test_headings_may_have_another_voice(tmp_path, monkeypatch):
    """The herald speaks slower: headings take longer than without it, everything else is as it was."""
    from publish.narration.voices.silent import SilentVoice

    folder = tmp_path / "voices"
    for name, engine in (("silent", "silent"), ("herald", "slow")):
        (folder / name).mkdir(parents=True)
        (folder / name / "voice.toml").write_text(f'engine = "{engine}"\ntitle = "x"\nlicence = "CC0"\n', "utf-8")
    monkeypatch.setitem(voices.ENGINES, "slow", voices.Engine(lambda settings, rate: SilentVoice(settings.name, 100), "here"))
    manuscript, reading = helpers.sample_book()
    few = dataclasses.replace(manuscript, sections=manuscript.sections[1:3])
    plain, mixed = (
        narrate.narrate(few, reading, voices.settings("silent", folder), NarrationOptions(headings=headings), tmp_path / f"out{headings}", voices_folder=folder)
        for headings in ("", "herald")
    )
    heads = {block.id for section in few.sections for block in section.blocks if block.kind == "heading"}
    for one, other in zip(plain.narration.tracks, mixed.narration.tracks, strict=True):
        for clip, heard in zip(clips(one), clips(other), strict=True):
            ratio = (heard.end - heard.start) / (clip.end - clip.start)
            assert ratio > 1.2 if clip.sentence.rsplit("-", 1)[0] in heads else ratio == 1


def test_voices_of_different_rates_do_not_share_a_file(tmp_path):
    manuscript, reading = helpers.sample_book()
    with pytest.raises(PublishError) as caught:
        narrate.narrate(
            manuscript, reading, voices.settings("silent", helpers.VOICES), NarrationOptions(headings="espeak"), tmp_path, voices_folder=helpers.VOICES
        )
    assert caught.value.findings[0].code == "V217" and caught.value.exit_code == 5


def test_a_sentence_that_cannot_be_spoken_names_itself(tmp_path, monkeypatch):
    from publish.narration.voices.silent import SilentVoice

    say = SilentVoice.say
    monkeypatch.setattr(SilentVoice, "say", lambda self, sentence: say(self, sentence) if sentence.id != "b009-2" else 1 / 0)
    with pytest.raises(PublishError) as caught:
        helpers.narrated(tmp_path)
    found = caught.value.findings[0]
    assert found.code == "V201" and found.where == "b009-2" and "增长4.5%" in dict(found.values)["text"]
    monkeypatch.undo()
    again = helpers.narrated(tmp_path)
    assert again.reused > 0, "what was spoken before the error is kept"


def test_the_report_has_the_figures_of_every_file(built):
    into, told = built
    report = json.loads((into / "audio-report.json").read_text("utf-8"))
    assert [row["file"] for row in report["files"]] == [track.file for track in told.narration.tracks]
    for row in report["files"]:
        assert abs(row["lufs"] + 19) <= 0.5 and row["true_peak"] <= -1 and row["noise_dbfs"] <= -60
        assert row["mp3_seconds"] >= row["seconds"] - 0.011
    assert abs(report["programme"]["lufs"] + 19) <= 1
    assert told.findings == ()


def test_no_partial_files_are_left(built):
    into, _ = built
    assert not list(into.rglob(files.TEMPORARY_PREFIX + "*"))
