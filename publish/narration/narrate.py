"""Stage 3: every sentence spoken, put into files, mastered, encoded; every time counted.

Three steps, each resumable: speak what no cache holds (both cores), finish the tracks that changed (both cores), report.
"""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from publish import files
from publish.config import VoiceSettings
from publish.files import Tell, nobody
from publish.findings import Finding, PublishError, fail
from publish.han import is_han
from publish.manuscript.model import Manuscript
from publish.narration import report, speech_cache, tracks, workers
from publish.narration.model import Clip, Narration, NarrationOptions, Track
from publish.narration.plan import Cue, TrackPlan, plan
from publish.narration.voices import table as voices
from publish.reading.model import Reading, Sentence

KEEP = 10
"""Builds for which a sentence that is no longer said stays in the cache: undoing an edit costs no speaking."""

CORES = 2
"""Processes that speak. The books are made on the old two-core machines of offices."""


@dataclasses.dataclass(frozen=True)
class Told:
    """The result: the narration, what a person should look at, how many sentences were spoken and how many reused.

    ``seconds``: how long ``speaking`` and ``mastering`` took; of that, summed over all processes, in the models (``inference``)
    and in the encoder (``encoding``).
    """

    narration: Narration
    findings: tuple[Finding, ...]
    spoken: int
    reused: int
    seconds: Mapping[str, float]


@dataclasses.dataclass(frozen=True)
class Job:
    """One sentence to speak into the cache file ``path``."""

    path: Path
    sentence: Sentence
    voice: VoiceSettings


def narrate(
    manuscript: Manuscript, reading: Reading, chosen: VoiceSettings, options: NarrationOptions, into: Path,
    tell: Tell = nobody, voices_folder: Path | None = None,
) -> Told:
    """Speak the book into ``into/audio``: a master WAV and an MP3 for each section, and ``audio-report.json``.

    ``chosen`` speaks the book, ``options.headings`` (when set) the headings. ``tell`` counts sentences. Raises coded errors:
    ``V201``–``V204`` for a sentence that cannot be spoken, ``V217`` for voices that do not go together, ``V22x`` for a file out of
    bounds. What was spoken stays in ``into/cache/speech``, whatever happens afterwards, until :data:`KEEP` builds did not use it.
    """
    cast = _cast(chosen, options, voices_folder)
    plans = plan(manuscript, reading, options)
    if not plans:
        raise fail("V205", into)
    cues = [cue for one in plans for cue in (*one.intro, *one.cues)]
    marks = {name: voices.fingerprint(voice, options.rate) for name, voice in cast.items()}
    keys = {cue.sentence.id: _key(cue, cast, marks) for cue in cues}
    began = time.monotonic()
    took = _speak(cues, keys, cast, options, into, tell)
    between = time.monotonic()
    made, encoding, again = _finish(plans, keys, options, into, lambda: _speak(cues, keys, cast, options, into, nobody))
    took += again
    problems = (*report.write(into, made, options, _speech_figures(plans, made)), *_doubts(cues, cast, options.rate))
    speech = into / "cache" / "speech"
    files.prune(speech, (speech_cache.place(speech, name) for name in keys.values()), KEEP)
    seconds = {"speaking": between - began, "mastering": time.monotonic() - between, "inference": sum(took), "encoding": encoding}
    made_tracks = tuple(_track(one, record) for one, record in zip(plans, made, strict=True))
    narration = Narration(chosen.name, chosen.title, chosen.licence, made_tracks, label=chosen.label)
    return Told(narration, problems, len(took), len(set(keys.values())) - len(took), seconds)


def _finish(
    plans: Sequence[TrackPlan], keys: Mapping[str, str], options: NarrationOptions, into: Path, speak_again: Callable[[], list[float]]
) -> tuple[tuple[tracks.Record, ...], float, list[float]]:
    """The tracks. Where one finds its sentences damaged in the cache, they have been removed: they are spoken again."""
    again: list[float] = []
    for _ in plans:
        try:
            return *tracks.finish(plans, keys, options, into, CORES), again
        except PublishError as error:
            if {found.code for found in error.findings} != {"V206"}:
                raise
            again += speak_again()
    return *tracks.finish(plans, keys, options, into, CORES), again


