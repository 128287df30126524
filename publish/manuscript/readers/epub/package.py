"""An e-book's package: what it says of itself, which documents it is made of, in which order (EPUB 3.3 §5, OPF 2.0.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from publish.findings import PublishError, fail
from publish.manuscript.readers.archive import Archive
from publish.manuscript.source import Claim

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways of making fonts unusable outside of the book (OCF 3.3 §4.4.2, and Adobe's older one). They lock no text."""

PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")


@dataclass(frozen=True)
class Resource:
    """A file of the manifest, by its path in the zip."""

    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True)
class Package:
    """``spine``: documents in reading order and whether each is part of it (``linear``); ``aside``: path → why a document is no text."""

    path: str
    resources: dict[str, Resource]
    spine: tuple[tuple[str, bool], ...]
    claims: tuple[Claim, ...]
    navigation: str
    ncx: str
    cover: str
    aside: dict[str, str]


def of(archive: Archive) -> Package:
    """The package of an e-book. Raises ``S144`` when it has none, ``S145`` when it is locked."""
    _refuse_locked(archive)
    path = _path(archive)
    root = archive.xml(path, doctype=True)
    resources = dict(_manifest(root, path))
    spine = tuple(
        (resources[name].path, item.get("linear") != "no") for item in _all(root, "itemref") if (name := item.get("idref", "")) in resources
    )
    if not spine:
        raise fail("S144", archive.name, reason=f"{path}: spine")
    by_property = {word: resource.path for resource in resources.values() for word in resource.properties}
    ncx = next((r.path for r in resources.values() if r.media_type == "application/x-dtbncx+xml"), "")
    aside = {unquote(normpath(join(dirname(path), ref.get("href", "").partition("#")[0]))): ref.get("type", "") for ref in _all(root, "reference")}
    aside = {page: kind for page, kind in aside.items() if kind in ("cover", "toc")}
    navigation = by_property.get("nav", "")
    return Package(path, resources, spine, tuple(_claims(root, path)), navigation, ncx, _cover(root, resources, by_property), aside | ({navigation: "toc"} if navigation else {}))


def _refuse_locked(archive: Archive) -> None:
    if ENCRYPTION not in archive:
        return
    root = archive.xml(ENCRYPTION)
    methods = [str(method.get("Algorithm")) for method in _all(root, "EncryptionMethod")]
    if set(methods) - set(FONT_METHODS) or len(methods) < sum(1 for _ in _all(root, "EncryptedData")):
        raise fail("S145", archive.name)


def _path(archive: Archive) -> str:
    """Where the package document is: as the container says, else the only file that can be one."""
    if CONTAINER in archive:
        for rootfile in _all(archive.xml(CONTAINER), "rootfile"):
            path = unquote(rootfile.get("full-path", ""))
            if path in archive:
                return path
    found = [member for member in archive.members if member.endswith(".opf")]
    if len(found) != 1:
        raise fail("S144", archive.name, reason=CONTAINER)
    return found[0]


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    yield from root.iter(f"{{*}}{name}")


def _manifest(root: etree._Element, path: str) -> Iterator[tuple[str, Resource]]:
    for item in _all(root, "item"):
        href = unquote(item.get("href", "").partition("#")[0])
        if href and "://" not in href:
            yield item.get("id", ""), Resource(normpath(join(dirname(path), href)), item.get("media-type", "").lower(), frozenset(item.get("properties", "").split()))


def _cover(root: etree._Element, resources: dict[str, Resource], by_property: dict[str, str]) -> str:
    """The picture of the cover: EPUB 3 says ``cover-image``, EPUB 2 names it in a ``meta``."""
    named = next((meta.get("content", "") for meta in _all(root, "meta") if meta.get("name") == "cover"), "")
    found = by_property.get("cover-image") or (resources[named].path if named in resources else "")
    return found if found else ""


# --- what it says of itself ------------------------------------------------------------------------------------------------

_SIMPLE = (("publisher", "issuer"), ("date", "date"), ("language", "language"), ("rights", "rights"), ("description", "description"))


def _claims(root: etree._Element, path: str) -> Iterator[Claim]:
    about = next(_all(root, "metadata"), root)
    refined = _refinements(about)
    titles = [(refined.get(title.get("id", ""), {}).get("title-type", ""), _text(title)) for title in _all(about, "title") if _text(title)]
    for wanted, name in (("main", "title"), ("subtitle", "subtitle")):
        found = [text for kind, text in titles if kind == wanted] or ([titles[0][1]] if titles and name == "title" else [])
        if found:
            yield Claim(name, found[0], f"{path} dc-title")  # type: ignore[arg-type]
    creators = [_text(who) for who in _all(about, "creator") if _text(who) and _is_author(who, refined)]
    if creators:
        yield Claim("author", "、".join(dict.fromkeys(creators)), f"{path} dc-creator")
    for element, name in _SIMPLE:
        said = next((_text(found) for found in _all(about, element) if _text(found)), "")
        if said:
            yield Claim(name, said, f"{path} dc-{element}")  # type: ignore[arg-type]


def _refinements(about: etree._Element) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for meta in _all(about, "meta"):
        if meta.get("refines") and meta.get("property"):
            made.setdefault(meta.get("refines", "").removeprefix("#"), {})[meta.get("property", "")] = _text(meta)
    return made


def _is_author(who: etree._Element, refined: dict[str, dict[str, str]]) -> bool:
    role = refined.get(who.get("id", ""), {}).get("role") or next((value for key, value in who.attrib.items() if str(key).endswith("}role")), "aut")
    return role in ("aut", "", "author")


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def contents(archive: Archive, member: str) -> etree._Element | None:
    """A document of the book that only helps (contents); None when it is missing or damaged."""
    try:
        return archive.xml(member, doctype=True) if member and member in archive else None
    except PublishError as error:
        if error.findings[0].code in ("S121", "S123"):
            raise
        return None
