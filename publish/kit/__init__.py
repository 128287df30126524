"""What hands books out: the USB kit (layout, shelf page, checker, zip). Reads finished files of ``build/<book>/`` only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publish.files import Tell, nobody


def lay_out(books: Sequence[Path], to: Path, tell: Tell = nobody) -> tuple[Path, ...]:
    """Lay the finished ``books`` (folders ``build/<book>``) out on the stick mounted at ``to``; see :mod:`publish.kit.stick`.

    Returns the stick's files in the order of writing, the list of hashes last. ``tell`` counts bytes. What is already there
    and right is left alone, so running again after an interruption finishes the work.
    """
    from publish.kit import layout, stick

    return stick.write(layout.plan(books), to, tell)


def kit_zip(books: Sequence[Path], path: Path, tell: Tell = nobody) -> Path:
    """The same kit as one zip whose bytes depend only on the books. ``tell`` counts bytes."""
    from publish.kit import layout, stick

    return stick.pack(layout.plan(books), path, tell)


def make(books: Sequence[Path], to: Path | None, path: Path | None, tell: Tell = nobody) -> tuple[Path, ...]:
    """What ``publish kit`` does: a stick at ``to``, a zip at ``path``, or both, from one plan. ``tell`` counts the bytes of all of it."""
    from publish.kit import layout, stick

    plan = layout.plan(books)
    total = plan.bytes * sum(map(bool, (to, path)))
    made = stick.write(plan, to, lambda done, _: tell(done, total)) if to else ()
    before = total - plan.bytes
    return (*made, stick.pack(plan, path, lambda done, _: tell(before + done, total))) if path else made
