"""Bytes become a tree of elements with plain names, whatever the page says of itself; nothing is fetched and no entity of its own is resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import TypeAlias, TypeGuard

from lxml import etree
from lxml import html as lxml_html

from publish.findings import PublishError, fail
from publish.manuscript.readers import archive
from publish.manuscript.readers.encodings import ALIASES, BOMS, CODECS, decode, likeness

Element: TypeAlias = etree._Element

LARGEST = 48 << 20
"""Bytes of one page. A saved page with all its pictures inside has a fifth of that."""

MOST_TAGS, DEEPEST = 500_000, 1_000
"""Tags of one page, and elements inside each other. A book of a thousand pages in one file has 100,000 and 30."""

_HEAD = 4096
"""A page names its encoding within so many bytes (HTML Living Standard, 4.2.5.4, says 1024)."""

WESTERN = ("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252")
"""All these are read as Windows-1252 (WHATWG Encoding, 4.2)."""

MOST_BROKEN, LIKE_CHINESE = 0.005, 0.7
"""Share of characters that may be broken in a page that is otherwise in the encoding it names, and how much it must look like Chinese."""

_CHARSET = re.compile(rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_SELF_CLOSED = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)((?:\s+[^\s<>/=]+(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>/]+))?)*)\s*/>")
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
_XML_HEAD = re.compile(r"\A\ufeff?\s*(?:<\?xml|(?:<!DOCTYPE[^>]*>\s*)?<html\b[^>]*\bxmlns\s*=)", re.IGNORECASE)
_DECLARED = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)

EPUB_TYPE, XML_LANGUAGE = "{http://www.idpf.org/2007/ops}type", "{http://www.w3.org/XML/1998/namespace}lang"


def text_of(name: str, data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The page as characters, and its encoding: the one asked for, the mark at its beginning, what the page says, what its bytes look like.

    What a page says counts when its bytes agree; GB 2312 and GBK are read as GB 18030, which holds them. Raises what
    :func:`publish.manuscript.readers.encodings.decode` raises, and ``S150`` for a page larger than any real one.
    """
    refuse_huge(name, data)
    said = _CHARSET.search(data[:_HEAD])
    if encoding != "auto" or not said or any(data.startswith(mark) for mark, _ in BOMS):
        return decode(name, data, encoding)
    known = said.group(1).decode("ascii").lower().replace("_", "-")
    known = ALIASES.get(known, known)
    known = known if known in CODECS and not known.startswith("utf-16") else "auto"
    try:
        return decode(name, data, known)
    except PublishError:
        return _nearly(data, known) or _decoded(name, data, said.group(1).decode("ascii").lower())


def _decoded(name: str, data: bytes, said: str) -> tuple[str, str]:
    """A page whose own word for its encoding is of no use, unless it is in a Western one and nothing else fits."""
    try:
        return decode(name, data, "auto")
    except PublishError as error:
        if said in WESTERN and error.findings[0].code == "S105":
            return data.decode("cp1252", "replace"), "windows-1252"
        raise


def _nearly(data: bytes, encoding: str) -> tuple[str, str] | None:
    """A page in the encoding that it names but for a few broken bytes: systems cut descriptions in the middle of a character. In the text
    they come out as lost characters, which the repair of damage finds; elsewhere they do no harm."""
    text = data.decode(CODECS[encoding][-1], "replace") if encoding in CODECS else ""
    return (text, encoding) if 0 < text.count("\ufffd") <= len(text) * MOST_BROKEN and likeness(text) > LIKE_CHINESE else None


def refuse_huge(name: str, data: bytes) -> None:
    if len(data) > LARGEST or data.count(b"<") > MOST_TAGS:
        raise fail("S150", name, size=f"{len(data) >> 20} MB, {data.count(b'<')} × <")


