"""The talking book before others: the document types, a player for Linux, a library that reads talking books."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.editions import table
from tests import kinds
from tests.editions.test_daisy_proof import both, cut, swap
from tests.tools import daisy
from tests.tools.need import need

TITLES = ["社区服务报告", "一、2024年工作回顾", "（一）重庆路的银行", "经济平稳向好", "成绩来之不易", "结束语", "关于本书"]


@pytest.fixture(scope="module")
def folder(book, tmp_path_factory):
    into = tmp_path_factory.mktemp("daisy")
    table.edition("daisy", {}, "book.toml").write(book, into)
    return into / "daisy"


def test_every_document_is_valid(folder):
    need(daisy.missing())
    assert daisy.dtd_faults(folder) == []


def test_so_it_is_with_notes_and_verse(noted):
    need(daisy.missing())
    assert daisy.dtd_faults(noted) == []


@pytest.fixture(scope="module", params=["aloud", "silent"])
def manifold(request, tmp_path_factory):
    """A book with every kind of block and mark, and the same with notes that are only shown."""
    root = tmp_path_factory.mktemp("kinds")
    made = kinds.publication(root, notes=request.param == "aloud")
    table.edition("daisy", {}, "book.toml").write(made, root / "editions")
    return made, root / "editions" / "daisy"


def test_so_it_is_with_every_kind_of_block(manifold):
    need(daisy.missing())
    assert daisy.dtd_faults(manifold[1]) == []


def test_no_kind_of_block_loses_its_text(manifold):
    """Every block's text stands in the book, in order, and nothing else does; what is raised, strong or of another language stays so."""
    made, folder = manifold
    body = etree.parse(str(folder / "content.html")).getroot().find("{*}body")
    sections = (*made.manuscript.sections, *(section for section in made.manuscript.matter if section.kind == "colophon"))
    assert "".join(body.itertext()).replace("\n", "") == "".join(block.text for section in sections for block in section.blocks)
    tags = ("sub", "strong", "em", "code")
    assert [["".join(one.itertext()) for one in body.iter(f"{{*}}{tag}")] for tag in tags] == [["2"], ["要的话要", "12"], ["话要", "说三"], ["m2"]]
    assert [one.text for one in body.iter("{*}span") if one.get("lang") == "en"] == ["Shengshu"]


@pytest.mark.parametrize(
    ("fault", "change"),
    [("ruby", swap("content.html", "经济", "<ruby>经<rt>jīng</rt></ruby>济", 1)), ("layout", both(cut("s003.smil", r"(?s)<layout>.*</layout>"), cut("s003.smil", "<meta", "<x")))],
)
def test_a_fault_is_seen(folder, tmp_path, fault, change):
    import shutil

    need(daisy.missing())
    bad = shutil.copytree(folder, tmp_path / "bad")
    change(bad)
    assert daisy.dtd_faults(bad)


def test_a_player_opens_it_and_names_every_heading(folder):
    need(daisy.missing())
    assert daisy.headings(daisy.screen(folder)) == TITLES


def test_so_it_does_with_notes(noted):
    need(daisy.missing())
    assert [title for title in daisy.headings(daisy.screen(noted)) if title in TITLES] == TITLES


def test_a_library_reads_every_sentence_with_its_time(folder, book):
    by_id = {sentence.id: sentence for sentence in book.reading.sentences}
    wanted = []
    for track in book.narration.tracks:
        for clip in track.clips:
            times = [(sample - track.clips[0].start) / track.rate for sample in (clip.start, clip.end)]
            wanted.append((by_id[clip.sentence].text, *(pytest.approx(time, abs=0.0011) for time in times)))
    found = daisy.read_by_library(folder)
    assert [one[1:] for one in found] == wanted
    assert list(dict.fromkeys(title for title, *_ in found)) == [title for title in TITLES if title != "经济平稳向好"]
