"""The first stage: a folder with a source becomes a manuscript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from publish.files import inside, write
from publish.findings import Finding, finding
from publish.manuscript.model import Manuscript, ManuscriptOptions, Metadata, Picture, Section
from publish.manuscript.readers.table import load_all
from publish.manuscript.repairs import decisions, joins, noise, script, suspects
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document
from publish.manuscript.structure import matter
from publish.manuscript.structure.structure import structure
from publish.own import is_traditional

REPAIRS = "repairs.toml"
PICTURES = "pictures"


def edit(
    sources: Sequence[Path], metadata: Metadata, options: ManuscriptOptions, narrator: str, licence: str, root: Path | None = None, label: str = ""
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Make the manuscript of the files ``sources``, in order, with the decisions of ``repairs.toml`` beside them.

    ``narrator`` and ``licence`` name the voice in the colophon, ``label`` a person who reads. Raises :class:`publish.findings.PublishError` (codes S…)
    when the source cannot be read or is damaged without a decision; everything milder is returned. The pictures that are shown are
    written to ``root/pictures``.
    """
    source = load_all(sources, options)
    decided = decisions.read(sources[0].parent / REPAIRS, source)
    repaired = repair(source, decided, options)
    sections, findings = structure(repaired.passages, source.name, metadata.title, options)
    own = matter.matter(metadata, sections, repaired.repairs, narrator, licence, source.name, label)
    pictures = _pictures(source, sections, root)
    seen = (*source.findings, *joins.findings(source, decided), *repaired.findings, *noise.findings(source, decided), *findings)
    seen += tuple(_language(sections, metadata.language, options))
    return Manuscript(metadata, sections, repaired.repairs, own, pictures), seen


def _language(sections: tuple[Section, ...], language: str, options: ManuscriptOptions) -> Iterator[Finding]:
    """``G213``, ``G214``: what is said of the book's language and what its text is written in contradict each other."""
    text = "\n".join(block.text for section in sections for block in section.blocks)
    if script.is_traditional_text(text) and not is_traditional(language):
        yield finding("G213", "book.toml [book] language", language=language)
    elif script.is_simplified_text(text) and is_traditional(language):
        yield finding("G214", "book.toml [book] language", language=language, script=options.script)


def _pictures(source: Document, sections: tuple[Section, ...], root: Path | None) -> tuple[Picture, ...]:
    """The pictures that figures show, each once, in order; written below ``root`` when there is one."""
    images = {image.file: image for image in source.images}
    shown = dict.fromkeys(b.figure.file for section in sections for b in section.blocks if b.figure and b.figure.file)
    for file in shown:
        if root is not None:
            write(inside(root / PICTURES, file), images[file].data)
    return tuple(Picture(file, images[file].media_type, images[file].width, images[file].height) for file in shown)


def damage(sources: Sequence[Path], options: ManuscriptOptions) -> Iterator[dict[str, Any]]:
    """The suspect places and misfire spots of ``sources`` as plain values: the place, the text around it, what is decided, what fits the bytes."""
    from publish.manuscript.repairs.candidates import all_candidates

    source = load_all(sources, options)
    decided = {d.start: d for d in decisions.read(sources[0].parent / REPAIRS, source)}
    for one in suspects.find(source):
        taken = next((d for d in decided.values() if d.start <= one.start < d.end), None)
        yield {
            "where": one.where,
            "text": source.text[max(0, one.start - 12) : one.end + 24].replace("\n", " "),
            "decided": {"before": taken.before, "after": taken.after, "reviewed_by": taken.reviewed_by} if taken else None,
            "candidates": [{"before": one.shown, "after": after, "score": 0.0} for after in one.candidates],
        }
    for spot, found in all_candidates(source):
        taken = decided.get(spot.start)
        yield {
            "where": str(spot.where),
            "text": source.text[max(0, spot.start - 12) : spot.end + 24].replace("\n", " "),
            "decided": {"before": taken.before, "after": taken.after, "reviewed_by": taken.reviewed_by} if taken else None,
            "candidates": [{"before": c.before, "after": c.after, "score": c.score} for c in found],
        }
