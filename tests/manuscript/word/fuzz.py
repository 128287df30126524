"""Damaged and hostile Word documents: thousands of mutations, each of which is read or refused with a code; never a traceback, never a hang.

    .venv/bin/python -m tests.manuscript.word.fuzz 10000 [SEED]

prints how many were read, how many refused by which code, the slowest one and the most memory taken.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from publish.findings import PublishError
from publish.manuscript.readers.docx.read import read
from tests.manuscript.word.making import W, zipped
from tests.manuscript.word.test_word import CASES, built

WORDS = ("", "0", "-1", "1", "99999999999999999999", "NaN", "nonsense", "true", "\u00ad", "x" * 5000, "../../etc/passwd", "%1%2%3%9%0", "FFFFFFFF", "continue", "restart", "http://a/")
SLOWEST = 10.0
"""Seconds that one document may take."""


def seeds() -> list[bytes]:
    """Sound documents, to be damaged."""
    other = Path(__file__).parents[1] / "golden" / "word-official" / "in" / "text.docx"
    return [*(built(case) for case in sorted(CASES.iterdir())), other.read_bytes()]


def members(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def flipped(dice: random.Random, data: bytes) -> bytes:
    """Some bytes of the file changed."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def cut(dice: random.Random, data: bytes) -> bytes:
    """A piece of the file missing or doubled."""
    a, b = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    return data[:a] + data[b:] if dice.random() < 0.7 else data[:b] + data[a:]


def part_flipped(dice: random.Random, data: bytes) -> bytes:
    """A sound zip with some bytes of one part changed."""
    found = members(data)
    name = dice.choice(sorted(found))
    found[name] = (flipped if dice.random() < 0.6 else cut)(dice, found[name] or b"x")
    return zipped(found)


def parts_swapped(dice: random.Random, data: bytes) -> bytes:
    """One part in another's place, or missing."""
    found = members(data)
    a, b = dice.choice(sorted(found)), dice.choice(sorted(found))
    if dice.random() < 0.5:
        found[a] = found[b]
    else:
        del found[a]
    return zipped(found)


def tree_changed(dice: random.Random, data: bytes) -> bytes:
    """Elements of a part taken out, doubled, moved into one another, renamed; attributes given other values."""
    found = members(data)
    name = dice.choice([n for n in sorted(found) if n.endswith((".xml", ".rels"))])
    try:
        root = etree.fromstring(found[name])
    except etree.XMLSyntaxError:
        return data
    for _ in range(dice.randint(1, 8)):
        _change(dice, root)
    found[name] = etree.tostring(root)
    return zipped(found)


def _change(dice: random.Random, root: etree._Element) -> None:
    elements = [element for element in root.iter() if element.getparent() is not None]
    if not elements:
        return
    one, other = dice.choice(elements), dice.choice(elements)
    kind = dice.randrange(5)
    if kind == 0:
        one.getparent().remove(one)
    elif kind == 1 and len(elements) < 3000:
        other.insert(0, etree.fromstring(etree.tostring(one)))
    elif kind == 2 and other not in one.iter():
        other.append(one)
    elif kind == 3:
        one.tag = other.tag
    elif one.attrib:
        one.set(dice.choice(sorted(one.attrib)), dice.choice(WORDS))
    else:
        one.set(f"{W}val", dice.choice(WORDS))


def deep(dice: random.Random, data: bytes) -> bytes:
    """Tables, boxes, controls or fields within each other, as deep as a parser lets them."""
    opened, closed = dice.choice([
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"), ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"), ("<w:ins>", "</w:ins>"),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"), ("<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>", ""),
        ("<w:p><w:r><w:ruby><w:rubyBase>", "</w:rubyBase></w:ruby></w:r></w:p>"), ("<m:oMathPara><m:oMath><m:d><m:e>", "</m:e></m:d></m:oMath></m:oMathPara>"),
    ])  # fmt: skip
    depth = dice.choice((5, 40, 60, 80, 120, 300))
    found = members(data)
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    inner = "<w:p><w:r><w:t>字</w:t></w:r></w:p>"
    found["word/document.xml"] = f"<w:document {names}><w:body>{opened * depth}{inner}{closed * depth}</w:body></w:document>".encode()
    return zipped(found)


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (flipped, cut, part_flipped, part_flipped, parts_swapped, tree_changed, tree_changed, tree_changed, deep)


def run(count: int, seed: int = 1) -> tuple[Counter[str], float]:
    """Read ``count`` mutations; what became of them, and the seconds the slowest took. Anything but a coded refusal is raised."""
    dice, sound, became, slowest = random.Random(seed), seeds(), Counter[str](), 0.0
    for _ in range(count):
        made = dice.choice(MUTATIONS)(dice, dice.choice(sound))
        start = time.process_time()
        try:
            read("text.docx", made)
            became["read"] += 1
        except PublishError as error:
            became[error.findings[0].code] += 1
        except BaseException:
            (Path(tempfile.gettempdir()) / "fuzz-failed.docx").write_bytes(made)
            raise
        slowest = max(slowest, time.process_time() - start)
    return became, slowest


if __name__ == "__main__":
    became, slowest = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{dict(sorted(became.items()))}; slowest {slowest:.2f} s; most memory {memory} MB")
