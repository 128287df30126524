"""Mistakes on the command line: one line in the person's language, with the nearest name there is; never a traceback."""

from __future__ import annotations

import re

import pytest

from publish import cli

MISTAKES = {
    ("biuld",): ("没有“biuld”，您是不是要写“build”", "there is no “biuld”, did you mean “build”"),
    ("build", "--jsno"): ("不认识 --jsno，您是不是要写“--json”", "--jsno is not known, did you mean “--json”"),
    ("build", "--js"): ("不认识 --js", "--js is not known"),  # options are not guessed from their beginnings
    ("show",): ("还要写 stage", "stage is missing"),
    ("kit", "--to"): ("--to 后面要写一个值", "--to needs a value"),
    ("serve", "--port", "abc"): ("--port 的值“abc”不对", "--port cannot be “abc”"),
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mistake_is_one_line(capsys, arguments, language):
    assert cli.main([*arguments, "--lang", language]) == 2
    said, = capsys.readouterr().err.splitlines()
    assert said.startswith("G001 publish") and MISTAKES[arguments][language == "en"] in said


def test_no_command_is_a_question_for_help(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert cli.main([]) == 2
    shown = capsys.readouterr().out
    assert shown.startswith("用法：publish") and "制作一本书的全部成品" in shown
    assert not re.search("usage:|positional|optional|show this help", shown)


def test_an_explanation_shows_no_braces(capsys):
    assert cli.main(["explain", "e401", "--lang", "zh"]) == 0
    assert "{" not in capsys.readouterr().out
