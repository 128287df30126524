"""From the path to what a person wants to know: where each sentence is said, where its words end, what is missing or doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from publish.narration.align import search
from publish.narration.align.features import HOP, Features, features
from publish.narration.align.search import Visit

if TYPE_CHECKING:
    import numpy

State = Literal["good", "twice", "unclear", "missing"]

WHOLE, PART = 0.75, 0.35
"""Share of a sentence's frames that a visit must pass to be the whole sentence, and to be a part of it worth telling."""

LATER = 0.05
"""How much worse than the best a later take may be and still be the one that counts: who repeats a sentence corrects it."""

DOUBT = 0.12
"""How much worse than the middle of the recording a take is when it should be listened to."""

PAUSE = 5
"""Silent frames (0.1 s) that are a pause; the edges of a sentence lie at pauses."""

REACH = 18
"""Frames (0.36 s) in which an edge looks for its pause."""

WINDOW, AHEAD = 9000, 1.6
"""Frames of speech (three minutes) looked at together, and how much of the text, in the reference's frames, is held against them."""

BACK = 2
"""Sentences that the next window looks back, for one that is said again."""

PASSES = 8
"""How often a window is searched at most, each time with what was learnt of the speaker from the sentences that fit; mostly the second
time finds what the first found."""

FIT, SURE = 0.12, 0.06
"""How much worse than usual a frame may fit on average and still be of the text; and a sentence, to teach how the speaker sounds."""

CHANCE, STRANGER, MOSTLY = 0.6, 0.5, 0.5
"""What a frame costs where something is taken for the text that is not (0.54 to 0.6 in trials; the text itself 0.36 to 0.49); from what
on the best of a recording is not of the text; and the share of it that should fit about as well as its best."""

LEAST, LEARN = 3, 500
"""Frames a sentence, and pairs a lesson on the speaker, must have at least."""

ISLAND, STRANGE = 22, 0.2
"""Frames (0.44 s) of sound between pauses at the edge of a sentence that may be a cough, and how much worse than the sentence it fits
when it is one."""

SOFT = 3
"""Frames of quiet (60 ms) kept at an edge: the breath of an initial, the end of a final."""

FOREIGN = 40
"""Frames with speech (0.8 s) that are of no sentence, from which on they are told."""


@dataclass(frozen=True)
class Spoken:
    """A sentence as the reference voice says it: mono, 16 bit, 16 kHz; where its tokens end in samples, which of them are silent."""

    sentence: str
    pcm: numpy.ndarray
    token_ends: tuple[int, ...]
    silent: tuple[bool, ...]


@dataclass(frozen=True)
class Take:
    """A sentence in a recording, in samples at 16 kHz. ``score``: 1 is the reference itself, 0 is anything else. ``others``: where
    else it, or a part of it, is said. ``lead``, ``tail``: samples of quiet before and after that may be kept. A missing sentence has no
    times."""

    sentence: str
    state: State
    start: int = 0
    end: int = 0
    token_ends: tuple[int, ...] = ()
    score: float = 0.0
    others: tuple[tuple[int, int], ...] = ()
    lead: int = 0
    tail: int = 0


@dataclass(frozen=True)
class Aligned:
    """``foreign``: stretches of speech that are of no sentence, in samples. ``speech``: samples of speech in the recording."""

    takes: tuple[Take, ...]
    foreign: tuple[tuple[int, int], ...]
    speech: int = 0

    @property
    def missing(self) -> float:
        """Share of sentences that were not found, or hardly."""
        return sum(take.state in ("missing", "unclear") for take in self.takes) / max(len(self.takes), 1)

    @property
    def covered(self) -> float:
        """Share of the recording's speech that is of the text, repetitions included; more than 1 where pauses are long."""
        spans = [(take.start, take.end) for take in self.takes] + [span for take in self.takes for span in take.others]
        return sum(end - start for start, end in spans) / max(self.speech, 1)


def align(recording: numpy.ndarray, text: Sequence[Spoken]) -> Aligned:
    """Where the sentences are in the recording (mono, 16 bit, 16 kHz)."""
    import numpy

    reference = features(numpy.concatenate([numpy.zeros(0, "<i2"), *(one.pcm for one in text)]))
    begins = numpy.cumsum([0, *(len(one.pcm) for one in text)])
    firsts = numpy.searchsorted(reference.frames, begins / HOP)
    heard = features(recording)
    found = tuple(_walk(heard, reference, firsts))
    return Aligned(tuple(_judged(text, firsts, begins, reference, heard, found)), tuple(_foreign(heard, found)), len(heard.rows) * HOP)


