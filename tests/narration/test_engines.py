"""What is particular to an engine: its spelling of syllables, its model, its tones."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy
import pytest

from publish.findings import PublishError
from publish.narration.voices import baker, espeak, phones, prosody, tflite
from publish.reading.model import Sentence, Syllable, Token
from tests.narration import helpers
from tests.project import without_override

MAPPER = {"hua": ["h", "ua"], "er": ["^", "er"], "zhong": ["zh", "ong"], "lv": ["l", "v"], "shi": ["sh", "iii"]}


def said(*syllables: str) -> Sentence:
    tokens = tuple(Token(n, n + 1, "字", "word", "字", (Syllable(s[:-1], int(s[-1]), s),), "rule", 1.0) for n, s in enumerate(syllables))
    return Sentence("t-1", "t", 0, len(tokens), tokens)


def every_syllable() -> list[str]:
    """All syllables of the pinyin dictionary, numbered, ü as v, with the neutral tone as 5."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    found = {convert(one, Style.TONE3, True, None) for many in PINYIN_DICT.values() for one in many.split(",")}
    return sorted((one if one[-1].isdigit() else f"{one}5").replace("ü", "v") for one in found)


@pytest.mark.parametrize(("syllable", "sounds"), [
    ("zhong4", ["zh", "ong4"]), ("huar1", ["h", "ua1", "er5"]), ("er2", ["^", "er2"]), ("lv3", ["l", "v3"]),
    ("kiu4", ["k", "iou4"]), ("zhuong4", None), ("zhong", None), ("shi6", None), ("4", None), ("r5", None),
])
def test_baker_spells(syllable, sounds):
    assert baker._sounds(syllable, MAPPER) == sounds


@pytest.mark.parametrize("name", helpers.OFFLINE)
def test_every_syllable_of_the_dictionary_can_be_said(name):
    helpers.voice(name)
    known = baker._models(helpers.VOICES / "baker" / "fetched").syllables if name == "baker" else {}
    for syllable in every_syllable():
        if name == "baker":
            assert baker._sounds(syllable, known), syllable
        if name == "espeak":
            beat = prosody.Beat(0, syllable)
            assert espeak._spelt(beat, said(syllable)), syllable
        if name.startswith("kokoro"):
            assert phones.syllable(syllable), syllable
    assert len(every_syllable()) > 1400


@pytest.mark.parametrize("name", helpers.OFFLINE[1:])
def test_letters_words_and_erhua_can_be_said(name):
    voice = helpers.voice(name)
    letters = {syllable for sounds in prosody.letters().values() for syllable in sounds} if name in ("espeak", "baker") else set()
    for syllable in sorted(letters | {"huar1", "nar3", "xiong2", "lve4", "er4", "yi1"}):
        speech = voice.say(said(syllable))
        assert 0.1 < len(speech.pcm) / speech.rate < 1.2, syllable


@pytest.mark.parametrize("name", helpers.OFFLINE[1:])
def test_a_syllable_that_does_not_exist_names_the_sentence(name):
    voice = helpers.voice(name)
    with pytest.raises(PublishError) as caught:
        voice.say(said("zhong4", "zhuong4"))
    found = caught.value.findings[0]
    assert found.code == "V203" and found.where == "t-1" and dict(found.values)["syllable"] == "zhuong4"


