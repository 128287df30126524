"""The commands. The only module that prints or exits; each command is one function from parsed arguments to an exit code."""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish import files
from publish.console import Progress, Speaker, as_json, clean, finding_as_value, findings_table, language, table
from publish.findings import PublishError, fail, messages
from publish.pipeline import PRODUCTS, Places, Result
from publish.summary import result_as_value, result_lines
from publish.usage import Parser

if TYPE_CHECKING:
    from publish.config import VoiceSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 fine · 2 usage · 3 source · 4 reading · 5 voice · 6 an edition failed its proof."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # what a locale's encoding lacks is shown as an escape, which JSON knows too
        sys.stdout.reconfigure(errors="backslashreplace")
    words = Speaker(_language_asked(arguments))
    try:
        parser = _parser(words)
        if not arguments:
            parser.print_help()
            return 2
        options = parser.parse_args(arguments)
        code: int = options.run(options, words)
        sys.stdout.flush()
        return code
    except PublishError as error:
        _complain(error, words, "--json" in arguments)
        return error.exit_code
    except BrokenPipeError:
        return _unread()
    except OSError as error:
        refused = files.refusal(error, Path(error.filename or "—"))
        _complain(refused, words, "--json" in arguments)
        return refused.exit_code
    except KeyboardInterrupt:
        print("\n" + words("stopped", "text"), file=sys.stderr)
        return 130


