"""Damaged and hostile documents: a finding or a text, never a traceback, never without end.

A few hundred mutations run with every test; ``python -m tests.manuscript.test_mutations 10000`` runs as many as one likes and tells the slowest and
the memory that was needed.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish.findings import PublishError
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers import table
from publish.manuscript.repairs.repair import repair
from publish.manuscript.structure.structure import structure

CASES = Path(__file__).parent / "golden"
SUFFIXES = (".html", ".htm", ".xhtml", ".md", ".markdown", ".epub", ".mhtml")
LONGEST = 10.0
"""Seconds for one document, on a machine with other things to do."""

PIECES = [
    *(f"<{name}>" for name in ("table", "td", "ruby", "rt", "p", "pre", "ol", "li", "dl", "svg", "math", "figure", "script", "!--", "![CDATA[", "?xml", "template")),
    *(f"</{name}>" for name in ("table", "p", "body", "html", "ruby", "li")),
    '<td rowspan="65534" colspan="9999">', '<a href="#a" id="a">[1]</a>', "<br>" * 50, "&nbsp;&#0;&#x110000;&#xD800;&notanentity;", '<img src="data:image/png;base64,AAAA">',
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "\x00", "\ufeff", "**", "```\n", "> " * 30, "[^1]: ", "| a | b |\n|---|---|\n", "[" * 60, "- " * 40, "---\n", "'\"<>&", '<p style="display:none">',
    '<aside epub:type="footnote" id="a">', '<ol type="i" start="3999">', "<b>" * 40, "\u202e\u200b\ue000",
]  # fmt: skip
"""What documents are made of, and what breaks readers of them."""


def samples() -> dict[str, bytes]:
    """Every golden document that these readers take in, by its case."""
    found = {}
    for case in sorted(CASES.iterdir()):
        for path in sorted((case / "in").glob("text.*")):
            if path.suffix in SUFFIXES:
                found[f"{case.name}{path.suffix}"] = path.read_bytes()
    return found


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """``data`` with one to six changes: bytes changed, taken out, doubled, pieces put in, an end cut off, a stretch of another document."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.choice((1, 8, 60, 400)))
        how = chance.randrange(6)
        if how == 0 and out:
            out[chance.randrange(len(out))] = chance.randrange(256)
        elif how == 1:
            del out[at:end]
        elif how == 2:
            out[at:at] = out[at:end] * chance.choice((1, 2, 30))
        elif how == 3:
            out[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass") * chance.choice((1, 1, 1, 20, 300))
        elif how == 4:
            del out[max(at, len(out) // 4) :]
        else:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            out[at:at] = other[start : start + 400]
    return bytes(out)


def retyped(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Changes between characters, so that the document can still be decoded; every fifth time between bytes."""
    if chance.random() < 0.2:
        return mutated(data, others, chance)
    codec = next(codec for codec in ("utf-8", "gb18030", "big5hkscs", "latin-1") if decodes(data, codec))
    plain = data.decode(codec).encode("utf-32-le")
    made = bytes(mutated_wide(plain, chance))
    return made.decode("utf-32-le", "ignore").encode(codec, "ignore")


def decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def mutated_wide(data: bytes, chance: random.Random) -> bytearray:
    """As :func:`mutated`, in units of four bytes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) // 4 + 1) * 4
        end = min(len(out), at + 4 * chance.choice((1, 8, 60, 400)))
        how = chance.randrange(5)
        if how == 0:
            out[at : at + 4] = chance.choice("<>&\"'/;#!-[]()*|\n \x0c\u3000\ufffd①A字").encode("utf-32-le")
        elif how == 1:
            del out[at:end]
        elif how == 2:
            out[at:at] = out[at:end] * chance.choice((1, 2, 30))
        elif how == 3:
            out[at:at] = chance.choice(PIECES).encode("utf-32-le") * chance.choice((1, 1, 1, 20, 300))
        else:
            start = chance.randrange(len(out) // 4 + 1) * 4
            out[at:at] = out[start : start + 1600]
    return out


def mutated_book(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """An e-book with changes inside one of its members, or in the zip itself."""
    if chance.random() < 0.2:
        return mutated(data, others, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = chance.choice(source.namelist())
        for name in source.namelist():
            if name == chosen and chance.random() < 0.1:
                continue
            made.writestr(name, retyped(source.read(name), others, chance) if name == chosen else source.read(name))
    return out.getvalue()


def mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    known = samples()
    names, plain = list(known), [data for name, data in known.items() if not name.endswith(".epub")]
    for _ in range(count):
        name = chance.choice(names)
        change: Callable[[bytes, list[bytes], random.Random], bytes] = mutated_book if name.endswith(".epub") else retyped
        yield name, change(known[name], plain, chance)


def outcome(name: str, data: bytes) -> str:
    """``text``, or the code of the error that a person is told: read, repaired and put into sections."""
    options = ManuscriptOptions(damage="allow")
    try:
        document = table.read(name, data, options)
        structure(repair(document, (), options).passages, document.name, "书", options)
        assert not {passage.text for passage in document.passages if "\n" in passage.text}
    except PublishError as error:
        return error.findings[0].code
    return "text"


@pytest.mark.parametrize("seed", range(8))
def test_mutations_end_in_text_or_in_a_finding(seed):
    for name, data in mutations(40, seed):
        began = time.monotonic()
        found = outcome(name, data)
        assert found == "text" or found.startswith("S"), name
        assert time.monotonic() - began < LONGEST, name


def run(count: int, seed: int, keep: Path) -> int:
    """Run ``count`` mutations; what went wrong is kept in ``keep``. Returns how many did."""
    ends: Counter[str] = Counter()
    slowest, wrong = (0.0, ""), 0
    for number, (name, data) in enumerate(mutations(count, seed)):
        began = time.process_time()
        try:
            end = outcome(name, data)
        except BaseException:
            if isinstance(sys.exc_info()[1], KeyboardInterrupt):
                raise
            end, wrong = "TRACEBACK", wrong + 1
            (keep / f"{number}-{name}").write_bytes(data)
            print(name, number, traceback.format_exc().splitlines()[-3:])
        ends[end] += 1
        slowest = max(slowest, (time.process_time() - began, f"{number}-{name}"))
    print(dict(ends.most_common()), f"slowest {slowest[0]:.2f} s ({slowest[1]})", f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    return wrong


if __name__ == "__main__":
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "/tmp/mutations")
    folder.mkdir(parents=True, exist_ok=True)
    sys.exit(bool(run(int(sys.argv[1]), 1, folder)))
