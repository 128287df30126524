"""Doubts about how something is said, as the desk shows them, and the ``[[reading]]`` a decision becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from publish.config import Book
from publish.desk import names, notes, signed
from publish.desk.model import Candidate, Decision, Item, Kind, Scope
from publish.findings import fail
from publish.han import is_han
from publish.manuscript.model import Block, Manuscript
from publish.reading import doubts as unsure
from publish.reading import lexicon
from publish.reading.model import Reading, Sentence, Token
from publish.reading.spelling.orthography import join, tone_marks

FILE = "readings.toml"
HOUSE = "house.toml"
HEARD = "听读核对"
"""The reason of a decision whose maker wrote none."""


HEAD = "# 本书校订的读音 · readings decided for this book. 每条写明文字、读音、决定者和理由。\n"
HOUSE_HEAD = "# 读音词库，所有的书都用 · readings for every book of the house.\n"


@dataclass(frozen=True)
class Text:
    """The book as read, with what the desk looks up in it."""

    manuscript: Manuscript
    reading: Reading

    @cached_property
    def blocks(self) -> dict[str, Block]:
        return {b.id: b for section in (*self.manuscript.sections, *self.manuscript.matter) for b in section.blocks}

    @cached_property
    def headings(self) -> dict[str, str]:
        return {b.id: section.title for section in self.manuscript.sections for b in section.blocks}

    @cached_property
    def starts(self) -> dict[str, int]:
        """Block → how many characters stand before it, in reading order."""
        starts, at = {}, 0
        for name, block in self.blocks.items():
            starts[name] = at
            at += len(block.text)
        return starts

    @cached_property
    def sentences(self) -> dict[str, Sentence]:
        return {sentence.id: sentence for sentence in self.reading.sentences}

    def count(self, text: str) -> int:
        """How often ``text`` stands in the book."""
        return sum(block.text.count(text) for block in self.blocks.values())


def spell(readings: tuple[str, ...], text: str = "") -> str:
    """Numbered syllables as one written word: ``zhòngyào``."""
    return join(tuple(tone_marks(r[:-1].replace("v", "ü"), int(r[-1])) for r in readings if r), text)


def item(of: Text, kind: Kind, sentence: Sentence, token: Token, reason: str, candidates: tuple[Candidate, ...]) -> Item:
    """A doubt about one token."""
    left, right = _beside(sentence, token) if kind == "reading" and len(token.text) == 1 else ("", "")
    start = token.start - sentence.start
    return Item(
        f"{kind}-{token.start}-{sentence.block}-{token.text}", kind, sentence.id, sentence.id, sentence.text, start, start + len(token.text),
        token.text, reason, candidates, _scopes(of, token.text, left, right, kind), "text" if kind == "number" else "pinyin", token.confidence,
        of.starts[sentence.block] + token.start, sentence.block, token.start, left, right, of.headings.get(sentence.block, ""),
    )  # fmt: skip


def _beside(sentence: Sentence, token: Token) -> tuple[str, str]:
    """The words right before and after, when they are Han: what a lone character's reading depends on."""
    at = sentence.tokens.index(token)
    left = sentence.tokens[at - 1].text if at else ""
    right = sentence.tokens[at + 1].text if at + 1 < len(sentence.tokens) else ""
    return (left if left and all(map(is_han, left)) else ""), (right if right and all(map(is_han, right)) else "")


def _scopes(of: Text, text: str, left: str, right: str, kind: Kind) -> tuple[Scope, ...]:
    """A word can be decided everywhere, a lone character only together with its neighbours; a number's form only in the book."""
    here = Scope("here", "只用在这一处", 1)
    if len(text) > 1 or kind == "number":
        everywhere = Scope("book", f"这本书里的每一处“{text}”", of.count(text))
        scopes = (everywhere, here) if kind != "number" else (here, everywhere)
        return scopes if kind == "number" else (*scopes, Scope("house", f"所有的书里的“{text}”（记入读音词库）"))
    if not left and not right:
        return (here,)
    whole = left + text + right
    return here, Scope("book", f"这本书里的每一处“{whole}”中的“{text}”", of.count(whole)), Scope("house", f"所有的书里“{whole}”中的“{text}”（记入读音词库）")


