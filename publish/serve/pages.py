"""The pages of the shelf on the network: the shelf, a book with everything there is to take, help, and "not there"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

import segno
from lxml import html
from lxml.builder import E
from lxml.etree import _Element

from publish.findings import PublishError
from publish.kit import pages
from publish.kit.model import Finished
from publish.kit.words import kind_of, kinds, length, long_date, parts, size, words
from publish.serve.library import Shelf, Shown

SECTIONS = ("audio", "opus")
"""Editions with one file a section, played on the page of the book."""
APART = ("web", "podcast", *SECTIONS)
"""Editions that are not offered as a list of files to download."""


def shelf(books: Shelf, shared: str) -> bytes:
    """The start page. ``shared``: the address that other people can use, without a final slash, or empty."""
    say = words()["lan"]
    if not books.books:
        return pages.document(say["none-title"], E.p(say["none-lead"], {"class": "lead"}))
    return pages.shelf([_card(books, book) for book in books.books], [(say["help"], "/help")], *([_scan(f"{shared}/")] if shared else []))


def _card(books: Shelf, book: Finished) -> pages.Card:
    about = (book.card.speaker, long_date(book.card.date))
    more = pages.Offer(words()["lan"]["book"], f"/book/{quote(book.card.slug)}/")
    return pages.Card(book.card.title, about, book.card.description, book.seconds(), _reader(books, book), (more,), book.card.language)


def _reader(books: Shelf, book: Finished) -> pages.Offer | None:
    start = next((one for one in books.of(book, "web") if one.name.endswith("/index.html")), None)
    return pages.Offer(kind_of("web").label, start.address + pages.AT_ONCE) if start else None


def _scan(address: str) -> _Element:
    """The address for other people, to scan and to type. A picture of this kind needs a quiet zone and black on white."""
    say = words()["lan"]
    picture = html.fromstring(segno.make(address, error="m").svg_inline(scale=6, border=4, omitsize=True))
    for name, value in (("class", "qr"), ("role", "img"), ("aria-label", say["scan-alt"])):
        picture.set(name, value)
    shown = E.p(E.a(address, {"class": "address", "href": address}))
    return E.section({"class": "part"}, E.h2(say["scan"]), E.p(say["scan-note"]), shown, picture)


def book(books: Shelf, one: Finished, base: str) -> bytes:
    """Everything there is of a book: the reader, each section to hear, files to take, the podcast, the catalogue for apps."""
    card = one.card
    seconds = one.seconds()
    lasts = words()["shelf"]["length"].format(length=length(seconds)) if seconds else ""
    body: list[_Element] = [pages.about(card.speaker, card.issuer, long_date(card.date), lasts)]
    reader = _reader(books, one)
    if reader:
        body.append(pages.listen(reader.href, card.title))
    if card.description:
        body.append(E.p(card.description))
    body += [*_downloads(books, one), *_podcast(books, one, base), *_sections(books, one)]
    return pages.document(card.title, *body, E.footer(E.p(words()["shelf"]["speech"])), back="/")


def _downloads(books: Shelf, one: Finished) -> Iterator[_Element]:
    wanted = [tuple(each for each in books.of(one, name) if kind_of(name).is_download(each.name)) for name in _others(one)]
    offers = [offer for shown in wanted for offer in _offers(shown)]
    if offers:
        yield _part(words()["lan"]["downloads"], E.ul({"class": "offers"}, *(E.li(pages.offer(offer, download=offer.file)) for offer in offers)))


def _others(one: Finished) -> list[str]:
    order = [*kinds(), *one.card.editions]
    return [name for name in dict.fromkeys(order) if name in one.card.editions and name not in APART]


def _offers(shown: tuple[Shown, ...]) -> Iterator[pages.Offer]:
    for each in shown:
        kind = kind_of(each.edition)
        count = _bytes(each)
        if count is not None:
            yield pages.Offer(kind.label_of(each.name, len(shown) == 1), each.address, kind.note, count, kind.file_name(each.name, each.book.card.title))


def _bytes(one: Shown) -> int | None:
    """The size, or None when the file is not there just now."""
    try:
        return one.path.stat().st_size
    except (PublishError, OSError):
        return None


def _podcast(books: Shelf, one: Finished, base: str) -> Iterator[_Element]:
    say = words()["lan"]
    for feed in [shown for shown in books.of(one, "podcast") if is_feed(shown)]:
        yield _part(say["podcast"], E.p(say["podcast-note"]), _address(base + feed.address))
    yield _part(say["apps"], E.p(say["apps-note"]), _address(f"{base}/opds"))


def is_feed(one: Shown) -> bool:
    """Whether the file is the podcast's feed, whose addresses are those of the server that hands it out."""
    return one.edition == "podcast" and one.name.endswith(".xml")


def _address(text: str) -> _Element:
    return E.p(E.a(text, {"class": "address", "href": text}))


def _sections(books: Shelf, one: Finished) -> Iterator[_Element]:
    shown = books.of(one, "audio")
    titles = {name: title for each in shown if each.name.endswith(".m3u8") for name, title in _titles(each)}
    named = [(each, titles.get(PurePosixPath(each.name).name) or PurePosixPath(each.name).stem) for each in shown if each.name.endswith(".mp3")]
    items = [E.li(E.p(title, {"class": "label"}), _player(each, title)) for each, title in named]
    if items:
        yield _part(words()["lan"]["sections"], E.ol({"class": "players"}, *items))


def _titles(playlist: Shown) -> Iterator[tuple[str, str]]:
    """File name → title, from the ``#EXTINF`` lines of an extended M3U."""
    title = ""
    for line in playlist.path.read_text("utf-8", "replace").splitlines():
        if line.startswith("#EXTINF:"):
            title = line.partition(",")[2].strip()
        elif line and not line.startswith("#"):
            yield line, title
            title = ""


def _player(each: Shown, title: str) -> _Element:
    say, count = words()["lan"]["downloads"], _bytes(each)
    audio = E.audio({"controls": "", "preload": "none", "src": each.address, "aria-label": title})
    link = E.a(f"{say} MP3" + (f"（{size(count)}）" if count else ""), {"href": each.address, "download": "", "aria-label": f"{say} MP3：{title}"})
    return E.div(audio, E.p(link, {"class": "get"}))


def _part(title: str, *content: _Element) -> _Element:
    return E.section({"class": "part"}, E.h2(title), *content)


def help_page(books: Shelf) -> bytes:
    """How to listen and download, for people with a phone in their hand."""
    say = words()["lan-help"]
    present = {name for one in books.books for name in one.card.editions}
    made = [pages.section(part) for part in parts("lan-help", present)]
    return pages.document(say["title"], E.p(say["lead"], {"class": "lead"}), *made, large=True, back="/")


def missing() -> bytes:
    """What a wrong address shows."""
    say = words()["lan"]
    return pages.document(say["missing-title"], E.p(say["missing-lead"], {"class": "lead"}), E.p(E.a(say["back"], {"class": "go", "href": "/"})))