def _walk(heard: Features, reference: Features, firsts: numpy.ndarray) -> Iterator[Visit]:
    """Window after window through the recording; each takes up where the last whole sentence ended, and knows the speaker better."""
    time, number, weights = 0, 0, None
    while time < len(heard.rows) and firsts[number] < len(reference.rows):
        stop = min(time + WINDOW, len(heard.rows))
        until = number + int((firsts[number:] <= firsts[number] + WINDOW * AHEAD).sum())
        said = [one for one in range(number, min(until, len(firsts) - 1)) if firsts[one + 1] - firsts[one] >= LEAST]
        if not said or stop - time < LEAST:
            return
        whole = stop == len(heard.rows) and said[-1] + 2 >= len(firsts)
        found, weights = _window(heard.rows[time:stop], reference.rows, firsts, said, weights, whole)
        found = [Visit(v.sentence, v.start + time, v.end + time, v.places, v.costs) for v in found]
        kept = found if stop == len(heard.rows) else _settled(found, stop)
        yield from kept
        time = kept[-1].end if kept else stop
        number = max([number, *(v.sentence - BACK for v in kept if v.sentence >= 0)])


def _settled(found: Sequence[Visit], stop: int) -> list[Visit]:
    """Without the end of the window, where a sentence may be cut: the next window begins with it."""
    inside = [one for one in found if one.end < stop - WINDOW // 5]
    return inside or list(found)


def _window(
    rows: numpy.ndarray, reference: numpy.ndarray, firsts: numpy.ndarray, said: Sequence[int], weights: numpy.ndarray | None, whole: bool,
) -> tuple[list[Visit], numpy.ndarray | None]:
    """The visits in a part of the recording, and what was learnt of its speaker. ``whole``: nothing follows, in recording or text."""
    begin, end = int(firsts[said[0]]), int(firsts[said[-1] + 1])
    part = reference[begin:end]
    starts = [int(firsts[number]) - begin for number in said]
    found, weights = _met(rows, part, starts, whole) if weights is None else _searched(rows, part, starts, weights)
    return [Visit(said[v.sentence] if v.sentence >= 0 else -1, v.start, v.end, v.places + begin, v.costs) for v in found], weights


def _met(rows: numpy.ndarray, part: numpy.ndarray, starts: Sequence[int], whole: bool) -> tuple[Sequence[Visit], numpy.ndarray | None]:
    """A speaker whom nobody knows yet: the straight path teaches how that voice sounds. Where much of it does not fit, the recording
    may begin or end with something else: its last or first two thirds may teach better. Where even the best of it fits
    no better than anything would, it is all of something else, and nothing is learnt."""
    import numpy

    best: tuple[Sequence[Visit], numpy.ndarray | None] = ([], None)
    most = -1.0
    for begin, end in ((0.0, 1.0), (1 / 3, 1.0), (0.0, 2 / 3)):
        some = rows[int(begin * len(rows)):int(end * len(rows))]
        weights = search.learnt(some, part, *search.plain(some, part, whole))
        weights = search.learnt(some, part, *search.plain(search.adapted(some, weights), part, whole))
        found, weights = _searched(rows, part, starts, weights)
        best_fit = _usual(found, 0.1)
        sure = sum(len(visit.costs) for visit in found if visit.sentence >= 0 and visit.cost <= best_fit + SURE)
        value = sum(len(visit.costs) * max(CHANCE - visit.cost, 0.0) for visit in found if visit.sentence >= 0)
        if value > most:
            best, most = (found, weights), value
        if best_fit < STRANGER and sure >= MOSTLY * len(rows):
            break
    if _usual(best[0], 0.1) >= STRANGER:
        return [Visit(-1, 0, len(rows), numpy.full(len(rows), -1), numpy.ones(len(rows)))], None
    return best


def _searched(rows: numpy.ndarray, part: numpy.ndarray, starts: Sequence[int], weights: numpy.ndarray) -> tuple[Sequence[Visit], numpy.ndarray]:
    """Search and learn from what fits, until the next search finds the same."""
    limit, before = 2.0, None
    for _ in range(PASSES):
        found = search.visits(search.adapted(rows, weights), part, starts, limit)
        order = [visit.sentence for visit in found]
        if max(order) < 0:
            break
        found = search.held_out(rows, part, found)
        if order == before:
            break
        before, usual = order, _usual(found)
        limit, fit = usual + FIT, [visit for visit in found if visit.sentence >= 0 and visit.cost <= usual + SURE]
        if sum(len(visit.costs) for visit in fit) > LEARN:
            weights = search.learnt(rows, part, *search.pairs(fit))
    return found, weights


def _usual(found: Sequence[Visit], share: float = 0.25) -> float:
    """What a frame costs where the text is read: that of the best quarter, because much may be something else."""
    import numpy

    inside = [visit.costs for visit in found if visit.sentence >= 0]
    if not inside:
        return 2.0
    lengths = numpy.cumsum([len(costs) for costs in sorted(inside, key=numpy.mean)])
    return float(sorted(map(numpy.mean, inside))[int(numpy.searchsorted(lengths, lengths[-1] * share))])


def _judged(
    text: Sequence[Spoken], firsts: numpy.ndarray, begins: numpy.ndarray, reference: Features, heard: Features, found: Sequence[Visit],
) -> Iterator[Take]:
    """A take for each sentence; the last whole visit counts unless an earlier one is clearly better."""
    import numpy

    whole: dict[int, list[Visit]] = {}
    parts: dict[int, list[Visit]] = {}
    for visit in (one for one in found if one.sentence >= 0):
        share = (visit.places[-1] + 1 - visit.places[0]) / max(firsts[visit.sentence + 1] - firsts[visit.sentence], 1)
        (whole if share >= WHOLE else parts).setdefault(visit.sentence, []).append(visit)
    usual = float(numpy.median([visit.cost for many in whole.values() for visit in many])) if whole else 1.0
    for number, one in enumerate(text):
        good = whole.get(number, [])
        best = min((visit.cost for visit in good), default=0.0)
        chosen = next((visit for visit in reversed(good) if visit.cost <= best + LATER), None)
        others = tuple(_samples(heard, *_edges(heard, visit)) for visit in sorted((*good, *parts.get(number, ())), key=lambda v: v.start) if visit is not chosen)
        if chosen is None:
            yield Take(one.sentence, "missing" if firsts[number + 1] - firsts[number] >= LEAST else "good", others=others)
            continue
        first, last = _edges(heard, chosen)
        (start, end), quiet = _samples(heard, first, last), _quiet(heard, first, last)
        state: State = "unclear" if chosen.cost > usual + DOUBT else "twice" if len(good) > 1 else "good"
        ends = tuple(_token_ends(one, int(begins[number]), reference, heard, chosen, start, end))
        yield Take(one.sentence, state, start, end, ends, round(1 - chosen.cost, 3), others, *quiet)


def _edges(heard: Features, visit: Visit) -> tuple[int, int]:
    """Its first and last frame: at the pauses near by, coughs beyond them left out."""
    first, last = _snapped(heard, visit.start, after=True), _snapped(heard, visit.end - 1, after=False)
    islands = _islands(heard, first, last)
    while len(islands) > 1 and _strange(visit, islands[0]):
        islands.pop(0)
    while len(islands) > 1 and _strange(visit, islands[-1]):
        islands.pop()
    return islands[0][0], islands[-1][1]


def _samples(heard: Features, first: int, last: int) -> tuple[int, int]:
    return max(int(heard.frames[first]) * HOP - HOP // 2, 0), int(heard.frames[last]) * HOP + HOP // 2


def _quiet(heard: Features, first: int, last: int) -> tuple[int, int]:
    """Samples before the first and after the last frame that are quiet, half of the pause at most: soft sounds live there."""
    frames = heard.frames
    before = int(frames[first]) - (int(frames[first - 1]) if first else -1) - 1
    after = (int(frames[last + 1]) if last + 1 < len(frames) else heard.count) - int(frames[last]) - 1
    return min(before // 2, SOFT) * HOP, min(after // 2, SOFT) * HOP


def _islands(heard: Features, first: int, last: int) -> list[tuple[int, int]]:
    """Stretches of speech between pauses, first and last frame of each."""
    cuts = [one for one in range(first + 1, last + 1) if _at_pause(heard.frames, one, after=True)]
    return list(zip([first, *cuts], [*(cut - 1 for cut in cuts), last], strict=True))


def _strange(visit: Visit, island: tuple[int, int]) -> bool:
    """A short sound that is not what the sentence has there, or that the path does not even pass."""
    costs = visit.costs[max(island[0] - visit.start, 0):max(island[1] + 1 - visit.start, 0)]
    return island[1] - island[0] < ISLAND and (not len(costs) or float(costs.mean()) > visit.cost + STRANGE)


def _snapped(heard: Features, time: int, after: bool) -> int:
    """The nearest frame that follows a pause (or that a pause follows), silence not counted."""
    near = range(max(time - REACH, 0), min(time + REACH + 1, len(heard.frames)))
    at_pause = [one for one in near if _at_pause(heard.frames, one, after)]
    return min(at_pause, key=lambda one: abs(one - time), default=time)


def _at_pause(frames: numpy.ndarray, time: int, after: bool) -> bool:
    other = time - 1 if after else time + 1
    return not 0 <= other < len(frames) or abs(int(frames[time]) - int(frames[other])) > PAUSE


def _token_ends(one: Spoken, begin: int, reference: Features, heard: Features, visit: Visit, start: int, end: int) -> Iterator[int]:
    """A word ends with its last frame; a mark when the next word begins."""
    import numpy

    at = start
    for number, (sample, silent) in enumerate(zip(one.token_ends, one.silent, strict=True)):
        place = int(numpy.searchsorted(reference.frames, (begin + sample) / HOP))
        index = int(numpy.searchsorted(visit.places, place))
        if number + 1 == len(one.token_ends):
            made = end
        elif silent:
            made = int(heard.frames[min(visit.start + index, visit.end - 1)]) * HOP - HOP // 2
        else:
            made = int(heard.frames[max(visit.start + index - 1, visit.start)]) * HOP + HOP // 2
        at = min(max(made, at), end)
        yield at


def _foreign(heard: Features, found: Sequence[Visit]) -> Iterator[tuple[int, int]]:
    for visit in found:
        if visit.sentence < 0 and visit.end - visit.start >= FOREIGN:
            yield int(heard.frames[visit.start]) * HOP, int(heard.frames[visit.end - 1]) * HOP + HOP
