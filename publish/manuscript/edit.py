"""The first stage: a folder with a source becomes a manuscript."""

from __future__ import annotations

from pathlib import Path

from publish.files import inside
from publish.findings import Finding
from publish.manuscript import decisions, matter
from publish.manuscript.load import load
from publish.manuscript.model import Manuscript, ManuscriptOptions, Metadata
from publish.manuscript.repair import repair
from publish.manuscript.structure import structure

REPAIRS = "repairs.toml"


def edit(
    folder: Path, text: str, metadata: Metadata, options: ManuscriptOptions, narrator: str, licence: str
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Make the manuscript of ``folder/text``, with the decisions of ``folder/repairs.toml``.

    ``narrator`` and ``licence`` name the voice in the colophon. Raises :class:`publish.findings.PublishError` (codes S…)
    when the source cannot be read or is damaged without a decision; everything milder is returned.
    """
    source = load(inside(folder, text), options.encoding)
    decided = decisions.read(folder / REPAIRS, source)
    repaired = repair(source, decided, options)
    lines = [(line, f"{source.name}:{number}") for line, number in repaired.lines]
    sections, findings = structure(lines, metadata.title, options.run_in == "auto")
    own = matter.matter(metadata, sections, repaired.repairs, narrator, licence, source.name)
    return Manuscript(metadata, sections, (), repaired.repairs, own), (*repaired.findings, *findings)


def candidate_lines(folder: Path, text: str, options: ManuscriptOptions) -> tuple[str, ...]:
    """The misfire spots of ``folder/text`` as readable lines: place, what is shown, what is decided, what fits the bytes."""
    from publish.manuscript.candidates import all_candidates

    source = load(inside(folder, text), options.encoding)
    decided = {d.start: d for d in decisions.read(folder / REPAIRS, source)}
    lines = []
    for spot, found in all_candidates(source):
        line = source.text[max(0, spot.start - 12) : spot.end + 24].replace("\n", " ")
        lines.append(f"{spot.where}\t…{line}…")
        if spot.start in decided:
            lines.append(f"\t✓ {decided[spot.start].before} → {decided[spot.start].after}\t{decided[spot.start].reviewed_by}")
        lines += [f"\t{n}. {c.before} → {c.after}\t{c.score}" for n, c in enumerate(found, 1)]
        if not found:
            lines.append("\t—")
    return tuple(lines)
