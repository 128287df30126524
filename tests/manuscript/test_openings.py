"""How documents begin: what they say of themselves is found, and what nothing says stays empty (``openings.txt``)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from publish.manuscript.source import Claim, plain
from publish.manuscript.start import said

FIELDS = ("title", "author", "issuer", "date")


def cases() -> list[tuple[str, dict[str, str], list[str]]]:
    """Name, the fields that are not empty, the lines."""
    found: list[tuple[str, dict[str, str], list[str]]] = []
    for line in (Path(__file__).parent / "openings.txt").read_text("utf-8").splitlines():
        if line.startswith("=== "):
            name, *values = (part.strip() for part in line[4:].split("|"))
            found.append((name, {field: value for field, value in zip(FIELDS, values, strict=True) if value}, []))
        elif found:
            found[-1][2].append(line)
    return found


@pytest.mark.parametrize(("wanted", "lines"), [pytest.param(wanted, lines, id=name) for name, wanted, lines in cases()])
def test_an_opening_says_what_it_says(wanted: dict[str, str], lines: list[str]) -> None:
    assert {field: evidence.value for field, evidence in said(plain("t.txt", lines)).items()} == wanted


def test_there_are_forty_kinds() -> None:
    names = [name for name, _, _ in cases()]
    assert len(names) == len(set(names)) >= 40


@pytest.mark.parametrize(("wanted", "lines"), [pytest.param(wanted, lines, id=name) for name, wanted, lines in cases()])
def test_every_field_names_a_place_that_says_so(wanted: dict[str, str], lines: list[str]) -> None:
    for evidence in said(plain("t.txt", lines)).values():
        name, place = evidence.where.split(":")
        assert name == "t.txt" and "".join(evidence.words.split())[:4] in "".join(lines[int(place) - 1].split())


def test_a_page_that_says_less_than_its_text_does_not_decide() -> None:
    """Who put a page up, and when, holds only where the text itself says nothing."""
    page = plain("t.html", ["关于停水的通知", "各位居民：", "明天停水。", "幸福街道办事处", "2025年2月20日"])
    claims = (Claim("issuer", "区政府办公室", "meta[name=contentsource] l4"), Claim("date", "2025-03-01 09:30", "meta[name=pubdate] l4"))
    found = said(dataclasses.replace(page, claims=claims))
    assert (found["issuer"].value, found["date"].value) == ("幸福街道办事处", "2025-02-20")
    bare = said(dataclasses.replace(plain("t.html", ["关于停水的通知", "明天停水，请储水。"]), claims=claims))
    assert (bare["issuer"].value, bare["date"].value) == ("区政府办公室", "2025-03-01")


def test_what_a_word_processor_fills_in_by_itself_is_not_believed() -> None:
    claims = (Claim("author", "Administrator", "docProps/core.xml"), Claim("title", "Microsoft Word - 文档1", "docProps/core.xml"))
    found = said(dataclasses.replace(plain("t.docx", ["今天天气很好，我们去了公园。", "回来了。"]), claims=claims))
    assert found == {}
