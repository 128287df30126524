"""Braille words at the desk: what a proof-reader joins and cuts is written into braille.toml, and the book follows."""

from __future__ import annotations

import json
import tomllib

import pytest

from publish.desk import braille
from publish.editions.braille import decisions
from publish.findings import PublishError
from tests.desk.desk_project import book, desk
from tests.desk.test_server import JSON, ask


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("在 东城区 图书馆", "在 东城区 图书馆", []),
        ("在 东城区 图书馆", "在 东城 区 图书馆", [("东城区", "东城 区")]),
        ("在 东城区 图书馆", "在 东城区图书馆", [("东城区图书馆", "东城区图书馆")]),
        ("在 东城区 图书馆", "在东城 区图书馆", [("在东城区图书馆", "在东城 区图书馆")]),
        ("我 来。 他 去 了。", "我来。 他 去了。", [("我来", "我来"), ("去了", "去了")]),
        ("第3次 会议， 好", "第 3次会议，好", [("次会议", "次会议")]),
    ],
)
def test_what_was_joined_and_cut(before, after, expected):
    assert list(braille.changes(before, after)) == expected


@pytest.fixture
def sitting(tmp_path):
    return desk(book(tmp_path, "社区报告\n各位代表：\n我们在图书馆读书，图书馆很好。\n谢谢大家！\n"))


def paragraph(sitting):
    return next(one["id"] for one in sitting.braille().listed() if one["opening"].startswith("我们在"))


def test_a_cut_is_written_down_and_the_book_follows(sitting):
    name = paragraph(sitting)
    shown = sitting.braille().shown(name)
    assert shown["words"] == "我们 在 图书馆 读书， 图书馆 很好。"
    told = sitting.decide_braille(name, "我们 在 图书 馆 读书， 图书馆 很好。", "王老师", "听说")
    assert told["words"] == "我们 在 图书 馆 读书， 图书 馆 很好。" and "2 处" in told["told"]
    text = (sitting.folder / "braille.toml").read_text("utf-8")
    assert text.startswith("#") and tomllib.loads(text)["word"] == [{"text": "图书馆", "words": "图书 馆", "by": "王老师", "why": "听说"}]
    assert decisions.load(sitting.folder)[0].words == "图书 馆"


def test_another_decision_about_the_same_words_has_the_last_word(sitting):
    name = paragraph(sitting)
    for words in ("我们 在 图书 馆 读书， 图书馆 很好。", "我们 在 图 书馆 读书， 图书 馆 很好。"):
        sitting.decide_braille(name, words, "王老师", "")
    assert [one.words for one in decisions.load(sitting.folder)][-1] == "图 书馆"
    assert sitting.braille().shown(name)["words"].startswith("我们 在 图 书馆")


def test_a_persons_own_comments_stay(sitting):
    path = sitting.folder / "braille.toml"
    path.write_text('# 我的话\n[[word]]\ntext = "谢谢大家"  # 结尾\nwords = "谢谢 大家"\n', "utf-8")
    sitting.decide_braille(paragraph(sitting), "我们 在 图书 馆 读书， 图书馆 很好。", "王老师", "")
    assert path.read_text("utf-8").startswith('# 我的话\n[[word]]\ntext = "谢谢大家"  # 结尾\n')
    assert len(decisions.load(sitting.folder)) == 2


@pytest.mark.parametrize(("words", "who", "code"), [("我们 在 图书馆 念书， 图书馆 很好。", "王", "G414"), ("我们 在 图书 馆 读书， 图书馆 很好。", " ", "G403")])
def test_what_is_refused_is_not_written(sitting, words, who, code):
    with pytest.raises(PublishError) as caught:
        sitting.decide_braille(paragraph(sitting), words, who, "")
    assert caught.value.findings[0].code == code and not (sitting.folder / "braille.toml").exists()


def test_nothing_changed_writes_nothing(sitting):
    name = paragraph(sitting)
    assert sitting.decide_braille(name, sitting.braille().shown(name)["words"], "王老师", "")["told"] == "没有改动"
    assert not (sitting.folder / "braille.toml").exists()


def test_the_page_and_its_answers(sitting):
    name = paragraph(sitting)
    body = json.dumps({"id": name, "words": "我们 在 图书 馆 读书， 图书馆 很好。", "who": "王", "why": ""}).encode()
    answers = ask(
        sitting, ("GET", "braille", {}, None), ("GET", "assets/braille.js", {}, None), ("GET", "api/braille", {}, None),
        ("GET", f"api/braille/{name}", {}, None), ("POST", "api/braille", JSON, body), ("POST", "api/braille", JSON, b"{}"), ("GET", "api/braille/none", {}, None),
    )  # fmt: skip
    assert [status for status, _, _ in answers] == [200, 200, 200, 200, 200, 400, 409]
    assert json.loads(answers[2][2])["paragraphs"][0]["opening"] == "社区报告"
    assert "图书 馆" in json.loads(answers[4][2])["words"] and json.loads(answers[6][2])["code"] == "G408"
    assert all(headers["Content-Security-Policy"] for _, headers, _ in answers)
