"""Encodings told apart, and every bad input refused with its own code."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.findings import PublishError, message
from publish.manuscript.readers.encodings import CODECS, decode
from publish.manuscript.readers.table import READERS, load

SIMPLIFIED = (
    "通知\n各位居民：社区服务中心从3月5日起，每周三上午提供免费义诊。请带好医保卡。\n",
    "天气预报：今天夜间晴，最低气温零下5℃，风力三四级。",
    "他站在门口，看了看手表，说：“我们走吧！”",
    "𠮷野家的招牌在路口。",
    "中华人民共和国",
    "联通",
    "你好",
)
TRADITIONAL = (
    "通知\n各位居民：社區服務中心從3月5日起，每週三上午提供免費義診。請帶好健保卡。\n",
    "天氣預報：今天夜間晴，最低氣溫零下5℃，風力三四級。",
    "他站在門口，看了看手錶，說：「我們走吧！」",
    "中華民國臺灣",
    "你好嗎",
)


def codes(error: pytest.ExceptionInfo[PublishError]) -> list[str]:
    for found in error.value.findings:
        assert message(found, "zh").text and "{" not in message(found, "zh").text + message(found, "en").text
    return [f.code for f in error.value.findings]


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL)
@pytest.mark.parametrize(("codec", "name"), [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
])  # fmt: skip
def test_unicode_and_gb18030_are_told_apart(text: str, codec: str, name: str) -> None:
    assert decode("text.txt", text.encode(codec)) == (text, name)


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5_is_told_apart(text: str) -> None:
    assert decode("text.txt", text.encode("cp950")) == (text, "big5")


@pytest.mark.parametrize("text", ["Hello", "1234", "hello, world\n", "N-e"])
def test_plain_ascii_is_utf_8(text: str) -> None:
    assert decode("text.txt", text.encode("ascii")) == (text, "utf-8")


def test_a_big_endian_mark_is_read() -> None:
    assert decode("text.txt", b"\xfe\xff" + "你好".encode("utf-16-be")) == ("你好", "utf-16-be")


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "gb2312", "cp936"])
def test_an_encoding_can_be_named(encoding: str) -> None:
    assert decode("text.txt", "你好".encode("gb18030"), encoding) == ("你好", "gb18030")


HAN_ONLY = [c for c in "".join(SIMPLIFIED) if "\u4e00" <= c <= "\u9fff"]


@given(st.lists(st.sampled_from(HAN_ONLY), min_size=6, max_size=60, unique=True).map("".join))
def test_any_mix_of_everyday_characters_survives_gb18030(text: str) -> None:
    assert decode("text.txt", text.encode("gb18030")) == (text, "gb18030")


@given(st.lists(st.sampled_from([c for c in "".join(TRADITIONAL) if "\u4e00" <= c <= "\u9fff"]), min_size=6, max_size=60, unique=True).map("".join))
def test_any_mix_of_everyday_characters_survives_big5(text: str) -> None:
    assert decode("text.txt", text.encode("cp950")) == (text, "big5")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    try:
        text, name = decode("text.txt", data)
    except PublishError as error:
        assert error.exit_code == 3
    else:
        assert name in CODECS
        text.encode("utf-8")  # no unpaired surrogate gets through


@pytest.mark.parametrize(("data", "code"), [
    (b"", "S102"), (b" \n\t \r\n", "S102"), ("\u3000\n".encode(), "S102"), (b"\xef\xbb\xbf", "S102"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "S103"), (b"PK\x03\x04\x14\x00\x06\x00", "S103"), (b"\x89PNG\r\n\x1a\n\x00\x00", "S103"),
    (bytes(range(256)) * 4, "S103"),
    ("第一行是这样写的。\n".encode() + "第二行却是另一种编码，读不出来。\n".encode("gb18030"), "S104"),
    ("第一行是国标编码，写得清清楚楚。\n".encode("gb18030") + "第二行却是万国码，也写得清楚。\n".encode(), "S104"),
    ("这一行有坏字节".encode() + b"\xe4\xbd" + "，后面还有很多正常的文字。".encode(), "S105"),
    ("半个代理码：".encode() + b"\xed\xa0\xbd" + "。后面还有正常的文字。".encode(), "S107"),
    (b"\xff\xfe" + "半个：".encode("utf-16-le") + b"\x3d\xd8" + "。".encode("utf-16-le"), "S107"),
])  # fmt: skip
def test_bad_bytes_are_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    with pytest.raises(PublishError) as error:
        load(path)
    assert codes(error) == [code]
    assert error.value.exit_code == 3


def test_bad_bytes_are_named_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("第一行。\n第二".encode() + b"\xff" + "行，还有别的文字。".encode())
    with pytest.raises(PublishError) as error:
        load(path)
    assert error.value.findings[0].where == "text.txt:2:3"
    assert "ff" in error.value.findings[0].detail


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as error:
        load(tmp_path / "nothing.txt")
    assert codes(error) == ["S101"]
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(PublishError) as error:
        load(tmp_path / "folder.txt")
    assert codes(error) == ["S112"]


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "text.txt"
    path.write_text("文字")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PublishError) as error:
        load(path)
    assert codes(error) == ["S112"]


def test_unknown_kinds_and_names(tmp_path: Path) -> None:
    path = tmp_path / "text.xyz"
    path.write_bytes(b"x")
    with pytest.raises(PublishError) as error:
        load(path)
    assert codes(error) == ["S108"]
    with pytest.raises(PublishError) as error:
        decode("text.txt", b"x", "klingon")
    assert codes(error) == ["S109"]
    assert ".txt" in READERS


def test_a_zero_byte_in_a_text_is_a_control_character(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("文\0字".encode())
    assert load(path).lines == ("文\0字",)


def test_lines_end_as_files_end_them(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("一\r\n二\r三\n\n四\u2028五\n".encode())
    assert load(path).lines == ("一", "二", "三", "", "四", "五")