def _unread() -> int:
    """Whoever read our output (``| head``) has gone: the exit code a shell shows for that, and nothing left to flush.

    ``SIGPIPE`` itself stays ignored: a listener who closes a connection must not end the server.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return 128 + signal.SIGPIPE


def _language_asked(arguments: Sequence[str]) -> str:
    """``--lang`` counts for help and errors too, so it is read before the rest."""
    for place, flag in enumerate(arguments):
        value = "".join(arguments[place + 1 : place + 2])
        asked = value if flag == "--lang" else flag.removeprefix("--lang=") if flag.startswith("--lang=") else ""
        if asked in ("zh", "en"):
            return asked
    return language()


def _complain(error: PublishError, words: Speaker, json: bool, book: str = "") -> None:
    if json:
        print(as_json({**({"book": book} if book else {}), "findings": [finding_as_value(f, words.language) for f in error.findings]}))
    for found in error.findings:
        print(words.finding(found), file=sys.stderr)


def _parser(words: Speaker) -> argparse.ArgumentParser:
    def tell(name: str) -> str:
        return words("help", name)

    common = Parser(add_help=False, words=words)
    common.add_argument("--project", type=Path, metavar="FOLDER", help=tell("project"))
    common.add_argument("--build", type=Path, metavar="FOLDER", help=tell("build-folder"))
    common.add_argument("--lang", choices=("zh", "en"), help=tell("lang"))
    common.add_argument("--json", action="store_true", help=tell("json"))
    common.add_argument("--quiet", "-q", action="store_true", help=tell("quiet"))

    parser = Parser(prog="publish", description=tell("program"), words=words)
    parser.add_argument("--version", action="version", version=_version(), help=tell("version"))
    parser.add_argument("--lang", choices=("zh", "en"), help=tell("lang"))
    commands = parser.add_subparsers(title=words("usage", "commands"), dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=tell(name), description=tell(name), parents=[common], words=words)
        made.set_defaults(run=run)
        return made

    build = command("build", _build)
    build.add_argument("books", nargs="*", metavar="BOOK", help=tell("books"))
    build.add_argument("--base-url", default="", metavar="URL", help=tell("base-url"))
    new = command("new", _new)
    new.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tell("file"))
    new.add_argument("--slug", help=tell("slug"))
    show = command("show", _show)
    show.add_argument("stage", choices=tuple(PRODUCTS), help=tell("stage"))
    show.add_argument("id", nargs="?", metavar="ID", help=tell("id"))
    show.add_argument("--book", metavar="BOOK", help=tell("book"))
    say = command("say", _say)
    say.add_argument("sentences", nargs="*", metavar="SENTENCE", help=tell("sentence"))
    say.add_argument("--book", metavar="BOOK", help=tell("say-book"))
    say._negative_number_matcher = re.compile("-[^-A-Za-z]")  # -1.5℃ is a sentence, no option
    voices = command("voices", _voices)
    voices.add_argument("action", nargs="?", choices=("fetch",), help=tell("action"))
    voices.add_argument("voice", nargs="?", help=tell("voice"))
    voices.add_argument("--book", metavar="BOOK", help=tell("voices-of"))
    voices.add_argument("--if-missing", action="store_true", help=tell("if-missing"))
    align = command("align", _align)
    align.add_argument("book", metavar="BOOK", help=tell("book"))
    align.add_argument("--voice", metavar="NAME", help=tell("align-voice"))
    command("explain", _explain).add_argument("code", metavar="CODE", help=tell("code"))
    command("candidates", _candidates).add_argument("book", metavar="BOOK", help=tell("book"))
    command("doubts", _doubts).add_argument("book", metavar="BOOK", help=tell("book"))
    proof = command("proof", _proof)
    proof.add_argument("book", metavar="BOOK", help=tell("book"))
    proof.add_argument("--port", type=int, default=0, help=tell("port"))
    proof.add_argument("--no-browser", action="store_true", help=tell("no-browser"))
    kit = command("kit", _kit)
    kit.add_argument("books", nargs="*", metavar="BOOK", help=tell("books"))
    kit.add_argument("--to", type=Path, metavar="FOLDER", help=tell("to"))
    kit.add_argument("--zip", type=Path, metavar="FILE", help=tell("zip"))
    serve = command("serve", _serve)
    serve.add_argument("--host", default="0.0.0.0", help=tell("host"))
    serve.add_argument("--port", type=int, default=8000, help=tell("port"))
    serve.add_argument("--local", action="store_true", help=tell("local"))
    return parser


def _version() -> str:
    from importlib.metadata import version

    return f"shengshu {version('shengshu')}"


def _places(options: argparse.Namespace) -> Places:
    """The project: as named, else the nearest folder upwards that has ``source/`` and ``voices/``."""
    here = Path.cwd()
    folders = [options.project] if options.project else [here, *here.parents]
    root = next((f for f in folders if (f / "source").is_dir() and (f / "voices").is_dir()), None)
    if root is None:
        raise fail("G110", options.project or here)
    root = root.resolve()
    return Places(root / "source", root / "voices", (options.build or root / "build").resolve())


# --- making ----------------------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace, words: Speaker) -> int:
    from publish import pipeline

    places = _places(options)
    names = options.books or places.books()
    if not names:
        raise fail("G111", places.sources)
    progress = Progress(words, sys.stderr, options.quiet or options.json)
    failed: dict[str, PublishError] = {}
    for name in names:
        try:
            result = pipeline.build(places, name, progress, options.base_url)
        except PublishError as error:
            if len(names) == 1:
                raise
            failed[name] = error
            _complain(error, words, options.json, name)
            continue
        if options.json:
            print(as_json(result_as_value(result, words, _tally(places, result))))
        elif not options.quiet:
            print("\n".join(result_lines(result, words, _tally(places, result))))
    if failed:
        print(words("result", "failed", count=len(failed), of=len(names), books=", ".join(failed)), file=sys.stderr)
    return max((error.exit_code for error in failed.values()), default=0)


def _tally(places: Places, result: Result) -> Any:
    from publish.desk import doubts

    made = result.publication
    return doubts.tally_of_build(result.book, made.manuscript, made.reading, made.root, places.voices)


def _new(options: argparse.Namespace, words: Speaker) -> int:
    from publish.editions import table
    from publish.manuscript import start

    folder = start.start(options.files, _places(options).sources, options.slug, table.settings())
    if options.json:
        print(as_json({"book": folder.name, "folder": str(folder)}))
    elif not options.quiet:
        print(words("new", "made", folder=folder, name=folder.name))
    return 0


# --- looking inside --------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace, words: Speaker) -> int:
    from publish import pipeline, show

    places = _places(options)
    name = options.book or _only_book(places)
    product = pipeline.product(places, name, options.stage)
    reading = pipeline.product(places, name, "reading") if options.stage == "narration" else None
    if options.json:
        print(as_json(show.as_value(product, options.id)))
    else:
        print("\n".join(clean_lines(show.lines(product, options.id, reading))))
    return 0


def clean_lines(lines: Iterator[str]) -> Iterator[str]:
    """Lines that came from a text, safe for a terminal; the tabs between their columns stay."""
    return ("\t".join(map(clean, line.split("\t"))) for line in lines)


def _only_book(places: Places) -> str:
    books = places.books()
    if len(books) != 1:
        raise fail("G112", places.sources, known=", ".join(books) or "—")
    return books[0]


def _say(options: argparse.Namespace, words: Speaker) -> int:
    from publish import line, summary
    from publish.reading import lexicon, read
    from publish.reading.model import ReadingOptions

    try:
        places = _places(options)
    except PublishError:
        if options.book or options.project:
            raise
        places = None  # a sentence is read anywhere; the house lexicon is a project's
    book = places.book(options.book) if places and options.book else None
    entries = lexicon.load(book.folder / "readings.toml" if book else None, places.voices / "lexicon" if places else None)
    for text in options.sentences or _lines_of_stdin():
        sentences = line.read(text, book.reading if book else ReadingOptions(), entries)
        if options.json:
            print(as_json(line.with_braille(read.as_json(sentences, text), sentences, text)), flush=True)
        else:
            print("\n".join(summary.said_lines(sentences, words)), flush=True)
    return 0


def _lines_of_stdin() -> Iterator[str]:
    """Lines as UTF-8, whatever the locale; a byte that is not UTF-8 becomes a lone surrogate (surrogateescape)."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _explain(options: argparse.Namespace, words: Speaker) -> int:
    code = options.code.upper()
    known = messages()
    if code not in known:
        raise fail("G113", code, known=", ".join(sorted(known)))
    entry, tongue = known[code], words.language
    if options.json:
        print(as_json({"code": code, **entry}))
        return 0
    text, advice = (re.sub(r"\{\w+\}", "…", entry[f"{part}_{tongue}"]) for part in ("text", "advice"))  # what a finding fills in
    print(f"{code} · {words('explain', 'level-' + entry['level'])} · {text}")
    print(f"→ {advice}")
    print()
    print(entry["explain_" + tongue])
    return 0


