"""What earlier builds of a book made, and from what: so a build can be killed at any moment, and the next one finds what is whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import msgspec

from publish import files
from publish.findings import Finding


@dataclasses.dataclass(frozen=True)
class Kept:
    """One line of the state: the key a product was made from, its files (size, mtime in ns, SHA-256), its findings."""

    key: str
    files: Mapping[str, tuple[int, int, str]]
    findings: tuple[Finding, ...] = ()


class State:
    """What earlier builds made, in ``cache/state.json`` of the build folder. A state that cannot be read is no state."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "cache" / "state.json"
        try:
            self.kept = files.unsealed(self.path.read_bytes(), dict[str, Kept])
        except (OSError, msgspec.DecodeError):
            self.kept = {}

    def fresh(self, name: str, key: str) -> Kept | None:
        """What is kept under ``name``, when it was made from ``key`` and each of its files is as it was."""
        kept = self.kept.get(name)
        if kept is None or kept.key != key or not all(self._whole(file, seen) for file, seen in kept.files.items()):
            return None
        return kept

    def keep(self, name: str, key: str, paths: tuple[Path, ...], findings: tuple[Finding, ...]) -> None:
        """Remember a product, and remove files that its predecessor had and it has not."""
        before = self.kept.get(name)
        seen = {path.relative_to(self.root).as_posix(): self._seen(path) for path in paths}
        self.kept[name] = Kept(key, seen, findings)
        self._write()
        others = {file for other, kept in self.kept.items() if other != name for file in kept.files}
        for gone in set(before.files if before else ()) - set(seen) - others:
            _remove(self.root, gone)

    def drop(self, name: str) -> None:
        """Forget a product that is no longer wanted, with its files."""
        kept = self.kept.pop(name)
        self._write()
        for gone in set(kept.files) - {file for other in self.kept.values() for file in other.files}:
            _remove(self.root, gone)

    def _write(self) -> None:
        """In the order of making, which is the order in which an edition names its files: sorting would change ``book.json``."""
        files.write(self.path, files.sealed(msgspec.json.encode(self.kept)))

    def _seen(self, path: Path) -> tuple[int, int, str]:
        status = path.stat()
        return status.st_size, status.st_mtime_ns, files.digest_of_file(path)

    def _whole(self, file: str, seen: tuple[int, int, str]) -> bool:
        path = self.root / file
        try:
            status = path.stat()
        except OSError:
            return False
        if (status.st_size, status.st_mtime_ns) == tuple(seen[:2]):
            return True
        return status.st_size == seen[0] and files.digest_of_file(path) == seen[2]


def _remove(root: Path, file: str) -> None:
    """Delete a file below ``root`` and the folders it leaves empty."""
    path = files.inside(root, file)
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root.resolve() or any(folder.iterdir() if folder.is_dir() else ()):
            return
        folder.rmdir()
