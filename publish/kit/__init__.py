"""What hands books out: the USB kit (layout, shelf page, checker, zip). Reads finished files of ``build/<book>/`` only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publish.files import Tell, nobody


def make(books: Sequence[Path], to: Path | None, path: Path | None = None, tell: Tell = nobody) -> tuple[Path, ...]:
    """Lay the finished ``books`` (folders ``build/<book>``) out on the stick mounted at ``to`` (:mod:`publish.kit.stick`), pack the same
    kit as the zip ``path``, whose bytes depend only on the books, or both, from one plan.

    Returns the stick's files in the order of writing, the list of hashes last, then the zip. ``tell`` counts the bytes of all of it.
    What is already there and right is left alone, so running again after an interruption finishes the work.
    """
    from publish.kit import layout, stick

    plan = layout.plan(books)
    total = plan.bytes * sum(map(bool, (to, path)))
    made = stick.write(plan, to, lambda done, _: tell(done, total)) if to else ()
    before = total - plan.bytes
    return (*made, stick.pack(plan, path, lambda done, _: tell(before + done, total))) if path else made
