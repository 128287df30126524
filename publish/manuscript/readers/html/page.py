"""Saved web pages (.html, .htm, .xhtml): the part that is the text, and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from publish.findings import Finding, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.beside import Beside
from publish.manuscript.readers.html import container, notes, shape, tree
from publish.manuscript.readers.html.about import Left, Page, aside_of, name_of
from publish.manuscript.readers.html.data import elements, rows
from publish.manuscript.readers.html.media import Fetch, Pictures
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.readers.html.walker import Walker
from publish.manuscript.source import Claim, Document, Passage, placed

SHORTEST_TITLE, LONGEST_TITLE = 10, 120
"""Characters of a title: of one that is told from a word at the beginning of the text, of any."""

SHOWN, FIRST_WORDS = 12, 16
"""So many parts that are left out are named in a finding, each with so many of its first characters."""

def read(name: str, data: bytes, options: ManuscriptOptions, beside: Beside) -> Document:
    """Raises ``S150`` to ``S152`` and what :func:`publish.manuscript.readers.encodings.decode` raises."""
    text, encoding = tree.text_of(name, data, options.encoding)
    return page(name, text, encoding, options, lambda address: beside(local(address)) if local(address) else None)


def local(address: str) -> str:
    """The file that an address of a saved page means: a relative path without query; empty for any other."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    return "" if not path or path.startswith(("/", "\\")) or ":" in path else path.replace("\\", "/").removeprefix("./")


def page(name: str, text: str, encoding: str, options: ManuscriptOptions, fetch: Fetch, base: str = "") -> Document:
    """The document in the characters of a page. ``fetch`` finds its pictures, ``base`` is its address."""
    findings = []
    if tree.is_xhtml(text) and name.lower().endswith(".xhtml"):
        root, is_whole = tree.xhtml(name, text)
        findings += [] if is_whole else [finding("S153", name)]
    else:
        root = tree.page(name, text)
    parts, title = container.chosen(name, root, options.part)
    found = notes.find({"": root})
    about = Page(found, Pictures(fetch), _language(root), _base(root, text, base), aside=aside_of(root))
    walked = _walked(parts, about, found)
    said = tuple(claims(root))
    head = _title(root, parts, title, walked, said)
    passages = _named(shape.titled(notes.by_sign(shape.shaped(walked), len(found.bodies))), said)
    if head is not None:
        passages = (Passage(tree.own_text(head), "title", str(head.sourceline or 1)), *passages)
    outside = () if options.part else tuple(_outside(root, parts, head, found))
    findings += told(name, (*outside, *about.left), about)
    flows = about.prose_lines * 2 <= len(passages)
    return Document(name, placed(passages), encoding, said, tuple(about.pictures.images.values()), tuple(findings), flows)


def _walked(parts: list[Element], about: Page, found: notes.Notes) -> list[Passage]:
    """The passages of all parts, and of the notes that stand elsewhere in the page."""
    walker = Walker(about)
    for part in parts:
        walker.walk(part)
    made = {passage.note for passage in walker.made if passage.note}
    wanted = {mark.value for passage in walker.made for mark in passage.marks if mark.kind == "noteref"} - made
    for body, key in found.bodies.items():
        if key in wanted:
            walker.frames.clear()
            walker.walk(body)
    return walker.made


