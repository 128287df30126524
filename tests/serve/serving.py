"""A shelf served on the loopback for a test, in a thread of its own, and two clients: a well-behaved one and a raw one."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from publish.serve import hosts
from publish.serve.app import Running, Site, start
from publish.serve.guard import Limits
from publish.serve.library import Library


class Served:
    """``port`` and ``site`` of a running server."""

    def __init__(self, site: Site, port: int) -> None:
        self.site, self.port = site, port
        self.base = f"http://127.0.0.1:{port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """One request through ``http.client``. Underscores in header names become hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def raw(self, data: bytes, seconds: float = 5.0) -> bytes:
        """Send ``data`` as it is and read until the server closes or ``seconds`` pass."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as line:
            received = b""
            with contextlib.suppress(OSError):
                line.sendall(data)
            with contextlib.suppress(OSError):
                while piece := line.recv(65536):
                    received += piece
            return received


@contextlib.contextmanager
def serving(build: Path, limits: Limits = Limits(), names: tuple[str, ...] = ()) -> Iterator[Served]:  # noqa: B008
    """The books below ``build`` on a free port of the loopback."""
    loop = asyncio.new_event_loop()
    site = Site(Library(build), hosts.names(names), limits)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running: Running = asyncio.run_coroutine_threadsafe(start(site, "127.0.0.1", 0), loop).result(20)
    try:
        yield Served(site, running.port)
    finally:
        asyncio.run_coroutine_threadsafe(running.stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
