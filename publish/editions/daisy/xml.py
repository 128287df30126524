"""How the files of a talking book are written: UTF-8 without mark, a declaration and a document type that players of 2001 know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.editions.shared.tree import Node, node, to_lxml

if TYPE_CHECKING:
    from lxml.etree import _Element

CHARSET = "utf-8"
DECLARATION = f'<?xml version="1.0" encoding="{CHARSET}"?>'
XHTML = ("-//W3C//DTD XHTML 1.0 Transitional//EN", "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd")
SMIL = ("-//W3C//DTD SMIL 1.0//EN", "http://www.w3.org/TR/REC-SMIL/SMIL10.dtd")
"""Public and system identifier of the document types."""

FORMAT = "Daisy 2.02"
GENERATOR = "Shengshu"


def xhtml(head: tuple[Node, ...], body: tuple[Node, ...], title: str, language: str) -> bytes:
    """A page of XHTML 1.0: every element of head and body on a line of its own, no white space inside them."""
    kind = Node("meta", (("http-equiv", "Content-type"), ("content", f"text/html; charset={CHARSET}")))
    tree = Node("html", (("lang", language), ("xml:lang", language)), (node("head", node("title", title), kind, *head), node("body", *body)))
    root = to_lxml(tree)
    for parent in (root, *root, *root.iterfind(".//{*}div")):
        parent.text = "\n"
        for child in parent:
            child.tail = "\n"
    root.tail = None
    return _written(root, "html", XHTML)


def meta(name: str, content: str) -> Node:
    """``<meta name content/>``."""
    return node("meta", name=name, content=content)


def smil(head: tuple[tuple[str, str], ...], body: _Element) -> bytes:
    """A SMIL 1.0 document: ``head`` as metas, and the one region for the text that the form asks for."""
    from lxml import etree

    root = etree.Element("smil")
    made = etree.SubElement(root, "head")
    for name, content in head:
        etree.SubElement(made, "meta", {"name": name, "content": content})
    etree.SubElement(etree.SubElement(made, "layout"), "region", {"id": "txtView"})
    root.append(body)
    etree.indent(root, space=" ")
    return _written(root, "smil", SMIL)


def _written(root: _Element, name: str, kind: tuple[str, str]) -> bytes:
    from lxml import etree

    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    return f'{DECLARATION}\n<!DOCTYPE {name} PUBLIC "{kind[0]}" "{kind[1]}">\n{text}\n'.encode(CHARSET)
