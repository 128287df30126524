"""The reading stage: what holds for any text, the lexicon, the JSON of ``publish say``."""

from __future__ import annotations

import dataclasses
import datetime
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.findings import PublishError, message
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript, Mark, Metadata, Section
from publish.reading import lexicon
from publish.reading.doubts import SURE, doubts
from publish.reading.model import ReadingOptions, Sentence
from publish.reading.read import as_json, read, say
from publish.reading.spelling.orthography import numbered, tone_marks
from publish.reading.spelling.spelling import syllables
from publish.reading.spoken.split import sentences
from tests.project import ROOT

MIX = st.text(st.sampled_from("一不二三十百千万亿零〇第年月日个儿的了着过得地中国长行“”‘’（）《》。！？；：，、…—.0123456789%/:-~～ABCabcm³㎡℃ \n\t𠮷😀\u0301\ue000\ud800\udc00"), max_size=60)
METADATA = Metadata("书", "某人", "某处", datetime.date(2026, 1, 1), "zh-Hans", "urn:uuid:0d9a4d38-6d0f-5f0b-9c55-0f8f6a0a3b12", "无")


def book(*blocks: Block) -> Manuscript:
    return Manuscript(METADATA, (Section("s001", 1, "一", blocks),))


def one(text: str, marks: tuple[Mark, ...] = ()) -> Manuscript:
    return book(Block("b001", "paragraph", text, marks))


def whole(read: tuple[Sentence, ...], text: str) -> None:
    """Sentences tile the text, tokens tile the sentences, and each token is the text it stands for."""
    at = 0
    for sentence in read:
        assert sentence.start == at < sentence.end
        for token in sentence.tokens:
            assert token.start == at < token.end
            assert token.text == text[token.start : token.end]
            assert 0.0 <= token.confidence <= 1.0
            at = token.end
        assert at == sentence.end
    assert at == len(text)


@settings(deadline=None)
@given(MIX)
def test_sentences_tile_any_text(text: str) -> None:
    ranges = sentences(text)
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(start < end for start, end in ranges)


