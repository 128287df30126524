"""Line ends of a PDF where the layout does not say whether the paragraph goes on, as the desk asks about them, and the repair a decision becomes."""

from __future__ import annotations

from collections.abc import Iterator

from publish.desk import repairs, signed
from publish.desk.model import Candidate, Decision, Item
from publish.desk.repairs import Damaged
from publish.findings import fail
from publish.manuscript.repairs import joins
from publish.manuscript.source import Joint

JOIN, PART = "join", "part"
SIGN = "⏎"
"""What shows the line end."""


def items(of: Damaged) -> Iterator[Item]:
    """Each place that nobody has decided, with the two answers there are."""
    for joint in joins.undecided(of.source, of.decided):
        yield _item(of, joint)


def where(of: Damaged, joint: Joint) -> str:
    """The place of what stands between the two lines."""
    line = of.source.lines[joint.number - 1]
    return of.source.where(joint.number, len(line) + 2 - len(joint.before))


def _item(of: Damaged, joint: Joint) -> Item:
    first, second = of.source.lines[joint.number - 1][-repairs.AROUND :], of.source.lines[joint.number][: repairs.AROUND]
    place, sign = where(of, joint), joint.before.replace("\n", SIGN)
    start = len(first) + 1 - len(joint.before)
    whole = first[:start][-8:] + joint.after + second[:8]
    reason = f"PDF 里一行在这里完了，从排版上看不出是不是一段。现在{'接成一段' if joint.joined else '分成两段'}。"
    answers = (
        Candidate(JOIN, f"接上：…{whole}…", "", joint.joined),
        Candidate(PART, "分开，另起一段", "", not joint.joined),
    )  # fmt: skip
    return Item(
        f"repair-{place}", "joint", place, "", first[:start] + sign + second, start, start + len(sign), sign, reason, answers, repairs.HERE, "text", sure=0.5,
        position=joins.span(of.source, joint)[0],
    )  # fmt: skip


def row(of: Damaged, item: Item, decision: Decision) -> dict[str, str]:
    """The ``[[repair]]`` to write. Raises ``G408`` when the text has changed, ``G407`` for an answer that is none."""
    joint = next((one for one in of.source.joints if where(of, one) == item.where), None)
    if joint is None:
        raise fail("G408", item.where)
    if decision.value not in (JOIN, PART):
        raise fail("G407", item.where, text=decision.value)
    made = {"where": item.where, "rule": "edit" if decision.value == JOIN else "keep", "before": joint.before}
    made |= {"after": joint.after} if decision.value == JOIN else {}
    return made | {"reviewed_by": decision.who, "reason": signed.reason("", decision, "是一段。" if decision.value == JOIN else "是两段。")}
