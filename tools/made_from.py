"""What the tables that tools make were made from, in ``made_from.tsv``: product, input, digest.

A tool calls :func:`record` when it has written its product; ``tests/test_made_from.py`` fails when an input, or the product itself,
is no longer what was written down. Of Python files comments, docstrings and layout do not count: they change no product.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECORD = Path(__file__).with_name("made_from.tsv")
DATA, READING = "publish/reading/data", "publish/reading"

DICTIONARY = (f"{DATA}/chars.tsv", f"{DATA}/simplified.tsv", f"{DATA}/words.tsv.gz")
POLYPHONES = (f"{DATA}/polyphones.tsv.gz",)
MORE = (f"{DATA}/polyphones_more.tsv.gz",)
VOTER = (f"{DATA}/voter.npz",)
LEARNED_FROM = (
    "tools/train_polyphones.py", "tools/polyphone_data.py", "tools/polyphone_labels.tsv", *DICTIONARY, f"{DATA}/rules.tsv",
    f"{READING}/pinyin/polyphones.py", f"{READING}/pinyin/sight.py", f"{READING}/pinyin/words.py",
)

INPUTS = {
    DICTIONARY: ("tools/build_dictionary.py", *(f"{DATA}/{name}.tsv" for name in ("characters", "corrections", "neutral", "not_neutral"))),
    POLYPHONES: LEARNED_FROM,
    MORE: (*LEARNED_FROM, "tools/polyphone_skipped.tsv", f"{DATA}/reading_counts.tsv"),
    VOTER: ("tools/build_voter.py",),
}
"""Products made together, and everything of this repository that shapes them. Foreign data is named by the tool."""


def digest(path: Path) -> str:
    """SHA-256 of a file, of a Python file of what it does."""
    data = path.read_bytes()
    return hashlib.sha256(_shape(ast.parse(data)).encode() if path.suffix == ".py" else data).hexdigest()


def _shape(value: object) -> str:
    """A syntax tree as text, the same from one Python version to the next: empty fields and docstrings left out."""
    if isinstance(value, ast.AST):
        fields = (f"{name}={_shape(inner)}" for name, inner in ast.iter_fields(value) if inner not in (None, []))
        return f"{type(value).__name__}({','.join(fields)})"
    if isinstance(value, list):
        return f"[{','.join(_shape(one) for one in value if not _is_docstring(one))}]"
    return repr(value)


def _is_docstring(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def now(products: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """(First product, file) → digest, of the products and their inputs as they are."""
    return {(products[0], name): digest(ROOT / name) for name in (*products, *INPUTS[products])}


def written() -> dict[tuple[str, str], str]:
    """The same as the tools wrote it down."""
    rows = (line.split("\t") for line in RECORD.read_text("utf-8").splitlines() if not line.startswith("#")) if RECORD.exists() else ()
    return {(product, name): known for product, name, known in rows}


def record(products: tuple[str, ...]) -> None:
    """Write down what ``products`` were made from just now."""
    kept = {key: known for key, known in written().items() if key[0] != products[0]} | now(products)
    RECORD.write_text("# product\tmade from\tSHA-256\n" + "".join(f"{a}\t{b}\t{known}\n" for (a, b), known in sorted(kept.items())), "utf-8")


def changed() -> Iterator[str]:
    """What is not as it was when its product was made, as lines for a person."""
    before = written()
    for products in INPUTS:
        for (product, name), known in now(products).items():
            if before.get((product, name)) != known:
                yield f"{name} changed after {product} was made"
