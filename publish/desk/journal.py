"""What was decided at the desk, so that it can be counted and undone, whoever died in between.

The truth is in ``repairs.toml`` and ``readings.toml``; the journal in the build folder remembers each change with the files
before and after. It is written before them: what was not carried out when the desk died is carried out, or dropped, when it
opens again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from publish import files
from publish.desk.model import Decision, Item
from publish.findings import fail


@dataclass(frozen=True)
class Change:
    """A file's text before (None: it was not there) and after."""

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
    """``path`` is a JSON file in the build folder. Every method leaves it whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: tuple[Entry, ...] = ()
        try:
            self.entries = msgspec.json.decode(path.read_bytes(), type=tuple[Entry, ...])
        except (OSError, msgspec.DecodeError):
            return
        self._finish()

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
        elif all(text_of(Path(change.file)) == change.before for change in last.changes):
            self._keep(self.entries[:-1])

    def write(self, entry: Entry) -> None:
        """Remember the change, then make it."""
        self._keep((*self.entries, entry))
        self._carry_out(entry)

    def _carry_out(self, entry: Entry) -> None:
        """Write the files, except one that somebody edited meanwhile."""
        for change in entry.changes:
            if text_of(Path(change.file)) == change.before:
                files.write(Path(change.file), change.after)
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
            if text_of(Path(change.file)) not in (change.after, change.before):
                raise fail("G406", Path(change.file).name)
        for change in reversed(last.changes):
            if change.before is None:
                Path(change.file).unlink(missing_ok=True)
            else:
                files.write(Path(change.file), change.before)
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
