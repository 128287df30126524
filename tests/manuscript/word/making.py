"""Word documents from sources that people can read: WordprocessingML with three shorthands, put into a zip.

``<p style="1" num="2/0" outline="1">`` is a paragraph (``num``: list / level from 0), ``<r is="b vanish em=dot">`` a run with its properties, and bare
text in them stands for ``w:t``. ``<tc span="2" merge="restart">`` is a cell with one paragraph. Everything else is written as Word writes it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from publish.manuscript.readers.docx.ooxml import SPACES

MORE = {
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "dcterms": "http://purl.org/dc/terms/",
}
NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in (SPACES | MORE).items() if prefix not in ("rel", "cp", "dc", "ep", "dcterms"))
W = f"{{{SPACES['w']}}}"
KINDS = {
    "styles.xml": "styles", "numbering.xml": "numbering", "footnotes.xml": "footnotes", "endnotes.xml": "endnotes", "comments.xml": "comments",
    "settings.xml": "settings", "header1.xml": "header", "footer1.xml": "footer",
}  # fmt: skip
ROOTS = {"header1.xml": "hdr", "footer1.xml": "ftr"}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, relations: str = "") -> bytes:
    """A Word document. ``parts``: inner XML of ``styles.xml`` …, bytes of ``media/…``; ``relations``: lines ``id kind target``, addresses being external."""
    given = dict(parts or {})
    members: dict[str, bytes] = {
        "[Content_Types].xml": b"",
        "_rels/.rels": related([("rId1", "officeDocument", "word/document.xml"), *_properties(given)]),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
    }
    own = [(f"rel-{name}", KINDS[name], name) for name in given if name in KINDS]
    own += [tuple(line.split(maxsplit=2)) for line in relations.strip().splitlines() if line.strip()]  # type: ignore[misc]
    members["word/_rels/document.xml.rels"] = related(own)
    for name, content in given.items():
        if name.startswith("docProps/"):
            members[name] = content if isinstance(content, bytes) else content.encode()
        elif isinstance(content, bytes):
            members[f"word/{name}"] = content
        elif name in KINDS:
            members[f"word/{name}"] = part(ROOTS.get(name, name.removesuffix(".xml")), content)
        else:
            members[f"word/{name}"] = content.encode()
    members["[Content_Types].xml"] = _types(members)
    return zipped(members)


def _types(members: Mapping[str, bytes]) -> bytes:
    """What each part is, for programs that go by it."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = {"document.xml": "document.main"} | {name: name.removesuffix(".xml") for name in KINDS if name not in ROOTS} | {"header1.xml": "header", "footer1.xml": "footer"}
    own = "".join(f'<Override PartName="/word/{name}" ContentType="{word}{kind}+xml"/>' for name, kind in kinds.items() if f"word/{name}" in members)
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", "png": "image/png", "bmp": "image/bmp", "emf": "image/x-emf"}
    rows = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items())
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}{own}</Types>'.encode()


def _properties(given: Mapping[str, object]) -> list[tuple[str, str, str]]:
    kinds = {"docProps/core.xml": "metadata/core-properties", "docProps/app.xml": "extended-properties"}
    return [(f"rId{at}", kinds[name], name) for at, name in enumerate(kinds, 2) if name in given]


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on nothing else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def related(relations: list[tuple[str, str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{identity}" Type="{OFFICE}{kind}" Target="{target}"{_mode(kind, target)}/>' for identity, kind, target in relations
    )
    return f'<Relationships xmlns="{SPACES["rel"]}">{rows}</Relationships>'.encode()


def _mode(kind: str, target: str) -> str:
    return ' TargetMode="External"' if ":" in target or kind == "attachedTemplate" else ""


def part(root: str, inner: str) -> bytes:
    """One part: ``inner`` under its root, shorthands written out."""
    made = etree.fromstring(f'<w:{root} {NAMES} mc:Ignorable="w14">{inner}</w:{root}>')
    for element in list(made.iter("p", "r", "tc")):
        _long(element)
    for element in made.iter(f"{W}p", f"{W}r"):
        _wrap(element, in_run=element.tag == f"{W}r")
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)


def _long(element: etree._Element) -> None:
    """A shorthand becomes the element itself with its properties."""
    given = dict(element.attrib)
    element.attrib.clear()
    shape, element.tag = element.tag, f"{W}{element.tag}"
    properties = {"p": _paragraph, "r": _run, "tc": _cell}[shape](given)
    if shape == "tc" and element.find(f"{W}p") is None:
        inner = etree.SubElement(element, f"{W}p")
        inner.text, element.text = element.text, None
        inner.extend([child for child in element if child is not inner])
    if len(properties):
        properties.tail, element.text = (element.text, None) if shape != "tc" else (None, element.text)
        element.insert(0, properties)


def _paragraph(given: Mapping[str, str]) -> etree._Element:
    properties = etree.Element(f"{W}pPr")
    for name, tag in (("style", "pStyle"), ("outline", "outlineLvl")):
        if name in given:
            etree.SubElement(properties, W + tag).set(f"{W}val", given[name])
    if "num" in given:
        numbers = etree.SubElement(properties, f"{W}numPr")
        identity, _, level = given["num"].partition("/")
        etree.SubElement(numbers, f"{W}ilvl").set(f"{W}val", level or "0")
        etree.SubElement(numbers, f"{W}numId").set(f"{W}val", identity)
    if "mark" in given:
        properties.append(_run({"is": given["mark"]}))
    return properties


def _run(given: Mapping[str, str]) -> etree._Element:
    properties = etree.Element(f"{W}rPr")
    for word in given.get("is", "").split():
        name, _, value = word.partition("=")
        one = etree.SubElement(properties, W + {"style": "rStyle", "raise": "vertAlign", "font": "rFonts"}.get(name, name))
        if name == "font":
            one.set(f"{W}ascii", value)
        elif value:
            one.set(f"{W}val", value)
    return properties


def _cell(given: Mapping[str, str]) -> etree._Element:
    properties = etree.Element(f"{W}tcPr")
    if "span" in given:
        etree.SubElement(properties, f"{W}gridSpan").set(f"{W}val", given["span"])
    if "merge" in given:
        etree.SubElement(properties, f"{W}vMerge").set(f"{W}val", given["merge"])
    return properties


def _wrap(element: etree._Element, in_run: bool) -> None:
    """Bare text becomes ``w:t``, in a paragraph within a run of its own."""
    pieces: list[etree._Element] = []
    if (element.text or "").strip("\n "):
        pieces.append(_words(element.text or "", in_run))
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        pieces.append(child)
        if (tail or "").strip("\n "):
            pieces.append(_words(tail or "", in_run))
    element[:] = pieces


def _words(text: str, in_run: bool) -> etree._Element:
    words = etree.Element(f"{W}t")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = text.strip("\n")
    if in_run:
        return words
    run = etree.Element(f"{W}r")
    run.append(words)
    return run
