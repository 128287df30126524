"""Our own proofs of an e-book, run at every build: what EPUBCheck and Ace do not look at (standards.md, gates G3 to G5).

Each proof takes the book as read back from its file and the publication it was made from, and gives findings. None repairs
anything. ``tests/editions/test_check.py`` plants a fault for each.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from publish import files
from publish.editions.epub.case import Case
from publish.editions.epub.check_kinds import lists_and_tables_can_be_left, notes_lead_both_ways, pictures_are_there
from publish.editions.epub.opened import EPUB_TYPE, NS, XML_LANG, Book, body_text, without_rt
from publish.editions.model import Publication
from publish.editions.shared import clock
from publish.editions.shared.weave import PINYIN, ZHUYIN, tagged
from publish.findings import Finding
from publish.han import is_han

if TYPE_CHECKING:
    from lxml.etree import _Element

CLOCK = re.compile(r"\d+:[0-5]\d:[0-5]\d\.\d{3}")
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
BAD_CODE_POINTS = re.compile("[\u0251\u0261\u2f00-\u2fdf\ufffd]")
"""Script a and g (never in pinyin), Kangxi radicals, the replacement character."""

CONFORMS_TO = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[0-2] Level (A|AA|AAA)")
VOCABULARY = frozenset(
    ["alternativeText", "annotations", "ARIA", "audioDescription", "bookmarks", "braille", "captions", "ChemML", "closedCaptions", "describedMath", "displayTransformability", "fullRubyAnnotations", "highContrastAudio", "highContrastDisplay", "horizontalWriting", "index", "largePrint", "latex", "latex-chemistry", "longDescription", "MathML", "MathML-chemistry", "none", "openCaptions", "pageBreakMarkers", "pageNavigation", "readingOrder", "rubyAnnotations", "signLanguage", "structuralNavigation", "synchronizedAudioText", "tableOfContents", "tactileGraphic", "tactileObject", "taggedPDF", "timingControl", "transcript", "ttsMarkup", "unknown", "unlocked", "verticalWriting", "withAdditionalWordSegmentation", "withoutAdditionalWordSegmentation"]
)
"""Values of ``schema:accessibilityFeature`` (W3C, Schema.org Accessibility Properties for Discoverability Vocabulary)."""

CONTRAST = 7.0
"""Least contrast of the sentence being read (WCAG 1.4.6; standards.md M-10)."""


def epub(path: Path, publication: Publication, ruby: bool) -> tuple[Finding, ...]:
    """All findings of all proofs on the e-book at ``path``; empty when it is right."""
    with Book(path) as book:
        case = Case(book, publication, ruby)
        return tuple(found for proof in PROOFS for found in proof(case))


def text_is_the_manuscript(case: Case) -> Iterator[Finding]:
    """Taking out ``rt`` gives exactly the manuscript, section by section (standards.md R-05)."""
    if len(case.book.read_aloud) != len(case.sections):
        yield case.found("E110", "", found=f"{len(case.book.read_aloud)}", expected=f"{len(case.sections)}", at="spine")
    for item, section in case.pairs():
        found = body_text(case.book.document(item))
        expected = "".join(block.text for block in section.blocks)
        if found != expected:
            at = next((n for n, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), min(len(found), len(expected)))
            yield case.found("E110", item, at=at, found=found[at : at + 12], expected=expected[at : at + 12])


def every_sentence_sounds_once(case: Case) -> Iterator[Finding]:
    """The pars of a document are exactly its sentences, each once, in order, and each element holds its sentence."""
    for item, section in case.pairs():
        expected = [sentence.id for sentence in case.sentences[section.id]]
        pars = [target.fragment for target in case.targets[item.path] if target.text == item.path]
        counts = Counter(pars)
        for name in expected:
            if counts[name] != 1:
                yield case.found("E111", item, sentence=name, count=counts[name])
        for name in sorted(set(pars) - set(expected)):
            yield case.found("E112", item, sentence=name)
        document = case.book.document(item)
        spans = {span.get("id"): span for name in ("span", "img") for span in document.iterfind(f".//h:{name}[@id]", NS)}
        for sentence in case.sentences[section.id]:
            span = spans.get(sentence.id)
            if span is None or _written(span) != sentence.text:
                yield case.found("E113", item, sentence=sentence.id)


def _written(element: _Element) -> str:
    """The text of a sentence's element; an alternative text for a picture's."""
    return without_rt(element)[: -len(element.tail)] if element.tail else without_rt(element)


def order_is_the_documents(case: Case) -> Iterator[Finding]:
    """Pars follow the document (standards.md M-03)."""
    for item in case.book.read_aloud:
        position = {element.get("id"): n for n, element in enumerate(case.book.document(item).iter()) if element.get("id")}
        places = [(position.get(target.fragment, -1), target.fragment) for target in case.targets[item.path]]
        for (before, _), (after, name) in pairwise(places):
            if after <= before:
                yield case.found("E114", item, sentence=name)


def everything_visible_sounds(case: Case) -> Iterator[Finding]:
    """No text of a document that is read aloud lies outside its sentences (standards.md M-04), but lines that only separate and what the
    book does not want to be read aloud."""
    for item in case.book.read_aloud:
        body = case.book.document(item).find("h:body", NS)
        wanted = {target.fragment for target in case.targets[item.path]} | case.silent
        rest = _outside(body, wanted).strip()
        if rest:
            yield case.found("E115", item, text=rest[:20])


def _outside(element: _Element, wanted: set[str]) -> str:
    if element.get("id") in wanted or element.get("role") == "separator":
        return ""
    return (element.text or "") + "".join(_outside(child, wanted) + (child.tail or "") for child in element)


def clips_are_contiguous(case: Case) -> Iterator[Finding]:
    """Clips of a file have a length, do not overlap, leave no gap, and end within the audio (standards.md M-06, M-07)."""
    for item in case.book.read_aloud:
        targets = case.targets[item.path]
        badly = [t for t in targets if not (CLOCK.fullmatch(t.begin or "") and CLOCK.fullmatch(t.end or ""))]
        for target in badly:
            yield case.found("E116", item, sentence=target.fragment, reason=f"{target.begin}–{target.end}")
        if badly or not targets:
            continue
        times = [(clock.parse(t.begin), clock.parse(t.end), t) for t in targets]
        for begin, end, target in times:
            if begin >= end:
                yield case.found("E116", item, sentence=target.fragment, reason=f"{target.begin}–{target.end}")
        for (_, end, first), (begin, _, second) in pairwise(times):
            if begin != end or first.audio != second.audio:
                yield case.found("E117", item, sentence=second.fragment, end=clock.smil(end), begin=clock.smil(begin))
        length = case.book.seconds(targets[0].audio)
        if times[-1][1] > length * 1000:
            yield case.found("E118", item, end=clock.smil(times[-1][1]), length=f"{length:.3f}")


def durations_are_sums(case: Case) -> Iterator[Finding]:
    """Each overlay's duration is the sum of its clips, the whole the sum of all (standards.md M-08), to the millisecond."""
    whole = 0
    for item in case.book.read_aloud:
        total = sum(clock.parse(t.end) - clock.parse(t.begin) for t in case.targets[item.path])
        whole += total
        said = case.book.values("media:duration", f"#{item.overlay}")
        if said != [clock.smil(total)]:
            yield case.found("E119", item, said=", ".join(said) or "—", counted=clock.smil(total))
    said = case.book.values("media:duration")
    if said != [clock.smil(whole)]:
        yield case.found("E119", "", said=", ".join(said) or "—", counted=clock.smil(whole))


