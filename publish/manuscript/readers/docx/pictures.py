"""What is drawn in a paragraph: pictures, text boxes, charts and other objects (DrawingML, VML)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from publish.findings import PublishError
from publish.manuscript.readers.docx.ooxml import Element, alternative, tag
from publish.manuscript.readers.docx.package import Package
from publish.manuscript.readers.pictures import picture
from publish.manuscript.source import Image

Thing = tuple[Literal["box", "picture", "object", "rule", "words"], Element]
"""A text box (its content), a picture (``a:blip``, ``v:imagedata``), an object that is neither, a horizontal line, letters drawn as a shape."""

_THINGS: dict[str, Literal["box", "picture", "object"]] = {
    tag("w:txbxContent"): "box", tag("a:blip"): "picture", tag("v:imagedata"): "picture",
    tag("c:chart"): "object", tag("cx:chart"): "object", tag("dgm:relIds"): "object", tag("o:OLEObject"): "object", tag("w:control"): "object",
    tag("w:contentPart"): "object", tag("w14:contentPart"): "object", tag("a:txBody"): "object",
}  # fmt: skip

NAMES = {
    tag("c:chart"): "图表", tag("cx:chart"): "图表", tag("dgm:relIds"): "SmartArt", tag("o:OLEObject"): "OLE", tag("w:control"): "ActiveX",
    tag("w:contentPart"): "墨迹", tag("w14:contentPart"): "墨迹",
}  # fmt: skip
"""What an object is called in a finding."""


def things(element: Element) -> Iterator[Thing]:
    """What is drawn in a ``w:drawing``, ``w:pict`` or ``w:object``, in order; what lies in a text box is its own affair."""
    for child in element:
        if child.tag == tag("mc:AlternateContent"):
            yield from things(alternative(child))
        elif child.tag in _THINGS:
            yield _THINGS[child.tag], child
        elif child.tag == tag("v:textpath") and child.get("string"):
            yield "words", child
        elif child.get(tag("o:hr")) in ("t", "true", "1"):
            yield "rule", child
        else:
            yield from things(child)


def about(element: Element, is_next: bool) -> tuple[str, bool]:
    """The alternative text of a picture, and whether a person said that it is decorative. ``is_next``: it is drawn together with one before it,
    which the words about the whole drawing went with.
    """
    drawing = next(element.iterancestors(tag("w:drawing"), tag("w:pict"), tag("w:object")), None)
    if drawing is None:
        return "", False
    decorative = any(one.get("val", "1") not in ("0", "false") for one in drawing.iter(tag("adec:decorative")))
    named = [one for above in element.iterancestors(tag("v:shape"), tag("v:rect")) for one in (above.get("alt"), above.get("title"))]
    card = [holder for above in element.iterancestors(tag("pic:pic")) for holder in above.iter(tag("pic:cNvPr"))]
    holders = card if is_next else [*drawing.iter(tag("wp:docPr")), *card]
    named += [holder.get(name) for name in ("descr", "title") for holder in holders]
    return next((" ".join(text.split()) for text in named if text and text.strip()), ""), decorative


class Pictures:
    """The pictures of a document, each once, by the part that holds it."""

    def __init__(self, package: Package) -> None:
        self._archive = package.archive
        self._parts: dict[str, Image | None] = {}

    def of(self, part: str) -> Image | None:
        """The picture in ``part``; None when it is missing, damaged or of a kind that nobody can show. Raises ``S121``."""
        if part not in self._parts:
            self._parts[part] = self._read(part)
        return self._parts[part]

    def _read(self, part: str) -> Image | None:
        if part not in self._archive:
            return None
        try:
            return picture(self._archive.read(part))
        except PublishError as error:
            if error.findings[0].code == "S121":
                raise
            return None

    @property
    def images(self) -> tuple[Image, ...]:
        """All that were asked for and can be shown, each once, in order."""
        return tuple({image.file: image for image in self._parts.values() if image is not None}.values())
