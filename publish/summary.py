"""What a build gave, for the terminal and for ``--json``. Values in, text out; ``cli`` prints it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from publish.console import Speaker, clean, clock, finding_as_value, findings_table, size, table
from publish.pipeline import Result

if TYPE_CHECKING:
    from publish.desk.doubts import Tally

ANNOUNCED = ("audio", "opus", "podcast")
"""Editions of files that stand alone: each opens with an announcement, which counts in how long they are."""


def result_as_value(result: Result, words: Speaker, count: Tally) -> dict[str, Any]:
    """A build for ``--json``. ``count``: doubts and decisions to confirm, apart."""
    return {
        "book": result.book.slug,
        "folder": str(result.publication.root / "editions"),
        "outputs": [dataclasses.asdict(output) for output in result.outputs],
        "findings": [finding_as_value(found, words.language) for found in result.findings],
        "doubts": dataclasses.asdict(count),
        "spoken": result.spoken,
        "seconds": round(result.seconds, 3),
    }


def result_lines(result: Result, words: Speaker, count: Tally) -> Iterator[str]:
    """What was made, where, how long, how large, and what a person should look at."""
    yield ""
    yield words("result", "made", title=clean(result.book.metadata.title), folder=result.publication.root / "editions")
    yield ""
    rows = [[words("result", name) for name in ("edition", "file", "length", "size")]]
    yield from table(rows + [list(row) for row in _output_rows(result, words)], frozenset({2, 3}))
    yield ""
    if result.findings:
        yield words("result", "findings", count=len(result.findings))
        yield from findings_table(result.findings, words)
    elif not count.open and not count.confirm:
        yield words("result", "none")
    for name, number in (("open", count.open), ("confirm", count.confirm)):
        if number:
            yield words("result", name, count=number, book=result.book.slug)
    yield words("result", "total", clock=clock(result.seconds), spoken=result.spoken)


def _output_rows(result: Result, words: Speaker) -> Iterator[tuple[str, str, str, str]]:
    """A row a file; an edition of many files gets one row for its folder."""
    tracks = result.publication.narration.tracks if result.publication.narration else ()
    whole = sum(t.samples / t.rate for t in tracks)
    text = sum((t.samples - t.opening) / t.rate for t in tracks)
    by_edition: dict[str, list[Any]] = {}
    for output in result.outputs:
        by_edition.setdefault(output.edition, []).append(output)
    for name, outputs in by_edition.items():
        heard = "" if not tracks or name.startswith(("print", "poster", "braille")) else clock(whole if name in ANNOUNCED else text)
        total = sum(output.bytes for output in outputs)
        if len(outputs) > 3:
            paths = [output.path for output in outputs]
            folders = dict.fromkeys(f"{path.split('/')[0]}/" if "/" in path else path for path in paths)
            shown = ", ".join(folders) if len(folders) <= 2 else f"{os.path.commonprefix(paths)}*"  # volumes lie beside each other
            yield words("edition", name), f"{shown}  {words('result', 'files', count=len(outputs))}", heard, size(total)
        else:
            for output in outputs:
                yield words("edition", name), output.path, heard, size(output.bytes)


def said_lines(sentences: Sequence[Any], words: Speaker) -> Iterator[str]:
    """A line a sentence with what is said, then a row a token: characters, pinyin, spoken form, who decided, how sure."""
    for sentence in sentences:
        yield f"{words('say', 'spoken')} {clean(sentence.spoken)}"
        for token in sentence.tokens:
            said = " ".join(syllable.surface for syllable in token.syllables)
            spoken = "" if token.spoken == token.text else clean(token.spoken)
            yield f"  {clean(token.text)}\t{said}\t{spoken}\t{token.decided_by} {token.confidence:.3f}".rstrip()