def _cast(chosen: VoiceSettings, options: NarrationOptions, folder: Path | None) -> dict[bool, VoiceSettings]:
    """Who speaks headings (True) and everything else (False)."""
    headings = chosen
    if options.headings and options.headings != chosen.name:
        headings = voices.settings(options.headings, folder or chosen.folder.parent)
    return {True: headings, False: chosen}


def _key(cue: Cue, cast: Mapping[bool, VoiceSettings], marks: Mapping[bool, str]) -> str:
    return speech_cache.key(marks[cue.heading], cue.sentence, voices.ENGINES[cast[cue.heading].engine].decisions)


def _speak(
    cues: Sequence[Cue], keys: Mapping[str, str], cast: Mapping[bool, VoiceSettings], options: NarrationOptions, into: Path, tell: Tell
) -> list[float]:
    """Speak what the cache does not hold; the seconds each took. Equal sentences are spoken once."""
    folder = into / "cache" / "speech"
    jobs: dict[str, Job] = {}
    for cue in cues:
        name = keys[cue.sentence.id]
        path = speech_cache.place(folder, name)
        if name not in jobs and not path.is_file():
            jobs[name] = Job(path, cue.sentence, cast[cue.heading])
    total = len(set(keys.values()))
    done = total - len(jobs)
    took: list[float] = []
    tell(done, total)
    for manner, some in _by_manner(list(jobs.values())).items():
        for _, seconds in _results(manner, some, options.rate):
            took.append(seconds)
            tell(done + len(took), total)
    return took


def _by_manner(jobs: list[Job]) -> dict[str, list[Job]]:
    """Sentences of different voices may have to be spoken in different manners."""
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        groups.setdefault(voices.ENGINES[job.voice.engine].manner, []).append(job)
    return groups


def _results(manner: str, jobs: list[Job], rate: int) -> Iterator[Any]:
    work = functools.partial(speak, rate)
    if manner == "threads":
        return workers.in_threads(work, jobs, 2 * CORES)
    if manner == "shared":
        return workers.in_threads(work, jobs, CORES)
    if manner == "here":
        return workers.here(work, jobs)
    return workers.in_processes(work, jobs, CORES, lambda job: f"{job.sentence.id} “{job.sentence.text}”")


def speak(rate: int, job: Job) -> float:
    """Speak one sentence into its cache file (in whichever process); the seconds it took, those in the models when the voice
    tells. An error that is not coded names the sentence: ``V201``."""
    began = time.perf_counter()
    try:
        voice = _voice(job.voice.folder, job.voice.name, rate)
        before = getattr(voice, "busy", 0.0)
        speech = voice.say(job.sentence)
    except PublishError:
        raise
    except Exception as error:
        raise fail("V201", job.sentence.id, text=job.sentence.text, reason=f"{type(error).__name__}: {error}") from error
    spent = getattr(voice, "busy", 0.0) - before or time.perf_counter() - began
    speech_cache.save(job.path, speech)
    return spent


@functools.cache
def _voice(folder: Path, name: str, rate: int) -> Any:
    """This process's instance of a voice."""
    return voices.ready(name, folder.parent, rate)


def _doubts(cues: Sequence[Cue], cast: Mapping[bool, VoiceSettings], rate: int) -> Iterator[Finding]:
    """What a voice that reads characters cannot be made to say as reviewed; a voice that is given syllables has no such doubts."""
    for cue in cues:
        voice = cast[cue.heading]
        if voices.ENGINES[voice.engine].decisions:
            yield from _voice(voice.folder, voice.name, rate).doubts(cue.sentence)


def _track(one: TrackPlan, record: tracks.Record) -> Track:
    """Clips from the counted samples."""
    clips = [Clip(cue.sentence.id, *times) for cue, times in zip((*one.intro, *one.cues), record.clips, strict=True)]
    count = len(one.intro)
    return Track(one.section, record.file, record.master, record.rate, record.samples, tuple(clips[count:]), tuple(clips[:count]))


def _speech_figures(plans: Sequence[TrackPlan], made: Sequence[tracks.Record]) -> list[tuple[int, float]]:
    """For each track the Han characters said, and the seconds in which they are (pauses between sentences not counted)."""
    figures = []
    for one, record in zip(plans, made, strict=True):
        cues = (*one.intro, *one.cues)
        said = sum(sum(map(is_han, cue.sentence.spoken)) for cue in cues)
        pauses = sum((cue.before + cue.after) * record.rate // 1000 for cue in cues)
        figures.append((said, (record.samples - pauses) / record.rate))
    return figures
