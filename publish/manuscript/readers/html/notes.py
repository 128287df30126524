"""Notes of a page or an e-book: which links point at a note, which elements are notes, which links only lead back.

A document says so (``epub:type``, ``role``), or two links that lead to each other do: the first one is the reference, whatever holds the other
is the note. Signs in brackets with a paragraph that begins with the same sign (``[1]``) are notes too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from publish.manuscript.model import Mark
from publish.manuscript.readers.html import tree
from publish.manuscript.readers.html.data import elements
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.source import Passage

MOST_LINKS = 60
"""Links of one note that are looked at. What holds more is a list of contents, or made to keep a reader busy."""

NOTE_TYPES = frozenset(("footnote", "endnote", "rearnote", "note"))
_SIGN = re.compile(r"(?<!\s)[\[［〔【（(〈]?\s*+(?:(?:注释?|註)\s*+)?(?:\d{1,3}|[①-⑳㉑-㊿❶-❿⑴-⒇]|[*＊†‡§※]{1,3}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})\s*[\]］〕】）)〉.．、]?")
_BARE = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[\[［〔【](?:注释?|註)?\d{1,3}[\]］〕】]|[（(]\d{1,3}[)）]|[①-⑳㉑-㊿⑴-⒇]|[*＊※†‡]{1,3}")

_OPENING = re.compile(r"(?:[\[［〔【](?:注释?|註)?\d{1,3}[\]］〕】]|[（(]\d{1,3}[)）]|[①-⑳㉑-㊿⑴-⒇]|[*＊※†‡]{1,3}|(?:注释?|註)\d{1,3}[：:.、]?|\d{1,3}[.．、](?!\d))")

Target = tuple[str, str]
"""A document's path, and the id of an element in it."""


@dataclass
class Notes:
    """What was found in a set of documents. Keys (``fn1`` …) count the notes in the order of their references."""

    references: dict[Element, str] = field(default_factory=dict)
    bodies: dict[Element, str] = field(default_factory=dict)
    returns: set[Element] = field(default_factory=set)
    signs: dict[str, str] = field(default_factory=dict)
    """Key → the sign that is printed where the note is referred to first."""
    alive: list[Element] = field(default_factory=list)
    """Elements are told apart as long as something holds them."""


def find(documents: Mapping[str, Element]) -> Notes:
    """The notes of ``documents`` (path → root, in reading order)."""
    found = Notes(alive=[element for root in documents.values() for element in root.iter() if tree.is_element(element)])
    links = list(_links(documents))
    targets = _targets(documents)
    found.returns.update(link for link in found.alive if link.tag == "a" and _is_back(link))
    order = {element: number for number, element in enumerate(found.alive)}
    leads = {link: targets[target] for link, target in links if target in targets}
    answers: set[Element] = set()
    for link, aim in leads.items():
        body = _body(aim)
        if body is None or body in found.references or _holds(body, link) or link in answers or link in found.returns:
            continue
        backs = [back for back in _links_in(body) if back in leads and _near(leads[back], link)]
        is_before = order[link] < order[body]
        if _says_so(link, aim, body, is_before) or (is_before and _is_sign(link) and any(_near(leads[back], link) for back in backs)):
            key = found.bodies.setdefault(body, f"fn{len(found.bodies) + 1}")
            found.references[link] = key
            found.signs.setdefault(key, sign_of(link))
            answers.update(backs)
            found.returns.update(back for back in backs if not _bare(back) or _bare(back) != _bare(link))
    return found


def _links(documents: Mapping[str, Element]) -> Iterator[tuple[Element, Target]]:
    """Links into these documents, in order."""
    for path, root in documents.items():
        for link in root.iter("a"):
            address = tree.attribute(link, "href")
            file, sign, fragment = address.partition("#")
            if sign and fragment and "://" not in file:
                yield link, (normpath(join(dirname(path), unquote(file))) if file else path, unquote(fragment))


def _targets(documents: Mapping[str, Element]) -> dict[Target, Element]:
    made: dict[Target, Element] = {}
    for path, root in documents.items():
        for element in root.iter():
            if not tree.is_element(element):
                continue
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    made.setdefault((path, name), element)
    return made


def _body(aim: Element) -> Element | None:
    """The block that a reference's aim stands for: what says that it is a note, an item, or the block around it."""
    chain = [aim, *aim.iterancestors()]
    for element in chain[:6]:
        if NOTE_TYPES & tree.types(element) or (element.tag == "li" and element is not aim and _is_block(element)):
            return element
    block = next((element for element in chain if _is_block(element)), None)
    return None if block is None or block.tag in ("body", "html", "table", "tr", "main", "article") or str(block.tag)[:2] in ("h1", "h2", "h3") else block


