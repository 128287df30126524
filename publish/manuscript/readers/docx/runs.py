"""The words of a paragraph from its runs (ECMA-376 part 1, 17.3.2 and 17.3.3): what is printed is taken, and what every mark over it says."""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.manuscript.model import MarkKind
from publish.manuscript.readers.docx import fields, math
from publish.manuscript.readers.docx.context import Story
from publish.manuscript.readers.docx.ooxml import Element, inside, switch, tag, text_of, val
from publish.manuscript.readers.docx.styles import NOTHING, Look, ParagraphStyle, look, shown
from publish.manuscript.readers.docx.symbols import is_symbolic, sign
from publish.manuscript.readers.docx.words import Kinds, Words

_LATIN = re.compile(r"[A-Za-zÀ-ɏЀ-ӿͰ-Ͽ]")
_FOREIGN = re.compile(rf"{_LATIN.pattern}(?:[^一-鿿]*{_LATIN.pattern})?")
_PHRASE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}[ ,][A-Za-z]{2,}|[a-z]{5,}")
"""Words, not an abbreviation or a name (GDP, WiFi, A4): a language that says no more than the document's default is believed of these."""

_ADDRESS = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
_SPACE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\x85]+")
_RAISED: dict[str, MarkKind] = {"superscript": "sup", "subscript": "sub"}

CONTENTS_GALLERY = "Table of Contents"


