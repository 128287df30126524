"""The XHTML documents of an e-book: cover, sections, navigation, notes. One section, one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publish.editions.model import Publication
from publish.editions.shared import groups, weave
from publish.editions.shared.groups import Stretch
from publish.editions.shared.weave import Heading, Node, Weaver, node
from publish.manuscript.model import Section
from publish.narration.model import Track

ROLES = {
    "front": {"epub__type": "titlepage", "class_": "titlepage"},
    "closing": {"epub__type": "conclusion", "role": "doc-conclusion", "class_": "closing"},
    "colophon": {"epub__type": "colophon", "role": "doc-colophon", "class_": "colophon"},
    "tail": {"class_": "tail"},
}
"""``epub:type``, ARIA role and class of a section by its kind."""

CHAPTER = {"epub__type": "chapter", "role": "doc-chapter"}
"""Of a top section: once for the chapter, not on each file it is split into (standards.md N-01)."""


@dataclass(frozen=True)
class Document:
    """One document of the spine. ``name`` is the stem of its files; ``track`` the audio it is read with, if any."""

    name: str
    title: str
    body: Node
    track: Track | None = None
    contents: tuple[Heading, ...] = ()
    inside: Mapping[str, Stretch] = field(default_factory=dict)
    """Sentence → the list, table, figure or note it lies in."""

    @property
    def href(self) -> str:
        return f"text/{self.name}.xhtml"


def of_section(number: int, section: Section, weaver: Weaver, track: Track | None, front: str) -> Document:
    """The document of one section; ``front``: what the title page is called."""
    roles = ROLES.get(section.kind, CHAPTER if section.level == 1 else {})
    title = front if section.kind == "front" else section.title
    contents = tuple(weave.headings(section, weaver.sentences))
    return Document(name(number), title, weaver.section(section, **roles), track, contents, groups.stretches(section, weaver.sentences))


def name(number: int) -> str:
    """The name of a section's document."""
    return f"{number:03}"


def cover(publication: Publication, title: str) -> Document:
    """The page that shows the cover picture. Its words are in the title page as well, so that it is not read aloud."""
    picture = node("img", src="../cover.jpg", alt=publication.own("封面：{title}", title=title), role="doc-cover", epub__type="cover")
    named = publication.own("封面")
    return Document("cover", named, node("section", picture, class_="cover", aria_label=named))


def notes(publication: Publication, body: tuple[Node, ...]) -> Document:
    """The page 制作说明, an appendix."""
    made = node("section", *body, epub__type="appendix", role="doc-appendix", aria_labelledby="notes", class_="notes")
    contents = (Heading("notes", 1, publication.own("制作说明"), ""), Heading("repairs", 2, publication.own("文字修复清单"), ""))
    return Document("notes", contents[0].text, made, contents=contents)


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, with the lines below it."""

    href: str
    text: str
    below: tuple[Entry, ...] = ()


def contents(documents: Iterable[Document]) -> tuple[Entry, ...]:
    """The nested table of contents: sections, their sub-sections, run-in headings; a tail lies under the part it closes."""
    flat = [(heading.depth, Entry(_href(document, first, heading), heading.text)) for document in documents for first, heading in enumerate(document.contents)]
    entries, rest = _nest(flat, 0)
    assert not rest
    return entries


def _href(document: Document, number: int, heading: Heading) -> str:
    return f"{document.href}#{heading.id}" if number else document.href


def _nest(flat: list[tuple[int, Entry]], depth: int) -> tuple[tuple[Entry, ...], list[tuple[int, Entry]]]:
    """Entries deeper than ``depth`` from the head of ``flat``, nested, and what is left."""
    made = []
    while flat and flat[0][0] > depth:
        (level, entry), flat = flat[0], flat[1:]
        below, flat = _nest(flat, level)
        made.append(Entry(entry.href, entry.text, below))
    return tuple(made), flat


def navigation(publication: Publication, entries: tuple[Entry, ...], landmarks: Iterable[tuple[str, str, str]]) -> Node:
    """The body of the navigation document; ``landmarks`` as (type, href, text)."""
    toc = node("nav", node("h1", publication.own("目录"), id="toc-title"), _list(entries), epub__type="toc", role="doc-toc", id="toc", aria_labelledby="toc-title")
    places = [node("li", node("a", text, epub__type=kind, href=href)) for kind, href, text in landmarks]
    named = publication.own("位置")
    marks = node("nav", node("h2", named), node("ol", *places), epub__type="landmarks", aria_label=named, hidden="hidden")
    return node("body", toc, marks)


def _list(entries: tuple[Entry, ...]) -> Node:
    return node("ol", *(node("li", node("a", e.text, href=e.href), *((_list(e.below),) if e.below else ())) for e in entries))


def titles(documents: Iterable[Document], book: str) -> Iterator[str]:
    """A different ``title`` for each document, the most specific part first (WCAG 2.4.2; standards.md N-02)."""
    seen: dict[str, int] = {}
    for document in documents:
        seen[document.title] = count = seen.get(document.title, 0) + 1
        yield f"{document.title}{f'（{count}）' if count > 1 else ''} - {book}"


def xhtml(body: Node, title: str, language: str, style: str, kind: str = "") -> bytes:
    """A whole XHTML document. ``body`` is a ``body`` or what goes into one; ``style`` the path of its style sheet."""
    from lxml import etree

    if body.name != "body":
        body = node("body", body, **({"class": kind} if kind else {}))
    link = node("link", rel="stylesheet", type="text/css", href=style)
    root = weave.to_lxml(Node("html", (("lang", language), ("xml:lang", language)), (node("head", node("title", title), link), body)))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["epub"])
    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return made
