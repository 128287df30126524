"""Repairs: complete, recorded, decided by people where bytes leave a choice."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.findings import PublishError
from publish.manuscript.edit import edit
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.repairs import decisions, glosses, misfire, script
from publish.manuscript.repairs.draft import apply
from publish.manuscript.repairs.places import Damage
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document, plain
from tests.manuscript.test_golden import METADATA

GLOSSED = "社區(qū)服務(wù)專(zhuān)線,社區(qū)現(xiàn)有專(zhuān)家辦(bàn)公,服務(wù)區(qū)內(nèi)實(shí)行。" * 2
SPOT = "工作有序?qū)嵤H消費(fèi)"
PIECES = ["區(qū)", "務(wù)", "專(zhuān)", "實(shí)", "重慶(chóng qìng)", "顯著", "著力", "，", ",", ":", "(一)", "3.5%", "REITs", "T恤", "𠮷", " ", "\u3000", "\u200b", "\n",
          "——2025年1月8日在第一屆\n代表大會上", "一、工作", "各位代表:", "政 府 工 作", "。", "\x01", "后", "里", "干", "们", "饣", "“好”", "\"", "'", "。  鲁迅"]  # fmt: skip


def source(text: str) -> Document:
    return plain("text.txt", text.split("\n"), "utf-8")


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=60).map("".join))
def test_recorded_repairs_make_the_text(text: str) -> None:
    """Nothing is changed silently: the list of repairs alone turns the source into the text."""
    received = source(text.replace("\r", "").replace("\ufffd", ""))
    done = repair(received, (), ManuscriptOptions(damage="allow"))
    assert lines_of(apply(received, done.repairs)) == [passage.text for passage in done.passages]
    assert all(r.before != r.after for r in done.repairs)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="今天我们去社区医院看病，拿药。后里面有人T恤AB123 （一）", max_size=80))
def test_clean_text_is_not_touched(text: str) -> None:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    done = repair(source("\n".join(lines)))
    assert [passage.text for passage in done.passages] == [line for line in lines if line.strip()] or {r.rule for r in done.repairs} <= {"title"}


def test_apply_refuses_a_repair_that_does_not_fit() -> None:
    done = repair(source("报告:一,二"))
    with pytest.raises(ValueError, match="is not there"):
        apply(source("完全是另外一段文字"), done.repairs)


def test_a_scattered_gloss_stays() -> None:
    text = "重庆(chóng qìng)和六安(lù'ān)都是地名，埭(dài)是土坝，饕(tāo)餮(tiè)是怪兽。" + "今天天气很好，我们出去走走。" * 20
    assert not glosses.inserted(text)
    assert len(glosses.find(text)) == 3


def test_a_real_gloss_stays_in_a_damaged_text() -> None:
    text = GLOSSED + "石埭(dài)與重慶(chóng qìng)。"
    bases = {g.base for g in glosses.inserted(text)}
    assert bases == set("區務專現辦內實")


def test_a_reading_that_is_none_of_the_character_stays() -> None:
    assert not glosses.find("區(mā)")


def test_model_goes_forward_as_the_report_shows() -> None:
    table = misfire.table({"區": "qū", "務": "wù"}, [("驅", "qū")])
    assert misfire.forward("有序實施。國際區", table) == "有序?qū)嵤H區(qū)"
    assert misfire.forward("社區服務", table) == "社區(qū)服務(wù)"
    assert misfire.forward("𠮷", table) == ""


def decided(tmp_path: Path, received: str, toml: str) -> list[str]:
    (tmp_path / "text.txt").write_text(received, "utf-8")
    (tmp_path / "repairs.toml").write_text(toml, "utf-8")
    manuscript, _ = edit((tmp_path / "text.txt",), METADATA, ManuscriptOptions(), "", "")
    return [block.text for section in manuscript.sections for block in section.blocks]


ROW = '[[repair]]\nwhere = "text.txt:1:{column}"\nrule = "{rule}"\nbefore = "{before}"\nafter = "{after}"\nreviewed_by = "某人"\nreason = "理由"\n'
DAMAGED = f"{SPOT}\n{GLOSSED}"


def test_damage_without_a_decision_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as error:
        decided(tmp_path, DAMAGED, "")
    assert [(f.code, f.where) for f in error.value.findings] == [("S201", "text.txt:1:5")]
    assert error.value.exit_code == 3


def test_damage_can_be_allowed() -> None:
    done = repair(source(DAMAGED), (), ManuscriptOptions(damage="allow"))
    assert [f.code for f in done.findings] == ["S202"]
    assert "?qū)嵤H" in done.passages[0].text


def test_a_decision_that_fits_the_bytes_is_printed(tmp_path: Path) -> None:
    row = ROW.format(column=5, rule="misfire", before="?qū)嵤H", after="实施。国际")
    assert decided(tmp_path, DAMAGED, row)[0] == "工作有序实施。国际消费"


@pytest.mark.parametrize(("after", "code"), [("实施，国际", "S204"), ("实施", "S204"), ("", "S204")])
def test_a_decision_against_the_bytes_is_refused(tmp_path: Path, after: str, code: str) -> None:
    with pytest.raises(PublishError) as error:
        decided(tmp_path, DAMAGED, ROW.format(column=5, rule="misfire", before="?qū)嵤H", after=after))
    assert code in [f.code for f in error.value.findings]


def test_a_hand_correction_needs_no_bytes(tmp_path: Path) -> None:
    row = ROW.format(column=5, rule="edit", before="?qū)嵤H", after="实施，全球")
    assert decided(tmp_path, DAMAGED, row)[0] == "工作有序实施，全球消费"


def test_what_looks_like_damage_can_be_kept(tmp_path: Path) -> None:
    text = "他写下了问号?qū)这样的例子。\n正文到此为止。"
    assert decided(tmp_path, text, ROW.format(column=7, rule="keep", before="?qū)", after="?qū)"))[0] == text.split("\n")[0]


@pytest.mark.parametrize(("toml", "code"), [
    (ROW.format(column=6, rule="misfire", before="?qū)嵤H", after="实施。国际"), "S203"),
    (ROW.format(column=900, rule="edit", before="工", after="公"), "S203"),
    (ROW.format(column=1, rule="edit", before="工", after="公").replace(":1:1", ":99:1"), "S203"),
    (ROW.format(column=1, rule="guess", before="工", after="公"), "S205"),
    (ROW.format(column=1, rule="edit", before="工", after="公").replace("理由", " "), "S205"),
    (ROW.format(column=1, rule="edit", before="工", after="公").replace("text.txt", "../x.txt"), "S205"),
    (ROW.format(column=1, rule="edit", before="工", after="公") + 'colour = "red"\n', "S205"),
    (ROW.format(column=1, rule="edit", before="工作", after="公") + ROW.format(column=2, rule="edit", before="作", after="做"), "S209"),
    ("[[repair", "S205"), ("repair = 3", "S205"), ("[[repair]]\nwhere = 3\n", "S205"), ("[[other]]\n", "S205"),
    (ROW.format(column=1, rule="misfire", before="工作", after="公作"), "S204"),
])  # fmt: skip
def test_bad_repairs_toml(tmp_path: Path, toml: str, code: str) -> None:
    with pytest.raises(PublishError) as error:
        decided(tmp_path, DAMAGED, toml)
    assert [f.code for f in error.value.findings][0] == code


def test_a_lost_character_stops_the_build_and_can_be_supplied(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as error:
        decided(tmp_path, "今天天\ufffd很好。", "")
    assert [(f.code, f.where) for f in error.value.findings] == [("S110", "text.txt:1:4")]
    assert decided(tmp_path, "今天天\ufffd很好。", ROW.format(column=4, rule="edit", before="\ufffd", after="气")) == ["今天天气很好。"]


def test_private_use_is_a_warning() -> None:
    assert [f.code for f in repair(source("这个\ue000字")).findings] == ["S113"]


def test_traditional_is_decided_by_counting() -> None:
    assert script.is_traditional_text("社區服務報告，歡迎居民參加。")
    assert not script.is_traditional_text("社区服务报告，欢迎居民参加。店名写作“萬福樓”。")
    assert not script.is_traditional_text("后里干系")
    assert not script.is_traditional_text("")


def test_mixed_scripts_are_left_and_noted() -> None:
    text = "社区服务报告欢迎居民参加" * 3 + "社區服務報告歡迎參加"
    done = repair(source(text))
    assert done.repairs == ()
    assert [f.code for f in done.findings] == ["S207"]


def test_house_table_is_sorted_and_of_equal_length() -> None:
    rows = [line.split("\t") for line in (Path(script.__file__).parent.parent / "data" / "simplify.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
    assert rows == sorted(rows) and len({row[0] for row in rows}) == len(rows)
    assert all(len(row) == 2 and len(row[0]) == len(row[1]) for row in rows)


def test_word_table_is_sorted_and_unique() -> None:
    packed = (Path(script.__file__).parent.parent / "data" / "words.tsv.gz").read_bytes()
    words = [line.split("\t")[0] for line in gzip.decompress(packed).decode("utf-8").splitlines() if line[0] != "#"]
    assert words == sorted(set(words)) and len(words) > 50_000


@pytest.mark.parametrize(("before", "after"), [
    ("着力推動,顯著進步", "着力推动,显著进步"), ("著名論著", "著名论著"), ("沿著執著附著", "沿着执着附着"), ("乾隆乾淨", "乾隆干净"),
    ("皇后以後", "皇后以后"), ("頭髮發展", "头发发展"), ("公里裡面", "公里里面"), ("麵粉面子", "面粉面子"), ("核心打印機", "核心打印机"),
    ("標桿桿秤", "标杆杆秤"), ("臺階台州", "台阶台州"), ("複議復興覆蓋", "复议复兴覆盖"), ("鬱悶濃郁", "郁闷浓郁"), ("軟件信息", "软件信息"),
])  # fmt: skip
def test_characters_change_and_words_do_not(before: str, after: str) -> None:
    assert script.simplify(before) == after


def test_every_spot_tells_where_it_is() -> None:
    damage = Damage(source(DAMAGED))
    assert [(s.where, s.shown, s.before, s.reading) for s in damage.spots] == [("text.txt:1:5", "?qū)", "序", "qū")]


def test_decisions_of_no_file_are_none(tmp_path: Path) -> None:
    assert decisions.read(tmp_path / "repairs.toml", source("文字")) == ()


@pytest.mark.parametrize(("line", "name"), [
    ("我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。　　王小明", "王小明"), ("我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。王小明", "王小明"),
    ("我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干！　李梅", "李梅"), ("我常常去看那棵枣树，每一次都要站一会儿，他说：“真好。”　欧阳明华", "欧阳明华"),
])  # fmt: skip
def test_a_writer_behind_the_last_full_stop_is_a_line_of_its_own(line: str, name: str) -> None:
    repaired = repair(plain("t", ["枣树", "", line]))
    assert [passage.text for passage in repaired.passages] == ["枣树", line.removesuffix(name).rstrip("　"), name]
    assert apply(plain("t", ["枣树", "", line]), repaired.repairs).split("\n")[-1] == name


@pytest.mark.parametrize("line", [
    "我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。高兴", "我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。谢谢大家", "好。李白", "我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干（王小明）",
    "我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。安好", "我常常去看那棵枣树，每一次都要站一会儿，摸摸它的树干。完",
])  # fmt: skip
def test_other_words_behind_it_stay(line: str) -> None:
    assert [passage.text for passage in repair(plain("t", ["枣树", line])).passages] == ["枣树", line]
