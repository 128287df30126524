"""Coded findings: what was met, where, and what a person can do about it.

A finding is a value, never printed here. Its words live in ``messages/*.toml``, in Chinese and English, under its
code, so that ``publish explain CODE`` and the one-line message come from the same place.

Codes: ``G`` usage and settings (exit 2) · ``S`` source (exit 3) · ``R`` reading (exit 4) · ``V`` voice (exit 5) ·
``E`` edition (exit 6). A code is never used again for something else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

from publish.reasons import said

Level = Literal["error", "warning", "note"]

EXIT_OF_FAMILY = {"G": 2, "S": 3, "R": 4, "V": 5, "E": 6}
"""Exit codes by the first letter of a code (design.md, "What the world outside may rely on")."""


@dataclass(frozen=True)
class Finding:
    """One thing met while working.

    ``code`` names the kind (``S101``); ``where`` the place, as a person would look it up (``report.txt:12:34``,
    ``book.toml [narration] voice``, a sentence id); ``values`` fills the message's braces, as name and text pairs.
    """

    code: str
    where: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def detail(self) -> str:
        """The values in one line, for logs and JSON."""
        return ", ".join(f"{name}={text}" for name, text in self.values)


@dataclass(frozen=True)
class Message:
    """The words of a code in one language: the line (``text``), what to do (``advice``), the page of ``explain``."""

    level: Level
    text: str
    advice: str
    explain: str


def finding(code: str, where: object = "", /, **values: object) -> Finding:
    """Make a finding; ``values`` are turned into text and kept in a fixed order."""
    return Finding(code, str(where), tuple((k, str(v)) for k, v in sorted(values.items())))


class PublishError(Exception):
    """Work cannot go on. Carries the findings that say why; the exit code follows from the first one's family."""

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("a PublishError needs at least one finding")
        super().__init__("; ".join(f"{f.code} {f.where} {f.detail}".strip() for f in findings))
        self.findings = findings

    @property
    def exit_code(self) -> int:
        return EXIT_OF_FAMILY[self.findings[0].code[0]]


def fail(code: str, where: object = "", /, **values: object) -> PublishError:
    """``raise fail("S101", path)`` reads better than building finding and error by hand."""
    return PublishError(finding(code, where, **values))


@cache
def messages() -> dict[str, dict[str, str]]:
    """All codes and their words, from ``messages/*.toml``. A code in two files is a programming error."""
    table: dict[str, dict[str, str]] = {}
    folder = resources.files("publish") / "messages"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, words in tomllib.loads(file.read_text("utf-8")).items():
                if code in table:
                    raise ValueError(f"code {code} is defined twice")
                table[code] = words
    return table


def message(found: Finding, language: str = "en") -> Message:
    """The words for ``found`` in ``language`` (``zh`` or ``en``), braces filled. Raises ``KeyError`` on an unknown code."""
    words = messages()[found.code]
    values = _Values({name: said(text, language) if name == "reason" else text for name, text in found.values})
    text, advice, explain = (words[f"{key}_{language}"] for key in ("text", "advice", "explain"))
    return Message(cast(Level, words["level"]), text.format_map(values), advice.format_map(values), explain)


def worst(found: Iterable[Finding]) -> Level | None:
    """The gravest level among findings, or None when there are none."""
    levels = {messages()[f.code]["level"] for f in found}
    return next((level for level in ("error", "warning", "note") if level in levels), None)


class _Values(dict[str, str]):
    """A message with a value that was not given still prints: the name in braces shows the gap."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
