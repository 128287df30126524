"""How the shelf serves a full house: many listeners at once on the loopback, each pulling ranges as a player does.

``python -m tests.bench.serve FILE`` starts the server in a process of its own and writes the figures, alone and beside stalled
clients; ``measure`` is for other benches. Bounded: a fixed number of requests, each with a deadline.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp

from publish import files
from publish.serve.library import Library
from tests.serve import shelf_sample

DEADLINE = 60.0


@dataclass(frozen=True)
class Figures:
    """What was measured. Times in seconds; ``at_once``: most requests under way at the same moment."""

    listeners: int
    requests: int
    errors: int
    bytes: int
    seconds: float
    at_once: int
    first_byte_median: float
    first_byte_95: float
    whole_median: float
    whole_95: float

    @property
    def megabytes_a_second(self) -> float:
        return self.bytes / 1e6 / self.seconds


def paths(library: Library) -> tuple[str, ...]:
    """What listeners ask for: the addresses of all audio."""
    return tuple(shown.address for shown in library.shelf().files.values() if shown.name.endswith((".mp3", ".m4b")))


async def listen(base: str, addresses: Sequence[str], listeners: int, rounds: int, piece: int) -> Figures:
    """``listeners`` begin together; each asks ``rounds`` times for ``piece`` bytes, onwards through its file, and checks what comes."""
    firsts: list[float] = []
    wholes: list[float] = []
    errors = received = under_way = at_once = 0
    together = asyncio.Barrier(listeners)

    async def one(number: int, session: aiohttp.ClientSession) -> None:
        nonlocal errors, received, under_way, at_once
        address = addresses[number % len(addresses)]
        await together.wait()
        for turn in range(rounds):
            under_way += 1
            at_once = max(at_once, under_way)
            began = time.perf_counter()
            try:
                start = turn * piece
                async with session.get(base + address, headers={"Range": f"bytes={start}-{start + piece - 1}"}) as response:
                    firsts.append(time.perf_counter() - began)
                    body = await response.read()
                    size = int(response.headers["Content-Range"].rpartition("/")[2])
                    errors += response.status != 206 or len(body) != min(piece, size - start)
                    received += len(body)
                wholes.append(time.perf_counter() - began)
            except (aiohttp.ClientError, TimeoutError, KeyError):
                errors += 1
            under_way -= 1

    timeout = aiohttp.ClientTimeout(total=DEADLINE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout, auto_decompress=False) as session:
        began = time.perf_counter()
        await asyncio.gather(*(one(number, session) for number in range(listeners)))
        seconds = time.perf_counter() - began
    return Figures(
        listeners, listeners * rounds, errors, received, seconds, at_once,
        _part(firsts, 0.5), _part(firsts, 0.95), _part(wholes, 0.5), _part(wholes, 0.95),
    )  # fmt: skip


def _part(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] if times else float("nan")


@contextlib.contextmanager
def stalling(port: int, path: str, count: int) -> Iterator[None]:
    """``count`` bad clients: every other one never ends the head of its request, the rest ask for ``path`` and read nothing."""
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n".encode()
    held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
    try:
        for number, line in enumerate(held):
            line.sendall(asked + (b"\r\n" if number % 2 else b"X-Unfinished: "))
        yield
    finally:
        for line in held:
            line.close()


@contextlib.contextmanager
def _server(build: Path) -> Iterator[tuple[str, int]]:
    """The real program's server, in a process of its own, on a free port of the loopback: its address and process number."""
    program = "import sys; from pathlib import Path; from publish import serve; serve.run(Path(sys.argv[1]), '127.0.0.1', 0, say=lambda line: print(line, flush=True))"
    with subprocess.Popen([sys.executable, "-X", "utf8", "-c", program, str(build)], stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            said = ""
            while "Ctrl-C" not in said and (line := process.stdout.readline()):
                said += line
            yield next(word for word in said.split() if word.startswith("http")).rstrip("/"), process.pid
        finally:
            process.terminate()
            process.communicate()


def _peak_megabytes(process: int) -> float | None:
    """The most memory the process ever held, where the system tells (Linux)."""
    path = Path(f"/proc/{process}/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM")), None)


def measure(build: Path | None = None, listeners: int = 200, rounds: int = 10, piece: int = 256_000, stalled: int = 0) -> dict[str, object]:
    """The figures for the books below ``build``, or for a book made up for the purpose (three tracks of 3 MB).

    ``stalled``: how many bad clients are there as well (at most ``guard.MOST_EACH`` with the listeners: all come from one address).
    """
    with tempfile.TemporaryDirectory() as folder:
        if build is None:
            build = Path(folder)
            shelf_sample.build(build, size=3_000_000)
        addresses = paths(Library(build))
        with _server(build) as (base, process), stalling(int(base.rpartition(":")[2]), addresses[0], stalled):
            figures = asyncio.run(listen(base, addresses, listeners, rounds, piece))
            memory = _peak_megabytes(process)
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(figures).items()}
    return {**rounded, "piece": piece, "stalled": stalled, "megabytes_a_second": round(figures.megabytes_a_second, 1), "server_peak_megabytes": memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("to", type=Path, nargs="?", help="where the figures go, as JSON")
    parser.add_argument("--build", type=Path, help="a build folder with finished books (default: a book made up for the purpose)")
    parser.add_argument("--listeners", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--stalled", type=int, default=150)
    given = parser.parse_args()
    figures = {
        "alone": measure(given.build, given.listeners, given.rounds),
        "beside_stalled_clients": measure(given.build, given.listeners, given.rounds, stalled=given.stalled),
    }
    if given.to:
        files.write(given.to, files.to_json(figures))
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    sys.exit(1 if any(part["errors"] for part in figures.values()) else 0)


if __name__ == "__main__":
    main()
