"""``repairs.toml``: what a person decided about places that need judgement, with the reason, beside the source."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from publish.files import text_taken
from publish.findings import PublishError, fail, finding
from publish.manuscript.source import Document

RULES = ("misfire", "edit", "keep")
"""``misfire``: damaged bytes, proved by the model · ``edit``: any other correction by hand · ``keep``: this is no damage."""

FIELDS = ("where", "rule", "before", "after", "reviewed_by", "reason")


@dataclass(frozen=True)
class Decision:
    """One ``[[repair]]``: in passage ``line``, at ``column`` (both from 1, in the source as received), stands ``before``; print ``after``."""

    line: int
    column: int
    rule: str
    before: str
    after: str
    reviewed_by: str
    reason: str
    start: int
    """Offset in ``Document.text``."""

    @property
    def end(self) -> int:
        return self.start + len(self.before)


def read(path: Path, source: Document) -> tuple[Decision, ...]:
    """The decisions in ``path`` (none when there is no such file), by place. Raises ``S203`` and ``S205``."""
    try:
        rows = tomllib.loads(text_taken(path))
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fail("S205", path.name, reason=error) from None
    except OSError as error:
        raise fail("S112", path.name, reason=error.strerror or error) from None
    if set(rows) - {"repair"} or not isinstance(rows.get("repair", []), list):
        raise fail("S205", path.name, reason="only [[repair]] tables are read here")
    return _ordered([_decision(row, n, path, source) for n, row in enumerate(rows.get("repair", []), 1)], path)


def _decision(row: object, number: int, path: Path, source: Document) -> Decision:
    place = f"{path.name} [[repair]] {number}"
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise fail("S205", place, reason="every value is a text in quotation marks")
    if wrong := sorted(set(row) - set(FIELDS)):
        raise fail("S205", place, reason=f"unknown key {wrong[0]}; known are {', '.join(FIELDS)}")
    if missing := [key for key in FIELDS if key not in row and not (key == "after" and row.get("rule") == "keep")]:
        raise fail("S205", place, reason=f"{missing[0]} is missing")
    if row["rule"] not in RULES or not row["before"] or not row["reason"].strip() or not row["reviewed_by"].strip():
        raise fail("S205", place, reason=f"rule is one of {', '.join(RULES)}; before, reviewed_by and reason are not empty")
    line, column = _place(row["where"], place, source)
    start = source.starts[line - 1] + column - 1
    if "\n" in row["before"] + row.get("after", "") and not _is_joint(row["before"], row.get("after", ""), line, source):
        raise fail("S205", place, reason="a repair stays within one line")
    if column - 1 > len(source.lines[line - 1]) or not source.text.startswith(row["before"], start):
        raise fail("S203", source.where(line, column), before=row["before"])
    after = row["after"] if "after" in row else row["before"]
    return Decision(line, column, row["rule"], row["before"], after, row["reviewed_by"], row["reason"], start)


def _is_joint(before: str, after: str, line: int, source: Document) -> bool:
    """Whether a decision is about a line end that a page made: the lines are one, or two."""
    return "\n" not in after and any(joint.number == line and joint.before == before for joint in source.joints)


def _place(where: str, place: str, source: Document) -> tuple[int, int]:
    found = re.fullmatch(r"(.+):([^:]+):([0-9]{1,9})", where)
    if not found or found.group(1) not in source.files or int(found.group(3)) < 1:
        raise fail("S205", place, reason=f"where is {source.name}:LINE:COLUMN, not {where}")
    at = f"{found.group(1)}:{found.group(2)}"
    if at not in source.numbers:
        raise fail("S203", where, before="")
    return source.numbers[at], int(found.group(3))


def _ordered(decisions: list[Decision], path: Path) -> tuple[Decision, ...]:
    decisions.sort(key=lambda d: (d.start, d.end))
    twice = [finding("S209", f"{path.name} {b.line}:{b.column}") for a, b in zip(decisions, decisions[1:], strict=False) if b.start < a.end]
    if twice:
        raise PublishError(*twice)
    return tuple(decisions)
