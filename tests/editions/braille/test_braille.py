"""The braille edition as it is taken away: pages, files, the proof that reads them back."""

import dataclasses
import re

import pytest

from publish.editions import table
from publish.editions.braille import braille, brf, document, layout, pef, readback, tables
from publish.editions.braille.braille import Braille, BrailleOptions
from publish.editions.braille.joining import Decision
from publish.editions.braille.layout import Grid
from publish.findings import PublishError
from publish.manuscript.model import Block, Cell, Figure, Mark
from tests.editions.braille.said import line, publication, tokens

LONG = "东城区图书馆在2025年1月8日举行第3次会议，“重要”的U盘有4.5%。房子外面有一个屋子！" * 3
BOOK = publication(
    Block("b001", "title", "社区服务报告"),
    Block("b002", "heading", "一、2024年工作回顾"),
    Block("b003", "paragraph", LONG),
    Block("b004", "heading", "（一）重庆路的银行"),
    Block("b005", "paragraph", "行长说这样行不行。"),
)
KINDS = (
    Block("b006", "item", "甲：张三", level=1),
    Block("b007", "item", "1.李四", level=2, label="1."),
    Block("b008", "caption", "表1 价格", group="t1"),
    Block("b009", "cell", "名称", group="t1", cell=Cell(1, 1, head="column")),
    Block("b010", "cell", "价格", group="t1", cell=Cell(1, 2, head="column")),
    Block("b011", "cell", "苹果", group="t1", cell=Cell(2, 1, head="row")),
    Block("b012", "cell", "3.5元", group="t1", cell=Cell(2, 2)),
    Block("b013", "figure", "街道地图", group="f1", figure=Figure("a.png")),
    Block("b014", "figure", "", group="f2", figure=Figure("b.png")),
    Block("b015", "verse", "白日依山尽，黄河入海流。", group="v1", marks=(Mark(6, 6, "break"),)),
    Block("b016", "note", "①见《诗》。", label="①", group="n1"),
    Block("b017", "code", "print(1)", group="c1"),
    Block("b018", "separator", "＊＊＊"),
    Block("b019", "separator", ""),
    Block("b020", "quote", "引文。", level=1),
    Block("b021", "paragraph", "正文①。", marks=(Mark(2, 3, "noteref", "b016"),)),
    Block("b022", "epigraph", "没有人知道的一种段落。"),
)


STANDARD = Grid()


def pages(book, grid=STANDARD, **more):
    (volume,) = document.compose(book, grid, 150, **more).volumes
    return volume


def rows_of(volume, block):
    return [row.cells for page in volume.pages for row in page.rows if row.block == block]


def write(book, into, **options):
    return {path.name: path for path in Braille(BrailleOptions(**options)).write(book, into)}


@pytest.mark.parametrize("grid", [Grid(), Grid(28, 25), Grid(32, 25, False), Grid(40, 20)], ids=str)
def test_lines_fit_and_end_at_words(grid):
    volume = pages(BOOK, grid)
    lines = rows_of(volume, "b003")
    assert max(map(len, lines)) <= grid.cells and not any(cells.endswith(tables.BLANK) for cells in lines)
    assert lines[0].startswith(tables.BLANK * 2) and not any(cells.startswith(tables.BLANK) for cells in lines[1:])
    assert "".join(lines).replace(tables.BLANK, "") == line(LONG).replace(tables.BLANK, "")
    assert all(len(page.rows) <= grid.lines for page in volume.pages)


def test_no_mark_begins_a_line_and_a_line_is_full():
    lines = rows_of(pages(BOOK), "b003")
    for before, after in zip(lines, lines[1:], strict=False):
        first = re.split(f"[{tables.BLANK}]", after)[0]
        assert after[0] not in "⠐⠈" or after.startswith("⠐⠤"), "marks stick to the word before them"
        assert len(before) + 1 + len(first) > 30 or "⠐⠆" in first or "⠰⠂" in first, "the next word had no room"


def test_a_word_longer_than_a_line_is_divided_after_a_syllable():
    text = "一个特别特别特别特别特别特别特别特别长的词"
    lines = rows_of(pages(publication(Block("b001", "paragraph", text)), decisions=[Decision(text, text)]), "b001")
    assert len(lines) > 1 and max(map(len, lines)) <= 30
    assert readback.compare(tables.BLANK.join(lines), tokens(text), "b001") is None


def test_a_number_longer_than_a_line_does_not_leave_the_page():
    book = publication(Block("b001", "paragraph", "编号" + "1234567890" * 7 + "。"))
    lines = rows_of(pages(book), "b001")
    assert max(map(len, lines)) <= 30 and "".join(lines).count("⠚") == 7
    assert len(lines) > 2 and all(before.endswith("⠤") and after.startswith("⠼") for before, after in zip(lines[1:-1], lines[2:], strict=True))


