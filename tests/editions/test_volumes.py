"""Long books in volumes: they tile the text, are about equal, begin at good places, and each says what it is."""

from __future__ import annotations

import re

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.editions.print import pdf, typeset, volumes
from publish.editions.print.pdf import PinyinPrint, Print
from publish.editions.print.volumes import BLOCK, SENTENCE, STRANDED
from publish.editions.shared import fonts
from publish.manuscript.model import Block, Section
from publish.reading.model import Sentence, Token
from tests import sample
from tests.editions import pdf_text

LIMIT = 1000


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from([1, 2, 3, BLOCK, SENTENCE, STRANDED])), min_size=1, max_size=120))
def test_volumes_tile_the_book_fit_and_are_about_equal(pieces):
    weights, costs = [weight for weight, _ in pieces], [cost for _, cost in pieces]
    edges = [0, *volumes.cuts(weights, costs, LIMIT), len(weights)]
    sizes = [sum(weights[start:end]) for start, end in zip(edges, edges[1:], strict=False)]
    assert edges == sorted(set(edges)) and sum(sizes) == sum(weights)
    assert max(sizes) <= LIMIT
    assert len(sizes) == 1 if sum(weights) <= LIMIT else max(sizes) < 2.5 * min(sizes)


def test_a_volume_begins_with_the_highest_section_in_reach():
    assert volumes.cuts([100] * 12, [1, BLOCK, BLOCK, BLOCK, 1, 2, 3, BLOCK, BLOCK, BLOCK, BLOCK, BLOCK], LIMIT) == [4]
    assert volumes.cuts([100] * 12, [1, BLOCK, BLOCK, BLOCK, BLOCK, 2, 3, BLOCK, BLOCK, BLOCK, BLOCK, BLOCK], LIMIT) == [5]
    assert volumes.cuts([100] * 12, [1, 1, BLOCK, BLOCK, BLOCK, BLOCK, STRANDED, BLOCK, BLOCK, BLOCK, BLOCK, 1], LIMIT) == [5], "not 100 and 1,100"


def test_one_piece_larger_than_a_volume_still_has_a_place():
    assert volumes.cuts([5000], [1], LIMIT) == []
    assert volumes.cuts([10, 5000, 10], [1, 1, 1], LIMIT) == [1, 2]


def book(*sections: tuple[int, str, list[int]]) -> tuple[tuple[Section, ...], dict[str, tuple[Sentence, ...]]]:
    """Sections of (level, heading or nothing, number of sentences in each paragraph); a sentence has ten characters."""
    made, sentences = [], {}
    for number, (level, heading, paragraphs) in enumerate(sections):
        texts = [("heading", heading)] if heading else []
        texts += [("paragraph", "一二三四五六七八九。" * count) for count in paragraphs]
        blocks = tuple(Block(f"b{number}.{place}", kind, text) for place, (kind, text) in enumerate(texts))
        for block in blocks:
            cuts = [*range(0, len(block.text), 10), len(block.text)]
            sentences[block.id] = tuple(
                Sentence(f"{block.id}-{at}", block.id, at, to, (Token(at, to, block.text[at:to], "word", "", (), "rule", 1.0),))
                for at, to in zip(cuts, cuts[1:], strict=False)
            )
        made.append(Section(f"s{number}", level, heading, blocks))
    return tuple(made), sentences


def sizes(parts: tuple[volumes.Volume, ...]) -> list[int]:
    return [sum(s.end - s.start for found in part.sentences.values() for s in found) for part in parts]


def tiles(parts, sentences) -> bool:
    """Every sentence of the book, once and in order; blocks and sections hold just what is theirs."""
    joined = [s for part in parts for section in part.sections for block in section.blocks for s in part.sentences[block.id]]
    return joined == [s for found in sentences.values() for s in found]


def test_a_book_within_the_limit_is_one_volume():
    sections, sentences = book((1, "一、甲", [5, 5]), (1, "二、乙", [5]))
    assert volumes.divided(sections, sentences, LIMIT) == (volumes.Volume(sections, sentences),)


def test_a_book_is_cut_between_sections():
    sections, sentences = book(*[(1 + number % 3, f"第{number}节", [10, 10]) for number in range(12)])
    parts = volumes.divided(sections, sentences, LIMIT)
    assert tiles(parts, sentences) and len(parts) == 4 and max(sizes(parts)) <= LIMIT
    assert [part.sections[0].level for part in parts] == [1, 1, 1, 1] and all(part.above == () for part in parts)
    assert tuple(section for part in parts for section in part.sections) == sections


def test_a_section_too_long_for_one_volume_is_cut_between_blocks_and_the_volumes_are_equal():
    sections, sentences = book((1, "一、甲", [5] * 40), (1, "二、乙", [1]))
    parts = volumes.divided(sections, sentences, LIMIT)
    assert tiles(parts, sentences) and max(sizes(parts)) < 1.5 * min(sizes(parts))
    assert [[(level, block.text) for level, block in part.above] for part in parts] == [[], *[[(1, "一、甲")]] * (len(parts) - 1)]
    assert all(len(part.sentences[block.id]) == 5 for part in parts for block in part.sections[0].blocks if block.kind == "paragraph")


def test_a_paragraph_too_long_for_one_volume_is_cut_between_sentences():
    sections, sentences = book((2, "（一）甲", [500]))
    parts = volumes.divided(sections, sentences, LIMIT)
    assert tiles(parts, sentences) and max(sizes(parts)) <= LIMIT


