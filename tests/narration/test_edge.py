"""The online voice against a service on the loopback that misbehaves in every way the real one is known to."""

from __future__ import annotations

import dataclasses
import random
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest

from publish.config import load_voice
from publish.findings import PublishError, message
from publish.narration.model import NarrationOptions
from publish.narration.voices import edge_text
from publish.narration.voices import table as voices
from publish.narration.voices.edge import RATE, EdgeSettings, EdgeVoice
from publish.reading.model import Sentence, Syllable, Token
from tests import sample
from tests.narration import edge_server
from tests.narration.edge_server import FAULTS, FRAME, FRAMES, TONES, Service, tone_of, voiced

NUMERALS = "零一二三四五六七八九"
CHARACTER = FRAMES * FRAME
"""Samples a character of the test service takes."""


def sentence(*words: str, name: str = "b001-1", lexicon: dict[str, tuple[str, ...]] | None = None) -> Sentence:
    """Tokens from words; punctuation is silent; ``lexicon`` gives reviewed syllables by word."""
    tokens, at = [], 0
    for word in words:
        is_word = word[0].isalnum()
        syllables = tuple(Syllable(s[:-1], int(s[-1]), s) for s in (lexicon or {}).get(word, ()))
        kind = "word" if is_word else "punct"
        decided = "lexicon" if word in (lexicon or {}) else "phrase"
        tokens.append(Token(at, at + len(word), word, kind, word if is_word else "", syllables, decided, 1.0))
        at += len(word)
    return Sentence(name, name.rsplit("-", 1)[0], 0, at, tuple(tokens))


def numbered(number: int) -> Sentence:
    """A sentence like no other: its number in numerals, between words."""
    digits = "".join(NUMERALS[int(d)] for d in f"{number:03}")
    return sentence("这是", "第", digits, "句", "，", "春天", "来了", "。", name=f"b{number:03}-1")


def voice(**settings) -> EdgeVoice:
    """A voice that never really waits, with jitter from a fixed seed."""
    return EdgeVoice("xiaoxiao", EdgeSettings(**{"patience": 5.0, **settings}), sleep=lambda seconds: None, chance=random.Random(1))


