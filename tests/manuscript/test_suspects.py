"""Damage that is seen: text decoded wrongly, characters lost, figures misread; and clean texts, in which nothing is suspected."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.findings import PublishError
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.table import load
from publish.manuscript.repairs import figures, lost, mojibake, suspects
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import plain

ROOT = Path(__file__).parents[2]
LINES = [
    "社区食堂每天早上七点开门，请老人们带好老年卡。", "2024年全区新增助餐点十七家。", "通知：周三上午停水，请提前储水。",
    "他说：“今天的天气真不错，我们去公园走走吧。”", "第三条　本办法自公布之日起施行。",
]  # fmt: skip
TRADITIONAL = ["社區食堂每天早上七點開門，請長者帶好老人卡。", "政府宣布明年起增加長者醫療券金額。"]


WHOLE = "社区服务工作报告"
"""No byte of it is lost when its UTF-8 is taken for GB18030."""


def garbled(line: str, really: str, taken: str) -> str:
    """``line`` as a program shows it that takes ``really`` for ``taken``."""
    data = line.encode(really)
    if taken == "cp1252":
        return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)
    return data.decode(taken, "replace")


@pytest.mark.parametrize(("taken", "really"), mojibake.PAIRS)
def test_what_was_decoded_wrongly_is_found_with_what_it_says(taken: str, really: str) -> None:
    lossless = missed = 0
    for line in [*(TRADITIONAL if really in ("big5", "cp932") else LINES), *(line[-8:] for line in LINES if really not in ("big5", "cp932"))]:
        try:
            shown = garbled(line, really, taken)
        except UnicodeEncodeError:
            continue
        with pytest.raises(PublishError) as error:
            repair(plain("t.txt", ["前一行是好的。", shown, "后一行也是好的。"]))
        assert all(found.where.startswith("t.txt:2:") for found in error.value.findings)
        if "\ufffd" not in shown:
            lossless += 1
            missed += [hit.after for hit in mojibake.find(shown)] != [line]
    assert missed <= max(1, lossless // 8)


CLEAN = [
    "安犁靡", "忒堤斯", "陈敬瑄", "湮替隸圉", "趙嘉毅", "處處聞啼鳥", "蓮峰瓣瓣高", "都濼等湖",
    "龘靐齉爩麤，魑魅魍魉饕餮。", "𠮷野家与㑇㑊㕮㘎", "ギリシャ語と日本語の文章です", "Привет мир", "안녕하세요 여러분", "αβγδεζηθ", "Ünïcödé café naïve œuvre façade",
    "①②③④⑤⑥", "──────────", "★☆●○◎◇◆□■△▲", "饔飧不继，鞑靼氍毹，龃龉觳觫。", "甪直、亳州、郫县、盱眙、涪陵、儋州、鄄城、睢县", "乙烯基吡咯烷酮与邻苯二甲酸酯",
    "“……”——《〈〉》", "ɑ ɛ ɔ ŋ ʃ ʒ", "佉卢文诘屈聱牙，佶屈难懂。", "銀行行長還錢，樂隊會計。", "㐀㐁㐂㐃㐄㐅㐆",
]  # fmt: skip


@pytest.mark.parametrize("line", CLEAN)
def test_rare_characters_and_other_scripts_are_no_damage(line: str) -> None:
    assert not list(mojibake.find(line))


def test_the_report_and_its_source_are_not_suspected() -> None:
    assert suspects.find(load(ROOT / "source" / "dongcheng-2025" / "report.txt")) == ()


def test_whole_texts_of_the_tests_are_clean() -> None:
    for name in ("tests/books/second/report.txt", "tests/manuscript/openings.txt"):
        assert [s.shown for s in suspects.find(plain("t", (ROOT / name).read_text("utf-8").split("\n")))] == []


@pytest.mark.parametrize("line", ["锟斤拷锟斤拷开会", "烫烫烫烫烫烫", "会议ï¿½ï¿½开始", "北京????区政府工作", "????????", "??市??办公室关于????的通知"])
def test_lost_characters_stop_the_build(line: str) -> None:
    with pytest.raises(PublishError) as error:
        repair(plain("t.txt", ["好的一行。", line]))
    assert {f.code for f in error.value.findings} == {"S110"} and error.value.findings[0].where.startswith("t.txt:2:")


@pytest.mark.parametrize("line", ["真的吗???", "什么???我不信", "为什么？？？？", "他说“??”", "http://a.cn/?a=??b", "是??还是不是??"])
def test_questions_are_questions(line: str) -> None:
    assert not list(lost.find(line))


FIGURES = [
    ("2O25年", "2025"), ("3月l日", "1"), ("〔202316号", "〔2023〕"), ("5O0万元", "500"), ("l00元", "100"), ("2.O5万", "2.05"), ("1l月", "11"), ("[202412号", "[2024]"),
    ("二〇二四年和二三五年", ""), ("I日", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "after"), FIGURES)
def test_misread_figures_are_doubts(text: str, after: str) -> None:
    assert after in [one.after for one in figures.find(text)]


@pytest.mark.parametrize("text", ["B2层", "5S店", "A4纸", "5G", "S1线", "O型血", "KN95", "3D打印", "3B楼", "2B铅笔", "一二三年级", "二三十年", "Z20次列车", "〔2023〕16号", "（2024）1号", "http://a.cn/l日"])
def test_names_with_letters_are_no_misreadings(text: str) -> None:
    assert not list(figures.find(text))


def test_a_garbled_text_stops_names_its_line_and_offers_the_text() -> None:
    document = plain("t.txt", ["好的一行。", garbled(WHOLE, "utf-8", "gb18030")])
    with pytest.raises(PublishError) as error:
        repair(document)
    (found,) = error.value.findings
    assert (found.code, found.where) == ("S212", "t.txt:2:1") and "how=utf-8 as gb18030" in found.detail


def test_it_is_restored_as_the_book_says_on_record() -> None:
    even = WHOLE
    document = plain("t.txt", ["好的一行。", garbled(even, "utf-8", "gb18030")])
    done = repair(document, (), ManuscriptOptions(recode="utf-8 as gb18030"))
    assert [p.text for p in done.passages] == ["好的一行。", even] and [r.rule for r in done.repairs] == ["recode"]
    allowed = repair(document, (), ManuscriptOptions(damage="allow"))
    assert [f.code for f in allowed.findings] == ["S213"] and allowed.repairs == ()
