"""Two processes that work through a list; one that is killed is replaced, and only its own item is done again."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing.connection import Connection, wait
from typing import Any

from publish.findings import Finding, PublishError, fail, finding

ATTEMPTS = 3
"""How often an item may take its process with it before the build gives up on it."""

Work = Callable[[Any], Any]


def here(work: Work, items: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Do the work in this process, in order."""
    for index, item in enumerate(items):
        yield index, work(item)


def in_threads(work: Work, items: Sequence[Any], count: int) -> Iterator[tuple[int, Any]]:
    """For work that waits: results as they come. The first error stops what has not begun."""
    with ThreadPoolExecutor(count) as pool:
        places = {pool.submit(work, item): index for index, item in enumerate(items)}
        try:
            for done in as_completed(places):
                yield places[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def in_processes(work: Work, items: Sequence[Any], count: int, name: Callable[[Any], str]) -> Iterator[tuple[int, Any]]:
    """For work that computes: results as they come, from ``count`` fresh processes.

    ``work`` is a function (or a partial of one) that can be pickled. Raises what it raises (only coded errors cross the border
    whole), or ``V202`` with ``name(item)`` when an item has ended :data:`ATTEMPTS` processes.
    """
    todo, tried = deque(range(len(items))), [0] * len(items)
    team = [_Worker(work) for _ in range(min(count, len(items)))]
    try:
        while todo or any(worker.item is not None for worker in team):
            for worker in team:
                if worker.item is None and todo:
                    worker.give(todo.popleft(), items)
            _sleep(team)
            for worker, index in [(w, w.item) for w in team if w.item is not None and w.talks_or_died()]:
                answer = worker.answer()
                if answer is None:
                    tried[index] += 1
                    if tried[index] == ATTEMPTS:
                        raise fail("V202", name(items[index]), attempts=ATTEMPTS)
                    todo.appendleft(index)
                    team[team.index(worker)] = _Worker(work)
                    continue
                if todo:
                    worker.give(todo.popleft(), items)  # before anything else, so that it never waits for us
                yield index, _value(answer)
    finally:
        for worker in team:
            worker.end()


def _sleep(team: list[_Worker]) -> None:
    """Until one of the busy workers speaks or dies."""
    busy = [w for w in team if w.item is not None]
    if busy:
        wait([handle for w in busy for handle in (w.pipe, w.process.sentinel)])


def _value(answer: tuple[Any, tuple[Finding, ...]]) -> Any:
    value, findings = answer
    if findings:
        raise PublishError(*findings)
    return value


class _Worker:
    """One process and the pipe to it. ``item``: what it is at work on, or None."""

    def __init__(self, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=_serve, args=(far, work), daemon=True)
        self.process.start()
        far.close()
        self.item: int | None = None

    def give(self, index: int, items: Sequence[Any]) -> None:
        self.item = index
        with contextlib.suppress(OSError):  # it died while idle: found out when its answer is asked for
            self.pipe.send(items[index])

    def talks_or_died(self) -> bool:
        return self.pipe.poll() or not self.process.is_alive()

    def answer(self) -> Any | None:
        """What it made, or None when it died over it."""
        self.item = None
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def _serve(pipe: Connection, work: Work) -> None:
    """The process's life: an item comes, its result goes, until the other side is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[Any, tuple[Finding, ...]] = (work(item), ())
        except PublishError as error:
            answer = (None, error.findings)
        except Exception as error:
            answer = (None, (finding("V204", "", reason=f"{type(error).__name__}: {error}"),))
        try:
            pipe.send(answer)
        except OSError:
            return
