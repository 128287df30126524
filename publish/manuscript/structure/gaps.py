"""Blank lines, which no passage is: where two passages stand one after another, their places tell."""

from __future__ import annotations

import re

from publish.manuscript.structure.line import Line

_NUMBER = re.compile(r"(?:^|¶|l)([0-9]+)(?:\.[0-9]+)?$")


def after_blank(before: Line, line: Line) -> bool:
    """Whether a line of the file without text stands between two lines. Unknown counts as none."""
    a, b = _NUMBER.search(before.passage.place), _NUMBER.search(line.passage.place)
    return bool(a and b and before.passage.file == line.passage.file and "p" not in line.passage.place and int(b[1]) > int(a[1]) + 1)
