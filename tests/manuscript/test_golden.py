"""Texts that come through as a person says they must: ``tests/manuscript/golden/<case>/{in,golden}`` (see the README there)."""

from __future__ import annotations

import datetime
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from publish.config import typed
from publish.findings import Finding
from publish.manuscript.edit import edit
from publish.manuscript.model import Block, Manuscript, ManuscriptOptions, Mark, Metadata

CASES = Path(__file__).parent / "golden"
METADATA = Metadata("书名", "", "", datetime.date(2025, 1, 8), "zh-Hans", "urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f", "")


def make(case: Path) -> str:
    settings = case / "in" / "book.toml"
    table = tomllib.loads(settings.read_text("utf-8")).get("manuscript", {}) if settings.exists() else {}
    options = typed(ManuscriptOptions, table, settings, "manuscript")
    text = next(path.name for path in sorted((case / "in").iterdir()) if path.stem == "text")
    return readable(*edit((case / "in" / text,), METADATA, options, "声音", "许可"))


def readable(manuscript: Manuscript, findings: Sequence[Finding]) -> str:
    lines = []
    for section in manuscript.sections:
        lines.append(f"{section.id} {section.kind} {section.level} 《{section.title}》")
        for block in section.blocks:
            lines.append(f"    {block.id} {block.kind}{about(block)}: {block.text}{''.join(told(mark, block) for mark in block.marks)}")
    lines += [f"! {f.code} {f.where} {f.detail}".rstrip() for f in findings]
    lines += [f"* {r.where} {r.rule}: {r.before!r} → {r.after!r}" for r in manuscript.repairs]
    return "\n".join(lines) + "\n"


def about(block: Block) -> str:
    """What there is to say of a block besides its kind: ``table1 2/1+1x2 row head``, ``list1 depth 2``, ``[一、]``, ``picture 0a1b….png``."""
    said = [block.group]
    if block.cell:
        of = block.cell
        spans = f"+{of.rows}x{of.columns}" if (of.rows, of.columns) != (1, 1) else ""
        said.append(f"{of.row}/{of.column}{spans}" + (f" {of.head} head" if of.head else ""))
    if block.kind != "heading" and block.level:
        said.append(f"depth {block.level}")
    if block.label:
        said.append(f"[{block.label}]")
    if block.figure:
        said.append(f"picture {block.figure.file or '-'}" + (" decorative" if block.figure.decorative else ""))
    if block.silent:
        said.append("silent")
    return "".join(f" {word}" for word in said if word)


def told(mark: Mark, block: Block) -> str:
    """``<link: 文字 = https://…>``; of a break where it stands: ``<break: 7>``."""
    covered = block.text[mark.start : mark.end] if mark.kind != "break" else str(mark.start)
    return f" <{mark.kind}: {covered}{f' = {mark.value}' if mark.value else ''}>"


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_golden(case: str) -> None:
    assert make(CASES / case) == (CASES / case / "golden" / "manuscript.txt").read_text("utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        target = CASES / name / "golden" / "manuscript.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text(make(CASES / name), "utf-8")
        print(target.read_text("utf-8"))
