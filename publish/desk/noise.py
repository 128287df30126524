"""The page's own words in a text from the web, as the desk offers them for removal, and the repairs that a decision becomes."""

from __future__ import annotations

from collections.abc import Iterator

from publish.desk import notes, repairs, signed
from publish.desk.model import Candidate, Decision, Item
from publish.desk.repairs import Damaged
from publish.findings import fail
from publish.manuscript.repairs import noise
from publish.manuscript.repairs.noise import Noise

REMOVE, KEEP = "remove", "keep"
SHOWN = 12
"""Characters of its beginning by which it is called."""


def items(of: Damaged) -> Iterator[Item]:
    """Each stretch that nobody has decided, with the two answers there are."""
    for found in noise.undecided(of.source, of.decided):
        yield _item(of, found)


def _item(of: Damaged, found: Noise) -> Item:
    lines = [of.source.lines[number - 1].strip() for number in found.numbers]
    text, where = "　".join(lines), of.source.where(found.numbers[0], 1)
    reason = f"这像是网页自己的话（{found.what}），不是文章。去掉就不显示也不朗读；留下就照样读。"
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    answers = (Candidate(REMOVE, "去掉"), Candidate(KEEP, "留下", current=True))
    return Item(
        f"repair-{where}", "noise", where, "", text, 0, len(text), shown, reason, answers, repairs.HERE, "text", sure=1.0,
        position=of.source.starts[found.numbers[0] - 1],
    )  # fmt: skip


def rows(of: Damaged, item: Item, decision: Decision) -> tuple[dict[str, str], ...]:
    """The ``[[repair]]`` tables of a decision, one a passage. Raises ``G408`` when the text has changed, ``G410`` for an answer that is none."""
    found = next((one for one in noise.find(of.source) if of.source.where(one.numbers[0], 1) == item.where), None)
    if found is None:
        raise fail("G408", item.where)
    if decision.value not in (REMOVE, KEEP):
        raise fail("G407", item.where, text=decision.value)
    return tuple(_row(of, number, decision) for number in found.numbers)


def _row(of: Damaged, number: int, decision: Decision) -> dict[str, str]:
    text = of.source.lines[number - 1]
    made = {"where": of.source.where(number, 1), "rule": "edit" if decision.value == REMOVE else "keep", "before": text}
    made |= {"after": ""} if decision.value == REMOVE else {}
    reason = "网页自己的话，不是正文。" if decision.value == REMOVE else "是正文。"
    return made | {"reviewed_by": decision.who, "reason": signed.reason("", decision, reason)}


def write(text: str | None, made: tuple[dict[str, str], ...]) -> str:
    """The text of ``repairs.toml`` with the decision in it."""
    for row in made:
        text = notes.put(text, "repair", row, ("where",), head=repairs.HEAD)
    return text or ""
