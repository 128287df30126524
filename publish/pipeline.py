"""The four stages in order; what is stale; progress.

Each product is kept with the key it was made from: a digest of its input, its options, and a fingerprint of the rules (the
stage's own code and tables) or the voice. A product is made again exactly when its key changes or one of its files is gone
or altered. So a build can be killed at any moment: the next one finds what is whole and makes the rest.
"""

from __future__ import annotations

import dataclasses
import datetime
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from publish import apart, files
from publish.config import Book, VoiceSettings, load_book
from publish.editions.model import Edition, Publication
from publish.files import Tell
from publish.findings import Finding, PublishError, fail, finding, worst
from publish.manuscript.model import Manuscript
from publish.narration.model import Narration
from publish.reading.model import Reading
from publish.state import State

T = TypeVar("T")

STAGES = ("manuscript", "reading", "narration", "editions")
PRODUCTS = {"manuscript": "1-manuscript.json", "reading": "2-reading.json", "narration": "3-narration.json"}
PACKAGE = Path(__file__).parent
CORES = 2
"""Editions made at a time."""


@dataclasses.dataclass(frozen=True)
class Places:
    """Where things lie. ``sources`` and ``voices`` belong to the project; ``build`` is made."""

    sources: Path
    voices: Path
    build: Path

    def book(self, name: str) -> Book:
        """The book ``name`` (a folder of ``sources``), as configured."""
        folder = files.inside(self.sources, name)
        if not folder.is_dir() or folder == self.sources.resolve():
            raise fail("G107", name, known=", ".join(self.books()) or "—")
        return load_book(folder)

    def books(self) -> tuple[str, ...]:
        """All books of the project, by name."""
        if not self.sources.is_dir():
            return ()
        return tuple(sorted(f.parent.name for f in self.sources.glob("*/book.toml")))

    def target(self, book: Book) -> Path:
        """The book's build folder."""
        return self.build / book.slug


class Reporter(Protocol):
    """Who is told how the build goes. Every method returns at once."""

    def start(self, stage: str) -> Tell: ...

    def end(self, stage: str, made: bool, figures: Mapping[str, int]) -> None: ...


@dataclasses.dataclass(frozen=True)
class Output:
    """A file for people: made by ``edition``, relative to the editions folder."""

    edition: str
    path: str
    bytes: int


@dataclasses.dataclass(frozen=True)
class Result:
    """What a build gave: the publication, its files, the findings a person should look at, and how long it took (s)."""

    book: Book
    publication: Publication
    outputs: tuple[Output, ...]
    findings: tuple[Finding, ...]
    spoken: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class Made(Generic[T]):
    """What a stage gave. ``key``: of the bytes that it read, which are another's when an input was edited meanwhile."""

    product: T
    findings: tuple[Finding, ...]
    key: str