def heard(pcm: numpy.ndarray, count: int) -> list[int]:
    """The tone of each of ``count`` characters, by the strongest line of the spectrum in the middle of its time."""
    tones = []
    for number in range(count):
        piece = pcm[len(pcm) * number // count :][: len(pcm) // count].astype(float)
        middle = piece[len(piece) // 4 : 3 * len(piece) // 4]
        spectrum = numpy.abs(numpy.fft.rfft(middle * numpy.hanning(len(middle))))
        pitch = spectrum.argmax() * RATE / len(middle)
        tones.append(min(range(len(TONES)), key=lambda n: abs(TONES[n] - pitch)))
    return tones


@pytest.fixture
def serve(monkeypatch):
    """Start a service; the library is pointed at it."""
    import edge_tts.communicate

    open_services = []

    def start(*arguments, **options) -> Service:
        service = Service(*arguments, **options).__enter__()
        open_services.append(service)
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", service.url)
        return service

    yield start
    for service in open_services:
        service.__exit__()


def test_audio_and_word_ends_are_those_of_the_answer(serve):
    serve()
    speech = voice().say(sentence("现在", "，", "我", "报告", "工作", "。"))
    ends = [end / CHARACTER for end in speech.token_ends]
    assert speech.rate == RATE and speech.pcm.dtype == numpy.int16
    assert speech.token_ends[-1] == len(speech.pcm)
    assert ends == pytest.approx([2, 2, 3, 5, 7, 7], abs=0.25)
    assert heard(speech.pcm[: 7 * CHARACTER], 7) == [tone_of(c) for c in "现在我报告工作"]


def test_one_request_a_sentence_with_word_boundaries_and_punctuation(serve):
    service = serve()
    voice().say(sentence("“", "你好", "！", "”", "他", "说", "。"))
    assert service.asked == Counter({"“你好！”他说。": 1})


def test_nothing_is_asked_for_when_nothing_is_said(serve):
    service = serve()
    speech = voice().say(sentence("——", "。"))
    assert not service.asked
    assert speech.token_ends == (0, len(speech.pcm)) and not speech.pcm.any()


@pytest.mark.parametrize("fault", [f for f in FAULTS if f not in ("403", "429", "503")])
def test_each_fault_is_met_by_asking_again(serve, fault):
    service = serve(lambda text, attempt: fault if attempt < 2 else "")
    waits: list[float] = []
    speaker = EdgeVoice("x", EdgeSettings(patience=1.5), sleep=waits.append, chance=random.Random(1))
    speech = speaker.say(numbered(7))
    assert heard(speech.pcm[: 11 * CHARACTER], 11) == [tone_of(c) for c in "这是第零零七句春天来了"]
    assert service.given == Counter({"这是第零零七句，春天来了。": 1}) and len(waits) == 2
    assert 0.5 <= waits[0] <= 1.0 <= waits[1] <= 2.0


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_refused_handshake_is_met_by_asking_again(serve, status):
    service = serve()
    service.refuse(status, 4)
    waits: list[float] = []
    EdgeVoice("x", EdgeSettings(), sleep=waits.append, chance=random.Random(1)).say(numbered(7))
    assert service.given.total() == 1
    assert len(waits) == (2 if status == 403 else 4)  # the library itself repeats a 403 once, with a corrected clock
    assert status != 429 or min(waits) >= 1.0  # Retry-After: 1


def test_backoff_doubles_with_jitter_up_to_the_longest_and_repeats_with_the_same_seed():
    def delays() -> list[float]:
        speaker = EdgeVoice(settings=EdgeSettings(pause=1, longest=8), chance=random.Random(5))
        return [speaker._delay(attempt, 0) for attempt in range(1, 8)]

    ceilings = [1, 2, 4, 8, 8, 8, 8]
    assert delays() == delays()
    assert all(c / 2 <= d <= c for c, d in zip(ceilings, delays(), strict=True))
    assert len({d / c for c, d in zip(ceilings, delays(), strict=True)}) > 1


def test_a_final_refusal_is_not_repeated_and_names_the_sentence(serve):
    service = serve()
    service.refuse(404, 1)
    with pytest.raises(PublishError) as caught:
        voice().say(numbered(8))
    found = caught.value.findings[0]
    assert (found.code, found.where, caught.value.exit_code) == ("V302", "b008-1", 5)
    assert "第零零八句" in message(found, "zh").text and "HTTP 404" in message(found, "en").text


def test_after_the_last_attempt_the_sentence_is_named(serve):
    service = serve(lambda text, attempt: "no audio")
    with pytest.raises(PublishError) as caught:
        voice(attempts=3).say(numbered(9))
    assert caught.value.findings[0].code == "V302" and dict(caught.value.findings[0].values)["attempts"] == "3"
    assert service.asked.total() == 3


def test_without_network_it_says_so_soon(monkeypatch):
    import socket

    import edge_tts.communicate

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", f"ws://127.0.0.1:{port}/edge/v1?TrustedClientToken=x")
    waits: list[float] = []
    with pytest.raises(PublishError) as caught:
        EdgeVoice("x", EdgeSettings(), sleep=waits.append).say(numbered(1))
    assert caught.value.findings[0].code == "V301" and len(waits) == 2
    assert "baker" in message(caught.value.findings[0], "zh").advice


def test_no_more_requests_at_once_than_allowed(serve):
    service = serve(delay=0.02)
    speaker = voice(requests=3)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(speaker.say, [numbered(n) for n in range(24)]))
    assert service.most == 3 and service.given.total() == 24


def test_reviewed_readings_are_sent_as_homophones_and_shown_as_written(serve):
    service = serve()
    shown = sentence("朝阳", "门", "，", "重庆", "。", lexicon={"朝阳": ("chao2", "yang2"), "重庆": ("chong2", "qing4")})
    speech = voice().say(shown)
    assert service.asked == Counter({edge_text.homophones()["chao2"] + "阳门，重庆。": 1})  # read zhāo by default; 重庆 is right anyway
    assert shown.text == "朝阳门，重庆。" and len(speech.token_ends) == 5


def test_a_reviewed_reading_that_cannot_be_forced_is_told():
    shown = sentence("跑", "得", "快", lexicon={"得": ("dei3",)})
    assert [(f.code, dict(f.values)["reading"]) for f in voice().doubts(shown)] == [("V305", "得 dei3")]
    assert edge_text.script(shown).text == "跑得快"


def test_homophones_are_read_so_by_default():
    from pypinyin import Style, lazy_pinyin

    table = edge_text.homophones()
    assert len(table) > 1100 and len(set(table.values())) == len(table)
    assert list(table) == sorted(table) and not set(table.values()) & set("一不儿")
    for syllable, character in table.items():
        assert lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True) == [syllable]


