"""PDFs come through as a person says they must: ``tests/manuscript/pdf/<case>.typ`` is set by Typst, ``<case>.txt`` is what must come out."""

from __future__ import annotations

import dataclasses
import datetime
import io
import itertools
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pikepdf
import pytest
import typst
from PIL import Image

from publish.editions.shared import fonts
from publish.findings import PublishError
from publish.manuscript.edit import edit
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers import table
from publish.manuscript.readers.pdf import ask
from publish.manuscript.repairs import draft, joins
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document, joined
from publish.manuscript.start import said
from tests.manuscript.test_golden import METADATA, readable
from tests.manuscript.test_mutations import mutated

CASES = Path(__file__).parent / "pdf"
NAMES = sorted(path.stem for path in CASES.glob("*.typ"))
DAY = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)


@cache
def font() -> bytes:
    """The font of the editions, cut to the characters of all sources here."""
    return fonts.subset("".join(sorted(char for char in known() if char.isprintable())))


@cache
def known() -> frozenset[str]:
    return frozenset("".join(path.read_text("utf-8") for path in (Path(__file__), *CASES.glob("*.typ"))))


@cache
def pdf(source: str) -> bytes:
    """What Typst sets of ``source``, of characters that stand in this file or in a case."""
    assert set(source) <= known()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "font.ttf").write_bytes(font())
        (folder / "a.typ").write_text(f'#set text(font: "Noto Sans SC")\n{source}', "utf-8")
        return typst.compile(folder / "a.typ", root=folder, font_paths=[folder], ignore_system_fonts=True, timestamp=int(DAY.timestamp()))


def make(case: str, folder: Path) -> str:
    (folder / f"{case}.pdf").write_bytes(pdf((CASES / f"{case}.typ").read_text("utf-8")))
    options = ManuscriptOptions(script="keep" if case in ("traditional", "vertical") else "simplified")
    return readable(*edit((folder / f"{case}.pdf",), METADATA, options, "声音", "许可"))


def document(source: str) -> Document:
    return table.read("a.pdf", pdf(source))


@pytest.mark.parametrize("case", NAMES)
def test_golden(case, tmp_path):
    assert make(case, tmp_path) == (CASES / f"{case}.txt").read_text("utf-8")


CLAUSES = ("食堂天天开火", "从来没有歇过一天", "老人们吃得高兴", "菜单写在黑板上", "电话是010-64031118", "送餐的有32人", "最远的一家在胡同里", "他说：“天冷，多喝汤”", "街道办事处（民政科）也来了人", "WPS和Word都能打开", "收费10元")
LAYOUTS = (
    "#set page(width: 300pt, height: 420pt, margin: 40pt)\n#set par(first-line-indent: (amount: 2em, all: true), justify: true, spacing: 7pt, leading: 7pt)",
    "#set page(width: 420pt, height: 300pt, margin: 36pt, columns: 2)\n#set par(first-line-indent: (amount: 2em, all: true), justify: true, spacing: 7pt, leading: 7pt)",
    "#set page(width: 300pt, height: 300pt, margin: 40pt)\n#set par(justify: true, spacing: 18pt, leading: 7pt)",
    "#set page(width: 600pt, height: 300pt, margin: 36pt, columns: 3)\n#set par(first-line-indent: (amount: 2em, all: true), justify: true, spacing: 6pt, leading: 6pt)",
    "#set page(width: 340pt, height: 500pt, margin: 40pt, header: [内部资料], footer: context align(center)[#counter(page).display()])\n#set par(first-line-indent: (amount: 2em, all: true), spacing: 9pt, leading: 9pt)",
)


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
@pytest.mark.parametrize("seed", range(4))
def test_paragraphs_come_back_letter_by_letter(layout, seed):
    """Nothing is lost, doubled or invented, and every paragraph is one again, over pages and columns; where the page cannot tell, a person is asked."""
    chance = random.Random(seed)
    paragraphs = ["，".join(chance.choices(CLAUSES, k=chance.randint(4, 16))) + "。" for _ in range(14)]
    shown = document(f"{LAYOUTS[layout]}\n#set text(11pt, cjk-latin-spacing: none)\n" + "\n\n".join(paragraphs))
    assert "".join(shown.lines) == "".join(paragraphs)
    ends = set(itertools.accumulate(map(len, paragraphs)))
    sure = {joint.number: joint.joined for joint in shown.joints if joint.sure}
    asked = {joint.number for joint in shown.joints if not joint.sure}
    for number, at in enumerate(itertools.accumulate(map(len, shown.lines)), 1):
        assert sure.get(number, False) is (at not in ends) or number in asked, shown.lines[number - 1]
    assert len(asked) <= 2