def page(name: str, text: str) -> Element:
    """The tree of an HTML page, as lenient as browsers are. Raises ``S150`` when elements lie in each other deeper than anybody writes."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    source = _DECLARED.sub(_lines, text).replace("\0", "\ufffd")
    try:
        root = lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        root = lxml_html.document_fromstring("<p></p>")
    return _plain(name, root)


def xhtml(name: str, text: str, part: str = "") -> tuple[Element, bool]:
    """The tree of an XHTML document, and whether it was whole; a damaged one is read like a web page.

    Named characters (``&nbsp;``) are those of HTML; a document that declares entities of its own is refused with ``S123``.
    """
    source = _DOCTYPE.sub(_lines, _NAMED.sub(_character, _DECLARED.sub(_lines, text)), count=1).removeprefix("\ufeff")
    try:
        return _plain(name, archive.parse(name, source.encode("utf-8", "replace"), part)), True
    except PublishError as error:
        if error.findings[0].code != "S124":
            raise
    return page(name, _SELF_CLOSED.sub(_opened, text)), False


def is_xhtml(text: str) -> bool:
    """Whether a page says that it is XML."""
    return bool(_XML_HEAD.match(text[:_HEAD]))


def _lines(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    return found.group() if name in _XML_OWN else html5.get(name + ";", found.group().replace("&", "&amp;"))


def _opened(found: re.Match[str]) -> str:
    """``<a id="x"/>`` with an end of its own: HTML would take all that follows for its inside."""
    name, attributes = found.groups()
    return found.group() if name.lower() in _VOID else f"<{name}{attributes}></{name}>"


def _plain(name: str, root: Element) -> Element:
    """The tree with names without namespaces, in small letters, and no node that is not an element."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise fail("S150", name, size=f"> {DEEPEST} × < < <")
        if event == "start" and isinstance(element.tag, str):
            _rename(element)
    return root


def _rename(element: Element) -> None:
    name = element.tag.rpartition("}")[2].lower()
    if name != element.tag:  # a name that is none (``<b<i>``) cannot be given, but is left as it was found
        element.tag = name if re.fullmatch(r"[a-z][\w.-]*", name) else "span"
    for old, new in ((EPUB_TYPE, "epub:type"), (XML_LANGUAGE, "lang")):
        value = element.attrib.pop(old, None)
        if value is not None and new not in element.attrib:
            element.attrib["data-type" if new == "epub:type" else new] = value
    if element.tag == "meta" and element.get("name"):
        element.set("name", str(element.get("name")).lower())


def is_element(node: object) -> TypeGuard[Element]:
    return isinstance(node, etree._Element) and isinstance(node.tag, str)


def attribute(element: Element, name: str) -> str:
    """An attribute's value without white space around it; empty where there is none."""
    return (element.get(name) or "").strip()


def words(element: Element, *names: str) -> frozenset[str]:
    """All words of attributes that hold lists of them (``class``, ``epub:type``, ``role``), in small letters."""
    return frozenset(word for name in names for word in attribute(element, name).lower().split())


def types(element: Element) -> frozenset[str]:
    """What a document says an element is for: ``epub:type`` (EPUB SSV) and ``role`` (DPUB-ARIA, without its ``doc-``)."""
    return frozenset(word.removeprefix("doc-").removeprefix("z3998:") for word in words(element, "data-type", "epub:type", "role"))


def style(element: Element) -> dict[str, str]:
    """The declarations of an element's own ``style``, in small letters."""
    declared = (part.partition(":") for part in attribute(element, "style").lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in declared if colon}


def own_text(element: Element) -> str:
    """All text below an element in one line, for messages and comparisons."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    for node in element.iter():
        if is_element(node) and node.tag not in ("script", "style", "template"):
            yield node.text or ""
        if node is not element:
            yield node.tail or ""


class Selection:
    """What selectors find in one tree. A selector with a class or an id that is nowhere in the tree is not looked for."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.names = {name for element in root.iter() if is_element(element) for name in (*words(element, "class"), attribute(element, "id").lower())}

    def __call__(self, selector: str) -> list[Element]:
        if "," not in selector and any(name.lower() not in self.names for name in _NAME.findall(selector)):
            return []
        return [element for element in self.root.cssselect(selector) if is_element(element)]


_NAME = re.compile(r"[.#]([\w-]+)(?![^\[]*\])")


def outermost(found: Iterable[Element]) -> list[Element]:
    """Those that lie in none of the others, in order."""
    chosen = list(found)
    every = set(chosen)
    return [element for element in chosen if not any(above in every for above in element.iterancestors())]
