"""Stalled, greedy and malformed clients: they are dropped, and the others hear nothing of it. Starting and stopping."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from publish import files
from publish.findings import PublishError
from publish.serve import hosts
from publish.serve.app import Site, start
from publish.serve.guard import Limits
from publish.serve.library import Library
from tests.bench import serve as bench_serve
from tests.project import ROOT
from tests.serve import shelf_sample
from tests.serve.serving import Served, serving

SHORT = Limits(head=0.6, stall=0.8, idle=0.6, most=60, most_each=40)
ASK = b"GET /files/sample/sample.epub HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("limits") / "build"
    folder = shelf_sample.build(root)
    with files.writing(folder / "editions/sample.m4b") as stream:
        stream.truncate(64 << 20)  # far more than the system's socket buffers hold
    return root


@pytest.fixture()
def server(build):
    with serving(build, SHORT) as served:
        yield served


def lines(server: Served, count: int, first: bytes = b"") -> list[socket.socket]:
    made = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(count)]
    for line in made:
        line.sendall(first)
    return made


def closed_after(line: socket.socket) -> float:
    """Seconds until the server closes ``line``; whatever it sends before is read."""
    began = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while line.recv(1 << 20):
            pass
    return time.monotonic() - began


def fine(server: Served) -> float:
    """Seconds that a good client needs for a file."""
    began = time.monotonic()
    response, body = server.ask("/files/sample/sample.epub")
    assert response.status == 200 and len(body) == 60_000
    return time.monotonic() - began


def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for the server's own loop, which runs beside us."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert holds()


@pytest.mark.parametrize("first", [b"", b"G", b"GET / HTTP/1.1\r\nHost: loc", ASK], ids=["nothing", "a letter", "half a line", "no end"])
def test_an_unfinished_head_is_dropped_in_time(server: Served, first: bytes):
    [line] = lines(server, 1, first)
    assert closed_after(line) < SHORT.head + 5


def test_a_head_that_trickles_in_is_dropped_in_time(server: Served):
    """Slow loris: a byte now and then keeps nothing alive."""
    [line] = lines(server, 1, ASK)
    began = time.monotonic()
    with pytest.raises(OSError):
        while time.monotonic() - began < 8:
            line.sendall(b"X")
            time.sleep(0.05)
    assert time.monotonic() - began < SHORT.head + 5


def test_a_second_head_on_the_same_connection_is_watched_too(server: Served):
    [line] = lines(server, 1, ASK + b"\r\n" + ASK)
    assert closed_after(line) < SHORT.head + SHORT.idle + 3


def test_good_clients_do_not_notice_stalled_ones(server: Served):
    stalled = lines(server, 15, ASK) + lines(server, 15, b"GET /files/sample/sample.m4b HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        assert all(fine(server) < 10 for _ in range(5))
    finally:
        for line in stalled:
            line.close()


def test_a_reader_that_stops_reading_is_dropped_and_its_file_closed(server: Served):
    [line] = lines(server, 1, b"GET /files/sample/sample.m4b HTTP/1.1\r\nHost: localhost\r\n\r\n")
    line.recv(1000)
    until(lambda: not server.site.gate.open, SHORT.stall + 10)
    received = 0
    with contextlib.suppress(ConnectionError):
        while piece := line.recv(1 << 20):
            received += len(piece)
    assert received < 64 << 20
    assert not [name for name in _open_files() if name.endswith("sample.m4b")]


def _open_files() -> list[str]:
    found = []
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(os.readlink(handle))  # noqa: PTH115
    return found


def test_too_many_connections_from_one_address_are_refused_and_later_ones_served(build: Path):
    with serving(build, dataclasses.replace(SHORT, head=60.0)) as server:
        held = lines(server, SHORT.most_each)
        until(lambda: len(server.site.gate.open) == SHORT.most_each)
        with pytest.raises(OSError):
            fine(server)
        assert server.site.gate.refused >= 1
        for line in held:
            line.close()
        until(lambda: not server.site.gate.open)
        assert fine(server) < 10 and len(server.site.gate.open) <= 1


@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 500 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\x00: x\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_malformed_requests_are_refused_and_the_server_goes_on(server: Served, request_: bytes):
    answer = server.raw(request_)
    assert answer == b"" or answer.split(b" ", 2)[1] in (b"400", b"413", b"505"), answer[:200]
    assert b"Traceback" not in answer and b"site-packages" not in answer
    assert fine(server) < 10


@pytest.mark.slow
def test_requests_with_random_damage_are_answered_or_dropped_never_an_error_of_ours(server: Served):
    """400 good requests with bytes changed or put in, from a fixed seed."""
    dice = random.Random(20250108)
    good = b'GET /files/sample/sample.epub HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-99\r\nIf-None-Match: "x"\r\nConnection: close\r\n\r\n'
    states: Counter[bytes] = Counter()
    for _ in range(400):
        bad = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(bad) - 4)
            if dice.random() < 0.5:
                bad[at] = dice.randrange(256)
            else:
                bad[at:at] = dice.randbytes(dice.randint(1, 4))
        states[server.raw(bytes(bad))[9:12]] += 1
    assert set(states) <= {b"200", b"206", b"304", b"400", b"404", b"405", b"412", b"413", b"416", b"421", b"505", b""}, states
    assert states[b"400"] > 50 and fine(server) < 10


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(server: Served):
    for line in lines(server, 20, b"GET /files/sample/sample.m4b HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        line.recv(100)
        line.close()
    until(lambda: not server.site.gate.open and not server.site.gate.each)
    assert fine(server) < 10


def test_pipelined_requests_are_answered_in_order(server: Served):
    asked = [f"GET /files/sample/sample.epub HTTP/1.1\r\nHost: localhost\r\nRange: bytes={n}-{n}\r\n\r\n".encode() for n in range(10)]
    answer = server.raw(b"".join(asked), seconds=2)
    bodies = [part.split(b"\r\n\r\n", 1)[1] for part in answer.split(b"HTTP/1.1 206")[1:]]
    assert b"".join(bodies) == shelf_sample.content("epubsample", 10)


@pytest.mark.parametrize("stalled", [0, pytest.param(150, marks=pytest.mark.slow)])
def test_two_hundred_listeners_at_once_without_an_error(build: Path, stalled: int):
    """Alone, and beside clients of which half never end their request and half never read their answer."""
    with serving(build) as served, bench_serve.stalling(served.port, "/files/sample/sample.m4b", stalled):
        figures = asyncio.run(bench_serve.listen(served.base, bench_serve.paths(served.site.library), listeners=200, rounds=2, piece=20_000))
        assert served.site.gate.refused == 0
    assert figures.errors == 0 and figures.listeners == 200 and figures.requests == 400 and figures.at_once == 200


# --- starting and stopping --------------------------------------------------------------------------------------------


def test_an_address_in_use_is_said(build: Path):
    async def twice() -> None:
        site = Site(Library(build), hosts.names(), SHORT)
        running = await start(site, "127.0.0.1", 0)
        try:
            with pytest.raises(PublishError) as raised:
                await start(site, "127.0.0.1", running.port)
            assert raised.value.findings[0].code == "G304"
            for host, port in (("127.0.0.1", 70_000), ("198.51.100.1", 0)):
                with pytest.raises(PublishError):
                    await start(site, host, port)
        finally:
            await running.stop()

    asyncio.run(twice())


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_ctrl_c_ends_it_at_once_and_quietly_even_with_listeners(build: Path, number: int):
    program = f"import sys; from pathlib import Path; from publish import serve; serve.run(Path({str(build)!r}), '127.0.0.1', 0, say=lambda line: print(line, flush=True))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}) as process:
        said = ""
        while "Ctrl-C" not in said:
            said += process.stdout.readline()
        port = int(said.split("http://127.0.0.1:")[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET /files/sample/sample.m4b HTTP/1.1\r\nHost: localhost\r\n\r\n")
            line.recv(100)
            began = time.monotonic()
            process.send_signal(number)
            rest, errors = process.communicate(timeout=20)
        assert process.returncode == 0 and "书架已关闭" in rest and errors == ""
        assert time.monotonic() - began < 10


def test_a_listener_who_pauses_and_leaves_does_not_end_the_server(build: Path):
    """Through the command line, which decides what a broken pipe does to the process: paused until the server cannot write, then gone."""
    for name in ("source", "voices"):
        (build.parent / name).mkdir(exist_ok=True)
    command = [sys.executable, "-u", "-m", "publish", "serve", "--local", "--port", "0", "--project", str(build.parent), "--build", str(build)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}) as process:
        said = ""
        while "Ctrl-C" not in said:
            said += process.stdout.readline()
        port = int(said.split("http://127.0.0.1:")[1].split("/")[0])
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(b"GET /files/sample/sample.m4b HTTP/1.1\r\nHost: localhost\r\n\r\n")
                line.recv(100)
                time.sleep(0.7)  # until the system's buffers are full
                line.shutdown(socket.SHUT_WR)
                time.sleep(0.2)
        time.sleep(0.3)
        assert process.poll() is None
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
