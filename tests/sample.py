"""A small publication made by hand, for tests of editions: no source, no repair, no voice; tones instead of speech."""

from __future__ import annotations

import datetime
import wave
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy
from pypinyin import Style, lazy_pinyin

from publish import ffmpeg
from publish.editions.model import Publication
from publish.manuscript.model import Block, Manuscript, Mark, Metadata, Section
from publish.narration.model import Clip, Narration, Track
from publish.reading.model import Reading, ReadingOptions, Sentence, Syllable, Token
from publish.reading.spelling import orthography

RATE = 24000
METADATA = Metadata(
    title="社区服务报告",
    speaker="王小明",
    issuer="幸福街道办事处",
    date=datetime.date(2025, 1, 8),
    language="zh-Hans",
    identifier="urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f",
    rights="公开发布",
    description="用于测试的小书。",
)
TEXT = {
    "s001": ("front", 1, [("title", "社区服务报告"), ("subtitle", "——2025年1月8日"), ("speaker", "王小明"), ("salutation", "各位代表："), ("paragraph", "现在，我报告工作。请审议！")]),
    "s002": ("chapter", 1, [("heading", "一、2024年工作回顾"), ("paragraph", "一年来，主要做了以下工作。")]),
    "s003": ("chapter", 2, [("heading", "（一）重庆路的银行"), ("paragraph", "经济平稳向好。增长4.5%左右，GDP占比超三成；“重要”会议在长安街举行。")]),
    "s004": ("tail", 1, [("paragraph", "成绩来之不易，感谢大家！")]),
    "s005": ("closing", 1, [("salutation", "各位代表！"), ("paragraph", "让我们在西安再见。")]),
}
MATTER = {
    "s001-intro": ("announcement", "社区服务报告。本音频由人工智能语音合成。"),
    "s002-intro": ("announcement", "社区服务报告。一、工作回顾。"),
    "s003-intro": ("announcement", "社区服务报告。（一）重庆路的银行。"),
    "s004-intro": ("announcement", "社区服务报告。成绩来之不易。"),
    "s005-intro": ("announcement", "社区服务报告。结束语。"),
    "colophon": ("colophon", "本书由合成语音朗读。"),
}


def manuscript() -> Manuscript:
    """The blocks above, numbered."""
    number = iter(range(1, 1000))
    sections = []
    for name, (kind, level, blocks) in TEXT.items():
        made = tuple(_block(f"b{next(number):03}", block_kind, text) for block_kind, text in blocks)
        titles = {"front": METADATA.title, "tail": "成绩来之不易", "closing": "结束语"}
        sections.append(Section(name, level, titles.get(kind, blocks[0][1]), made, kind))
    matter = tuple(
        Section(name, 1, "关于本书" if kind == "colophon" else text, (_block(f"m{n:03}", "paragraph", text),), kind)
        for n, (name, (kind, text)) in enumerate(MATTER.items(), 1)
    )
    return Manuscript(METADATA, tuple(sections), matter=matter)


def _block(name: str, kind: str, text: str) -> Block:
    run_in = (Mark(0, text.index("。") + 1, "run-in"),) if text.startswith("经济平稳") else ()
    return Block(name, kind, text, run_in, f"sample.txt:{name[1:]}")


def reading(of: Manuscript) -> Reading:
    """Sentences end after 。！？；words are single characters or the pairs pypinyin knows. Good enough to weave."""
    blocks = [block for section in of.sections + of.matter for block in section.blocks]
    return Reading(tuple(sentence for block in blocks for sentence in _sentences(block)))


def _sentences(block: Block):
    start, number = 0, 0
    for end in range(1, len(block.text) + 1):
        if end == len(block.text) or block.text[end - 1] in "。！？；":
            number += 1
            yield Sentence(f"{block.id}-{number}", block.id, start, end, tuple(_tokens(block.text, start, end)))
            start = end


WORDS = ("重庆", "银行", "重要", "会议", "长安街", "经济", "平稳", "西安", "工作", "报告", "社区", "服务")


def _tokens(text: str, start: int, end: int):
    while start < end:
        word = next((w for w in WORDS if text.startswith(w, start) and start + len(w) <= end), text[start])
        if text.startswith("4.5%", start):
            yield Token(start, start + 4, "4.5%", "number", "百分之四点五", _syllables("百分之四点五"), "rule", 1.0)
            start += 4
            continue
        stop = start + len(word)
        if "一" <= word[0] <= "鿿":
            yield _with_ruby(Token(start, stop, word, "word", word, _syllables(word), "phrase", 0.99))
        elif word.isdigit():
            spoken = "零一二三四五六七八九"[int(word)]
            yield Token(start, stop, word, "number", spoken, _syllables(spoken), "rule", 1.0)
        elif word.isalpha():
            yield Token(start, stop, word, "latin", word, (), "rule", 1.0)
        else:
            yield Token(start, stop, word, "punct", "", (), "rule", 1.0)
        start = stop


def _with_ruby(token: Token) -> Token:
    return replace(token, ruby=orthography.written(token.text, token.syllables, ReadingOptions(), opens=False) if token.kind == "word" else "")


def _syllables(word: str) -> tuple[Syllable, ...]:
    numbered = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    return tuple(Syllable(s[:-1].replace("v", "ü"), int(s[-1]), s) for s in numbered)


def narration(of: Manuscript, read: Reading, root: Path) -> Narration:
    """Each sentence is a tone of 0.2 s a character; WAV and MP3 are written below ``root/audio``."""
    (root / "audio").mkdir(parents=True, exist_ok=True)
    by_block: dict[str, list[Sentence]] = {}
    for sentence in read.sentences:
        by_block.setdefault(sentence.block, []).append(sentence)
    intros = {section.id: section for section in of.matter}
    tracks = []
    for number, section in enumerate([*of.sections, intros["colophon"]], 1):
        clips: dict[bool, list[Clip]] = {True: [], False: []}
        at = 0
        for part, is_intro in ((intros.get(f"{section.id}-intro"), True), (section, False)):
            for block in part.blocks if part else ():
                for sentence in by_block[block.id]:
                    ends = []
                    start = at
                    for token in sentence.tokens:
                        at += RATE // 5 * max(len(token.spoken), 1)
                        ends.append(at)
                    clips[is_intro].append(Clip(sentence.id, start, at, tuple(ends)))
        tracks.append(_track(number, section.id, at, clips, root))
    return Narration("silent", "合成语音（测试音）", "CC0", tuple(tracks))


def _track(number: int, section: str, samples: int, clips: dict[bool, list[Clip]], root: Path) -> Track:
    master, file = Path("audio") / f"{section}.wav", Path("audio") / f"{section}.mp3"
    tone = (2000 * numpy.sin(numpy.arange(samples) * 2 * numpy.pi * (200 + 20 * number) / RATE)).astype("<i2")
    with wave.open(str(root / master), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(tone.tobytes())
    ffmpeg.run("-i", root / master, *ffmpeg.BITEXACT, "-b:a", "64k", "-ar", "44100", "-ac", "1", root / file)
    return Track(section, file.as_posix(), master.as_posix(), RATE, samples, tuple(clips[False]), tuple(clips[True]))


@cache
def publication(root: Path) -> Publication:
    """The whole sample, with audio below ``root``."""
    made = manuscript()
    read = reading(made)
    stamp = datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC)
    return Publication("sample", made, read, narration(made, read, root), root, stamp)
