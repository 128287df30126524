"""Word documents of our own making, each with the manuscript that a person says must come of it: ``cases/<case>/{in,golden}``.

``in/document.xml`` is the text in the shorthand of ``making.py``, beside it the other parts it needs. To add a case, write them, run

    .venv/bin/python -m tests.manuscript.word.test_word NAME

and read the ``golden/manuscript.txt`` that it wrote, word by word.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.manuscript.test_golden import make
from tests.manuscript.word.making import docx

CASES = Path(__file__).parent / "cases"


def built(case: Path) -> bytes:
    """The document of a case."""
    folder = case / "in"
    parts: dict[str, str | bytes] = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in ("document.xml", "relations.txt"):
            parts[name] = file.read_text("utf-8") if file.suffix == ".xml" else file.read_bytes()
    relations = folder / "relations.txt"
    return docx((folder / "document.xml").read_text("utf-8"), parts, relations.read_text("utf-8") if relations.exists() else "")


def manuscript(case: Path, scratch: Path) -> str:
    (scratch / "in").mkdir()
    (scratch / "in" / "text.docx").write_bytes(built(case))
    return make(scratch)


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_word(case: str, tmp_path: Path) -> None:
    assert manuscript(CASES / case, tmp_path) == (CASES / case / "golden" / "manuscript.txt").read_text("utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch:
            made = manuscript(CASES / name, Path(scratch))
        target = CASES / name / "golden" / "manuscript.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text(made, "utf-8")
        print(f"== {name}\n{made}")