class Build:
    """One run over one book. ``run`` goes through the stages; each is remembered in the state as soon as it is whole."""

    def __init__(self, places: Places, book: Book, reporter: Reporter) -> None:
        self.places, self.book, self.reporter = places, book, reporter
        self.root = places.target(book)
        self.state = State(self.root)
        self.findings: list[Finding] = []
        self.spoken = 0

    def manuscript(self, voice: VoiceSettings) -> Manuscript:
        """Stage 1: what is written."""
        book = self.book
        lying = _lying(*book.sources, book.folder / "repairs.toml", *book.pictures)
        rest = (_options(book.metadata, book.manuscript, book.text, voice.title, voice.licence, voice.label), _rules("manuscript"))

        def make(tell: Tell) -> Made[Manuscript]:
            about = (book.sources, book.metadata, book.manuscript, voice.title, voice.licence, self.root, voice.label)
            product, findings, read = apart.run(__name__, "edited", *about, tell=tell)
            return Made(product, findings, _key(_bytes(lying, read), *rest))

        key = _key(_bytes(lying), *rest)

        return self._stage("manuscript", key, Manuscript, make, _figures_of_manuscript, lambda made: tuple(self.root / "pictures" / p.file for p in made.pictures))

    def reading(self, manuscript: Manuscript) -> Reading:
        """Stage 2: how it is said."""
        book, house = self.book, self.places.voices / "lexicon"
        entries = book.folder / "readings.toml"
        lying = _lying(entries, *sorted(house.glob("*.toml")))
        rest = (files.to_json(manuscript), _options(book.reading), _rules("reading"))

        def make(tell: Tell) -> Made[Reading]:
            product, findings, read = apart.run(__name__, "said", manuscript, book.reading, entries, house, tell=tell)
            return Made(product, findings, _key(_bytes(lying, read), *rest))

        key = _key(_bytes(lying), *rest)

        return self._stage("reading", key, Reading, make, _figures_of_reading)

    def narration(self, manuscript: Manuscript, reading: Reading, chosen: VoiceSettings) -> Narration:
        """Stage 3: when it is heard."""
        from publish.narration import narrate
        from publish.narration.voices import table as voices

        options, folder = self.book.narration, self.places.voices
        speakers = [chosen, *([voices.settings(options.headings, folder)] if options.headings else [])]
        fingerprints = [voices.fingerprint(speaker, options.rate) for speaker in speakers]
        key = _key(files.to_json(manuscript), files.to_json(reading), _options(options), _rules("narration"), *fingerprints)

        def make(tell: Tell) -> Made[Narration]:
            told = narrate.narrate(manuscript, reading, chosen, options, self.root, tell, folder)
            self.spoken = told.spoken
            return Made(told.narration, told.findings, key)

        return self._stage("narration", key, Narration, make, _figures_of_narration, lambda narration: _media(self.root, narration))

    def wanted(self) -> tuple[Edition, ...]:
        """The editions that ``book.toml`` asks for. Asked before any work: a misspelt name must not cost an hour."""
        from publish.editions import table

        return table.editions(self.book.editions, f"{self.book.folder / 'book.toml'}", self.book.folder)

    def editions(self, publication: Publication, wanted: tuple[Edition, ...]) -> tuple[Output, ...]:
        """Stage 4: files to read and hear, each remade only when its own key changed."""
        tell = self.reporter.start("editions")
        products = _key(files.to_json((publication.manuscript, publication.reading, publication.narration)), _rules("editions"), publication.stamp.isoformat())
        others = ",".join(edition.name for edition in wanted)
        keys = {e.name: _key(products, files.to_json(e.options), others if getattr(e, "follows", False) else "") for e in wanted}
        stale = [edition for edition in wanted if self.state.fresh(f"editions.{edition.name}", keys[edition.name]) is None]
        tell(len(wanted) - len(stale), len(wanted))
        for number, (edition, paths) in enumerate(self._written(stale, publication), 1):
            _stop_on_errors(edition.findings)
            self.state.keep(f"editions.{edition.name}", keys[edition.name], paths, edition.findings)
            tell(len(wanted) - len(stale) + number, len(wanted))
        for name in [n for n in self.state.kept if n.startswith("editions.") and n.removeprefix("editions.") not in keys]:
            self.state.drop(name)
            self.findings.append(finding("G212", f"{self.book.folder / 'book.toml'}", name=name.removeprefix("editions.")))
            shutil.rmtree(self.root / "cache" / name.removeprefix("editions."), ignore_errors=True)
        self.findings += dict.fromkeys(found for name in keys for found in self.state.kept[f"editions.{name}"].findings)  # the same of several: once
        outputs = tuple(output for name in keys for output in self._outputs(name))
        self.reporter.end("editions", bool(stale), {"editions": len(wanted), "files": len(outputs)})
        return outputs

    def _written(self, stale: list[Edition], publication: Publication) -> Iterator[tuple[Edition, tuple[Path, ...]]]:
        """Editions as they are finished, two at a time: most of the work is encoders in processes of their own."""
        into = self.root / "editions"
        with ThreadPoolExecutor(CORES) as pool:
            at_work = {pool.submit(edition.write, publication, into): edition for edition in stale}
            try:
                for done in as_completed(at_work):
                    yield at_work[done], done.result()
            finally:
                pool.shutdown(cancel_futures=True)

    def _outputs(self, name: str) -> Iterator[Output]:
        for file, (size, _, _) in self.state.kept[f"editions.{name}"].files.items():
            yield Output(name, file.removeprefix("editions/"), size)

    def _stage(
        self, name: str, key: str, kind: type[T], make: Callable[[Tell], Made[T]],
        figures: Callable[[T], Mapping[str, int]], media: Callable[[T], tuple[Path, ...]] = lambda product: (),
    ) -> T:
        """The product ``name``: as kept when fresh, else made, written and remembered."""
        path = self.root / PRODUCTS[name]
        tell = self.reporter.start(name)
        kept = self.state.fresh(name, key)
        if kept is None:
            made = make(tell)
            product, findings = made.product, made.findings
            _stop_on_errors(findings)
            files.write(path, files.to_json(product))
            self.state.keep(name, made.key, (path, *media(product)), findings)
        else:
            product, findings = files.from_json(path.read_bytes(), kind), kept.findings
        self.findings += findings
        self.reporter.end(name, kept is None, figures(product))
        return product

    def _empty(self) -> tuple[Finding, ...]:
        """What is still to fill in, told once."""
        about = self.book.metadata
        missing = [name for name, there in (("title", self.book.titled), ("speaker, issuer", about.speaker or about.issuer), ("date", about.date)) if not there]
        return (finding("G211", f"{self.book.folder / 'book.toml'} [book]", keys=", ".join(missing)),) if missing else ()

    def run(self) -> Result:
        """All four stages. Raises :class:`PublishError` when one cannot go on; what is whole stays."""
        from publish.manuscript import start
        from publish.narration.voices import table as voices

        began = time.monotonic()
        wanted = self.wanted()
        self.findings += start.replaced(self.book.folder) + self._empty()
        chosen, notes = voices.choose(self.book.narration.voices, self.places.voices)
        self.findings += notes
        manuscript = self.manuscript(chosen)
        reading = self.reading(manuscript)
        narration = self.narration(manuscript, reading, chosen)
        publication = Publication(self.book.slug, manuscript, reading, narration, self.root, stamp(self.book), tuple(e.name for e in wanted))
        outputs = self.editions(publication, wanted)
        _shelve(self.root, self.book, outputs, "poster" in {e.name for e in wanted} and not any(f.code == "E603" for f in self.findings))
        return Result(self.book, publication, outputs, tuple(self.findings), self.spoken, time.monotonic() - began)