class Runs:
    """Writes the runs of one paragraph into ``words``. ``style`` is the paragraph's: what it makes bold is its look, not emphasis."""

    def __init__(self, story: Story, style: ParagraphStyle, words: Words) -> None:
        self._story, self._style, self._words = story, style, words
        self._signed = ""  # key of the note whose sign the author typed behind its reference

    def write(self, element: Element, kinds: Kinds = ()) -> None:
        """All that is printed of the content of ``element``, under marks of these kinds."""
        for child in inside(element):
            self.take(child, kinds)

    def take(self, child: Element, kinds: Kinds = ()) -> None:
        """What is printed of one element of a paragraph."""
        step, sign = _STEPS.get(child.tag), _SIGNS.get(child.tag)
        if step:
            step(self, child, kinds)
        elif sign:
            sign(self, child, kinds, NOTHING)  # outside any run
        elif len(child) and child.tag not in (tag("w:pPr"), tag("w:rPr")):
            self.write(child, kinds)  # a wrapper that is not known: what lies in it is printed all the same

    # --- what stands beside runs -------------------------------------------------------------------------------------

    def _link(self, element: Element, kinds: Kinds) -> None:
        target, external = self._story.relation(element.get(tag("r:id")))
        place = element.get(tag("w:anchor"))
        address = target + (f"#{place}" if place and target and "#" not in target else "")
        self.write(element, (*kinds, ("link", address)) if external and _ADDRESS.match(address) else kinds)

    def _simple(self, element: Element, kinds: Kinds) -> None:
        field = fields.simple(element)
        if field.is_dropped:
            self._story.tell("S129", text_of(element))
            self._story.has_contents = True
        elif not self._evaluated(field, kinds):
            self._story.has_page = self._story.has_page or field.name in fields.PAGES
            address = fields.address(field.instruction) if field.name == "HYPERLINK" else ""
            self.write(element, (*kinds, ("link", address)) if _ADDRESS.match(address) else kinds)

    def _control(self, element: Element, kinds: Kinds) -> None:
        """A content control; one that only prompts ("click here to enter text") has no text yet."""
        content = element.find(tag("w:sdtContent"))
        if content is None:
            return
        if prompts(element):
            self._story.tell("S128", text_of(content))
        elif is_contents(element):
            self._story.tell("S129", text_of(content))
        else:
            self.write(content, kinds)

    def _math(self, element: Element, kinds: Kinds) -> None:
        if self._is_silent(math.text(element)):
            return
        self._story.tell("S133", math.text(element))
        for text, raised in math.pieces(element):
            self._put(_SPACE.sub(" ", text), (*kinds, (raised, "")) if raised else kinds)

    def _deleted(self, element: Element, kinds: Kinds) -> None:
        if text := text_of(element):
            self._story.tell("S126", text)

    def _elsewhere(self, element: Element, kinds: Kinds) -> None:
        target, _ = self._story.relation(element.get(tag("r:id")))
        self._story.tell("S135", target)

    def _ink(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._story.tell("S132", "墨迹")

    # --- what stands in a run ----------------------------------------------------------------------------------------

    def _run(self, run: Element, kinds: Kinds) -> None:
        properties = run.find(tag("w:rPr"))
        direct = look(properties)
        character = self._story.context.styles.character(val(properties, "w:rStyle"))
        made = shown(direct, character, self._style.look, self._story.context.styles.defaults)
        if made.hidden:
            self._hidden(run)
            return
        if made.struck and (text := text_of(run)):
            self._story.tell("S136", text)
        explicit = direct.language or character.language or self._style.look.language
        own = (*kinds, *self._kinds(made), *((("language", explicit),) if explicit else ()))
        self._signed = ""
        for child in inside(run):
            step = _SIGNS.get(child.tag)
            if step:
                step(self, child, own, made)
            else:
                self.take(child, own)

    def _kinds(self, made: Look) -> Kinds:
        """The marks that a look is, beyond that of the paragraph's style."""
        kinds: list[tuple[MarkKind, str]] = []
        if made.bold and not self._style.look.bold:
            kinds.append(("strong", ""))
        if (made.italic and not self._style.look.italic) or made.dots:
            kinds.append(("emphasis", ""))
        if made.raised in _RAISED:
            kinds.append((_RAISED[made.raised], ""))
        return tuple(kinds)

    def _hidden(self, run: Element) -> None:
        """Hidden words are left out; the fields that begin or end among them go on."""
        for child in inside(run):
            if child.tag == tag("w:fldChar"):
                self._field(child, (), Look())
            elif child.tag == tag("w:instrText"):
                self._instruct(child, (), Look())
        if text := text_of(run).strip():
            self._story.tell("S128", text)

    def _text(self, element: Element, kinds: Kinds, look: Look) -> None:
        text = (element.text or "").replace("\u00ad", "")
        if element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
            text = text.strip(" \t\r\n")
        text = _SPACE.sub(" ", text)
        if look.font and is_symbolic(look.font):
            text = "".join(self._sign(look.font, ord(char)) for char in text)
        if self._signed:
            self._cover(lambda: self._put(text, _of_sign(kinds)), "noteref", self._signed)
        else:
            self._put(text, kinds)

    def _put(self, text: str, kinds: Kinds) -> None:
        """Words that are printed here, unless a field says otherwise."""
        if not text or self._is_silent(text):
            return
        open_fields = self._story.fields
        open_fields.wrote()
        self._story.has_page = self._story.has_page or open_fields.has_page
        if _ADDRESS.match(open_fields.link):
            kinds = (*kinds, ("link", open_fields.link))
        plain = tuple(kind for kind in kinds if kind[0] != "language")
        language = next((kind for kind in reversed(kinds) if kind[0] == "language"), None)
        found = _FOREIGN.search(text) if language and not language[1].lower().startswith("zh") else None
        if found and language and language[1] == self._story.context.styles.defaults.language and not _PHRASE.search(found.group()):
            found = None  # WPS writes the language it writes everywhere on every run
        if not found or language is None:
            self._words.put(text, plain)
            return
        self._words.put(text[: found.start()], plain)
        self._words.put(found.group(), (*plain, language))
        self._words.put(text[found.end() :], plain)

    def _is_silent(self, text: str = "") -> bool:
        """Whether words at this place are an instruction, or the result of a field that is dropped (told, when there are any)."""
        dropped, is_code = self._story.fields.dropped is not None, self._story.fields.is_code
        self._story.has_contents = self._story.has_contents or dropped
        if text.strip() and (dropped or self._story.fields.is_stray):
            self._story.tell("S129", text)
        return dropped or is_code

    def _symbol(self, element: Element, kinds: Kinds, look: Look) -> None:
        font, code = element.get(tag("w:font"), ""), element.get(tag("w:char"), "")
        try:
            self._put(self._sign(font, int(code[:8], 16)), kinds)
        except ValueError:
            self._story.tell("S134", f"{font} {code}")

    def _sign(self, font: str, code: int) -> str:
        found = " " if code in (0x20, 0xF020) else sign(font, code)
        if not found:
            self._story.tell("S134", f"{font} {code:04X}")
        return found

    def _break(self, element: Element, kinds: Kinds, look: Look) -> None:
        if not self._is_silent():
            self._words.line_break()

    def _gap(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._put(" ", kinds)

    def _hyphen(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._put("-", kinds)

    def _comment(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._story.tell("S127", self._story.context.comments.get(element.get(tag("w:id"), ""), ""))

    def _page(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._story.tell("S129", "PAGE")

    def _note(self, element: Element, kinds: Kinds, look: Look) -> None:
        """A reference; its sign is worked out, or stands behind it in the same run."""
        kind = "footnote" if element.tag == tag("w:footnoteReference") else "endnote"
        own = bool(switch_of(element, "w:customMarkFollows"))
        note = None if self._is_silent() else self._story.context.notes.point(kind, element.get(tag("w:id"), ""), own)
        if note is None:
            return
        if own:
            self._signed = note.key
        else:
            self._cover(lambda: self._words.put(note.sign, _of_sign(kinds)), "noteref", note.key)

    def _ruby(self, element: Element, kinds: Kinds) -> None:
        """A phonetic guide: its base is text, its reading a mark over it."""
        base, reading = element.find(tag("w:rubyBase")), element.find(tag("w:rt"))
        if base is None:
            return
        said = " ".join(text_of(reading).split()) if reading is not None else ""
        self._cover(lambda: self.write(base, kinds), "ruby", said)

    def _cover(self, put: Callable[[], None], kind: MarkKind, value: str) -> None:
        """One mark over all that ``put`` puts; none where the value is empty."""
        start = self._words.size
        put()
        if value:
            self._words.cover(start, kind, value)

    def _drawing(self, element: Element, kinds: Kinds, look: Look) -> None:
        if self._is_silent("".join(words.text or "" for words in element.iter(tag("w:t")))):
            return
        inline = not self._words and not any(True for _ in element.iter(tag("wp:anchor")))
        (self._words.before if inline else self._words.after).append(element)

    # --- fields ------------------------------------------------------------------------------------------------------

    def _instruct(self, element: Element, kinds: Kinds, look: Look) -> None:
        self._story.fields.instruct(element.text or "")

    def _field(self, element: Element, kinds: Kinds, look: Look) -> None:
        kind, open_fields = element.get(tag("w:fldCharType")), self._story.fields
        if kind == "begin":
            open_fields.begin(element)
        elif kind == "separate":
            open_fields.separate()
        elif kind == "end" and (ended := open_fields.end()) and not ended.wrote and not ended.is_dropped:
            self._evaluated(ended, kinds)

    def _evaluated(self, field: fields.Field, kinds: Kinds) -> bool:
        """Print what a field without a stored result shows; False when that is nothing that could be known."""
        code = field.instruction
        if field.name == "EQ":
            self._equation(code, kinds)
        elif field.name == "SYMBOL" and (found := fields.symbol(code)):
            self._put(self._sign(*found), kinds)
        elif field.name in ("FORMCHECKBOX", "FORMDROPDOWN"):
            self._put(fields.choice(field.form), kinds)
        else:
            return False
        return True

    def _equation(self, code: str, kinds: Kinds) -> None:
        if ruby := fields.phonetic(code):
            self._cover(lambda: self._put(ruby[0], kinds), "ruby", ruby[1])
        elif (ring := fields.enclosed(code)) is not None:
            self._put(ring, kinds)
        elif text := fields.equation(code):
            self._story.tell("S133", text)
            self._put(text, kinds)


_STEPS: dict[str, Callable[[Runs, Element, Kinds], None]] = {
    tag("w:r"): Runs._run, tag("w:hyperlink"): Runs._link, tag("w:fldSimple"): Runs._simple, tag("w:sdt"): Runs._control,
    tag("m:oMath"): Runs._math, tag("m:oMathPara"): Runs._math, tag("w:subDoc"): Runs._elsewhere, tag("w:del"): Runs._deleted,
    tag("w:moveFrom"): Runs._deleted, tag("w:ruby"): Runs._ruby,
}  # fmt: skip
"""What stands in a paragraph, and the step that takes it."""

_SIGNS: dict[str, Callable[[Runs, Element, Kinds, Look], None]] = {
    tag("w:t"): Runs._text, tag("w:sym"): Runs._symbol, tag("w:fldChar"): Runs._field, tag("w:instrText"): Runs._instruct,
    tag("w:footnoteReference"): Runs._note, tag("w:endnoteReference"): Runs._note, tag("w:drawing"): Runs._drawing, tag("w:pict"): Runs._drawing,
    tag("w:object"): Runs._drawing, tag("w:br"): Runs._break, tag("w:cr"): Runs._break, tag("w:tab"): Runs._gap, tag("w:ptab"): Runs._gap,
    tag("w:noBreakHyphen"): Runs._hyphen, tag("w:commentReference"): Runs._comment, tag("w:pgNum"): Runs._page, tag("w:contentPart"): Runs._ink,
}  # fmt: skip
"""What stands in a run, and the step that takes it. The look is the run's."""


def prompts(control: Element) -> bool:
    """Whether a content control shows its prompt in place of a text."""
    return bool(switch(control.find(tag("w:sdtPr")), "w:showingPlcHdr"))


def is_contents(control: Element) -> bool:
    """Whether a content control holds the table of contents."""
    properties = control.find(tag("w:sdtPr"))
    part = properties.find(tag("w:docPartObj")) if properties is not None else None
    return val(part, "w:docPartGallery") == CONTENTS_GALLERY


def switch_of(element: Element, attribute: str) -> bool:
    """An on-off attribute of the element itself."""
    return element.get(tag(attribute), "0").lower() in ("1", "true", "on")


def _of_sign(kinds: Kinds) -> Kinds:
    """A note's sign is raised by what it is, and in no language."""
    return tuple(kind for kind in kinds if kind[0] not in ("sup", "sub", "language"))