def test_silent_signs_that_the_service_would_say_are_not_sent():
    tokens = [Token(0, 1, "★", "symbol", "", (), "rule", 1.0), Token(1, 3, "通知", "word", "通知", (), "phrase", 1.0)]
    assert edge_text.script(Sentence("b1-1", "b1", 0, 3, tuple(tokens))).text == "通知"


def test_words_the_answer_does_not_name_share_the_gap():
    said = edge_text.script(sentence("一共", "五", "百", "人", "。"))
    words = [edge_text.Word("一共", 0, 200), edge_text.Word("500", 200, 400), edge_text.Word("人", 400, 500)]
    assert edge_text.complete(said, words)
    assert edge_text.token_ends(said, words, 600) == (200, 300, 400, 500, 600)


def opened(settings: dict, rate: int, name: str = "x") -> EdgeVoice:
    return EdgeVoice(name, EdgeSettings(**settings), rate)


def test_the_rate_becomes_a_percentage():
    assert [opened({}, rate).speed for rate in (200, 260, 300)] == ["-23%", "+0%", "+15%"]


def test_the_fingerprint_follows_what_can_be_heard():
    assert opened({}, 200, "a").fingerprint == opened({"requests": 2, "attempts": 3}, 200, "b").fingerprint
    prints = {opened(s, r).fingerprint for s, r in [({}, 200), ({}, 220), ({"speaker": "zh-CN-YunxiNeural"}, 200), ({"pitch": "+5Hz"}, 200)]}
    assert len(prints) == 4


def test_the_voice_that_comes_with_the_project_is_online_and_tells_its_terms():
    settings = load_voice(Path(__file__).parents[2] / "voices" / "xiaoxiao")
    assert settings.online and "非官方" in settings.licence and "许可" in settings.licence
    assert voices.own_settings(settings).speaker == "zh-CN-XiaoxiaoNeural"
    assert settings.name not in NarrationOptions().voices