def test_the_line_ends_alone_turn_the_document_into_the_text():
    source = document((CASES / "latin.typ").read_text("utf-8"))
    repaired = repair(source)
    assert draft.apply(source, repaired.repairs) == "\n".join(passage.text for passage in repaired.passages)


def test_places_are_pages_and_lines():
    source = document((CASES / "heads.typ").read_text("utf-8"))
    assert [passage.place for passage in source.passages[:3]] == ["p1 l1", "p1 l2", "p1 l3"]
    assert len({passage.place for passage in source.passages}) == len(source.passages)


def test_several_files_are_one_book_with_their_line_ends():
    one = document((CASES / "tables.typ").read_text("utf-8"))
    both = joined([one, dataclasses.replace(one, name="b.pdf")])
    assert len(both.joints) == 2 * len(one.joints) > 0
    ends = [both.text[slice(*joins.span(both, joint))] for joint in both.joints]
    assert ends == [joint.before for joint in both.joints]


PARAGRAPH = "食堂天天开火，从来没有歇过一天，大家都说好，老人们吃得高兴"


@pytest.mark.parametrize("opening", ["一、", "（一）", "1.", "①", "●", "第一条", "——", "各位代表："])
def test_a_line_that_opens_something_is_never_joined(opening):
    source = f"#set page(width: 300pt, height: 300pt, margin: 40pt)\n#set text(11pt)\n{PARAGRAPH}{PARAGRAPH[:12]}\\\n#text[{opening}]甲"
    lines = [passage.text for passage in repair(document(source)).passages]
    assert lines[-1] == f"{opening}甲"


def test_a_telephone_number_keeps_its_hyphen():
    text = "这是一段话，说的是和平里街道的邻里食堂，现在电话是010-"
    source = f"#set page(width: 377pt, height: 200pt, margin: 40pt)\n#set text(11pt)\n{text}\\\n64031118，每天早上七点半到晚上八点都有人接，请大家多多打来问。"
    document_ = document(source)
    assert "010-64031118" in "".join(passage.text for passage in repair(document_).passages)


def test_a_word_that_stands_whole_elsewhere_is_sure():
    page = "#set page(width: 230pt, height: 300pt, margin: 40pt)\n#set text(11pt, hyphenate: false)\n"
    joint = next(one for one in document(f"{page}all the accessibility and inter-\\\nnational affairs are here; international.").joints if one.before == "-\n")
    assert (joint.after, joint.joined, joint.sure) == ("", True, True)
    open_one = next(one for one in document(f"{page}all the accessibility and inter-\\\nnational affairs are in here").joints if one.before == "-\n")
    assert (open_one.after, open_one.joined, open_one.sure) == ("", True, False)


def test_readings_above_characters_are_marks():
    word = "#box(stack(dir: ttb, spacing: 2pt, align(center, text(6pt)[yín háng]), [银行]))"
    source = document(f"#set page(width: 300pt, height: 200pt, margin: 40pt)\n#set text(11pt)\n他到{word}去，回来了。")
    (passage,) = source.passages
    assert passage.text == "他到银行去，回来了。"
    assert [(mark.kind, passage.text[mark.start : mark.end], mark.value) for mark in passage.marks] == [("ruby", "银行", "yín háng")]


def test_contents_of_the_paper_are_left_out_and_told():
    body = "\n\n".join(f"#text(15pt)[{name}]\n\n{PARAGRAPH}。" for name in ("为什么", "怎么做"))
    source = document(f"#set page(width: 300pt, height: 400pt, margin: 40pt)\n#set text(11pt)\n目录\n\n为什么 #box(width: 1fr, repeat[.]) 1\n\n怎么做 #box(width: 1fr, repeat[.]) 1\n\n{body}")
    assert [passage.text for passage in source.passages] == ["为什么", f"{PARAGRAPH[:20]}", PARAGRAPH[20:] + "。", "怎么做", PARAGRAPH[:20], PARAGRAPH[20:] + "。"]
    assert next(found for found in source.findings if found.code == "S173").detail.startswith("count=3")


# --- what cannot be read ---


def locked(data: bytes, user: str, owner: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as made:
        made.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 400), 200).save(out, "PDF")
    return out.getvalue()


