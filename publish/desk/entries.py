"""Entries of ``readings.toml`` and of the house lexicon that no person has signed: one item an entry, wherever it fires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from publish import files
from publish.config import Book
from publish.desk import notes, readings, signed
from publish.desk.model import Candidate, Decision, Item, Scope
from publish.desk.notes import Row
from publish.desk.readings import Text
from publish.findings import fail
from publish.han import is_han
from publish.reading import lexicon, read
from publish.reading.lexicon import Entry, Lexicon
from publish.reading.model import ReadingOptions, Sentence, Token
from publish.reading.pinyin.dictionary import dictionary
from publish.reading.spoken.say import pieces

ALSO = 9
"""As many of an entry's other places are shown."""

BESIDE = 12
"""Characters shown on each side of them."""

MOST = 9
"""Candidates: as many as there are keys."""

Place = tuple[str, int]
"""A block, and where in it an entry fires."""


def items(of: Text, known: Lexicon, options: ReadingOptions) -> Iterator[Item]:
    """An item for each unsigned entry that fires in this book. One that rests decides nothing here: it has no sentence to judge
    it by (a book's own is told of as ``R201``)."""
    for entry, places in _fired(of, known).items():
        if not signed.by_person(entry.by):
            yield _item(of, entry, places, known, options)


def _fired(of: Text, known: Lexicon) -> dict[Entry, list[Place]]:
    scan, found = lexicon.Scan(known), dict[Entry, list[Place]]()
    for block in of.blocks.values():
        for match in scan.matches(block.id, block.text):
            found.setdefault(match.entry, []).append((block.id, match.start))
    return found


def name(where: str, house: bool, place: tuple[object, ...]) -> str:
    """The item's id: the same for an entry however its file is edited around it."""
    return f"entry-{files.digest(where.rpartition(':')[0], str(house), *map(str, place))[:16]}"


def _item(of: Text, entry: Entry, places: list[Place], known: Lexicon, options: ReadingOptions) -> Item:
    block, at = places[0]
    sentence = _sentence(of, block, at, len(entry.text))
    start = at - sentence.start if sentence else at
    tokens = _tokens(sentence.tokens, at, at + len(entry.text)) if sentence else ()
    said = bool(entry.say) or entry.silent
    own = _own(sentence.text, start, entry.text, options, _inside(entry, known)) if sentence and not said else Own()
    found = _forms(of, entry, places[0]) if said else _readings(entry, tokens, own)
    return Item(
        id=name(entry.where, entry.house, entry.place[:5]), kind="review", where=entry.where, sentence=sentence.id if sentence else "",
        text=sentence.text if sentence else of.blocks[block].text, start=start, end=start + len(entry.text), shown=entry.text,
        reason=_reason(entry, len(places), found[0], own), candidates=found[:MOST],
        scopes=(_scope(entry, len(places)),), typed="text" if said else "pinyin", position=of.starts[block] + at, block=block, at=at,
        heading=of.headings.get(block, ""), also=tuple(_beside(of, place, len(entry.text)) for place in places[1 : ALSO + 1]), count=len(places),
    )  # fmt: skip


def _reason(entry: Entry, count: int, now: Candidate, own: Own) -> str:
    """Who decided, why, how far it reaches, and what it changes."""
    who = f"{entry.by}这样定" if entry.by else "没有写是谁定"
    why = f"：{entry.why}" if entry.why else ""
    stop = "" if why.endswith(("。", "！", "？")) else "。"
    whose = "词库里的一条，所有的书都用；这本书里" if entry.house else "这本书里"
    changes = f"没有这一条，程序会读作 {own.label}。" if own.label and own.label != now.label else ""
    return f"{who}的{why}{stop}{whose}用在 {count} 处。{changes}还没有人复核。"


def _scope(entry: Entry, count: int) -> Scope:
    if entry.house:
        return Scope("house", "所有的书里都这样（读音词库）", count)
    return Scope("here", "只用在这一处", count) if entry.block or entry.nth else Scope("book", "这本书里都这样", count)


def _sentence(of: Text, block: str, at: int, length: int) -> Sentence | None:
    """The sentence that holds the whole place."""
    return next((s for s in of.reading.sentences if s.block == block and s.start <= at and at + length <= s.end), None)


def _tokens(tokens: tuple[Token, ...], start: int, end: int) -> tuple[Token, ...]:
    """The tokens that make up ``[start, end)`` exactly; none when a border cuts one."""
    found = tuple(t for t in tokens if t.start < end and t.end > start)
    return found if found and found[0].start == start and found[-1].end == end else ()


def _beside(of: Text, place: Place, length: int) -> str:
    text, at = of.blocks[place[0]].text, place[1]
    left, right = text[max(at - BESIDE, 0) : at], text[at + length : at + length + BESIDE]
    return f"…{left}【{text[at : at + length]}】{right}…"


# --- what it could be instead ---


@dataclass(frozen=True)
class Own:
    """What the program would say by itself: syllables for the Han characters (none when they cannot be told apart), and how it
    would print them (empty when it would cut the words otherwise at the borders)."""

    readings: tuple[str, ...] = ()
    label: str = ""


def _readings(entry: Entry, tokens: tuple[Token, ...], own: Own) -> tuple[Candidate, ...]:
    """The present reading first, then the program's own, then others. An entry on words only, over what has no syllable for each
    character (看 985), is first of all its words."""
    now = entry.readings or _heard(tokens, entry.text)
    ways = dict.fromkeys(way for way in (now, own.readings, *_others(entry.text, now)) if way)
    words = () if now else (Candidate("", entry.words, current=True),)
    return (*words, *(_candidate(entry.text, way, tokens, way == now, way == own.readings) for way in ways))


