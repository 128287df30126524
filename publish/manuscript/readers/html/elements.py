"""What single elements mean: one method each, which says whether it took in all that is below the element."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from publish.manuscript.model import Figure
from publish.manuscript.readers.html import lists, media, ruby, tables, tree
from publish.manuscript.readers.html.about import Setting
from publish.manuscript.readers.html.notes import PICTURED, sign_of
from publish.manuscript.readers.html.state import State
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.source import Passage

_HAN = re.compile("[\u3400-\u9fff，。、；：]")


class Elements(State):
    """A walk that knows the elements of :data:`SPECIAL`; all others are blocks or stretches of text, whatever their names."""

    def _heading(self, element: Element) -> bool:
        if self.now.kind in (None, "quote", "item", "paragraph", "verse"):
            self.now = replace(self.now, kind="heading", level=int(element.tag[1]), group="", label="", cut="never")
        return False

    def _break(self, element: Element) -> bool:
        self.inline.end_line()
        return True

    def _rule(self, element: Element) -> bool:
        if self.now.kind in (None, "quote", "verse"):
            self.made.append(Passage("", "separator", self._place()))
        return True

    def _quote(self, element: Element) -> bool:
        if self.now.kind in (None, "quote"):
            depth = self.now.quotes + 1
            self.now = replace(self.now, kind="quote", level=depth, quotes=depth, group=self.now.group if depth > 1 else self.page.group("quote"))
        return False

    def _preformatted(self, element: Element) -> bool:
        """A listing; or prose whose lines somebody broke, which are told apart by what they are made of."""
        text = tree.own_text(element)
        is_prose = element.find("code") is None and not tree.words(element, "class") and len(_HAN.findall(text)) * 3 > len(text)
        if self.now.kind in (None, "quote", "paragraph") and not is_prose:
            self.now = replace(self.now, kind="code", cut="never", group="", level=0)
        elif self.now.kind is None:
            self.now = replace(self.now, cut="paragraphs")
            self._lines_of_prose(element)
            return True
        self.now = replace(self.now, preserved=True)
        return False

    def _lines_of_prose(self, element: Element) -> None:
        """Each line a passage of its own, as in a plain text: what belongs together is found out by its repair."""
        text = "".join(node for node in element.itertext())
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), self._line(element) or self.line):
            self.page.prose_lines += 1
            self.made.append(Passage(line, None, f"{self.page.prefix}{number}"))

    def _link(self, element: Element) -> bool:
        key = self.page.notes.references.get(element)
        if key:
            self._open("noteref", key)
            if not tree.own_text(element):
                self._text(sign_of(element))
            return not tree.own_text(element)
        address = tree.attribute(element, "href")
        if address and not self.now.link:
            absolute = _absolute(self.page.base, address)
            if absolute:
                self.now = replace(self.now, link=True)
                self._open("link", absolute)
        return False

    def _ruby(self, element: Element) -> bool:
        for base, readings in ruby.pairs(element):
            for reading in reversed(readings):
                self.inline.open("ruby", reading)
            self._text(base)
            for _ in readings:
                self.inline.close()
        return True

    # --- lists ---

    def _list(self, element: Element) -> bool:
        self.labels.update(lists.labels(element))
        if self.now.kind in ("cell", "note", "heading", "code"):
            return False
        if lists.is_layout(element):
            self.now = replace(self.now, kind=None, group="", depth=0)
        else:
            group = self.now.group if self.now.depth else self.page.group("list")
            self.now = replace(self.now, depth=self.now.depth + 1, group=group, kind="paragraph")
        return False

    def _item(self, element: Element) -> bool:
        label = self.labels.pop(element, "")
        if self.now.depth:
            self.now = replace(self.now, kind="item", level=self.now.depth, label=label)
        elif label and self.now.kind == "note":
            self.now = replace(self.now, label=label)
        elif label:
            self._text(label + " " * label.isascii())
        return False

    def _definitions(self, element: Element) -> bool:
        if self.now.kind in (None, "quote", "paragraph") and element.find("dt") is not None:  # without terms it is an indent
            group = self.now.group if self.now.depth else self.page.group("list")
            self.now = replace(self.now, depth=self.now.depth + 1, group=group, kind="paragraph", level=0)
        return False

    def _term(self, element: Element) -> bool:
        if self.now.depth:
            self.now = replace(self.now, kind="item", level=self.now.depth, label="")
        return False

    # --- tables and figures ---

    def _table(self, element: Element) -> bool:
        if self.now.kind in ("cell", "heading") or tables.is_layout(element):
            return False
        self.cells.update(tables.grid(element))
        self.now = Setting(group=self.page.group("table"), note=self.now.note, link=self.now.link)
        return False

    def _cell(self, element: Element) -> bool:
        place = self.cells.pop(element, None)
        if place is not None:
            self.now = replace(self.now, kind="cell", cell=place, cut="never")
        return False

    def _caption(self, element: Element) -> bool:
        if self.now.group.startswith(("table", "figure")) and self.now.kind != "cell":
            self.now = replace(self.now, kind="caption", cut="never")
        return False

    def _figure(self, element: Element) -> bool:
        has_picture = next(element.iterdescendants("img"), None) is not None
        if has_picture and self.now.kind in (None, "quote", "paragraph"):
            self.now = replace(self.now, kind="paragraph", group=self.page.group("figure"), level=0, depth=0)
        return False

    def _drawn(self, element: Element) -> bool:
        """The picture in a drawing that holds nothing else."""
        images = list(element.iter("image"))
        if len(images) != 1 or any(True for _ in element.iter("text", "path")):
            return False
        return self._picture(images[0])

    def _note_of_picture(self, text: str) -> None:
        """A note that an e-book keeps in the alternative text of its icon."""
        key = self.page.group("icon")
        self.inline.mark(PICTURED, "noteref", key)
        self.pending.append(Passage(text, "note", self._place(), note=key, group=f"note-{key}"))

    def _picture(self, element: Element) -> bool:
        """A picture in a line stands for a character or follows its paragraph; one alone is a figure."""
        if note := media.note(element):
            self._note_of_picture(note)
            return True
        image, alt = self.page.pictures.take(element), media.alt(element)
        if media.is_small(element, image) and (alt or not image) or (self.now.kind in ("cell", "heading") and alt and image is None):
            self._text(alt)
            return True
        if image is None and not alt:
            return True
        group = self.now.group if self.now.group.startswith("figure") else ""
        figure = Passage(alt, "figure", self._place(), group=group, figure=Figure(image.file if image else "", media.is_decorative(element)))
        if self.inline.is_empty and self.now.kind != "cell":
            self.made.append(figure)
        else:
            self.pending.append(figure)
        return True


def _absolute(base: str, address: str) -> str:
    """An address that leads somewhere from anywhere; empty for one that does not (inside the page, beside it, a script)."""
    try:
        whole = urljoin(base, address) if base else address
    except ValueError:
        return ""
    return whole if re.match(r"(?:https?://[^\s/]|mailto:\S|tel:\S)", whole, re.IGNORECASE) and not address.startswith("#") else ""


SPECIAL: Mapping[str, Callable[[Elements, Element], bool]] = {
    **{f"h{n}": Elements._heading for n in range(1, 7)},
    "a": Elements._link,
    "blockquote": Elements._quote,
    "br": Elements._break,
    "caption": Elements._caption,
    "dl": Elements._definitions,
    "dt": Elements._term,
    "figcaption": Elements._caption,
    "figure": Elements._figure,
    "hr": Elements._rule,
    "img": Elements._picture,
    "li": Elements._item,
    "menu": Elements._list,
    "ol": Elements._list,
    "pre": Elements._preformatted,
    "ruby": Elements._ruby,
    "table": Elements._table,
    "td": Elements._cell,
    "th": Elements._cell,
    "ul": Elements._list,
}