def fifth(text: str, attempt: int) -> str:
    """A fault for one request in five, of every kind in turn, the same in every run whatever the order of threads."""
    chance = zlib.crc32(f"{text}/{attempt}".encode())
    return FAULTS[chance // 5 % len(FAULTS)] if chance % 5 == 0 else ""


def speak_all(count: int, serve) -> None:
    service = serve(fifth)
    speaker = voice(patience=2.0, attempts=12, requests=6)
    sentences = [numbered(n) for n in range(count)]
    with ThreadPoolExecutor(6) as pool:
        spoken = list(pool.map(speaker.say, sentences))
    for one, speech in zip(sentences, spoken, strict=True):
        characters = voiced(one.spoken)
        assert abs(len(speech.pcm) - len(characters) * CHARACTER) < CHARACTER / 2, one.id
        assert heard(speech.pcm[: len(characters) * CHARACTER], len(characters)) == [tone_of(c) for c in characters], one.id
    assert set(service.given.values()) == {1} and len(service.given) == count
    faulty = sum(bool(fifth(text, attempt)) for text, asked in service.asked.items() for attempt in range(asked))
    assert faulty >= 0.15 * service.asked.total()
    met = {fifth(text, attempt) for text, asked in service.asked.items() for attempt in range(asked)} - {""}
    assert count < 200 or met == set(FAULTS)


def test_forty_sentences_with_a_fault_in_five_requests(serve):
    speak_all(40, serve)


@pytest.mark.slow
def test_five_hundred_sentences_with_a_fault_in_five_requests(serve):
    began = time.monotonic()
    speak_all(500, serve)
    print(f"500 sentences in {time.monotonic() - began:.1f} s")


def test_the_service_of_the_tests_can_be_heard_apart():
    assert len({tone_of(c) for c in NUMERALS}) >= 8
    assert edge_server.frames(3) != edge_server.frames(4)


@pytest.fixture
def online(tmp_path):
    """A folder of voices with an online one that does not wait long."""
    folder = tmp_path / "voices" / "cloud"
    folder.mkdir(parents=True)
    settings = 'engine = "edge"\ntitle = "云"\nlicence = "测试"\nonline = true\n[settings]\npause = 0.01\nlongest = 0.02\npatience = 2.0\nattempts = 12\n'
    (folder / "voice.toml").write_text(settings, "utf-8")
    return load_voice(folder)


def test_a_book_is_fetched_once_and_goes_on_where_it_stopped(serve, online, tmp_path):
    from publish.narration.narrate import narrate

    book = sample.manuscript()
    read = sample.reading(book)
    wanted = {edge_text.script(s).text for s in read.sentences}
    stuck = "成绩来之不易，感谢大家！"
    service = serve(lambda text, attempt: "no audio" if text == stuck and attempt < 12 else fifth(text, attempt))
    options = NarrationOptions(("cloud",))
    with pytest.raises(PublishError) as caught:
        narrate(book, read, online, options, tmp_path / "build")
    assert caught.value.findings[0].code == "V302" and stuck in message(caught.value.findings[0], "zh").text
    first = narrate(book, read, online, options, tmp_path / "build")
    assert service.given == Counter(dict.fromkeys(wanted, 1))
    asked = service.asked.total()
    again = narrate(book, read, online, NarrationOptions(("cloud",), sentence_pause=500), tmp_path / "build")
    assert (service.asked.total(), again.spoken) == (asked, 0)
    names = [clip.sentence for track in first.narration.tracks for clip in (*track.intro, *track.clips)]
    assert sorted(names) == sorted(s.id for s in read.sentences)


def test_what_cannot_be_forced_is_among_the_findings_of_the_narration(serve, online, tmp_path):
    from publish.narration.narrate import narrate

    serve()
    book = sample.manuscript()
    read = sample.reading(book)
    place, word = next((n, t) for n, s in enumerate(read.sentences) for t in s.tokens if len(t.spoken) == len(t.syllables) == 1)
    reviewed = dataclasses.replace(word, decided_by="lexicon", syllables=(Syllable("dei", 3, "dei3"),))
    changed = dataclasses.replace(read.sentences[place], tokens=tuple(reviewed if t is word else t for t in read.sentences[place].tokens))
    doubted = dataclasses.replace(read, sentences=(*read.sentences[:place], changed, *read.sentences[place + 1 :]))
    told = narrate(book, doubted, online, NarrationOptions(("cloud",)), tmp_path / "build")
    assert [(f.code, f.where, dict(f.values)["reading"]) for f in told.findings if f.code == "V305"] == [("V305", changed.id, f"{word.spoken} dei3")]
    again = narrate(book, doubted, online, NarrationOptions(("cloud",)), tmp_path / "build")
    assert again.spoken == 0 and [f.code for f in again.findings if f.code == "V305"] == ["V305"]
