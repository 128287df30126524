"""Why something failed is said in Chinese: every reason here comes from whoever really gives it."""

from __future__ import annotations

import ast
import errno
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from publish import reasons
from publish.findings import finding, message

PACKAGE = Path(__file__).parent.parent / "publish"
ENGLISH = re.compile(r"[A-Za-z]{2,}[ `'][a-z]{2,}")
"""Two words that follow each other: a sentence somebody forgot."""

TABLES = (  # each breaks one rule of TOML
    "a", "a = 1 b = 2", "a 1", "a = 1\n[a.b]", "[a", "[[a]", "= 1", "a = 1\n[b]\nc = 1\n[b]", "a = 1\na = 2", "a = {b = 1}\n[a.c]",
    "a = {b = 1, b = 2}", "a = [1", "a = {b = 1", 'a = "x', 'a = "\\q"', 'a = "\\xZZ"', 'a = "\\uZZZZ"', 'a = "\\ud800"', "a = 2025-02-30",
    "a = 2025-13-01T00:00:00", "a = 文", "名 = 1", "a = 'x\x01'", "# \x01", "[a]\nb.c = 1\n[a.b]", 'a = """x', "a.b = 1\n[a]\nb = 2", "a = true false",
    'a = "x\n"', "[a]\n[[a]]", "[名]", "a = [1]\n[[a]]", 'a = "\\\u7684"',
)
VALUES = (  # a type, and what is no value of it
    (float, "快"), (int, 1.5), (str, 3), (bool, 1), (tuple[str, ...], "甲"), (tuple[str, ...], [1]), (str | tuple[str, ...], 1), (dict[str, str], 1),
    (dict[str, str], None), (Literal["a", "b"], "z"), (Annotated[int, Meta(ge=60)], 1), (Annotated[int, Meta(le=9)], 10), (Annotated[float, Meta(gt=0)], 0.0),
    (Annotated[float, Meta(lt=1)], 1.0), (Annotated[str, Meta(pattern="^a$")], "b"), (Annotated[str, Meta(min_length=1)], ""),
)
ERRORS = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EISDIR, errno.ENOTDIR, errno.ENOENT, errno.EEXIST,
    errno.ENAMETOOLONG, errno.ELOOP, errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.ECONNREFUSED, errno.ENETUNREACH,
)
OURS = ("config.py", "reading/lexicon.py", "manuscript/repairs/decisions.py")


def of_toml() -> list[str]:
    met = []
    for text in TABLES:
        with pytest.raises(tomllib.TOMLDecodeError) as caught:
            tomllib.loads(text)
        met.append(str(caught.value))
    return met


def of_settings() -> list[str]:
    class Missing(msgspec.Struct):
        title: str

    met = []
    for wanted, value in (*((dict[str, kind], {"key": value}) for kind, value in VALUES), *VALUES, (Missing, {})):
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.convert(value, wanted)
        met.append(str(caught.value))
    return met


def of_bytes() -> list[str]:
    met = []
    for data in (b"\xff", b"\xe4\xbd"):
        with pytest.raises(UnicodeDecodeError) as caught:
            data.decode("utf-8")
        met.append(str(caught.value))
    return met


def of_ours() -> list[str]:
    """Every ``reason="…"`` of the modules that read what people write; what is filled in is ``x``."""
    met = []
    for name in OURS:
        for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "reason":
                if isinstance(node.value, ast.Constant):
                    met.append(node.value.value)
                elif isinstance(node.value, ast.JoinedStr):
                    met.append("".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.value.values))
    assert len(met) >= 10
    return met


def of_documents() -> list[str]:
    """Documents that are zips, each damaged in one way."""
    from publish.findings import PublishError
    from publish.manuscript.readers.archive import Archive, parse
    from tests.manuscript.test_archive import zipped

    packed = bytearray(zipped(("a", b"some words, long enough to be packed: words words words")))
    packed[40] ^= 0xFF
    met = []
    for call in (
        lambda: Archive("a.docx", b"x"), lambda: Archive("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        lambda: Archive("a.docx", zipped(("a", b"a"))).read("word/b.xml"),
        lambda: Archive("a.docx", bytes(packed)).read("a"), lambda: parse("a.docx", b"<a><b></a>"), lambda: parse("a.docx", b""),
    ):  # fmt: skip
        with pytest.raises(PublishError) as caught:
            call()
        met.append(dict(caught.value.findings[0].values)["reason"])
    return met


def everything() -> list[str]:
    return [*of_toml(), *of_settings(), *of_documents(), *of_bytes(), *of_ours(), *map(os.strerror, ERRORS)]


@pytest.mark.parametrize("reason", sorted(set(everything())))
def test_a_reason_is_said_in_chinese(reason):
    words = reasons.said(reason, "zh")
    assert re.search(r"[一-鿿]", words) and not ENGLISH.search(words) and "{" not in words.replace("'{'", ""), words
    assert reasons.said(reason, "en") == reason


def test_no_row_without_a_case():
    table = reasons._table()
    met = everything()
    met += [found["reason"] for row, _ in table["place"] for found in map(row.fullmatch, met) if found]
    for kind in ("place", "reason"):
        assert [row.pattern for row, _ in table[kind] if not any(map(row.fullmatch, met))] == []


def test_what_the_table_does_not_know_stays():
    assert reasons.said("frobnication of 3 {things} failed", "zh") == "frobnication of 3 {things} failed"


def test_a_finding_keeps_its_reason_and_words_it_in_its_message():
    found = finding("G204", "book.toml [narration]", reason="Expected `int`, got `str` - at `$.rate`")
    assert dict(found.values)["reason"].startswith("Expected")
    assert message(found, "zh").text == "设置的值不对：rate：应当是整数，写的却是引号里的文字"
    assert "Expected `int`" in message(found, "en").text
