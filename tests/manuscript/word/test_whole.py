"""Nothing lost, nothing doubled: of random documents every visible stretch is in the passages exactly once, every hidden one not at all and told."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.manuscript.readers.docx.read import read
from publish.manuscript.source import Document
from tests.manuscript.word.making import SPACES, docx
from tests.manuscript.word.test_word import CASES, built

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (FIELD.format(kind) for kind in ("begin", "separate", "end"))
SHAPE = '<w:drawing><wp:anchor><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:anchor></w:drawing>'
BOX = "<w:txbxContent>{}</w:txbxContent>"


class Made:
    """A random document in the making: each stretch of text is a number of its own in brackets."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.count = draw, itertools.count(1)
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.body = ""

    def __repr__(self) -> str:
        return self.body

    def token(self, seen: bool) -> str:
        made = f"〔{next(self.count)}〕"
        (self.seen if seen else self.hidden).append(made)
        return made

    def pick(self, *kinds: str) -> str:
        return self.draw(st.sampled_from(kinds))

    def inline(self, seen: bool, depth: int) -> str:
        return "".join(self.piece(seen, depth) for _ in range(self.draw(st.integers(1, 3))))

    def piece(self, seen: bool, depth: int) -> str:
        kind = self.pick("run", "bold", "gone", "hidden", "link", "ins", "control", "field", "choice", "ruby", "tab", "box", "code")
        if kind == "run" or depth > 3:
            return f"<r>{self.token(seen)}</r>"
        if kind == "bold":
            return f'<r is="b i">{self.token(seen)}</r>'
        if kind == "gone":
            return f"<w:del>{self.inline(False, depth + 1)}</w:del>"
        if kind == "hidden":
            return f'<r is="vanish">{self.token(False)}</r>'
        if kind == "link":
            return f"<w:hyperlink w:anchor='x'>{self.inline(seen, depth + 1)}</w:hyperlink>"
        if kind == "ins":
            return f"<w:ins>{self.inline(seen, depth + 1)}</w:ins>"
        if kind == "control":
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{self.inline(seen, depth + 1)}</w:sdtContent></w:sdt>"
        if kind == "field":
            return f"{BEGIN}<w:r><w:instrText> REF a </w:instrText></w:r>{SEPARATE}{self.inline(seen, depth + 1)}{END}"
        if kind == "code":
            return f"{BEGIN}<w:r><w:instrText> TOC a </w:instrText></w:r>{SEPARATE}{self.inline(False, depth + 1)}{END}"
        if kind == "choice":
            chosen = self.inline(seen, depth + 1)
            other = re.sub(r"〔\d+〕", "〔后备〕", chosen)
            return f"<mc:AlternateContent><mc:Choice Requires='w14'>{chosen}</mc:Choice><mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>"
        if kind == "ruby":
            return f"<w:r><w:ruby><w:rt><r>yīn</r></w:rt><w:rubyBase><r>{self.token(seen)}</r></w:rubyBase></w:ruby></w:r>"
        if kind == "box":
            return f"<w:r>{SHAPE.format(BOX.format(self.block(seen, depth + 1)))}</w:r>"
        return f"<w:r><w:tab/></w:r><r>{self.token(seen)}</r>"

    def block(self, seen: bool, depth: int) -> str:
        kind = self.pick("p", "p", "heading", "list", "table", "control", "quote", "taken")
        if kind == "table" and depth < 3:
            rows = (f"<w:tr>{self.cells(seen, depth + 1)}</w:tr>" for _ in range(self.draw(st.integers(1, 3))))
            return f"<w:tbl>{''.join(rows)}</w:tbl>"
        if kind == "control" and depth < 3:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{self.block(seen, depth + 1)}</w:sdtContent></w:sdt>"
        style = {"heading": ' outline="0"', "list": ' num="1/0"', "quote": ' style="Quote"', "taken": ' mark="del"'}.get(kind, "")
        return f"<p{style}>{self.inline(seen, depth)}</p>"

    def cells(self, seen: bool, depth: int) -> str:
        return "".join(f"<w:tc>{self.block(seen, depth)}<w:p/></w:tc>" for _ in range(self.draw(st.integers(1, 3))))


PARTS = {
    "numbering.xml": '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    "styles.xml": '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style>',
}  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Made:
    made = Made(draw)
    made.body = "".join(made.block(True, 0) for _ in range(draw(st.integers(1, 5))))
    return made


@settings(deadline=None)
@given(documents())
def test_every_stretch_is_printed_once_or_told(made: Made) -> None:
    document = read("text.docx", docx(made.body, PARTS))
    text = "\n".join(document.lines)
    assert sorted(re.findall(r"〔\d+〕", text)) == sorted(made.seen)
    assert "后备" not in text
    told = sum(int(dict(found.values)["count"]) for found in document.findings)
    assert bool(told) == bool(made.hidden)
    for passage in document.passages:
        assert all(0 <= mark.start <= mark.end <= len(passage.text) for mark in passage.marks)
    assert len({passage.place for passage in document.passages}) == len(document.passages)


def visible(data: bytes) -> list[str]:
    """Every ``w:t`` of the text that is printed, by a rule of its own: what nothing around it takes away."""
    w, mc = (f"{{{SPACES[prefix]}}}" for prefix in ("w", "mc"))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    gone = {f"{w}del", f"{w}moveFrom", f"{w}rt", f"{mc}Fallback"}
    found = []
    for one in root.iter(f"{w}t"):
        above = list(one.iterancestors())
        hidden = any(a.find(f"{w}rPr/{w}vanish") is not None for a in above if a.tag == f"{w}r")
        prompt = any(a.find(f"{w}sdtPr/{w}showingPlcHdr") is not None or a.find(f"{w}sdtPr/{w}docPartObj") is not None for a in above)
        if one.text and one.text.strip() and not hidden and not prompt and not any(a.tag in gone for a in above):
            found.append(re.sub(r"[\s\xad]", "", one.text))
    return found


def without_spaces(document: Document) -> str:
    return re.sub(r"\s", "", "".join(document.lines))


@pytest.mark.parametrize("case", ["law", "lists", "marks", "notes", "plain", "ruby", "tables", "wps-plan"])
def test_every_word_of_the_cases(case: str) -> None:
    data = built(CASES / case)
    text = without_spaces(read("text.docx", data))
    assert [words for words in visible(data) if words not in text and words != "ü"] == []


def test_every_word_of_a_document_by_another_hand() -> None:
    data = (Path(__file__).parents[1] / "golden" / "word-official" / "in" / "text.docx").read_bytes()
    text = without_spaces(read("text.docx", data))
    assert [words for words in visible(data) if words not in text] == ["一、工作回顾1"], "all but the table of contents"


@settings(deadline=None)
@given(documents())
def test_what_is_bold_is_marked_and_nothing_else(made: Made) -> None:
    """A run's mark goes where its words go, through every wrapper."""
    bold = set(re.findall(r'<r is="b i">(〔\d+〕)</r>', made.body))
    for passage in read("text.docx", docx(made.body, PARTS)).passages:
        for found in re.finditer(r"〔\d+〕", passage.text):
            marked = any(mark.kind == "strong" and mark.start <= found.start() and found.end() <= mark.end for mark in passage.marks)
            assert marked <= (found.group() in bold)
            assert marked or found.group() not in bold or passage.kind in ("heading", "cell")