@settings(deadline=None)
@given(MIX)
def test_tokens_tile_any_text(text: str) -> None:
    whole(say(text), text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("你好。再见。", ["你好。", "再见。"]),
        ("他说：“好！”我走了。", ["他说：“好！”", "我走了。"]),
        ("“好！”他说。", ["“好！”他说。"]),
        ("“是吗？”她问，“真的？”", ["“是吗？”她问，“真的？”"]),
        ("增长4.5%。完。", ["增长4.5%。", "完。"]),
        ("见No.3和www.a.cn。", ["见No.3和www.a.cn。"]),
        ("真的……不过也好。", ["真的……不过也好。"]),
        ("太好了！！！走吧", ["太好了！！！", "走吧"]),
        ("（完。）下一章", ["（完。）", "下一章"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("一；二；三。", ["一；二；三。"]),
    ],
)
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_a_long_sentence_is_cut_at_its_semicolons() -> None:
    text = "；".join(["这一部分有二十个字左右，说的是一件事情" * 2] * 3) + "。"
    assert [text[end - 1] for _, end in sentences(text)] == ["；", "；", "。"]


def test_a_run_in_heading_is_a_sentence() -> None:
    made, _ = read(one("总的要求更高 我们要努力。", (Mark(0, 7, "run-in"),)))
    assert made.sentences[0].text == "总的要求更高 "


def test_a_number_is_never_cut() -> None:
    assert [s.text for s in say("网址是http://a.cn/?b.c。好")] == ["网址是http://a.cn/?b.c。", "好"]


def test_ids_and_order() -> None:
    made, _ = read(book(Block("b001", "heading", "一、开头"), Block("b002", "paragraph", "甲。乙。")))
    assert [s.id for s in made.sentences] == ["b001-1", "b002-1", "b002-2"]


def test_every_han_character_has_a_reading() -> None:
    made, found = read(one("𠮷𪚥龘靐齉爩㐀鿿。"))
    silent = [t.text for s in made.sentences for t in s.tokens if not t.syllables and any(map(is_han, t.text))]
    assert [f.code for f in found] == ["R203"] * len(silent)
    assert "𠮷" not in silent


def test_every_han_character_said_as_written_bears_ruby() -> None:
    """Also inside a number: 转 in a telephone number."""
    for text in ("电话：010-6512 3456转802。", "二〇二四年三月廿三日，第3至5页，3比2，三分之二。"):
        assert [token.text for sentence in say(text) for token in sentence.tokens if any(map(is_han, token.text)) and not token.ruby] == []


def test_json_has_the_shape_others_build_on() -> None:
    text = "重要的绿花儿。"
    shape = as_json(say(text), text)
    assert shape["text"] == text and shape["spoken"] == "重要的绿花儿"
    assert set(shape["tokens"][0]) == {"start", "end", "text", "kind", "spoken", "syllables", "decided_by", "confidence"}
    found = [s for token in shape["tokens"] for s in token["syllables"]]
    assert found[0] == {"pinyin": "zhòng", "numbered": "zhong4", "surface": "zhong4"}
    assert {"pinyin": "de", "numbered": "de5", "surface": "de5"} in found
    assert {"pinyin": "lǜ", "numbered": "lv4", "surface": "lv4"} in found
    assert {"pinyin": "huār", "numbered": "huar1", "surface": "huar1"} in found


def test_numbers_carry_the_syllables_of_what_is_said() -> None:
    tokens = [t for s in say("增长4.5%左右") for t in s.tokens if t.kind == "number"]
    assert "".join(t.spoken for t in tokens) == "百分之四点五"
    assert [s.surface for t in tokens for s in t.syllables] == ["bai3", "fen1", "zhi1", "si4", "dian2", "wu3"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("西安", "xī'ān"), ("他看着我。", "tā kànzhe wǒ"), ("火车到了。", "huǒchē dào le"), ("吃了苹果", "chīle píngguǒ"), ("孩子们", "háizimen"),
        ("北京市东城区", "běijīng shì dōngchéng qū"), ("第十五届", "dì-shíwǔ jiè"), ("一百二十三", "yībǎi èrshísān"), ("三分之一", "sān fēn zhī yī"),
        ("三五天", "sān-wǔ tiān"), ("二〇〇八年", "èr líng líng bā nián"), ("一个人", "yī gè rén"), ("弄虚作假", "nòngxūzuòjiǎ"),
        ("环境保护规则", "huánjìng bǎohù guīzé"), ("中华人民共和国", "zhōnghuá rénmín gònghéguó"), ("习近平", "xí jìnpíng"), ("儿童", "értóng"),
        ("芽儿", "yár"), ("女儿", "nǚ'ér"), ("实事求是", "shíshìqiúshì"), ("一样", "yīyàng"), ("安全感", "ānquángǎn"), ("海鸥", "hǎi'ōu"),
        ("一梯一码", "yī tī yī mǎ"), ("一心一意", "yīxīn-yīyì"), ("万平方米", "wàn píngfāngmǐ"), ("三十多年", "sānshí duō nián"), ("全面落实", "quánmiàn luòshí"),
        ("四次会议", "sì cì huìyì"), ("新台阶", "xīn táijiē"), ("新能源", "xīnnéngyuán"), ("一刻钟", "yīkèzhōng"), ("民主党派", "mínzhǔ dǎngpài"),
        ("一本书", "yī běn shū"), ("两辆车", "liǎng liàng chē"), ("这次", "zhè cì"), ("每年", "měi nián"), ("那件事", "nà jiàn shì"), ("这时候", "zhè shíhou"),
        ("每个人", "měi gè rén"), ("这个", "zhège"), ("那里", "nàlǐ"), ("这本身", "zhè běnshēn"), ("三角形", "sānjiǎoxíng"), ("能不能", "néng bù néng"), ("数一数", "shǔ yī shǔ"), ("该不该", "gāi bù gāi"),
        ("一串脚印儿", "yī chuàn jiǎoyìnr"), ("为儿女操心", "wèi érnǚ cāoxīn"), ("把儿子送走", "bǎ érzi sòngzǒu"), ("五棵松", "wǔkēsōng"),
        ("各国", "gè guó"), ("各项工作", "gè xiàng gōngzuò"), ("各种各样", "gè zhǒng gè yàng"), ("某人", "mǒu rén"), ("本市", "běn shì"),
        ("本届政府", "běn jiè zhèngfǔ"), ("该公司", "gāi gōngsī"), ("我国", "wǒ guó"), ("你单位", "nǐ dānwèi"), ("各自", "gèzì"), ("某些", "mǒuxiē"),
        ("本人", "běnrén"), ("本地", "běndì"), ("我们", "wǒmen"), ("老人们常说", "lǎorénmen cháng shuō"), ("让人们知道", "ràng rénmen zhīdào"),
        ("比人们想的好", "bǐ rénmen xiǎng de hǎo"), ("胡同曲曲折折", "hútòng qūqūzhézhé"), ("总是拖拖拉拉", "zǒngshì tuōtuōlālā"), ("走走停停", "zǒuzoutíngtíng"),
        ("爸爸妈妈都来了", "bàba māma dōu lái le"), ("弟弟妹妹", "dìdi mèimei"), ("谢谢您", "xièxie nín"), ("这篇文章", "zhè piān wénzhāng"),
    ],
)  # fmt: skip
def test_words_as_they_are_written(text: str, written: str) -> None:
    assert " ".join(t.ruby for s in say(text) for t in s.tokens if t.ruby) == written


