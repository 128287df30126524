"""Large print: the text layer is the manuscript, the structure is there, the type is large, the bytes repeat."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pikepdf
import pytest

from publish.editions.print import rows
from publish.editions.print.pdf import PinyinPrint, Print, PrintOptions
from publish.editions.shared import fonts
from publish.findings import messages
from publish.manuscript.model import Block
from publish.reading.model import Reading, Sentence, Token
from tests import sample
from tests.editions import pdf_text

EDITIONS = (Print, PinyinPrint)


@pytest.fixture(scope="module")
def publication(tmp_path_factory):
    return sample.publication(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module", params=EDITIONS, ids=lambda e: e.name)
def made(request, publication, tmp_path_factory) -> Path:
    edition = request.param()
    (path,) = edition.write(publication, tmp_path_factory.mktemp("pdf"))
    assert edition.findings == ()
    return path


@pytest.fixture
def opened(made):
    with pikepdf.open(made) as document:
        yield document


def manuscript_text(publication) -> str:
    sections = [*publication.manuscript.sections, *(s for s in publication.manuscript.matter if s.kind == "colophon")]
    return "".join(block.text for section in sections for block in section.blocks)


def apparatus(publication) -> str:
    """What the edition itself adds on the last page."""
    about = publication.manuscript.metadata
    return f"{about.issuer}{about.rights}字体：{fonts.FAMILY}（{fonts.LICENCE}）"


def test_extracted_text_is_the_manuscript(opened, publication):
    read = "".join(text for path, text in pdf_text.structure(opened) if "TOC" not in path)
    read = re.sub(r"大字(拼音)?版　\d\d 磅目录", "", read).replace("关于本书", "").replace(apparatus(publication), "")
    assert read == manuscript_text(publication)


def test_the_stream_has_the_same_order_as_the_structure(opened):
    for page in opened.pages:
        order = [mcid for mcid, _ in pdf_text.pieces(page) if mcid is not None]
        assert order == sorted(order) and -1 not in order
    stream = [text for page in opened.pages for mcid, text in pdf_text.pieces(page) if mcid is not None]
    assert "".join(stream) == "".join(text for _, text in pdf_text.structure(opened))


def test_pinyin_is_drawn_after_the_text_as_an_artifact(made, opened, publication):
    drawn = [text for page in opened.pages for mcid, text in pdf_text.pieces(page) if mcid is None and text.strip('0123456789.')]
    sentences = {s.id: s for s in publication.reading.sentences}
    shown = [b.id for s in publication.manuscript.sections for b in s.blocks] + [publication.manuscript.matter[-1].blocks[0].id]
    wanted = [t.ruby for b in shown for s in sentences.values() if s.block == b for t in s.tokens if t.ruby and "一" <= t.text[0] <= "鿿"]
    assert drawn == (wanted if "pinyin" in made.name else [])
    for page in opened.pages:
        kinds = [mcid is None for mcid, text in pdf_text.pieces(page) if text != "."]  # the dots of the contents
        assert kinds == sorted(kinds), "nothing stands between the words"


def test_no_radicals_in_the_raw_unicode_maps(opened):
    texts = "".join(text for font in pdf_text.fonts(opened) for text in pdf_text.unicode_map(font).values())
    assert "一" in texts and "工" in texts
    assert not re.search("[\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff\ufffd]", texts)


def test_fonts_are_embedded_and_cut_down(opened):
    found = list(pdf_text.fonts(opened))
    assert found
    for font in found:
        descendant = font.DescendantFonts[0]
        assert re.match(r"/[A-Z]{6}\+NotoSansSC-(Regular|Bold)$", str(font.BaseFont))
        assert "/FontFile2" in descendant.FontDescriptor
        assert int(descendant.FontDescriptor.ItalicAngle) == 0
        assert len(descendant.FontDescriptor.FontFile2.read_bytes()) < 120_000


def test_structure_language_title_and_claim(opened, publication):
    root = opened.Root
    assert root.MarkInfo.Marked and str(root.Lang).startswith("zh") and root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as about:
        assert about["dc:title"] == publication.manuscript.metadata.title
        assert about["pdfuaid:part"] == "1"
        assert about["xmp:CreateDate"].startswith("2025-01-08")
    tags = [path.split("/")[2] for path, _ in pdf_text.structure(opened)]
    assert tags[0] == "Title" and {"H1", "H2", "H3", "TOC", "P"} <= set(tags)
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"H\d", tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


def test_outline_has_every_heading(opened, publication):
    with opened.open_outline() as outline:
        titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    text = [("社区服务报告", []), ("一、2024年工作回顾", ["（一）重庆路的银行", "成绩来之不易"]), ("结束语", [])]
    assert titles == [("目录", []), *text, ("关于本书", [])]


def test_contents_name_the_pages_the_headings_are_on(opened):
    """Parts without a heading of their own are there as well: their first words stand on the page."""
    begins = {"社区服务报告": "各位代表：", "成绩来之不易": "成绩来之不易，", "结束语": "各位代表！"}
    entries = [text for path, text in pdf_text.structure(opened) if "TOC" in path]
    pages = {text.strip("… .").strip(): entries[n + 1] for n, text in enumerate(entries[:-1]) if not entries[n].strip().isdigit()}
    assert set(begins) <= set(pages)
    for title, number in pages.items():
        page = opened.pages[int(number) - 1]
        assert begins.get(title, title) in "".join(text for _, text in pdf_text.pieces(page))


def test_every_page_bears_its_number(opened):
    for number, page in enumerate(opened.pages, 1):
        drawn = [text for mcid, text in pdf_text.pieces(page) if mcid is None]
        assert str(number) in drawn


def lines(page) -> list[tuple[float, float, str]]:
    """(baseline in pt from the bottom, size, text) of the page's own text."""
    maps = {name: pdf_text.unicode_map(font) for name, font in dict(page.Resources.Font).items()}
    found, artifact, size, font = [], 0, 0.0, {}
    matrices = [pikepdf.Matrix()]
    text_matrix = pikepdf.Matrix()
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            matrices.append(matrices[-1])
        elif name == "Q":
            matrices.pop()
        elif name == "cm":
            matrices[-1] = pikepdf.Matrix(*map(float, operands)) @ matrices[-1]
        elif name == "Tm":
            text_matrix = pikepdf.Matrix(*map(float, operands))
        elif name in ("BMC", "BDC"):
            artifact += 1 if str(operands[0]) == "/Artifact" or artifact else 0
        elif name == "EMC":
            artifact = max(artifact - 1, 0)
        elif name == "Tf":
            size, font = float(operands[1]), maps[str(operands[0])]
        elif name in ("Tj", "TJ") and not artifact:
            placed = text_matrix @ matrices[-1]
            text = "".join(pdf_text.decode(p, font) for p in (operands[0] if name == "TJ" else operands) if isinstance(p, pikepdf.String))
            found.append((round(placed.f, 1), round(size * abs(placed.d), 1), text))
    return found