def checked(item: Item, typed: str) -> Candidate:
    """What a person typed, as a candidate. Raises ``R104``/``R105`` for pinyin that is none or does not fit, ``G402`` for a spoken
    form that is not written in Han characters or letters."""
    if item.typed == "text":
        if not typed or not all(is_han(c) or c.isalpha() or c == " " for c in typed):
            raise fail("G402", typed)
        return Candidate(typed, typed)
    readings = lexicon.readings(item.shown, typed, "拼音")
    return Candidate(" ".join(r for r in readings if r), spell(readings, item.shown), _caution(item.shown, readings))


def _caution(text: str, readings: tuple[str, ...]) -> str:
    """A reading that the dictionary does not know for its character: allowed, but worth a second look."""
    from publish.reading.pinyin.dictionary import dictionary

    known = dictionary()
    odd = [c for c, r in zip((c for c in text if is_han(c)), readings, strict=True) if r and r[-1] != "5" and r not in known.of_char(c)]
    return f"词典里“{'、'.join(odd)}”没有这个读音" if odd else ""


def row(of: Text, item: Item, decision: Decision) -> dict[str, str | int]:
    """The ``[[reading]]`` to write. Raises what :func:`publish.reading.lexicon.check` raises."""
    made: dict[str, str | int] = {"text": item.shown}
    made |= {"say": decision.value} if item.typed == "text" else {"pinyin": spell_apart(lexicon.readings(item.shown, decision.value, item.shown))}
    if item.kind == "name" and item.shown == of.manuscript.metadata.speaker and len(item.shown) in (2, 3):
        made |= {"words": f"{item.shown[0]} {item.shown[1:]}"}  # surname and given name apart (GB/T 16159-2012)
    if decision.reach == "here":
        made |= {"block": item.block}
        whole = of.blocks[item.block].text
        made |= {"nth": nth(whole, item.shown, item.at)} if nth(whole, item.shown) > 1 else {}
    else:
        made |= {key: value for key, value in (("left", item.left), ("right", item.right)) if value}
    made |= {"by": decision.who, "why": signed.reason("", decision, HEARD)}
    lexicon.check(dict(made), item.where)
    return made


def spell_apart(readings: tuple[str, ...]) -> str:
    """Syllables with tone marks, a space between: how a person writes an entry."""
    return " ".join(tone_marks(r[:-1].replace("v", "ü"), int(r[-1])) for r in readings if r)


def nth(block: str, text: str, until: int | None = None) -> int:
    """Which occurrence of ``text`` begins at ``until``; how many there are when it is not given. Overlapping ones count."""
    last = len(block) - 1 if until is None else until
    return sum(block.startswith(text, at) for at in range(last + 1))


KEYS = ("text", "left", "right", "block", "nth")
"""What makes two entries speak of the same thing."""


def write(text: str | None, row: dict[str, str | int], house: bool) -> str:
    """The text of the lexicon file with the entry in it."""
    return notes.put(text, lexicon.TABLE, row, KEYS, head=HOUSE_HEAD if house else HEAD)


def file(book: Book, voices_folder: Path, reach: str) -> Path:
    """Where a decision of this reach is written."""
    return voices_folder / "lexicon" / HOUSE if reach == "house" else book.folder / FILE


def doubts(of: Text) -> Iterator[Item]:
    """Everything about readings that a person should look at."""
    places = unsure.doubtful_places(of.manuscript)
    yield from _signs_once(number for block in of.blocks.values() for number in _numbers(of, block, places[block.id]))
    found = list(names.names(of.reading.sentences, of.manuscript.metadata.speaker))
    yield from (_name(of, name) for name in found)
    yield from _words(of, frozenset(name.text for name in found))


def _signs_once(numbers: Iterator[Item]) -> Iterator[Item]:
    """Signs alone, as ``#``, are one question for the whole book, however often they stand in it; an expression with figures is asked
    about wherever what stands beside it differs."""
    found: dict[tuple[object, ...], list[Item]] = {}
    for number in numbers:
        sign = not any(map(str.isalnum, number.shown))
        alike = (number.shown, tuple(one.value for one in number.candidates), *(() if sign else (number.left, number.right, number.id)))
        found.setdefault(alike, []).append(number)
    return (replace(same[0], count=max(same[0].count, len(same))) for same in found.values())


