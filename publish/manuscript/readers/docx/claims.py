"""What a document says of itself in its properties. Who typed it is not always who wrote it: each claim says where it stands."""

from __future__ import annotations

from publish.manuscript.readers.docx.ooxml import Element, tag
from publish.manuscript.source import Claim, ClaimName

_CORE: tuple[tuple[ClaimName, str], ...] = (
    ("title", "dc:title"), ("author", "dc:creator"), ("description", "dc:description"), ("language", "dc:language"),
)  # fmt: skip
_MORE: tuple[tuple[ClaimName, str], ...] = (("issuer", "ep:Company"),)


def claims(core: Element | None, more: Element | None) -> tuple[Claim, ...]:
    """Claims of ``docProps/core.xml`` and ``docProps/app.xml``. The date a file was made says nothing of the text's, and is none."""
    return (*_taken(core, _CORE, "docProps/core.xml"), *_taken(more, _MORE, "docProps/app.xml"))


def _taken(root: Element | None, names: tuple[tuple[ClaimName, str], ...], part: str) -> tuple[Claim, ...]:
    found = ((name, element, " ".join((root.findtext(tag(element)) or "").split())) for name, element in names) if root is not None else ()
    return tuple(Claim(name, value, f"{part} {element}") for name, element, value in found if value)
