"""The pages of stick and shelf: large type, one ``h1``, no script (but for the checker), right from ``file://`` and from a server.

Everything that comes from a book passes through lxml as text; nothing of it can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html
from lxml.builder import E
from lxml.etree import _Element

from publish.kit.words import Part, asset, kinds, length, parts, size, words


@dataclass(frozen=True)
class Offer:
    """A link to an edition: what it is, its address (already encoded), who it is for, its size in bytes."""

    label: str
    href: str
    note: str = ""
    bytes: int | None = None


@dataclass(frozen=True)
class Card:
    """A book on the shelf. ``listen`` is behind the large button, ``offers`` below it. ``seconds``: how long it sounds."""

    title: str
    about: tuple[str, ...]
    description: str
    seconds: int | None
    listen: Offer | None
    offers: tuple[Offer, ...]


def document(title: str, *body: _Element, large: bool = False, back: str = "", language: str = "zh-Hans") -> bytes:
    """A whole page: skip link, ``main`` with one ``h1`` (the title), and what ``body`` brings."""
    skip = E.a("跳到正文", {"class": "skip", "href": "#main"})
    top = [E.nav({"aria-label": words()["help"]["back"]}, E.p(E.a(words()["help"]["back"], href=back)))] if back else []
    main = E.main(E.h1(title), *body, id="main")
    page = E.html(
        {"lang": language},
        E.head(
            E.meta(charset="utf-8"),
            E.title(title),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.meta(name="format-detection", content="telephone=no"),
            E.style(asset("pages.css")),
        ),
        E.body({"class": "large"} if large else {}, skip, *top, main),
    )
    return html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", pretty_print=False) + b"\n"


def shelf(cards: Sequence[Card], help: Sequence[tuple[str, str]], *extra: _Element) -> bytes:
    """The start page. One book: its title is the heading. ``help``: labels and addresses; ``extra`` stands before them."""
    say = words()["shelf"]
    one = len(cards) == 1
    title = cards[0].title if one else say["title"]
    links = [E.li(E.a(E.span(label, {"class": "label"}), href=href)) for label, href in help]
    body: list[_Element] = [E.p(say["lead"], {"class": "lead"})]
    body += [book(card, heading=not one) for card in cards]
    body += [*extra, E.nav({"aria-label": say["others"]}, E.ul({"class": "links"}, *links)), E.footer(E.p(say["speech"]))]
    return document(title, *body)


def book(card: Card, heading: bool = True) -> _Element:
    """One book of the shelf."""
    say = words()["shelf"]
    about = [*card.about, *([say["length"].format(length=length(card.seconds))] if card.seconds else [])]
    parts_: list[_Element] = [E.h2(card.title)] if heading else []
    parts_.append(E.p(" · ".join(part for part in about if part), {"class": "about"}))
    if card.listen:
        parts_.append(E.a(E.span("▶", {"aria-hidden": "true"}), f" {say['listen']}", {"class": "go", "href": card.listen.href, "aria-label": f"{say['listen']}：{card.title}"}))
    if card.description:
        parts_.append(E.p(card.description))
    if card.offers:
        parts_ += [(E.h3 if heading else E.h2)(say["more"]), E.ul({"class": "offers"}, *(E.li(offer(o)) for o in card.offers))]
    return E.section({"class": "book"}, *parts_)


def offer(one: Offer) -> _Element:
    """A link with its note and size."""
    note = " · ".join(text for text in (one.note, size(one.bytes) if one.bytes else "") if text)
    return E.a(E.span(one.label, {"class": "label"}), *([E.span(note, {"class": "note"})] if note else []), href=one.href)


def help_page(present: Iterable[str], count: int) -> bytes:
    """使用说明: for listeners, in large type."""
    say = words()["help"]
    lead = E.p(say["lead"].format(count=_count(count)), {"class": "lead"})
    made = [section(part) for part in parts("help", present)]
    return document(say["title"], lead, *made, E.footer(E.p(words()["shelf"]["speech"])), large=True, back="index.html")


def help_text(present: Iterable[str], count: int) -> str:
    """The same words as plain text."""
    say = words()["help"]
    lines = [say["title"], "", say["lead"].format(count=_count(count)), ""]
    for part in parts("help", present):
        lines += [part.title, *(f"{number}. {step}" for number, step in enumerate(part.steps, 1)), ""]
    return "\n".join([*lines, words()["shelf"]["speech"], ""])


def staff(present: Iterable[str]) -> bytes:
    """The page for staff: what to do in a minute or two, and what each folder is for."""
    say = words()["staff"]
    have = set(present)
    made = [section(part) for part in parts("staff", have)]
    return document(say["title"], E.p(say["lead"], {"class": "lead"}), *made, _folders(have), back="index.html")


def section(part: Part) -> _Element:
    """A title and its numbered steps."""
    return E.section({"class": "part"}, E.h2(part.title), E.ol({"class": "steps"}, *(E.li(step) for step in part.steps)))


def _folders(present: set[str]) -> _Element:
    say = words()["staff"]
    uses: dict[str, list[str]] = {}
    for kind in kinds().values():
        if kind.folder and kind.name in present:
            uses.setdefault(kind.folder, []).append(f"{kind.label}：{kind.note}。")
    rows = [E.tr(E.th(folder, scope="row"), E.td(*_lines(lines))) for folder, lines in uses.items()]
    head = E.thead(E.tr(E.th(say["folder-name"], scope="col"), E.th(say["folder-use"], scope="col")))
    return E.section({"class": "part"}, E.h2(say["folders"]), E.p(say["root"]), E.table(head, E.tbody(*rows)))


def _lines(lines: Sequence[str]) -> list[Any]:
    return [piece for number, line in enumerate(lines) for piece in ([E.br(), line] if number else [line])]


def check() -> bytes:
    """The checker that runs in a browser: a person chooses the stick, the page reads it and compares hashes. Nothing leaves the computer."""
    say = words()["check"]
    chooser = E.input({"type": "file", "id": "folder", "webkitdirectory": "", "multiple": "", "disabled": ""})
    button = E.label(say["button"], chooser, {"class": "go pick"})
    result = E.div(say["waiting"], {"id": "result", "role": "status"})
    script = E.script(asset("check.js"))
    return document(
        say["title"], E.p(say["lead"], {"class": "lead"}), E.ol({"class": "steps"}, *(E.li(step) for step in say["steps"])),
        E.noscript(E.p(say["script-off"], {"class": "lead"})), button, E.h2(say["result"]), result, script, back="../index.html",
    )


def _count(count: int) -> str:
    """How many books, as a listener says it."""
    digits = "零一两三四五六七八九"
    return digits[count] if count < 10 else ("十" if count == 10 else str(count))
