"""The web reader: a folder that opens by double click from a USB stick and from any web server.

``index.html`` holds the whole text and can be read and heard without scripts: a table of contents, and the browser's own
player for each section; ``notes.html`` tells how the book was made and lists every repair. ``book.js`` brings the times; the scripts of ``assets/web`` turn the page into a reader that
follows the voice. Nothing is fetched, nothing comes from elsewhere (standards.md W-01 to W-09).
"""

from __future__ import annotations

import html
import json
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Literal

from publish import files
from publish.editions.model import Publication
from publish.editions.shared import clock, colophon, fonts, outline, pictures
from publish.editions.shared.credits import long_date
from publish.editions.shared.outline import Entry
from publish.editions.shared.weave import Node, Style, Weaver, node, to_html, weaver
from publish.findings import Finding
from publish.manuscript.model import Section
from publish.narration.model import Track

ASSETS = ("reader.css", "text.js", "player.js", "settings.js", "search.js", "controls.js", "notes.js")


@dataclass(frozen=True)
class WebOptions:
    """``[editions.web]`` of ``book.toml``. ``pinyin``: what is shown before the reader chooses (standards.md R-01: off)."""

    pinyin: Literal["off", "all", "tap"] = "off"


@dataclass
class Web:
    """The edition ``web``: ``web/index.html`` with its scripts, fonts and audio."""

    options: WebOptions = field(default_factory=WebOptions)
    findings: tuple[Finding, ...] = ()
    name: ClassVar[str] = "web"
    Options: ClassVar[type] = WebOptions

    def write(self, publication: Publication, into: Path) -> tuple[Path, ...]:
        """All files of the reader below ``into/web``."""
        folder, lacking = into / "web", tuple(pictures.lacking(publication))
        publication = pictures.showable(publication)
        page = index(publication)
        told = notes(publication)
        shared = {name: publication.own(asset(name)) for name in ASSETS}
        characters = "".join((page, *shared.values()))
        self.findings = (*lacking, *fonts.lacking(publication))
        paths = [files.write(folder / "index.html", page), files.write(folder / "notes.html", told)]
        paths += [files.write(folder / "book.js", book(publication, self.options))]
        paths += [files.write(folder / name, text) for name, text in shared.items()]
        paths += [files.write(folder / name, fonts.subset(characters + told, weight)) for name, weight in FONTS]
        paths += [files.copy(pictures.path(publication, one), folder / pictures.FOLDER / one.file) for one in pictures.shown(publication)]
        tracks = publication.narration.tracks if publication.narration else ()
        paths += [files.copy(publication.root / track.file, folder / audio(track)) for track in tracks]
        return tuple(paths)


FONTS: tuple[tuple[str, fonts.Weight], ...] = (("shengshu.ttf", "regular"), ("shengshu-bold.ttf", "bold"))


def asset(name: str) -> str:
    """The text of one of the reader's own files."""
    return (resources.files("publish.editions.web") / "assets" / name).read_text("utf-8")


def audio(track: Track) -> str:
    """Where a track's MP3 lies, relative to the page."""
    return f"audio/{Path(track.file).name}"


def index(publication: Publication) -> str:
    """The page: the template with the book in it, everything escaped."""
    about = publication.manuscript.metadata
    sections = shown(publication)
    tracks = {track.section: track for track in publication.narration.tracks} if publication.narration else {}
    weave = weaver(publication.reading, Style(ruby=True, words=True, pictures=f"{pictures.FOLDER}/"), publication.manuscript)
    titled = any(block.kind == "title" for section in sections for block in section.blocks)
    plain = {
        "title": about.title,
        "author": about.speaker or about.issuer,
        "summary": about.description or about.title,
        "no_script": publication.own("每一节的开头有一个播放器，按播放就能听。") if tracks else "",
        "credits": credits(publication),
        "language": about.language,
    }
    woven = {
        "about": to_html(node("p", *(node("span", fact) for fact in introduction(publication)), class_="about")),
        "heading": to_html(node("p", about.title, class_="book", aria_hidden="true") if titled else node("h1", about.title, class_="book")),
        "contents": to_html(contents(outline.outline(publication), publication)),
        "text": "\n".join(to_html(part(section, weave, tracks.get(section.id), publication)) for section in sections),
    }
    return string.Template(publication.own(asset("index.html"))).substitute({key: html.escape(text) for key, text in plain.items()} | woven)


def notes(publication: Publication) -> str:
    """The page 制作说明: how the book was made, and every repair of its text. Readable without scripts."""
    about = ("可以边听边看，也可以只看；不用联网。", "可以放进电子书阅读器；")
    told = colophon.notes(publication, "网页朗读版", "电子书（EPUB）", about)
    values = {"title": html.escape(publication.manuscript.metadata.title), "language": html.escape(publication.language), "notes": "\n".join(map(to_html, told))}
    return string.Template(publication.own(asset("notes.html"))).substitute(values)


