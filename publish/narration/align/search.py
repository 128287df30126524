"""The search: a path through a recording, frame by frame, along the reference; sentences may be left out, repeated, exchanged."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

BEND = 0.1
"""Cost of a recording frame that stays on its frame of the reference, or skips one."""

JUMP = 15.0
"""Cost of going from the end of a sentence to the start of any, or back to the start of the same."""

LEAVE = 7.5
"""Cost of leaving the text for something that is not of it, and of coming back."""

OTHER = 15
"""Percentile of a frame's costs that it costs to be taken for something else."""

SLOW = 0.7
"""The least of the reference, in its frames, that a frame of the recording stands for over a long stretch."""

RIDGE, AROUND = 3.0, 2
"""Of the adaptation: weight that keeps it from learning noise, and frames on each side it looks at."""


ENTRY = 9
"""Number of a step that comes from elsewhere into the start of a sentence."""


@dataclass(frozen=True)
class Visit:
    """The recording's frames ``[start, end)`` (of those with speech) say sentence ``sentence``, or nothing of the text (−1).
    ``places``: the frame of the reference each of them stands for; ``costs``: how little it sounds like it, from 0."""

    sentence: int
    start: int
    end: int
    places: numpy.ndarray
    costs: numpy.ndarray

    @property
    def cost(self) -> float:
        return float(self.costs.mean())


