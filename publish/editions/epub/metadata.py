"""What an e-book says about itself: Dublin Core, accessibility, Media Overlays. Computed from the book, never asserted.

Sources: EPUB 3.3 package metadata; EPUB Accessibility 1.1 and its techniques; the schema.org accessibility vocabulary.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publish.editions.model import Publication
from publish.editions.shared import clock, credits
from publish.editions.shared.tree import PICTURE, UNTOLD, Node, text_of
from publish.editions.shared.weave import PINYIN, tagged
from publish.han import is_han

CONFORMS_TO = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""The exact words EPUB Accessibility 1.1 asks for (section conformance reporting); claimed only with a named evaluator."""

ACTIVE = "-epub-media-overlay-active"
PLAYING = "-epub-media-overlay-playing"


@dataclass(frozen=True)
class Meta:
    """One metadata element: ``dc`` name or ``property``, its text, and further attributes (``id``, ``refines``)."""

    name: str
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the metadata is computed from: the woven bodies, the overlay's name and length by document, and what the other
    edition is called."""

    ruby: bool
    bodies: tuple[Node, ...]
    durations: tuple[tuple[str, int], ...]
    other: str
    certified_by: str = ""
    certified_on: datetime.date | None = None
    extra: tuple[Meta, ...] = field(default=())


def title(publication: Publication, ruby: bool) -> str:
    """The book's title; the edition with pinyin says so, because both may lie on one shelf and be heard by name only."""
    return publication.manuscript.metadata.title + (publication.own("（拼音版）") if ruby else "")


def identifier(publication: Publication, ruby: bool) -> str:
    """The book's identifier; the plain edition, being another publication, has one derived from it (UUID version 5)."""
    given = publication.manuscript.metadata.identifier
    return given if ruby else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, given + '#plain')}"


def metadata(publication: Publication, facts: Facts) -> tuple[Meta, ...]:
    """All metadata elements in order, ``dc:`` ones first."""
    about = publication.manuscript.metadata
    core = (
        Meta("dc:identifier", identifier(publication, facts.ruby), (("id", "id"),)),
        Meta("dc:title", title(publication, facts.ruby)),
        Meta("dc:language", about.language),
        Meta("dc:creator", about.speaker, (("id", "creator"),)),
        Meta("dc:publisher", about.issuer),
        Meta("dc:date", credits.iso_date(about.date)),
        Meta("dc:rights", about.rights),
        Meta("dc:description", about.description),
        Meta("dc:relation", identifier(publication, not facts.ruby)),
    )
    return tuple(m for m in core if m.text) + _overlays(publication, facts) + _accessibility(publication, facts) + facts.extra


def _overlays(publication: Publication, facts: Facts) -> tuple[Meta, ...]:
    """Durations of each overlay and of all, the narrator, the two classes (EPUB 3.3, Media Overlays package metadata)."""
    narration = publication.narration
    if narration is None or not facts.durations:
        return ()
    each = tuple(Meta("media:duration", clock.smil(ms), (("refines", f"#{name}"),)) for name, ms in facts.durations)
    total = Meta("media:duration", clock.smil(sum(ms for _, ms in facts.durations)))
    return (*each, total, Meta("media:narrator", credits.narrator(publication)), Meta("media:active-class", ACTIVE), Meta("media:playback-active-class", PLAYING))


def _accessibility(publication: Publication, facts: Facts) -> tuple[Meta, ...]:
    found = tuple(pictures_in(facts.bodies))
    sight = ",visual" if any(alone(picture) for picture in found) else ""
    sufficient = tuple(mode + sight for mode in (("textual", "auditory") if facts.durations else ("textual",)))
    made = (
        Meta("schema:accessMode", "textual"),
        *((Meta("schema:accessMode", "visual"),) if any(map(informs, found)) else ()),
        *(Meta("schema:accessModeSufficient", mode) for mode in sufficient),
        *(Meta("schema:accessibilityFeature", name) for name in features(facts)),
        Meta("schema:accessibilityHazard", "none"),
        Meta("schema:accessibilitySummary", summary(publication, facts)),
    )
    if not facts.certified_by:
        return made
    claim = Meta("dcterms:conformsTo", CONFORMS_TO, (("id", "conf"),))
    by = Meta("a11y:certifiedBy", facts.certified_by, (("refines", "#conf"), ("id", "certifier")))
    on = (Meta("dcterms:date", facts.certified_on.isoformat(), (("refines", "#certifier"),)),) if facts.certified_on else ()
    return (*made, claim, by, *on)