def _base(root: Element, text: str, base: str) -> str:
    """The address that the page was saved from, as far as it says."""
    for selector, attribute in (("base[href]", "href"), ('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        for element in root.cssselect(selector)[:1]:
            if re.match("https?://", said := tree.attribute(element, attribute)):
                return said
    saved = re.search(r"<!--\s*saved from url=\(\d+\)(https?://\S+)", text[:4096])
    return base or (saved.group(1) if saved else "")


def _language(root: Element) -> str:
    return tree.attribute(root, "lang")


def _title(root: Element, parts: list[Element], selector: str, passages: list[Passage], said: tuple[Claim, ...]) -> Element | None:
    """The page's title, where it stands outside of the text and is not said at its beginning once more: what the system calls it, its
    ``h1``, or a line that says the same as ``<title>``."""
    inside = {below for part in parts for below in part.iter()} | {above for part in parts for above in part.iterancestors()}
    first = ["".join(passage.text.split()) for passage in passages[:8] if passage.kind not in ("cell", "caption")]
    named = {claim.value for claim in said if claim.name == "title"}
    for element in (*root.cssselect(selector or "h1"), *_saying(root, named)):
        text = tree.own_text(element)
        if text and element not in inside and len(text) <= LONGEST_TITLE:
            words = "".join(text.split())
            doubled = words in first or (len(words) >= SHORTEST_TITLE and "".join(first).startswith(words))
            return None if doubled else element
    return None


def _named(passages: tuple[Passage, ...], said: tuple[Claim, ...]) -> tuple[Passage, ...]:
    """The passages, the first paragraph as the title where it says what the page calls itself."""
    named = {"".join(claim.value.split()) for claim in said if claim.name == "title"}
    first = next((n for n, passage in enumerate(passages) if passage.kind not in ("figure", "separator")), None)
    if first is None or passages[first].kind is not None or "".join(passages[first].text.split()) not in named:
        return passages
    return (*passages[:first], replace(passages[first], kind="title"), *passages[first + 1 :])


def _saying(root: Element, words: set[str]) -> Iterator[Element]:
    """Elements that say nothing but one of ``words``, the outermost first."""
    for element in root.iter():
        if tree.is_element(element) and elements().get(str(element.tag)) not in ("nothing", "control", "media") and tree.own_text(element) in words:
            yield element


def _outside(root: Element, parts: list[Element], head: Element | None, found: notes.Notes) -> Iterator[Left]:
    """What stands beside the text, part by part."""
    held = [*parts, *([head] if head is not None else []), *(body for body in found.bodies)]
    for element in container.outside(root, held):
        text = tree.own_text(element)
        if text and elements().get(str(element.tag)) not in ("nothing", "control"):
            yield Left(int(element.sourceline or 0), name_of(element), text)
    yield from (Left(int(element.sourceline or 0), name_of(element), text) for element, text in container.loose(root, held))


def told(name: str, left: tuple[Left, ...], about: Page) -> Iterator[Finding]:
    """Findings about all that is in the page and not in the text."""
    if left:
        words = "；".join(f"{part.name} “{_first(part.text)}” {len(part.text)}" for part in left[:SHOWN])
        more = f"；… +{len(left) - SHOWN}" if len(left) > SHOWN else ""
        yield finding("S140", f"{name}:{left[0].line}", count=len(left), characters=sum(len(part.text) for part in left), which=words + more)
    if about.unshown:
        yield finding("S141", name, which="、".join(f"{kind} × {count}" for kind, count in sorted(about.unshown.items()) if count))
    if about.struck:
        yield finding("S156", name, count=len(about.struck), which="；".join(map(_first, about.struck[:SHOWN])))
    if about.pictures.elsewhere:
        yield finding("S142", name, count=len(about.pictures.elsewhere), which="、".join(dict.fromkeys(about.pictures.elsewhere[:6])))
    if about.pictures.unreadable:
        yield finding("S143", name, count=len(about.pictures.unreadable), which="、".join(dict.fromkeys(about.pictures.unreadable[:6])))


def _first(text: str) -> str:
    return text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS] + "…"


# --- what the page says of itself ----------------------------------------------------------------------------------------


def claims(root: Element) -> Iterator[Claim]:
    """Title, author, date … as page and system give them: of each the first that is there."""
    seen: set[str] = set()
    select = tree.Selection(root)
    for claim, _, selector, attribute in rows("html_claims"):
        if claim in seen:
            continue
        for element in _only(root, select(selector), selector):
            value = tree.attribute(element, attribute) if attribute else tree.own_text(element)
            value = " ".join(value.split())
            if value:
                seen.add(claim)
                yield Claim(claim, _shortened(value, root) if claim == "title" else value, f"{element.tag if selector == 'h1' else selector} l{element.sourceline or 1}")  # type: ignore[arg-type]


def _only(root: Element, found: list[Element], selector: str) -> list[Element]:
    """The first element that a selector found; of headings only one that stands alone, and the page's ``<title>`` first if a block says it."""
    if selector != "h1":
        return found[:1]
    named = [title for title in root.iter("title") if _is_said(root, title)]
    return named[:1] or (found if len(found) == 1 else [])


def _is_said(root: Element, title: Element) -> bool:
    words = _shortened(tree.own_text(title), root)
    return bool(words) and any(True for _ in _saying(root, {words}))


def _shortened(title: str, root: Element) -> str:
    """A title without the names of site and section around it, when the part that is left stands in the page by itself."""
    parts = [part.strip() for part in re.split(r"[_|｜]|\s+[-–—]\s+|\s+-|-\s+", title)]
    parts = [part for part in parts if part and part != title]
    said = {tree.own_text(element) for element in root.iter(*_TITLE_BLOCKS)} if parts else set()
    return next((part for part in parts if part in said), title)


_TITLE_BLOCKS = ("h1", "h2", "h3", "p", "strong", "div", "td", "center", "span")
"""Elements in which pages print their titles."""