def ruby_has_its_form(case: Case) -> Iterator[Finding]:
    """Ruby is one ``span`` and one hidden, tagged ``rt``, over Han only, whole inside a sentence (standards.md R-02 to R-04)."""
    for item, _ in case.book.spine:
        document = case.book.document(item)
        for name in ("rp", "rb", "rtc"):
            for _ in document.iterfind(f".//h:{name}", NS):
                yield case.found("E120", item, ruby=f"<{name}>")
        rubies = list(document.iterfind(".//h:ruby", NS))
        ours = [ruby for ruby in rubies if any(rt.get("lang") in (PINYIN, ZHUYIN) for rt in ruby.iterfind("h:rt", NS))]
        misplaced = rubies if "nav" in item.properties else [] if case.ruby else ours
        if misplaced:
            yield case.found("E121", item, ruby=without_rt(misplaced[0]))
        for ruby in rubies:
            if reason := _ruby_fault(ruby, ruby in ours):
                yield case.found("E120", item, ruby=f"{''.join(ruby.itertext())} ({reason})")


def every_character_has_pinyin(case: Case) -> Iterator[Finding]:
    """In the edition with pinyin, Han characters read aloud without pinyin are shown to a person; the book is still good."""
    for item in case.book.read_aloud if case.ruby else ():
        bare = sorted({c for c in _outside_ruby(case.book.document(item).find("h:body", NS)) if is_han(c)})
        if bare:
            yield case.found("E131", item, characters="".join(bare))


