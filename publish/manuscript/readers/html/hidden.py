"""What of a page is not to be seen: told, never taken for text."""

from __future__ import annotations

import re

from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.tree import Element

_ZERO = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?")


def is_hidden(element: Element) -> bool:
    """Whether a page hides an element: by attribute, by its own style, or from everybody who listens (``aria-hidden``)."""
    if element.get("hidden") is not None or tree.attribute(element, "aria-hidden").lower() == "true":
        return True
    declared = element.get("style") and tree.style(element)
    if not declared:
        return False
    return (
        declared.get("display") == "none"
        or declared.get("visibility") in ("hidden", "collapse")
        or bool(_ZERO.fullmatch(declared.get("font-size", "")))
        or declared.get("mso-hide") == "all"
    )
