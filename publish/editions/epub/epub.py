"""The two e-books: EPUB 3.3 with Media Overlays, with pinyin (``epub``) and without (``epub-plain``).

ebooklib writes container, package document and NCX; the documents go in as they are, because its own HTML writer re-indents
text (which puts spaces between Chinese sentences). What it writes is collected, not zipped: the zip is made by
:func:`publish.files.zip_whole`, so that the same input gives the same bytes, and audio is copied without being loaded.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from publish import files
from publish.editions.epub import check, documents, metadata, overlay
from publish.editions.epub.documents import Document
from publish.editions.model import Publication
from publish.editions.shared import clock, colophon, cover, credits, pictures, weave
from publish.findings import Finding, PublishError, fail, worst

if TYPE_CHECKING:
    from ebooklib.epub import EpubBook

MIME = "application/epub+zip"
STYLE = "style.css"
NAMES = {True: "带拼音的电子书（EPUB）", False: "不带拼音的电子书（EPUB）"}
"""How each is called wherever it lies: the files have other names in the build folder, on a stick and after a download."""
ABOUT = {True: "每个词上面有汉语拼音。", False: "适合屏幕阅读器。"}


@dataclass(frozen=True)
class EpubOptions:
    """``[editions.epub]`` and ``[editions.epub-plain]``.

    ``certified_by``: who evaluated the book against WCAG 2.2 AA; only then it claims conformance. ``certified_on``: when.
    """

    certified_by: str = ""
    certified_on: datetime.date | None = None


@dataclass
class Epub:
    """The edition with pinyin above every word. ``findings``: what a person should look at in the book last written."""

    options: EpubOptions = field(default_factory=EpubOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "epub"
    Options: ClassVar[type] = EpubOptions
    ruby: ClassVar[bool] = True

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Write the e-book and prove it; raises :class:`PublishError` when a proof fails."""
        lacking = tuple(pictures.lacking(publication))
        publication = pictures.showable(publication)
        path = files.inside(into, file_name(publication, self.ruby))
        unproved = path.with_name(files.TEMPORARY_PREFIX + path.name)
        try:
            files.zip_whole(unproved, _entries(publication, self.ruby, self.options), publication.stamp)
            self.findings = (*lacking, *check.epub(unproved, publication, self.ruby))
            if worst(self.findings) == "error":
                raise PublishError(*self.findings)
            unproved.replace(path)
        finally:
            unproved.unlink(missing_ok=True)
        return (path,)


@dataclass
class PlainEpub(Epub):
    """The edition without pinyin, for screen readers."""

    name: ClassVar[str] = "epub-plain"
    ruby: ClassVar[bool] = False


def file_name(publication: Publication, ruby: bool) -> str:
    """The e-book's file name."""
    return f"{publication.slug}{'' if ruby else '-plain'}.epub"


def _entries(publication: Publication, ruby: bool, options: EpubOptions) -> Iterator[tuple[str, bytes | Path]]:
    """All files of the e-book, ``mimetype`` first (EPUB OCF 3.3)."""
    book, copied = _book(publication, ruby, options)
    collected = _collect(book, publication)
    yield "mimetype", MIME.encode()
    for name, content in collected.items():
        if name != "mimetype":
            yield name, copied.get(name, content)


def _documents(publication: Publication, ruby: bool) -> list[Document]:
    """Cover, sections, colophon and notes, in the order of the spine."""
    if publication.narration is None:
        raise fail("E101", file_name(publication, ruby))
    credits.refuse_unwritable(publication)
    made = publication.manuscript
    tracks = {track.section: track for track in publication.narration.tracks}
    spoken = [*made.sections, *filter(None, [colophon.colophon(made)])]
    missing = [section.id for section in spoken if section.id not in tracks]
    if missing:
        raise fail("E102", file_name(publication, ruby), sections=", ".join(missing))
    names = {section.id: f"{documents.name(number)}.xhtml" for number, section in enumerate(spoken, 1)}
    weaver = weave.weaver(publication.reading, weave.Style(ruby=ruby, pictures=f"../{pictures.FOLDER}/"), made, names)
    sections = [documents.of_section(number, section, weaver, tracks[section.id], publication.own("标题页")) for number, section in enumerate(spoken, 1)]
    notes = colophon.notes(publication, NAMES[ruby], NAMES[not ruby], (ABOUT[ruby], ABOUT[not ruby]))
    return [documents.cover(publication, metadata.title(publication, ruby)), *sections, documents.notes(publication, notes)]


def _book(publication: Publication, ruby: bool, options: EpubOptions) -> tuple[EpubBook, dict[str, Path]]:
    """The book as ebooklib knows it, and which of its files are to be copied from where."""
    from ebooklib import epub

    pages = _documents(publication, ruby)
    language = publication.manuscript.metadata.language
    book = epub.EpubBook()
    book.metadata, book.IDENTIFIER_ID = {}, "id"
    book.set_language(language)
    book.title, book.uid = metadata.title(publication, ruby), metadata.identifier(publication, ruby)
    book.metadata = {}
    durations = _add_documents(book, publication, pages, ruby)
    facts = metadata.Facts(
        ruby, tuple(page.body for page in pages), durations, publication.own(NAMES[not ruby]), options.certified_by, options.certified_on,
    )
    for meta in metadata.metadata(publication, facts):
        _add_meta(book, meta)
    book.add_metadata(None, "meta", None, {"name": "cover", "content": "cover-image"})  # where EPUB 2 shelves look for the picture
    copied = {f"EPUB/{_audio(page)}": publication.root / page.track.file for page in pages if page.track}
    copied |= {f"EPUB/{pictures.FOLDER}/{picture.file}": pictures.path(publication, picture) for picture in pictures.shown(publication)}
    return book, copied


