"""Proofs of the files as files: encoding, document type, names, what is linked, the form of SMIL and text, the sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.editions.daisy import xml
from publish.editions.daisy.case import Case
from publish.editions.daisy.model import CONTENT, MASTER, NCC
from publish.editions.daisy.opened import XHTML, XML_LANG, heading
from publish.editions.shared import inline
from publish.findings import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
ALLOWED = (".html", ".smil", ".mp3")
"""Endings of this edition's files, a part of what 2.02 allows."""

XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
"""An id: an XML name without colon, in the letters that this edition uses."""

SKIPPABLE = ("", "footnote-on")


def encodings_agree(case: Case) -> Iterator[Finding]:
    """UTF-8 without mark, and nothing in the file says otherwise: declaration, ``http-equiv``, ``ncc:charset`` (check list 17)."""
    for name in case.opened.documents:
        data = case.opened.read(name)
        if not data.startswith(f"{xml.DECLARATION}\n".encode()):
            yield case.found("E811", name, found=data[:40].decode("utf-8", "replace").splitlines()[0], expected=xml.DECLARATION)
        tree = case.opened.tree(name)
        if name.endswith(".html") and tree is not None:
            said = tree.xpath("string(//*[@http-equiv='Content-type']/@content)")
            if said != f"text/html; charset={xml.CHARSET}":
                yield case.found("E811", name, found=said or "—", expected=f"charset={xml.CHARSET}")


def heads_have_their_form(case: Case) -> Iterator[Finding]:
    """A page's head: the book's title, ``http-equiv`` and named metas; a SMIL's: named metas and one region with an id."""
    for name in case.opened.documents:
        tree = case.opened.tree(name)
        head = None if tree is None else next(iter(tree), None)
        if head is None:
            continue
        fixed = ["title", "http-equiv"] if name.endswith(".html") else ["layout"]
        found = [_part_of_head(child, case.book.about.title) for child in head]
        if sorted(one for one in found if one != "meta") != sorted(fixed):
            yield case.found("E805" if name.endswith(".smil") else "E811", name, found=" ".join(sorted(set(found))), expected=" ".join(["meta", *fixed]))


def _part_of_head(child: _Element, title: str) -> str:
    """What a child of the head is; with what it should hold, else its bare name."""
    name = str(child.tag).removeprefix(XHTML)
    if name == "title":
        return name if child.text == title else f"title={child.text}"
    if name == "layout":
        regions = child.findall("region")
        return name if len(child) == len(regions) == 1 and regions[0].get("id") else "layout/region"
    if name == "meta" and set(child.attrib) == {"http-equiv", "content"}:
        return "http-equiv"
    return name if set(child.attrib) == {"name", "content"} else f"{name} ({' '.join(map(str, child.attrib))})"


def document_types_are_there(case: Case) -> Iterator[Finding]:
    """Each document is XML with its document type (check list 18)."""
    for name in case.opened.documents:
        tree, kind = case.opened.tree(name), xml.XHTML if name.endswith(".html") else xml.SMIL
        info = None if tree is None else tree.getroottree().docinfo
        if info is None or (info.public_id, info.system_url) != kind:
            yield case.found("E811", name, found=(info.public_id if info else None) or "—", expected=kind[0])


def languages_agree(case: Case) -> Iterator[Finding]:
    """``lang`` and ``xml:lang`` of the pages are the book's."""
    for name in (NCC, CONTENT):
        tree = case.opened.tree(name)
        for said in () if tree is None else (tree.get("lang"), tree.get(XML_LANG)):
            if said != case.book.about.language:
                yield case.found("E811", name, found=said or "—", expected=case.book.about.language)


def names_travel(case: Case) -> Iterator[Finding]:
    """Names are ASCII in lower case, at most 64 characters, of the kinds that this edition has (check list 16)."""
    for name in case.opened.paths:
        if not NAME.fullmatch(name) or not name.endswith(ALLOWED):
            yield case.found("E810", name)


def no_file_is_left_over(case: Case) -> Iterator[Finding]:
    """The folder holds the book's files and no other (check list 15)."""
    named = {NCC, MASTER} | {name for one in case.opened.documents for _, name, _ in _links(case, one)}
    for name in sorted(set(case.opened.paths) - named):
        yield case.found("E810", name)


def links_lead_somewhere(case: Case) -> Iterator[Finding]:
    """Every link of every document leads to a file of the book, and to an element that is there (check list 5, 6)."""
    ids = {name: set(tree.xpath("//@id")) for name in case.opened.documents if (tree := case.opened.tree(name)) is not None}
    for name in case.opened.documents:
        for link, file, target in _links(case, name):
            if file not in case.opened.paths or (target and target not in ids.get(file, ())):
                yield case.found("E804", name, link=link)


def _links(case: Case, name: str) -> Iterator[tuple[str, str, str]]:
    """Every address in a document: as written, its file, its fragment."""
    tree = case.opened.tree(name)
    for link in () if tree is None else tree.xpath("//@href | //@src"):
        file, _, target = str(link).partition("#")
        yield str(link), file or name, target