def test_no_heading_stays_behind():
    sections, sentences = book((1, "一、甲", [48]), (1, "二、乙", []), (2, "（一）丙", [48]), (1, "", [5]))
    for limit in range(400, 1000, 20):
        parts = volumes.divided(sections, sentences, limit)
        assert tiles(parts, sentences)
        for part in parts:
            assert part.sections[-1].blocks[-1].kind == "paragraph"


def test_a_volume_says_all_headings_it_stands_under():
    sections, sentences = book((1, "一、甲", [9]), (2, "（一）乙", [9]), (3, "1.丙", [80]), (1, "", [80]))
    parts = volumes.divided(sections, sentences, LIMIT)
    assert [[block.text for _, block in part.above] for part in parts][:3] == [[], ["一、甲", "（一）乙", "1.丙"], []]


def test_names():
    assert [volumes.title(n) for n in (1, 2, 10, 11, 20, 35, 100)] == ["第一册", "第二册", "第十册", "第十一册", "第二十册", "第三十五册", "第100册"]
    assert volumes.file_names("x", 1) == ("x",) and volumes.file_names("x", 2) == ("x-1", "x-2")
    assert volumes.file_names("x", 12)[8:10] == ("x-09", "x-10")
    assert [volumes.number_of(stem) for stem in ("x-large-print-2", "报告-大字版-第2册", "x-2-large-print", "x")] == ["2", "2", "", ""]


# --- set --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def publication(tmp_path_factory):
    return sample.publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module", params=[Print, PinyinPrint], ids=lambda e: e.name)
def made(request, publication, tmp_path_factory):
    """The sample with the limit lowered, each volume really set in a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request.param, "limit", 80)
        edition = request.param()
        into = tmp_path_factory.mktemp("volumes")
        return edition, edition.write(publication, into), pdf.divided(publication, 80)


def rows_of(path) -> list[tuple[str, str]]:
    """The text layer: (tags, text), with neither the contents nor the list of what other volumes hold."""
    with pikepdf.open(path) as document:
        return [(tag, text) for tag, text in pdf_text.structure(document) if "TOC" not in tag and "/L/" not in tag]


def test_the_text_of_the_volumes_is_the_manuscript_and_what_tells_them_apart(made, publication):
    """All that is in the files, in order; the text itself comes once, volume after volume."""
    edition, paths, parts = made
    about, bodies = publication.manuscript.metadata, []
    for number, (path, part) in enumerate(zip(paths, parts, strict=True), 1):
        bodies.append("".join(sentence.text for found in part.sentences.values() for sentence in found))
        name, other = volumes.title(number), volumes.title(3 - number)
        begin = f"社区服务报告——2025年1月8日王小明{name}（共二册）{edition.label}　{edition.options.size} 磅目录{other}"
        again = "".join(f"{block.text}（续）" for _, block in part.above)
        spoken = "本书由合成语音朗读。" if number == 2 else ""
        end = f"关于本书{spoken}本书的{edition.label}共二册，这是{name}，{'下接第二册' if number == 1 else '也是最后一册'}。"
        last = f"{about.issuer}{about.rights}字体：{fonts.FAMILY}（{fonts.LICENCE}）"
        assert "".join(text for _, text in rows_of(path)) == begin + again + bodies[-1] + end + last
    whole = "".join(block.text for section in publication.manuscript.sections for block in section.blocks)
    assert "社区服务报告——2025年1月8日王小明" + "".join(bodies) == whole


def test_each_volume_bears_its_name_in_the_title_and_on_every_page(made, publication):
    for number, path in enumerate(made[1], 1):
        name = volumes.title(number)
        with pikepdf.open(path) as document, document.open_metadata() as about:
            feet = ["".join(piece for mcid, piece in pdf_text.pieces(page) if mcid is None) for page in document.pages]
            assert about["dc:title"] == f"{publication.manuscript.metadata.title}　{name}（共二册）" and about["pdfuaid:part"] == "1"
        assert all(f"{name}{page}" in foot for page, foot in enumerate(feet, 1))


def test_contents_tell_what_is_in_the_other_volume(made):
    first, second = (pdf.others(made[2], number) for number in (1, 2))
    assert first == [("第二册", ["一、2024年工作回顾（续）"])] and second == [("第一册", ["一、2024年工作回顾"])]
    for path, told in zip(made[1], (first, second), strict=True):
        with pikepdf.open(path) as document:
            assert "".join(text for tag, text in pdf_text.structure(document) if "/L/" in tag) == "".join(told[0][1])


def test_headings_never_skip_a_level(made):
    for path in made[1]:
        levels = [int(found[1]) for tag, _ in rows_of(path) if (found := re.match(r"/Document/H(\d)", tag))]
        assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


def test_the_same_volumes_again_and_none_of_a_former_number(made, publication, monkeypatch, tmp_path):
    edition, paths, _ = made
    monkeypatch.setattr(typeset, "pdf_apart", typeset.pdf)
    monkeypatch.setattr(type(edition), "limit", 50)
    many = edition.write(publication, tmp_path)
    others = tmp_path / f"sample-{edition.suffix}-notes.pdf", tmp_path / f"sample-{edition.suffix}2-1.pdf"
    for other in others:
        other.write_bytes(b"theirs")
    monkeypatch.setattr(type(edition), "limit", 80)
    again = edition.write(publication, tmp_path)
    assert len(many) > len(again) and {path.name for path in tmp_path.iterdir()} == {path.name for path in (*again, *others)}
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths], "in a process of its own or not: the same bytes"


def test_the_real_limits_leave_short_books_whole(publication):
    assert 12_000 < PinyinPrint.limit < Print.limit and len(pdf.divided(publication, PinyinPrint.limit)) == 1
