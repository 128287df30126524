"""Settings: what is right becomes frozen types; what is wrong is refused before any work, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.config import load_book, load_voice
from publish.findings import PublishError

GOOD = """
[book]
title = "社区报告"
speaker = "王小明"
issuer = "街道办"
date = 2025-01-08
language = "zh-Hans"
identifier = "urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f"
rights = "公开"
text = "t.txt"

[narration]
voices = ["silent"]
rate = 210

[editions.epub]
"""


def book(folder: Path, text: str):
    folder.mkdir(exist_ok=True)
    (folder / "book.toml").write_text(text, "utf-8")
    return load_book(folder)


def test_a_book(tmp_path):
    made = book(tmp_path / "b1", GOOD)
    assert made.slug == "b1"
    assert made.metadata.date.isoformat() == "2025-01-08"
    assert made.narration.rate == 210 and made.narration.voices == ("silent",)
    assert made.editions == {"epub": {}}
    assert made.sources == ((tmp_path / "b1" / "t.txt").resolve(),)


@pytest.mark.parametrize(
    ("before", "after", "code", "says"),
    [
        ('speaker = "王小明"', 'speeker = "王小明"', "G203", "speaker"),
        ("rate = 210", "rat = 210", "G203", "rate"),
        ("[narration]", "[naration]", "G203", "narration"),
        ("rate = 210", 'rate = "fast"', "G204", "rate"),
        ("rate = 210", "rate = 0", "G204", "rate"),
        ("rate = 210", "sentence_pause = -1", "G204", "sentence_pause"),
        ("rate = 210", "loudness = 3", "G204", "loudness"),
        ("rate = 210", "bitrate = 8", "G204", "bitrate"),
        ("date = 2025-01-08", 'date = "soon"', "G204", "date"),
        ('text = "t.txt"', "text = []", "G204", "text"),
        ('text = "t.txt"', 'text = ["t.txt", "t.txt"]', "G204", "text"),
        ("[book]", "[book", "G202", ""),
        ("[editions.epub]", "editions = 3", "G203", ""),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path, before, after, code, says):
    with pytest.raises(PublishError) as caught:
        book(tmp_path / "b1", GOOD.replace(before, after))
    found = caught.value.findings[0]
    assert found.code == code
    assert "book.toml" in found.where
    assert says in found.detail
    assert caught.value.exit_code == 2


def test_all_unknown_keys_at_once(tmp_path):
    with pytest.raises(PublishError) as caught:
        book(tmp_path / "b1", GOOD.replace("rate = 210", "rat = 1\nvoises = 2"))
    assert [dict(f.values)["key"] for f in caught.value.findings] == ["rat", "voises"]


def test_a_missing_book(tmp_path):
    with pytest.raises(PublishError) as caught:
        load_book(tmp_path / "none")
    assert caught.value.findings[0].code == "G201"


@pytest.mark.parametrize("name", ["../t.txt", "/etc/passwd"])
def test_the_text_stays_in_the_book(tmp_path, name):
    made = book(tmp_path / "b1", GOOD.replace("t.txt", name))
    with pytest.raises(PublishError) as caught:
        _ = made.sources
    assert caught.value.findings[0].code == "G104"


@pytest.mark.parametrize("path", sorted((Path(__file__).parent.parent / "voices").glob("*/voice.toml")), ids=lambda p: p.parent.name)
def test_every_voice_of_the_project_is_well_described(path):
    voice = load_voice(path.parent)
    assert voice.name == path.parent.name
    assert voice.title and voice.licence and voice.engine
