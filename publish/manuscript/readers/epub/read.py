"""The reader of e-books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from publish.findings import Finding, PublishError, fail, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers import pictures
from publish.manuscript.readers.archive import MOST_TAGS, Archive
from publish.manuscript.readers.epub import contents, package
from publish.manuscript.readers.epub.package import PAGES, Package
from publish.manuscript.readers.html import notes, shape, tree
from publish.manuscript.readers.html.about import Page, aside_of
from publish.manuscript.readers.html.media import Pictures
from publish.manuscript.readers.html.page import told
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.readers.html.walker import Walker
from publish.manuscript.source import Document, Image, Passage, placed

COVER_WORDS = 60
"""Characters on a cover page: title, author, publisher. A page with more text is text."""

REFUSED = ("S121", "S123", "S150")
"""What no single part of a book may be: then nothing of it is opened."""


@dataclass
class Parts:
    """The documents of the spine as trees, and what became of the others."""

    trees: dict[str, Element] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tags: int = 0


def read(name: str, data: bytes, options: ManuscriptOptions) -> Document:
    """Raises ``S144`` (no e-book), ``S145`` (locked) and what :class:`publish.manuscript.readers.archive.Archive` raises."""
    archive = Archive(name, data)
    book = package.of(archive)
    parts = Parts()
    trees = {path: root for path, _ in book.spine if (root := _tree(archive, book, path, parts)) is not None}
    linear = [path for path, is_linear in dict(book.spine).items() if is_linear and path in trees and not _is_aside(book, path, trees[path], parts)]
    parts.left += [f"{basename(path)} “{_first(trees[path])}”" for path, is_linear in dict(book.spine).items() if not is_linear and path in trees and tree.own_text(trees[path])]
    found = notes.find({path: trees[path] for path in (*linear, *(path for path in trees if path not in linear))})
    language = next((claim.value for claim in book.claims if claim.name == "language"), "")
    about = Page(found, Pictures(lambda address: None), language)
    passages = shape.shaped(_with_title(_walked(archive, book, linear, trees, about), book))
    findings = [*parts.findings, *([finding("S147", name, count=len(parts.left), which="；".join(parts.left[:12]))] if parts.left else []), *told(name, tuple(about.left), about)]
    images = about.pictures.images
    cover = _image(archive, book.cover)
    if cover:
        images.setdefault(cover.file, cover)
    return Document(
        name, placed(passages), "", book.claims, tuple(images.values()), tuple(findings), flows=about.prose_lines * 2 <= len(passages),
        cover=cover.file if cover else "",
    )  # fmt: skip


def _tree(archive: Archive, book: Package, path: str, parts: Parts) -> Element | None:
    """A document of the spine; one that is missing, no page or damaged beyond reading is told."""
    media_type = next((resource.media_type for resource in book.resources.values() if resource.path == path), "")
    if media_type not in PAGES or path not in archive:
        parts.findings.append(finding("S146", f"{archive.name}:{path}", reason=media_type if path in archive else "?"))
        return None
    data = archive.read(path)
    parts.tags += data.count(b"<")
    if parts.tags > MOST_TAGS:
        raise fail("S121", archive.name, part=path, size=f"{parts.tags} × <")
    try:
        text, _ = tree.text_of(f"{archive.name}:{path}", data)
        root, is_whole = tree.xhtml(archive.name, text, path)
    except PublishError as error:
        if error.findings[0].code in REFUSED:
            raise
        parts.findings.append(finding("S146", f"{archive.name}:{path}", reason=error))
        return None
    parts.findings += [] if is_whole else [finding("S153", f"{archive.name}:{path}")]
    return root


def _is_aside(book: Package, path: str, root: Element, parts: Parts) -> bool:
    """Whether a document of the spine is a cover or a table of contents, which the new book has of its own."""
    body = root.find("body")
    said = tree.types(body) if body is not None else frozenset()
    kind = book.aside.get(path) or next((word for word in ("cover", "toc") if word in said), "")
    text = tree.own_text(body if body is not None else root)
    if kind == "toc" or (kind == "cover" and len(text) <= COVER_WORDS):
        parts.left.append(f"{basename(path)} “{text[:16]}”")
        return True
    return False


def _first(root: Element) -> str:
    body = root.find("body")
    return tree.own_text(body if body is not None else root)[:16]


def _walked(archive: Archive, book: Package, linear: list[str], trees: dict[str, Element], about: Page) -> list[Passage]:
    """The passages of all documents in order, then the notes that only documents beside the spine hold."""
    of = contents.entries(archive, book)
    made: list[Passage] = []
    places = _prefixes(trees)
    for path in linear:
        own = _one(archive, path, trees[path], trees[path], about, places)
        own = contents.levelled(own, [entry for entry in of if entry.path == path])
        made += notes.by_sign(own, len(about.notes.bodies) + sum(passage.note != "" for passage in made))
    there = {passage.note for passage in made if passage.note}
    wanted = {mark.value for passage in made for mark in passage.marks if mark.kind == "noteref"} - there
    for body, key in about.notes.bodies.items():
        if key in wanted:
            path = next(path for path, root in trees.items() if root is body.getroottree().getroot())
            made += _one(archive, path, trees[path], body, about, places)
    return made


def _one(archive: Archive, path: str, root: Element, part: Element, about: Page, places: dict[str, str]) -> list[Passage]:
    about.prefix = places[path]
    about.aside = aside_of(root)
    about.language = tree.attribute(root, "lang") or about.language
    about.pictures.fetch = lambda address: _member(archive, path, address)
    return Walker(about).walk(part)


def _prefixes(trees: dict[str, Element]) -> dict[str, str]:
    """Document → what its places begin with: its file's name, with its folder where two have the same."""
    names = Counter(basename(path) for path in trees)
    return {path: (basename(path) if names[basename(path)] == 1 else path).replace(":", "_") + " l" for path in trees}


def _member(archive: Archive, path: str, address: str) -> bytes | None:
    """The bytes of a picture inside the book, by its address in the document at ``path``."""
    file = unquote(address.partition("#")[0])
    member = normpath(join(dirname(path), file))
    if not file or "://" in file or member not in archive:
        return None
    try:
        return archive.read(member)
    except PublishError as error:
        if error.findings[0].code in REFUSED:
            raise
        return None


def _image(archive: Archive, path: str) -> Image | None:
    data = _member(archive, "", path) if path else None
    return pictures.picture(data) if data else None


def _with_title(passages: list[Passage], book: Package) -> Iterator[Passage]:
    """The passages, their first ones as title and subtitle where they say just what the book says of itself."""
    said = {claim.name: "".join(claim.value.split()) for claim in book.claims}
    first = next((n for n, passage in enumerate(passages) if passage.kind not in ("figure", "separator")), None)
    for n, passage in enumerate(passages):
        words = "".join(passage.text.split())
        if n == first and passage.kind in ("heading", None) and words == said.get("title"):
            yield replace(passage, kind="title", level=0)
        elif first is not None and n == first + 1 and passage.kind in ("heading", None) and words == said.get("subtitle"):
            yield replace(passage, kind="subtitle", level=0)
        else:
            yield passage