def smils_have_their_form(case: Case) -> Iterator[Finding]:
    """One sequence of pars, each with ``endsync``, one text and its sound; ids on all that can be reached (check list 7)."""
    for name in case.opened.smils:
        tree = case.opened.tree(name)
        if tree is None:
            yield case.found("E805", name, found="—")
            continue
        bodies = tree.xpath("body/seq")
        if tree.tag != "smil" or len(bodies) != 1 or tree.xpath("count(body/*)") != 1 or not len(bodies[0]):
            yield case.found("E805", name, found="body")
            continue
        for child in bodies[0]:
            yield from (case.found("E805", name, found=fault) for fault in _piece(child))


def _piece(child: _Element) -> Iterator[str]:
    """A par, or a note with its sign: a sequence of two."""
    if child.tag == "seq":
        if [one.tag for one in child] != ["par", "par"]:
            yield "seq"
        for one in child:
            yield from _par(one)
    else:
        yield from _par(child)


def _par(par: _Element) -> Iterator[str]:
    tags = [one.tag for one in par]
    if par.tag != "par" or par.get("endsync") != "last" or par.get("system-required", "") not in SKIPPABLE or not par.get("id"):
        yield f"{par.tag} {par.get('id', '')} endsync={par.get('endsync', '')}"
    if tags not in (["text"], ["text", "seq"]) or any(one.tag != "audio" for one in par.iterfind("seq/*")) or (tags[1:] and not len(par[1])):
        yield f"{par.get('id', '')}: {' '.join(map(str, tags))}"
    for one in par.iter("text", "audio"):
        missing = [name for name in (("id", "src") if one.tag == "text" else ("id", "src", "clip-begin", "clip-end")) if not one.get(name)]
        if missing:
            yield f"{one.tag} {one.get('id', '')}: {' '.join(missing)}"


def ids_are_names_and_unique(case: Case) -> Iterator[Finding]:
    """An id is an XML name, used once in its file (check list 4)."""
    for name in case.opened.documents:
        tree = case.opened.tree(name)
        counts = Counter(map(str, () if tree is None else tree.xpath("//@id")))
        for one in (one for one, count in counts.items() if count > 1 or not XML_NAME.fullmatch(one)):
            yield case.found("E805", name, found=f"id={one}")


WORDS = frozenset({"span", "br", *inline.ELEMENTS.values()})
INSIDE = {
    "body": frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "div"}), "div": frozenset({"p"}), "p": frozenset({"span"}),
    **{f"h{level}": frozenset({"span"}) for level in range(1, 7)}, **dict.fromkeys(WORDS, WORDS), "br": frozenset[str](),
}  # fmt: skip
"""What this edition's text is nested of, a part of XHTML 1.0 Transitional: no ruby, nothing of HTML 5."""


def the_text_is_xhtml(case: Case) -> Iterator[Finding]:
    """Only elements that this edition uses, each where it may stand; no bare text between them (check list 9)."""
    tree = case.opened.tree(CONTENT)
    if tree is None or tree.tag != f"{XHTML}html" or [one.tag for one in tree] != [f"{XHTML}head", f"{XHTML}body"]:
        yield case.found("E813", CONTENT, found="html")
        return
    for element in tree[1].iter():
        name = str(element.tag).removeprefix(XHTML)
        for child in element:
            inner = str(child.tag).removeprefix(XHTML)
            if inner not in INSIDE.get(name, frozenset()):
                yield case.found("E813", CONTENT, found=f"{name} > {inner}")
        if name in ("body", "div") and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
            yield case.found("E813", CONTENT, found=name)


def headings_go_down_step_by_step(case: Case) -> Iterator[Finding]:
    """In the text as in the NCC a heading is at most one level deeper than the one before it; the first is of level 1 (check list 4, 9)."""
    for name in (NCC, CONTENT):
        last = 0
        for child in case.opened.body(name):
            level = heading(str(child.tag))
            if level > last + 1:
                yield case.found("E813" if name == CONTENT else "E803", name, found=f"h{last} → h{level}")
            last = level or last


def sounds_have_their_form(case: Case) -> Iterator[Finding]:
    """One channel, one bit rate from beginning to end (check list 10): players jump by counting bytes."""
    for name, sound in case.sounds.items():
        if len(sound.bitrates) != 1 or sound.channels != {1}:
            yield case.found("E814", name, bitrates=" ".join(map(str, sorted(sound.bitrates))) or "—", channels=" ".join(map(str, sorted(sound.channels))) or "—")


PROOFS = (
    encodings_agree, heads_have_their_form, document_types_are_there, languages_agree, names_travel, no_file_is_left_over, links_lead_somewhere, smils_have_their_form,
    ids_are_names_and_unique, the_text_is_xhtml, headings_go_down_step_by_step, sounds_have_their_form,
)  # fmt: skip
