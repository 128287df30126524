"""Files written whole, hashes, products as JSON, deterministic zips, and the one clock.

Everything the program writes goes through :func:`write`: a temporary name in the same folder, flushed to disk, then
renamed. A file under its final name is therefore complete, whenever the program was killed.
"""

from __future__ import annotations

import datetime
import errno
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from publish.findings import PublishError, fail

T = TypeVar("T")

TEMPORARY_PREFIX = ".partial-"
"""Names of files in the making. A later run removes what a killed one left behind."""

Tell = Callable[[int, int], None]
"""Progress: ``tell(done, total)`` in the stage's own unit. Cheap; may be called for every item."""


def nobody(done: int, total: int) -> None:
    """The ``Tell`` that tells nobody."""


def digest(*parts: bytes | str) -> str:
    """SHA-256 over the parts, each preceded by its length so that no two lists of parts collide. Hex, 64 digits."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_NOTES: ContextVar[dict[str, str] | None] = ContextVar("notes", default=None)
GONE = "-"
"""Stands for the digest of a file that is not there."""


@contextmanager
def noting() -> Iterator[dict[str, str]]:
    """Every file that is :func:`taken` inside, with the SHA-256 of the bytes that were read, or :data:`GONE`. A stage is made from what it
    read, which may be something else than what lay there when it was asked for."""
    notes: dict[str, str] = {}
    before = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(before)


def taken(path: Path) -> bytes:
    """The bytes of an input, read once and noted. Raises ``OSError``."""
    notes, name = _NOTES.get(), os.path.realpath(path)
    try:
        data = path.read_bytes()
    except OSError:
        if notes is not None:
            notes[name] = GONE
        raise
    if notes is not None:
        notes[name] = hashlib.sha256(data).hexdigest()
    return data


def text_taken(path: Path) -> str:
    """The text of an input in UTF-8, with or without a byte order mark, noted too; line ends as ``\\n``. Raises ``OSError``, ``UnicodeDecodeError``."""
    return taken(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def digest_of_tree(*roots: Path) -> str:
    """Fingerprint of rules: names and bytes of all files below the folders (or of single files), in sorted order."""
    parts: list[bytes | str] = []
    for root in roots:
        found = [f for f in root.rglob("*") if f.is_file() and "__pycache__" not in f.parts] if root.is_dir() else [root]
        for file in sorted(found):
            parts += [file.relative_to(root.parent).as_posix(), file.read_bytes()]
    return digest(*parts)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes ``path`` when the block ends well, and leaves nothing behind when it does not.

    Raises :class:`PublishError` ``G101`` (no space left), ``G102`` (not allowed) or ``G103`` (any other refusal of the
    system), each with the path.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            partial.chmod(0o644)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise refusal(error, path) from error


def write(path: Path, data: bytes | str) -> Path:
    """Write ``data`` to ``path`` whole or not at all; text as UTF-8. Unchanged content keeps its file (and its date)."""
    data = data.encode("utf-8") if isinstance(data, str) else data
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return path
    with writing(path) as stream:
        stream.write(data)
    return path


def copy(source: Path, path: Path) -> Path:
    """Copy a file of any size to ``path``, whole or not at all. Unchanged content keeps its file."""
    if path.is_file() and path.stat().st_size == source.stat().st_size and digest_of_file(path) == digest_of_file(source):
        return path
    with writing(path) as stream, source.open("rb") as content:
        shutil.copyfileobj(content, stream, 1 << 20)
    return path


def refusal(error: OSError, path: Path) -> PublishError:
    """The system's refusal to write, in words a person can act on."""
    code = {errno.ENOSPC: "G101", errno.EDQUOT: "G101", errno.EACCES: "G102", errno.EPERM: "G102", errno.EROFS: "G102"}
    return fail(code.get(error.errno or 0, "G103"), path, reason=error.strerror or str(error))


def sweep(folder: Path) -> None:
    """Remove what a killed run left half-written below ``folder``."""
    for partial in sorted(folder.rglob(TEMPORARY_PREFIX + "*")):
        if partial.is_file():
            partial.unlink(missing_ok=True)


