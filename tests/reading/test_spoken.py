"""Spoken Chinese, one case a line in ``tests/reading/spoken/*.tsv``, and the tables the rules know."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from publish.reading.spoken import joints, say
from publish.reading.spoken.say import pieces
from tests.reading import cases

FILES = sorted((cases.FOLDER / "spoken").glob("*.tsv"))
CASES = [pytest.param(*row, id=f"{file.stem}-{n}") for file in FILES for n, row in enumerate(cases.load(file), 1)]
TABLES = ["currency", "heard", "joints", "known_numbers", "latin_words", "measures", "named", "not_measures", "symbols", "traditional", "triggers", "units"]


def spoken(text: str) -> str:
    return "".join(piece.spoken for piece in pieces(text))


@pytest.mark.parametrize(("written", "label"), CASES)
def test_a_written_form_is_said(written: str, label: str) -> None:
    assert cases.right(spoken(written), label), f"{written} is said {spoken(written)}, not {label}"


DOUBTS = [line.split("\t") for line in (cases.FOLDER / "spoken" / "doubts.tsv").read_text("utf-8").splitlines() if not line.startswith("# ")]


@pytest.mark.parametrize(("written", "label", "others"), DOUBTS)
def test_a_doubt_offers_the_other_forms(written: str, label: str, others: str) -> None:
    made = pieces(written)
    offered = {form for piece in made if piece.confidence < 0.9 for form in piece.alternatives}
    assert set(others.split("|")) <= offered, offered


def test_there_are_enough_cases_and_none_twice() -> None:
    written = [row[0] for file in FILES for row in cases.load(file)]
    assert len(written) >= 500
    assert sorted(written) == sorted(set(written))


@pytest.mark.parametrize(
    ("name", "least"),
    [("held-out-clauses", 257), ("held-out-second", 147), ("held-out-third", 102), ("held-out-fourth", 58), ("held-out-fifth", 301), ("held-out-sixth", 150), ("held-out-seventh", 100), ("held-out-eighth", 200), ("held-out-ninth", 101), ("held-out-tenth", 100), ("held-out-eleventh", 108)],
)
def test_the_held_out_clauses_are_no_worse_than_they_were(name: str, least: int) -> None:
    rows = cases.load(cases.FOLDER / f"{name}.tsv")
    assert sum(cases.right(spoken(written), label, easy=True) for written, label in rows) >= least


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_unique_and_whole(name: str) -> None:
    text = (resources.files("publish.reading") / "data" / f"{name}.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    rows = [tuple(line.split("\t")) for line in lines]
    assert text.endswith("\n") and text.startswith("# ")
    assert rows == sorted(set(rows))
    assert len({len(row) for row in rows}) == 1
    assert name in ("joints", "triggers") or len({row[0] for row in rows}) == len(rows)


def test_measures_say_two_one_way_or_the_other() -> None:
    for word, two in _rows("measures"):
        assert two in ("两", "二") and re.fullmatch(r"[\u4e00-\u9fff]+", word)


def test_no_digit_is_said_from_a_table() -> None:
    for name in ("currency", "latin_words", "symbols", "units"):
        assert not [row for row in _rows(name) if any(c.isdigit() for c in row[1])]


def test_triggers_have_known_classes_and_sides() -> None:
    source = "".join(p.read_text("utf-8") for p in Path("publish/reading/spoken/rules").glob("*.py"))
    for word, cls, side in _rows("triggers"):
        assert side in ("before", "after", "around"), word
        assert re.search(rf"triggers\(.{cls}., .{side}.\)", source), (word, cls, side)


def test_a_joint_is_of_rules_there_are() -> None:
    rules = {rule.__name__ for rule in (*say.DIGIT_RULES, *say.LETTER_RULES, *say.SIGN_RULES)} | {"mark"}
    assert not [pair for pair in _rows("joints") if not {side.split(" ")[0] for side in pair} <= rules]


@pytest.mark.parametrize("text", ["煮7\"8'5", "3x7y", "焖1h20kk", "5*8#3", "12|7"])
def test_expressions_that_touch_as_none_did_before_are_a_doubt(text: str) -> None:
    assert [p for p in pieces(text) if p.spoken and p.confidence < 0.9]


@pytest.mark.parametrize("text", ["A4纸", "PM2.5", "5G网络", "G1次", "3%～5%", "8:00-12:00", "COVID-19", "x=3"])
def test_expressions_that_touch_as_they_always_do_are_none(text: str) -> None:
    assert min(p.confidence for p in pieces(text)) >= 0.9


@pytest.mark.parametrize(("written", "spoken", "others"), [("-", "到", ("减", "杠", "负", "比", "")), ("305", "三百零五", ("三零五",)), ("110", "一百一十", ("一一零", "幺幺零")), ("12.3", "十二点三", ("一二三",)), ("GB", "GB", ())])
def test_a_doubt_without_other_forms_is_offered_what_is_heard(written: str, spoken: str, others: tuple[str, ...]) -> None:
    assert joints.heard(written, spoken) == others


def _rows(name: str) -> list[tuple[str, ...]]:
    text = (resources.files("publish.reading") / "data" / f"{name}.tsv").read_text("utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines() if not line.startswith("# ")]


# --- the contract of the pieces ---------------------------------------------------------------------------------------------


def shape(text: str) -> list[tuple[str, str, str]]:
    return [(text[p.start : p.end], p.spoken, p.kind) for p in pieces(text)]


def test_a_year_is_said_digit_by_digit_and_its_word_is_a_word() -> None:
    assert shape("2025年") == [("2", "二", "number"), ("0", "零", "number"), ("2", "二", "number"), ("5", "五", "number"), ("年", "年", "word")]


def test_where_the_order_changes_the_expression_is_one_piece() -> None:
    assert shape("增长4.5%。") == [("增长", "增长", "word"), ("4.5%", "百分之四点五", "number"), ("。", "", "punct")]


def test_a_unit_and_a_range_keep_their_own_pieces() -> None:
    assert shape("5-10km") == [("5", "五", "number"), ("-", "到", "symbol"), ("10", "十", "number"), ("km", "千米", "symbol")]


def test_the_first_piece_of_a_group_carries_the_alternatives() -> None:
    bus = [p for p in pieces("101路公交") if p.kind == "number"]
    assert bus[0].alternatives[0] == "幺零幺" and not bus[1].alternatives and len({p.group for p in bus}) == 1


def test_zeros_between_chinese_numerals_are_said_zero() -> None:
    assert shape("二〇二四年") == [("二〇二四年", "二零二四年", "word")]
    assert shape("二○二四年") == [("二", "二", "word"), ("○", "零", "number"), ("二四年", "二四年", "word")]


@pytest.mark.parametrize(("text", "cls"), [("第3", "ordinal"), ("2025年", "year"), ("4.5%", "percent"), ("230", "cardinal"), ("拨打110", "phone"), ("3:2", "score"), ("¥5", "money"), ("5km", "unit"), ("-3℃", "temperature"), ("8:05", "time"), ("3个", "cardinal"), ("GDP", "letters"), ("REITs", "word"), ("Ⅲ", "roman"), ("①", "circled"), ("房间1208", "code")])
def test_the_class_is_told(text: str, cls: str) -> None:
    assert cls in {p.cls for p in pieces(text)}


@pytest.mark.parametrize("text", ["985", "12345678", "1-3", "电影里的2046", "2000年前", "😀", "\ue000"])
def test_what_cannot_be_decided_is_a_doubt(text: str) -> None:
    assert min(p.confidence for p in pieces(text)) < 0.9


@pytest.mark.parametrize("text", ["2025年1月8日", "增长4.5%", "195亿元", "4个项目", "第3届", "GDP", "110千伏变电站", "用时5'30\""])
def test_what_is_plain_is_no_doubt(text: str) -> None:
    assert min(p.confidence for p in pieces(text)) >= 0.9
