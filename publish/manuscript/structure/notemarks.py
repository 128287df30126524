"""Notes of a plain text: a sign in a sentence (⑴ [1] 〔1〕 ①), and further down a line that begins with the same sign.

Only pairs count, sign by sign. ``〔2023〕47号`` has the number of a year, an enumeration (：①…；②…) has no line of its own for each sign or no
sign in a sentence, so neither is a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.manuscript.model import Mark
from publish.manuscript.source import Passage

_SIGN = re.compile(r"[\[［〔【（(](?:注[0-9]{0,2}|[0-9]{1,2}|[一二三四五六七八九十]{1,3})[\]］〕】）)]|[①-⑳]|[⑴-⒇]|[❶-❿]")
_HEAD = re.compile(rf"({_SIGN.pattern})[ 　:：]*(?=\S)")
_LISTS = re.compile("(?:[：:；;、，,]|第|附件|[图表])$")

SHARE = 0.8
"""Of the lines that begin with a sign of one kind, so many have their partner; else all are items."""


def found(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with notes, and signs that point at them."""
    made = list(passages)
    for kind in ("circle", "round", "square", "other"):
        for at, sign, (line, start) in _pairs(made, kind):
            key = f"note-{at}"
            marks = (*made[line].marks, Mark(start, start + len(sign), "noteref", key))
            made[line] = replace(made[line], marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))))
            made[at] = replace(made[at], kind="note", label=sign, group=key, note=key)
    return tuple(made)


def _kind(sign: str) -> str:
    if sign[0] in "[［〔【":
        return "square"
    return "round" if sign[0] in "（(" else "circle" if "①" <= sign[0] <= "⑳" else "other"


def _pairs(passages: Sequence[Passage], kind: str) -> list[tuple[int, str, tuple[int, int]]]:
    """Number of a note's passage, its sign, and where it is pointed at from (passage, offset): the last place above it. Signs in brackets that are
    those of a heading's number (（一）) are none, and (1) only where each has its partner."""
    heads = [(at, head[1]) for at, passage in enumerate(passages) if passage.kind is None and (head := _HEAD.match(passage.text)) and _kind(head[1]) == kind]
    if kind == "round":
        heads = [(at, sign) for at, sign in heads if sign[1:-1].isdecimal()]
    if not heads:
        return []
    own = {at for at, _ in heads}
    signs: dict[str, list[tuple[int, int]]] = {}
    pairs = []
    order = dict(heads)
    for at, passage in enumerate(passages):
        if at in own and signs.get(order[at]):
            pairs.append((at, order[at], signs.pop(order[at])[-1]))
        elif at not in own and passage.kind in (None, "paragraph", "verse", "title"):
            for sign in _SIGN.finditer(passage.text):
                if sign.start() > 0 and _kind(sign[0]) == kind and not _LISTS.search(passage.text[: sign.start()]):
                    signs.setdefault(sign[0], []).append((at, sign.start()))
    share = 1.0 if kind == "round" else SHARE
    return pairs if len(pairs) >= share * len(heads) and (len(pairs) >= 2 or len(heads) == 1) else []
