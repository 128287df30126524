"""What was decided at the desk, so that it can be counted and undone, whoever died in between.

The truth is in ``repairs.toml`` and ``readings.toml``; the journal in the build folder remembers each change with the files
before and after. It is written before them: what was not carried out when the desk died is carried out, or dropped, when it
opens again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from publish import files
from publish.desk.model import Decision, Item
from publish.findings import PublishError, fail

DECIDED = ("readings.toml", "repairs.toml")
"""The files of a book that the desk writes."""


@contextlib.contextmanager
def held(folder: Path, wait: bool) -> Iterator[None]:
    """Hold a folder against other desks: a lock on the folder itself, so nothing is written and nothing is left by a desk that was
    killed. Raises ``G415`` when another holds it and we do not ``wait``. Where a network's file system knows no such lock, none is held;
    what a decision is written over is compared in any case (:meth:`Journal.write`)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        raise fail("G415", folder) from None
    except OSError:
        pass
    try:
        yield
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Files:
    """The files the desk may write: two of the book, and those of the house lexicon. A journal names them as the project's
    folder map does (``source/<book>/readings.toml``, ``voices/lexicon/house.toml``), so a project can be moved."""

    book_folder: Path
    voices_folder: Path

    def name(self, path: Path) -> str:
        """How the journal calls one of them. Raises ``G412`` for any other file."""
        folder = path.parent.resolve()
        if folder == self.book_folder.resolve() and path.name in DECIDED:
            return f"source/{self.book_folder.resolve().name}/{path.name}"
        if folder == (self.voices_folder / "lexicon").resolve() and re.fullmatch(r"[^/\\]+\.toml", path.name):
            return f"voices/lexicon/{path.name}"
        raise fail("G412", path)

    def path(self, name: str) -> Path:
        """Where the file lies now. Raises ``G412`` for any name but those of :meth:`name`, ``G104`` for a link that leads out."""
        if name in [f"source/{self.book_folder.resolve().name}/{file}" for file in DECIDED]:
            return files.inside(self.book_folder, name.rpartition("/")[2])
        if re.fullmatch(r"voices/lexicon/[^/\\]+\.toml", name):
            return files.inside(self.voices_folder, name.removeprefix("voices/"))
        raise fail("G412", name)


@dataclass(frozen=True)
class Change:
    """A file's text before (None: it was not there) and after. ``file``: see :class:`Files`."""

    file: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Entry:
    """One decision about one item. ``label``: what was chosen, as shown. ``row``: what was written into the last changed file."""

    item: Item
    decision: Decision
    label: str
    row: dict[str, str | int]
    changes: tuple[Change, ...]
    done: bool = False


class Journal:
    """``path`` is a JSON file in the build folder. Every method leaves it whole.

    A journal that cannot be read, or that names a file other than the book's own and the lexicon's, is no journal: what was
    decided stands in those files, only undo is lost.
    """

    def __init__(self, path: Path, of: Files) -> None:
        self.path, self.files = path, of
        self.entries: tuple[Entry, ...] = ()
        with self.alone():
            self._finish()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else of this project writes down a decision meanwhile; the journal is as the last one left it."""
        with held(self.files.voices_folder, wait=True):
            self.entries = self._read()
            yield

    def _read(self) -> tuple[Entry, ...]:
        try:
            return tuple(self._named(entry) for entry in files.from_json(self.path.read_bytes(), tuple[Entry, ...]))
        except (OSError, ValueError, msgspec.DecodeError, PublishError):  # ValueError: a name with U+0000, which no path can have
            return ()

    def _named(self, entry: Entry) -> Entry:
        """The entry with its files known to be ours. The whole paths of an earlier version become names, unless the project was
        moved since. Raises ``G412``, ``G104``."""
        names = [self.files.name(Path(change.file)) if Path(change.file).is_absolute() else change.file for change in entry.changes]
        for name in names:
            self.files.path(name)
        if not names:
            raise fail("G412", "—")
        return replace(entry, changes=tuple(replace(change, file=name) for change, name in zip(entry.changes, names, strict=True)))

    def path_of(self, change: Change) -> Path:
        return self.files.path(change.file)

    def _finish(self) -> None:
        """Make the last entry and the files agree again.

        Not carried out when the desk died: carried out now. Carried out, and the files are as before: taken back, by an undo that
        was cut short or by hand.
        """
        if not self.entries:
            return
        last = self.entries[-1]
        if not last.done:
            self._carry_out(last)
        elif all(text_of(self.path_of(change)) == change.before for change in last.changes):
            self._keep(self.entries[:-1])

    def write(self, entry: Entry) -> None:
        """Remember the change, then make it. Raises ``G416`` when a file is not what the change was made from: somebody wrote into it
        meanwhile, and neither their words nor ours may be lost in silence."""
        for change in entry.changes:
            if text_of(self.path_of(change)) != change.before:
                raise fail("G416", self.path_of(change).name, who=signers(change.before, text_of(self.path_of(change))))
        self._keep((*self.entries, entry))
        self._carry_out(entry)

    def _carry_out(self, entry: Entry) -> None:
        """Write the files, except one that somebody edited meanwhile."""
        for change in entry.changes:
            if text_of(self.path_of(change)) == change.before:
                files.write(self.path_of(change), change.after)
        self._keep((*self.entries[:-1], replace(entry, done=True)))

    def last_for(self, item: str) -> Entry | None:
        """The decision now in force for an item."""
        return next((entry for entry in reversed(self.entries) if entry.item.id == item), None)

    def undo(self) -> Entry:
        """Take the last change back. Raises ``G405`` when there is none, ``G406`` when a file was edited since."""
        if not self.entries:
            raise fail("G405")
        last = self.entries[-1]
        for change in last.changes:
            if text_of(self.path_of(change)) not in (change.after, change.before):
                raise fail("G406", self.path_of(change).name)
        for change in reversed(last.changes):
            if change.before is None:
                self.path_of(change).unlink(missing_ok=True)
            else:
                files.write(self.path_of(change), change.before)
        self._keep(self.entries[:-1])
        return last

    def _keep(self, entries: tuple[Entry, ...]) -> None:
        files.write(self.path, files.to_json(entries))
        self.entries = entries


def text_of(path: Path) -> str | None:
    """A file's text as it stands, or None when it is not there. Raises ``R101`` when it is no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8") if path.is_file() else None
    except UnicodeDecodeError as error:
        raise fail("R101", path, reason=error) from None


_SIGNED = re.compile(r'^(?:by|reviewed_by) = "([^"\n]{1,80})"', re.MULTILINE)


def signers(before: str | None, now: str | None) -> str:
    """Who signed what ``now`` says more often than ``before``; ``—`` when nobody did."""
    earlier, later = (_SIGNED.findall(text or "") for text in (before, now))
    return "、".join(name for name in dict.fromkeys(later) if later.count(name) > earlier.count(name)) or "—"
