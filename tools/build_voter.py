"""Build ``publish/reading/data/voter.npz``: the network of g2pM in small integers, which only makes doubts.

::

    .venv/bin/pip install --no-deps g2pM==0.1.2.5
    .venv/bin/python -m tools.build_voter

g2pM (Kakao Brain, Apache-2.0) learned Chinese polyphones from Wikipedia with a bidirectional LSTM. Its weights, 1.6 MB of
floating-point numbers, become 8-bit integers with one scale a row. ``publish/reading/pinyin/voter.py`` says how they are used; no
code of g2pM is.
"""

from __future__ import annotations

import pickle
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tools import made_from

TARGET = Path(__file__).parent.parent / "publish" / "reading" / "data" / "voter.npz"
WEIGHTS = {
    "embedding": "embedding.weight",
    "input": "lstm.weight_ih_l0", "input_back": "lstm.weight_ih_l0_reverse",
    "state": "lstm.weight_hh_l0", "state_back": "lstm.weight_hh_l0_reverse",
    "hidden": "logit_layer.0.weight", "out": "logit_layer.2.weight",
}  # fmt: skip
"""Name here → name in g2pM's checkpoint."""


def integers(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers from −127 to 127, and what one is worth in each row."""
    worth = np.abs(weights).max(1, keepdims=True) / 127.0
    return np.rint(weights / np.where(worth, worth, 1.0)).astype(np.int8), worth.astype(np.float32)


def main() -> None:
    found = find_spec("g2pM")
    if found is None or found.origin is None:
        raise SystemExit("g2pM==0.1.2.5 is not installed")
    folder = Path(found.origin).parent
    ckpt, chars, classes = (pickle.loads((folder / name).read_bytes()) for name in ("np_ckpt.pkl", "char2idx.pkl", "class2idx.pkl"))
    made: dict[str, np.ndarray] = {}
    for name, theirs in WEIGHTS.items():
        made[name], made[f"{name}_worth"] = integers(ckpt[theirs])
    made["bias"] = (ckpt["lstm.bias_ih_l0"] + ckpt["lstm.bias_hh_l0"]).astype(np.float32)
    made["bias_back"] = (ckpt["lstm.bias_ih_l0_reverse"] + ckpt["lstm.bias_hh_l0_reverse"]).astype(np.float32)
    made["hidden_bias"], made["out_bias"] = ckpt["logit_layer.0.bias"], ckpt["logit_layer.2.bias"]
    ordered = sorted(chars, key=chars.__getitem__)
    made["chars"] = np.array([ord(one) if len(one) == 1 else 0 for one in ordered], np.uint32)
    made["readings"] = np.array([one.replace("u:", "v") for one in sorted(classes, key=classes.__getitem__)], "S8")
    with TARGET.open("wb") as stream:
        np.savez_compressed(stream, **made)  # type: ignore[arg-type]  # the hint takes any keyword for ``allow_pickle``
    made_from.record(made_from.VOTER)


if __name__ == "__main__":
    main()