def edited(*about: Any) -> tuple[Manuscript, tuple[Finding, ...], dict[str, str]]:
    """Stage 1 in a process of its own, and what it read; too short to tell its progress (the last argument)."""
    from publish.manuscript import edit

    with files.noting() as read:
        return *edit.edit(*about[:-1]), read


def said(*about: Any) -> tuple[Reading, tuple[Finding, ...], dict[str, str]]:
    """Stage 2 in a process of its own, and what it read."""
    from publish.reading.read import read

    with files.noting() as noted:
        return *read(*about), noted


def build(places: Places, name: str, reporter: Reporter, base_url: str = "") -> Result:
    """Build the book ``name``. One build at a time in a folder: a second one is refused with ``G108``.

    ``base_url``: where the podcast will lie on the web, before what ``book.toml`` says; of no use to a book without podcast (``E404``).
    """
    book = places.book(name)
    podcast = book.editions.get("podcast")
    if base_url and podcast is not None:
        book = dataclasses.replace(book, editions={**book.editions, "podcast": {**podcast, "base_url": base_url}})
    with _alone(places.target(book)):
        made = Build(places, book, reporter)
        if base_url and podcast is None:
            made.findings.append(finding("E404", name, url=base_url))
        return made.run()


def product(places: Places, name: str, stage: str) -> Any:
    """A product as last built. Raises ``G109`` when it is not there (``publish build`` makes it)."""
    path = places.target(places.book(name)) / PRODUCTS[stage]
    kinds = {"manuscript": Manuscript, "reading": Reading, "narration": Narration}
    try:
        return files.from_json(path.read_bytes(), kinds[stage])
    except (OSError, msgspec.DecodeError):
        raise fail("G109", path, book=name) from None


