"""What fits the bytes of damaged places: searched in a process of its own, because it takes a while, and kept.

The process writes one file in the build folder, whole, after each place; the desk reads it whenever it shows such a place.
"""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec

from publish import files
from publish.config import Book
from publish.desk.model import Candidate
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.table import load_all
from publish.manuscript.source import Document

BESIDE = 7
"""Characters shown on each side of a candidate."""

MOST = 9
"""As many as there are keys."""


def kept(build_folder: Path, source: Document) -> dict[str, tuple[Candidate, ...]]:
    """Candidates found so far, by place; empty when the source or the rules have changed since."""
    try:
        key, found = files.from_json(_file(build_folder).read_bytes(), tuple[str, dict[str, tuple[Candidate, ...]]])
    except (OSError, msgspec.DecodeError):
        return {}
    return found if key == _key(source) else {}


def search(book: Book, build_folder: Path, places: tuple[str, ...]) -> BaseProcess:
    """Start looking for what is not known yet. The process ends by itself, also when this one dies."""
    context = multiprocessing.get_context("spawn")
    arguments = (book.sources, book.manuscript, build_folder, places, os.getpid())
    process = context.Process(target=_search, args=arguments, daemon=True)
    process.start()
    return process


def _search(sources: tuple[Path, ...], options: ManuscriptOptions, build_folder: Path, places: tuple[str, ...], parent: int) -> None:
    """The process's work: place by place, at low priority, until the desk is gone."""
    import signal

    from publish.manuscript.repairs.candidates import Search
    from publish.manuscript.repairs.places import Damage

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)
    source = load_all(sources, options)
    finder, found = Search(Damage(source)), kept(build_folder, source)
    for spot in finder.damage.spots:
        if spot.where in places and spot.where not in found and os.getppid() == parent:
            fitting = finder.candidates(spot)[:MOST]
            found[spot.where] = tuple(Candidate(c.after, c.after, _in_context(source, spot.start, c.before, c.after)) for c in fitting)
            files.write(_file(build_folder), files.to_json((_key(source), found)))


def _in_context(source: Document, start: int, before: str, after: str) -> str:
    """A candidate between the words beside it, as the book would print them."""
    from publish.manuscript.repairs import glosses, script

    text, end = source.text, start + len(before)
    spans = [(g.start, g.end) for g in glosses.inserted(text)]
    left = "".join(c for n, c in enumerate(text[:start]) if n >= start - 60 and not any(a <= n < b for a, b in spans))
    right = "".join(c for n, c in enumerate(text[end : end + 60], end) if not any(a <= n < b for a, b in spans))
    beside = (left.rpartition("\n")[2][-BESIDE:], right.partition("\n")[0][:BESIDE])
    if script.is_traditional_text(text):
        beside = (script.simplify(beside[0]), script.simplify(beside[1]))
    return f"…{beside[0]}{after}{beside[1]}…"


def _key(source: Document) -> str:
    return files.digest(source.text, files.digest_of_tree(Path(__file__).parent.parent / "manuscript"))


def _file(build_folder: Path) -> Path:
    return build_folder / "cache" / "desk" / "candidates.json"
