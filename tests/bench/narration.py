"""What narrating costs: real-time factor, time beyond pure inference and encoding, memory, and how they grow with the book.

``make bench`` runs it: ``python -m tests.bench.narration FIGURES.json``.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from publish import apart
from publish.files import Tell, nobody
from publish.manuscript.model import Manuscript
from publish.narration import narrate
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from publish.reading.model import Reading

ROOT = Path(__file__).parents[2]


@dataclasses.dataclass(frozen=True)
class Cost:
    """A cold narration. ``ratio``: wall time over (inference + encoding) / cores, measured in the same run; ``rtf``: wall time
    over the audio's; ``megabytes``: greatest memory of all processes together (proportional set size)."""

    sentences: int
    audio_seconds: float
    wall_seconds: float
    inference_seconds: float
    encoding_seconds: float
    cores: int
    ratio: float
    rtf: float
    megabytes: int
    again_seconds: float


def measure(manuscript: Manuscript, reading: Reading, voice: str, into: Path, options: NarrationOptions | None = None) -> Cost:
    """Narrate into the empty folder ``into``, then once more with nothing to do."""
    options, chosen = options or NarrationOptions(), voices.settings(voice, ROOT / "voices")
    with Memory() as memory:
        began = time.monotonic()
        told = narrate.narrate(manuscript, reading, chosen, options, into)
        wall = time.monotonic() - began
    began = time.monotonic()
    narrate.narrate(manuscript, reading, chosen, options, into)
    again = time.monotonic() - began
    audio = sum(track.samples / track.rate for track in told.narration.tracks)
    least = (told.seconds["inference"] + told.seconds["encoding"]) / narrate.CORES
    return Cost(
        told.spoken, round(audio, 1), round(wall, 1), round(told.seconds["inference"], 1), round(told.seconds["encoding"], 1),
        narrate.CORES, round(wall / least, 3), round(wall / audio, 4), memory.most, round(again, 2),
    )


def longer(manuscript: Manuscript, reading: Reading, times: int) -> tuple[Manuscript, Reading]:
    """The book ``times`` times, every sentence different each time (a cache must not help): one syllable more at its head."""
    sections = [dataclasses.replace(s, id=f"{s.id}x{n}", blocks=tuple(dataclasses.replace(b, id=f"{b.id}x{n}") for b in s.blocks))
                for n in range(times) for s in manuscript.sections]
    intros = [dataclasses.replace(s, id=f"{s.id.removesuffix('-intro')}x{n}-intro", blocks=tuple(dataclasses.replace(b, id=f"{b.id}x{n}") for b in s.blocks))
              for n in range(times) for s in manuscript.matter if s.kind == "announcement"]
    sentences = [dataclasses.replace(s, id=f"{s.id}x{n}", block=f"{s.block}x{n}", tokens=_marked(s.tokens, n)) for n in range(times) for s in reading.sentences]
    return dataclasses.replace(manuscript, sections=tuple(sections), matter=tuple(intros)), Reading(tuple(sentences))


def _marked(tokens, number: int):
    """The first word that is said gets another spoken form: the cache's key changes, the effort does not."""
    at = next((i for i, token in enumerate(tokens) if token.syllables), None)
    if at is None or not number:
        return tokens
    return (*tokens[:at], dataclasses.replace(tokens[at], spoken=f"{tokens[at].spoken}·{number}"), *tokens[at + 1:])


class Memory(threading.Thread):
    """Watches this process and its children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def __enter__(self) -> Memory:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.wait(0.25):
            self.most = max(self.most, sum(_size(pid) for pid in _family(os.getpid())) // 1024)


def _family(pid: int) -> list[int]:
    """The process and all below it, but for one that is just being started: until it runs its own program it *is* its parent (vfork),
    whose memory would count twice."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        below = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in below if _command(child) != _command(pid) for one in _family(child))]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _size(pid: int) -> int:
    """Kilobytes that are this process's own share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def book(tell: Tell = nobody) -> tuple[Manuscript, Reading]:
    """The project's first book, read."""
    from publish.config import load_book
    from publish.manuscript import edit
    from publish.reading import read

    made = load_book(next(iter(sorted((ROOT / "source").glob("*/book.toml")))).parent)
    manuscript, _ = edit.edit(made.sources, made.metadata, made.manuscript, "声音", "许可")
    reading, _ = read.read(manuscript, made.reading, made.folder / "readings.toml", ROOT / "voices" / "lexicon", lambda done, total: None)
    return manuscript, reading


def parts(scratch: Path, long: bool) -> dict[str, object]:
    """The report with the real voice; the report and ten times the report with the test voice (``long``: with the real one).

    ``ten_times``: how much longer ten times the text takes, and the memory then.
    """
    text = apart.run("tests.bench.narration", "book", tell=nobody)  # as the pipeline does, so that its tables are not counted here
    voice = "baker" if long else "silent"
    real = measure(*text, "baker", scratch / "report")
    one = real if long else measure(*text, voice, scratch / "one")
    ten = measure(*longer(*text, 10), voice, scratch / "ten")
    return {
        "report": dataclasses.asdict(real), "ten_times": {"voice": voice, "seconds": ten.wall_seconds, "once_seconds": one.wall_seconds,
                                                          "time_ratio": round(ten.wall_seconds / one.wall_seconds, 2), "megabytes": ten.megabytes},
        "bounds": {"ratio": 1.25, "megabytes": 700, "time_ratio": 10.5, "megabytes_ten": 1000},
    }


def main(into: Path) -> None:
    """Write the figures as JSON to ``into``. ``BENCH_LONG=1`` speaks the long book with the real voice: 25 minutes on two cores."""
    with tempfile.TemporaryDirectory(prefix="shengshu-bench-") as scratch:
        figures = parts(Path(scratch), bool(os.environ.get("BENCH_LONG")))
    into.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