def held_out(heard: numpy.ndarray, reference: numpy.ndarray, found: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits with costs after an adaptation that was learnt without them, from every second visit. What only seems to fit because
    the adaptation was bent to it does not fit any more."""

    inside = [visit for visit in found if visit.sentence >= 0]
    costs: dict[int, numpy.ndarray] = {}
    for half in (0, 1):
        taught = inside[half::2] or inside
        weights = learnt(heard, reference, *pairs(taught))
        unit, other = _unit(adapted(heard, weights)), _unit(reference)
        for visit in inside[1 - half::2]:
            costs[visit.start] = 1 - (unit[visit.start:visit.end] * other[visit.places]).sum(axis=1)
    return tuple(dataclasses.replace(visit, costs=costs.get(visit.start, visit.costs)) for visit in found)


def pairs(found: Sequence[Visit]) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The recording's frames with the places they stand for."""
    import numpy

    return numpy.concatenate([numpy.arange(v.start, v.end) for v in found]), numpy.concatenate([v.places for v in found])


def learnt(heard: numpy.ndarray, reference: numpy.ndarray, times: numpy.ndarray, places: numpy.ndarray) -> numpy.ndarray:
    """How this speaker's rows become the reference's: weights by ridge regression over the pairs of a path."""
    import numpy

    given, wanted = _context(heard)[times], reference[places]
    ridge = RIDGE * numpy.sqrt(len(given)) * numpy.eye(given.shape[1])
    return numpy.linalg.solve(given.T @ given + ridge, given.T @ wanted)


def adapted(heard: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """The recording's rows as the reference's speaker would have sounded."""
    return (_context(heard) @ weights).astype("f4")


def _context(rows: numpy.ndarray) -> numpy.ndarray:
    import numpy

    padded = numpy.pad(rows, ((AROUND, AROUND), (0, 0)), mode="edge")
    beside = [padded[shift:shift + len(rows)] for shift in range(2 * AROUND + 1)]
    return numpy.hstack([*beside, numpy.ones((len(rows), 1), rows.dtype)]).astype("f8")


def _unit(rows: numpy.ndarray) -> numpy.ndarray:
    import numpy

    return rows / (numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)


def plain(heard: numpy.ndarray, reference: numpy.ndarray, whole: bool) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The straight path from the start of both to the end of both: the recording's frames and the places they stand for. Where there
    is more of both (not ``whole``), it may end early in the reference."""
    import numpy

    count, length = len(heard), len(reference)
    one, other = _unit(heard), _unit(reference)
    steps = numpy.zeros((count, length), "u1")
    score = numpy.full(length, numpy.inf, "f4")
    score[0] = 0.0
    for time in range(count):
        if time:
            score, steps[time] = _step(score)
        score += 1 - other @ one[time]
    early = min(round(SLOW * count), length - 1)
    place = length - 1 if whole and numpy.isfinite(score[-1]) else early + int(score[early:].argmin())
    places = numpy.empty(count, "i8")
    for time in range(count - 1, -1, -1):
        places[time] = place
        place = max(place - STEPS[steps[time, place]], 0)
    return numpy.arange(count), places


def _idle(cost: numpy.ndarray) -> float:
    """What a frame costs that is taken for nothing of the text."""
    import numpy

    rank = len(cost) * OTHER // 100
    return float(numpy.partition(cost, rank)[rank])


STEPS = (1, 0, 2, 3)
"""How far a frame of the recording goes along the reference, in the order of their numbers; a hurried reader takes three at once."""


def _step(score: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The best way into each place from the frame before, and its number in :data:`STEPS`."""
    import numpy

    ways = numpy.full((len(STEPS), len(score)), numpy.inf, "f4")
    for number, step in enumerate(STEPS):
        ways[number, step:] = score[: len(score) - step] + BEND * abs(step - 1)
    step = ways.argmin(axis=0).astype("u1")
    return ways[step, numpy.arange(len(score))], step


def visits(heard: numpy.ndarray, reference: numpy.ndarray, starts: Sequence[int], limit: float = 2.0) -> tuple[Visit, ...]:
    """The best path with jumps. ``starts``: where in the reference each sentence begins; they follow one another. ``limit``: a frame
    that costs more than this is rather something else."""
    import numpy

    count, length = len(heard), len(reference)
    one, other = _unit(heard), _unit(reference)
    first = numpy.asarray(starts)
    last = numpy.append(first[1:], length) - 1
    steps = numpy.zeros((count, length), "u1")
    back = numpy.zeros((count, len(first)), "i4")
    came = numpy.full(count, -1, "i4")
    score, outside = numpy.full(length, numpy.inf, "f4"), 0.0
    for time in range(count):
        cost = 1 - other @ one[time]
        before = score
        score, steps[time] = _step(before)
        ends = before[last]
        end = int(ends.argmin())
        again = numpy.minimum.reduceat(before, first)
        into = numpy.minimum(again, ends[end]) + JUMP
        from_outside = outside + LEAVE
        entry = numpy.minimum(into, from_outside)
        better = entry < score[first]
        if better.any():
            for k in numpy.flatnonzero(better):
                lo, hi = first[k], last[k] + 1
                back[time, k] = -1 if from_outside <= into[k] else (last[end] if ends[end] <= again[k] else lo + int(before[lo:hi].argmin()))
            score[first[better]] = entry[better]
            steps[time, first[better]] = ENTRY
        leaving = min(float(ends[end]) + LEAVE, float(before.min()) + JUMP + LEAVE)
        if leaving < outside:
            came[time] = last[end] if ends[end] + LEAVE <= leaving else int(before.argmin())
            outside = leaving
        outside += min(_idle(cost), limit)
        score = score + cost
    return _walked(steps, back, came, first, score, outside, one, other)


def _walked(
    steps: numpy.ndarray, back: numpy.ndarray, came: numpy.ndarray, first: numpy.ndarray, score: numpy.ndarray, outside: float,
    one: numpy.ndarray, other: numpy.ndarray,
) -> tuple[Visit, ...]:
    """From the best end back to the beginning; every change of sentence, jump or absence begins a new visit."""
    import numpy

    time = len(steps) - 1
    place = -1 if outside <= score.min() else int(score.argmin())
    made: list[tuple[int, int, bool]] = []
    while time >= 0:
        if place == -1:
            made.append((time, -1, came[time] >= 0 or time == 0))
            place = int(came[time]) if came[time] >= 0 else -1
        else:
            step = steps[time, place]
            jumped = step == ENTRY
            made.append((time, place, jumped))
            place = int(back[time, int(numpy.searchsorted(first, place))]) if jumped else place - STEPS[step]
            if place < -1:
                break
        time -= 1
    return tuple(_grouped(made[::-1], first, one, other))


def _grouped(path: list[tuple[int, int, bool]], first: numpy.ndarray, one: numpy.ndarray, other: numpy.ndarray) -> Iterator[Visit]:
    import numpy

    group: list[tuple[int, int]] = []
    now = -1
    for time, place, fresh in path:
        sentence = -1 if place == -1 else int(numpy.searchsorted(first, place, "right")) - 1
        if group and (fresh or sentence != now):
            yield _visit(now, group, one, other)
            group = []
        now = sentence
        group.append((time, place))
    if group:
        yield _visit(now, group, one, other)


def _visit(sentence: int, group: list[tuple[int, int]], one: numpy.ndarray, other: numpy.ndarray) -> Visit:
    import numpy

    times, places = numpy.array([t for t, _ in group]), numpy.array([p for _, p in group])
    costs = 1 - (one[times] * other[places]).sum(axis=1)
    return Visit(sentence, int(times[0]), int(times[-1]) + 1, places, costs)
