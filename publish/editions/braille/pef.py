"""PEF 1.0 (version 2008-1, the Portable Embosser Format): volumes, pages and rows as XML, and our own check of its structure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from publish.editions.braille.brf import lines
from publish.editions.braille.layout import Grid, Page
from publish.manuscript.model import Metadata

PEF = "http://www.daisy.org/ns/2008/pef"
DC = "http://purl.org/dc/elements/1.1/"
FORMAT = "application/x-pef+xml"
ROW = re.compile("[\u2800-\u28ff]*")


def written(volumes: Sequence[Sequence[Page]], grid: Grid, about: Metadata, stamp: datetime.datetime) -> bytes:
    """The whole book in one file, a ``volume`` each."""
    root = etree.Element(f"{{{PEF}}}pef", {"version": "2008-1"}, nsmap={None: PEF, "dc": DC})
    meta = etree.SubElement(etree.SubElement(root, f"{{{PEF}}}head"), f"{{{PEF}}}meta")
    facts = {
        "format": FORMAT, "identifier": about.identifier or about.title, "title": about.title, "creator": about.speaker, "publisher": about.issuer,
        "date": stamp.date().isoformat(), "language": "zh-Brai-CN", "description": about.description, "rights": about.rights,
    }  # fmt: skip
    for name, value in facts.items():
        if value:
            etree.SubElement(meta, f"{{{DC}}}{name}").text = value
    body = etree.SubElement(root, f"{{{PEF}}}body")
    form = {"cols": str(grid.cells), "rows": str(grid.lines + 1), "rowgap": "0", "duplex": "true" if grid.duplex else "false"}
    for pages in volumes:
        section = etree.SubElement(etree.SubElement(body, f"{{{PEF}}}volume", form), f"{{{PEF}}}section")
        for page in pages:
            element = etree.SubElement(section, f"{{{PEF}}}page")
            for line in lines(page, grid):
                etree.SubElement(element, f"{{{PEF}}}row").text = line or None
    etree.indent(root, " ")
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def faults(data: bytes) -> Iterator[str]:
    """What the format forbids, its two rules beyond the schema included: no row longer than ``cols``, no page with more rows than ``rows``."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        yield str(error)
        return
    if root.tag != f"{{{PEF}}}pef" or root.get("version") != "2008-1" or [child.tag for child in root] != [f"{{{PEF}}}head", f"{{{PEF}}}body"]:
        yield "root"
        return
    yield from _faults_of_head(root)
    volumes = list(root[1])
    if not volumes:
        yield "no volume"
    for number, volume in enumerate(volumes, 1):
        yield from _faults_of_volume(volume, f"volume {number}")


def _faults_of_head(root: etree._Element) -> Iterator[str]:
    values = {name: [element.text or "" for element in root.iterfind(f"./{{{PEF}}}head/{{{PEF}}}meta/{{{DC}}}{name}")] for name in ("identifier", "format", "date")}
    if values["format"] != [FORMAT]:
        yield f"dc:format {values['format']}"
    if len(values["identifier"]) != 1 or not values["identifier"][0].strip():
        yield f"dc:identifier {values['identifier']}"
    for date in values["date"]:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            yield f"dc:date {date}"


def _faults_of_volume(volume: etree._Element, where: str) -> Iterator[str]:
    sizes = [volume.get(name, "") for name in ("cols", "rows", "rowgap")]
    if volume.tag != f"{{{PEF}}}volume" or not all(size.isdigit() for size in sizes) or volume.get("duplex") not in ("true", "false"):
        yield f"{where}: {volume.tag} {dict(volume.attrib)}"
        return
    cols, most, gap = map(int, sizes)
    if not len(volume) or any(section.tag != f"{{{PEF}}}section" or not len(section) for section in volume):
        yield f"{where}: section"
    for number, page in enumerate((page for section in volume for page in section), 1):
        if page.tag != f"{{{PEF}}}page" or len(page) * (4 + gap) > most * 4 + gap or any(row.tag != f"{{{PEF}}}row" for row in page):
            yield f"{where}, page {number}: {len(page)} rows"
        for n, row in enumerate(page, 1):
            if len(row) or not ROW.fullmatch(row.text or "") or len(row.text or "") > cols:
                yield f"{where}, page {number}, row {n}: {(row.text or '')[:40]}"
