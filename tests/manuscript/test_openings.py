"""How documents begin: what they say of themselves is found, and what nothing says stays empty (``openings.txt``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.manuscript.source import plain
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