def _voices(options: argparse.Namespace, words: Speaker) -> int:
    from publish.narration.voices import table as voices

    folder = _places(options).voices
    if options.action == "fetch":
        return _fetch(options, words, folder)
    states = voices.voices(folder)
    if options.json:
        print(as_json([{"name": s.name, "engine": s.engine, "title": s.title, "licence": s.licence, "commercial": s.commercial, "online": s.online, "state": s.state} for s in states]))
        return 0
    print("\n".join(_voice_lines(states, words)))
    return 0


def _voice_lines(states: Sequence[Any], words: Speaker) -> Iterator[str]:
    """A row a voice, then each voice's name for readers and its licence, whole: terms are not to be cut off."""
    head = [words("voices", name) for name in ("name", "engine", "commercial", "state")]
    rows = [[s.name, s.engine, words("voices", f"commercial-{s.commercial}"), words("voices", s.state.replace(" ", "-"), name=s.name)] for s in states]
    yield from table([head, *[[*row[:3], row[3] + (f" · {words('voices', 'online')}" if s.online else "")] for row, s in zip(rows, states, strict=True)]])
    for state in states:
        yield ""
        yield f"{state.name} · {clean(state.title)}"
        yield f"  {words('voices', 'licence')}{clean(state.licence)}"


def _fetch(options: argparse.Namespace, words: Speaker, folder: Path) -> int:
    """One voice, or all that a book's settings name."""
    from publish.narration.voices import table as voices

    if not (options.voice or options.book):
        raise fail("G001", "publish voices fetch", reason=words("usage", "required", name=words("help", "voice")))
    wanted = _places(options).book(options.book).narration if options.book else None
    names = [options.voice] if wanted is None else [*wanted.voices, *filter(None, [wanted.headings])]
    for name in names:
        chosen = voices.settings(name, folder)
        ready = options.if_missing and voices.state(chosen).state == "ready"
        if not ready:
            _fetch_one(chosen, options, words)
        if not options.quiet:
            print(words("voices", "fetched", name=name), file=sys.stderr)
    return 0


