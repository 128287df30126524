"""A talking book read back from its files, for the proofs. Knows the form, not how the book was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from publish.editions.daisy.model import MASTER, NCC

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Clip:
    """An ``audio``: its id, its file, its edges as written (empty when they are not there)."""

    id: str
    source: str
    begin: str
    end: str


@dataclass(frozen=True)
class Par:
    """A ``par``: what it shows (``file#id``), under which ids, and what sounds."""

    id: str
    text_id: str
    text: str
    clips: tuple[Clip, ...]
    skip: str = ""

    @property
    def target(self) -> str:
        return self.text.partition("#")[2]


@dataclass(frozen=True)
class Line:
    """A child of the NCC's body: the element, its text, and where its link leads (file and id, empty without a link)."""

    name: str
    id: str
    kind: str
    text: str
    file: str
    target: str

    @property
    def level(self) -> int:
        """Of a heading, 1 to 6; 0 for anything else."""
        return heading(self.name)


class Opened:
    """The files by name. What is no XML has no tree."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = dict(sorted(paths.items()))
        self._trees: dict[str, _Element | None] = {}
        self._pars: dict[str, tuple[Par, ...]] = {}

    def read(self, name: str) -> bytes:
        """A file's bytes; empty when it is not there."""
        return self.paths[name].read_bytes() if name in self.paths else b""

    def tree(self, name: str) -> _Element | None:
        """A file's root element, or None when it is not there or is no XML."""
        from lxml import etree

        if name not in self._trees:
            try:
                self._trees[name] = etree.fromstring(self.read(name), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
            except etree.XMLSyntaxError:
                self._trees[name] = None
        return self._trees[name]

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Every file that should be XML."""
        return tuple(name for name in self.paths if name.endswith((".html", ".smil")))

    @cached_property
    def smils(self) -> tuple[str, ...]:
        """The SMILs of parts, by name."""
        return tuple(name for name in self.paths if name.endswith(".smil") and name != MASTER)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The NCC's body, in order."""
        return tuple(map(_line, self.body(NCC)))

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """The SMILs that the NCC leads to, in its order, each once."""
        return tuple(dict.fromkeys(line.file for line in self.lines if line.file))

    def body(self, name: str) -> tuple[_Element, ...]:
        """The elements of an XHTML body."""
        tree = self.tree(name)
        body = None if tree is None else tree.find(f"{XHTML}body")
        return () if body is None else tuple(child for child in body if isinstance(child.tag, str))

    def metas(self, name: str) -> list[tuple[str, str]]:
        """A document's named metas, in order."""
        tree = self.tree(name)
        found = () if tree is None else tree.iter("meta", f"{XHTML}meta")
        return [(meta.get("name", ""), meta.get("content", "")) for meta in found if meta.get("name") is not None]

    def value(self, name: str, meta: str) -> str:
        """A meta's value, the first one's; empty when there is none."""
        return next((content for key, content in self.metas(name) if key == meta), "")

    def pars(self, name: str) -> tuple[Par, ...]:
        """A SMIL's pars, in order, wherever they are nested."""
        tree = self.tree(name)
        if name not in self._pars:
            self._pars[name] = () if tree is None else tuple(map(_par, tree.iter("par")))
        return self._pars[name]

    def spoken(self) -> Iterator[tuple[str, Par]]:
        """All pars of the parts that the NCC leads to, in its order."""
        for name in self.reached:
            for par in self.pars(name):
                yield name, par


def folder(path: Path, prefix: str = "") -> Opened:
    """The book in a folder; with ``prefix``, of its files those only that bear it, under their names without it."""
    found = sorted(file for file in path.iterdir() if file.is_file() and file.name.startswith(prefix))
    return Opened({file.name.removeprefix(prefix): file for file in found})


def heading(tag: str) -> int:
    """The level of ``h1`` to ``h6``; 0 for any other element."""
    name = tag.removeprefix(XHTML)
    return int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else 0


def _line(child: _Element) -> Line:
    links = list(child.iter(f"{XHTML}a"))
    file, _, target = links[0].get("href", "").partition("#") if links else ("", "", "")
    name = str(child.tag).removeprefix(XHTML)
    return Line(name, child.get("id", ""), child.get("class", ""), "".join(child.itertext()), file, target)


def _par(par: _Element) -> Par:
    text = par.find("text")
    clips = tuple(Clip(a.get("id", ""), a.get("src", ""), a.get("clip-begin", ""), a.get("clip-end", "")) for a in par.iter("audio"))
    text_id, source = ("", "") if text is None else (text.get("id", ""), text.get("src", ""))
    return Par(par.get("id", ""), text_id, source, clips, par.get("system-required", ""))