@pytest.mark.slow
def test_type_is_large_and_lines_are_far_apart(made, publication, tmp_path):
    body = Block("b900", "paragraph", "经济平稳工作报告社区服务" * 30)
    manuscript = publication.manuscript
    first = manuscript.sections[1]
    longer = dataclasses.replace(manuscript, sections=(manuscript.sections[0], dataclasses.replace(first, blocks=(*first.blocks, body)), *manuscript.sections[2:]))
    read = Reading(publication.reading.sentences + tuple(sample._sentences(body)))
    edition = PinyinPrint() if "pinyin" in made.name else Print()
    (path,) = edition.write(dataclasses.replace(publication, manuscript=longer, reading=read), tmp_path)
    with pikepdf.open(path) as document:
        rows = [row for page in document.pages for row in lines(page)]
        assert min(size for _, size, _ in rows) >= 18
        page = next(p for p in document.pages if sum("经济" in t or "平稳" in t for *_, t in lines(p)) > 3)
        body_lines = sorted({y for y, size, text in lines(page) if size == edition.options.size and any(w in text for w in ("经济", "平稳", "社区"))}, reverse=True)
        pitch = [(a - b) / edition.options.size for a, b in zip(body_lines, body_lines[1:], strict=False)]
    assert len(pitch) > 3
    assert min(pitch) >= (2 if "pinyin" in made.name else 1.5) - 0.01


