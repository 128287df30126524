"""What a document says of itself: title, author, issuer, date, each with the place that says so. What nothing says stays empty.

Evidence has ranks: what the format says in a field of its own, a line with a label (作者：…), the form of a line where it stands (a signature
and a date at the end, an office and a name below the title). The best rank that has anything decides, and where it says two different things,
nothing is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publish.manuscript.model import Block, Section
from publish.manuscript.source import Document, Passage
from publish.manuscript.structure import bylines, ladder

HEAD, TAIL = 14, 12
"""Passages from the top and from the end in which a document speaks of itself."""

FIELDS = ("title", "author", "issuer", "date")

_ABOUT = re.compile(r"^(?:中共)?([一-鿿（）()]{3,40}?)关于.{2,80}(?:的)?(?:通知|通报|通告|公告|意见|决定|批复|报告|请示|函|议案|纪要)$")
_LETTERHEAD = re.compile(r"^([一-鿿]{3,30}?)(?:文件|公告|公报|令)$")
_REPORTER = re.compile(r"[（(](?:本报|本刊|本网)?(?:首席|特约|见习|实习)?(?:记者|通讯员|作者)[：: 　]?([^（）()]{2,24})[）)]")
_DAY = re.compile(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[ 　]*(?:星期|周)[一二三四五六日天].{0,8}|[ 　]+[晴阴雨雪雾风].{0,4})?$")
_CALLED = re.compile(r"^[《]?(.+?)[》]?$")


@dataclass(frozen=True)
class Evidence:
    """``value`` of a field, and the words that say so with their place (``通知.txt:2``)."""

    value: str
    where: str
    words: str


@dataclass(frozen=True)
class _Said:
    field: str
    rank: int
    evidence: Evidence


def gather(document: Document, passages: Sequence[Passage], sections: Sequence[Section]) -> dict[str, Evidence]:
    """Field → what the document says. ``passages``: its text in printed form; ``sections``: the same as structure found it."""
    said = [*_claims(document, passages), *_title(sections), *_lines(document.name, passages), *_signed(document.name, passages), *_dated(document.name, passages), *_form(document.name, sections)]
    found = {}
    for field in FIELDS:
        best = min((one.rank for one in said if one.field == field), default=None)
        values = {one.evidence.value: one.evidence for one in said if one.field == field and one.rank == best}
        if len(values) == 1:
            found[field] = next(iter(values.values()))
    return found


def _claims(document: Document, passages: Sequence[Passage]) -> Iterator[_Said]:
    """What the format's own fields say. A word processor fills its fields by itself, and so does what prints
    a PDF: they are believed where the text says the same."""
    shown = {re.sub(r"\s", "", passage.text) for passage in passages[:HEAD]}
    for claim in document.claims:
        value = claim.value.strip()
        if not value or (claim.where.startswith(("docProps", "PDF")) and re.sub(r"\s", "", value) not in shown):
            continue
        evidence = Evidence(value, f"{document.name} {claim.where}", value)
        page = 3 if "meta[" in claim.where else 0  # a page says when it was put up, and by whom; the text, who wrote it and when
        if claim.name == "date":
            day = bylines.date(value)
            if day:
                yield _Said("date", page, Evidence(day.isoformat(), evidence.where, value))
        elif claim.name == "author":
            if page and not (bylines.names(value) or bylines.is_organisation(value)):
                continue  # who put it up: admin, 编辑小李, a nickname
            yield _Said("author" if not bylines.is_organisation(value) else "issuer", page, evidence)
        elif claim.name in FIELDS:
            yield _Said(claim.name, 2 if claim.name == "title" else page, evidence)


def _title(sections: Sequence[Section]) -> Iterator[_Said]:
    for section in sections[:1]:
        for block in section.blocks:
            if block.kind == "title":
                text = _CALLED.sub(r"\1", _joined(_without_notes(block).strip()))
                yield _Said("title", 1, Evidence(text, block.where, block.text))
                return


def _without_notes(block: Block) -> str:
    """The words of a block without the signs that call its notes."""
    text = block.text
    for mark in sorted(block.marks, key=lambda mark: -mark.start):
        if mark.kind == "noteref":
            text = text[: mark.start] + text[mark.end :]
    return text


def _open(passages: Sequence[Passage]) -> list[Passage]:
    """Passages of the text itself: no cells, notes, items, code."""
    return [p for p in passages if p.text and p.kind in (None, "paragraph", "title", "subtitle", "speaker", "heading", "caption")]


def _ends(passages: Sequence[Passage]) -> list[Passage]:
    own = _open(passages)
    return own[:HEAD] + own[max(HEAD, len(own) - TAIL) :]


def _lines(name: str, passages: Sequence[Passage]) -> Iterator[_Said]:
    """Lines with a label, a dynasty, a reporter in brackets."""
    for passage in _ends(passages):
        for line in re.split(r"[ 　]{2,}|(?<=\S)　(?=[一-鿿]{1,6}[：:])", passage.text.strip()):
            yield from _labelled(name, passage, line.strip())
    for passage in _open(passages)[:3] + _open(passages)[-2:]:
        if (found := _REPORTER.search(passage.text)) and (who := bylines.names(found[1])):
            yield _Said("author", 1, Evidence(who, f"{name}:{passage.place}", found[0]))


def _labelled(name: str, passage: Passage, line: str) -> Iterator[_Said]:
    told = bylines.labelled(line)
    if told is None:
        return
    field, value = told
    where = f"{name}:{passage.place}"
    if field == "author" and (who := bylines.names(value)):
        yield _Said("author", 1, Evidence(who, where, line))
    elif field in ("issuer", "author") and bylines.is_organisation(value):
        yield _Said("issuer", 1 if "来源" not in line else 3, Evidence(value, where, line))
    elif field == "date" and (day := bylines.date(value)):
        yield _Said("date", 1 if line[:2] in ("成文", "印发", "发文", "签发", "颁布", "公布") else 2, Evidence(day.isoformat(), where, line))


def _signed(name: str, passages: Sequence[Passage]) -> Iterator[_Said]:
    """落款: the name of an organisation (or several) on a line of its own, right above a date on one of its own, or both on one line."""
    own = _open(passages)
    for n, passage in enumerate(own):
        before, _, last = passage.text.strip().rpartition("　")
        if bylines.is_date(passage.text):
            above: list[Passage] = []
            while n - len(above) > 0 and len(above) < 4 and bylines.is_organisation(_joined(own[n - len(above) - 1].text)):
                above.insert(0, own[n - len(above) - 1])
            if above and n > 1:
                yield from _signature(name, above, passage, passage.text)
            elif n == len(own) - 1 > 1 and (day := bylines.date(passage.text)):
                yield _Said("date", 3, Evidence(day.isoformat(), f"{name}:{passage.place}", passage.text))
        elif n == len(own) - 1 > 1 and bylines.is_organisation(_joined(passage.text)):
            yield _Said("issuer", 3, Evidence(_joined(passage.text), f"{name}:{passage.place}", passage.text))
        elif before and bylines.is_date(last) and bylines.is_organisation(_joined(before)):
            yield from _signature(name, [passage], passage, last)


def _signature(name: str, above: Sequence[Passage], passage: Passage, date: str) -> Iterator[_Said]:
    who = "、".join(_joined(one.text.rpartition("　")[0] if one is passage else one.text) for one in above)
    day = bylines.date(date)
    yield _Said("issuer", 2, Evidence(who, f"{name}:{above[0].place}", above[0].text))
    if day:
        yield _Said("date", 2, Evidence(day.isoformat(), f"{name}:{passage.place}", passage.text))


def _joined(text: str) -> str:
    """A line whose letters are spaced, as a signature often is."""
    text = text.strip()
    return re.sub(r"[ 　]", "", text) if re.fullmatch(r"(?:[一-鿿（）][ 　]*){3,40}|[一-鿿][ 　]+[一-鿿]", text) else text


def _dated(name: str, passages: Sequence[Passage]) -> Iterator[_Said]:
    """A date as the very first line, as on a page of a diary; of several days, none is the date of the whole."""
    own = _open(passages)
    for passage in own[:1]:
        several = any(_DAY.match(other.text.strip()) for other in own[1:])
        if bylines.is_date(passage.text) and not several and (day := bylines.date(passage.text)):
            yield _Said("date", 2, Evidence(day.isoformat(), f"{name}:{passage.place}", passage.text))


def _form(name: str, sections: Sequence[Section]) -> Iterator[_Said]:
    """What the form of a line says where it stands: below the title, above it, in it."""
    head = [block for section in sections[:1] for block in section.blocks][:HEAD]
    for block in head:
        text = block.text.strip()
        if block.kind == "title" and (found := _ABOUT.match(text)) and bylines.is_organisation(found[1]):
            yield _Said("issuer", 3, Evidence(found[1], block.where, text))
        if block.kind == "speaker":
            yield from _speaker(block.where, text)
        if (found := _LETTERHEAD.match(text)) and bylines.is_organisation(found[1]) and block is not head[-1] and block.kind != "title":
            yield _Said("issuer", 2, Evidence(found[1], block.where, text))
        if block.kind == "subtitle" and (day := bylines.date(text)):
            yield _Said("date", 2, Evidence(day.isoformat(), block.where, text))


def _speaker(where: str, text: str) -> Iterator[_Said]:
    who = bylines.of_dynasty(text) or bylines.in_office(text) or bylines.name_alone(text)
    if who and not ladder.step(text):
        yield _Said("author", 2, Evidence(who, where, text))
