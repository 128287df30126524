"""Sections encoded once: kept in the build's cache under what they are made from, so that a changed sentence costs one section.

A kept file's name ends with a digest of its content. A damaged one is made again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from publish import ffmpeg, files
from publish.editions.audio.chapters import Part
from publish.editions.model import Publication

KEEP = 3
"""Builds for which a section that is no longer used is kept: undoing an edit encodes nothing."""

Form = Sequence[str | int]
"""ffmpeg's options for the output, ``-f`` included."""


def sections(publication: Publication, name: str, parts: Sequence[Part], form: Callable[[Part], Form]) -> tuple[Path, ...]:
    """Every part's master encoded as ``form`` says, in ``cache/<name>`` (the edition's name); several encoders at a time. Old ones are removed."""
    folder = publication.root / "cache" / name
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # each waits for an ffmpeg of its own
        found = tuple(pool.map(lambda part: _section(folder, publication, part, tuple(map(str, form(part)))), parts))
    files.prune(folder, found, KEEP)
    return found


def _section(folder: Path, publication: Publication, part: Part, form: tuple[str, ...]) -> Path:
    master = publication.root / part.track.master
    key = files.digest(files.digest_of_file(master), ffmpeg.fingerprint(), *form)[:32]
    for kept in sorted(folder.glob(f"{key}-*")):
        if kept.name == _name(key, kept):
            return kept
        kept.unlink()
    made = folder / f"{files.TEMPORARY_PREFIX}{part.number}-{key}"  # two sections may hold the same sound
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ffmpeg.run("-i", master, "-map", "0:a", *form, made)
        return made.replace(folder / _name(key, made))
    except OSError as error:
        raise files.refusal(error, made) from error
    finally:
        made.unlink(missing_ok=True)


def _name(key: str, path: Path) -> str:
    return f"{key}-{files.digest_of_file(path)[:16]}"
