"""Formulas as a line of characters, as one writes them in plain text: brackets and signs that Office keeps as properties are written out
(ECMA-376 part 1, 22.1). ``x²`` is x with a raised 2; a fraction is ``a/b``; a root ``√(x)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publish.manuscript.model import MarkKind
from publish.manuscript.readers.docx.ooxml import Element, tag, val

Piece = tuple[str, MarkKind | None]
"""Characters, and whether they are raised or lowered."""


def pieces(element: Element) -> Iterator[Piece]:
    """The characters of a formula in order."""
    for child in element:
        step = _STEPS.get(child.tag)
        if step:
            yield from step(child)
        elif child.tag in (tag("m:t"), tag("w:t")):
            yield child.text or "", None
        elif len(child):
            yield from pieces(child)


def text(element: Element) -> str:
    """The characters alone."""
    return "".join(words for words, _ in pieces(element))


def _part(element: Element, name: str) -> list[Piece]:
    found = element.find(tag(name))
    return list(pieces(found)) if found is not None else []


def _whole(made: list[Piece]) -> list[Piece]:
    """In brackets, unless it is a number, a name, or in brackets as it is."""
    words = "".join(text for text, _ in made).strip()
    is_one = len(words) <= 1 or words.isalnum() or (words[0] == "(" and words.find(")") == len(words) - 1)
    return made if is_one else [("(", None), *made, (")", None)]


def _moved(made: list[Piece], kind: MarkKind) -> list[Piece]:
    return [(words, kind) for words, _ in made]


def _fraction(element: Element) -> Iterator[Piece]:
    yield from _whole(_part(element, "m:num"))
    yield "/", None
    yield from _whole(_part(element, "m:den"))


def _root(element: Element) -> Iterator[Piece]:
    yield from _moved(_part(element, "m:deg"), "sup")
    yield "√", None
    yield from _whole(_part(element, "m:e"))


def _scripts(element: Element) -> Iterator[Piece]:
    yield from _part(element, "m:e")
    yield from _moved(_part(element, "m:sub"), "sub")
    yield from _moved(_part(element, "m:sup"), "sup")


def _before(element: Element) -> Iterator[Piece]:
    yield from _moved(_part(element, "m:sub"), "sub")
    yield from _moved(_part(element, "m:sup"), "sup")
    yield from _part(element, "m:e")


def _large(element: Element) -> Iterator[Piece]:
    """∑ ∫ ∏ with its bounds; the integral goes without saying."""
    sign = val(element.find(tag("m:naryPr")), "m:chr", "m:val")
    yield "∫" if sign is None else sign, None
    yield from _moved(_part(element, "m:sub"), "sub")
    yield from _moved(_part(element, "m:sup"), "sup")
    yield from _part(element, "m:e")


def _brackets(element: Element) -> Iterator[Piece]:
    """Round ones go without saying."""
    properties = element.find(tag("m:dPr"))
    opens, parts, closes = (val(properties, f"m:{name}", "m:val") for name in ("begChr", "sepChr", "endChr"))
    yield "(" if opens is None else opens, None
    for nth, inner in enumerate(element.iterchildren(tag("m:e"))):
        if nth:
            yield "|" if parts is None else parts, None
        yield from pieces(inner)
    yield ")" if closes is None else closes, None


def _limit(element: Element) -> Iterator[Piece]:
    yield from _part(element, "m:e")
    yield from _moved(_part(element, "m:lim"), "sub" if element.tag == tag("m:limLow") else "sup")


def _rows(element: Element) -> Iterator[Piece]:
    """The rows of a matrix, or the lines of a system: ``a b; c d``."""
    for nth, row in enumerate(element.iterchildren(tag("m:mr"), tag("m:e"))):
        if nth:
            yield "; ", None
        cells = list(row.iterchildren(tag("m:e"))) if row.tag == tag("m:mr") else [row]
        for at, cell in enumerate(cells):
            if at:
                yield " ", None
            yield from pieces(cell)


_STEPS: dict[str, Callable[[Element], Iterator[Piece]]] = {
    tag("m:f"): _fraction, tag("m:rad"): _root, tag("m:sSup"): _scripts, tag("m:sSub"): _scripts, tag("m:sSubSup"): _scripts,
    tag("m:sPre"): _before, tag("m:nary"): _large, tag("m:d"): _brackets, tag("m:limLow"): _limit, tag("m:limUpp"): _limit,
    tag("m:m"): _rows, tag("m:eqArr"): _rows,
}  # fmt: skip
