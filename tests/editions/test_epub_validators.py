"""The small book before the judges of the field: W3C EPUBCheck and Ace by DAISY. The real report's books: ``test_report.py``."""

from __future__ import annotations

import pytest

from publish.editions import table
from tests.editions.conftest import publication
from tests.editions.test_check import spoilt, swap
from tests.tools import ace, epubcheck
from tests.tools.need import need

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    made = publication(tmp_path_factory.mktemp("sample"))
    signed = {"certified_by": "幸福街道办事处"}
    return {name: table.edition(name, signed, "book.toml").write(made, made.root / "editions")[0] for name in ("epub", "epub-plain")}


@pytest.mark.parametrize("edition", ["epub", "epub-plain"])
def test_epubcheck_has_nothing_to_say_not_even_a_note_on_usage(edition, books):
    assert epubcheck.messages(books[edition], usage=True) == []


@pytest.mark.parametrize("edition", ["epub", "epub-plain"])
def test_ace_finds_no_violation(edition, books):
    need(ace.missing())
    assert ace.violations(books[edition]) == []


def test_epubcheck_sees_a_fault(books, tmp_path):
    bad = spoilt(books["epub"], tmp_path / "bad.epub", {"EPUB/smil/003.smil": swap("#b009-2", "#nowhere")})
    assert "RSC-012" in {found.code for found in epubcheck.faults(bad)}


def test_ace_sees_a_fault(books, tmp_path):
    need(ace.missing())
    bad = spoilt(books["epub"], tmp_path / "bad.epub", {"EPUB/text/cover.xhtml": swap(' alt="封面：社区服务报告（拼音版）"', "")})
    assert any("image-alt" in found for found in ace.violations(bad))
