"""Our own proofs of a talking book, run at every build on what was written: all that DAISY 2.02 asks for, and what no validator looks at.

Each proof takes the book as read back from its files and the book in memory, and gives findings. A book that fails one is not kept.
The edition is held to the one form that it writes, also where the standard leaves a choice: a player of 2001 may know only that one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from publish.editions.daisy import proof_form, proof_ncc, proof_text, proof_time
from publish.editions.daisy.case import Case
from publish.editions.daisy.opened import Opened
from publish.findings import Finding, finding

PROOFS = (*proof_form.PROOFS, *proof_ncc.PROOFS, *proof_time.PROOFS, *proof_text.PROOFS)


def book(case: Case) -> tuple[Finding, ...]:
    """All findings of all proofs; empty when the book is right."""
    return tuple(dict.fromkeys(found for proof in PROOFS for found in proof(case)))


def packed(path: Path, name: str, opened: Opened) -> Iterator[Finding]:
    """The zip holds the book's files and no other, byte by byte, side by side at its top. ``name``: what the zip will be called."""
    with zipfile.ZipFile(path) as archive:
        if archive.namelist() != list(opened.paths):
            yield finding("E818", name, found=len(archive.namelist()), expected=len(opened.paths))
            return
        for one in archive.namelist():
            if archive.read(one) != opened.read(one):
                yield finding("E818", name, found=one, expected=one)
