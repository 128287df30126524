"""The natural voice: counted times, both alphabets of the models, files that a person downloaded."""

from __future__ import annotations

import json
import shutil

import numpy
import pytest

from publish.findings import PublishError
from publish.narration.voices import kokoro, phones, prosody, table
from tests.narration import helpers

NAME = "kokoro-xiaoxiao"


@pytest.fixture
def store():
    helpers.voice(NAME)
    return table.settings(NAME, helpers.VOICES).store


def test_an_output_is_asked_for_in_the_words_of_protocol_buffers():
    """Model (7) → graph (12) → output (1) = name; every length in one byte."""
    made = kokoro.output("/a/b")
    assert made == bytes([7 << 3 | 2, 8, 12 << 3 | 2, 6, 1 << 3 | 2, 4]) + b"/a/b"


@pytest.mark.slow
def test_the_durations_add_up_to_the_sound_sample_by_sample(store):
    model = kokoro._model(store / "kokoro-v1.0.int8.onnx", kokoro.DURATIONS)
    styles = kokoro._styles(store, "", "zf_xiaoxiao.bin")
    for text, speed in (("各位代表，重要会议！", 1.0), ("西安", 0.8), ("社区服务工作报告。", 1.3)):
        sentence = helpers.sentence(text)
        beats = prosody.beats(sentence)
        spelt = phones.spell(beats, phones.sounds(beats, sentence), sentence)
        numbers = [phones.vocabulary()[symbol] for symbol in spelt.symbols]
        sound, durations = model.say([0, *numbers, 0], styles[len(numbers)], speed)
        assert len(durations) == len(numbers) + 2 and durations.min() >= 1
        assert durations.sum() * 600 == len(sound)


@pytest.mark.slow
def test_a_word_is_found_where_its_time_says(store):
    """The words of a sentence, cut by their times: each differs from the silence around it and they are as long as words are."""
    voice = helpers.voice(NAME)
    sentence = helpers.sentence("各位代表，现在我报告工作！")
    speech = voice.say(sentence)
    for token, start, end in zip(sentence.tokens, (0, *speech.token_ends), speech.token_ends, strict=False):
        part = speech.pcm[start:end].astype(float) / 32768
        if token.syllables:
            assert 0.1 < (end - start) / speech.rate / len(token.syllables) < 0.6, token.text
            assert numpy.sqrt((part**2).mean()) > 0.02, token.text
        elif end > start + 2400:
            assert numpy.sqrt((part[600:-600] ** 2).mean()) < 0.01, token.text


def own_model(folder, store, **more: str):
    """A voice of a model folder that somebody downloaded: other names, numbers of symbols in a file of its own."""
    model = folder / "downloads" / "onnx"
    model.mkdir(parents=True)
    shutil.copy(store / "kokoro-v1.0.int8.onnx", model / "model.onnx")
    styles = numpy.fromfile(store / "zf_xiaoxiao.bin", "<f4").reshape(510, 1, 256)
    numpy.savez(folder / "downloads" / "voices.npz", zf_001=styles)
    (folder / "downloads" / "tokenizer.json").write_text(json.dumps({"model": {"vocab": phones.vocabulary()}}), "utf-8")
    (folder / "voices" / "mine").mkdir(parents=True)
    settings = {"model": "onnx/model.onnx", "styles": "voices.npz", "speaker": "zf_001", "vocabulary": "tokenizer.json", **more}
    lines = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
    text = f'engine = "kokoro"\ntitle = "x"\nlicence = "y"\npath = "../../downloads"\n\n# 自己的模型\n[settings]\nnatural = 250\n{lines}'
    (folder / "voices" / "mine" / "voice.toml").write_text(text, "utf-8")
    return folder / "voices"


@pytest.mark.slow
def test_a_downloaded_folder_is_used_and_its_hashes_are_taken_down(store, tmp_path):
    voices = own_model(tmp_path, store)
    sentence = helpers.sentence("重要会议。")
    assert numpy.array_equal(table.ready("mine", voices).say(sentence).pcm, helpers.voice(NAME).say(sentence).pcm)
    written = (voices / "mine" / "voice.toml").read_text("utf-8")
    assert set(table.settings("mine", voices).files) == {"onnx/model.onnx", "voices.npz", "tokenizer.json"} and "# 自己的模型" in written
    table.ready("mine", voices)
    assert (voices / "mine" / "voice.toml").read_text("utf-8") == written
    (tmp_path / "downloads" / "tokenizer.json").write_text("{}", "utf-8")
    assert problem("mine", voices) == "V103"
    (tmp_path / "downloads" / "tokenizer.json").unlink()
    assert problem("mine", voices) == "V112"


def problem(name, voices) -> str:
    with pytest.raises(PublishError) as caught:
        table.ready(name, voices).say(helpers.sentence("好。"))
    return caught.value.findings[0].code


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "value", "code"), [
    ("model", "tokenizer.json", "V109"), ("durations", "/no/such/tensor", "V109"), ("speaker", "zf_999", "V109"), ("vocabulary", "voices.npz", "V109"),
    ("model", "missing.onnx", "V112"),
])  # fmt: skip
def test_files_that_are_no_model_say_so(store, tmp_path, setting, value, code):
    voices = own_model(tmp_path, store, **{setting: value})
    assert problem("mine", voices) == code


def test_a_vocabulary_with_bopomofo_is_given_bopomofo(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"vocab": {"ㄅ": 1, "1": 2}}), "utf-8")
    settings = kokoro.KokoroSettings(speaker="zf_001.bin", vocabulary="config.json")
    assert kokoro.KokoroVoice("mine", tmp_path, settings)._alphabet == "bopomofo"
    assert kokoro.KokoroVoice("mine", tmp_path, kokoro.KokoroSettings(speaker="zf_001.bin"))._alphabet == "ipa"


def test_the_library_is_asked_for_only_by_who_needs_it(monkeypatch):
    monkeypatch.setattr(table.importlib.util, "find_spec", lambda name: None)
    states = {state.name: state for state in table.voices(helpers.VOICES)}
    assert states[NAME].state == "not installed" and states[NAME].problem.code == "V111"
    assert states["silent"].state == "ready"
