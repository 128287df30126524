"""``publish new FILE``: a text becomes the folder of a new book, byte for byte, with settings to fill in."""

from __future__ import annotations

import hashlib
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from publish import files
from publish.findings import Finding, fail, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.table import load
from publish.manuscript.repairs.repair import repair
from publish.manuscript.repairs.script import is_traditional_text
from publish.manuscript.source import Document, joined
from publish.manuscript.structure.evidence import Evidence, gather
from publish.manuscript.structure.structure import structure

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")

RESERVED = re.compile("(?i:con|prn|aux|nul|com[0-9]|lpt[0-9]|book|repairs|readings|received|braille)")
"""Names that Windows keeps for devices, and those of our own files."""

RECEIVED = "received.toml"

FIELDS = {"title": "title", "speaker": "author", "issuer": "issuer", "date": "date"}
"""Key of ``[book]`` → the name of its evidence."""

NAMESPACE = uuid.NAMESPACE_OID
"""The book's identifier is a UUID v5 of the text's SHA-256 in this namespace: the same text always gets the same one."""

TEMPLATE = """\
# 书的设置 · settings of this book. 改好后运行 · then run: publish build {slug}
# 只写文稿自己说了的；没有依据的留空，成书时就不出现那一行 · only what the document says; what is left empty does not appear in the book.

[book]
# 书名，目录和封面上显示；留空就用文件名 · the title, as catalogues and the cover show it; empty: the file's name
{title}
# 讲话人或作者 · who speaks or wrote it
{speaker}
# 发布单位 · who issued it
{issuer}
# 日期，写作 2025-01-31 · the date of the text
{date}
# zh-Hans 简体，zh-Hant 繁体 · simplified or traditional
language = "zh-Hans"
{keep_language}# 书的永久编号，请勿改动 · the book's lasting identifier; leave it as it is
identifier = "{identifier}"
# 版权说明 · rights, as readers should see them
rights = ""
# 一两句话的简介 · one or two sentences about it
description = ""
# 正文文件，不要改动其内容 · the text as received; it is never edited
text = {text}

[manuscript]
# simplified：繁体转为简体；keep：保持原样 · convert traditional to simplified, or keep it
script = "simplified"
{keep_script}# stop：发现损坏就停下；allow：照样制作 · stop on damage, or build all the same
damage = "stop"
"""


def start(file: Path | Sequence[Path], sources: Path, slug: str | None = None, editions: str = "") -> Path:
    """Make ``sources/<slug>/`` with the text of ``file`` (or of several, in order) and a ``book.toml``; returns the folder.

    Without ``slug`` the name comes from the title, in pinyin. ``editions``: the end of the settings, where the editions are named. Raises the
    codes of :func:`publish.manuscript.readers.table.load`, ``S401`` when the book exists and ``S402`` when the name is no safe folder name.
    Writes nothing when it raises.
    """
    files_given = (file,) if isinstance(file, Path) else tuple(file)
    documents = [load(one) for one in files_given]
    source = joined(documents)
    found = said(source)
    name = slug if slug is not None else suggest(found["title"].value if "title" in found else files_given[0].stem)
    if not SLUG.fullmatch(name):
        raise fail("S402", files_given[0].name, slug=name)
    folder = files.inside(sources, name)
    if folder.exists():
        raise fail("S401", folder)
    received = {kept: file for file, kept in zip(files_given, _file_names(files_given), strict=True)}
    data = [file.read_bytes() for file in received.values()]
    text = quoted(next(iter(received))) if len(received) == 1 else f"[{', '.join(map(quoted, received))}]"
    lines = {key: _line(key, found.get(field)) for key, field in FIELDS.items()}
    settings = TEMPLATE.format(slug=name, identifier=identifier(b"".join(data)), text=text, **lines, **_script(source, found))
    pictures = _beside(zip(files_given, documents, strict=True))
    for name, content in {**pictures, **dict(zip(received, data, strict=True))}.items():
        files.write(files.inside(folder, name), content)
    files.write(folder / RECEIVED, received_from(received, data))
    files.write(folder / "book.toml", settings + editions)
    return folder


def _script(source: Document, found: Mapping[str, Evidence]) -> dict[str, str]:
    """The lines, as comments, that keep a traditional document traditional, with what it says of itself as it stands there; nothing for any other."""
    if not is_traditional_text(source.text):
        return {"keep_language": "", "keep_script": ""}
    told = "# 文稿是繁体字。要保持繁体，就改用下面几行，[manuscript] 里 script 也写 keep · to keep the document traditional: these lines, and script = \"keep\" below\n"
    kept = said(source, ManuscriptOptions(damage="allow", script="keep"))
    own = [(key, kept[field].value) for key, field in FIELDS.items() if field in kept and field in found and kept[field].value != found[field].value]
    lines = "".join(f"# {key} = {quoted(value)}\n" for key, value in (("language", "zh-Hant"), *own))
    return {"keep_language": told + lines, "keep_script": '# script = "keep"\n'}


