"""A book that holds every kind of block and mark, read and spoken as any other book (with the silent voice)."""

from __future__ import annotations

import datetime
import hashlib
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from publish import files
from publish.editions.model import Publication
from publish.manuscript.edit import PICTURES
from publish.manuscript.model import Block, BlockKind, Cell, Figure, Manuscript, Mark, MarkKind, Metadata, Picture, Section
from publish.manuscript.structure import matter
from publish.narration import narrate
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from publish.reading.read import read
from tests.project import ROOT

METADATA = Metadata(
    "邻里食堂手册", "李小华", "幸福街道办事处", datetime.date(2025, 3, 1), "zh-Hans", "urn:uuid:2f1c9a54-6a51-5d0a-9a39-0a1b2c3d4e60", "公开发布", "每一种内容都有的小书。",
)


def marked(name: str, kind: BlockKind, written: str, *marks: tuple[str, MarkKind, str] | tuple[str, MarkKind], **more) -> Block:
    """A block; each mark is given by the words it covers (the first time they stand there), ``|`` is a line end."""
    text = written.replace("|", "")
    found = [Mark(text.index(m[0]), text.index(m[0]) + len(m[0]), m[1], *m[2:]) for m in marks]
    parts = written.split("|")
    ends = [sum(map(len, parts[:n])) for n in range(1, len(parts))]
    return Block(name, kind, text, (*found, *(Mark(end, end, "break") for end in ends)), f"kinds.docx:¶{name[1:]}", **more)


def cell(name: str, text: str, row: int, column: int, head: str = "", **more) -> Block:
    return Block(name, "cell", text, where=f"kinds.docx:¶{name[1:]}", group="table1", cell=Cell(row, column, head=head, **more))


def image(colour: str, words: str, ending: str = "png") -> tuple[Picture, bytes]:
    made = Image.new("RGB", (640, 360), colour)
    ImageDraw.Draw(made).rectangle((80, 80, 560, 280), outline="black", width=6)
    out = io.BytesIO()
    made.save(out, {"png": "PNG", "jpg": "JPEG", "gif": "GIF"}[ending])
    name = f"{hashlib.sha256(out.getvalue() + words.encode()).hexdigest()[:16]}.{ending}"
    return Picture(name, {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}[ending], 640, 360), out.getvalue()


IMAGES = (image("#ffe08a", "老人"), image("#a9c8ff", "花边", "jpg"), image("#c4e3c0", "无字", "gif"))
MEAL, EDGE, BARE = (picture.file for picture, _ in IMAGES)

