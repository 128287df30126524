"""Traditional to simplified: words with more than one form, what must stay, nothing that nobody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.manuscript.repairs import script

CASES = [line.split("\t") for line in (Path(__file__).parent / "simplify.tsv").read_text("utf-8").splitlines() if line and not line.startswith("#")]
ROWS = [row for rows in script.contexts().values() for row in rows]
DATA = Path(script.__file__).parent.parent / "data"


@pytest.mark.parametrize(("written", "printed"), CASES)
def test_words(written: str, printed: str) -> None:
    assert script.simplify(written) == printed


@pytest.mark.parametrize("example", [row[3] for row in ROWS])
def test_every_row_has_an_example_that_holds(example: str) -> None:
    written, printed = example.split(" → ")
    assert script.simplify(written) == printed


def test_every_row_decides_its_own_example() -> None:
    """No row stands in the shadow of an earlier one."""
    for char, rows in script.contexts().items():
        for number, (_, _, _, example) in enumerate(rows):
            written = example.split(" → ")[0]
            spots = [at for at, c in enumerate(written) if c == char]
            fits = [n for at in spots for n, (left, right, _, _) in enumerate(rows) if right.match(written, at + 1) and left.search(written[:at])]
            assert number in fits, f"{char} row {number}: {example}"


def test_variants_are_sorted_and_unique() -> None:
    rows = [line for line in (DATA / "variants.tsv").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert rows == sorted(set(rows)) and all(len(row) == 3 for row in rows)


def test_addresses_stay() -> None:
    for address in ("https://例.tw/臺灣/著作", "www.臺灣.tw/後", "info@臺灣.tw"):
        assert script.simplify(f"請看 {address}，謝謝") == f"请看 {address}，谢谢"


def test_nothing_becomes_what_no_font_has() -> None:
    """嗰 would become U+20BB6: a character that simplified print does not have stays as it is."""
    import opencc

    rare = "".join(chr(c) for c in range(0x4E00, 0xA000) if opencc.OpenCC("t2s").convert(chr(c)) > "\uffff")
    assert rare and script.simplify(rare) == rare


def test_a_name_that_may_be_either_is_asked() -> None:
    assert list(script.doubts("李乾，字元亨。\n餅乾很乾。")) == [(1, "乾")]
    assert list(script.doubts("寫著字，看著書，魯迅著《吶喊》，乾隆年間。")) == []