def _fetch_one(chosen: VoiceSettings, options: argparse.Namespace, words: Speaker) -> None:
    """Its library, then its files; none is asked for twice."""
    from publish.narration.voices import fetch, table

    if not options.quiet:
        print(words("voices", "fetching", name=chosen.name), file=sys.stderr)
    fetch.install(table.ENGINES[chosen.engine].library)
    if not (options.if_missing and table.state(chosen).state == "ready"):
        fetch.fetch(chosen, Progress(words, sys.stderr, options.quiet).task("fetch"))


def _align(options: argparse.Namespace, words: Speaker) -> int:
    from publish import align

    made, findings = align.align(_places(options), options.book, options.voice, Progress(words, sys.stderr, options.quiet).task("align"))
    if options.json:
        print(as_json({"takes": len(made.takes), "files": sorted(made.files), "findings": [finding_as_value(one, words.language) for one in findings]}))
        return 0
    print(words("align", "done", count=sum(bool(cut.file) for cut in made.takes), total=len(made.takes), files=len(made.files)))
    print("\n".join(findings_table(findings, words)))
    return 0


# --- deciding --------------------------------------------------------------------------------------------------------


def _candidates(options: argparse.Namespace, words: Speaker) -> int:
    from publish import show

    places = show.damage(_places(options).book(options.book))
    if options.json:
        print(as_json(places))
    else:
        print("\n".join(clean_lines(show.candidates(places))) or words("candidates", "none"))
    return 0


def _doubts(options: argparse.Namespace, words: Speaker) -> int:
    from publish.desk import doubts

    places = _places(options)
    book = places.book(options.book)
    found = doubts.collect(book.folder, places.target(book), places.voices)
    for line in map(as_json, doubts.as_values(found)) if options.json else map(clean, doubts.lines(found, words.language)):
        print(line)
    return 0


def _proof(options: argparse.Namespace, words: Speaker) -> int:
    from publish.desk import server

    places = _places(options)
    book = places.book(options.book)
    say, ready = _telling(options, lambda address: {"book": book.slug, "address": address})
    server.run(book.folder, places.target(book), places.voices, port=options.port, open_browser=not options.no_browser, say=say, ready=ready)
    return 0


def _telling(options: argparse.Namespace, as_value: Callable[[Any], dict[str, Any]]) -> tuple[Callable[[str], None], Callable[[Any], None]]:
    """How a server tells where it is: in words, or with ``--json`` in one line as soon as it answers there, and nothing else."""

    def say(line: str) -> None:
        if not options.json:
            print(line, flush=True)

    def ready(where: Any) -> None:
        if options.json:
            print(as_json(as_value(where)), flush=True)

    return say, ready


# --- handing out -----------------------------------------------------------------------------------------------------


def _finished(places: Places, names: Sequence[str]) -> list[Path]:
    """Build folders of finished books: those named, or all that are there."""
    folders = [places.target(places.book(name)) for name in names] or [f.parent for f in sorted(places.build.glob("*/book.json"))]
    for folder in folders:
        if not (folder / "book.json").is_file():
            raise fail("G109", folder, book=folder.name)
    if not folders:
        raise fail("G111", places.build)
    return folders


def _kit(options: argparse.Namespace, words: Speaker) -> int:
    from publish import kit

    places = _places(options)
    if not options.to and not options.zip:
        raise fail("G001", "publish kit", reason=words("usage", "required", name="--to FOLDER / --zip FILE"))
    folders = _finished(places, options.books)
    progress = Progress(words, sys.stderr, options.quiet or options.json)
    made = kit.make(folders, options.to, options.zip, progress.task("kit"))
    if options.json:
        print(as_json({"files": [str(path) for path in made]}))
    elif not options.quiet:
        print("\n".join(str(path) for path in made))
    return 0


def _serve(options: argparse.Namespace, words: Speaker) -> int:
    from publish import serve

    places = _places(options)
    say, ready = _telling(options, lambda addresses: {"address": addresses[0], "addresses": list(addresses)})
    serve.run(places.build, "127.0.0.1" if options.local else options.host, options.port, say=say, ready=ready)
    return 0
