"""The podcast feed with the addresses of the server that hands it out.

The feed in the build names the address it was made for. Here every address below that one, and every relative address,
is moved to where this server offers the same file; guids and the text stay as they are (standards.md PC-01, PC-03, PC-09).
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = ("url", "href")
TEXTS = ("link", "url", "docs", "comments")


def moved(feed: bytes, base: str, page: str) -> bytes:
    """``feed`` with its addresses below ``base`` (absolute, with a final slash). ``page`` takes the place of the book's own page.

    Raises ``lxml.etree.XMLSyntaxError`` when it is not XML. Entities and outside DTDs are not read.
    """
    root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    old = made_for(root)
    for element in root.iter(etree.Element):
        for name in ADDRESSES:
            if name in element.attrib:
                element.set(name, _move(element.get(name, ""), old, base, page))
        if etree.QName(element).namespace is None and element.tag in TEXTS and element.text and element.text.strip():
            element.text = _move(element.text.strip(), old, base, page)
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")
    return made


def made_for(root: etree._Element) -> str:
    """The address of the folder that the feed was made for: that of its own ``self`` link; empty when all is relative."""
    own = next((link.get("href", "") for link in root.iter(f"{ATOM}link") if link.get("rel") == "self"), "")
    return urljoin(own, ".") if urlsplit(own).scheme else ""


def _move(address: str, old: str, base: str, page: str) -> str:
    if old and (address == old or address == old.rstrip("/")):
        return page
    if old and address.startswith(old):
        return urljoin(base, address[len(old) :])
    return urljoin(base, address) if not urlsplit(address).scheme and not address.startswith(("//", "#")) else address