def _is_block(element: Element) -> bool:
    return elements().get(str(element.tag)) == "block"


def _holds(body: Element, link: Element) -> bool:
    return any(above is body for above in link.iterancestors())


def _links_in(body: Element) -> list[Element]:
    return list(islice(body.iter("a"), MOST_LINKS))


def _near(aim: Element, link: Element) -> bool:
    """Whether a link back leads to ``link``: to itself, to what it stands in, or to what stands in it or right before it."""
    around = [link, *link.iterdescendants(), *list(link.iterancestors())[:3]]
    before = link.getprevious()
    return any(aim is element for element in around) or (before is not None and aim is before)


def _says_so(link: Element, aim: Element, body: Element, is_before: bool) -> bool:
    above = link.getparent()
    said = tree.types(link) | (tree.types(above) if above is not None else frozenset())
    if "noteref" in said or (is_before and _is_called(link) and (_is_called(aim) or _is_called(body))):
        return not _is_back(link)
    return bool(NOTE_TYPES & (tree.types(aim) | tree.types(body))) and _is_sign(link) and not _is_back(link)


def _is_called(element: Element) -> bool:
    """Whether a class says that something belongs to notes (``duokan-footnote``, ``footnote-ref``, ``noteref``)."""
    return any(word in name for name in tree.words(element, "class") for word in ("footnote", "endnote", "noteref"))


def sign_of(link: Element) -> str:
    """What is printed for a reference; a picture in place of a sign is printed as 注."""
    return tree.own_text(link) or PICTURED


PICTURED = "〔注〕"
"""What stands for a reference that is a picture: a book in print and a listener's book have no small icon to press."""


def _is_back(link: Element) -> bool:
    return "backlink" in tree.types(link) or "footnote-backref" in tree.words(link, "class")


def _is_sign(link: Element) -> bool:
    return bool(_SIGN.fullmatch(tree.own_text(link)))


def _bare(link: Element) -> str:
    return _BARE.sub("", tree.own_text(link))


def opening(text: str) -> str:
    """The sign that a note begins with; empty when it has none."""
    found = _OPENING.match(text)
    return found.group() if found else ""


# --- signs in brackets ---------------------------------------------------------------------------------------------------


def by_sign(passages: Sequence[Passage], taken: int) -> tuple[Passage, ...]:
    """The passages with notes made of raised signs in brackets (``[1]``, ①) and the one later paragraph that begins with each.

    ``taken``: how many notes there are already.
    """
    starts = _openings(passages)
    raised = [(n, mark) for n, passage in enumerate(passages) for mark in passage.marks if mark.kind == "sup"]
    wanted: dict[str, str] = {}
    made = list(passages)
    for n, mark in raised:
        sign = passages[n].text[mark.start : mark.end]
        at = starts.get(sign)
        if at is None or at <= n or not _BRACKETED.fullmatch(sign):
            continue
        key = wanted.setdefault(sign, f"fn{taken + len(wanted) + 1}")
        made[n] = replace(made[n], marks=tuple(replace(m, kind="noteref", value=key) if m == mark else m for m in made[n].marks))
        made[at] = replace(made[at], kind="note", note=key, label=sign, group=f"note-{key}", level=0)
    return tuple(_without_outer_space(passage) for passage in made)


def _openings(passages: Iterable[Passage]) -> dict[str, int]:
    """Sign → the one passage that begins with it and goes on."""
    found: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for n, passage in enumerate(passages):
        text = passage.text.strip()
        opening = _BRACKETED.match(text)
        if opening and passage.kind in (None, "item") and not passage.note and len(text) > opening.end():
            seen[opening.group()] += 1
            found[opening.group()] = n
    return {sign: n for sign, n in found.items() if seen[sign] == 1}


def _without_outer_space(passage: Passage) -> Passage:
    """A note whose label is the beginning of its text."""
    if passage.kind != "note" or not passage.label or passage.text.startswith(passage.label):
        return passage
    lost = len(passage.text) - len(passage.text.lstrip())
    if not passage.text[lost:].startswith(passage.label):
        return replace(passage, label="")
    return replace(passage, text=passage.text[lost:], marks=tuple(_earlier(mark, lost) for mark in passage.marks if mark.end > lost))


def _earlier(mark: Mark, by: int) -> Mark:
    return replace(mark, start=max(0, mark.start - by), end=mark.end - by)