def test_a_run_of_letters_longer_than_a_line_keeps_its_case():
    text = "见" + "Pneumonoultramicroscopicsilicovolcanoconiosis" + "。"
    lines = rows_of(pages(publication(Block("b001", "paragraph", text))), "b001")
    assert len(lines) > 2 and all(cells.startswith("⠰") for cells in lines[2:])
    assert readback.compare(tables.BLANK.join(lines), tokens(text), "b001") is None


def test_headings_are_centred_and_stay_with_their_text():
    volume = pages(BOOK)
    (heading,) = rows_of(volume, "b002")
    blank = len(heading) - len(heading.lstrip(tables.BLANK))
    assert blank >= layout.CENTRED_MARGIN and abs(blank - (30 - len(heading))) <= 1
    many = [Block(f"c{n:03}", "heading" if n % 3 == 0 else "paragraph", "一、标题" if n % 3 == 0 else "正文很短。") for n in range(90)]
    for page in pages(publication(*many)).pages:
        last = page.rows[-1]
        assert not last.block or int(last.block[1:]) % 3, "no heading at the foot of a page"


def test_the_contents_name_the_pages_of_the_headings():
    many = [Block(f"c{n:03}", "heading" if n % 6 == 0 else "paragraph", f"一、标题{n}" if n % 6 == 0 else LONG) for n in range(60)]
    volume = pages(publication(*many))
    places = {row.block: n for n, page in enumerate(volume.pages, 1) for row in reversed(page.rows) if row.block}
    told = [row.cells for page in volume.pages[1 : 1 + volume.contents] for row in page.rows if "⠐⠐" in row.cells]
    assert [cells.split(tables.BLANK)[-1] for cells in told] == [layout.figures(places[b.id]) for b in many if b.kind == "heading"]
    assert all(len(cells) == 30 for cells in told)


def test_numbers_stand_on_front_pages_below_the_text():
    many = [Block(f"c{n:03}", "paragraph", LONG) for n in range(40)]
    duplex, single = pages(publication(*many)), pages(publication(*many), Grid(duplex=False))
    assert [bool(page.number) for page in duplex.pages[:5]] == [False, False, True, False, True]
    assert [bool(page.number) for page in single.pages[:4]] == [False, True, True, True]
    lines = brf.lines(duplex.pages[2], Grid())
    assert len(lines) == 26 and lines[25] == "⠼⠉".rjust(30, tables.BLANK)


def test_every_kind_is_shown_and_reads_back(tmp_path):
    book = publication(*BOOK.manuscript.sections[0].blocks, *KINDS)
    volume = pages(book)
    shown = {block.id: rows_of(volume, block.id) for block in KINDS}
    assert all(shown[block.id] for block in KINDS if block.id != "b019")
    assert len(shown["b015"]) == 2, "verse keeps its lines"
    assert line("价格").replace(tables.BLANK, "") in shown["b012"][0], "a cell names its head"
    assert line("图：") in "".join(shown["b013"])
    assert write(book, tmp_path)


def test_text_that_nobody_reads_is_shown(tmp_path):
    book = dataclasses.replace(BOOK, reading=dataclasses.replace(BOOK.reading, sentences=BOOK.reading.sentences[:-1]))
    edition = Braille()
    edition.write(book, tmp_path)
    assert {found.code for found in edition.findings} == {"E902"}


def test_files(tmp_path):
    made = write(BOOK, tmp_path)
    assert list(made) == ["book.brf", "book.pef", "book.txt", "book-braille.pdf"]
    raw = made["book.brf"].read_bytes()
    assert re.fullmatch(rb"[\x20-\x5f\r\n\f]+", raw) and raw.endswith(b"\r\n\f") and max(map(len, re.split(rb"\r\n\f?", raw))) <= 30
    text = made["book.txt"].read_text("utf-8")
    assert set(text) <= {*map(chr, range(0x2800, 0x2840)), "\n", "\f"}
    assert [page.splitlines() for page in text.split("\f")[:-1]] == [list(map(str, page)) for page in brf.read(raw)]
    assert list(pef.faults(made["book.pef"].read_bytes())) == []


def test_long_books_come_in_volumes_and_nothing_is_lost(tmp_path):
    blocks = [Block(f"c{n:03}", "heading" if n % 20 == 0 else "paragraph", "一、标题" if n % 20 == 0 else LONG) for n in range(120)]
    book = publication(*blocks)
    made = write(book, tmp_path, pages=20)
    parts = [name for name in made if name.endswith(".brf")]
    assert len(parts) > 2 and parts[0] == "book-1.brf" and f"book-braille-{len(parts)}.pdf" in made
    assert made["book.pef"].read_bytes().count(b"<volume") == len(parts)
    second = document.compose(book, Grid(), 20).volumes[1]
    assert any(row.block.endswith(document.AGAIN) for page in second.pages for row in page.rows), "the heading is said again"


