"""A line of text read as a book would read it: cleaned as a plain text is, and told in the places of the line that was given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from publish.manuscript.repairs import characters, markup, print_form
from publish.manuscript.repairs.draft import Draft
from publish.manuscript.source import plain
from publish.reading.lexicon import Lexicon
from publish.reading.model import ReadingOptions, Sentence, Token
from publish.reading.read import say


def read(text: str, options: ReadingOptions = ReadingOptions(), lexicon: Lexicon = Lexicon()) -> tuple[Sentence, ...]:
    """The sentences of ``text``. Remains of markup, invisible characters and forms of width are taken for what they stand for, as the repairs of a
    book do; ``start``, ``end`` and ``text`` of the tokens are still those of ``text``, which they tile.
    """
    draft = _cleaned(text)
    if draft.text == text:
        return say(text, options, lexicon)
    places = _places(draft, len(text))
    return tuple(_moved(sentence, places, text) for sentence in say(draft.text, options, lexicon))


def _cleaned(text: str) -> Draft:
    draft = Draft(plain("", [text]))
    draft.replace(list(print_form.control_characters(draft.text)), "control")
    for look in (markup.comments, markup.tags, markup.entities):
        draft.replace([(start, end, re.sub("\n", " ", after)) for start, end, after in look(draft.text)], "markup")
    draft.replace(list(characters.widths(draft.text)), "width")
    return draft


def _places(draft: Draft, length: int) -> list[int]:
    """For each character of the cleaned text, and its end, where what it came from begins in the text given. What was taken out belongs to
    what stands before it."""
    made: list[int] = []
    at = 0
    for change in draft.changes:
        made += range(at, change.start)
        made += [change.start] * len(change.after)
        at = change.end
    made += range(at, length)
    if made:
        made[0] = 0
    return [*made, length]


def _moved(sentence: Sentence, places: Sequence[int], text: str) -> Sentence:
    tokens = tuple(_at(token, places, text) for token in sentence.tokens)
    return replace(sentence, start=places[sentence.start], end=places[sentence.end], tokens=tokens)


def _at(token: Token, places: Sequence[int], text: str) -> Token:
    start, end = places[token.start], places[token.end]
    return replace(token, start=start, end=end, text=text[start:end])


def with_braille(value: dict[str, Any], sentences: Sequence[Any], text: str) -> dict[str, Any]:
    """The object of ``say --json`` with the braille of the line and of each token."""
    from publish.editions.braille import encode

    whole, cells = encode.told([token for sentence in sentences for token in sentence.tokens], text)
    tokens = [{**token, "braille": braille} for token, braille in zip(value["tokens"], cells, strict=True)]
    return {**value, "tokens": tokens, "braille": whole}
