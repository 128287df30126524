"""One sitting at the desk: the doubts of a book, what was decided about them, and the files the decisions go into."""

from __future__ import annotations

import dataclasses
import datetime
import os
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from publish import files
from publish.desk import doubts, entries, fits, joints, noise, readings, repairs, signed
from publish.desk.braille import BrailleWords
from publish.desk.journal import DECIDED, Change, Entry, Files, Journal, signers, text_of
from publish.desk.model import Candidate, Decision, Item, Reach
from publish.desk.notes import Row, has, without
from publish.desk.sound import Sound
from publish.findings import fail
from publish.reading import lexicon, read
from publish.reading.model import Sentence


class Desk:
    """Not for several threads at once. After every change the book is looked at anew, so what is shown is what a build would make."""

    def __init__(self, book_folder: Path, build_folder: Path, voices_folder: Path) -> None:
        self.folder, self.build_folder, self.voices_folder = book_folder, build_folder, voices_folder
        self.files = Files(book_folder, voices_folder)
        self.journal = Journal(build_folder / "desk" / "journal.json", self.files)
        self._known = self._decided_now()
        self.matter = doubts.look(book_folder, build_folder, voices_folder)
        self._finder: BaseProcess | None = None
        self.sound_of = Sound(self.matter.book, build_folder, voices_folder)

    # --- what there is ---

    @property
    def items(self) -> tuple[Item, ...]:
        """Open doubts and decisions to confirm, and what was decided at this desk, in order of danger."""
        open_items = {item.id: item for item in self.matter.items}
        decided = {entry.item.id: entry.item for entry in self.journal.entries if entry.item.id not in open_items}
        return tuple(sorted([*open_items.values(), *decided.values()], key=doubts.order))

    def find(self, name: str) -> Item:
        """The item ``name``. Raises ``G408`` when there is none (it was decided elsewhere, or the source changed)."""
        found = next((item for item in self.items if item.id == name), None)
        if found is None:
            raise fail("G408", name)
        return found

    def is_open(self, item: Item) -> bool:
        return any(other.id == item.id for other in self.matter.items)

    def state(self) -> dict[str, Any]:
        """What the page needs to know of everything."""
        book, last = self.matter.book, self.journal.entries[-1:]
        return {
            "title": book.metadata.title,
            "voice": self.sound_of.title(),
            "braille": not book.editions or "braille" in book.editions,
            "files": [f"source/{book.slug}/{repairs.FILE}", f"source/{book.slug}/{readings.FILE}", "voices/lexicon/"],
            "who": last[0].decision.who if last else "",
            "undo": bool(last),
            "items": [
                {"id": item.id, "kind": item.kind, "shown": item.shown, "decided": "" if self.is_open(item) else self._label(item)}
                for item in self.items
            ],
        }

    def _label(self, item: Item) -> str:
        entry = self.journal.last_for(item.id)
        return entry.label if entry else ""

    def card(self, name: str) -> dict[str, Any]:
        """Everything about one item: as found, with its sentence as it is read now."""
        item = self._with_fitting(self.find(name))
        sentence = self.matter.text.sentences.get(item.sentence)
        entry = None if self.is_open(item) else self.journal.last_for(name)
        same = sentence is not None and sentence.text == item.text
        return {
            **dataclasses.asdict(item),
            "about": item.about,
            "ruby": [(token.text, token.ruby) for token in sentence.tokens] if same and sentence else [],
            "sound": same,
            "searching": self._searching(item),
            "decided": {"label": entry.label, **dataclasses.asdict(entry.decision)} if entry else None,
        }

    # --- what fits damage ---

    def search(self) -> None:
        """Begin to look for what fits the bytes of open damage, unless it is known or being looked for."""
        wanted = tuple(item.where for item in self.matter.items if item.kind == "repair" and not item.candidates)
        if wanted and self._finder is None:
            self._finder = fits.search(self.matter.book, self.build_folder, wanted)

    def _with_fitting(self, item: Item) -> Item:
        """A damaged place with what was found for it by now."""
        if item.kind != "repair" or item.candidates:
            return item
        return dataclasses.replace(item, candidates=fits.kept(self.build_folder, self.matter.damaged.source).get(item.where, ()))

    def _searching(self, item: Item) -> bool:
        return item.kind == "repair" and not item.candidates and self._finder is not None and self._finder.is_alive()

    # --- hearing ---

    def sound(self, name: str, value: str | None = None) -> bytes:
        """The item's sentence as WAV, as it is now or as it would be with ``value``. Raises ``G409`` when it has no sentence."""
        item = self.find(name)
        sentence = self.matter.text.sentences.get(item.sentence)
        if sentence is None:
            raise fail("G409", item.where)
        return self.sound_of.wav(sentence if value is None else self._with(item, sentence, value))

    def _with(self, item: Item, sentence: Sentence, value: str) -> Sentence:
        """The sentence read with one more decision in force."""
        if item.about == "source":
            return sentence
        table: Row = {"text": item.shown, **({"say": value} if item.typed == "text" else {"pinyin": value})}
        entry = self._table(item) if item.about == "entry" else {}
        if item.about != "entry" or any(entry.get(key) for key in readings.KEYS[1:]):  # only here, whatever stands around it
            table["nth"] = readings.nth(sentence.text, item.shown, item.start)
        if entry.get("words"):
            table["words"] = entry["words"]
        changed = lexicon.check(table, item.where)
        book = self.matter.book
        others = lexicon.load(book.folder / readings.FILE, self.voices_folder / "lexicon").entries
        free = tuple(other for other in others if not other.block and not other.nth)
        read_so = read.say(sentence.text, book.reading, lexicon.Lexicon((changed, *free)))
        return read_so[0] if len(read_so) == 1 else sentence

    # --- deciding ---

    def check(self, item: str, typed: str) -> dict[str, str]:
        """Whether a person may answer so: the value to send, how it will look, and a word of caution. Raises what is wrong with it."""
        found = self._answer(self.find(item), typed.strip())
        return {"value": found.value, "label": found.label, "caution": found.note}

    def _answer(self, item: Item, value: str) -> Candidate:
        """``value`` as an answer to ``item``: one of its candidates, or typed by hand and checked."""
        offered = next((candidate for candidate in item.candidates if candidate.value == value), None)
        if offered:
            return offered
        if item.kind in ("noise", "joint"):
            raise fail("G407", item.where, text=value)
        if item.about == "source":
            repairs.fitting(self.matter.damaged, item, value)
            return Candidate(value, value)
        return readings.checked(item, value)

    def decide(self, item: str, value: str, scope: str, who: str, why: str) -> dict[str, Any]:
        """Write one decision down and look at the book anew. Raises ``G403`` without a name, ``G413`` when what is to be confirmed
        by a person is confirmed by a machine, and what is wrong with the answer."""
        if not who.strip():
            raise fail("G403")
        with self.journal.alone():
            return self._decide(item, value, scope, who, why)

    def _decide(self, item: str, value: str, scope: str, who: str, why: str) -> dict[str, Any]:
        self._catch_up(item)
        found = self.find(item)
        if found.kind == "review" and not signed.by_person(who):
            raise fail("G413", found.where, who=_line(who))
        reach = next((s.reach for s in found.scopes if s.reach == scope), None)
        if reach is None:
            raise fail("G410", found.where, scope=scope)
        answer = self._answer(found, value)
        decision = Decision(item, answer.value, reach, _line(who), _line(why), _today())
        self.journal.write(self._entry(found, decision, answer.label))
        self._look()
        return {"words": f"“{found.shown}”定为 {answer.label}，{self._reach_words(found, reach)}", "state": self.state()}

    def _reach_words(self, item: Item, reach: Reach) -> str:
        return next(scope.label for scope in item.scopes if scope.reach == reach)

    def _entry(self, item: Item, decision: Decision, label: str) -> Entry:
        """The decision with the files as they will be; an earlier decision about the same item gives way."""
        texts: dict[Path, str | None] = {}
        self._take_out(item, texts)
        path, row, after = self._written(item, decision, texts)
        changed = {**texts, path: after}
        return Entry(item, decision, label, dict(row), tuple(Change(self.files.name(p), text_of(p), text or "") for p, text in changed.items()))

    def _written(self, item: Item, decision: Decision, texts: dict[Path, str | None]) -> tuple[Path, Row, str]:
        """The file that a decision goes into, what is written there, and the file's text with it."""
        book = self.matter.book
        if item.kind == "noise":
            path, made = self._own(repairs.file(book)), noise.rows(self.matter.damaged, item, decision)
            return path, made[0], noise.write(_now(texts, path), made)
        if item.kind == "joint":
            path, row = self._own(repairs.file(book)), joints.row(self.matter.damaged, item, decision)
            return path, row, repairs.write(_now(texts, path), row)
        if item.about == "source":
            path, row = self._own(repairs.file(book)), repairs.row(self.matter.damaged, item, decision)
            return path, row, repairs.write(_now(texts, path), row)
        if item.about == "entry":
            path, before = self._own(entries.file(book, self.voices_folder, item)), self._table(item)
            row = entries.row(before, item, decision)
            return path, row, entries.write(_now(texts, path), before, row, item.where)
        path, entry = self._own(readings.file(book, self.voices_folder, decision.reach)), readings.row(self.matter.text, item, decision)
        return path, entry, readings.write(_now(texts, path), entry, decision.reach == "house")

    def _own(self, path: Path) -> Path:
        """The file, known to be one that the desk may write. Raises ``G104``, ``G412``."""
        return self.files.path(self.files.name(path))

    def _table(self, item: Item) -> Row:
        """A lexicon's entry as it stands in its file."""
        return entries.table(entries.file(self.matter.book, self.voices_folder, item), item)

    def _take_out(self, item: Item, texts: dict[Path, str | None]) -> None:
        """Remove what the last decision about a reading wrote, if it still stands as written."""
        last = self.journal.last_for(item.id)
        if last is None or item.about != "reading":
            return
        path = self.journal.path_of(last.changes[-1])
        text = text_of(path)
        if text and has(text, lexicon.TABLE, last.row):
            texts[path] = without(text, lexicon.TABLE, last.row)

    def undo(self) -> dict[str, Any]:
        """Take the last decision back. Raises ``G405``, ``G406``."""
        with self.journal.alone():
            entry = self.journal.undo()
            self._look()
        return {"item": entry.item.id, "words": f"“{entry.item.shown}”的决定", "state": self.state()}

    # --- braille ---

    def braille(self) -> BrailleWords:
        """The book's braille words as they are now."""
        return BrailleWords(self.folder, self.matter.text)

    def decide_braille(self, block: str, words: str, who: str, why: str) -> dict[str, Any]:
        """Write down where a paragraph's words were joined and cut. Raises ``G403``, ``G414``."""
        with self.journal.alone():
            made = self.braille()
            rows = made.decide(block, words, who, why)
        told = "；".join(f"“{row['words']}”（{made.places(row['text'])} 处）" for row in rows)
        return {"told": f"记下了：{told}" if rows else "没有改动", **made.shown(block)}

    def _decided_now(self) -> dict[Path, str | None]:
        """The files with decisions, as they stand."""
        paths = [*(self.folder / name for name in DECIDED), *sorted((self.voices_folder / "lexicon").glob("*.toml"))]
        return {path: text_of(path) for path in paths}

    def _catch_up(self, item: str) -> None:
        """See what others decided since the last look. Raises ``G416``, naming them, when they decided ``item``."""
        before, now = self._known, self._decided_now()
        if before == now:
            return
        was_open = any(other.id == item for other in self.matter.items)
        self._look()
        if was_open and not any(other.id == item for other in self.matter.items):
            changed = [path for path in now if before.get(path) != now[path]]
            who = dict.fromkeys(signers(before.get(path), now[path]) for path in changed)
            raise fail("G416", "、".join(path.name for path in changed), who="、".join(who))

    def _look(self) -> None:
        self._known = self._decided_now()
        self.matter = doubts.look(self.folder, self.build_folder, self.voices_folder, self.matter)


def _now(texts: dict[Path, str | None], path: Path) -> str | None:
    return texts[path] if path in texts else text_of(path)


def _line(text: str) -> str:
    """One line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _today() -> str:
    """The date a person would write: the local one, unless the clock is set."""
    return (files.now() if "SOURCE_DATE_EPOCH" in os.environ else datetime.datetime.now()).strftime("%Y-%m-%d")

