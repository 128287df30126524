"""A book of which a person reads a part: aligned, cut, joined with a synthetic voice; what is refused."""

from __future__ import annotations

import datetime
import wave
from pathlib import Path

import numpy
import pytest

from publish import files
from publish.editions.model import Publication
from publish.editions.shared import aigc, credits
from publish.findings import PublishError, message
from publish.manuscript.structure import matter
from publish.narration import narrate, speech_cache
from publish.narration.align import book
from publish.narration.model import Narration, NarrationOptions
from publish.narration.plan import plan
from publish.narration.sound import audit
from publish.narration.voices import recording, table
from tests.narration import helpers

TOML = 'engine = "recording"\ntitle = "李老师朗读，其余为合成语音"\nlicence = "朗读者同意免费发布"\ncommercial = "no"\npath = "recordings"\n[settings]\n'
READER = 'reader = "李老师"\nconsent = "2026-11-20 签字"\n'


def wav(path, pcm, rate=24000):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes(pcm.astype("<i2").tobytes())


def a_voice(folder, settings=READER + 'missing = "silent"\nreference = "silent"\n'):
    (folder / "teacher").mkdir(parents=True, exist_ok=True)
    (folder / "teacher" / "voice.toml").write_text(TOML + settings, "utf-8")
    if not (folder / "silent").exists():
        (folder / "silent").symlink_to(helpers.VOICES / "silent")
    return folder / "teacher" / "recordings"


def codes(call) -> list[str]:
    with pytest.raises(PublishError) as caught:
        call()
    assert all("{" not in message(found, "zh").text + message(found, "en").advice for found in caught.value.findings)
    return [found.code for found in caught.value.findings]


@pytest.mark.parametrize("settings", ['reader = "李老师"\n', 'consent = "是"\n', 'reader = " "\nconsent = "是"\n', ""])
def test_without_name_and_consent_no_edition_is_made(tmp_path, settings):
    a_voice(tmp_path, settings)
    assert codes(lambda: table.ready("teacher", tmp_path)) == ["V402"]
    assert codes(lambda: table.choose(("teacher",), tmp_path)) == ["V402"]


@pytest.mark.parametrize(("missing", "rest"), [("stop", ""), ("silent", "，其余部分由人工智能语音合成")])
def test_the_reader_is_named_and_the_synthetic_voice_too_where_it_speaks(tmp_path, missing, rest):
    a_voice(tmp_path, READER + f'missing = "{missing}"\n')
    label = table.settings("teacher", tmp_path).label
    assert label == f"本音频由李老师朗读{rest}。" and table.settings("silent", tmp_path).label == ""
    made, _ = helpers.sample_book()
    own = matter.matter(made.metadata, made.sections, (), "李老师朗读", "同意", "text.txt", label)
    words = "".join(block.text for section in own for block in section.blocks)
    assert words.count("由李老师朗读" + rest + "。") == len(made.sections) + 1
    assert ("人工智能" in words) == bool(rest) and "不是真人" not in words


def test_before_the_alignment_it_is_asked_for(tmp_path):
    folder = a_voice(tmp_path)
    assert codes(lambda: table.ready("teacher", tmp_path)) == ["V401"]
    folder.mkdir()
    (folder / recording.NAME).write_text('{"takes": "none"}', "utf-8")
    assert codes(lambda: table.ready("teacher", tmp_path).say(helpers.sentence("好。"))) == ["V401"]