def _ruby_fault(ruby: _Element, ours: bool) -> str:
    """What is wrong with a ruby: with our pinyin above Han characters, or as the document has it."""
    tags = [child.tag.rpartition("}")[2] for child in ruby]
    if tags != ["span", "rt"] or (ruby.text or "") or any(child.tail for child in ruby):
        return "form"
    base, above = ruby
    said = "".join(base.itertext())
    if base.attrib or not said or (ours and not all(map(is_han, said))):
        return "base"
    text = above.text or ""
    language = {"lang": tagged(text), XML_LANG: tagged(text)} if ours else {}
    if dict(above.attrib) != {"aria-hidden": "true"} | language:
        return "attributes"
    if len(above) or not text or (ours and (text != unicodedata.normalize("NFC", text) or any(map(is_han, text)))):
        return "pinyin"
    return ""


def ids_are_unique(case: Case) -> Iterator[Finding]:
    """No document uses an id twice."""
    for item, _ in case.book.spine:
        counts = Counter(case.book.document(item).xpath("//@id"))
        for name in sorted(name for name, count in counts.items() if count > 1):
            yield case.found("E122", item, id=name)


def code_points_are_good(case: Case) -> Iterator[Finding]:
    """No script a or g in pinyin, no Kangxi radical, nothing undecodable, in text, navigation and metadata."""
    for item in (*case.book.read_aloud, *(i for i, _ in case.book.spine if "nav" in i.properties)):
        for bad in sorted(set(BAD_CODE_POINTS.findall("".join(case.book.document(item).itertext())))):
            yield case.found("E123", item, code=f"U+{ord(bad):04X}")


def spine_is_read_or_aside(case: Case) -> Iterator[Finding]:
    """Each document of the spine is read aloud or lies outside the linear order (standards.md A-03)."""
    for item, linear in case.book.spine:
        if linear != bool(item.overlay):
            yield case.found("E124", item)


def languages_agree(case: Case) -> Iterator[Finding]:
    """``lang`` and ``xml:lang`` of every document, the package and ``dc:language`` are the manuscript's (standards.md L-01)."""
    language = case.publication.manuscript.metadata.language
    said = {("content.opf", case.book.package.get(XML_LANG)), *(("content.opf", value) for value in case.book.values("dc:language"))}
    for item, _ in case.book.spine:
        root = case.book.document(item)
        said |= {(item.path, root.get("lang")), (item.path, root.get(XML_LANG))}
    for name, value in sorted(said, key=str):
        if value != language:
            yield case.found("E125", name, found=value or "—", expected=language)


