"""Text, marks, sentences, words and ruby, nested. The only place that nests them, for EPUB and web alike.

The result is a tree of :class:`publish.editions.shared.tree.Node`. What is nested, from the outside in::

    section > h2 / h3 / p / li / td … > span#sentence > [a / strong / em …] > [span#word >] ruby > span + rt

Ruby has the one form that screen readers, read-aloud functions and the validators all take well (standards.md R-03): the
base in a ``span``, the pinyin hidden from assistive technology and tagged as pinyin. Taking out ``rt`` gives the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publish.editions.shared import groups, inline
from publish.editions.shared.address import address
from publish.editions.shared.inline import Child
from publish.editions.shared.outline import Heading, headings, run_in
from publish.editions.shared.style import Links, Style
from publish.editions.shared.tree import Node, node, text_of, to_html, to_lxml
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript, Mark, Section
from publish.reading.model import Reading, Sentence, Token

__all__ = ["Heading", "Links", "Node", "Style", "Weaver", "headings", "node", "run_in", "text_of", "to_html", "to_lxml", "weaver"]

PINYIN = "zh-Latn-pinyin"
"""Language tag of pinyin (IANA registry: variant ``pinyin``, prefix ``zh-Latn``; standards.md L-02)."""
ZHUYIN = "zh-Bopo"
"""Language tag of zhuyin (ISO 15924: Bopo)."""


def tagged(annotation: str) -> str:
    """The language tag of what stands above a word."""
    return ZHUYIN if any("\u3105" <= char <= "\u312f" for char in annotation) else PINYIN


@dataclass(frozen=True)
class Weaver:
    """Weaves blocks with their sentences. Make one with :func:`weaver`."""

    sentences: Mapping[str, tuple[Sentence, ...]]
    style: Style = field(default_factory=Style)
    links: Links = field(default_factory=Links)

    def section(self, section: Section, **attributes: str) -> Node:
        """A ``section`` element with all blocks, named by its heading, or by ``section.title`` when it has none."""
        head = next((b for b in section.blocks if b.kind in ("title", "heading")), None)
        name = {"aria_labelledby": head.id} if head and self.style.ids else {"aria_label": section.title}
        return node("section", *self.blocks(section), **attributes, **name)

    def blocks(self, section: Section) -> tuple[Node, ...]:
        """All blocks of a section, in order, lists and tables in one element each; a run-in heading and its paragraph are two."""
        return tuple(made for run in groups.runs(section.blocks) for made in groups.made(run, self, section.level))

    def block(self, block: Block, level: int = 1) -> Iterator[Node]:
        """One block's elements. ``level`` is its section's: headings are ``h<level + 1>``, run-in headings one deeper."""
        if block.kind == "separator":
            yield groups.separator(block, self)
            return
        sentences = self.sentences.get(block.id, ())
        opening = run_in(block, sentences)
        if opening:
            yield self._element(f"h{min(level + 2, 6)}", f"{block.id}-h", "run-in", block, sentences[:opening])
        if sentences[opening:] or (block.text and not sentences):
            name = {"title": "h1", "heading": f"h{min(level + 1, 6)}"}.get(block.kind, "p")
            yield self._element(name, block.id, "" if block.kind in ("heading", "paragraph") else block.kind, block, sentences[opening:])

    def _element(self, name: str, identity: str, kind: str, block: Block, sentences: tuple[Sentence, ...]) -> Node:
        return node(name, *self.lines(block, sentences), **self.identity(identity), **({"class": kind} if kind else {}))

    def identity(self, name: str) -> dict[str, str]:
        """The attribute ``id``, where this copy of the text has ids."""
        return {"id": name} if self.style.ids else {}

    def lines(self, block: Block, sentences: Sequence[Sentence] | None = None) -> Iterator[Child]:
        """A block's sentences, a ``br`` where a line ends between two. A block that nobody reads is its text."""
        own = self.sentences.get(block.id, ()) if sentences is None else sentences
        breaks = inline.breaks_of(block)
        if not own and block.text:
            yield block.text
        for sentence in own:
            yield self.sentence(sentence, block)
            if sentence.end in breaks:
                yield node("br")

    def sentence(self, sentence: Sentence, block: Block | None = None) -> Node:
        """``span[id=sentence id]`` with its text, marks, words and ruby."""
        marks = inline.marks_of(block) if block and block.marks else ()
        breaks = inline.breaks_of(block) if block and block.marks else frozenset()
        own = marks if not marks else tuple(m for m in marks if m.kind != "ruby" or self.shows(m, sentence, self.style.ruby))
        units = []
        for number, token in enumerate(sentence.tokens):
            if token.text:
                if token.start in breaks and token.start > sentence.start:
                    units.append(inline.Unit(token.start, token.start, (node("br"),)))
                units.append(self._unit(f"{sentence.id}-w{number}", token, own, breaks, block))
        return node("span", *inline.nested(units, lambda mark, children: self._wrap(mark, children, block)), **self.identity(sentence.id))

    def _unit(self, identity: str, token: Token, marks: Sequence[Mark], breaks: frozenset[int], block: Block | None) -> inline.Unit:
        if not marks and not breaks:
            return inline.Unit(token.start, token.end, self._word(identity, token, (token.text,)))
        shown = not any(m.kind == "ruby" and m.start < token.end and token.start < m.end for m in marks)
        return inline.unit(token, marks, breaks, lambda mark, children: self._wrap(mark, children, block), lambda inner: self._word(identity, token, inner, shown))

    def _word(self, identity: str, token: Token, inner: Sequence[Child], ruby: bool = True) -> tuple[Child, ...]:
        made = self.token(token, inner) if ruby else tuple(inner)
        return (node("span", *made, **self.identity(identity)),) if self.style.words and token.spoken else made

    def token(self, token: Token, inner: Sequence[Child] = ()) -> tuple[Child, ...]:
        """A word with its ruby, or the bare text where there is none to show. Digits, letters and marks bear none (R-04). ``inner``: its
        text, when that has marks in it."""
        held = tuple(inner) or (token.text,)
        return (_ruby(held, token.ruby, tagged(token.ruby)),) if self.style.ruby and token.ruby and all(map(is_han, token.text)) else held

    def shows(self, mark: Mark, sentence: Sentence, ruby: bool) -> bool:
        """Whether what the document has above its characters is shown: always in an edition without pinyin; in one with pinyin (``ruby``)
        where it is not the reading that stands there anyway."""
        under = [t for t in sentence.tokens if t.text and t.start < mark.end and mark.start < t.end and any(map(is_han, t.text))]
        return not (ruby and under and all(token.decided_by == "lexicon" for token in under))

    def _wrap(self, mark: Mark, children: Sequence[Child], block: Block | None) -> Iterable[Child]:
        """The element of a mark, or just its children where it can have none."""
        if mark.kind in inline.ELEMENTS:
            return [node(inline.ELEMENTS[mark.kind], *children)]
        if mark.kind == "language":
            return [node("span", *children, lang=mark.value, xml__lang=mark.value)]
        if mark.kind == "link" and (href := address(mark.value)):
            return [node("a", *children, href=href)]
        if mark.kind == "noteref" and block and mark.value in self.links.notes:
            return [self._sign(mark, children, block)]
        if mark.kind == "ruby" and block and any(m.kind == "ruby" and m.start == mark.start and m.value == mark.value for m in block.marks):
            return [_ruby(children, mark.value, "")]
        return children

    def _sign(self, mark: Mark, children: Sequence[Child], block: Block) -> Node:
        href = self.links.href(block.id, mark.value, mark.value)
        return node("a", *children, **self.identity(sign(block, mark)), class_="noteref", epub__type="noteref", role="doc-noteref", href=href)


