"""Footnotes and endnotes: which are pointed at, and by which printed sign (ECMA-376 part 1, 17.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publish.manuscript.readers.docx.formats import printed
from publish.manuscript.readers.docx.ooxml import Element, number, tag, val

KINDS = {"footnote": ("fn", "decimal"), "endnote": ("en", "lowerRoman")}
"""Kind → beginning of its keys, and the format of its numbers where the document names none."""

_SILENT = ("separator", "continuationSeparator", "continuationNotice")


@dataclass(frozen=True)
class Note:
    """A note that the text points at: its ``key``, the ``sign`` printed for it (empty: the author typed one), its element."""

    key: str
    kind: str
    sign: str
    element: Element


class Notes:
    """The notes of a document, numbered in the order in which the text points at them."""

    def __init__(self, roots: dict[str, Element | None], settings: Element | None, sections: list[Element]) -> None:
        """``roots``: footnotes and endnotes by kind; ``sections``: every ``w:sectPr`` in order."""
        self._found = {
            (kind, one.get(tag("w:id"), "")): one
            for kind, root in roots.items() if root is not None
            for one in root.iter(tag(f"w:{kind}")) if one.get(tag("w:type")) not in _SILENT
        }  # fmt: skip
        self._settings, self._sections, self._section = settings, sections, 0
        self._taken: dict[tuple[str, str], Note] = {}
        self._counts: dict[str, int] = {}

    def next_section(self) -> None:
        """A section ends here; numbers may begin again."""
        self._section += 1
        for kind in KINDS:
            if self._option(kind, "w:numRestart") == "eachSect":
                self._counts.pop(kind, None)

    def point(self, kind: str, identity: str, has_own_sign: bool) -> Note | None:
        """The note that a reference points at; None when it is not in the file."""
        at = (kind, identity)
        if at not in self._found:
            return None
        if at not in self._taken:
            prefix = KINDS[kind][0]
            key = f"{prefix}{sum(1 for other, _ in self._taken if other == kind) + 1}"
            self._taken[at] = Note(key, kind, "" if has_own_sign else self._count(kind), self._found[at])
        return self._taken[at]

    def taken(self) -> Iterator[Note]:
        """The notes that are pointed at, in that order."""
        return iter(list(self._taken.values()))

    def _count(self, kind: str) -> str:
        start = number(self._option(kind, "w:numStart"), 1) or 1
        self._counts[kind] = self._counts.get(kind, start - 1) + 1
        return printed(self._counts[kind], self._option(kind, "w:numFmt") or KINDS[kind][1])

    def _option(self, kind: str, name: str) -> str | None:
        """A property of this kind of notes, of the section or the whole document."""
        section = self._sections[self._section] if self._section < len(self._sections) else None
        for holder in (section, self._settings):
            found = val(holder.find(tag(f"w:{kind}Pr")), name) if holder is not None else None
            if found is not None:
                return found
        return None
