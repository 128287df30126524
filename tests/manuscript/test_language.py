"""What book.toml says of the language, and what the text is written in: a contradiction is told, and `publish new` shows how to keep a traditional text."""

from __future__ import annotations

import dataclasses
import tomllib

import pytest

from publish.findings import message
from publish.manuscript import start
from publish.manuscript.edit import edit
from publish.manuscript.model import ManuscriptOptions
from tests.manuscript.test_golden import METADATA

TRADITIONAL = "政府工作報告\n我們為人民服務，推動經濟發展，改善醫療條件。\n"
SIMPLIFIED = "政府工作报告\n我们为人民服务，推动经济发展，改善医疗条件。\n"


def told(tmp_path, text: str, language: str, script: str) -> list[str]:
    file = tmp_path / "a.txt"
    file.write_text(text, "utf-8")
    _, found = edit((file,), dataclasses.replace(METADATA, language=language), ManuscriptOptions(script=script), "声音", "")
    return [one.code for one in found if one.code in ("G213", "G214")]


@pytest.mark.parametrize(("text", "language", "script", "codes"), [
    (TRADITIONAL, "zh-Hans", "keep", ["G213"]), (TRADITIONAL, "zh-CN", "keep", ["G213"]), (TRADITIONAL, "zh-Hant", "keep", []), (TRADITIONAL, "zh-HK", "keep", []),
    (TRADITIONAL, "zh-Hans", "simplified", []), (TRADITIONAL, "zh-Hant", "simplified", ["G214"]), (SIMPLIFIED, "zh-Hant", "keep", ["G214"]),
    (SIMPLIFIED, "zh-Hant", "simplified", ["G214"]), (SIMPLIFIED, "zh-Hans", "simplified", []), (SIMPLIFIED, "zh-Hans", "keep", []), ("一二三\n", "zh-Hant", "keep", []),
])  # fmt: skip
def test_language_and_text_agree(tmp_path, text, language, script, codes):
    assert told(tmp_path, text, language, script) == codes


def test_a_new_book_shows_how_to_keep_a_traditional_text(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TRADITIONAL, "utf-8")
    written = (start.start(file, tmp_path / "source", "a") / "book.toml").read_text("utf-8")
    assert (tomllib.loads(written)["book"]["language"], tomllib.loads(written)["manuscript"]["script"]) == ("zh-Hans", "simplified")
    kept = tomllib.loads(written.replace('language = "zh-Hans"\n', "").replace('\ntitle = "政府工作报告"\n', "\n").replace("# title", "title").replace('script = "simplified"\n', "").replace("# language", "language").replace("# script", "script"))
    assert (kept["book"]["language"], kept["manuscript"]["script"]) == ("zh-Hant", "keep")
    assert (tomllib.loads(written)["book"]["title"], kept["book"]["title"]) == ("政府工作报告", "政府工作報告")


def test_a_new_book_of_a_simplified_text_says_nothing_of_it(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(SIMPLIFIED, "utf-8")
    assert '# language = "zh-Hant"' not in (start.start(file, tmp_path / "source", "a") / "book.toml").read_text("utf-8")


def test_the_advice_names_what_to_write(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TRADITIONAL, "utf-8")
    _, found = edit((file,), METADATA, ManuscriptOptions(script="keep"), "声音", "")
    words = message(next(one for one in found if one.code == "G213"), "zh")
    assert 'language = "zh-Hant"' in words.advice and "zh-Hans" in words.text
