"""The first stage: a folder with a source becomes a manuscript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publish.files import inside
from publish.findings import Finding
from publish.manuscript.model import Manuscript, ManuscriptOptions, Metadata
from publish.manuscript.repairs import decisions
from publish.manuscript.repairs.repair import repair
from publish.manuscript.readers.table import load
from publish.manuscript.structure import matter
from publish.manuscript.structure.structure import structure

REPAIRS = "repairs.toml"


def edit(
    folder: Path, text: str, metadata: Metadata, options: ManuscriptOptions, narrator: str, licence: str
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Make the manuscript of ``folder/text``, with the decisions of ``folder/repairs.toml``.

    ``narrator`` and ``licence`` name the voice in the colophon. Raises :class:`publish.findings.PublishError` (codes S…)
    when the source cannot be read or is damaged without a decision; everything milder is returned.
    """
    source = load(inside(folder, text), options)
    decided = decisions.read(folder / REPAIRS, source)
    repaired = repair(source, decided, options)
    sections, findings = structure(repaired.passages, source.name, metadata.title, options.run_in == "auto")
    own = matter.matter(metadata, sections, repaired.repairs, narrator, licence, source.name)
    return Manuscript(metadata, sections, repaired.repairs, own), (*source.findings, *repaired.findings, *findings)


def damage(folder: Path, text: str, options: ManuscriptOptions) -> Iterator[dict[str, Any]]:
    """The misfire spots of ``folder/text`` as plain values: the place, the text around it, what is decided, what fits the bytes."""
    from publish.manuscript.repairs.candidates import all_candidates

    source = load(inside(folder, text), options)
    decided = {d.start: d for d in decisions.read(folder / REPAIRS, source)}
    for spot, found in all_candidates(source):
        taken = decided.get(spot.start)
        yield {
            "where": str(spot.where),
            "text": source.text[max(0, spot.start - 12) : spot.end + 24].replace("\n", " "),
            "decided": {"before": taken.before, "after": taken.after, "reviewed_by": taken.reviewed_by} if taken else None,
            "candidates": [{"before": c.before, "after": c.after, "score": c.score} for c in found],
        }
