"""The pages of stick and shelf: large type, one ``h1``, no script (but for the checker), right from ``file://`` and from a server.

Everything that comes from a book passes through lxml as text; nothing of it can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html
from lxml.builder import E
from lxml.etree import _Element

from publish.kit.words import Part, asset, kinds, length, parts, size, words

AT_ONCE = "#listen"
"""Behind the web reader's address: it begins to read without a second press, where the browser allows that."""


@dataclass(frozen=True)
class Offer:
    """A link to an edition: what it is, its address (already encoded), who it is for, its size in bytes, the name of a download."""

    label: str
    href: str
    note: str = ""
    bytes: int | None = None
    file: str = ""


@dataclass(frozen=True)
class Card:
    """A book on the shelf. ``listen`` is behind the large button, ``offers`` below it. ``seconds``: how long it sounds;
    ``language``: of its title and description, the page's own being ``zh-Hans``."""

    title: str
    about: tuple[str, ...]
    description: str
    seconds: int | None
    listen: Offer | None
    offers: tuple[Offer, ...]
    language: str = "zh-Hans"


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
    made: bytes = html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", pretty_print=False)
    return made + b"\n"


def shelf(cards: Sequence[Card], help: Sequence[tuple[str, str]], *extra: _Element) -> bytes:
    """The start page. One book: its title is the heading. ``help``: labels and addresses; ``extra`` stands before them."""
    say = words()["shelf"]
    one = len(cards) == 1
    title = cards[0].title if one else say["title"]
    links = [E.li(E.a(E.span(label, {"class": "label"}), href=href)) for label, href in help]
    body: list[_Element] = [E.p(say["lead" if any(card.listen for card in cards) else "lead-without-reader"], {"class": "lead"})]
    body += [book(card, alone=one) for card in cards]
    body += [*extra, E.nav({"aria-label": say["others"]}, E.ul({"class": "links"}, *links)), E.footer(E.p(say["speech"]))]
    return document(title, *body)


def book(card: Card, alone: bool) -> _Element:
    """One book of the shelf. Among others its further offers are folded, so that the next large button is near."""
    say = words()["shelf"]
    body: list[_Element] = [] if alone else [E.h2(card.title, **_in(card.language))]
    body.append(about(*card.about, *([say["length"].format(length=length(card.seconds))] if card.seconds else [])))
    if card.listen:
        body.append(listen(card.listen.href, card.title))
    if card.description:
        body.append(E.p(card.description, **_in(card.language)))
    offers = E.ul({"class": "offers"}, *(E.li(offer(one)) for one in card.offers))
    if len(card.offers) == 1:
        body.append(offers)
    elif card.offers:
        body += [E.h2(say["more"]), offers] if alone else [E.details(E.summary(say["more-folded"]), offers)]
    return E.section({"class": "book"}, *body)


def _in(language: str) -> dict[str, str]:
    """The attribute of words in another language than the page's."""
    return {"lang": language} if language and language != "zh-Hans" else {}


def about(*facts: str) -> _Element:
    """Speaker, date, length in one line; each fact stays in one piece."""
    spans = [E.span(fact, {"class": "fact"}) for fact in facts if fact]
    for span in spans[:-1]:
        span.tail = " · "
    return E.p({"class": "about"}, *spans)


def listen(href: str, title: str) -> _Element:
    """The large button."""
    say = words()["shelf"]["listen"]
    return E.a(E.span("▶", {"aria-hidden": "true"}), f" {say}", {"class": "go", "href": href, "aria-label": f"{say}：{title}"})


def offer(one: Offer, **attributes: str) -> _Element:
    """A link with its note and size."""
    note = " · ".join(text for text in (one.note, size(one.bytes) if one.bytes else "") if text)
    return E.a(E.span(one.label, {"class": "label"}), *([E.span(note, {"class": "note"})] if note else []), href=one.href, **attributes)


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
        lines += [part.title, *(f"- {step}" if part.choice else f"{number}. {step}" for number, step in enumerate(part.steps, 1)), ""]
    return "\n".join([*lines, words()["shelf"]["speech"], ""])


def staff(present: Iterable[str]) -> bytes:
    """The page for staff: what to do in a minute or two, and what each folder is for."""
    say = words()["staff"]
    have = set(present)
    made = [section(part) for part in parts("staff", have)]
    return document(say["title"], E.p(say["lead"], {"class": "lead"}), *made, _folders(have), E.footer(E.p(words()["shelf"]["speech"])), back="index.html")


def section(part: Part) -> _Element:
    """A title and its steps, or what to choose among."""
    rows = [E.li(*_pieces(step)) for step in part.steps]
    return E.section({"class": "part"}, E.h2(part.title), (E.ul if part.choice else E.ol)({"class": "steps"}, *rows))


QUOTED = re.compile("(“[^”]{1,10}”[，。：；]?)")


def _pieces(step: str) -> list[Any]:
    """The step with each short quoted name kept on one line: people look for it as it is written."""
    return [E.span(piece, {"class": "name"}) if QUOTED.fullmatch(piece) else piece for piece in QUOTED.split(step) if piece]


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
        E.p(say["script-off"], {"class": "lead", "id": "script-off"}), button, E.h2(say["result"]), result, script, back="../index.html",
    )


def _count(count: int) -> str:
    """How many books, as a listener says it."""
    digits = "零一两三四五六七八九"
    return digits[count] if count < 10 else ("十" if count == 10 else str(count))
