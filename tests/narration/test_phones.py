"""Every syllable of Mandarin in the symbols that Kokoro's models know; letters; what stands between words and at pauses."""

from __future__ import annotations

import itertools
import re

import pytest

from publish.findings import PublishError
from publish.narration.voices import phones, prosody
from publish.reading.model import Sentence, Token
from tests.narration import helpers
from tests.narration.test_engines import every_syllable, said

SYLLABLES = sorted({*every_syllable(), *(f"{base}{tone}" for base in {one[:-1] for one in every_syllable()} for tone in "12345")})
MARKS = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
NO_ERHUA = {"e", "er", "hm", "hng", "m", "n", "ng"}

SAME = [{"ei", "ê"}, {"weng", "wong"}]
"""Said alike in bopomofo, which has no sign of its own for the second."""


def base(one: str) -> str:
    return next((min(group) for group in SAME if one[:-1] in group), one[:-1]) + one[-1]


BY_INITIAL = {initial: [one for one in SYLLABLES if one[0] == initial] for initial in sorted({one[0] for one in SYLLABLES})}


@pytest.mark.parametrize(("initial", "tone"), [*itertools.product(BY_INITIAL, "12345")])
def test_every_syllable_is_symbols_of_the_vocabulary_with_its_one_tone(initial, tone):
    for syllable in (one for one in BY_INITIAL[initial] if one[-1] == tone):
        check(syllable)
        if syllable[:-1] not in NO_ERHUA:
            check_erhua(syllable)


def check(syllable: str) -> None:
    symbols = phones.syllable(syllable)
    assert set(symbols) <= set(phones.vocabulary())
    assert re.findall("[→↗↓↘]", symbols) == list(MARKS[syllable[-1]]) and not re.search("[0-9]", symbols)
    assert re.fullmatch("[ㄅ-ㄭ压言阳要阴应用又中穵外万王为文瓮我月元云十]+[1-5]", phones.syllable(syllable, "bopomofo"))


def check_erhua(syllable: str) -> None:
    erhua = f"{syllable[:-1]}r{syllable[-1]}"
    symbols = phones.syllable(erhua)
    assert set(symbols) <= set(phones.vocabulary()) and "ɚ" in symbols and symbols != phones.syllable(syllable)
    assert re.findall("[→↗↓↘]", symbols) == list(MARKS[syllable[-1]])
    assert re.fullmatch(".+R[1-5]", phones.syllable(erhua, "bopomofo"))


@pytest.mark.parametrize("alphabet", ["ipa", "bopomofo"])
def test_no_two_syllables_are_said_alike(alphabet):
    made: dict[str, set[str]] = {}
    for syllable in every_syllable():
        made.setdefault(phones.syllable(syllable, alphabet), set()).add(base(syllable))
    alike = {symbols: some for symbols, some in made.items() if len(some) > 1}
    allowed = {"mu", "m", "en", "n", "ng", "hen", "hm", "heng", "hng"} if alphabet == "bopomofo" else {"lo", "luo"}
    assert all({one[:-1] for one in some} <= allowed for some in alike.values()), alike


@pytest.mark.parametrize(("syllable", "ipa", "bopomofo"), [
    ("zhong1", "ꭧʊ→ŋ", "ㄓ中1"), ("guo2", "kwo↗", "ㄍ我2"), ("ren2", "ɻə↗n", "ㄖㄣ2"), ("min2", "mi↗n", "ㄇ阴2"), ("lv4", "ly↘", "ㄌㄩ4"),
    ("lve4", "lɥe↘", "ㄌ月4"), ("ju3", "ʨy↓", "ㄐㄩ3"), ("quan2", "ʨʰɥɛ↗n", "ㄑ元2"), ("xun4", "ɕy↘n", "ㄒ云4"), ("shi4", "ʂɨ↘", "ㄕ十4"),
    ("zi5", "ʦɨ", "ㄗㄭ5"), ("si1", "sɨ→", "ㄙㄭ1"), ("yi1", "i→", "ㄧ1"), ("you3", "jou↓", "又3"), ("liu2", "ljou↗", "ㄌ又2"),
    ("hui4", "xwei↘", "ㄏ为4"), ("lun4", "lwə↘n", "ㄌ文4"), ("bo1", "pwo→", "ㄅㄛ1"), ("wo3", "wo↓", "我3"), ("er2", "ɚ↗", "ㄦ2"),
    ("xiong2", "ɕjʊ↗ŋ", "ㄒ用2"), ("weng1", "wə→ŋ", "瓮1"), ("yue4", "ɥe↘", "月4"), ("jian4", "ʨjɛ↘n", "ㄐ言4"), ("kuai4", "kʰwai↘", "ㄎ外4"),
    ("huar1", "xwa→ɚ", "ㄏ穵R1"), ("dianr3", "tja↓ɚ", "ㄉ言R3"), ("shir4", "ʂɚ↘", "ㄕ十R4"), ("wanr2", "wa↗ɚ", "万R2"), ("zher4", "ꭧɤ↘ɚ", "ㄓㄜR4"),
])  # fmt: skip
def test_syllables_by_hand(syllable, ipa, bopomofo):
    assert (phones.syllable(syllable), phones.syllable(syllable, "bopomofo")) == (ipa, bopomofo)


