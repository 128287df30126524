"""Fields: what Word works out and prints in place of an instruction (ECMA-376 part 1, 17.16).

The instruction is never text; its last result is, but for tables of contents, which belong to pages that are no more. Fields lie in one another
and reach over paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from publish.manuscript.readers.docx.ooxml import LEFT_OUT, Element, number, switch, tag, val

CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
PAGES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})


@dataclass
class Field:
    """One field. ``code``: its instruction so far; ``shows``: whether its result has begun; ``wrote``: whether that has words."""

    form: Element | None = None
    code: list[str] = field(default_factory=list)
    shows: bool = False
    wrote: bool = False

    @property
    def instruction(self) -> str:
        return "".join(self.code).strip()

    @property
    def name(self) -> str:
        return self.instruction.partition(" ")[0].partition("\\")[0].upper()

    @property
    def is_dropped(self) -> bool:
        return self.name in CONTENTS


class Fields:
    """The fields that are open at a place of a story, outermost first."""

    def __init__(self, root: Element | None = None) -> None:
        self._open: list[Field] = []
        self._unclosed = _unclosed(root) if root is not None else frozenset()

    def begin(self, char: Element) -> None:
        """``char``: the ``w:fldChar``. One that nothing closes is no field, lest the text after it be taken for an instruction."""
        if char not in self._unclosed:
            self._open.append(Field(char.find(tag("w:ffData"))))

    def separate(self) -> None:
        if self._open:
            self._open[-1].shows = True

    def end(self) -> Field | None:
        """The field that ends here, None where none is open."""
        return self._open.pop() if self._open else None

    def instruct(self, text: str) -> None:
        if self._open and not self._open[-1].shows:
            self._open[-1].code.append(text)

    @property
    def dropped(self) -> Field | None:
        """The outermost field around this place that is not printed in the book."""
        return next((one for one in self._open if one.shows and one.is_dropped), None)

    @property
    def is_code(self) -> bool:
        """Whether an instruction is being written here."""
        return any(not one.shows for one in self._open)

    @property
    def is_stray(self) -> bool:
        """Whether words at this place are neither an instruction's own nor a result within one."""
        return bool(self._open) and not self._open[-1].shows

    @property
    def link(self) -> str:
        """The address of the innermost hyperlink around this place."""
        return next((address(one.instruction) for one in reversed(self._open) if one.shows and one.name == "HYPERLINK"), "")

    def wrote(self) -> None:
        """Words were put here."""
        for one in self._open:
            one.wrote = True

    @property
    def has_page(self) -> bool:
        """Whether this place shows the number of a page."""
        return any(one.name in PAGES for one in self._open)


def _unclosed(root: Element) -> frozenset[Element]:
    """Beginnings of fields without an end in a story."""
    begun: list[Element] = []
    for char in root.iter(tag("w:fldChar")):
        kind = char.get(tag("w:fldCharType"))
        if kind == "begin" and not any(above.tag in LEFT_OUT for above in char.iterancestors()):
            begun.append(char)
        elif kind == "end" and begun:
            begun.pop()
    return frozenset(begun)


_WORD = re.compile(r'"([^"]*)"|(\\\S+)|(\S+)')


def words(instruction: str) -> list[str]:
    """The words of an instruction, quoted ones whole, without their quotes."""
    return [quoted or switched or plain for quoted, switched, plain in _WORD.findall(instruction.replace("“", '"').replace("”", '"'))]


def address(instruction: str) -> str:
    """Where a ``HYPERLINK`` leads; empty for a place in the document itself."""
    found = words(instruction)[1:]
    return found[0] if found and not found[0].startswith("\\") else ""


_PHONETIC = re.compile(r"\\o\s*(?:\\a[a-z]\s*)?\(\s*\\s\s*\\(?:up|do)\s*-?\d*\s*\(([^()]*)\)\s*[,;，；]\s*([^()]+?)\s*\)", re.IGNORECASE)
_ENCLOSED = re.compile(r"\\o\s*(?:\\a[a-z]\s*)?\(\s*([○〇□△◇◯])\s*[,;，；]\s*(?:\\s\s*\\(?:up|do)\s*-?\d*\s*\()?([^()]+?)\)+", re.IGNORECASE)
_FRACTION = re.compile(r"\\f\s*\(\s*([^(),;\\]+?)\s*[,;]\s*([^(),;\\]+?)\s*\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)|\\[a-z]+\s*-?\d*", re.IGNORECASE)
_CIRCLED = {str(n): chr(0x245F + n) for n in range(1, 21)} | {n: chr(0x327F + at) for at, n in enumerate("一二三四五六七八九十", 1)} | {"正": "㊣"}


def phonetic(instruction: str) -> tuple[str, str] | None:
    """Base and reading of a phonetic guide in its old spelling: ``EQ \\* jc2 \\o\\ad(\\s\\up 9(zhòng),重)``."""
    found = _PHONETIC.search(instruction)
    return (found.group(2), found.group(1).strip()) if found else None


def enclosed(instruction: str) -> str | None:
    """A character in a ring (带圈字符), ``EQ \\o\\ac(○,1)``: as one sign where there is one, else the character."""
    found = _ENCLOSED.search(instruction)
    if not found:
        return None
    inner = found.group(2).strip()
    return _CIRCLED.get(inner, inner) if found.group(1) in "○〇◯" else inner


def equation(instruction: str) -> str:
    """The signs of any other ``EQ``, in order; a fraction with its stroke."""
    plain = _FRACTION.sub(r"\1/\2", instruction.partition(" ")[2])
    return re.sub(r"[\s(),;]+", " ", _SWITCH.sub(" ", plain)).strip()


def symbol(instruction: str) -> tuple[str, int] | None:
    """Font and code of ``SYMBOL 252 \\f "Wingdings"``."""
    found = words(instruction)[1:]
    code = number(found[0]) if found and not found[0].lower().startswith("0x") else _hexadecimal(found[0]) if found else None
    font = next((found[at + 1] for at, word in enumerate(found[:-1]) if word.lower() == "\\f"), "")
    return None if code is None else (font, code)


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16) if len(text) < 9 else None
    except ValueError:
        return None


def choice(form: Element | None) -> str:
    """What a form's field shows: the box of a check box, the chosen line of a list."""
    if form is None:
        return ""
    box, lines = form.find(tag("w:checkBox")), form.find(tag("w:ddList"))
    if box is not None:
        checked = switch(box, "w:checked")
        return "☒" if (switch(box, "w:default") if checked is None else checked) else "☐"
    if lines is not None:
        entries = [entry.get(tag("w:val"), "") for entry in lines.iter(tag("w:listEntry"))]
        at = number(val(lines, "w:result") or val(lines, "w:default"), 0) or 0
        return entries[at] if 0 <= at < len(entries) else ""
    return ""


def simple(element: Element) -> Field:
    """``w:fldSimple`` as a field whose result has begun."""
    return Field(code=[element.get(tag("w:instr"), "")], shows=True)