def titles_and_contents(case: Case) -> Iterator[Finding]:
    """Titles differ; the contents reach every linear document in spine order, and name no document that is not there."""
    titles = Counter(case.book.document(item).findtext("h:head/h:title", "", NS) for item, _ in case.book.spine)
    for title in sorted(title for title, count in titles.items() if count > 1 or not title):
        yield case.found("E126", "", title=title or "—")
    nav = next((item for item, _ in case.book.spine if "nav" in item.properties), None)
    if nav is None:
        yield case.found("E127", "nav")
        return
    toc = next(found for found in case.book.document(nav).iter(f"{{{NS['h']}}}nav") if found.get(EPUB_TYPE) == "toc")
    folder = nav.path.rpartition("/")[0]
    reached = list(dict.fromkeys(f"{folder}/{link.get('href').partition('#')[0]}" for link in toc.iterfind(".//h:a", NS)))
    paths = [item.path for item, linear in case.book.spine if linear or item.path in reached]
    if reached != paths:
        first = next((a or b for a, b in zip(reached + [""], paths + [""], strict=False) if a != b), "")
        yield case.found("E127", first)


def file_names_travel(case: Case) -> Iterator[Finding]:
    """Names are plain ASCII; ``mimetype`` is first and stored; audio is stored (standards.md N-10, M-14)."""
    entries = case.book.zip.infolist()
    if entries[0].filename != "mimetype" or entries[0].compress_type or entries[0].extra:
        yield case.found("E128", "mimetype")
    for entry in entries:
        name = entry.filename.rpartition("/")[2]
        if not (FILE_NAME.fullmatch(name) or entry.filename.startswith("META-INF/")) or (name.endswith(".mp3") and entry.compress_type):
            yield case.found("E128", entry.filename)


def style_is_kind(case: Case) -> Iterator[Finding]:
    """The class of the sentence being read has contrast and an underline and does not move text; nothing forbidden (M-09, M-10, T-05)."""
    css = "".join(re.sub(r"/\*.*?\*/", "", case.book.text(item), flags=re.S) for item in case.book.items.values() if item.kind == "text/css")
    for bad in re.findall(r"(?<![\w-])(?:direction|unicode-bidi)\s*:|!important|font-size\s*:\s*[\d.]+px", css):
        yield case.found("E129", "css", reason=bad)
    for name in case.book.values("media:active-class") + case.book.values("media:playback-active-class"):
        if f".{name}" not in css:
            yield case.found("E129", "css", reason=f"no .{name}")
    for name in case.book.values("media:active-class"):
        rule = dict(re.findall(r"([\w-]+)\s*:\s*([^;}]+)", "".join(re.findall(rf"\.{re.escape(name)}\s*{{([^}}]*)}}", css))))
        measured = contrast(rule.get("color", "").strip(), rule.get("background-color", "").strip())
        if measured < CONTRAST:
            yield case.found("E129", "css", reason=f"contrast {measured:.1f}")
        if "underline" not in rule.get("text-decoration", "") or any(key.startswith("font") for key in rule):
            yield case.found("E129", "css", reason="underline only, no font change")
        ground = re.search(rf"\.{re.escape(name)} rt\s*{{[^}}]*background-color:\s*([^;}}]+)", css)
        if case.ruby and (ground is None or ground[1].strip() != rule.get("background-color", "").strip()):
            yield case.found("E129", "css", reason="rt without ground")  # the pinyin lies outside the base's box: black on a dark page


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two ``#rrggbb`` colours; 0 when one is not given so."""
    if not all(re.fullmatch(r"#[0-9a-fA-F]{6}", colour) for colour in (one, other)):
        return 0.0
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def metadata_is_true(case: Case) -> Iterator[Finding]:
    """The accessibility metadata follow the table of standards.md section 11, and say what the book has."""
    book, about = case.book, case.publication.manuscript.metadata
    shown = [b for section in case.sections for b in section.blocks if b.figure and b.figure.file and not b.figure.decorative]
    sight = "" if all(b.text for b in shown) else ",visual"
    exact = {
        "schema:accessMode": ["textual", *(["visual"] if shown else [])],
        "schema:accessModeSufficient": [f"textual{sight}", f"auditory{sight}"],
        "schema:accessibilityHazard": ["none"],
        "dcterms:modified": [max(case.publication.stamp, files.EARLIEST).strftime("%Y-%m-%dT%H:%M:%SZ")],
        "dc:language": [about.language],
        "dc:date": [about.date.isoformat()] if about.date else [],
        "media:active-class": ["-epub-media-overlay-active"],
        "media:playback-active-class": ["-epub-media-overlay-playing"],
    }
    for name, expected in exact.items():
        if book.values(name) != expected:
            yield case.found("E130", name, found=", ".join(book.values(name)) or "—", expected=", ".join(expected))
    titles, summary, narrator = (book.values(name) for name in ("dc:title", "schema:accessibilitySummary", "media:narrator"))
    human = case.publication.narration and case.publication.narration.label
    synthetic = "" if human else case.publication.own("合成语音")  # who reads is named by a person's own name
    said = {"dc:title": len(titles) == 1 and about.title in titles[0], "media:narrator": len(narrator) == 1 and synthetic in narrator[0],
            "schema:accessibilitySummary": len(summary) == 1 and synthetic in summary[0] and "拼音" in summary[0]}
    for name in (name for name, true in said.items() if not true):
        yield case.found("E130", name, found="—", expected="standards.md 11")
    yield from _features_are_true(case)
    yield from _claims_are_signed(case)


