"""Braille words at the desk: a paragraph with a blank wherever a braille word ends; what a proof-reader joins and cuts goes into
``braille.toml`` as a person would write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publish import files
from publish.desk import notes
from publish.desk.journal import text_of
from publish.desk.notes import Row
from publish.desk.readings import Text
from publish.editions.braille import decisions, document, encode
from publish.editions.braille.joining import Decision
from publish.findings import fail
from publish.han import is_han

HEAD = "# 盲文的分词连写：一条一个决定，text 是原文，words 用空格分开盲文词。\n"
OPENING = 24
"""Characters by which a paragraph is known in the list."""


class BrailleWords:
    """The braille words of a book as it is read now, with the decisions in its folder."""

    def __init__(self, folder: Path, text: Text) -> None:
        self.folder, self.text = folder, text
        self.decisions = decisions.load(folder)
        self.sentences = text.reading.by_block()

    def listed(self) -> list[dict[str, str]]:
        """Every paragraph that has words: its id, the heading above it, how it begins."""
        blocks = [block for section in self.text.manuscript.sections for block in section.blocks]
        return [{"id": b.id, "heading": self.text.headings.get(b.id, ""), "opening": b.text[:OPENING]} for b in blocks if any(map(is_han, b.text))]

    def shown(self, name: str) -> dict[str, Any]:
        """A paragraph with blanks between its braille words, and its cells. Raises ``G408`` when there is none of that name."""
        block = self.text.blocks.get(name)
        if block is None:
            raise fail("G408", name)
        made = encode.encode(document.tokens_of(self.sentences.get(name, ())), block.text, self.decisions, name)
        words = "".join((" " if piece.gap == "blank" else "") + piece.text for piece in made.pieces)
        return {"id": name, "heading": self.text.headings.get(name, ""), "words": words, "cells": encode.line(made.pieces)}

    def decide(self, name: str, words: str, who: str, why: str) -> list[Row]:
        """Write down what was joined and cut in a paragraph, one entry a stretch; gives the entries. Raises ``G403`` without a name, ``G414``
        when anything but blanks was changed."""
        if not who.strip():
            raise fail("G403")
        before = self.shown(name)["words"]
        if "".join(words.split()) != "".join(before.split()):
            raise fail("G414", name)
        made: list[Row] = [{"text": text, "words": split, "by": _line(who), **({"why": _line(why)} if why.strip() else {})} for text, split in changes(before, words)]
        path = files.inside(self.folder, decisions.FILE)
        content = text_of(path)
        for row in made:
            decisions.check(row, name)
            content = _without(content, row["text"])
            content = notes.put(content, decisions.TABLE, row, ("text", "words", "by", "why"), head=HEAD)
        if made and content is not None:
            files.write(path, content)
            self.decisions = decisions.load(self.folder)
        return made

    def places(self, text: str) -> int:
        """How often an entry for ``text`` applies in the book."""
        return sum(1 for section in self.text.manuscript.sections for block in section.blocks for _ in Decision(text, text).places(block.text))


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Stretches that were joined or cut, each from one word's end that both agree on to the next, with its new words."""
    chars = "".join(before.split())
    old, new = _edges(before), _edges(after)
    border = [not (at and at < len(chars) and is_han(chars[at - 1]) and is_han(chars[at])) for at in range(len(chars) + 1)]
    fixed = [at for at in range(len(chars) + 1) if border[at] or (at in old and at in new)]
    for start, end in zip(fixed, fixed[1:], strict=False):
        if any((at in old) != (at in new) for at in range(start + 1, end)):
            cuts = [start, *(at for at in range(start + 1, end) if at in new), end]
            yield chars[start:end], " ".join(chars[a:b] for a, b in zip(cuts, cuts[1:], strict=False))


def _edges(words: str) -> frozenset[int]:
    """How many characters stand before each blank."""
    found, at = set(), 0
    for word in words.split():
        at += len(word)
        found.add(at)
    return frozenset(found)


def _without(content: str | None, text: str) -> str | None:
    """The file without an earlier entry about the same text everywhere: the new one has the last word."""
    for row in [row for row in _rows(content) if row.get("text") == text and not row.get("left") and not row.get("right")]:
        content = notes.without(content or "", decisions.TABLE, row)
    return content


def _rows(content: str | None) -> list[Row]:
    import tomllib

    return list(tomllib.loads((content or "").removeprefix("\ufeff")).get(decisions.TABLE, []))


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()
