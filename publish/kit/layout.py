"""What lies where on the stick: books in numbered folders, music-player files first, then pages, checker and list of hashes.

The plan names every file in the order of writing. A simple player takes that order, so each book's MP3 come first and in
reading order (standards.md HW-01); web readers and talking books, with audio of their own, come after all books; pages come after the books they point to, and the list of hashes is last: a stick that
has the list is complete.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import msgspec

from publish import files
from publish.editions.daisy import discinfo
from publish.findings import PublishError, fail, finding
from publish.kit import names, pages
from publish.kit.model import Finished, load_all
from publish.kit.text import plain_text
from publish.kit.words import Kind, asset, kind_of, kinds, long_date, words
from publish.manuscript.model import Manuscript

LARGEST = (1 << 32) - 1
"""Bytes of the largest file that FAT32 holds."""


FEW = 3
"""Files of one edition that the start page links to one by one; of more it links to the folder."""


@dataclass(frozen=True)
class Item:
    """One file of the kit: its path on the stick, its content, size and SHA-256. ``ordered``: the order of writing matters."""

    name: str
    content: Path | bytes
    size: int
    digest: str
    ordered: bool = False

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]


@dataclass(frozen=True)
class Kit:
    """All files in the order of writing, the list of hashes last. ``stamp``: midnight (UTC) of the latest book's date."""

    items: tuple[Item, ...]
    stamp: datetime.datetime

    @property
    def sums(self) -> Item:
        """The list of hashes."""
        return self.items[-1]

    @property
    def bytes(self) -> int:
        return sum(item.size for item in self.items)


@dataclass(frozen=True)
class Placed:
    """A book's edition on the stick: the paths of its files, in order."""

    kind: Kind
    items: tuple[Item, ...]


def plan(folders: Sequence[Path]) -> Kit:
    """Lay the finished books out. Raises ``G301``…``G306`` for a book that is not finished, ``E702``…``E706`` for what no stick can hold."""
    books = load_all(folders)
    placed = [_book(f"{number:02}-{names.safe(book.card.title)}", book) for number, book in enumerate(books, 1)]
    parts = sorted((part for book in placed for part in book), key=lambda part: part.kind.apart)
    items = [item for part in parts for item in part.items] + _talking_books(books, placed)
    cards = [_card(book, made) for book, made in zip(books, placed, strict=True)]
    present = {part.kind.name for book in placed for part in book} | ({"poster-qr"} if any(book.card.qr for book in books) else set())
    items += [_item(name, content) for name, content in _pages(cards, present)]
    items.append(_item(words()["file"]["sums"], _sums(items)))
    _refuse(items)
    latest = max((book.card.date for book in books if book.card.date), default=files.EARLIEST.date())
    return Kit(tuple(items), datetime.datetime.combine(latest, datetime.time(), datetime.UTC))


def _refuse(items: Sequence[Item]) -> None:
    found = [*names.trouble(item.name for item in items)]
    found += [finding("E702", item.name, size=item.size) for item in items if item.size > LARGEST]
    if found:
        raise PublishError(*found)


def _book(folder: str, book: Finished) -> list[Placed]:
    """The editions of one book that belong on a stick, those with an order of writing first."""
    made = [Placed(kind, tuple(_files(folder, kind, book))) for kind in _wanted(book)]
    made += _text(folder, book)
    return sorted(made, key=lambda part: not part.kind.ordered)


def _wanted(book: Finished) -> list[Kind]:
    order = list(kinds())
    found = [kind_of(name) for name in book.card.editions]
    return sorted((k for k in found if k.folder), key=lambda k: order.index(k.name) if k.name in order else len(order))


def _files(folder: str, kind: Kind, book: Finished) -> Iterator[Item]:
    """An edition's files. A folder of its own name (``web/``, ``audio/``) gives way to the stick's folder."""
    paths = book.card.editions[kind.name]
    own = f"{folder.partition('-')[0]}-{names.latin(book.card.slug)}" if kind.latin else folder
    for path in filter(kind.is_on_stick, _in_order(paths) if kind.ordered else paths):
        inner = path.removeprefix(f"{kind.name}/") if "/" in path else kind.file_name(path, book.card.title)
        place = f"{kind.folder}/{own}" if kind.apart else f"{own}/{kind.folder}"
        yield _item(f"{place}/{inner}", book.path(path), kind.ordered and path.endswith(".mp3"))


