"""The words of stick and shelf, from ``words.toml``, and small things said in Chinese: dates, lengths, sizes."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from publish.editions.print import volumes
from publish.kit.names import safe


@dataclass(frozen=True)
class Kind:
    """An edition as it is offered: ``folder`` on the stick (empty: not on the stick), ``apart`` from the books' own folders,
    ``ordered`` when the order of writing matters; ``names`` are labels of its files by the end of the file's stem, ``stems`` what
    the files are called where people see them; ``volume`` is the label of one file of several where a long book comes in volumes.
    """

    name: str
    label: str
    note: str
    folder: str = ""
    ordered: bool = False
    apart: bool = False
    names: dict[str, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    volume: str = ""
    packed: str = ""
    latin: bool = False

    def is_download(self, path: str) -> bool:
        """Whether a file of the edition is offered for download."""
        return path.endswith(self.packed)

    def is_on_stick(self, path: str) -> bool:
        """Whether a file of the edition goes onto a stick."""
        return not self.packed or not path.endswith(self.packed)

    def label_of(self, path: str, alone: bool) -> str:
        """How one file of the edition is called; ``alone``: it is the only one."""
        name = PurePosixPath(path)
        known = next((label for end, label in self.names.items() if name.stem.endswith((end, self.stems.get(end, end)))), "")
        if number := self._volume(name):
            known = self.volume.format(volume=volumes.title(int(number)))
        return known or (self.label if alone else f"{self.label}：{name.name}")

    def label_of_all(self, paths: Sequence[str]) -> str:
        """How the edition is called whose files are ``paths``: with its volumes, from the first to the last, when it has them."""
        numbers = [int(number) for path in paths if (number := self._volume(PurePosixPath(path)))]
        return self.volume.format(volume=f"{volumes.title(min(numbers))}至{volumes.title(max(numbers))}") if len(numbers) > 1 else self.label

    def _volume(self, name: PurePosixPath) -> str:
        return volumes.number_of(name.stem) if self.volume else ""

    def file_name(self, path: str, title: str) -> str:
        """What one file of the edition is called on a stick or after a download: the book's title and what it is; its own name
        where the table has no word for it.
        """
        name = PurePosixPath(path)
        stem = next((stem for end, stem in self.stems.items() if name.stem.endswith(end)), "")
        number = self._volume(name)
        return f"{safe(title, 40)}-{stem}{f'-第{number}册' if number else ''}{name.suffix}" if stem else name.name


@dataclass(frozen=True)
class Part:
    """A piece of instruction: a title and steps, or with ``choice`` several ways, each enough alone. Shown when any edition of
    ``needs`` is there, or ``needs`` is empty.
    """

    title: str
    steps: tuple[str, ...]
    needs: tuple[str, ...] = ()
    choice: bool = False


@cache
def words() -> dict[str, Any]:
    """All words, as plain values."""
    return tomllib.loads((resources.files("publish.kit") / "words.toml").read_text("utf-8"))


@cache
def kinds() -> dict[str, Kind]:
    """The editions by name, in the order of the shelf."""
    return {row["name"]: Kind(**row) for row in words()["edition"]}


def kind_of(edition: str) -> Kind:
    """How ``edition`` is offered. One that the table does not know goes among the other files."""
    return kinds().get(edition) or Kind(edition, **words()["other"])


def parts(page: str, present: Iterable[str]) -> tuple[Part, ...]:
    """The instructions of ``page`` (``help``, ``staff``) that apply when the editions ``present`` are there."""
    have = set(present)
    rows = (Part(row["title"], tuple(_steps(row["steps"], have)), tuple(row.get("needs", ())), row.get("choice", False)) for row in words()[page]["part"])
    return tuple(part for part in rows if part.steps and (not part.needs or have & set(part.needs)))


def _steps(rows: Iterable[Any], have: set[str]) -> Iterator[str]:
    """The steps that make sense: a row is a text, or a text with what it ``needs`` (any one of them is enough)."""
    for row in rows:
        if isinstance(row, str):
            yield row
        elif have & set(row["needs"]):
            yield row["text"]


def asset(name: str) -> str:
    """A text file of ``assets/``."""
    return (resources.files("publish.kit") / "assets" / name).read_text("utf-8")


def long_date(date: datetime.date | None) -> str:
    """``2025年1月8日``; empty where nobody knows the date."""
    return str(words()["date"]["long"].format(year=date.year, month=date.month, day=date.day)) if date else ""


def length(seconds: int) -> str:
    """``53 分钟``, ``1 小时 5 分钟``; never less than a minute."""
    hours, minutes = divmod(max(round(seconds / 60), 1), 60)
    form = "minutes" if not hours else ("hours" if minutes else "whole-hours")
    return str(words()["length"][form].format(hours=hours, minutes=minutes))


def size(count: int) -> str:
    """Bytes as people say them: ``340 KB``, ``12 MB``, ``1.4 GB`` (powers of 1024, as file managers on Windows count). The space does not break."""
    if count < 1 << 20:
        return f"{max(round(count / 1024), 1)}\u00a0KB"
    if count < 1 << 30:
        return f"{round(count / (1 << 20))}\u00a0MB"
    return f"{count / (1 << 30):.1f}\u00a0GB"