def _words(of: Text, known_as_names: frozenset[str]) -> Iterator[Item]:
    """Doubtful words and lone characters, alike ones once: the next comes when this one was decided for its place only."""
    seen: set[tuple[str, ...]] = set()
    for doubt in unsure.doubts(of.reading, of.manuscript):
        if doubt.kind == "number" or doubt.text in known_as_names:
            continue
        found = _word(of, doubt)
        alike = (found.shown, found.left, found.right, doubt.current)
        if alike not in seen:
            seen.add(alike)
            yield found


def _name(of: Text, name: names.Name) -> Item:
    first, last = name.tokens[0], name.tokens[-1]
    sure = min(token.confidence for token in name.tokens)
    syllables = tuple(s for token in name.tokens for s in token.syllables)
    whole = Token(first.start, last.end, name.text, "word", name.text, syllables, first.decided_by, sure)
    reason = "少见的名字，里面有多音字。" if name.known else "这个名字词典里没有。"
    candidates = tuple(Candidate(" ".join(v), spell(v, name.text), alike(v), v == name.readings) for v in names.choices(name))
    return item(of, "name", name.sentence, whole, f"{reason}程序读作 {spell(name.readings, name.text)}。", candidates)


def _word(of: Text, doubt: unsure.Doubt) -> Item:
    sentence = of.sentences[doubt.sentence]
    token = next(t for t in sentence.tokens if t.text and t.start == doubt.start)
    values = list(dict.fromkeys((doubt.current, *doubt.candidates)))[:9]
    candidates = tuple(Candidate(v, spell(tuple(v.split()), token.text), alike(tuple(v.split())), v == doubt.current) for v in values)
    reason = f"程序读作 {candidates[0].label}，把握只有 {doubt.confidence:.0%}。"
    return item(of, "reading", sentence, token, reason, candidates)


def alike(readings: tuple[str, ...]) -> str:
    """Well-known characters that sound so: for those who hear the page rather than see it."""
    from publish.narration.voices.edge_text import homophones

    found = [homophones().get(r, "") for r in readings if r]
    return f"音同“{''.join(found)}”" if found and all(found) else ""


def spoken(form: str, current: bool = False) -> Candidate:
    """A spoken form as a candidate; the empty one is silence."""
    return Candidate(form, form or "（不念）", current=current)


DOUBTFUL = 0.9
"""Below this the rules for numbers and signs call themselves unsure (see ``publish.reading.spoken.say.Piece``)."""


def _numbers(of: Text, block: Block, places: list[tuple[int, int]]) -> Iterator[Item]:
    """Expressions in these places with another possible spoken form, each as a whole: ``1998—2003`` is one."""
    from itertools import groupby

    from publish.reading.spoken.say import pieces

    for _, some in groupby(pieces(block.text), key=lambda piece: piece.group):
        group = list(some)
        inside = any(start <= group[0].start and group[-1].end <= end for start, end in places)
        if inside and any(p.kind != "word" and p.confidence < DOUBTFUL for p in group):
            found = _number(of, block, group[0].start, group[-1].end, "".join(p.spoken for p in group), group[0].alternatives)
            if found:
                yield found


def _number(of: Text, block: Block, start: int, end: int, now: str, others: tuple[str, ...]) -> Item | None:
    """The doubt about ``[start, end)`` of a block; None when a person has decided it."""
    sentence = next((s for s in of.reading.sentences if s.block == block.id and s.start <= start < s.end), None)
    if sentence is None or any(t.decided_by == "lexicon" for t in sentence.tokens if t.start < end and t.end > start):
        return None
    sure = min(t.confidence for t in sentence.tokens if t.start < end and t.end > start)
    whole = Token(start, end, block.text[start:end], "number", now, (), "rule", sure)
    candidates = tuple(spoken(form, form == now) for form in dict.fromkeys((now, *others)))
    if candidates == (spoken("", True),):
        return None  # silent, and nothing else is known for it: there is nothing to choose
    return item(of, "number", sentence, whole, f"程序念作“{now or '（不念）'}”，也可能是别的念法。", candidates[:9])
