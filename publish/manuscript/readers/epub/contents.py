"""The table of contents of an e-book: which headings there are and how deep (EPUB 3 navigation document, EPUB 2 NCX)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from publish.manuscript.readers.archive import Archive
from publish.manuscript.readers.epub.package import Package, contents
from publish.manuscript.readers.html import tree
from publish.manuscript.source import Passage


@dataclass(frozen=True)
class Entry:
    """A line of the contents: its words without white space, its depth from 1, the document it leads to."""

    words: str
    depth: int
    path: str


def entries(archive: Archive, package: Package) -> tuple[Entry, ...]:
    """The contents, in order: of the navigation document, else of the NCX."""
    navigation = contents(archive, package.navigation)
    if navigation is not None and (found := tuple(_of_navigation(navigation, package.navigation))):
        return found
    ncx = contents(archive, package.ncx)
    return tuple(_of_ncx(ncx, package.ncx)) if ncx is not None else ()


def _of_navigation(root: etree._Element, path: str) -> Iterator[Entry]:
    for nav in root.iter("{*}nav"):
        if "toc" not in (nav.get(tree.EPUB_TYPE) or "").split():
            continue
        for link in nav.iter("{*}a"):
            depth = sum(1 for above in link.iterancestors("{*}ol"))
            yield Entry(_condensed("".join(_without_readings(link))), depth, _target(path, link.get("href", "")))


def _of_ncx(root: etree._Element, path: str) -> Iterator[Entry]:
    for point in root.iter("{*}navPoint"):
        label, content = point.find("{*}navLabel"), point.find("{*}content")
        if label is not None and content is not None:
            depth = 1 + sum(1 for above in point.iterancestors("{*}navPoint"))
            yield Entry(_condensed("".join(map(str, label.itertext()))), depth, _target(path, content.get("src", "")))


def _without_readings(link: etree._Element) -> Iterator[str]:
    for node in link.iter():
        if not (isinstance(node.tag, str) and node.tag.endswith(("}rt", "}rp"))):
            yield node.text or ""
        if node is not link:
            yield node.tail or ""


def _target(path: str, href: str) -> str:
    return normpath(join(dirname(path), unquote(href.partition("#")[0])))


def _condensed(text: str) -> str:
    return "".join(text.split())


def levelled(passages: Sequence[Passage], of: Sequence[Entry]) -> list[Passage]:
    """The passages of one document with the levels that the contents give: a heading stands as deep as its line there, those between as much
    deeper or higher as they say themselves. Where a document has no heading at all, its paragraphs that stand in the contents are some."""
    known = {entry.words: entry.depth for entry in reversed(of) if entry.words}
    has_headings = any(passage.kind == "heading" for passage in passages)
    made, shift = [], 0
    for passage in passages:
        depth = known.get(_condensed(passage.text))
        if passage.kind == "heading":
            shift = depth - passage.level if depth else shift
            passage = replace(passage, level=max(1, passage.level + shift))
        elif depth and passage.kind is None and not has_headings:
            passage = replace(passage, kind="heading", level=depth)
        made.append(passage)
    return made