def _candidate(text: str, way: tuple[str, ...], tokens: tuple[Token, ...], now: bool, own: bool) -> Candidate:
    notes = (readings.alike(way), "没有这一条，程序会这样读" if own and not now else "")
    return Candidate(_value(way), _spelt(text, way, tokens), "；".join(filter(None, notes)), now)


def _value(way: tuple[str, ...]) -> str:
    return " ".join(syllable for syllable in way if syllable)


def _spelt(text: str, way: tuple[str, ...], tokens: tuple[Token, ...]) -> str:
    """Pinyin in the words the book prints it in."""
    at, words = 0, []
    for token in tokens:
        count = sum(map(is_han, token.text))
        words.append(readings.spell(way[at : at + count], token.text) if count else "")
        at += count
    return " ".join(filter(None, words)) or readings.spell(way, text)


def _heard(tokens: tuple[Token, ...], text: str) -> tuple[str, ...]:
    """The syllables of a place, one for each Han character; none when they do not match one to one."""
    heard = tuple(f"{s.base.replace('ü', 'v')}{s.tone}" for token in tokens for s in token.syllables)
    return heard if len(heard) == sum(map(is_han, text)) else ()


def _inside(entry: Entry, known: Lexicon) -> tuple[Entry, ...]:
    """Other entries that could speak in its place."""
    return tuple(other for other in known.entries if other is not entry and other.text in entry.text and other.text != entry.text and not other.nth)


@lru_cache(1000)
def _own(sentence: str, at: int, text: str, options: ReadingOptions, others: tuple[Entry, ...]) -> Own:
    """How the program reads the place when the entry is not there."""
    for read_so in read.say(sentence, options, Lexicon(others)):
        if read_so.start <= at and at + len(text) <= read_so.end:
            cut = tuple(t for t in read_so.tokens if t.start < at + len(text) and t.end > at)
            whole = "".join(t.text for t in cut)
            heard, before = _heard(cut, whole), sum(map(is_han, whole[: at - cut[0].start]))
            own = heard[before : before + sum(map(is_han, text))]
            return Own(own, _spelt(text, own, cut) if own and _tokens(cut, at, at + len(text)) else "")
    return Own()


def _others(text: str, now: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """One character read otherwise: of each character its commonest other reading first."""
    known, han = dictionary(), [char for char in text if is_han(char)]
    if len(han) != len(now):
        return
    columns = [[(at, other) for other in known.of_char(char) if other != now[at] and now[at]] for at, char in enumerate(han)]
    for rank in zip_longest(*columns):
        for at, other in filter(None, rank):
            yield (*now[:at], other, *now[at + 1 :])


def _forms(of: Text, entry: Entry, place: Place) -> tuple[Candidate, ...]:
    """The present spoken form, what the rules would say, and their other forms."""
    start, end = place[1], place[1] + len(entry.text)
    forms = dict.fromkeys((entry.say, *_ruled(of.blocks[place[0]].text, start, end)))
    return tuple(readings.spoken(form, form == entry.say) for form in forms)


def _ruled(text: str, start: int, end: int) -> Iterator[str]:
    """Spoken forms of ``[start, end)`` by the rules: plain words at its ends may be cut, an expression may not."""
    group = [piece for piece in pieces(text) if piece.start < end and piece.end > start]
    plain = [piece.spoken == text[piece.start : piece.end] for piece in group]
    if not all(word or (start <= piece.start and piece.end <= end) for piece, word in zip(group, plain, strict=True)):
        return
    said = [text[max(p.start, start) : min(p.end, end)] if word else p.spoken for p, word in zip(group, plain, strict=True)]
    yield "".join(said)
    if False in plain:
        first, last = plain.index(False), len(plain) - plain[::-1].index(False)
        yield from ("".join([*said[:first], other, *said[last:]]) for other in group[first].alternatives)


# --- writing it down ---


def file(book: Book, voices_folder: Path, item: Item) -> Path:
    """The file in which the item's entry stands."""
    if item.scopes[0].reach == "house":
        return files.inside(voices_folder / "lexicon", item.where.rpartition(":")[0])
    return book.folder / readings.FILE


def table(path: Path, item: Item) -> Row:
    """The entry as it stands in its file now. Raises ``G408`` when it is no longer there."""
    house = item.scopes[0].reach == "house"
    for where, found in lexicon.tables(path) if path.is_file() else ():
        if name(where, house, lexicon.check(found, where).place[:5]) == item.id:
            return found
    raise fail("G408", item.where)


def row(before: Row, item: Item, decision: Decision) -> Row:
    """The entry with who confirmed it, or with another reading and who decided on that. Raises what
    :func:`publish.reading.lexicon.check` raises."""
    entry = lexicon.check(before, item.where)
    same = decision.value == (entry.say or _value(entry.readings) or next((c.value for c in item.candidates if c.current and not entry.silent), ""))
    made = dict(before)
    if not same:
        made |= {"say": decision.value} if item.typed == "text" else {"pinyin": readings.spell_apart(lexicon.readings(item.shown, decision.value))}
    made["by"] = signed.confirmed(entry.by, decision.who) if same else decision.who
    made["why"] = signed.reason(entry.why if same else "", decision, readings.HEARD)
    lexicon.check(made, item.where)
    return made


def write(text: str | None, before: Row, after: Row, where: str) -> str:
    """The file's text with the entry changed where it stands, all else as it is. Raises ``G408`` when it is no longer there."""
    made = notes.change(text or "", lexicon.TABLE, before, after)
    if made is None:
        raise fail("G408", where)
    return made
