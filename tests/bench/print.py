"""What large print costs: memory against the size of the book set in one piece, and ten times the report in volumes.

``make bench`` runs it: ``python -m tests.bench.print FIGURES.json``. Both printed editions are set at once, as a build does.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from publish import apart
from publish.editions.model import Publication
from publish.editions.print import pdf, typeset, volumes
from publish.files import Tell, nobody
from publish.manuscript.model import Manuscript
from publish.reading.model import Reading
from tests.bench.narration import Memory, longer

EDITIONS = (pdf.Print, pdf.PinyinPrint)


def book(manuscript: Manuscript, reading: Reading, times: int, root: Path) -> Publication:
    """The report ``times`` times, with its colophon once."""
    many, read = longer(manuscript, reading, times)
    colophon = tuple(section for section in manuscript.matter if section.kind == "colophon")
    blocks = {block.id for section in colophon for block in section.blocks}
    last = tuple(sentence for sentence in reading.sentences if sentence.block in blocks)
    whole = dataclasses.replace(many, matter=(*many.matter, *colophon))
    return Publication("long", whole, Reading((*read.sentences, *last)), None, root, datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC))


def once(kind: str, manuscript: Manuscript, reading: Reading, times: int, tell: Tell) -> dict[str, int]:
    """The book set in one piece, whatever the limit; to be run in a process of its own."""
    edition = next(made for made in EDITIONS if made.name == kind)()
    publication = book(manuscript, reading, times, Path())
    parts = pdf.divided(publication, sys.maxsize)
    (data,) = pdf.contents(publication, parts, edition)
    with Memory() as memory:
        typeset.pdf("book.typ", data, publication.stamp)
    return {"characters": _characters(parts[0]), "megabytes": memory.most}


def _characters(volume: volumes.Volume) -> int:
    return sum(sentence.end - sentence.start for found in volume.sentences.values() for sentence in found)


def in_volumes(manuscript: Manuscript, reading: Reading, times: int, into: Path) -> dict[str, object]:
    """Both editions at once, and the memory of all processes together."""
    publication = book(manuscript, reading, times, into)
    editions = [made() for made in EDITIONS]
    began = time.monotonic()
    with Memory() as memory, ThreadPoolExecutor(len(editions)) as pool:
        paths = list(pool.map(lambda edition: edition.write(publication, into), editions))
    sizes = {edition.name: [_characters(volume) for volume in pdf.divided(publication, edition.limit)] for edition in editions}
    return {
        "megabytes": memory.most, "seconds": round(time.monotonic() - began, 1), "characters": sum(sizes["print"]), "volumes": sizes,
        "pages": {edition.name: [_pages(path) for path in made] for edition, made in zip(editions, paths, strict=True)},
    }


def _pages(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as document:
        return len(document.pages)


def main(into: Path) -> None:
    """Write the figures as JSON to ``into``; they are over the bound when ``within`` is false."""
    text = apart.run("tests.bench.narration", "book", tell=nobody)
    grown = {kind: [apart.run("tests.bench.print", "once", kind, *text, times, tell=nobody) for times in sizes]
             for kind, sizes in (("print", (2, 10, 20)), ("print-pinyin", (1, 2, 4)))}
    with tempfile.TemporaryDirectory(prefix="shengshu-bench-") as scratch:
        ten = in_volumes(*text, 10, Path(scratch))
    figures = {"one_piece": grown, "ten_times": ten, "bounds": {"megabytes": 600}, "within": ten["megabytes"] <= 600}
    into.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