def features(facts: Facts) -> tuple[str, ...]:
    """The accessibility features that the book's bodies really have, in the vocabulary's spelling."""
    found = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "unlocked"]
    if facts.durations:
        found.append("synchronizedAudioText")
    if any(_has_role(body) for body in facts.bodies):
        found.append("ARIA")
    if any(informs(picture) and not alone(picture) for picture in pictures_in(facts.bodies)):
        found.append("alternativeText")
    if any(_has_description(body) for body in facts.bodies):
        found.append("longDescription")
    bare, covered = ruby_cover(facts.bodies)
    if covered:
        found.append("rubyAnnotations" if bare else "fullRubyAnnotations")
    return tuple(found)


def ruby_cover(bodies: Iterable[Node | str]) -> tuple[int, int]:
    """Han characters without and with pinyin above them, in all bodies together."""
    bare = covered = 0
    for body in bodies:
        if isinstance(body, str):
            bare += sum(map(is_han, body))
        elif body.name == "ruby" and any(isinstance(c, Node) and c.name == "rt" for c in body.children):
            covered += sum(map(is_han, text_of(body)))
        elif body.name != "rt":
            more = ruby_cover(body.children)
            bare, covered = bare + more[0], covered + more[1]
    return bare, covered


def pictures_in(bodies: Iterable[Node | str]) -> Iterator[dict[str, str]]:
    """The attributes of every picture of the document in the bodies (not of the cover)."""
    for body in bodies:
        if isinstance(body, Node):
            attributes = dict(body.attributes)
            if body.name == "img" and attributes.get("class") in (PICTURE, UNTOLD):
                yield attributes
            yield from pictures_in(body.children)


def informs(picture: dict[str, str]) -> bool:
    """Whether a picture is more than decoration."""
    return bool(picture["alt"])


def alone(picture: dict[str, str]) -> bool:
    """Whether nothing says what a picture shows: who cannot see it misses something."""
    return picture["class"] == UNTOLD


def _has_description(body: Node | str) -> bool:
    if isinstance(body, str):
        return False
    return ("class", "description") in body.attributes or any(map(_has_description, body.children))


def _has_role(body: Node | str) -> bool:
    if isinstance(body, str):
        return False
    return any(key == "role" for key, _ in body.attributes) or any(_has_role(child) for child in body.children)


def summary(publication: Publication, facts: Facts) -> str:
    """What has no field of its own: the synthetic voice, the pinyin, the highlighting, the other edition (standards.md E-03)."""
    parts = []
    if facts.durations:
        parts.append(f"全书由{credits.narrator(publication)}朗读{credits.no_recording(publication)}；文字与声音逐句同步，读到的句子有底色和下划线。")
    if facts.ruby:
        tag = tagged(next((token.ruby for sentence in publication.reading.sentences for token in sentence.tokens if token.ruby), ""))
        above = "汉语拼音" if tag == PINYIN else "注音符号"
        parts.append(f"正文按词标注{above}，{above[-2:]}对屏幕阅读器隐藏（语言标记为 {tag}），不会被重复读出。使用屏幕阅读器时，建议改用{facts.other}。")
    else:
        own = "只保留原文自带的注音" if ruby_cover(facts.bodies)[1] else "不注音"
        parts.append(f"本版{own}，适合屏幕阅读器和点显器；同一本书另有{facts.other}。")
    parts.append("章节和小标题都可以从目录直接到达。原文没有页码，因此本书也没有。")
    return publication.own("".join(parts))
