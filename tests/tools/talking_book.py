"""A reader of DAISY 2.02, written from the standard alone: NCC → SMIL → text and audio. It knows nothing of how our books are made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from lxml import etree


class Page(HTMLParser):
    """A page as a player of 2001 reads it, no XML parser at hand: links with their elements, text by id."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.open: list[tuple[str, str]] = []
        self.feed(path.read_bytes().decode("utf-8"))

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "a":
            self.links.append((self.open[-1][0], said["href"]))
        if tag not in ("meta", "br"):
            self.open.append((tag, said.get("id", "")))

    def handle_endtag(self, tag):
        if tag not in ("meta", "br"):
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, name in self.open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data


def clock(value: str) -> float:
    """A clock value of SMIL 1.0, whichever of its forms."""
    value = value.strip().removeprefix("npt=")
    if ":" in value:
        parts = [float(part) for part in value.split(":")]
        return sum(part * 60**power for power, part in enumerate(reversed(parts)))
    number, unit = re.fullmatch(r"([\d.]+)(h|min|s|ms|)", value).groups()
    return float(number) * {"h": 3600, "min": 60, "s": 1, "ms": 0.001, "": 1}[unit]


def played(folder: Path) -> Iterator[tuple[str, str, str, float, float]]:
    """The whole book: the heading last passed, the text shown, the file heard and from when to when in seconds."""
    ncc = Page(folder / "ncc.html")
    smils = list(dict.fromkeys(href.partition("#")[0] for _, href in ncc.links))
    stops = {href: tag for tag, href in ncc.links}
    heading, pages = "", {}
    for name in smils:
        for par in etree.parse(str(folder / name)).getroot().iter("par"):
            text = par.find("text")
            heading = next((stops[f"{name}#{one}"] for one in (par.get("id"), text.get("id")) if f"{name}#{one}" in stops), heading)
            page, _, target = text.get("src").partition("#")
            shown = pages.setdefault(page, Page(folder / page)).texts.get(target, "")
            for audio in par.iter("audio"):
                yield heading, shown, audio.get("src"), clock(audio.get("clip-begin")), clock(audio.get("clip-end"))
