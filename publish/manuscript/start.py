"""``publish new FILE``: a text becomes the folder of a new book, byte for byte, with settings to fill in."""

from __future__ import annotations

import hashlib
import re
import uuid
from pathlib import Path

from publish import files
from publish.findings import fail
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.table import load
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document
from publish.manuscript.structure.structure import structure

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")

NAMESPACE = uuid.NAMESPACE_OID
"""The book's identifier is a UUID v5 of the text's SHA-256 in this namespace: the same text always gets the same one."""

TEMPLATE = """\
# 书的设置 · settings of this book. 改好后运行 · then run: make book BOOK={slug}

[book]
# 书名，目录和封面上显示 · the title, as catalogues and the cover show it
title = {title}
# 讲话人或作者，没有就留空 · who speaks or wrote it; may be empty
speaker = {speaker}
# 发布单位，没有就留空 · who issued it; may be empty
issuer = ""
# 日期：年-月-日 · the date of the text
date = {date}
# zh-Hans 简体，zh-Hant 繁体 · simplified or traditional
language = "zh-Hans"
# 书的永久编号，请勿改动 · the book's lasting identifier; leave it as it is
identifier = "{identifier}"
# 版权说明 · rights, as readers should see them
rights = "版权归原作者所有。"
# 一两句话的简介 · one or two sentences about it
description = {description}
# 正文文件，不要改动其内容 · the text as received; it is never edited
text = {text}

[manuscript]
# simplified：繁体转为简体；keep：保持原样 · convert traditional to simplified, or keep it
script = "simplified"
# stop：发现损坏就停下；allow：照样制作 · stop on damage, or build all the same
damage = "stop"
"""


def start(file: Path, sources: Path, slug: str | None = None) -> Path:
    """Make ``sources/<slug>/`` with the text of ``file`` and a ``book.toml``; returns the folder.

    Without ``slug`` the name comes from the title, in pinyin. Raises the codes of :func:`publish.manuscript.source.load`,
    ``S401`` when the book exists and ``S402`` when the name is no safe folder name. Writes nothing when it raises.
    """
    source = load(file)
    title, speaker = _guess(source, file.stem)
    name = slug if slug is not None else suggest(title)
    if not SLUG.fullmatch(name):
        raise fail("S402", file.name, slug=name)
    folder = files.inside(sources, name)
    if folder.exists():
        raise fail("S401", folder)
    data = file.read_bytes()
    text = _file_name(file)
    settings = TEMPLATE.format(
        slug=name, title=quoted(title), speaker=quoted(speaker), date=_date(source), identifier=identifier(data),
        description=quoted(f"《{title}》的有声读本，由合成语音朗读，文字与声音逐句同步。"), text=quoted(text),
    )  # fmt: skip
    files.write(folder / text, data)
    files.write(folder / "book.toml", settings)
    return folder


def identifier(data: bytes) -> str:
    """``urn:uuid`` of a text, the same wherever and whenever it is made."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, 'shengshu:' + hashlib.sha256(data).hexdigest())}"


def suggest(title: str) -> str:
    """A folder name from a title: pinyin without tones, at most 40 characters; ``book`` when nothing is left."""
    from pypinyin import lazy_pinyin

    words = re.findall("[a-z0-9]+", " ".join(lazy_pinyin(title)).lower())
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer) > 40:
            break
        name = longer
    return name or "book"


def quoted(text: str) -> str:
    """A TOML basic string, whatever the text holds (TOML 1.0: quotation mark, backslash and controls are escaped)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'


def _guess(source: Document, stem: str) -> tuple[str, str]:
    """Title and speaker as the text shows them, damage and all allowed; else the file's name."""
    repaired = repair(source, (), ManuscriptOptions(damage="allow"))
    sections, _ = structure(repaired.passages[:40], source.name, stem)
    blocks = [block for section in sections for block in section.blocks]
    title = next((block.text for block in blocks if block.kind == "title"), stem)
    speaker = next((block.text for block in blocks if block.kind == "speaker"), "")
    return title.strip() or "未命名", re.split(r"[\s　]+", speaker)[-1]


def _date(source: Document) -> str:
    """The first date in the head of the text, else the day of the build's clock."""
    found = re.search(r"([12][0-9]{3})年(1[0-2]|0?[1-9])月(3[01]|[12][0-9]|0?[1-9])日", "\n".join(source.lines[:12]))
    if found:
        import datetime

        try:
            return datetime.date(*(int(n) for n in found.groups())).isoformat()
        except ValueError:
            pass
    return files.now().date().isoformat()


def _file_name(file: Path) -> str:
    """The text's name in the book's folder: its own when that is plain, so that places in the text stay recognisable."""
    return file.name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", file.name) else "text" + file.suffix.lower()
