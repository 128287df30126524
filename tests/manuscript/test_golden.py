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
from publish.manuscript.model import Manuscript, ManuscriptOptions, Metadata

CASES = Path(__file__).parent / "golden"
METADATA = Metadata("书名", "", "", datetime.date(2025, 1, 8), "zh-Hans", "urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f", "")


def make(case: Path) -> str:
    settings = case / "in" / "book.toml"
    table = tomllib.loads(settings.read_text("utf-8")).get("manuscript", {}) if settings.exists() else {}
    options = typed(ManuscriptOptions, table, settings, "manuscript")
    return readable(*edit(case / "in", "text.txt", METADATA, options, "声音", "许可"))


def readable(manuscript: Manuscript, findings: Sequence[Finding]) -> str:
    lines = []
    for section in manuscript.sections:
        lines.append(f"{section.id} {section.kind} {section.level} 《{section.title}》")
        for block in section.blocks:
            marks = "".join(f" <{mark.kind}: {block.text[mark.start : mark.end]}>" for mark in block.marks)
            lines.append(f"    {block.id} {block.kind}: {block.text}{marks}")
    lines += [f"! {f.code} {f.where} {f.detail}".rstrip() for f in findings]
    lines += [f"* {r.where} {r.rule}: {r.before!r} → {r.after!r}" for r in manuscript.repairs]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_golden(case: str) -> None:
    assert make(CASES / case) == (CASES / case / "golden" / "manuscript.txt").read_text("utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        target = CASES / name / "golden" / "manuscript.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text(make(CASES / name), "utf-8")
        print(target.read_text("utf-8"))