def test_same_book_same_bytes(tmp_path):
    first, second = write(BOOK, tmp_path / "a"), write(BOOK, tmp_path / "b")
    assert {name: path.read_bytes() for name, path in first.items()} == {name: path.read_bytes() for name, path in second.items()}


def test_a_decision_that_fits_nowhere_is_told(tmp_path):
    edition = Braille(BrailleOptions(decisions=(Decision("没有的字", "没有 的字"), Decision("图书馆", "图书 馆"))))
    edition.write(BOOK, tmp_path)
    assert [(found.code, dict(found.values)["text"]) for found in edition.findings] == [("E904", "没有的字")]
    assert line("图书") + tables.BLANK in "".join(rows_of(pages(BOOK, decisions=edition.options.decisions), "b003"))


def test_braille_toml_reaches_the_edition(tmp_path):
    (tmp_path / "braille.toml").write_text('[[word]]\ntext = "区政府"\nwords = "区 政府"\n', "utf-8")
    (made,) = table.editions({"braille": {"cells": 32}}, "book.toml", tmp_path)
    assert made.options == BrailleOptions(cells=32, decisions=(Decision("区政府", "区 政府"),))
    for wrong, code in (({"decisions": []}, "G203"), ({"cells": 19}, "G204"), ({"duplex": "yes"}, "G204")):
        with pytest.raises(PublishError) as caught:
            table.editions({"braille": wrong}, "book.toml", tmp_path)
        assert caught.value.findings[0].code == code


# --- faults planted --------------------------------------------------------------------------------------------------


FAULTS = {
    "a syllable gone": ("行长说这样行不行。", lambda text: text.replace("⠱⠕⠁⠀", "")),
    "a tone changed": ("行长说这样行不行。", lambda text: text.replace("⠌⠦⠄", "⠌⠦⠂")),
    "a tone gone": ("行长说这样行不行。", lambda text: text.replace("⠌⠦⠄", "⠌⠦")),
    "a wrong final": ("行长说这样行不行。", lambda text: text.replace("⠭", "⠦", 1)),
    "said twice": ("行长说这样行不行。", lambda text: text + "⠀" + text),
    "a mark gone": ("行长说，这样行。", lambda text: text.replace("⠐⠀", "⠀")),
    "another mark": ("行长说，这样行。", lambda text: text.replace("⠐⠀", "⠈⠀")),
    "a figure changed": ("有2025年。", lambda text: text.replace("⠼⠃⠚", "⠼⠃⠃")),
    "no number sign": ("有2025年。", lambda text: text.replace("⠼", "")),
    "a letter changed": ("有GDP。", lambda text: text.replace("⠙⠏", "⠙⠃")),
    "small for capital": ("有GDP。", lambda text: text.replace("⠠⠛", "⠰⠛")),
    "empty": ("有GDP。", lambda text: ""),
    "the end gone": ("有GDP。他好。", lambda text: text[:-3]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_proof_sees(name):
    text, spoil = FAULTS[name]
    right = line(text)
    assert readback.compare(right, tokens(text), "b001") is None
    assert spoil(right) != right and readback.compare(spoil(right), tokens(text), "b001").code == "E903"


def test_a_book_that_does_not_read_back_is_not_kept(tmp_path, monkeypatch):
    honest = braille.brf.written
    monkeypatch.setattr(braille.brf, "written", lambda pages, grid: honest(pages, grid).replace(b"D", b"T"))
    with pytest.raises(PublishError) as caught:
        Braille().write(BOOK, tmp_path)
    assert caught.value.exit_code == 6 and {found.code for found in caught.value.findings} == {"E903"}
    assert list(tmp_path.rglob("*.*")) == []


SPOILT = {
    b'version="2008-1"': b'version="2007-1"',
    b"application/x-pef+xml": b"text/plain",
    b"2025-01-08": b"2025-01-08T00:00:00Z",
    b'cols="30"': b'cols="8"',
    b'rows="26"': b'rows="3"',
    b'duplex="true"': b'duplex="yes"',
    "<row>⠀".encode(): b"<row>x",
    b"<dc:identifier>urn:x</dc:identifier>": b"",
    b"</pef>": b"",
}


@pytest.mark.parametrize("before", SPOILT, ids=lambda value: value.decode())
def test_the_structure_of_pef_is_checked(before):
    volume = pages(BOOK)
    data = pef.written([volume.pages], Grid(), BOOK.manuscript.metadata, BOOK.stamp)
    assert list(pef.faults(data)) == [] and before in data
    assert list(pef.faults(data.replace(before, SPOILT[before])))


@pytest.mark.parametrize(("data", "told"), [(b"ABC\n\f", "byte"), (b"abc\r\n\f", "byte"), (b"A" * 31 + b"\r\n\f", "31 cells"), (b"A \r\n\f", "2 cells"), (b"\r\n" * 28 + b"\f", "lines")])
def test_the_form_of_brf_is_checked(data, told):
    assert any(told in fault for fault in brf.faults(data, Grid()))
