"""Writing a kit: onto a stick, file after file, or into one zip.

Every file is written under a temporary name at the top of the stick, flushed, read back, and only then moved to its place.
Pulling the stick out at any moment leaves whole files, at most one leftover, and no list of hashes; the next run removes
the leftover, keeps what is right and goes on.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from publish import files
from publish.files import Tell, nobody
from publish.findings import PublishError, fail, finding
from publish.kit.layout import Item, Kit

RETIRED = f"{files.TEMPORARY_PREFIX}sums"
"""While a kit is being written: the lists of the kit that was there and of the one that is coming. What they name is ours to
replace or remove; a run that was cut off leaves nothing that a later one does not know."""
WRITING = f"{files.TEMPORARY_PREFIX}file"
PIECE = 1 << 20
MARGIN = 1 << 20
"""Bytes kept free beyond the need: folders and long names take clusters of their own."""
GONE = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE)
"""What the system says when the stick has been pulled out."""


@dataclass(frozen=True)
class Work:
    """What a run has to do: ``keep`` is on the stick and right, ``write`` is not, in order; ``remove`` is ours and no longer wanted."""

    keep: tuple[Item, ...]
    write: tuple[Item, ...]
    remove: tuple[str, ...]


def write(kit: Kit, to: Path, tell: Tell = nobody) -> tuple[Path, ...]:
    """Bring the stick at ``to`` to the kit. Raises ``E701`` (not enough space), ``E705`` (reads back differently), ``E707`` (pulled out),
    ``E708`` (something of somebody else's is in the way).
    """
    _ready(to)
    with _pulled_out(to):
        work = compare(kit, to)
        _enough_space(work, to)
        if work.write or work.remove:
            _retire_list(to, kit)
            for name in work.remove:
                _remove(to, name)
            _write_all(work, kit, to, tell)
        (to / RETIRED).unlink(missing_ok=True)
        tell(kit.bytes, kit.bytes)
    return tuple(to / item.name for item in kit.items)


def _ready(to: Path) -> None:
    """The folder is there, and no leftover of a run that was cut off is."""
    if to.exists() and not to.is_dir():
        raise fail("G307", to)
    try:
        to.mkdir(parents=True, exist_ok=True)
        (to / WRITING).unlink(missing_ok=True)
    except OSError as error:
        raise files.refusal(error, to) from error


def compare(kit: Kit, to: Path) -> Work:
    """Which files are right already. In a folder whose order of writing matters, nothing is kept from the first wrong one on."""
    ours = _listed(to, kit)
    right = {item.name for item in kit.items if _is_right(to / item.name, item)}
    _refuse_strangers(kit, to, ours | right)
    remove = sorted(name for name in ours - {item.name for item in kit.items} if files.inside(to, name).is_file())
    for folder in dict.fromkeys(item.folder for item in kit.items if item.ordered):
        wanted = [item for item in kit.items if item.folder == folder]
        if not _in_order(to / folder, wanted, right):
            right -= {item.name for item in wanted}
            remove += [item.name for item in wanted if (to / item.name).exists()]
    keep = tuple(item for item in kit.items if item.name in right and item is not kit.sums)
    todo = tuple(item for item in kit.items if item.name not in right and item is not kit.sums)
    finished = not todo and not remove and kit.sums.name in right
    return Work(keep, () if finished else (*todo, kit.sums), tuple(dict.fromkeys(remove)))


def _refuse_strangers(kit: Kit, to: Path, known: set[str]) -> None:
    """``E708`` for what stands where a file of the kit should, and is neither ours nor the same; ``G104`` for a link that leads away."""
    found = []
    for item in kit.items:
        path = files.inside(to, item.name)
        blocked = [folder for folder in PurePosixPath(item.name).parents if (to / folder).exists() and not (to / folder).is_dir()]
        if blocked or path.is_dir() or (path.exists() and item.name not in known):
            found.append(finding("E708", to / blocked[0] if blocked else path))
    if found:
        raise PublishError(*dict.fromkeys(found))


def _in_order(folder: Path, wanted: list[Item], right: set[str]) -> bool:
    """Whether ``folder`` holds the first files of ``wanted``, all right: then writing on keeps the order. What others put there
    (``Thumbs.db``, ``._001.mp3``) is theirs.
    """
    there = {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()
    first = [item for item in wanted if PurePosixPath(item.name).name in there]
    return first == wanted[: len(first)] and all(item.name in right for item in first)


def _is_right(path: Path, item: Item) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size == item.size and files.digest_of_file(path) == item.digest


def _listed(to: Path, kit: Kit) -> set[str]:
    """The names in the lists of earlier runs, the list itself included. A line that leads out of the stick counts for nothing."""
    found = _names(to / RETIRED)
    finished = _names(to / kit.sums.name)
    if {item.name for item in kit.items[-3:-1]} <= finished:  # the start pages: a list of somebody else's has none of that name
        found |= finished | {kit.sums.name}
    return {name for name in found if _stays_inside(to, name)}


def _names(path: Path) -> set[str]:
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    return {line[66:] for line in lines if line[64:66] == "  "}


def _stays_inside(to: Path, name: str) -> bool:
    try:
        return files.inside(to, name) != to.resolve()
    except (PublishError, ValueError, OSError):
        return False


def _retire_list(to: Path, kit: Kit) -> None:
    """Without a list a stick counts as unfinished. What it said is kept aside, with what was kept before and what is to come."""
    path = to / kit.sums.name
    kept = b"".join([*(old.read_bytes() for old in (to / RETIRED, path) if old.is_file()), *_pieces(kit.sums.content)])
    _put(Item(RETIRED, kept, len(kept), hashlib.sha256(kept).hexdigest()), to, lambda count: None)
    path.unlink(missing_ok=True)


def _remove(to: Path, name: str) -> None:
    """Remove a file of ours, and the folders that are empty without it."""
    path = to / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == to or any(folder.iterdir()):
            return
        folder.rmdir()


def _enough_space(work: Work, to: Path) -> None:
    """``E701`` before anything is touched, with what is missing in bytes. Counts whole clusters, and what will be freed."""
    cluster = _cluster(to)
    needed = sum(_rounded(item.size, cluster) for item in work.write) + _rounded(MARGIN, cluster)
    needed += cluster * len({folder for item in work.write for folder in PurePosixPath(item.name).parents if not (to / folder).is_dir()})
    names = {*work.remove, *(item.name for item in work.write)}
    freed = sum(_rounded((to / name).stat().st_size, cluster) for name in names if (to / name).is_file())
    free = shutil.disk_usage(to).free
    # A new file lies beside the one it replaces until it is whole, so the largest counts twice.
    needed += max((_rounded(i.size, cluster) for i in work.write if (to / i.name).is_file() and i.name not in work.remove), default=0)
    if needed > free + freed:
        raise fail("E701", to, missing=_megabytes(needed - free - freed), needed=_megabytes(needed), free=_megabytes(free))


def _cluster(to: Path) -> int:
    """The unit in which the stick gives out space; 32 KiB where the system does not say (the largest usual on FAT32)."""
    return os.statvfs(to).f_frsize if hasattr(os, "statvfs") else 1 << 15


def _rounded(size: int, cluster: int) -> int:
    return -(-size // cluster) * cluster


def _megabytes(count: int) -> str:
    return f"{max(-(-count // 100_000), 1) / 10:.1f} MB"


def _write_all(work: Work, kit: Kit, to: Path, tell: Tell) -> None:
    done = sum(item.size for item in work.keep)
    for item in work.write:
        def more(count: int, before: int = done) -> None:
            tell(before + count, kit.bytes)

        more(0)
        _place(item, to, more)
        done += item.size


def _place(item: Item, to: Path, tell: Callable[[int], None]) -> None:
    """Write one file of the kit."""
    _put(item, to, tell)


def _put(item: Item, to: Path, tell: Callable[[int], None]) -> None:
    """Write one file whole, make sure that the stick gives it back, then give it its name."""
    partial, path = to / WRITING, to / item.name
    try:
        with partial.open("wb") as stream:
            count = 0
            for piece in _pieces(item.content):
                stream.write(piece)
                tell(count := count + len(piece))
            stream.flush()
            os.fsync(stream.fileno())
            _forget(stream.fileno())
        if files.digest_of_file(partial) != item.digest:
            raise fail("E705", path)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(path)
        _settle(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _pieces(content: Path | bytes) -> Iterable[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _forget(handle: int) -> None:
    """Ask the system to drop its copy, so that reading back reads the stick and not the memory."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _settle(folder: Path) -> None:
    """Flush the folder's entries as well, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _pulled_out(to: Path) -> Iterator[None]:
    """The system's refusals as findings: the stick is gone, full, locked, or something else (``files.refusal``)."""
    try:
        yield
    except OSError as error:
        if error.errno in GONE or not to.exists():
            raise fail("E707", to) from error
        raise files.refusal(error, Path(error.filename or to)) from error


def pack(kit: Kit, path: Path, tell: Tell = nobody) -> Path:
    """The kit as one zip: same books, same bytes. Every entry bears the same moment, so that the clock has no say. ``tell`` counts bytes."""
    return files.zip_whole(path, ((item.name, item.content) for item in kit.items), kit.stamp, lambda done: tell(done, kit.bytes))
