"""How things look on a terminal or in a log: progress, tables, findings. Values in, text out; ``cli`` prints it."""

from __future__ import annotations

import json
import locale
import os
import shutil
import time
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TextIO

from publish.files import Tell
from publish.findings import Finding, message
from publish.pipeline import STAGES


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((resources.files("publish") / "words.toml").read_text("utf-8"))


def language(asked: str | None = None) -> str:
    """``zh`` or ``en``: as asked, else by the locale (POSIX order: LC_ALL, LC_MESSAGES, LANG)."""
    if asked:
        return asked
    name = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "") or (locale.getlocale()[0] or "")
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


class Speaker:
    """The command line's words in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, group: str, name: str, /, **values: object) -> str:
        words = _words()[group].get(name)
        return words[self.language].format(**values) if words else name

    def finding(self, found: Finding) -> str:
        """One line: code, place, what, what to do."""
        words = message(found, self.language)
        where = f" {clean(found.where)}" if found.where else ""
        colon, stop = ("：", "。") if self.language == "zh" else (": ", "; ")
        if words.text.endswith(("？", "?", "。", "！")):
            stop = "" if self.language == "zh" else " "
        advice = f"{stop}{clean(words.advice)}" if words.advice else ""
        return f"{found.code}{where}{colon}{clean(words.text)}{advice}"


def clean(text: str) -> str:
    """Text of a source is shown, never obeyed: control characters (terminal escapes, line breaks) become visible; spaces of any width are one."""
    return "".join(c if c.isprintable() else " " if unicodedata.category(c) == "Zs" else f"\\u{ord(c):04x}" for c in text)


def clock(seconds: float) -> str:
    """``m:ss`` or ``h:mm:ss``; under ten seconds with a tenth."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(amount: int) -> str:
    """Bytes as people read them."""
    return f"{amount / 1e6:,.1f} MB" if amount >= 1e6 else f"{amount / 1e3:,.0f} kB"


def width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two (UAX #11), combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows in aligned columns; the columns named in ``right`` are right-aligned. The first row is the head."""
    widths = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [" " * (w - width(c)) + c if n in right else c + " " * (w - width(c)) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return [lines[0], "─" * width(max(lines, key=width)), *lines[1:]]


class Progress:
    """The ``Reporter`` of the command line. On a terminal one living line a stage; in a log plain lines, one every 10 s."""

    EVERY_TERMINAL, EVERY_LOG = 0.1, 10.0

    def __init__(self, words: Speaker, stream: TextIO, quiet: bool = False) -> None:
        self.words, self.stream, self.quiet = words, stream, quiet
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.stage, self.began, self.shown = "", 0.0, 0.0

    def start(self, stage: str) -> Tell:
        self.stage, self.began, self.shown = stage, time.monotonic(), time.monotonic()
        if self.live:
            self._line(self._head())
        return self.tell

    def task(self, name: str) -> Tell:
        """Progress of a single task outside the four stages (a download, a kit); silent under two seconds."""
        self.stage, self.began, self.shown = name, time.monotonic(), time.monotonic() + 1.9
        return self.tell

    def tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.shown < (self.EVERY_TERMINAL if self.live else self.EVERY_LOG):
            return
        self.shown = now
        spent = now - self.began
        left = self.words("progress", "left", clock=clock(spent * (total - done) / done)) if done > total / 50 and spent > 2 else ""  # earlier it would be a guess
        unit = self.words("unit", self.stage)
        self._line(f"{self._head()}  {_bar(done, total) if self.live else ''} {done:,}/{total:,} {unit}  {left}")

    def end(self, stage: str, made: bool, figures: Mapping[str, int]) -> None:
        shown = {name: f"{value:,}" for name, value in figures.items()}
        shown["clock"] = clock(figures.get("seconds", 0))
        how = self.words("progress", "took", clock=clock(time.monotonic() - self.began)) if made else self.words("progress", "kept")
        self._line(f"{self._head()}  {self.words('figures', stage, **shown)}  ({how})", final=True)

    def _head(self) -> str:
        name = self.words("stage", self.stage)
        if self.stage not in STAGES:
            return name
        return f"[{STAGES.index(self.stage) + 1}/{len(STAGES)}] {name}" + " " * max(0, 10 - width(name))

    def _line(self, text: str, final: bool = False) -> None:
        if self.quiet:
            return
        if self.live:
            columns = shutil.get_terminal_size().columns - 1
            while width(text) > columns:
                text = text[:-1]
            self.stream.write("\r\x1b[K" + text + ("\n" if final else ""))
        else:
            self.stream.write(" ".join(text.split()) + "\n")
        self.stream.flush()


def _bar(done: int, total: int) -> str:
    filled = round(20 * done / total) if total else 20
    return "█" * filled + "░" * (20 - filled)


def as_json(value: object) -> str:
    """One line of JSON; Chinese stays readable."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def finding_as_value(found: Finding, language: str) -> dict[str, object]:
    """A finding with its words, for ``--json``."""
    words = message(found, language)
    return {"code": found.code, "level": words.level, "where": found.where, "text": words.text, "advice": words.advice, "values": dict(found.values)}


def findings_table(found: Iterable[Finding], words: Speaker, limit: int = 12) -> list[str]:
    """What a person should look at: gravest first, ``limit`` lines at most, with a count of the rest."""
    order = {"error": 0, "warning": 1, "note": 2}
    ranked = sorted(found, key=lambda f: order[message(f, words.language).level])
    lines = [f"  {words('explain', 'level-' + message(f, words.language).level)}  {words.finding(f)}" for f in ranked[:limit]]
    if len(ranked) > limit:
        lines.append("  " + words("result", "more", count=len(ranked) - limit))
    return lines