def test_capitals_are_an_option() -> None:
    tokens = [t for s in say("我在北京。", ReadingOptions(capitals="sentence")) for t in s.tokens]
    assert [t.ruby for t in tokens if t.ruby] == ["Wǒ", "zài", "Běijīng"]


@pytest.mark.parametrize(("base", "tone", "marked"), [("zhong", 4, "zhòng"), ("lü", 4, "lǜ"), ("gui", 4, "guì"), ("liu", 2, "liú"), ("hao", 3, "hǎo"), ("ou", 3, "ǒu"), ("xue", 2, "xué"), ("de", 5, "de"), ("huar", 1, "huār"), ("ng", 2, "ńg")])
def test_tone_marks(base: str, tone: int, marked: str) -> None:
    assert tone_marks(base, tone) == marked


def test_numbered_writes_v() -> None:
    assert (numbered("lü", 4), numbered("de", 5)) == ("lv4", "de5")


@pytest.mark.parametrize(("typed", "read_as"), [("zhòng yào", ("zhong4", "yao4")), ("zhong4yao4", ("zhong4", "yao4")), ("lǜ", ("lv4",)), ("huār", ("huar1",)), ("Xī'ān", ("xi1", "an1")), ("de", ("de5",))])
def test_pinyin_as_people_type_it(typed: str, read_as: tuple[str, ...]) -> None:
    assert read_as in syllables(typed)[1]


def entries(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def printed(manuscript: Manuscript, path: Path | None, house: Path | None = None) -> tuple[str, list[str]]:
    made, found = read(manuscript, book_entries_path=path, house=house)
    return " ".join(t.ruby for s in made.sentences for t in s.tokens if t.ruby), [f.code for f in found]


def test_the_longest_entry_wins_anywhere_in_a_word(tmp_path: Path) -> None:
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "行"\npinyin = "héng"\n[[reading]]\ntext = "银行"\npinyin = "yín xìng"\n')
    assert printed(one("银行人行道"), path) == ("yínxìng rénhéngdào", [])


def test_context_and_place(tmp_path: Path) -> None:
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "重"\npinyin = "chóng"\nleft = "体"\n[[reading]]\ntext = "长"\npinyin = "zhǎng"\nnth = 2\n')
    text, found = printed(one("体重，重量，长，长，长。"), path)
    assert text == "tǐchóng zhòngliàng cháng zhǎng cháng" and not found


def test_book_before_house(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    entries(house / "a.toml", '[[reading]]\ntext = "行"\npinyin = "héng"\n[[reading]]\ntext = "没有"\npinyin = "méi yǒu"\n')
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "行"\npinyin = "hàng"\n')
    assert printed(one("行"), path, house) == ("hàng", [])


def test_said_otherwise(tmp_path: Path) -> None:
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "985"\nsay = "九八五"\nwhy = "高校工程"\n')
    tokens = [t for s in say("他上985高校", lexicon=lexicon.load(path)) for t in s.tokens]
    assert [(t.text, t.spoken, t.decided_by) for t in tokens if t.text == "985"] == [("985", "九八五", "lexicon")]


def test_idle_and_contradicting_entries_are_findings(tmp_path: Path) -> None:
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "行"\npinyin = "háng"\n[[reading]]\ntext = "行"\npinyin = "xíng"\n[[reading]]\ntext = "没有的话"\npinyin = "méi yǒu de huà"\n')
    assert sorted(printed(one("行"), path)[1]) == ["R201", "R201", "R202"]


def test_a_contradiction_tells_what_both_say_silence_too(tmp_path: Path) -> None:
    path = entries(tmp_path / "r.toml", '[[reading]]\ntext = "*"\nsay = "星号"\n[[reading]]\ntext = "*"\nsay = ""\n')
    (found,) = lexicon.load(path).findings
    assert found.code == "R202" and "星号" in message(found, "zh").text and 'say = ""' in message(found, "zh").text


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('text = "中"\npinyin = "zhnog"', "R104"), ('text = "中"\npinyin = "zhōng guó"', "R105"), ('txt = "中"', "R102"), ('text = "中"', "R103"),
        ('text = "中"\npinyin = "zhōng"\nsay = "钟"', "R103"), ('text = 5', "R106"), ("text =", "R101"),
        ('text = "中"\nsay = ""', "R107"), ('text = "中国"\nwords = "中 华"', "R108"),
    ],
)  # fmt: skip
def test_a_broken_entry_says_where(tmp_path: Path, entry: str, code: str) -> None:
    path = entries(tmp_path / "r.toml", f"# 说明\n[[reading]]\n{entry}\n")
    with pytest.raises(PublishError) as caught:
        lexicon.load(path)
    assert [f.code for f in caught.value.findings] == [code]
    assert "r.toml" in caught.value.findings[0].where
    assert caught.value.exit_code == 4
    assert "{" not in message(caught.value.findings[0], "zh").text