@pytest.mark.parametrize("wrong", ["zhuong4", "zhong", "zhong6", "4", "", "r5", "err4", "q2", "yong", "ǖ1"])
def test_what_is_no_syllable_has_no_symbols(wrong):
    assert phones.syllable(wrong) is None


def test_the_sentence_is_named_where_a_syllable_is_none():
    sentence = said("zhong4", "zhuong4")
    with pytest.raises(PublishError) as caught:
        phones.sounds(prosody.beats(sentence), sentence)
    (found,) = caught.value.findings
    assert (found.code, found.where, dict(found.values)["syllable"]) == ("V203", "t-1", "zhuong4")


@pytest.mark.parametrize("name", ["finals", "initials", "latin", "marks", "vocabulary"])
def test_the_tables_are_sorted_and_unique(name):
    keys = [row[:2] if name == "finals" else row[0] for row in prosody.table(f"kokoro/{name}")]
    assert keys == sorted(set(keys))


def test_whatever_the_built_in_voice_can_spell_can_be_said_in_english_too():
    english = dict(prosody.table("kokoro/latin"))
    assert set(english) == set(prosody.letters())
    assert all(set(sound) <= set(phones.vocabulary()) for sound in english.values())
    assert all(sound in phones.vocabulary() for _, sound in prosody.table("kokoro/marks"))


def latin(text: str) -> Sentence:
    return Sentence("t-1", "t", 0, len(text), (Token(0, len(text), text, "latin", text, (), "rule", 1.0),))


@pytest.mark.parametrize(("text", "sounds"), [
    ("GDP", "ʤˈi dˈi pˈi"), ("wifi", "wˈIfI"), ("OK", "OkˈA"), ("VIP", "vˌiˌIpˈi"), ("W", "dˈʌbᵊlju"), ("REITs", "ɹˈits"), ("x-y", "ˈɛks wˈI"), ("-", ""),
])
def test_letters_and_words_in_letters_are_said_as_english(text, sounds):
    beats = prosody.beats(latin(text))
    made = phones.sounds(beats, latin(text))
    assert len(made) == len(beats) and " ".join(filter(None, made)) == sounds


def spelt(text: str, alphabet: phones.Alphabet = "ipa") -> list[phones.Spelt]:
    sentence = helpers.sentence(text)
    beats = prosody.beats(sentence)
    made = iter(phones.sounds(beats, sentence, alphabet))
    return [phones.spell(unit, [next(made) for _ in unit], sentence, alphabet) for unit in prosody.units(beats)]


def test_words_are_apart_and_marks_stand_at_pauses():
    (one,) = spelt("各位代表，重要会议！")
    assert one.symbols == "kɤ↘wei↘ tai↘pjau↓, ꭧʊ↘ŋjau↘ xwei↘i↘!"
    (other,) = spelt("各位代表，重要会议！", "bopomofo")
    assert other.symbols == "ㄍㄜ4为4/ㄉㄞ4ㄅ要3, ㄓ中4要4/ㄏ为4ㄧ4!"
    assert sum(one.counts) == len(one.symbols) and len(one.counts) == 8


@pytest.mark.parametrize(("text", "end"), [("重要会议。", "."), ("重要会议？", "?"), ("“重要会议！”", "!"), ("重要会议", "."), ("重要会议；", ";"), ("重要会议：", ":")])
def test_a_sentence_ends_with_the_mark_that_is_written(text, end):
    assert spelt(text)[-1].symbols[-1] == end


def test_a_breath_where_nothing_is_written_is_a_comma():
    made = spelt("社区服务工作报告和重要会议在长安街平稳举行各位代表现在报告工作和服务！")
    whole = "".join(one.symbols for one in made)
    assert len(prosody.beats(helpers.sentence("社区服务工作报告和重要会议在长安街平稳举行各位代表现在报告工作和服务！"))) > prosody.BREATH
    assert whole.count(",") >= 1 and whole.count("!") == 1 and whole.endswith("!")
