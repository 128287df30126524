"""Poster (A4) and card (A6): what there is to hear, a QR code to it, and how to listen in three steps, in large type.

Made to be printed on any printer and hung beside the shared PC, or put into a hand. The QR code leads to ``address``: the
service centre's own network or a public page. Without an address there is none, and the steps are those of the USB stick.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from publish import files
from publish.editions.model import Publication
from publish.editions.print import typeset
from publish.editions.shared import clock, cover
from publish.findings import Finding, fail, finding
from publish.own import region

LEAD, LEAD_SEEN = "这本书，可以听", "这本书，字大，好认"
ONLINE = ("用手机扫一扫二维码", "按绿色的“开始听”", "想停就按“暂停”")
STICK: tuple[tuple[tuple[str, ...], tuple[str, str, str]], ...] = (
    (("web",), ("插上 U 盘，双击“开始”", "按绿色的“开始听”", "想停就按“暂停”")),
    (("audio",), ("把 U 盘插到播放器上", "选“MP3”文件夹", "按播放键，从头听起")),
    (("m4b",), ("插上 U 盘", "打开“有声书”文件夹", "双击文件，听整本书")),
    (("epub", "epub-plain"), ("插上 U 盘", "打开“电子书”文件夹", "用阅读软件打开")),
    ((), ("请工作人员打印大字版", "坐下慢慢看", "看不清，请人读给您听")),
)
"""The steps with a USB stick, by the first of the editions that the book has."""
SCAN = "扫这里"
NOTE = "字可以放大，可以看拼音。不会用，找工作人员。"


WIDTH, TITLE_HEIGHT = 515, 190
"""Points on A4 between the margins, and what the title may take of the height."""
GAP = 0.25
"""Em that the engine puts between Han characters and letters or figures."""


@dataclass(frozen=True)
class Sheet:
    """A format: ``paper`` of the template, ``scale`` of its type, whether it has head and foot."""

    suffix: str
    paper: str
    scale: float
    framed: bool


SHEETS = (Sheet("poster", "a4", 1.0, True), Sheet("card", "a6", 0.5, False))


@dataclass(frozen=True)
class PosterOptions:
    """``[editions.poster]``: ``address`` is where the QR code leads (http or https), empty for none; ``png``: pictures too, 150 dpi."""

    address: str = ""
    png: bool = False


@dataclass
class Poster:
    """The edition ``poster``: ``<book>-poster.pdf`` and ``<book>-card.pdf``."""

    options: PosterOptions = field(default_factory=PosterOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "poster"
    follows: ClassVar[bool] = True
    Options: ClassVar[type] = PosterOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """Both sheets. Raises ``E604`` for an address that is none."""
        address = checked(self.options.address)
        self.findings = () if address else (finding("E603", publication.slug),)
        paths = []
        for sheet in SHEETS:
            data = content(publication, sheet, address)
            path = files.inside(into, f"{publication.slug}-{sheet.suffix}.pdf")
            paths.append(files.write(path, typeset.pdf("poster.typ", data, publication.stamp)))
            if self.options.png:
                paths.append(files.write(path.with_suffix(".png"), typeset.pictures("poster.typ", data, 150)[0]))
        return tuple(paths)


def heard(publication: Publication) -> bool:
    """Whether the book has an edition that sounds."""
    return not publication.editions or bool({name for names, _ in STICK for name in names} & set(publication.editions))


def steps(editions: Sequence[str]) -> tuple[str, str, str]:
    """The three steps for a stick with these editions."""
    return next(said for names, said in STICK if not names or set(names) & set(editions))


def checked(address: str) -> str:
    """``address`` when it is one that a phone can open, or empty."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"]", address) or len(address) > 300):
        raise fail("E604", "book.toml [editions.poster]", address=address)
    return address


def content(publication: Publication, sheet: Sheet, address: str) -> dict[str, Any]:
    """What ``poster.typ`` is given."""
    about = publication.manuscript.metadata
    stamp, own = publication.stamp, publication.own
    lines, size = title_lines(publication)
    return {
        "title": about.title,
        "title_lines": lines,
        "author": about.speaker or about.issuer,
        "description": about.description or about.title,
        "lead": own(LEAD if heard(publication) else LEAD_SEEN) if sheet.framed else "",
        "about": "　".join(filter(None, (about.issuer, length(publication)))),
        "steps": list(map(own, ONLINE if address else steps(publication.editions or ("web",)))),
        "qr": qr(address) if address else "",
        "qr_label": own("二维码，通向 {address}", address=address),
        "scan": own(SCAN),
        "address_lines": broken(address.partition("://")[2].rstrip("/"), 18),
        "note": own(NOTE) if sheet.framed else "",
        "paper": sheet.paper,
        "region": region(about.language).lower(),
        "scale": sheet.scale,
        "title_size": size,
        "date": {"year": stamp.year, "month": stamp.month, "day": stamp.day},
    }


def length(publication: Publication) -> str:
    """How long it takes to hear, for readers."""
    if not publication.narration:
        return ""
    return publication.own("全长" + clock.chinese(sum(clock.duration(clock.pars(track)) for track in publication.narration.tracks)))


def qr(address: str) -> str:
    """The QR code as SVG, black on white with its quiet zone; medium error correction, so that a stain does no harm."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode("utf-8")


def broken(address: str, most: int) -> list[str]:
    """An address to be typed, in lines of at most ``most`` characters, broken after ``/`` where that is possible."""
    lines, line = [], ""
    for part in re.findall(r"[^/]+/*|/+", address):
        while len(line + part) > most:
            if not line:
                line, part = part[:most], part[most:]
            lines.append(line)
            line = ""
        line += part
    return [*lines, line] if line else lines


def title_lines(publication: Publication) -> tuple[list[str], float]:
    """The title in lines that end between words, and its size on the poster in points: 34 to 72. A title too long for lines of its own
    is one line here, and is broken where the page ends."""
    lines, _ = cover.best_lines(cover.words(publication).title, WIDTH, TITLE_HEIGHT)
    widest = max(typeset.advance(line, "bold") + GAP * len(re.findall("(?<=[0-9A-Za-z])[^!-~]|(?<=[^!-~])[0-9A-Za-z]", line)) for line in lines)
    size = round(min(WIDTH / max(widest, 1.0), TITLE_HEIGHT / (1.22 * len(lines)), 72), 1)
    return (list(lines), size) if size >= 34 else ([publication.manuscript.metadata.title], 34)
