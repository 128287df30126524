"""Everyday Chinese characters, from ``data/common.txt``."""

from importlib import resources

_TEXT = (resources.files("publish.manuscript") / "data" / "common.txt").read_text("utf-8")

COMMON = frozenset("".join(line for line in _TEXT.splitlines() if not line.startswith("#")))
"""The thousand most frequent characters of modern prose and their traditional forms."""
