"""A second voter of another kind: the small network of g2pM. It decides nothing; where it contradicts, a reading becomes a doubt.

It learned from encyclopaedia text and is the better judge of names and terms there, and the worse one of prose, so it is asked only
about characters that the first model does not know, and not about words that the sources agree on (``tokens.py``).
A bidirectional LSTM of 32 units over the characters around the place, then two layers; ``tools/build_voter.py`` makes its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

WIDTH = 16
"""How many characters on each side it sees."""
_UNKNOWN, _FIRST, _LAST = 1, 2, 3
"""Rows of characters it never saw, of the beginning, of the end."""
UNITS = 32


@dataclass(frozen=True)
class Network:
    """``rows``: character → its row of the embedding; ``classes``: reading → its row of the last layer. Matrices of 64-bit numbers, so
    that two machines round to the same decision; the forward and the backward half side by side in the first axis."""

    rows: dict[str, int]
    classes: dict[str, int]
    embedding: np.ndarray[Any, Any]
    input: np.ndarray[Any, Any]
    state: np.ndarray[Any, Any]
    bias: np.ndarray[Any, Any]
    hidden: np.ndarray[Any, Any]
    hidden_bias: np.ndarray[Any, Any]
    out: np.ndarray[Any, Any]
    out_bias: np.ndarray[Any, Any]

    def seen(self, text: str, at: int) -> tuple[list[int], list[int]]:
        """The rows of the characters up to ``at`` from the left, and from the right, each :data:`WIDTH` + 1 long; −1 before the text."""
        left, right = text[max(0, at - WIDTH) : at + 1], text[at : at + WIDTH + 1][::-1]
        before = [self.rows.get(char, _UNKNOWN) for char in left]
        after = [self.rows.get(char, _UNKNOWN) for char in right]
        before = [_FIRST, *before] if len(before) <= WIDTH else before
        after = [_LAST, *after] if len(after) <= WIDTH else after
        return [-1] * (WIDTH + 1 - len(before)) + before, [-1] * (WIDTH + 1 - len(after)) + after

    def votes(self, text: str, places: list[int], among: list[tuple[str, ...]]) -> list[tuple[str, float]]:
        """For each place the likeliest reading ``among`` its own, and how likely that is; nothing where it knows fewer than two."""
        sides = np.array([self.seen(text, at) for at in places]).transpose(1, 2, 0)
        scores = self._scores(sides)
        return [self._vote(row, readings) for row, readings in zip(scores, among, strict=True)]

    def _scores(self, sides: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Of every reading at every place. ``sides``: direction × step × place."""
        given = self.embedding[sides] @ self.input[:, None] + self.bias[:, None, None]
        met = (sides >= 0)[..., None]
        output, memory = np.zeros((2, sides.shape[2], UNITS)), np.zeros((2, sides.shape[2], UNITS))
        for step in range(sides.shape[1]):
            gates = given[:, step] + output @ self.state
            open_, forget, new, show = (gates[..., n * UNITS : (n + 1) * UNITS] for n in range(4))
            memory = np.where(met[:, step], _gate(forget) * memory + _gate(open_) * np.tanh(new), memory)
            output = np.where(met[:, step], _gate(show) * np.tanh(memory), output)
        both = np.concatenate([output[0], output[1]], axis=1)
        return np.maximum(both @ self.hidden + self.hidden_bias, 0.0) @ self.out + self.out_bias

    def _vote(self, scores: np.ndarray[Any, Any], among: tuple[str, ...]) -> tuple[str, float]:
        found = [(float(scores[self.classes[one]]), one) for one in among if one in self.classes]
        if len(found) < 2:
            return "", 0.0
        powers = np.exp(np.array([score for score, _ in found]) - max(found)[0])
        best = int(powers.argmax())
        return found[best][1], round(float(powers[best] / powers.sum()), 6)


def _gate(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return 1.0 / (1.0 + np.exp(-value))


@cache
def network() -> Network:
    """Load it, once in a process."""
    with (resources.files("publish.reading") / "data" / "voter.npz").open("rb") as stream, np.load(stream) as file:
        held = {name: file[name] for name in file.files}

    def matrix(name: str) -> np.ndarray[Any, Any]:
        return held[name].astype(np.float64) * held[f"{name}_worth"]

    return Network(
        rows={chr(code): n for n, code in enumerate(held["chars"].tolist()) if code and n > _LAST},
        classes={one.decode(): n for n, one in enumerate(held["readings"].tolist())},
        embedding=matrix("embedding"),
        input=np.stack([matrix("input").T, matrix("input_back").T]),
        state=np.stack([matrix("state").T, matrix("state_back").T]),
        bias=np.stack([held["bias"], held["bias_back"]]).astype(np.float64),
        hidden=matrix("hidden").T,
        hidden_bias=held["hidden_bias"].astype(np.float64),
        out=matrix("out").T,
        out_bias=held["out_bias"].astype(np.float64),
    )
