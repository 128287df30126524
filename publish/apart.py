"""A stage in a process of its own, which gives back everything it loaded (dictionaries, tables) when it is done.

The stages that hold large tables run so: while the voices work, the process that leads them holds nothing but the text.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from publish.files import Tell
from publish.findings import PublishError, fail


def run(module: str, function: str, *arguments: Any, tell: Tell) -> Any:
    """``module.function(*arguments, tell)`` in a fresh process; its result, its progress, its coded errors.

    Arguments and result must be picklable. Raises ``G115`` when the process ends without an answer.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, module, function, arguments), daemon=True)
    _start(process)
    theirs.close()
    try:
        return _answer(ours, tell, f"{module}.{function}")
    finally:
        ours.close()
        process.join()


def _start(process: BaseProcess) -> None:
    """Start it deaf to Ctrl-C from its first moment, before it can say so itself (:func:`_serve`)."""
    resource_tracker.ensure_running()  # would else be started along with it, and lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(pipe: Connection, tell: Tell, name: str) -> Any:
    while True:
        try:
            kind, value = pipe.recv()
        except EOFError:
            raise fail("G115", name) from None
        if kind == "tell":
            tell(*value)
        elif kind == "failed":
            raise PublishError(*value)
        else:
            return value


def _serve(pipe: Connection, module: str, function: str, arguments: tuple[Any, ...]) -> None:
    """In the new process. Ctrl-C is the leading process's to answer; when that one waits no more, sending ends this one without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with contextlib.suppress(BrokenPipeError):
        try:
            value = getattr(import_module(module), function)(*arguments, lambda done, total: pipe.send(("tell", (done, total))))
        except PublishError as error:
            pipe.send(("failed", error.findings))
        else:
            pipe.send(("done", value))
