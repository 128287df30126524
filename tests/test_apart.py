"""Work in a process of its own: its answer, its coded errors, its end, and that nobody hears of it when nobody waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from publish import apart
from publish.files import Tell, nobody
from publish.findings import PublishError, fail
from tests.project import ROOT


def answered(value: int, tell: Tell) -> int:
    tell(1, 2)
    return value + 1


def refused(tell: Tell) -> None:
    raise fail("G105")


def died(tell: Tell) -> None:
    os._exit(1)


def late(tell: Tell) -> None:
    """Tells nothing before the leading process has been interrupted."""
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    time.sleep(1)
    tell(1, 1)


def test_an_answer_and_its_progress_come_back():
    told = []
    assert apart.run(__name__, "answered", 1, tell=lambda *now: told.append(now)) == 2 and told == [(1, 2)]


@pytest.mark.parametrize(("function", "code"), [("refused", "G105"), ("died", "G115")])
def test_what_goes_wrong_has_a_code(function, code):
    with pytest.raises(PublishError) as caught:
        apart.run(__name__, function, tell=nobody)
    assert caught.value.findings[0].code == code


LEADER = """
import signal

from publish import apart
from publish.files import nobody

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        apart.run("tests.test_apart", "late", tell=nobody)
    except KeyboardInterrupt:
        print("interrupted")
"""
"""Hears Ctrl+C as at a terminal, though the tests may have been started in the background, where it is ignored."""


AT_ONCE = """
import os, signal
answer = apart._answer
apart._answer = lambda *told: (os.killpg(0, signal.SIGINT), answer(*told))
"""
"""Put before the main part: interrupts the whole group, as a terminal does, while the new process has hardly begun."""


def led(tmp_path, script: str) -> subprocess.Popen:
    path = tmp_path / "leader.py"
    path.write_text(script, "utf-8")
    return subprocess.Popen(
        [sys.executable, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
    )  # fmt: skip


def test_Ctrl_C_leaves_no_traceback(tmp_path):
    """The process ends by itself when it wants to tell something that nobody waits for any more."""
    with led(tmp_path, LEADER) as leader:
        assert leader.stdout.readline() == "begun\n"
        leader.send_signal(2)
        out, errors = leader.communicate(timeout=30)
    assert (out, errors, leader.returncode) == ("interrupted\n", "", 0)


def test_Ctrl_C_in_the_first_moment_leaves_none_either(tmp_path):
    with led(tmp_path, LEADER.replace("if __name__", AT_ONCE + "\nif __name__", 1)) as leader:
        out, errors = leader.communicate(timeout=30)
    assert (sorted(out.split()), errors, leader.returncode) == (["begun", "interrupted"], "", 0)
