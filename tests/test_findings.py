"""Every code used in the code has words, every word belongs to a code, and the words are whole in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from publish.findings import EXIT_OF_FAMILY, Finding, PublishError, finding, message, messages, worst

PACKAGE = Path(__file__).parent.parent / "publish"
USED = re.compile(r"""["']([GSRVE]\d{3})["']""")
KEYS = {"level", "text_zh", "text_en", "advice_zh", "advice_en", "explain_zh", "explain_en"}


def codes_in_use() -> set[str]:
    return {code for file in PACKAGE.rglob("*.py") for code in USED.findall(file.read_text("utf-8"))}


def test_every_code_used_has_words():
    assert codes_in_use() - set(messages()) == set()


def test_no_words_without_use():
    assert set(messages()) - codes_in_use() == set()


@pytest.mark.parametrize("code", sorted(messages()))
def test_words_are_whole(code):
    words = messages()[code]
    assert set(words) == KEYS
    assert words["level"] in ("error", "warning", "note")
    assert code[0] in EXIT_OF_FAMILY
    for key in KEYS - {"level"}:
        assert words[key].strip(), key
        assert "\n" not in words[key] or key.startswith("explain"), key


@pytest.mark.parametrize("code", sorted(messages()))
def test_both_languages_use_the_same_values(code):
    def names(language: str) -> set[str]:
        text = messages()[code][f"text_{language}"] + messages()[code][f"advice_{language}"]
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert names("zh") == names("en")


def test_a_message_fills_its_values():
    words = message(finding("G203", "book.toml", key="titel", nearest="title", known="title"), "zh")
    assert "titel" in words.text and "title" in words.text
    assert "{" not in words.text + words.advice


def test_error_carries_the_exit_code_of_its_family():
    assert PublishError(Finding("S101")).exit_code == 3
    with pytest.raises(ValueError, match="at least one"):
        PublishError()


def test_worst_level():
    assert worst([]) is None
    assert worst([Finding("G101")]) == "error"


@pytest.mark.parametrize(("received", "shown"), [
    ("政\u3000府", "政 府"), ("a\xa0b\u2003c", "a b c"), ("一\n二", "一\\u000a二"), ("\x1b[31m", "\\u001b[31m"), ("\u200b", "\\u200b"), ("普通", "普通"),
])  # fmt: skip
def test_a_message_prints_spaces_as_spaces_and_obeys_no_control(received, shown):
    from publish.console import clean

    assert clean(received) == shown