AGES = "ages.json"


def prune(folder: Path, used: Iterable[Path], keep: int) -> None:
    """Remove files of a cache that none of the last ``keep`` builds and not this one has used.

    ``ages.json`` counts for each file the builds since it was used: builds, not days, so that the same steps leave the same
    files. It is written before anything is removed; a file it does not know is new. Killed in between, nothing is lost.
    """
    path, names = folder / AGES, {file.relative_to(folder).as_posix() for file in used}
    try:
        before = from_json(path.read_bytes(), dict[str, int])
    except (OSError, msgspec.DecodeError):
        before = {}
    found = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file() and not file.name.startswith(TEMPORARY_PREFIX)]
    ages = {name: 0 if name in names else before.get(name, 0) + 1 for name in sorted(found) if name != AGES}
    write(path, to_json({name: age for name, age in ages.items() if age <= keep}))
    for name, age in ages.items():
        if age > keep:
            (folder / name).unlink(missing_ok=True)


def inside(root: Path, name: str | Path) -> Path:
    """``root/name``, refused with ``G104`` when it would lie outside ``root`` (absolute, ``..``, a link that leads out)."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise fail("G104", name, root=root)
    return path


def to_json(value: object) -> bytes:
    """A frozen product (or any plain value) as JSON with stable order and a final newline."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def from_json(data: bytes, kind: type[T]) -> T:
    """The product back from JSON. Raises ``msgspec.DecodeError`` when it is no JSON, or JSON of another shape."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (UnicodeDecodeError, RecursionError) as error:  # bytes that are no UTF-8 in a key; brackets without end
        raise msgspec.DecodeError(str(error)) from None


def sealed(data: bytes) -> bytes:
    """JSON under a line with its SHA-256: for what a program keeps for itself and must not believe when a disk has changed a
    digit of it."""
    return hashlib.sha256(data).hexdigest().encode() + b"\n" + data


def unsealed(data: bytes, kind: type[T]) -> T:
    """The value back. Raises ``msgspec.DecodeError`` when a single bit is not as it was written."""
    seal, _, content = data.partition(b"\n")
    if seal != hashlib.sha256(content).hexdigest().encode():
        raise msgspec.DecodeError("seal")
    return from_json(content, kind)


def now() -> datetime.datetime:
    """The clock of a build: ``SOURCE_DATE_EPOCH`` when set (reproducible-builds.org specification), else the present. UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        except ValueError:
            raise fail("G105", "SOURCE_DATE_EPOCH", value=epoch) from None
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


EARLIEST = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
LATEST = datetime.datetime(2107, 12, 31, 23, 59, 58, tzinfo=datetime.UTC)
"""The first and the last moment that a zip can bear (APPNOTE.TXT 4.4.6: MS-DOS time)."""


def zip_whole(path: Path, entries: Iterable[tuple[str, bytes | Path]], stamp: datetime.datetime, tell: Callable[[int], None] = lambda done: None) -> Path:
    """Write a zip whose bytes depend only on names, contents and ``stamp``. The order of ``entries`` is kept.

    Everything is stored, nothing deflated, which EPUB leaves open (OCF 3.3 §4.2.2, standards.md M-14): what deflating makes depends on
    the zlib that Python was built with, and another one (zlib-ng) makes other bytes. It costs little, because nearly all of a book is
    sound (docs/performance.md), and a player can seek. ``mimetype`` has no extra field. Large files are copied in pieces.
    A moment that a zip cannot bear becomes the nearest one. ``tell`` is given the bytes of content that are in.
    """
    done, stamp = 0, min(max(stamp, EARLIEST), LATEST)
    with writing(path) as stream, zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, stamp.timetuple()[:6])
            info.create_system, info.external_attr = 3, 0o100644 << 16
            if isinstance(content, Path):
                info.file_size = content.stat().st_size
                with content.open("rb") as source, archive.open(info, "w") as target:
                    while piece := source.read(1 << 20):
                        target.write(piece)
                        tell(done := done + len(piece))
            else:
                archive.writestr(info, content)
                tell(done := done + len(content))
    return path
