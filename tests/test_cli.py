"""The command line as a program among programs: pipes that close, encodings that lack characters, refusals of the system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from publish import summary
from publish.console import Speaker, clean
from publish.pipeline import Output
from tests.project import ROOT, project

PUBLISH = [sys.executable, "-m", "publish"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def test_a_reader_that_has_seen_enough_is_no_error():
    """``publish explain --json … | head``, with more to say than a pipe holds: no traceback, the exit code of a closed pipe."""
    command = [*PUBLISH, "say", "--json", *["好"] * 2000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_an_edition_of_many_files_is_one_row_with_where_they_lie():
    made = {"audio": [f"audio/00{n}.mp3" for n in range(5)], "print": [f"b-large-print-{n}.pdf" for n in range(1, 5)], "epub": ["b.epub"], "daisy": ["daisy/ncc.html", "daisy/s001.mp3", "daisy/s001.smil", "b-daisy.zip"]}
    outputs = tuple(Output(edition, path, 1000) for edition, paths in made.items() for path in paths)
    result = SimpleNamespace(publication=SimpleNamespace(narration=None), outputs=outputs)
    shown = [row[1] for row in summary._output_rows(result, Speaker("en"))]
    assert shown == ["audio/  5 files", "b-large-print-*  4 files", "b.epub", "daisy/, b-daisy.zip  4 files"]


@pytest.mark.parametrize("encoding", ["latin-1", "gb18030", "utf-8"])
def test_what_the_terminal_cannot_show_is_escaped(encoding):
    done = subprocess.run([*PUBLISH, "explain", "G101", "--json"], capture_output=True, env=environment(PYTHONIOENCODING=encoding))
    assert done.returncode == 0 and done.stderr == b""
    assert "磁盘" in json.loads(done.stdout.decode(encoding))["explain_zh"]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_are_no_text_are_answered_in_json(locale):
    done = subprocess.run([*PUBLISH, "say", "--json"], input=b"\xff\xe5\xa5\xbd\n", capture_output=True, env=environment(LC_ALL=locale))
    assert done.returncode == 0 and json.loads(done.stdout.decode("utf-8"))["text"] == "\udcff好"


@pytest.mark.parametrize("arguments", [["-1.5℃"], ["--", "-1.5℃"]])
def test_a_sentence_may_begin_with_a_minus(arguments):
    done = subprocess.run([*PUBLISH, "say", "--json", *arguments], capture_output=True, env=environment())
    assert done.returncode == 0 and json.loads(done.stdout.decode("utf-8"))["spoken"] == "零下一点五摄氏度"


def test_say_says_what_the_house_and_a_book_say(tmp_path):
    made = project(tmp_path, editions=("audio",))
    (made.root / "voices" / "lexicon").mkdir(parents=True, exist_ok=True)
    (made.root / "voices" / "lexicon" / "places.toml").write_text('[[reading]]\ntext = "柳荫里"\npinyin = "liǔ yìn lǐ"\n', "utf-8")
    (made.root / "source" / "book" / "readings.toml").write_text('[[reading]]\ntext = "长明"\npinyin = "zhǎng míng"\n', "utf-8")

    def said(*more):
        command = [*PUBLISH, "say", "--json", "--project", made.root, *more, "柳荫里的长明灯"]
        shape = json.loads(subprocess.run(command, capture_output=True, env=environment(), check=True).stdout.decode("utf-8"))
        return [one["numbered"] for token in shape["tokens"] for one in token["syllables"]]

    assert said()[:3] == ["liu3", "yin4", "li3"] and said()[4] == "chang2"
    assert said("--book", "book")[4] == "zhang3"


def test_a_refusal_nobody_expected_is_one_line(tmp_path):
    """A file where the cache's folder should be: what the system says, with a code and the place."""
    made = project(tmp_path, editions=("audio",))
    cache = made.build / "book" / "cache"
    cache.mkdir(parents=True)
    (cache / "speech").write_text("in the way")
    done = made.run("build", "book", "--quiet")
    assert done.returncode == 2 and done.stderr.startswith("G103 ") and "speech" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_sound_source_has_no_candidates(tmp_path):
    made = project(tmp_path)
    assert made.run("candidates", "book", "--lang", "en").stdout == "No damaged place was found in the source.\n"
    assert json.loads(made.run("candidates", "book", "--json").stdout) == []


def test_words_of_a_source_are_shown_and_never_obeyed():
    assert clean("第一章　总则\u00a0（一）") == "第一章 总则 （一）"
    assert clean("a\x1b[2Jb\n\u2028\u202e") == "a\\u001b[2Jb\\u000a\\u2028\\u202e"