def shown(publication: Publication) -> tuple[Section, ...]:
    """The sections of the page: the text, then the colophon. Spoken announcements are not shown."""
    made = publication.manuscript
    return made.sections + tuple(section for section in made.matter if section.kind == "colophon")


def introduction(publication: Publication) -> tuple[str, ...]:
    """Who, when, how long, and that the voice is synthetic (standards.md AI-03)."""
    about, narration = publication.manuscript.metadata, publication.narration
    heard = (publication.own(f"全长{clock.chinese(sum(map(clock.sounding, narration.tracks)))}"), read_by(publication)) if narration else ()
    return tuple(filter(None, (about.issuer, long_date(about.date), *heard)))


def read_by(publication: Publication) -> str:
    """Who reads; empty without narration."""
    return publication.own(f"朗读：{publication.narration.narrator}") if publication.narration else ""


def credits(publication: Publication) -> str:
    """The last line of the page."""
    about = publication.manuscript.metadata
    return "　".join(filter(None, (about.issuer, about.rights, read_by(publication), publication.own(fonts.CREDIT))))


def part(section: Section, weave: Weaver, track: Track | None, publication: Publication) -> Node:
    """One section of the page: its heading, its player, its paragraphs."""
    blocks = list(weave.blocks(section))
    if section.kind == "colophon":
        blocks.insert(0, node("h2", section.title, id=f"{section.id}-h"))
    if track and track.clips:
        headed = blocks[0].name in ("h1", "h2", "h3", "h4", "h5", "h6")
        blocks.insert(1 if headed else 0, listen(section, track, publication))
    return node("div", *blocks, id=section.id)


def listen(section: Section, track: Track, publication: Publication) -> Node:
    """The browser's own player; the scripts put a button in its place."""
    player = node("audio", controls="", preload="none", src=audio(track), aria_label=publication.own("朗读：{title}", title=section.title))
    return node("div", player, class_="listen", data_sentence=track.clips[0].sentence, data_title=section.title)


def contents(entries: Sequence[Entry], publication: Publication) -> Node:
    """The table of contents: nested lists of links, each with its length."""
    return nested([(entry.level, link(entry, publication)) for entry in entries])


def link(entry: Entry, publication: Publication) -> Node:
    """A link to a section. Plain text, never ruby (standards.md N-06)."""
    length = () if entry.length is None else (node("span", publication.own(clock.chinese(entry.length)), class_="time"),)
    return node("a", node("span", entry.name), *length, href=f"#{entry.section.id}", data_sentence=entry.sentence or entry.section.id)


def nested(entries: list[tuple[int, Node]]) -> Node:
    """Entries with their levels as lists in lists. A level that is skipped opens no empty list."""
    items: list[Node] = []
    at = 0
    while at < len(entries):
        level, link = entries[at]
        end = next((n for n in range(at + 1, len(entries)) if entries[n][0] <= level), len(entries))
        below = (nested(entries[at + 1 : end]),) if end > at + 1 else ()
        items.append(node("li", link, *below))
        at = end
    return node("ol", *items)


def book(publication: Publication, options: WebOptions) -> str:
    """``book.js``: the times, as one assignment. ASCII, so that no character of a title can end the script."""
    about = publication.manuscript.metadata
    data: dict[str, Any] = {"id": about.identifier, "title": about.title, "author": about.speaker or about.issuer, "pinyin": options.pinyin}
    titles = {section.id: section.title for section in shown(publication)}
    if publication.narration:
        data["tracks"] = [times(track, titles.get(track.section, about.title)) for track in publication.narration.tracks]
    else:
        data["tracks"], data["silent"] = [], [{"clips": [[sentence] for sentence in sentences(publication)]}]
    return "window.shengshu = { book: " + json.dumps(data, separators=(",", ":")) + " };\n"


def times(track: Track, title: str) -> dict[str, Any]:
    """One track's clips in whole milliseconds, the same as in the Media Overlay."""

    def ms(sample: int) -> int:
        return clock.milliseconds(sample, track.rate)

    clips = [[clip.sentence, ms(clip.start), ms(clip.end), [ms(end) for end in clip.token_ends]] for clip in track.clips]
    return {"section": track.section, "title": title, "file": audio(track), "clips": clips}


def sentences(publication: Publication) -> Iterator[str]:
    """Ids of the sentences on the page, in order."""
    blocks = {block.id for section in shown(publication) for block in section.blocks}
    return (sentence.id for sentence in publication.reading.sentences if sentence.block in blocks)