def sign(block: Block, mark: Mark) -> str:
    """The id of the sign of a note."""
    return f"{block.id}-n{mark.start}"


def weaver(reading: Reading, style: Style | None = None, manuscript: Manuscript | None = None, files: Mapping[str, str] | None = None) -> Weaver:
    """A weaver over all sentences of a reading. With the ``manuscript``, signs of notes are links; ``files``: section → its file."""
    return Weaver(reading.by_block(), style or Style(), links(manuscript, files or {}) if manuscript else Links())


def links(manuscript: Manuscript, files: Mapping[str, str]) -> Links:
    """Where the notes of a manuscript are, and what points at them first."""
    signs: dict[str, str] = {}
    sections = (*manuscript.sections, *manuscript.matter)
    for block in (block for section in sections for block in section.blocks):
        for mark in sorted(block.marks, key=lambda m: m.start):
            if mark.kind == "noteref":
                signs.setdefault(mark.value, sign(block, mark))
    notes = [run[0].id for section in sections for run in groups.runs(section.blocks) if groups.kind_of(run) == "note"]
    places = {block.id: files[section.id] for section in sections if section.id in files for block in section.blocks}
    return Links({note: element for note, element in signs.items() if note in notes}, {note: number for number, note in enumerate(notes, 1)}, places)


def _ruby(base: Sequence[Child], above: str, language: str) -> Node:
    tagged = (("lang", language), ("xml:lang", language)) if language else ()
    return Node("ruby", (), (Node("span", (), tuple(base)), Node("rt", (("aria-hidden", "true"), *tagged), (above,))))