@pytest.mark.slow
@pytest.mark.parametrize("size", [18, 22, 26])
def test_size_is_an_option(publication, tmp_path, size):
    (path,) = Print(PrintOptions(size)).write(publication, tmp_path)
    with pikepdf.open(path) as document:
        assert {s for page in document.pages for _, s, t in lines(page) if "感谢大家" in t} == {float(size)}


def test_same_input_same_bytes(made, publication, tmp_path):
    edition = PinyinPrint() if "pinyin" in made.name else Print()
    (again,) = edition.write(publication, tmp_path)
    assert again.read_bytes() == made.read_bytes()


HOSTILE = '#panic("x") $x$ *粗* _斜_ <r> @ref \\ "引" `码` [方] // 注 -- ... \'单\' ${html} <script>&amp; {{x}} 〖〗'


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_text_never_becomes_markup(publication, tmp_path, edition):
    block = Block("b901", "paragraph", HOSTILE)
    token = Token(0, len(HOSTILE), HOSTILE, "latin", HOSTILE, (), "rule", 1.0)
    about = dataclasses.replace(publication.manuscript.metadata, title=HOSTILE, speaker=HOSTILE, issuer=HOSTILE, rights=HOSTILE, description=HOSTILE)
    section = dataclasses.replace(publication.manuscript.sections[1], title=HOSTILE, blocks=(block,))
    manuscript = dataclasses.replace(publication.manuscript, metadata=about, sections=(section,))
    hostile = dataclasses.replace(publication, manuscript=manuscript, reading=Reading((Sentence("b901-1", "b901", 0, len(HOSTILE), (token,)),)))
    (path,) = edition().write(hostile, tmp_path)
    with pikepdf.open(path) as document:
        texts = [text for _, text in pdf_text.structure(document)]
    # the title page, the contents, the paragraph, issuer and rights of the colophon; spaces at the end of a line are not drawn
    assert "".join(texts).replace(" ", "").count(HOSTILE.replace(" ", "")) == 5


@pytest.mark.slow
def test_characters_without_a_picture_are_a_finding_and_not_an_end(publication, tmp_path):
    text = "𠮷祥"
    block = Block("b902", "paragraph", text)
    section = dataclasses.replace(publication.manuscript.sections[1], blocks=(block,))
    token = Token(0, 2, text, "word", text, (), "rule", 1.0)
    rare = dataclasses.replace(
        publication,
        manuscript=dataclasses.replace(publication.manuscript, sections=(section,)),
        reading=Reading((Sentence("b902-1", "b902", 0, 2, (token,)),)),
    )
    edition = Print()
    (path,) = edition.write(rare, tmp_path)
    assert [(f.code, dict(f.values)["characters"]) for f in edition.findings] == [("E501", "𠮷")]
    with pikepdf.open(path) as document, document.open_metadata() as about:
        assert document.Root.MarkInfo.Marked and "pdfuaid:part" not in about


def test_widths_leave_room_for_the_pinyin():
    assert rows.width("我", "wǒ") == pytest.approx(1.0, abs=0.2)
    assert rows.width("重庆", "chóngqìng") > 2
    assert rows.width("长安街上的人", "rén") == 6


def test_codes_have_words():
    for code in ("E501", "E601"):
        assert messages()[code]["text_zh"] and messages()[code]["advice_en"]