def _talking_books(books: Sequence[Finished], placed: Sequence[Sequence[Placed]]) -> list[Item]:
    """The list that a player asks for where a medium holds several talking books, beside their folders."""
    found = [(part.items[0].folder, book.card.title) for book, parts in zip(books, placed, strict=True) for part in parts if part.kind.name == "daisy" and part.items]
    if len(found) < 2:
        return []
    root = found[0][0].rpartition("/")[0]
    return [_item(f"{root}/{discinfo.NAME}", discinfo.page([(folder.rpartition("/")[2], title) for folder, title in found]))]


def _in_order(paths: Iterable[str]) -> list[str]:
    """Audio by name, then whatever goes with it (playlist)."""
    return sorted(paths, key=lambda path: (not path.endswith(".mp3"), path))


def _text(folder: str, book: Finished) -> list[Placed]:
    """Plain text, unless an edition of that name brings it: UTF-8 with byte order mark, and GB18030 (every character has a code there)."""
    if "text" in book.card.editions:
        return []
    text = plain_text(_manuscript(book))
    stem = names.safe(book.card.title, 40)
    encoded = {"text": (f"{stem}.txt", text.encode("utf-8-sig")), "text-gb18030": (f"{stem}-GB18030.txt", text.encode("gb18030"))}
    return [Placed(kind_of(n), (_item(f"{folder}/{kind_of(n).folder}/{name}", data),)) for n, (name, data) in encoded.items()]


def _manuscript(book: Finished) -> Manuscript:
    path = book.folder / "1-manuscript.json"
    try:
        return files.from_json(path.read_bytes(), Manuscript)
    except FileNotFoundError:
        raise fail("G303", path, count=1) from None
    except (OSError, msgspec.DecodeError) as error:
        raise fail("G302", path, reason=error) from None


def _item(name: str, content: Path | bytes, ordered: bool = False) -> Item:
    if isinstance(content, Path):
        return Item(name, content, content.stat().st_size, files.digest_of_file(content), ordered)
    return Item(name, content, len(content), hashlib.sha256(content).hexdigest(), ordered)


def _card(book: Finished, parts: Sequence[Placed]) -> pages.Card:
    """How the shelf shows a book: the web reader as the large button, the rest as a list in the table's order."""
    by_name = {part.kind.name: part for part in parts if part.items}
    order = dict.fromkeys([*kinds(), *by_name])
    rest = [offer for name in order if name in by_name and name != "web" for offer in _offers(by_name[name])]
    about = (book.card.speaker, long_date(book.card.date))
    reader = next((replace(offer, href=f"{offer.href}{pages.AT_ONCE}") for offer in _offers(by_name["web"])), None) if "web" in by_name else None
    return pages.Card(book.card.title, about, book.card.description, book.seconds(), reader, tuple(rest), book.card.language)


def _offers(part: Placed) -> Iterator[pages.Offer]:
    """A link to the start page of an edition that has one, to the folder of one with many files, else to each file."""
    whole = sum(item.size for item in part.items)
    start = next((item.name for item in part.items if item.name.endswith("/index.html")), None)
    if start or len(part.items) > FEW:
        yield pages.Offer(part.kind.label_of_all([item.name for item in part.items]), quote(start or f"{part.items[0].folder}/"), part.kind.note, whole)
        return
    for item in part.items:
        yield pages.Offer(part.kind.label_of(item.name, len(part.items) == 1), quote(item.name), part.kind.note, item.size)


def _pages(cards: Sequence[pages.Card], present: set[str]) -> Iterator[tuple[str, bytes]]:
    """Everything at the top of the stick except the list, in the order of writing."""
    name = words()["file"]
    say = words()["shelf"]
    shelf = pages.shelf(cards, [(say["help"], quote(name["help"])), (say["staff"], quote(name["staff"]))])
    yield name["staff"], pages.staff(present)
    yield name["help-text"], windows_text(pages.help_text(present, len(cards))).encode("utf-8-sig")
    yield name["help"], pages.help_page(present, len(cards))
    yield name["check"], pages.check()
    yield name["check-bat"], windows_text(asset("check.bat")).encode("ascii")
    yield name["check-ps1"], windows_text(asset("check.ps1")).encode("utf-8-sig")
    yield name["check-sh"], asset("check.sh").encode()
    yield name["start"], shelf
    yield name["index"], shelf


def windows_text(text: str) -> str:
    """With the line ends that the Notepad of old Windows needs."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _sums(items: Iterable[Item]) -> bytes:
    """Hashes as ``sha256sum -c`` takes them: UTF-8 without mark, LF, paths relative to the list."""
    return "".join(f"{item.digest}  {item.name}\n" for item in items).encode()
