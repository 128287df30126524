"""Text, marks, sentences, words and ruby, nested. The only place that nests them, for EPUB and web alike.

The result is a small neutral tree of :class:`Node`; :func:`to_lxml` makes XHTML of it (EPUB), :func:`to_html` HTML (web).
Text goes in as text and can never become markup. What is nested, from the outside in::

    section > h2 / h3 / h4 / p > span#sentence > [span#word >] ruby > span + rt

Ruby has the one form that screen readers, read-aloud functions and the validators all take well (standards.md R-03): the
base in a ``span``, the pinyin hidden from assistive technology and tagged as pinyin. Taking out ``rt`` gives the text.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publish.han import is_han
from publish.manuscript.model import Block, Section
from publish.reading.model import Reading, Sentence, Token

if TYPE_CHECKING:
    from lxml.etree import _Element

PINYIN = "zh-Latn-pinyin"
"""Language tag of pinyin (IANA registry: variant ``pinyin``, prefix ``zh-Latn``; standards.md L-02)."""

XHTML = "http://www.w3.org/1999/xhtml"
_NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace", "epub": "http://www.idpf.org/2007/ops"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source"}


@dataclass(frozen=True)
class Node:
    """An element: ``name``, attributes in order (``xml:`` and ``epub:`` prefixes allowed), children."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()


def node(name: str, /, *children: Node | str, **attributes: str) -> Node:
    """``node("p", "text", id="a", class_="b", aria_hidden="true", epub__type="cover")``: ``_`` is ``-``, ``__`` is ``:``."""
    made = tuple((key.rstrip("_").replace("__", ":").replace("_", "-"), value) for key, value in attributes.items())
    return Node(name, made, children)


@dataclass(frozen=True)
class Style:
    """What to weave in: ``ruby`` above words; ``words``: a span with an id around every word, for word highlighting;
    ``ids``: ids on blocks and sentences (off for a second copy of the same text in one document)."""

    ruby: bool = False
    words: bool = False
    ids: bool = True


@dataclass(frozen=True)
class Heading:
    """An entry of a table of contents: the element's id, its depth (1 = title or top section), its plain text, and the
    first sentence spoken under it."""

    id: str
    depth: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Weaver:
    """Weaves blocks with their sentences. Make one with :func:`weaver`."""

    sentences: dict[str, tuple[Sentence, ...]]
    style: Style = field(default_factory=Style)

    def section(self, section: Section, **attributes: str) -> Node:
        """A ``section`` element with all blocks, named by its heading, or by ``section.title`` when it has none."""
        head = next((b for b in section.blocks if b.kind in ("title", "heading")), None)
        name = {"aria_labelledby": head.id} if head and self.style.ids else {"aria_label": section.title}
        return node("section", *self.blocks(section), **attributes, **name)

    def blocks(self, section: Section) -> tuple[Node, ...]:
        """All blocks of a section, in order; a run-in heading and its paragraph are two elements."""
        return tuple(made for block in section.blocks for made in self.block(block, section.level))

    def block(self, block: Block, level: int = 1) -> Iterator[Node]:
        """One block's elements. ``level`` is its section's: headings are ``h<level + 1>``, run-in headings one deeper."""
        sentences = self.sentences.get(block.id, ())
        opening = run_in(block, sentences)
        if opening:
            yield self._element(f"h{min(level + 2, 6)}", f"{block.id}-h", "run-in", sentences[:opening])
        if rest := sentences[opening:]:
            name = {"title": "h1", "heading": f"h{min(level + 1, 6)}"}.get(block.kind, "p")
            yield self._element(name, block.id, "" if block.kind in ("heading", "paragraph") else block.kind, rest)

    def _element(self, name: str, identity: str, kind: str, sentences: tuple[Sentence, ...]) -> Node:
        attributes = ({"id": identity} if self.style.ids else {}) | ({"class": kind} if kind else {})
        return node(name, *map(self.sentence, sentences), **attributes)

    def sentence(self, sentence: Sentence) -> Node:
        """``span[id=sentence id]`` with its text, words and ruby."""
        parts: list[Node | str] = []
        for number, token in enumerate(sentence.tokens):
            made = self.token(token)
            if self.style.words and token.spoken:
                made = node("span", made, **({"id": f"{sentence.id}-w{number}"} if self.style.ids else {}))
            if isinstance(made, str) and parts and isinstance(parts[-1], str):
                parts[-1] += made
            else:
                parts.append(made)
        return node("span", *parts, **({"id": sentence.id} if self.style.ids else {}))

    def token(self, token: Token) -> Node | str:
        """A word with its ruby, or the bare text where there is none to show. Digits, letters and marks bear none (R-04)."""
        if self.style.ruby and token.ruby and all(map(is_han, token.text)):
            return _ruby(token.text, token.ruby)
        return token.text


def weaver(reading: Reading, style: Style | None = None) -> Weaver:
    """A weaver over all sentences of a reading."""
    return Weaver(reading.by_block(), style or Style())


def run_in(block: Block, sentences: tuple[Sentence, ...]) -> int:
    """How many opening sentences form the run-in heading: 0 when there is none, or when it ends inside a sentence."""
    for mark in block.marks:
        if mark.kind == "run-in" and mark.start == 0:
            return next((n for n, sentence in enumerate(sentences, 1) if sentence.end == mark.end), 0)
    return 0


def headings(section: Section, sentences: dict[str, tuple[Sentence, ...]]) -> Iterator[Heading]:
    """The section's own entry in a table of contents, then one for each run-in heading, as plain text without ruby (N-06)."""
    spoken = [s for block in section.blocks for s in sentences.get(block.id, ())]
    if not spoken:
        return
    head = next((b for b in section.blocks if b.kind in ("title", "heading")), section.blocks[0])
    yield Heading(head.id, section.level, section.title, spoken[0].id)
    for block in section.blocks:
        own = sentences.get(block.id, ())
        if opening := run_in(block, own):
            text = block.text[: own[opening - 1].end].rstrip("。．.：:；;")
            yield Heading(f"{block.id}-h", section.level + 1, text, own[0].id)


def _ruby(text: str, pinyin: str) -> Node:
    hidden = (("aria-hidden", "true"), ("lang", PINYIN), ("xml:lang", PINYIN))
    return Node("ruby", (), (Node("span", (), (text,)), Node("rt", hidden, (pinyin,))))


def text_of(tree: Node | str, skip: tuple[str, ...] = ("rt",)) -> str:
    """All text below a node, without what is inside ``skip``."""
    if isinstance(tree, str):
        return tree
    return "" if tree.name in skip else "".join(text_of(child, skip) for child in tree.children)


def to_lxml(tree: Node) -> _Element:
    """The tree as XHTML elements of lxml."""
    from lxml import etree

    made = etree.Element(f"{{{XHTML}}}{tree.name}", nsmap={None: XHTML, "epub": _NAMESPACES["epub"]})
    for key, value in tree.attributes:
        prefix, colon, local = key.partition(":")
        made.set(f"{{{_NAMESPACES[prefix]}}}{local}" if colon else key, value)
    last = None
    for child in tree.children:
        if isinstance(child, Node):
            last = to_lxml(child)
            made.append(last)
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def to_html(tree: Node | str) -> str:
    """The tree as HTML text; ``xml:`` and ``epub:`` attributes, which HTML does not know, are left out."""
    if isinstance(tree, str):
        return html.escape(tree, quote=False)
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in tree.attributes if ":" not in key)
    if tree.name in _VOID:
        return f"<{tree.name}{attributes}>"
    return f"<{tree.name}{attributes}>{''.join(map(to_html, tree.children))}</{tree.name}>"
