"""A small neutral tree of elements: :func:`to_lxml` makes XHTML of it (EPUB), :func:`to_html` HTML (web). Text goes in as text and can
never become markup."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

PICTURE, UNTOLD = "picture", "picture untold"
"""Classes of a picture of the document: one with an alternative text (which is the text of its block), one without."""

XHTML = "http://www.w3.org/1999/xhtml"
_NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace", "epub": "http://www.idpf.org/2007/ops"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source"}


@dataclass(frozen=True)
class Node:
    """An element: ``name``, attributes in order (``xml:`` and ``epub:`` prefixes allowed), children."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()


def node(name: str, /, *children: Node | str, **attributes: str) -> Node:
    """``node("p", "text", id="a", class_="b", aria_hidden="true", epub__type="cover")``: ``_`` is ``-``, ``__`` is ``:``."""
    made = tuple((key.rstrip("_").replace("__", ":").replace("_", "-"), value) for key, value in attributes.items())
    return Node(name, made, children)


def text_of(tree: Node | str, skip: tuple[str, ...] = ("rt",)) -> str:
    """All text below a node, without what is inside ``skip``. The text of a picture of the document is its alternative text."""
    if isinstance(tree, str):
        return tree
    if tree.name == "img":
        attributes = dict(tree.attributes)
        return attributes.get("alt", "") if attributes.get("class") == PICTURE else ""
    return "" if tree.name in skip else "".join(text_of(child, skip) for child in tree.children)


def to_lxml(tree: Node) -> _Element:
    """The tree as XHTML elements of lxml."""
    from lxml import etree

    made = etree.Element(f"{{{XHTML}}}{tree.name}", nsmap={None: XHTML, "epub": _NAMESPACES["epub"]})
    for key, value in tree.attributes:
        prefix, colon, local = key.partition(":")
        made.set(f"{{{_NAMESPACES[prefix]}}}{local}" if colon else key, value)
    last = None
    for child in tree.children:
        if isinstance(child, Node):
            last = to_lxml(child)
            made.append(last)
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def to_html(tree: Node | str) -> str:
    """The tree as HTML text; ``xml:`` and ``epub:`` attributes, which HTML does not know, are left out."""
    if isinstance(tree, str):
        return html.escape(tree, quote=False)
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in tree.attributes if ":" not in key)
    if tree.name in _VOID:
        return f"<{tree.name}{attributes}>"
    return f"<{tree.name}{attributes}>{''.join(map(to_html, tree.children))}</{tree.name}>"