def a_recording(folder, sentence, **changes):
    """One take, one second of it in a file of three, written down as the alignment would."""
    pcm = numpy.round(8000 * numpy.sin(numpy.arange(72000) * 2 * numpy.pi * 440 / 24000))
    wav(folder / "001.wav", pcm)
    count = len(sentence.tokens)
    ends = tuple(24000 + 24000 * (n + 1) // count for n in range(count))
    values = {"key": recording.key(sentence), "sentence": sentence.id, "text": sentence.text, "state": "good", "file": "001.wav", "start": 24000, "end": 48000,
              "token_ends": ends, "score": 0.6, "lead": 1200, "tail": 600, **changes}
    made = recording.Recordings({"001.wav": files.digest_of_file(folder / "001.wav")}, {"001.wav": 0.5}, (recording.Cut(**values),), {})
    import msgspec

    (folder / recording.NAME).write_bytes(msgspec.json.encode(made))
    return pcm


def test_a_take_is_cut_at_its_samples_faded_and_brought_to_level(tmp_path):
    folder, sentence = a_voice(tmp_path), helpers.sentence("重要会议。")
    a_recording(folder, sentence)
    speech = table.ready("teacher", tmp_path).say(sentence)
    assert len(speech.pcm) == 24000 + 1200 + 600 and speech.rate == 24000
    assert speech.token_ends[-1] == len(speech.pcm) and list(speech.token_ends) == sorted(speech.token_ends)
    assert speech.token_ends[0] == 24000 // len(sentence.tokens) + 1200
    assert abs(speech.pcm[0]) < 50 and abs(speech.pcm[-1]) < 50 and 3900 < abs(speech.pcm).max() < 4200
    assert audit._shape(sentence, speech) is None


def test_what_nobody_read_is_said_by_the_other_voice_or_stops(tmp_path):
    folder, sentence, other = a_voice(tmp_path), helpers.sentence("重要会议。"), helpers.sentence("各位代表！")
    a_recording(folder, sentence)
    voice = table.ready("teacher", tmp_path)
    assert numpy.array_equal(voice.say(other).pcm, table.ready("silent", tmp_path).say(other).pcm)
    a_voice(tmp_path, READER)
    assert codes(lambda: table.ready("teacher", tmp_path).say(other)) == ["V403"]


def test_another_file_of_the_same_name_is_not_used(tmp_path):
    folder, sentence = a_voice(tmp_path), helpers.sentence("重要会议。")
    pcm = a_recording(folder, sentence)
    wav(folder / "001.wav", pcm[::-1])
    recording._whole.cache_clear()
    assert codes(lambda: table.ready("teacher", tmp_path).say(sentence)) == ["V404"]


def test_the_fingerprint_is_that_of_the_takes_and_of_the_other_voice(tmp_path):
    folder, sentence = a_voice(tmp_path), helpers.sentence("重要会议。")
    a_recording(folder, sentence)
    one = table.ready("teacher", tmp_path).fingerprint
    a_recording(folder, sentence, end=47000)
    assert one != table.ready("teacher", tmp_path).fingerprint


# --- a whole book ----------------------------------------------------------------------------------------------------


def read_aloud(plans, path, skip=()):
    """A section as a person would read it (eSpeak, quicker than the reference), with pauses; what was read."""
    voice = helpers.voice("espeak", 240)
    parts, said = [numpy.zeros(12000)], []
    for cue in plans.cues:
        if cue.sentence.id in skip or not cue.sentence.spoken.strip():
            continue
        speech = voice.say(cue.sentence)
        pcm = book._resampled(speech.pcm, speech.rate)
        parts += [pcm, numpy.zeros(8000)]
        said.append(cue.sentence.id)
    wav(path, numpy.concatenate(parts), 16000)
    return said


@pytest.fixture
def sections():
    made, read = helpers.sample_book()
    return made, read, plan(made, read, NarrationOptions())


def test_one_section_is_read_by_a_person_and_the_rest_is_synthetic(tmp_path, sections):
    made, read, plans = sections
    folder = a_voice(tmp_path / "voices")
    number = max(range(len(plans)), key=lambda n: len(plans[n].cues))
    said = read_aloud(plans[number], folder / f"{number + 1:03}.wav")
    result, findings = book.align(plans, folder, helpers.voice("espeak", 200).say)
    found = {cut.sentence for cut in result.takes if cut.file}
    assert found == set(said) and {one.code for one in findings} <= {"V411", "V412"}
    assert all(cut.state in ("good", "unclear") for cut in result.takes if cut.file)
    told = narrate.narrate(made, read, table.settings("teacher", tmp_path / "voices"), NarrationOptions(), tmp_path / "build")
    assert len(told.narration.tracks) == len(plans) and told.spoken > 0
    voice = table.ready("teacher", tmp_path / "voices")
    track = told.narration.tracks[number]
    sound, rate = helpers.wav(tmp_path / "build" / track.master)
    by_id = {sentence.id: sentence for sentence in read.sentences}
    for clip in track.clips:
        speech = speech_cache.load(speech_cache.place(tmp_path / "build" / "cache" / "speech", speech_cache.key(voice.fingerprint, by_id[clip.sentence])))
        at, fit = helpers.lag(sound, speech.pcm, clip.start, rate // 2)
        assert fit > 0.9 and at >= 0


def test_a_recording_of_another_section_is_refused(tmp_path, sections):
    _, _, plans = sections
    folder = a_voice(tmp_path / "voices")
    longest, *_, = sorted(range(len(plans)), key=lambda n: -len(plans[n].cues))
    other = next(n for n in range(len(plans)) if n != longest)
    read_aloud(plans[longest], folder / f"{other + 1:03}.wav")
    assert codes(lambda: book.align(plans, folder, helpers.voice("espeak", 200).say)) == ["V405"]


def test_a_folder_without_sound_says_so(tmp_path, sections):
    folder = a_voice(tmp_path / "voices")
    folder.mkdir()
    assert codes(lambda: book.align(sections[2], folder, helpers.voice("espeak", 200).say)) == ["V407"]


@pytest.mark.parametrize(("label", "named", "after"), [
    ("", "合成语音（李老师朗读）", "，不是真人录音"), ("本音频由李老师朗读。", "李老师朗读", ""),
    ("本音频由李老师朗读，其余部分由人工智能语音合成。", "李老师朗读", "，其余部分由人工智能语音合成"),
])  # fmt: skip
def test_editions_name_a_person_and_what_a_person_did_not_read(label, named, after):
    made, read = helpers.sample_book()
    publication = Publication("book", made, read, Narration("teacher", "李老师朗读", "同意", (), label=label), Path(), datetime.datetime(2026, 1, 1))
    assert aigc.is_synthetic(publication) == (label != "本音频由李老师朗读。")
    assert credits.narrator(publication) == named and credits.no_recording(publication) == after
