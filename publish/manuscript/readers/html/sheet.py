"""Short texts that a page's style sheet hides (watermarks, hints for machines): simple selectors, whatever medium-dependent rules say left out.

A page may hide long text until a script shows it; that is no watermark and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.tree import Element

LONGEST = 100
"""Characters of a text that a style sheet hides for good."""

MOST = 3
"""A style sheet that hides more than one part in so many of a page's text waits for a script to show it."""

MOST_RULES = 5_000

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.IGNORECASE | re.ASCII)
_DISPLAY = re.compile(r"(?:^|;)\s*(?:display\s*:\s*(\w[\w-]*)|visibility\s*:\s*(hidden|visible))", re.IGNORECASE)


def hidden(root: Element) -> frozenset[Element]:
    """Elements with little text that the page's own ``<style>`` takes away. An element's own style wins."""
    rules = dict(_rules("\n".join(sheet.text or "" for sheet in root.iter("style") if tree.attribute(sheet, "media") in ("", "all", "screen"))))
    wanted: dict[str, list[str]] = {}
    for selector, is_hidden in rules.items():
        if is_hidden:
            wanted.setdefault(re.findall(r"[.#][\w-]+", selector)[0], []).append(selector)
    if not wanted:
        return frozenset()
    found = [element for element in root.iter() if tree.is_element(element) and _is_short(element) and _is_wanted(element, wanted)]
    hides_text = sum(len(tree.own_text(element)) for element in found) * MOST > len(tree.own_text(root))
    return frozenset() if hides_text else frozenset(found)


def _is_wanted(element: Element, wanted: dict[str, list[str]]) -> bool:
    """Whether a selector fits; ``wanted`` holds them by their first name."""
    names = [*(f".{name}" for name in (element.get("class") or "").split()), f"#{element.get('id')}"]
    return any(_matches(element, selector) for name in names for selector in wanted.get(name, ()))


def _is_short(element: Element) -> bool:
    """Whether an element has a little text and no word of its own about being shown."""
    if not (element.get("class") or element.get("id")) or "display" in tree.style(element):
        return False
    return 0 < len(tree.own_text(element)) <= LONGEST


def _rules(text: str) -> Iterator[tuple[str, bool]]:
    """Selector → whether it hides, in order: a later rule for the same selector wins."""
    made = 0
    for selectors, declarations in _blocks(_COMMENT.sub("", text)):
        found = _DISPLAY.findall(declarations)
        if not found:
            continue
        display, visibility = found[-1]
        for selector in selectors.split(","):
            simple = selector.strip()
            if re.search(r"[.#]", simple) and _SIMPLE.fullmatch(simple) and (made := made + 1) <= MOST_RULES:
                yield simple, display.lower() == "none" or visibility.lower() == "hidden"


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Rules outside of ``@media`` and the like: what stands before the braces, what in them."""
    at = 0
    while (opened := text.find("{", at)) >= 0:
        head = text[at:opened].rpartition(";")[2].strip()
        if head.startswith("@"):
            at = _end(text, opened)
            continue
        closed = text.find("}", opened)
        if closed < 0:
            return
        yield head, text[opened + 1 : closed]
        at = closed + 1


def _end(text: str, opened: int) -> int:
    """Behind the brace that closes the one at ``opened``."""
    depth = 0
    for found in re.compile("[{}]").finditer(text, opened):
        depth += 1 if found.group() == "{" else -1
        if not depth:
            return found.end()
    return len(text)


def _matches(element: Element, selector: str) -> bool:
    found = _SIMPLE.fullmatch(selector)
    if found is None or (found.group(1) and found.group(1).lower() != element.tag):
        return False
    classes, identity = (element.get("class") or "").split(), element.get("id")
    return all(part[1:] in classes if part[0] == "." else part[1:] == identity for part in re.findall(r"[.#][\w-]+", found.group(2)))
