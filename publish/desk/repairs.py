"""Doubts about the source: damage that nobody has decided, and decisions to look at once more."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from publish.config import Book
from publish.desk import notes, signed
from publish.desk.model import Candidate, Decision, Item, Scope
from publish.findings import fail
from publish.manuscript.model import Manuscript
from publish.manuscript.readers.table import load_all
from publish.manuscript.repairs import decisions, glosses, places, suspects
from publish.manuscript.repairs.decisions import Decision as Repair
from publish.manuscript.source import Document
from publish.reading.model import Reading

FILE = "repairs.toml"
AROUND = 36
"""Characters of the source shown before and after a damaged place."""

REACH = 40
"""How far behind a trace damage can reach, in characters."""

HERE = (Scope("here", "只用在这一处", 1),)

Fitting = Mapping[str, tuple[Candidate, ...]]
"""Place → candidates that fit its bytes (:mod:`publish.desk.fits`)."""

MOST_ALIKE = 20
"""So many lines garbled in the same way are asked about one by one."""

WHY = {
    "mojibake": "这一行像是用错误的编码读出来的（{how}）。整份文稿都这样，就在 book.toml 的 [manuscript] 里写 recode = \"{how}\"，一次定好。",
    "lost": "这里的字在文稿到来之前就丢了，只剩问号或乱码。请照别的来源写出来；写不出来，就写〓。",
    "figure": "这个数字可能是扫描识别错的。",
}
"""Why a place is suspect, for the desk."""

HEAD = "# 需要判断的修订 · repairs that need judgement. 每条写明位置（文件:行:列）、原文、改后、决定者和理由。\n"


@dataclasses.dataclass(frozen=True)
class Damaged:
    """A source with its misfires and what is decided about them."""

    source: Document
    damage: places.Damage
    decided: tuple[Repair, ...]

    @cached_property
    def readings(self) -> tuple[glosses.Gloss, ...]:
        """The readings that the converter inserted, in order."""
        return tuple(glosses.inserted(self.source.text))

    @cached_property
    def suspects(self) -> tuple[suspects.Suspect, ...]:
        """Text decoded wrongly, figures misread, characters lost, in order."""
        return suspects.find(self.source)

    def at(self, where: str) -> places.Spot | None:
        return next((spot for spot in self.damage.spots if spot.where == where), None)


def damaged(book: Book) -> Damaged:
    """The book's source. Raises what loading and reading ``repairs.toml`` raise (codes S…)."""
    source = load_all(book.sources, book.manuscript)
    return Damaged(source, places.Damage(source), decisions.read(book.folder / FILE, source))


def items(of: Damaged, manuscript: Manuscript, reading: Reading, fitting: Fitting) -> Iterator[Item]:
    """Open damage first, each with the stretch of the source around it and what is known to fit it; then decisions that no
    person has signed (:mod:`publish.desk.signed`)."""
    for spot in of.damage.spots:
        if not any(d.start <= spot.start < d.end for d in of.decided):
            yield _open(of, spot, fitting.get(spot.where, ()))
    for suspect in _open_suspects(of):
        yield _suspect(of, suspect)
    for repair in of.decided:
        if not signed.by_person(repair.reviewed_by):
            yield _again(of, repair, manuscript, reading)


def _open(of: Damaged, spot: places.Spot, candidates: tuple[Candidate, ...]) -> Item:
    text, start, end = _stretch(of, spot.start, spot.end)
    reason = f"转换程序在这里插错了注音“{spot.reading}”，从黄色处起、往后几个字都乱了，直到句子又读得通为止。"
    reason += "请照前后文选出或写出原来的字；程序会核对它和留下的字节是否相符。"
    return Item(
        f"repair-{spot.where}", "repair", spot.where, "", text, start, end, spot.shown, reason, candidates, HERE, "text",
        position=spot.start,
    )


def _open_suspects(of: Damaged) -> Iterator[suspects.Suspect]:
    """Those that no decision covers; of many lines garbled in the same way the first ones, for ``book.toml`` can decide them all."""
    seen: Counter[str] = Counter()
    for suspect in of.suspects:
        seen[suspect.how] += bool(suspect.how)
        if seen[suspect.how] <= MOST_ALIKE and not any(d.start <= suspect.start < d.end for d in of.decided):
            yield suspect


def _suspect(of: Damaged, suspect: suspects.Suspect) -> Item:
    text, start, end = _stretch(of, suspect.start, suspect.end)
    why = WHY[suspect.kind].format(how=suspect.how)
    offered = tuple(Candidate(one, one, "多半是这样") for one in suspect.candidates)
    keep = (Candidate(suspect.shown, suspect.shown, "原文没有错"),) if suspect.kind == "figure" else ()
    return Item(
        f"repair-{suspect.where}", "repair", suspect.where, "", text, start, end, suspect.shown, why, offered + keep, HERE, "text",
        position=suspect.start,
    )  # fmt: skip