@pytest.mark.parametrize(("data", "code"), [
    (b"", "S102"), (b"%PDF-1.7 and nothing else", "S162"), (b"PK\x03\x04", "S162"), (locked(pdf("好的，这是正文。"), "secret", "x"), "S160"), (picture(), "S161"), (pdf("#v(1pt)"), "S102"),
])  # fmt: skip
def test_errors_have_a_code(data, code):
    with pytest.raises(PublishError) as raised:
        table.read("a.pdf", data)
    assert raised.value.findings[0].code == code


def test_a_pdf_that_only_restricts_copying_is_read():
    assert table.read("a.pdf", locked(pdf("好的，这是正文。"), "", "owner")).text == "好的，这是正文。"


def test_a_page_without_text_among_others_is_told(tmp_path):
    with pikepdf.open(io.BytesIO(pdf("好的，这是正文，说的是从前的事情。"))) as made, pikepdf.open(io.BytesIO(picture())) as scan:
        made.pages.extend(scan.pages)
        out = io.BytesIO()
        made.save(out)
    found = table.read("a.pdf", out.getvalue())
    assert [(one.code, one.where) for one in found.findings if one.code in ("S166", "S167")] == [("S166", "a.pdf:p2"), ("S167", "a.pdf:p2")]


def test_a_watermark_is_left_out_and_told():
    found = document("#set page(width: 300pt, height: 200pt, background: rotate(45deg, text(30pt)[内部资料]))\n正文在这里，一共只有一行。")
    assert found.text == "正文在这里，一共只有一行。"
    assert [one.code for one in found.findings if one.code == "S171"] == ["S171"]


def test_too_much_work_ends_in_a_code(monkeypatch):
    monkeypatch.setattr(ask, "SECONDS", 0.01)
    with pytest.raises(PublishError) as raised:
        table.read("a.pdf", pdf("这一份读不完。"))
    assert raised.value.findings[0].code == "S163"


def test_the_engine_keeps_to_its_memory():
    """A process with the engine's limits that wants more ends; the one that asked lives and says so."""
    code = "import resource, sys; from publish.manuscript.readers.pdf import engine; resource.setrlimit(resource.RLIMIT_DATA, (engine.MEMORY,) * 2); bytearray(engine.MEMORY)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"MemoryError" in ended.stderr


# --- what it says of itself ---


@pytest.mark.parametrize(("title", "author", "expected"), [
    ("邻里食堂", "王小明", {"title": "邻里食堂", "author": "王小明"}), ("Microsoft Word - 新建文档.doc", "admin", {"title": "邻里食堂"}), ("别的名字", "python-docx", {"title": "邻里食堂"}),
])  # fmt: skip
def test_the_document_information_is_believed_where_the_text_says_the_same(title, author, expected):
    source = f'#set document(title: "{title}", author: "{author}")\n#set page(width: 300pt, height: 200pt)\n#set text(11pt)\n#text(20pt)[邻里食堂]\n\n王小明\n\n食堂开了门，来了二百多位老人，菜单写在黑板上。'
    assert {key: one.value for key, one in said(document(source)).items() if key in ("title", "author")} == {"author": "王小明", **expected}


# --- damage and malice ---


def outcome(data: bytes) -> str:
    try:
        table.read("a.pdf", data)
    except PublishError as error:
        return error.findings[0].code
    return "text"


def mutations(count: int, seed: int):
    chance = random.Random(seed)
    known = [pdf((CASES / f"{name}.typ").read_text("utf-8")) for name in NAMES]
    known += [uncompressed(data) for data in known]
    for _ in range(count):
        yield mutated(chance.choice(known), known, chance)


def uncompressed(data: bytes) -> bytes:
    """With streams as they are, so that a changed byte is a changed operator and not a broken stream."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as made:
        made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_mutations_end_in_text_or_in_a_finding():
    for data in mutations(25, 7):
        began = time.monotonic()
        assert outcome(data) == "text" or outcome(data).startswith("S")
        assert time.monotonic() - began < 20


if __name__ == "__main__":
    if sys.argv[1:2] == ["mutate"]:
        ends, slowest = Counter[str](), 0.0
        for one in mutations(int(sys.argv[2]), int(sys.argv[3])):
            start = time.monotonic()
            ends[outcome(one)] += 1
            slowest = max(slowest, time.monotonic() - start)
        usage = [resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(dict(ends.most_common()), f"slowest {slowest:.1f} s, peak {usage} MB")
        sys.exit()
    for name in sys.argv[1:] or NAMES:
        with tempfile.TemporaryDirectory() as made:
            (CASES / f"{name}.txt").write_text(make(name, Path(made)), "utf-8")
        print(f"=== {name}\n{(CASES / f'{name}.txt').read_text('utf-8')}")