FRONT = (
    Block("b001", "title", METADATA.title), Block("b002", "subtitle", "——给居民的说明"), Block("b003", "speaker", METADATA.speaker),
    Block("b004", "salutation", "各位居民："), Block("b005", "paragraph", "这本手册说明食堂怎么用。"),
)
TEXT = (
    Block("b006", "heading", "一、文字", level=1),
    marked(
        "b007", "paragraph", "请看薄荷茶①和H2O，网站是幸福街道，电话在后面。重要的话要说三遍，《Shengshu》也在其中。平方米写作m2。", ("薄荷", "ruby", "bò he"), ("①", "noteref", "b011"),
        ("①", "sup"), ("2", "sub"), ("幸福街道", "link", "https://example.com/a?b=1&c=2"), ("要的话要", "strong"), ("话要说三", "emphasis"), ("Shengshu", "language", "en"), ("m2", "code"),
    ),
    marked("b008", "paragraph", "幸福路12号|和平里街道", ("12", "strong")),
    marked("b009", "paragraph", "链接不安全的只留文字。又一处注②在这里。再看①一遍。", ("链接", "link", "javascript:alert(1)"), ("②", "noteref", "b012"), ("①", "noteref", "b011")),
    marked("b010", "paragraph", "朝阳的注释。", ("朝阳", "ruby", "east")),
    marked("b011", "note", "① 一种可以泡茶的草。", label="①", group="note1"),
    marked("b012", "note", "第二条注有两段。", group="note2"),
    marked("b013", "paragraph", "这是第二段，也属于注。", group="note2"),
    Block("b014", "separator", "* * *"),
    Block("b015", "separator", ""),
    marked("b016", "paragraph", "服务更加便利。新增助餐点17家。", ("服务更加便利。", "run-in")),
)
LISTS = (
    Block("b017", "heading", "二、清单和表", level=1),
    *(Block(name, kind, text, label=label, level=level, group="list1") for name, kind, text, label, level in (
        ("b018", "item", "（一）带好证件。", "（一）", 1), ("b019", "item", "身份证", "", 2), ("b020", "item", "照片", "", 2),
        ("b021", "paragraph", "照片要近照。", "", 0), ("b022", "item", "（二）到窗口办理。", "（二）", 1),
    )),
    Block("b023", "caption", "表1　各街道助餐点", group="table1"),
    cell("b024", "街道", 1, 1, "column", rows=2), cell("b025", "2024年", 1, 2, "column", columns=2), cell("b026", "上半年", 2, 2, "column"), cell("b027", "下半年", 2, 3, "column"),
    cell("b028", "和平里", 3, 1, "row"), cell("b029", "12", 3, 2), cell("b030", "15", 3, 3), cell("b031", "安定门", 4, 1, "row"), cell("b032", "暂时没有", 4, 2, columns=2),
    Block("b033", "heading", "（一）图", level=2),
    Block("b034", "figure", "三位老人在食堂吃饭。", figure=Figure(MEAL), group="figure1"), Block("b035", "caption", "图1　食堂一角", group="figure1"),
    Block("b036", "paragraph", "左边的老人端着碗，右边两位在说话。", group="figure1"),
    Block("b037", "figure", "", figure=Figure(EDGE, decorative=True)), Block("b038", "figure", "", figure=Figure(BARE)),
    Block("b039", "figure", "原图没有收到。", figure=Figure("")),
)
OTHERS = (
    Block("b040", "heading", "三、引文和诗", level=1),
    Block("b041", "quote", "食堂让老人吃得好。", group="quote1", level=1), Block("b042", "quote", "居民这样说。", group="quote1", level=2),
    marked("b043", "verse", "白日依山尽，|黄河入海流。", group="verse1"), marked("b044", "verse", "欲穷千里目，|更上一层楼。", group="verse1"),
    marked("b045", "code", "开门 08:00|关门 18:00", group="code1"),
)
TAIL = (Block("b046", "paragraph", "以上就是全部内容。"),)


def manuscript() -> Manuscript:
    sections = (
        Section("s001", 1, METADATA.title, FRONT, "front"), Section("s002", 1, "一、文字", TEXT), Section("s003", 1, "二、清单和表", LISTS[:16]),
        Section("s004", 2, "（一）图", LISTS[16:]), Section("s005", 1, "三、引文和诗", OTHERS), Section("s006", 1, "以上就是全部内容", TAIL, "tail"),
    )  # fmt: skip
    own = matter.matter(METADATA, sections, (), "测试音", "CC0", "kinds.docx")
    return Manuscript(METADATA, sections, (), own, tuple(picture for picture, _ in IMAGES))


@cache
def publication(root: Path, notes: bool = True) -> Publication:
    """The book read, spoken below ``root`` and with its pictures there. Without ``notes``: they are shown and not read aloud."""
    made = manuscript() if notes else silenced(manuscript())
    for picture, data in IMAGES:
        files.write(root / PICTURES / picture.file, data)
    said, _ = read(made)
    spoken = narrate.narrate(made, said, voices.settings("silent", ROOT / "voices"), NarrationOptions(("silent",), rate=600), root)
    return Publication("kinds", made, said, spoken.narration, root, datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC))


def silenced(of: Manuscript) -> Manuscript:
    """The same text, its notes not read aloud (``notes = "none"``)."""
    sections = tuple(replace(s, blocks=tuple(replace(b, silent=b.group.startswith("note")) for b in s.blocks)) for s in of.sections)
    return replace(of, sections=sections)