def _again(of: Damaged, repair: Repair, manuscript: Manuscript, reading: Reading) -> Item:
    where = of.source.where(repair.line, repair.column)
    sentence = _sentence(where.rpartition(":")[0], repair, manuscript, reading)
    reason = f"原文是“{repair.before}”，{repair.reviewed_by}定为“{repair.after}”。{repair.reason}"
    now = Candidate(repair.after, repair.after or "（去掉）", "照现在的定法", current=True)
    if sentence:
        at = sentence[1]
        name, text = sentence[0], sentence[2]
        return Item(f"repair-{where}", "review", where, name, text, at, at + len(repair.after), repair.after, reason, (now,), HERE, "text", position=repair.start)
    text, start, end = _stretch(of, repair.start, repair.end)
    return Item(f"repair-{where}", "review", where, "", text, start, end, repair.after, reason, (now,), HERE, "text", position=repair.start)


def _sentence(where: str, repair: Repair, manuscript: Manuscript, reading: Reading) -> tuple[str, int, str] | None:
    """Sentence id, offset of the repair in it, and its text; None when the repair is not found inside one sentence."""
    blocks = {block.id for section in manuscript.sections for block in section.blocks if block.where == where}
    for sentence in reading.sentences:
        if sentence.block in blocks and repair.after in sentence.text:
            return sentence.id, sentence.text.index(repair.after), sentence.text
    return None


def _stretch(of: Damaged, start: int, end: int) -> tuple[str, int, int]:
    """The source around ``[start, end)`` within its line, without inserted readings, and where the range lies in that."""
    text = of.source.text
    left = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    right = min(stop if stop >= 0 else len(text), end + AROUND)
    before, after = _without_readings(of, left, start), _without_readings(of, end, right)
    return before + text[start:end] + after, len(before), len(before) + end - start


def _without_readings(of: Damaged, start: int, end: int) -> str:
    """The source from ``start`` to ``end`` as it reads once the inserted readings are taken out."""
    kept, at = [], start
    for gloss in of.readings:
        if start <= gloss.start and gloss.end <= end:
            kept.append(of.source.text[at : gloss.start])
            at = gloss.end
    return "".join(kept) + of.source.text[at:end]


def fitting(of: Damaged, item: Item, after: str) -> Repair:
    """The decision that prints ``after`` at the item's place. For damage the bytes must prove it, and tell how far it reaches.

    Raises ``G407`` when no reach fits.
    """
    decided = next((d for d in of.decided if of.source.where(d.line, d.column) == item.where), None)
    spot = of.at(item.where)
    if spot is None:
        suspect = next((one for one in of.suspects if one.where == item.where), None)
        if decided is None and suspect is not None:
            place, column = item.where.rsplit(":", 1)
            return Repair(of.source.numbers[place], int(column), "edit", suspect.shown, after, "", "", suspect.start)
        if decided is None:
            raise fail("G408", item.where)
        return dataclasses.replace(decided, rule="edit" if after != decided.after else decided.rule, after=after)
    if decided and decided.after == after:
        return decided
    place, column = item.where.rsplit(":", 1)
    limit = min(spot.end + REACH, len(of.source.text))
    stop = of.source.text.find("\n", spot.start)
    for end in range(spot.end, (min(limit, stop) if stop >= 0 else limit) + 1):
        found = Repair(of.source.numbers[place], int(column), "misfire", of.source.text[spot.start : end], after, "", "", spot.start)
        if of.damage.proves(found):
            return found
    raise fail("G407", item.where, text=after)


def row(of: Damaged, item: Item, decision: Decision) -> dict[str, str]:
    """The ``[[repair]]`` to write: a new decision, or the old one with who has seen it again."""
    repair = fitting(of, item, decision.value)
    same = repair.reviewed_by and repair.after == decision.value
    return {
        "where": item.where, "rule": repair.rule, "before": repair.before, "after": decision.value,
        "reviewed_by": signed.confirmed(repair.reviewed_by, decision.who) if same else decision.who,
        "reason": signed.reason(repair.reason if same else "", decision, "对照字节和上下文选定。"),
    }  # fmt: skip


def write(text: str | None, row: dict[str, str]) -> str:
    """The text of ``repairs.toml`` with the decision in it."""
    return notes.put(text, "repair", row, ("where",), head=HEAD)


def file(book: Book) -> Path:
    return book.folder / FILE
