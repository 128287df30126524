"""Which part of a page is its text: what the maker's system calls it, else the smallest part that holds nearly all sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cssselect import SelectorError
from lxml import etree

from publish.findings import fail
from publish.manuscript.readers.html import hidden, tables, tree
from publish.manuscript.readers.html.data import elements, rows
from publish.manuscript.readers.html.tree import Element

ENOUGH = 0.85
"""Share of a page's running text that its text must hold: the rest are teasers, comments, imprints."""

AT_LEAST = 1 / 3
"""Share of it that an element of a common name must hold (``article`` is also what a list of teasers is made of)."""

_SENTENCE = re.compile(r"[，。；：！？、,.;:!?]")
_LETTER = re.compile(r"\w")
"""What a list of names or prices is weighed by, which has no sentences."""

_WHOLE = ("p", "ul", "ol", "dl", "pre", "blockquote", "figure", "h1", "h2", "h3", "h4", "h5", "h6")


def chosen(name: str, root: Element, part: str) -> tuple[list[Element], str]:
    """The elements that hold the text, in order, and the selector of the page's title beside them (empty: its ``h1``).

    ``part`` is what a person says (a CSS selector). Raises ``S151`` when it is no selector, ``S152`` when it finds nothing.
    """
    if part:
        try:
            found = tree.outermost(element for element in root.cssselect(part) if tree.is_element(element))
        except (SelectorError, etree.XPathError) as error:
            raise fail("S151", "book.toml [manuscript] part", part=part, reason=error) from None
        if not found:
            raise fail("S152", name, part=part)
        return found, ""
    body = root.find("body") if root.tag == "html" else root
    whole = body if body is not None else root
    weights = _weights(whole)
    if not weights.get(whole):
        weights = _weights(whole, _LETTER)
    return _known(root, weights, weights.get(whole, 0)) or ([_densest(whole, weights)], "")


def _known(root: Element, weights: dict[Element, int], total: int) -> tuple[list[Element], str] | None:
    """The container that a system of pages is known by; of those of a common name the one with the most running text."""
    select = tree.Selection(root)
    for rank in ("1", "2"):
        found = [
            (weights.get(element, 0), element, title)
            for selector, of_rank, title, *_ in rows("html_containers")
            if of_rank == rank
            for element in tree.outermost(select(selector))
        ]
        found = [at for at in found if at[0] >= (1 if rank == "1" else max(1, total * AT_LEAST))]
        if found:
            _, element, title = max(found, key=lambda at: at[0])
            beside = [other for _, other, _ in found if other.getparent() is element.getparent()]
            order = {other: number for number, other in enumerate(root.iter())}
            return tree.outermost(sorted(dict.fromkeys(beside), key=order.__getitem__)), title
    return None


def _densest(whole: Element, weights: dict[Element, int]) -> Element:
    """From the whole page down, as long as one child holds nearly all of the running text."""
    total, at = weights.get(whole, 0), whole
    while total:
        below = [child for child in at if tree.is_element(child) and _is_part(child) and weights.get(child, 0) >= total * ENOUGH]
        if not below:
            break
        at = below[0]
    return at


def _is_part(element: Element) -> bool:
    is_whole = element.tag in _WHOLE or (element.tag == "table" and not tables.is_layout(element))
    return elements().get(str(element.tag)) == "block" and not is_whole


def _weights(root: Element, sign: re.Pattern[str] = _SENTENCE) -> dict[Element, int]:
    """Characters of running text in each element: text with a sentence's signs, outside of links and of what is hidden."""
    weights: dict[Element, int] = {}
    stack: list[tuple[Element, bool]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not tree.is_element(element):
            continue
        if event == "start":
            off = bool(stack) and stack[-1][1]
            stack.append((element, off or _is_off(element, root)))
            _add(weights, stack, element.text, sign)
        else:
            stack.pop()
            if stack:
                _add(weights, stack, element.tail, sign)
                weights[stack[-1][0]] = weights.get(stack[-1][0], 0) + weights.get(element, 0)
    return weights


def _add(weights: dict[Element, int], stack: list[tuple[Element, bool]], text: str | None, sign: re.Pattern[str]) -> None:
    if text and not stack[-1][1] and sign.search(text):
        element = stack[-1][0]
        weights[element] = weights.get(element, 0) + len(text.strip())


def _is_off(element: Element, root: Element) -> bool:
    what = elements().get(str(element.tag), "")
    if element.tag in ("a", "nav", "footer") or what in ("nothing", "control", "media"):
        return True
    return element is not root and element.get("id") is None and hidden.is_hidden(element)


def loose(root: Element, parts: list[Element]) -> Iterator[tuple[Element, str]]:
    """Text that stands beside ``parts`` without an element of its own: what holds it, and its words."""
    above = {ancestor for part in parts for ancestor in part.iterancestors()}
    for element in root.iter():
        if element in above and elements().get(str(element.tag)) != "nothing":
            text = " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())
            if text:
                yield element, text


def outside(root: Element, parts: list[Element]) -> Iterator[Element]:
    """The largest parts of a page that hold none of ``parts``, in order."""
    inside = set(parts)
    above = {ancestor for part in parts for ancestor in part.iterancestors()}
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not tree.is_element(element) or element in inside:
            walk.skip_subtree()
        elif element not in above:
            yield element
            walk.skip_subtree()
