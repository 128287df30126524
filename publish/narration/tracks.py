"""Spoken sentences become files: one master and one MP3 a section, made once and kept as long as nothing in them changes."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from publish import ffmpeg, files
from publish.findings import Finding, PublishError, fail, finding
from publish.narration import speech_cache, workers
from publish.narration.model import NarrationOptions, Speech
from publish.narration.plan import Cue, TrackPlan
from publish.narration.sound import audit, encode
from publish.narration.sound.encode import Heard
from publish.narration.sound.master import Mastered, Piece, master

if TYPE_CHECKING:
    import numpy

Times = tuple[int, int, tuple[int, ...]]
"""Start, end and token ends of a clip, in samples of its track."""

SPREAD = 60
"""Sentences to finish from which a second process is worth its start."""


@dataclasses.dataclass(frozen=True)
class Record:
    """A finished track. ``digests``: of ``file`` and ``master``. ``hops`` is its loudness in steps of 100 ms (32-bit floats), kept
    for the programme's loudness."""

    key: str
    name: str
    file: str
    master: str
    digests: tuple[str, str]
    rate: int
    samples: int
    clips: tuple[Times, ...]
    mastered: Mastered
    heard: Heard
    hops: bytes
    findings: tuple[Finding, ...] = ()


@dataclasses.dataclass(frozen=True)
class Job:
    """A track to finish: the cue of each clip with the cache file that holds its speech."""

    key: str
    name: str
    cues: tuple[tuple[Cue, Path], ...]
    into: Path
    loudness: float
    bitrate: int


def finish(plans: Sequence[TrackPlan], keys: Mapping[str, str], options: NarrationOptions, into: Path, cores: int) -> tuple[tuple[Record, ...], float]:
    """All tracks, in order, and the seconds spent encoding; tracks that are as they were are not made again. Files of tracks
    that are gone are removed."""
    jobs = [_job(one, keys, options, into) for one in plans]
    found = [_kept(job) for job in jobs]
    todo = [job for job, record in zip(jobs, found, strict=True) if record is None]
    todo.sort(key=lambda job: -len(job.cues))
    large = sum(len(job.cues) for job in todo) >= SPREAD and len(todo) > 1
    results = workers.in_processes(make, todo, cores, lambda job: job.name) if large else workers.here(make, todo)
    made = {todo[index].name: result for index, result in results}
    _tidy(into, {job.name for job in jobs})
    records = tuple(record or made[job.name][0] for job, record in zip(jobs, found, strict=True))
    return records, sum(seconds for _, seconds in made.values())


def _job(one: TrackPlan, keys: Mapping[str, str], options: NarrationOptions, into: Path) -> Job:
    cues = tuple((cue, speech_cache.place(into / "cache" / "speech", keys[cue.sentence.id])) for cue in (*one.intro, *one.cues))
    parts = [f"{path.name} {cue.before} {cue.after}" for cue, path in cues]
    key = files.digest(_code(), ffmpeg.fingerprint(), one.name, repr((options.loudness, options.bitrate)), *parts)
    return Job(key, one.name, cues, into, options.loudness, options.bitrate)


@functools.cache
def _code() -> str:
    """Fingerprint of what is done to a track."""
    here = Path(__file__).parent
    return files.digest(*[(here / name).read_bytes() for name in ("tracks.py", "sound/master.py", "sound/loudness.py", "sound/encode.py", "sound/audit.py")])


def _record_path(job: Job) -> Path:
    return job.into / "cache" / "tracks" / f"{job.name}.json"


def _kept(job: Job) -> Record | None:
    """The record of an earlier build, when it was made from the same and its files are whole."""
    try:
        record = files.unsealed(_record_path(job).read_bytes(), Record)
    except (OSError, msgspec.DecodeError):
        return None
    if record.key != job.key or not all((job.into / file).is_file() for file in (record.file, record.master)):
        return None
    return record if _digests(job.into, record.file, record.master) == record.digests else None


def _digests(into: Path, mp3: str, wav: str) -> tuple[str, str]:
    return files.digest_of_file(into / mp3), files.digest_of_file(into / wav)


def make(job: Job) -> tuple[Record, float]:
    """Audit the sentences, write the master, encode it, measure it, write it down; the record and the seconds spent encoding.

    Raises the audit's findings as errors.
    """
    _sound(job)
    clips, pieces, rate, findings = _laid(job)
    errors = [one for one in findings if one.code != "V211"]
    if errors:
        raise PublishError(*errors)
    wav, mp3 = f"audio/{job.name}.wav", f"audio/{job.name}.mp3"
    mastered, hops = master(pieces, rate, job.loudness, job.into / wav)
    began = time.perf_counter()
    encode.encode(job.into / wav, job.into / mp3, job.bitrate)
    seconds = time.perf_counter() - began
    record = Record(
        job.key, job.name, mp3, wav, _digests(job.into, mp3, wav), rate, clips[-1][1], tuple(clips), mastered,
        encode.hear(job.into / mp3), hops.tobytes(), tuple(findings),
    )
    files.write(_record_path(job), files.sealed(msgspec.json.encode(record)))
    return record, seconds


def _sound(job: Job) -> None:
    """Every cache file as it was written. Damaged ones are removed, all of them, before anything is made: ``V206``."""
    damaged = [(cue, path) for cue, path in job.cues if speech_cache.load(path) is None]
    for _, path in damaged:
        path.unlink(missing_ok=True)
    if damaged:
        raise PublishError(*[finding("V206", cue.sentence.id, text=cue.sentence.text) for cue, _ in damaged])


def _laid(job: Job) -> tuple[list[Times], list[Piece], int, list[Finding]]:
    """The clips end to end. Every sentence is read here once, to be judged and counted, and again when it is written."""
    clips: list[Times] = []
    pieces: list[Piece] = []
    findings: list[Finding] = []
    at = rate = 0
    for cue, path in job.cues:
        speech = _speech(cue, path)
        if rate not in (0, speech.rate):
            raise fail("V217", cue.sentence.id, one=rate, other=speech.rate)
        rate = speech.rate
        findings += audit.audit(cue.sentence, speech)
        before, after = cue.before * rate // 1000, cue.after * rate // 1000
        start, sound = at, at + before
        at = sound + len(speech.pcm) + after
        ends = [sound + end for end in speech.token_ends]
        clips.append((start, at, tuple(ends[:-1] + [at])))
        pieces.append(Piece(before, after, functools.partial(_pcm, cue, path)))
    return clips, pieces, rate, findings


def _speech(cue: Cue, path: Path) -> Speech:
    """From the cache. A damaged file is removed, so that the next build speaks the sentence again: ``V206``."""
    speech = speech_cache.load(path)
    if speech is None:
        path.unlink(missing_ok=True)
        raise fail("V206", cue.sentence.id, text=cue.sentence.text)
    return speech


def _pcm(cue: Cue, path: Path) -> numpy.ndarray:
    return _speech(cue, path).pcm


def _tidy(into: Path, names: set[str]) -> None:
    """Remove audio of sections that the book no longer has."""
    for path in sorted((into / "audio").glob("*.*")):
        if path.suffix in (".mp3", ".wav") and path.stem not in names:
            path.unlink()
            (into / "cache" / "tracks" / f"{path.stem}.json").unlink(missing_ok=True)
