"""A tree of elements becomes passages, in one pass from its beginning to its end and without recursion.

Of an element its name, its ``role`` and ``epub:type``, and a little of its style are known; all that holds text is walked through, so an
element that nobody foresaw loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from publish.manuscript.readers.html import hidden, lists, tree
from publish.manuscript.readers.html.about import Frame, Left, Setting, name_of
from publish.manuscript.readers.html.data import elements
from publish.manuscript.readers.html.elements import SPECIAL, Elements
from publish.manuscript.readers.html.tree import Element
from publish.manuscript.source import Passage

VERSE = frozenset(("poem", "poetry", "verse", "stanza", "verse-line", "line-block"))
"""What a document calls verse: by type (``z3998:poem``) or, as many e-books do, by class."""

_WORD_LIST = re.compile(r"\blevel([1-9])\b")
_COUNTED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳一二三四五六七八九十"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


class Walker(Elements):
    """One walk, or several one after another."""

    def walk(self, root: Element) -> list[Passage]:
        """The passages of ``root`` and all below it."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if not tree.is_element(element):
                continue
            if event == "start":
                self.frames.append(Frame(self.now))
                if self._is_left_out(element, root) or self._begin(element):
                    walk.skip_subtree()
                else:
                    self._text(element.text)
            else:
                self._end()
                if element is not root:
                    self._text(element.tail)
        self.flush()
        return self.made

    # --- what is left out ---

    def _is_left_out(self, element: Element, root: Element) -> bool:
        """Whether an element is no text. What a reader would have seen or heard of it is told."""
        self.line = self._line(element) or self.line
        what = elements().get(str(element.tag), "")
        if what == "nothing":
            return True
        if element is root:
            return False
        if what == "control":
            self.page.unshown["control"] += element.get("type") not in ("hidden", "checkbox")
        elif element.tag == "svg" and self._drawn(element):
            pass  # a picture in a frame of SVG, as covers are made
        elif what == "media":
            self.page.unshown[str(element.tag)] += 1
            if element.tag == "svg":
                self.tell(element)
        elif tree.style(element).get("mso-list") == "ignore" and self.now.group == "list-word":
            self._label(element)
        elif "pagebreak" in tree.types(element):
            self.page.unshown["pagebreak"] += 1
        elif element in self.page.aside or (hidden.is_hidden(element) and element not in self.page.notes.bodies):
            self.tell(element)
        elif element in self.page.notes.returns:
            pass  # the arrow back to the text
        elif element.tag == "math":
            self._math(element)
        else:
            return False
        return True

    def _label(self, element: Element) -> None:
        """What Word prints before an item: a number, or a bullet, which is no text."""
        said = tree.own_text(element)
        self.now = replace(self.now, label=said if any(char.isalnum() or char in _COUNTED for char in said) and len(said) > 1 or said in _COUNTED else "")
        for frame in reversed(self.frames):
            if frame.before.group != "list-word":
                break
            frame.before = replace(frame.before, label=self.now.label)

    def tell(self, element: Element) -> None:
        """Put a part that is left out on the list, when there is anything in it."""
        text = tree.own_text(element)
        if text:
            self.page.left.append(Left(self._line(element) or self.line, name_of(element), text))

    def _math(self, element: Element) -> None:
        """A formula is its own words where it has some, else its signs in a row."""
        said = tree.attribute(element, "alttext")
        for note in list(element.iter("annotation", "annotation-xml")):
            note.text = ""
        self._text(" ".join((said or tree.own_text(element)).split()))
        self.page.unshown["math"] += 1

    # --- elements ---

    def _begin(self, element: Element) -> bool:
        """Take an element in; whether all of it is taken already."""
        frame, tag = self.frames[-1], str(element.tag)
        key = self.page.notes.bodies.get(element)
        if key and key != self.now.note:
            self._note(element, key)
        special = SPECIAL.get(tag)
        what = elements().get(tag)
        if what == "block" or key or tree.style(element).get("display") == "block":
            frame.is_block = True
            self._block(element, tag)
        self._language(element)
        if what == "struck":
            self.page.struck.append(tree.own_text(element))
        elif what not in (None, "block"):
            self._open(what)  # type: ignore[arg-type]
        self._looks(element)
        return special(self, element) if special else False

    def _end(self) -> None:
        frame = self.frames[-1]
        if frame.is_block:
            self.flush(ends_cell=frame.before.kind != "cell")
        for _ in range(frame.marks):
            self.inline.close()
        self.now = self.frames.pop().before

    def _block(self, element: Element, tag: str) -> None:
        self.flush()
        if VERSE & (tree.types(element) | tree.words(element, "class")) and self.now.kind in (None, "quote", "verse"):
            poem = self.now.group.partition("-")[0] if self.now.kind == "verse" else self.page.group("poem")
            self.now = replace(self.now, kind="verse", cut="stanzas", level=0, group=f"{poem}-{self.page.group('stanza')}")
        elif (found := _WORD_LIST.search(tree.style(element).get("mso-list", ""))) and tag == "p" and self.now.kind is None:
            self.now = replace(self.now, kind="item", level=int(found.group(1)), group="list-word")
        elif tree.style(element).get("white-space", "").startswith("pre") and tag != "pre" and self.now.kind in (None, "verse"):
            self.now = replace(self.now, preserved=True)

    def _looks(self, element: Element) -> None:
        """Marks by an element's style, where its name says nothing."""
        declared = tree.style(element) if element.get("style") else {}
        if not declared:
            return
        weight = declared.get("font-weight", "")
        if weight in ("bold", "bolder") or re.fullmatch("[6-9]00", weight):
            self._open("strong")
        if declared.get("font-style") in ("italic", "oblique") or any(name.endswith("text-emphasis-style") or name == "text-emphasis" for name in declared):
            self._open("emphasis")
        if (raised := declared.get("vertical-align")) in ("super", "sub") and elements().get(str(element.tag)) != "block":
            self._open("sup" if raised == "super" else "sub")

    def _language(self, element: Element) -> None:
        """A stretch in another language than the document's."""
        said = tree.attribute(element, "lang")
        if _LANGUAGE.fullmatch(said) and element.tag not in ("html", "body") and _primary(said) != _primary(self.page.language or "zh"):
            self._open("language", said)

    def _note(self, element: Element, key: str) -> None:
        self.flush()
        self.frames[-1].is_block = True
        above = element.getparent()
        if element.tag == "li" and element not in self.labels and above is not None:
            self.labels.update(lists.labels(above))
        self.now = Setting(kind="note", note=key, group=f"note-{key}", label=tree.attribute(element, "data-label"))


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