def _add_documents(book: EpubBook, publication: Publication, pages: list[Document], ruby: bool) -> tuple[tuple[str, int], ...]:
    """Documents, overlays, audio, style, cover and navigation into manifest and spine; returns the overlays' lengths."""
    from ebooklib import epub

    language, title = publication.manuscript.metadata.language, metadata.title(publication, ruby)
    nav = _item("nav", "nav.xhtml", "application/xhtml+xml", _navigation(publication, pages, title), properties=["nav"])
    book.spine, durations = [], []
    for page, page_title in zip(pages, documents.titles(pages, title), strict=True):
        content = documents.xhtml(page.body, page_title, language, f"../{STYLE}", "pinyin" if ruby and page.track else "")
        item = _item(f"t-{page.name}", page.href, "application/xhtml+xml", content)
        book.add_item(item)
        book.spine.append((item.id, "yes" if page.track else "no"))
        if page.name == "cover":
            book.spine.append((nav.id, "no"))
        if page.track:
            item.media_overlay, pars = f"o-{page.name}", clock.pars(page.track)
            durations.append((item.media_overlay, clock.duration(pars)))
            smil = overlay.smil(pars, f"../{page.href}", f"../{_audio(page)}", page.inside)
            book.add_item(_item(item.media_overlay, f"smil/{page.name}.smil", "application/smil+xml", smil))
            book.add_item(_item(f"a-{page.name}", _audio(page), "audio/mpeg", b""))
    for number, shown in enumerate(pictures.shown(publication), 1):
        book.add_item(_item(f"p-{number}", f"{pictures.FOLDER}/{shown.file}", shown.media_type, b""))
    style = (resources("publish.editions.epub") / "assets" / "epub.css").read_bytes()
    picture = cover.book(publication, publication.own("拼音版") if ruby else "")
    for item in (
        nav, _item("style", STYLE, "text/css", style), _item("cover-image", "cover.jpg", "image/jpeg", picture, properties=["cover-image"]), epub.EpubNcx(),
    ):
        book.add_item(item)
    book.toc = [_ncx(entry, f"n{number}") for number, entry in enumerate(documents.contents(pages))]
    return tuple(durations)


def _item(identity: str, name: str, kind: str, content: bytes, **more: Any) -> Any:
    from ebooklib import epub

    item = epub.EpubItem(uid=identity, file_name=name, media_type=kind, content=content)
    for key, value in more.items():
        setattr(item, key, value)
    return item


def _navigation(publication: Publication, pages: list[Document], title: str) -> bytes:
    body = next(page for page in pages if page.contents and page.name != "notes")
    places = (("toc", "nav.xhtml#toc", "目录"), ("cover", "text/cover.xhtml", "封面"), ("bodymatter", body.href, "正文"))
    landmarks = [(kind, href, publication.own(name)) for kind, href, name in places]
    for page in pages:
        kind = dict(page.body.attributes).get("epub:type", "")
        if kind in ("colophon", "appendix"):
            landmarks.append((kind, page.href, page.title))
    made = documents.navigation(publication, documents.contents(pages), landmarks)
    return documents.xhtml(made, f"{publication.own('目录')} - {title}", publication.language, STYLE)


def _ncx(entry: documents.Entry, identity: str) -> Any:
    """The same contents for reading systems of the EPUB 2 age."""
    from ebooklib import epub

    link = epub.Link(entry.href, entry.text, identity)
    if not entry.below:
        return link
    return (epub.Section(entry.text, entry.href), [_ncx(below, f"{identity}-{n}") for n, below in enumerate(entry.below)])


def _audio(page: Document) -> str:
    return f"audio/{page.name}.mp3"


def _add_meta(book: EpubBook, meta: metadata.Meta) -> None:
    kind, _, name = meta.name.partition(":")
    if kind == "dc":
        book.add_metadata("DC", name, meta.text, dict(meta.attributes))
    else:
        book.add_metadata(None, "meta", meta.text, {"property": meta.name} | dict(meta.attributes))


class _Collected(dict[str, bytes]):
    """Stands where ebooklib expects a zip: keeps what is written, by name."""

    def writestr(self, name: str, content: bytes | str, **_: object) -> None:
        self[name] = content.encode("utf-8") if isinstance(content, str) else content


def modified(publication: Publication) -> datetime.datetime:
    """When the e-book was made, for ``dcterms:modified``: the moment of its zip, for years that e-books can have. (``strftime`` gives years
    before 1000 fewer than the four digits of xsd:dateTime.)"""
    return max(publication.stamp, files.EARLIEST)


def _collect(book: EpubBook, publication: Publication) -> dict[str, bytes]:
    """What ebooklib writes: container, package document, NCX and the items."""
    from ebooklib import epub

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # ebooklib has no types: its class is Any
        def _write_opf_file(self, root: Any) -> None:
            root.set("{http://www.w3.org/XML/1998/namespace}lang", book.language)
            root.set("dir", "ltr")
            root.attrib.pop("prefix", None)
            super()._write_opf_file(root)

    writer = Writer("", book, {"mtime": modified(publication), "raise_exceptions": True})
    writer.process()
    writer.out = made = _Collected()
    writer._write_container()
    writer._write_opf()
    writer._write_items()
    return made
