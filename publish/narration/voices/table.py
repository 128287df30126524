"""The table of voices: which there are, which are ready, how one is opened.

A new voice is one adapter module, one row in :data:`ENGINES` and one ``voices/<name>/voice.toml``.
"""

from __future__ import annotations

import difflib
import functools
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from publish import files
from publish.config import VoiceSettings, load_voice, typed
from publish.findings import Finding, PublishError, fail, finding
from publish.narration.model import NarrationOptions, Voice

State = Literal["ready", "not fetched", "not installed", "broken"]
Manner = Literal["here", "processes", "shared", "threads"]


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

    return BakerVoice(settings.name, settings.store, rate, own_settings(settings).natural)


def _edge(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.edge import EdgeVoice

    return EdgeVoice(settings.name, own_settings(settings), rate)


def _espeak(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.espeak import EspeakVoice

    own_settings(settings)
    return EspeakVoice(settings.name, rate)


def _kokoro(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.kokoro import KokoroVoice

    return KokoroVoice(settings.name, settings.store, own_settings(settings), rate)


def _kokoro_settings() -> type:
    from publish.narration.voices.kokoro import KokoroSettings

    return KokoroSettings


def _recording(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.recording import RecordingVoice

    missing = own_settings(settings).missing
    other = None if missing == "stop" else ready(missing, settings.folder.parent, rate)
    return RecordingVoice(settings.name, settings.store, other)


def _recording_settings() -> type:
    from publish.narration.voices.recording import RecordingSettings

    return RecordingSettings


def _unread(chosen: VoiceSettings) -> Finding | None:
    """Why a person's recordings cannot be used yet."""
    from publish.narration.voices import recording

    own = own_settings(chosen)
    if not (own.reader.strip() and own.consent.strip()):
        return finding("V402", chosen.folder / "voice.toml")
    return None if (chosen.store / recording.NAME).is_file() else finding("V401", chosen.store)


def _silent(settings: VoiceSettings, rate: int) -> Voice:
    from publish.narration.voices.silent import SilentVoice

    return SilentVoice(settings.name, rate, own_settings(settings).delay)


@dataclass(frozen=True)
class Engine:
    """How a voice is opened, and how its sentences are spoken: ``here`` (too fast to spread), in ``processes`` (it computes),
    ``shared`` (threads of one process compute with one large model) or in ``threads`` (it waits for the network).
    ``decisions``: it looks at who decided a reading, not only at what is said. ``settings`` gives the dataclass of the engine's
    own settings; those that speak from files have a ``sources`` that names them. ``library``: an optional one that it runs on.
    ``check``: what else may be wrong with a voice of it."""

    open: Callable[[VoiceSettings, int], Voice]
    manner: Manner
    decisions: bool = False
    settings: Callable[[], type] = lambda: NoSettings
    library: str = ""
    check: Callable[[VoiceSettings], Finding | None] = lambda chosen: None


ENGINES = {
    "baker": Engine(_baker, "processes", settings=lambda: BakerSettings),
    "edge": Engine(_edge, "threads", decisions=True, settings=_edge_settings),
    "espeak": Engine(_espeak, "here", settings=lambda: NoSettings),
    "kokoro": Engine(_kokoro, "shared", settings=_kokoro_settings, library="onnxruntime"),
    "recording": Engine(_recording, "here", settings=_recording_settings, check=_unread),
    "silent": Engine(_silent, "here", settings=lambda: SilentSettings),
}
"""The explicit table. An engine's module is imported only when one of its voices is used."""

STATES: dict[str, State] = {"V102": "not fetched", "V111": "not installed"}
"""What the problem of a voice that is not ready is called in the list; anything else is ``broken``."""


@dataclass(frozen=True)
class VoiceState:
    """A row of ``publish voices``. ``problem`` says why a voice is not ready, or is None."""

    name: str
    engine: str
    title: str
    licence: str
    commercial: str
    online: bool
    state: State
    problem: Finding | None = None


def voices(folder: Path) -> tuple[VoiceState, ...]:
    """Every voice that has a ``voice.toml`` below ``folder``, by name. Loads no model."""
    return tuple(state(load_voice(path.parent)) for path in sorted(folder.glob("*/voice.toml")))


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

    A note (``V107``) says when it is not the first, another (``V108``) when what it says may not be sold. Raises ``V106`` for an
    empty list, else each voice's own reason.
    """
    problems: list[Finding] = []
    for name in names:
        chosen = settings(name, folder)
        problem = _problem(chosen)
        if problem is None:
            notes = [finding("V107", name, name=name, wanted=names[0], reason=problems[0].code)] if problems else []
            return chosen, (*notes, *_terms(chosen))
        problems.append(problem)
    raise PublishError(*(problems or [finding("V106", "book.toml [narration] voices")]))


def _terms(chosen: VoiceSettings) -> tuple[Finding, ...]:
    return (finding("V108", chosen.name, licence=chosen.licence),) if chosen.commercial == "no" else ()


def settings(name: str, folder: Path) -> VoiceSettings:
    """``voices/<name>/voice.toml``. Raises ``V101`` with the nearest name, and ``G203``/``G204`` before any work, whichever voice
    then speaks: a misspelt setting is no reason to fall back. Of a voice whose files a person downloaded (``path``) the hashes are
    taken down when it is first asked for."""
    known = sorted(path.parent.name for path in folder.glob("*/voice.toml"))
    if name not in known:
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0) or ["—"]
        raise fail("V101", name, nearest=nearest[0], known=", ".join(known))
    found = load_voice(folder / name)
    if found.engine in ENGINES:
        own_settings(found)
    return _pinned(found) if found.path and not found.files else found


def _pinned(chosen: VoiceSettings) -> VoiceSettings:
    """The voice with the SHA-256 of every file it speaks with, written into its ``voice.toml``; as it was while one is missing."""
    import tomlkit

    names = _sources(chosen)
    if not names or not all((chosen.store / name).is_file() for name in names):
        return chosen
    path = chosen.folder / "voice.toml"
    document = tomlkit.parse(path.read_text("utf-8-sig"))
    document["files"] = {name: files.digest_of_file(chosen.store / name) for name in names}
    files.write(path, tomlkit.dumps(document))
    return load_voice(chosen.folder)


def _sources(chosen: VoiceSettings) -> tuple[str, ...]:
    """The files its engine speaks with, by name below its store."""
    return getattr(own_settings(chosen), "sources", ()) if chosen.engine in ENGINES else ()


def state(found: VoiceSettings) -> VoiceState:
    """The voice's row. Loads no model."""
    problem = _problem(found)
    how: State = "ready" if problem is None else STATES.get(problem.code, "broken")
    return VoiceState(found.name, found.engine, found.title, found.licence, found.commercial, found.online, how, problem)


def _problem(chosen: VoiceSettings) -> Finding | None:
    """Why the voice cannot speak: no engine, a wrong setting, nothing fetched, or a file with another hash."""
    if chosen.engine not in ENGINES:
        nearest = difflib.get_close_matches(chosen.engine, ENGINES, n=1, cutoff=0.0)
        return finding("V105", chosen.folder / "voice.toml", engine=chosen.engine, nearest=nearest[0])
    try:
        own_settings(chosen)
    except PublishError as error:
        return error.findings[0]
    library = ENGINES[chosen.engine].library
    if library and not importlib.util.find_spec(library):
        return finding("V111", chosen.name, name=chosen.name, library=library)
    expected = chosen.expected or dict.fromkeys(_sources(chosen) if chosen.path else (), "")
    wrong = (_wrong(chosen, name, wanted) for name, wanted in sorted(expected.items()))
    return next(filter(None, wrong), None) or ENGINES[chosen.engine].check(chosen)


def _wrong(chosen: VoiceSettings, name: str, wanted: str) -> Finding | None:
    """What is wrong with one file of the voice."""
    path = files.inside(chosen.store, name)
    if not path.is_file():
        return finding("V112" if chosen.path else "V102", chosen.store if chosen.path else chosen.name, name=chosen.name, file=name)
    status = path.stat()
    found = _digest(path, status.st_size, status.st_mtime_ns)
    return None if found == wanted else finding("V103", path, name=chosen.name, wanted=wanted, found=found)


@functools.cache
def _digest(path: Path, size: int, changed: int) -> str:
    """Voices that share a large file have it read once."""
    return files.digest_of_file(path)
