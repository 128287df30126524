"""``audio-report.json`` and ``audio-report.md``: the figures of every file, and which of them are out of bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from publish import files
from publish.findings import Finding, finding
from publish.narration.model import NarrationOptions
from publish.narration.sound.loudness import integrated
from publish.narration.tracks import Record

PROGRAMME, SECTION = 1.0, 0.5
"""LU the programme may lie from the target, and a section from the programme (PC-05)."""

PEAK = -1.0
NOISE = -60.0
"""dBTP no file may exceed (PC-05); dBFS the quiet between words may not (PC-06)."""

SHORTEST = 3.0
"""Seconds below which integrated loudness says nothing: too few blocks of 400 ms."""


def write(into: Path, records: Sequence[Record], options: NarrationOptions, said: Sequence[tuple[int, float]]) -> tuple[Finding, ...]:
    """Write both reports and return what is out of bounds (errors) or worth a look, with the audit's own findings."""
    programme = _programme(records)
    rows = [_row(record, *figures) for record, figures in zip(records, said, strict=True)]
    pace = round(sum(han for han, _ in said) * 60 / max(sum(seconds for _, seconds in said), 1e-9), 1)
    whole = {
        "programme": {"lufs": programme, "target": options.loudness, "characters_per_minute": pace, "seconds": round(sum(r["seconds"] for r in rows), 3)},
        "bounds": {"programme_lu": PROGRAMME, "section_lu": SECTION, "true_peak_dbtp": PEAK, "noise_dbfs": NOISE},
        "files": rows,
    }
    files.write(into / "audio-report.json", files.to_json(whole))
    files.write(into / "audio-report.md", _markdown(whole))
    return (*_judged(rows, programme, options), *(one for record in records for one in record.findings))


def _programme(records: Sequence[Record]) -> float:
    import numpy

    return round(integrated(numpy.frombuffer(record.hops, "f4") for record in records), 2)


def _row(record: Record, han: int, seconds: float) -> dict[str, Any]:
    return {
        "file": record.file,
        "seconds": round(record.samples / record.rate, 3),
        "lufs": record.heard.loudness,
        "loudness_range": record.heard.range,
        "true_peak": record.heard.true_peak,
        "master_lufs": record.mastered.loudness,
        "master_true_peak": record.mastered.true_peak,
        "gain_db": record.mastered.gain,
        "limited_db": record.mastered.limited,
        "noise_dbfs": record.mastered.noise,
        "silence_share": record.mastered.silence,
        "mp3_seconds": record.heard.seconds,
        "mp3_bytes": record.heard.bytes,
        "characters": han,
        "characters_per_minute": round(han * 60 / seconds, 1) if seconds else 0,
    }


def _judged(rows: Sequence[dict[str, Any]], programme: float, options: NarrationOptions) -> Iterator[Finding]:
    if abs(programme - options.loudness) > PROGRAMME:
        yield finding("V221", "audio-report.json", lufs=programme, target=options.loudness)
    for row in rows:
        name = row["file"]
        if row["seconds"] >= SHORTEST and abs(row["lufs"] - programme) > SECTION + 0.05:
            yield finding("V222", name, lufs=row["lufs"], programme=programme)
        if row["true_peak"] > PEAK:
            yield finding("V223", name, peak=row["true_peak"], bound=PEAK)
        if row["noise_dbfs"] > NOISE:
            yield finding("V224", name, noise=row["noise_dbfs"], bound=NOISE)
        if row["mp3_seconds"] + 0.011 < row["seconds"]:
            yield finding("V225", name, mp3=row["mp3_seconds"], master=row["seconds"])


def _markdown(whole: dict[str, Any]) -> str:
    """The same for people."""
    programme = whole["programme"]
    lines = [
        "# 音频报告", "",
        f"全书响度 {programme['lufs']} LUFS（目标 {programme['target']}，单声道），时长 {_clock(programme['seconds'])}，语速每分钟 {programme['characters_per_minute']} 字。", "",
        "| 文件 | 时长 | 响度 LUFS | 真峰值 dBTP | 底噪 dBFS | 静音 | 字/分钟 |", "|---|---|---|---|---|---|---|",
    ]
    for row in whole["files"]:
        lines.append(
            f"| {row['file']} | {_clock(row['seconds'])} | {row['lufs']:.1f} | {row['true_peak']:.1f} | {row['noise_dbfs']:.0f} "
            f"| {row['silence_share']:.0%} | {row['characters_per_minute']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