def _beside(given: Iterable[tuple[Path, Document]]) -> dict[str, bytes]:
    """The files that the documents show and that lie beside them, by their relative names. Raises ``S405`` when two that differ share one."""
    found: dict[str, bytes] = {}
    for file, document in given:
        for name in document.beside:
            data = files.inside(file.parent, name).read_bytes()
            if found.setdefault(name, data) != data:
                raise fail("S405", file.name, picture=name)
    return found


def received_from(received: Mapping[str, Path], data: Sequence[bytes]) -> str:
    """``received.toml``: where each file came from, and the SHA-256 that it had."""
    lines = ["# 文稿从哪里来，收到时是什么样（程序用来发现原来的文件后来改过）· where the text came from, and what it was then"]
    for (kept, file), content in zip(received.items(), data, strict=True):
        lines += ["", "[[file]]", f"text = {quoted(kept)}", f"from = {quoted(str(file.resolve()))}", f"sha256 = {quoted(hashlib.sha256(content).hexdigest())}"]
    return "\n".join(lines) + "\n"


def replaced(folder: Path) -> tuple[Finding, ...]:
    """What changed since the text was received: the copy beside ``book.toml`` (``S403``), or the file it came from (``S404``)."""
    try:
        rows = tomllib.loads((folder / RECEIVED).read_text("utf-8"))["file"]
        known = [(folder / row["text"], Path(row["from"]), row["sha256"]) for row in rows]
    except (OSError, KeyError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ()
    return tuple(found for kept, origin, sha in known for found in _replaced(kept, origin, sha))


def _replaced(kept: Path, origin: Path, sha: str) -> Iterator[Finding]:
    try:
        now = files.digest_of_file(kept)
    except OSError:
        return
    if now != sha:
        yield finding("S403", kept.name)
        return
    try:
        changed = origin.is_file() and files.digest_of_file(origin) != sha
    except OSError:
        return
    if changed:
        yield finding("S404", kept.name, origin=origin)


def said(source: Document, options: ManuscriptOptions | None = None) -> dict[str, Evidence]:
    """What the document says of itself, damage and all allowed (:mod:`publish.manuscript.structure.evidence`)."""
    repaired = repair(source, (), options or ManuscriptOptions(damage="allow"))
    sections, _ = structure(repaired.passages, source.name, "")
    return gather(source, repaired.passages, sections)


def _line(key: str, evidence: Evidence | None) -> str:
    """A line of the settings, with the words that say so above it; an empty value where nothing says anything."""
    if evidence is None:
        return "# date = 2025-01-31" if key == "date" else f'{key} = ""'
    value = evidence.value if key == "date" else quoted(evidence.value)
    return f"# 依据 · found at {_shown(evidence.where)}：{_shown(evidence.words)}\n{key} = {value}"


def _shown(words: str) -> str:
    """Words of the source in a comment: one line, nothing that cannot be seen, not too long."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in words).split())
    return line if len(line) <= 80 else line[:79] + "…"


def identifier(data: bytes) -> str:
    """``urn:uuid`` of a text, the same wherever and whenever it is made."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, 'shengshu:' + hashlib.sha256(data).hexdigest())}"


def suggest(title: str) -> str:
    """A folder name from a title: pinyin without tones, at most 40 characters; ``book`` when nothing is left."""
    from pypinyin import lazy_pinyin

    words = re.findall("[a-z0-9]+", " ".join(lazy_pinyin(title)).lower())
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer) > 40:
            break
        name = longer
    return name or "book"


def quoted(text: str) -> str:
    """A TOML basic string, whatever the text holds (TOML 1.0: quotation mark, backslash and controls are escaped)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'


def _file_names(given: Sequence[Path]) -> list[str]:
    """The names in the book's folder, different from each other whether capitals count or not."""
    made: list[str] = []
    for number, file in enumerate(given, 1):
        name = _file_name(file)
        taken = name.casefold() in {other.casefold() for other in made}
        made.append(f"text-{number}{file.suffix.lower()}" if taken else name)
    return made


def _file_name(file: Path) -> str:
    """The text's name in the book's folder: its own when that is plain, so that places in the text stay recognisable."""
    return file.name if re.fullmatch(r"[\w（）《》【】、，·-][\w（）《》【】、，·. -]{0,60}", file.stem + file.suffix) and RESERVED.fullmatch(file.stem) is None and file.stem == file.stem.strip(" .") else "text" + file.suffix.lower()
