"""What the braille edition costs: the report, and ten times the report.

``make bench`` runs it: ``python -m tests.bench.braille FIGURES.json``. Seconds are of the processor, with its children: they do not depend on what
else the machine does.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from publish import apart
from publish.editions.braille.braille import Braille
from publish.files import nobody
from publish.manuscript.model import Manuscript
from publish.reading.model import Reading
from tests.bench.narration import Memory
from tests.bench.print import book

MOST_SECONDS, MOST_GROWTH = 3.0, 10.5


def once(manuscript: Manuscript, reading: Reading, times: int, into: Path) -> dict[str, float]:
    """The edition written twice: what it costs the first time, and again with fonts and tables in memory."""
    publication = book(manuscript, reading, times, into)
    figures: dict[str, float] = {}
    for name in ("seconds", "seconds_again"):
        before = _seconds()
        with Memory() as memory:
            paths = Braille().write(publication, into)
        figures |= {name: round(_seconds() - before, 2), "megabytes": memory.most, "files": len(paths)}
    return figures


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(into: Path) -> None:
    """Write the figures as JSON to ``into``."""
    text = apart.run("tests.bench.narration", "book", tell=nobody)
    with tempfile.TemporaryDirectory(prefix="shengshu-bench-") as scratch:
        made = {times: once(*text, times, Path(scratch)) for times in (1, 10)}
    growth = round(made[10]["seconds_again"] / made[1]["seconds_again"], 1)
    bounds = {"seconds": MOST_SECONDS, "growth": MOST_GROWTH}
    within = made[1]["seconds"] <= MOST_SECONDS and growth <= MOST_GROWTH
    figures = {"report": made[1], "ten_times": made[10], "growth": growth, "bounds": bounds, "within": within}
    into.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
