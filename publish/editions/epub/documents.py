"""The XHTML documents of an e-book: cover, sections, navigation, notes. One section, one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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


def of_section(number: int, section: Section, weaver: Weaver, track: Track | None) -> Document:
    """The document of one section."""
    roles = ROLES.get(section.kind, CHAPTER if section.level == 1 else {})
    title = "标题页" if section.kind == "front" else section.title
    contents = tuple(weave.headings(section, weaver.sentences))
    return Document(name(number), title, weaver.section(section, **roles), track, contents, groups.stretches(section, weaver.sentences))


def name(number: int) -> str:
    """The name of a section's document."""
    return f"{number:03}"


def cover(title: str) -> Document:
    """The page that shows the cover picture. Its words are in the title page as well, so that it is not read aloud."""
    picture = node("img", src="../cover.jpg", alt=f"封面：{title}", role="doc-cover", epub__type="cover")
    return Document("cover", "封面", node("section", picture, class_="cover", aria_label="封面"))


def notes(body: tuple[Node, ...]) -> Document:
    """The page 制作说明, an appendix."""
    made = node("section", *body, epub__type="appendix", role="doc-appendix", aria_labelledby="notes", class_="notes")
    contents = (Heading("notes", 1, "制作说明", ""), Heading("repairs", 2, "文字修复清单", ""))
    return Document("notes", "制作说明", made, contents=contents)


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


def navigation(entries: tuple[Entry, ...], landmarks: Iterable[tuple[str, str, str]]) -> Node:
    """The body of the navigation document; ``landmarks`` as (type, href, text)."""
    toc = node("nav", node("h1", "目录", id="toc-title"), _list(entries), epub__type="toc", role="doc-toc", id="toc", aria_labelledby="toc-title")
    places = [node("li", node("a", text, epub__type=kind, href=href)) for kind, href, text in landmarks]
    marks = node("nav", node("h2", "位置"), node("ol", *places), epub__type="landmarks", aria_label="位置", hidden="hidden")
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
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