def test_doubts_name_place_and_candidates() -> None:
    manuscript = one("长，他在等。")
    made, _ = read(manuscript)
    found = doubts(made, manuscript)
    assert [(d.text, d.sentence, d.start, d.end) for d in found] == [("长", "b001-1", 0, 1)]
    assert found[0].confidence < SURE
    assert {found[0].current, *found[0].candidates} >= {"zhang3", "chang2"}


def test_of_our_own_words_only_what_the_book_says_of_itself_is_doubted() -> None:
    said = Section("colophon", 1, "关于本书", (Block("m001", "paragraph", "本书由长先生发布，他给长先生看了。"),), "colophon")
    metadata = dataclasses.replace(METADATA, issuer="长先生")
    manuscript = Manuscript(metadata, (), matter=(said,))
    ours = [d for d in doubts(read(manuscript)[0], manuscript) if d.block == "m001"]
    assert {(d.text, d.start) for d in ours} <= {("长", 3), ("长", 11)} and ours
    assert doubts(read(manuscript)[0], dataclasses.replace(manuscript, metadata=METADATA)) == ()


def test_time_is_linear() -> None:
    piece = "北京市东城区的孩子们在长安街上看着花儿，得了一百分；“好！”"
    say(piece)

    def seconds(times: int) -> float:
        start = time.process_time()
        whole(say(piece * times), piece * times)
        return time.process_time() - start

    assert seconds(1600) < 8 * max(seconds(400), 0.05)


@pytest.mark.slow
def test_a_hundred_thousand_random_mixes() -> None:
    letters = [*"一不儿的了着过得地中国长行“”（）。！？；：，…—.0123456789%/:-~Aa³℃ \n", "𠮷", "😀", "\u0301", "\ue000", "\ud800", "\udfff", "\u200b", "\x00"]
    dice = random.Random(20251123)
    for _ in range(100_000):
        text = "".join(dice.choices(letters, k=dice.randint(0, 24)))
        whole(say(text), text)


STAGE = r"""
import re, sys, time
from pathlib import Path

text = Path(sys.argv[1]).read_text("utf-8")
start = time.process_time()
from publish.reading.read import say
say(text[:100])
loaded = time.process_time()
for _ in range(10):
    say(text)
print(loaded - start, 10 * len(text) / (time.process_time() - loaded), int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


@pytest.mark.slow
def test_loading_speed_and_memory_of_the_whole_stage() -> None:
    """In a process of its own, by that one's own peak (``ru_maxrss`` would count what the test runner held when it forked).
    Processor time, and the best of five: neighbours on the same cores make it longer, nothing makes it shorter than it is."""
    text = Path(__file__).parent.parent / "books" / "second" / "report.txt"
    loading, speed = float("inf"), 0.0
    for _ in range(5):
        seen = subprocess.run([sys.executable, "-c", STAGE, text], cwd=ROOT, capture_output=True, text=True, check=True)
        took, rate, memory = map(float, seen.stdout.split())
        assert memory < 400, "MB"
        loading, speed = min(loading, took), max(speed, rate)
        if loading <= 2 and speed >= 20_000:
            return
    pytest.fail(f"{loading} seconds, {speed} characters a second")


def test_foreign_text_is_told_and_names_are_not() -> None:
    def told(*texts: str) -> list[str]:
        blocks = tuple(Block(f"b{n:03}", "paragraph", text) for n, text in enumerate(texts, 1))
        book = Manuscript(Metadata("书", "", "", None, "zh-Hans", "urn:x", ""), (Section("s001", 1, "书", blocks),))
        return [found.code for found in read(book)[1] if found.code == "R120"]

    assert told("请看这一段：This is a whole sentence in English, and nobody reads it well.", "再看一段。") == ["R120"]
    assert told("公司用了AI、GDP和Windows等词，张三在Apple Store买了iPhone。" * 3) == []
    assert told("这是很长的中文。" * 400 + "He said so and went.") == []

