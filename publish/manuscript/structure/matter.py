"""The publisher's own words: an announcement before each section, and the colophon. Only from metadata and parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from publish.manuscript.model import Block, Metadata, Repair, Section
from publish.own import own

Own = Callable[..., str]
"""Turns words into the script of the book (:func:`publish.own.own`)."""

LABEL = "本音频由人工智能语音合成。"
"""The audible label of synthetic speech (《人工智能生成合成内容标识办法》, GB 45438-2025), once in every audio file."""

COLOPHON_TITLE = "关于本书"


def matter(
    metadata: Metadata, sections: Sequence[Section], repairs: Sequence[Repair], narrator: str, licence: str, source: str, label: str = ""
) -> tuple[Section, ...]:
    """One ``announcement`` a section, with the id ``<section id>-intro``, and the ``colophon``. Block ids ``m001``… ``label``: who
    reads, when it is not only a synthetic voice."""
    said = partial(own, metadata.language)
    spoken = [(f"{s.id}-intro", s.title, announcement(metadata, s, n == 0, label)) for n, s in enumerate(sections)]
    out = [Section(name, 1, title, (_block(n, text),), "announcement") for n, (name, title, text) in enumerate(spoken, 1)]
    words = colophon(metadata, repairs, narrator, licence, source, label)
    out.append(Section("colophon", 1, said(COLOPHON_TITLE), tuple(_block(n, text) for n, text in enumerate(words, len(out) + 1)), "colophon"))
    return tuple(out)


def announcement(metadata: Metadata, section: Section, first: bool, label: str = "") -> str:
    """What is said before a section's audio: book, who issued it, section, and that the voice is synthetic, or who reads (``label``).

    A section that opens with its heading is named by that, right after: nobody should hear it twice.
    """
    opens = next((block.kind for block in section.blocks if block.text), "")
    named = first or opens == "heading"
    return f"{stop(metadata.title)}{stop(metadata.issuer)}{'' if named else stop(section.title)}{own(metadata.language, label or LABEL)}"


def colophon(metadata: Metadata, repairs: Sequence[Repair], narrator: str, licence: str, source: str, label: str = "") -> tuple[str, ...]:
    """The paragraphs of 关于本书, in short plain sentences."""
    day, said = metadata.date, partial(own, metadata.language)
    about = said("本书是《{title}》的有声读本。", title=metadata.title.strip("《》")) if metadata.title else said("本书是有声读本。")
    if metadata.issuer:
        about += said("文本发布者：{issuer}", issuer=stop(metadata.issuer))
    if day:
        about += said(f"日期：{day.year}年{day.month}月{day.day}日。")
    voice = label.replace("本音频", "本书") or "朗读声音由人工智能语音合成，不是真人朗读。"
    voice += f"声音名称：{stop(narrator)}"
    if licence:
        voice += f"声音许可：{stop(licence)}"
    return (about, _repaired(repairs, source, said), said(voice), _standing(metadata, said))


def _repaired(repairs: Sequence[Repair], source: str, said: Own) -> str:
    """What was done to the text. Indents and invisible characters are on record, but not counted here: the words are the same."""
    counted = [r for r in repairs if r.is_seen]
    if not repairs:
        return said("正文与来源文件 {source} 一致，没有改动。", source=source)
    if not counted:
        return said("正文的文字与来源文件 {source} 一致，只整理了{count}处空白和看不见的字符，都记录在修订表中。", source=source, count=len(repairs))
    decided = sum(1 for r in counted if r.reviewed_by)
    text = said("正文来自文件 {source}。原文件在转换和排版中有改变，本书作了{count}处修订，每一处都记录在修订表中。", source=source, count=len(counted))
    return text + (said(f"其中{decided}处经过逐一判断，并写明了理由。") if decided else "")


def _standing(metadata: Metadata, said: Own) -> str:
    """Rights, and that this is no official publication (nothing here can know that it is one)."""
    rights = said("版权说明：{rights}", rights=stop(metadata.rights)) if metadata.rights else ""
    return rights + said("本书为方便阅读和收听而制作，不是官方出版物。内容以发布者公布的原文为准。")


def stop(text: str) -> str:
    """``text`` as a spoken sentence: one full stop at its end, none when it has an end already or is empty."""
    text = text.strip()
    return text if not text or text[-1] in "。！？…" else text.rstrip("，、；：.,;:") + "。"


def _block(number: int, text: str) -> Block:
    return Block(f"m{number:03}", "paragraph", text)