def pitch(pcm: numpy.ndarray, rate: int) -> numpy.ndarray:
    """F0 in Hz every 10 ms where the sound is voiced, by autocorrelation."""
    track, width = [], rate // 25
    loud = numpy.abs(pcm.astype(float)).max() * 0.12
    for at in range(0, len(pcm) - width, rate // 100):
        frame = pcm[at:at + width].astype(float)
        if numpy.abs(frame).max() < loud:
            continue
        frame = (frame - frame.mean()) * numpy.hanning(width)
        product = numpy.correlate(frame, frame, "full")[width - 1:]
        low, high = rate // 450, rate // 90
        best = low + int(product[low:high].argmax())
        if product[best] > 0.5 * product[0]:
            track.append(rate / best)
    return numpy.array(track)


@pytest.mark.slow
@pytest.mark.parametrize("base", ["ma", "yi", "wu"])
def test_tones_are_heard(base):
    """By F0 in a carrier 这是…字: first high and level, second rises, third low, fourth falls."""
    voice = helpers.voice("baker")
    tones = {}
    for tone in range(1, 5):
        sentence = said("zhe4", "shi4", f"{base}{tone}", "zi4")
        speech = voice.say(sentence)
        tones[tone] = pitch(speech.pcm[speech.token_ends[1]:speech.token_ends[2]], speech.rate)
        assert len(tones[tone]) >= 8
    ends = {tone: (track[: len(track) // 4].mean(), track[-(len(track) // 4):].mean()) for tone, track in tones.items()}
    assert abs(numpy.median(tones[1]) / ends[1][1] - 1) < 0.1 and ends[1][1] > ends[3][1] * 1.3
    assert ends[2][1] > tones[2].min() * 1.1 and tones[2].argmin() < 0.8 * len(tones[2])
    assert numpy.median(tones[3]) == min(numpy.median(track) for track in tones.values()) < 0.8 * numpy.median(tones[1])
    assert ends[4][1] < ends[4][0] * 0.93 and ends[4][0] > max(ends[2][0], ends[3][0]) * 1.1


@pytest.mark.slow
@pytest.mark.parametrize("base", ["ma", "yi", "wu"])
def test_the_natural_voice_has_tones_too(base):
    """In the same carrier. It joins syllables more closely: a tone is looked at before the next syllable pulls on it."""
    voice = helpers.voice("kokoro-xiaoxiao")
    heard = {}
    for tone in range(1, 5):
        speech = voice.say(said("zhe4", "shi4", f"{base}{tone}", "zi4"))
        track = pitch(speech.pcm[speech.token_ends[1]:speech.token_ends[2]], speech.rate)
        heard[tone] = track[: 3 * len(track) // 4]
        assert len(heard[tone]) >= 5
    middle = {tone: track.mean() for tone, track in heard.items()}
    assert heard[1].max() < heard[1].min() * 1.15 and middle[1] > max(middle[2], middle[3])
    assert heard[2].max() > heard[2][0] * 1.05 and heard[2].argmax() > heard[2].argmin()
    assert middle[3] < 0.9 * middle[1] and middle[3] < middle[4]
    assert heard[4][-2:].mean() < 0.85 * heard[4][:2].mean()


@pytest.mark.slow
def test_the_model_is_made_loadable_and_nothing_random_is_left():
    helpers.voice("baker")
    source = helpers.VOICES / "baker" / "fetched" / baker.ACOUSTIC
    made = tflite.without_dropout(source.read_bytes())
    assert tflite.RANDOM in source.read_bytes() and tflite.RANDOM not in made
    assert made == tflite.without_dropout(source.read_bytes())
    assert baker.loadable(source.parent).read_bytes() == made


READ_ONLY = """
import hashlib, pathlib, sys
from publish.narration.voices import baker
from tests.narration import helpers
folder = pathlib.Path(sys.argv[1])
speech = baker.BakerVoice("baker", folder).say(helpers.sentence("重要会议。"))
assert not list(folder.glob("*-*.tflite")), "it could be written after all"
print(hashlib.sha256(speech.pcm.tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_read_all_the_same(tmp_path):
    """A voice on a read-only medium: nothing can be written beside its files, by root either."""
    speech = helpers.voice("baker").say(helpers.sentence("重要会议。"))
    for name in (baker.ACOUSTIC, baker.VOCODER, baker.MAPPER):
        (tmp_path / name).write_bytes((helpers.VOICES / "baker" / "fetched" / name).read_bytes())
    tmp_path.chmod(0o555)
    done = subprocess.run([*without_override(), sys.executable, "-c", READ_ONLY, tmp_path], capture_output=True, text=True, cwd=helpers.VOICES.parent)
    tmp_path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hashlib.sha256(speech.pcm.tobytes()).hexdigest()


@pytest.mark.parametrize("frames", [1, 17, 34, 169, 170, 171, 200, 300, 340, 500, 1234, 5000])
def test_windows_take_every_frame_once_and_know_their_neighbours(frames):
    at = 0
    made = baker.windows(frames)
    for start, stop, skip, take in made:
        assert start >= 0 and stop <= frames and stop - start <= baker.WINDOW and start + skip == at and take > 0
        assert skip >= min(baker.CONTEXT, at) and stop - (at + take) >= min(baker.CONTEXT, frames - at - take)
        at += take
    assert at == frames and len({stop - start for start, stop, _, _ in made}) == 1


@pytest.mark.slow
def test_windows_are_not_heard():
    """A long stretch in windows is what it is as a whole, up to the rounding of the quantised model."""
    helpers.voice("baker")
    models = baker._models(helpers.VOICES / "baker" / "fetched")
    sentence = helpers.sentence("社区服务工作报告和重要会议在长安街平稳举行")
    phones, _ = baker.spell(prosody.beats(sentence), models.syllables, sentence)
    mel, _ = models.mel(phones, 1.3)
    assert mel.shape[1] > 2 * baker.WINDOW
    whole, windowed = models._window(mel).copy(), models.sound(mel)
    models.frames = 0
    assert numpy.sqrt(numpy.mean((whole - windowed) ** 2)) < 0.01 * numpy.sqrt(numpy.mean(whole**2)) + 0.001


@pytest.mark.slow
def test_pauses_are_counted_not_guessed():
    voice = helpers.voice("baker")
    sentence = helpers.sentence("社区，服务、工作（报告）会议")
    speech = voice.say(sentence)
    for token, start, end in zip(sentence.tokens, (0, *speech.token_ends), speech.token_ends, strict=False):
        kind, pause = prosody.marks().get(token.text, ("", 0))
        if pause and end > start:
            wanted = pause * voice.natural / voice.rate / 1000
            assert abs((end - start) / speech.rate - wanted) < 0.08, token.text
            quiet = speech.pcm[start + 240:end - 1200].astype(float) / 32768
            assert not len(quiet) or numpy.sqrt((quiet**2).mean()) < 0.006