def _features_are_true(case: Case) -> Iterator[Finding]:
    said = case.book.values("schema:accessibilityFeature")
    documents = [case.book.document(item).find("h:body", NS) for item, _ in case.book.spine if "nav" not in item.properties]
    rubies = any(body.find(".//h:ruby", NS) is not None for body in documents)
    bare = any(is_han(c) for body in documents for c in _outside_ruby(body))
    expected = {"synchronizedAudioText", "tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "unlocked"}
    blocks = [b for section in case.sections for b in section.blocks]
    expected |= {"alternativeText"} if any(b.figure and b.figure.file and b.text and not b.figure.decorative for b in blocks) else set()
    expected |= {"longDescription"} if any(body.xpath(".//*[@class='description']") for body in documents) else set()
    expected |= {"ARIA"} if any(body.xpath(".//@role") for body in documents) else set()
    expected |= ({"rubyAnnotations"} if bare else {"fullRubyAnnotations"}) if rubies else set()
    if set(said) != expected or len(said) != len(set(said)) or not set(said) <= VOCABULARY:
        yield case.found("E130", "schema:accessibilityFeature", found=", ".join(said), expected=", ".join(sorted(expected)))


def _outside_ruby(element: _Element) -> str:
    if element.tag == f"{{{NS['h']}}}ruby":
        return ""
    return (element.text or "") + "".join(_outside_ruby(child) + (child.tail or "") for child in element)


def _claims_are_signed(case: Case) -> Iterator[Finding]:
    """Conformance is claimed in the exact words and with a named evaluator, or not at all (E-09, E-10); nothing is in the forbidden list."""
    claims = case.book.package.xpath("//o:meta[@property='dcterms:conformsTo']", namespaces=NS)
    for claim in claims:
        by = case.book.values("a11y:certifiedBy", f"#{claim.get('id')}")
        if not CONFORMS_TO.fullmatch(claim.text or "") or not any(by):
            yield case.found("E130", "dcterms:conformsTo", found=claim.text or "—", expected="a11y:certifiedBy")
    properties = set(case.book.package.xpath("//o:meta/@property", namespaces=NS))
    for bad in sorted(properties & {"a11y:contactEmail", "schema:accessibilityAPI", "schema:accessibilityControl"}):
        yield case.found("E130", bad, found=bad, expected="—")


PROOFS = (
    text_is_the_manuscript, every_sentence_sounds_once, order_is_the_documents, everything_visible_sounds, lists_and_tables_can_be_left,
    pictures_are_there, notes_lead_both_ways, clips_are_contiguous,
    durations_are_sums, ruby_has_its_form, every_character_has_pinyin, ids_are_unique, code_points_are_good, spine_is_read_or_aside, languages_agree,
    titles_and_contents, file_names_travel, style_is_kind, metadata_is_true,
)