def stamp(book: Book) -> datetime.datetime:
    """The moment the editions bear: ``SOURCE_DATE_EPOCH`` when set, else midnight (UTC) of the book's date; of a book whose date nobody
    knows, the earliest one that a zip can bear, which no edition shows."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return files.now()
    date = book.metadata.date
    return datetime.datetime.combine(date, datetime.time(), datetime.UTC) if date else files.EARLIEST


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the build folder for this process; remove what a killed build left half-written."""
    path = root / "cache" / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    except OSError as error:
        raise files.refusal(error, path) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise fail("G108", root) from None
        files.sweep(root)
        yield


def _stop_on_errors(findings: tuple[Finding, ...]) -> None:
    errors = tuple(found for found in findings if worst([found]) == "error")
    if errors:
        raise PublishError(*errors)


def _key(*parts: bytes | str) -> str:
    return files.digest(*parts)


def _lying(*paths: Path) -> dict[str, str]:
    """Inputs as they lie there, by their real paths; a missing one is not the same as an empty one."""
    return {os.path.realpath(path): files.digest_of_file(path) if path.is_file() else files.GONE for path in paths}


def _bytes(lying: Mapping[str, str], read: Mapping[str, str] | None = None) -> str:
    """Digest of inputs: of each as the stage ``read`` it, else as it was ``lying`` there. Tables are always read, so one that was not was
    gone by then; one that came only after the look counts."""
    if read is not None:
        late = {path: seen for path, seen in read.items() if path.endswith(".toml") and path not in lying and seen != files.GONE}
        lying = {**{path: read.get(path, files.GONE if path.endswith(".toml") else seen) for path, seen in lying.items()}, **late}
    return files.digest(*[f"{Path(path).name}:{seen}" for path, seen in lying.items()])


def _options(*values: object) -> bytes:
    return msgspec.json.encode(values, order="deterministic")


LIBRARIES = {
    "manuscript": ("OpenCC", "pypinyin"),
    "reading": (),
    "narration": ("ai-edge-litert", "imageio-ffmpeg", "numpy"),
    "editions": ("EbookLib", "OpenCC", "fonttools", "imageio-ffmpeg", "justmytype-intl-cjk", "lxml", "mutagen", "pillow", "segno", "typst"),
}
"""Libraries whose version can change a stage's bytes."""


def _rules(stage: str) -> str:
    """Fingerprint of a stage's code and tables, and of the libraries that shape its bytes."""
    tree = files.digest_of_tree(PACKAGE / stage, *(PACKAGE / name for name in ("files.py", "ffmpeg.py", "han.py", "own.py")))
    return files.digest(tree, *[f"{name}=={metadata.version(name)}" for name in LIBRARIES[stage]])


def _media(root: Path, narration: Narration) -> tuple[Path, ...]:
    tracks = [root / file for track in narration.tracks for file in (track.file, track.master)]
    return tuple(tracks) + tuple(sorted(root.glob("audio-report*")))


def _figures_of_manuscript(made: Manuscript) -> dict[str, int]:
    blocks = [block for section in made.sections for block in section.blocks]
    return {"sections": len(made.sections), "blocks": len(blocks), "characters": sum(len(b.text) for b in blocks), "repairs": len(made.repairs)}


def _figures_of_reading(made: Reading) -> dict[str, int]:
    return {"sentences": len(made.sentences), "syllables": sum(len(t.syllables) for s in made.sentences for t in s.tokens)}


def _figures_of_narration(made: Narration) -> dict[str, int]:
    return {"tracks": len(made.tracks), "seconds": round(sum(t.samples / t.rate for t in made.tracks))}


def _shelve(root: Path, book: Book, outputs: tuple[Output, ...], qr: bool) -> None:
    """``book.json``: what kit and server need to know of a finished build."""
    from publish.kit.model import Shelved

    by_edition: dict[str, list[str]] = {}
    for output in outputs:
        by_edition.setdefault(output.edition, []).append(output.path)
    about = book.metadata
    shelved = Shelved(
        slug=book.slug, title=about.title, speaker=about.speaker, issuer=about.issuer, date=about.date, language=about.language,
        identifier=about.identifier, description=about.description, editions={name: tuple(paths) for name, paths in by_edition.items()},
        qr=qr,
    )
    files.write(root / "book.json", files.to_json(shelved))
