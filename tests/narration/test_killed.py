"""Killed at any moment: no half-written file, the same result afterwards, nothing spoken twice but what was in the air."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish import files
from publish.findings import PublishError
from publish.narration import speech_cache, workers
from tests.narration import helpers

ROOT = Path(__file__).parents[2]
DELAY = "0.05"


def start(into: Path, delay: str = DELAY) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.narration.slow_build", str(into), delay]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def wait_for_workers(build: subprocess.Popen) -> None:
    """Until those that a killed build left behind have ended: what they were speaking they still keep."""
    deadline = time.monotonic() + 60
    while any(group == build.pid for group in groups()):
        assert time.monotonic() < deadline, "workers outlive their build"
        time.sleep(0.05)


def groups() -> Iterator[int]:
    """The process group of every process that runs (proc(5): state and group are the first and third field after the name)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, group, *_ = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if state != "Z":
                yield int(group)


def tree(into: Path) -> dict[str, bytes]:
    return {str(path.relative_to(into)): path.read_bytes() for path in sorted(into.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, bytes]:
    into = tmp_path_factory.mktemp("whole") / "book"
    assert start(into).wait() == 0
    return tree(into)


def speeches(into: Path) -> set[str]:
    return {path.name for path in (into / "cache").rglob("*.speech")}


@pytest.mark.slow
def test_sigkill_at_random_moments_changes_nothing(undisturbed, tmp_path):
    """Ten kills of one build, anywhere from start-up to encoding; then one run to the end."""
    chance, into = random.Random(20250108), tmp_path / "book"
    for _ in range(10):
        before = speeches(into)
        build = start(into)
        try:
            build.wait(chance.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            build.kill()
        build.wait()
        whole(into, undisturbed)
        assert before <= speeches(into), "what was spoken stays"
    wait_for_workers(build)
    kept = speeches(into)
    build = start(into)
    last = build.communicate()[0].splitlines()[-1].split()
    assert build.returncode == 0 and last[0] == "done"
    assert int(last[1]) == len(speeches(into)) - len(kept), "only what was not spoken is spoken"
    files.sweep(into)
    assert tree(into) == undisturbed


def whole(into: Path, undisturbed: dict[str, bytes]) -> None:
    """Every file under its final name is complete: it is the very file of the undisturbed build."""
    for name, data in tree(into).items():
        if files.TEMPORARY_PREFIX not in name:
            assert data == undisturbed[name], name
    for path in (into / "cache").rglob("*.speech"):
        if files.TEMPORARY_PREFIX not in path.name:
            assert speech_cache.load(path) is not None


def children(of: int) -> list[int]:
    return [int(pid) for task in Path(f"/proc/{of}/task").iterdir() for pid in (task / "children").read_text().split()]


def is_worker(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_the_build_goes_on(undisturbed, tmp_path):
    build = start(tmp_path / "book", "0.2")
    killed = 0
    for line in build.stdout:
        if line.startswith("spoken") and killed < 2:
            team = [pid for pid in children(build.pid) if is_worker(pid)]
            if team:
                os.kill(team[0], signal.SIGKILL)
                killed += 1
                time.sleep(0.05)
    assert build.wait() == 0 and killed == 2
    files.sweep(tmp_path / "book")  # what a worker was writing when it was killed, as the next build does
    assert tree(tmp_path / "book") == undisturbed


# --- the workers by themselves ---------------------------------------------------------------------------------------------


def double(item: int) -> int:
    return 2 * item


def deadly(item: int) -> int:
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def faulty(item: int) -> int:
    if item == 2:
        raise ValueError("odd")
    return item


def test_all_results_come_once():
    assert sorted(workers.in_processes(double, range(5), 2, str)) == [(n, 2 * n) for n in range(5)]
    assert sorted(workers.in_threads(double, range(20), 4)) == [(n, 2 * n) for n in range(20)]
    assert list(workers.in_processes(double, [], 2, str)) == []


def short_or_long(item: tuple[Path, int]) -> int:
    """Item 0 ends when all the others have: how many of them were done by then. The others leave a mark and go."""
    marks, number = item
    if number:
        (marks / str(number)).touch()
        return number
    deadline = time.monotonic() + 60
    while len(list(marks.iterdir())) < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    return len(list(marks.iterdir()))


def test_no_process_waits_for_another(tmp_path):
    """One long item and many short ones: the other process does all the short ones meanwhile."""
    items = [(tmp_path, number) for number in range(11)]
    done = dict(workers.in_processes(short_or_long, items, 2, str))
    assert done == {0: 10, **{number: number for number in range(1, 11)}}


def test_an_item_that_kills_every_process_is_named():
    with pytest.raises(PublishError) as caught:
        list(workers.in_processes(deadly, range(5), 2, lambda item: f"sentence {item}"))
    assert caught.value.findings[0].code == "V202" and caught.value.findings[0].where == "sentence 3"


def test_an_error_in_a_process_is_coded():
    with pytest.raises(PublishError) as caught:
        list(workers.in_processes(faulty, range(5), 2, str))
    assert caught.value.findings[0].code == "V204" and "odd" in dict(caught.value.findings[0].values)["reason"]
    with pytest.raises(ValueError, match="odd"):
        list(workers.in_threads(faulty, range(5), 2))


def test_no_process_is_left_behind():
    before = set(children(os.getpid()))
    work = workers.in_processes(double, range(50), 2, str)
    next(work)
    work.close()
    assert not [pid for pid in set(children(os.getpid())) - before if is_worker(pid)]
    assert helpers.VOICES.is_dir()
