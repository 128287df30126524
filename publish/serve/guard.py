"""Limits that keep one bad client from harming the others.

A connection is refused when there are too many, in all or from one address. It is dropped when the head of a request is
not whole within :data:`HEAD_SECONDS` (slow loris), and by :mod:`answer` when its reader takes nothing for
:data:`STALL_SECONDS`. Sizes of lines and headers are limited by aiohttp's parser (8 KiB a line, 64 headers; set in :mod:`app`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

HEAD_SECONDS = 10.0
STALL_SECONDS = 60.0
"""A paused player keeps its connection open without reading. When it is dropped, players ask for the rest by range."""
IDLE_SECONDS = 15.0
MOST = 900
"""Connections at once. Below the 1,024 files that systems give a process by default."""
MOST_EACH = 400
"""Connections at once from one address: many people may share one behind a router."""


@dataclass(frozen=True)
class Limits:
    """The limits above, so that tests can choose shorter ones."""

    head: float = HEAD_SECONDS
    stall: float = STALL_SECONDS
    idle: float = IDLE_SECONDS
    most: int = MOST
    most_each: int = MOST_EACH


class Gate:
    """Counts the connections and hands out guarded protocols."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open: dict[asyncio.BaseTransport, Guarded] = {}
        self.each: Counter[str] = Counter()
        self.refused = 0

    def admit(self, transport: asyncio.BaseTransport, guarded: Guarded) -> bool:
        """Whether one more connection is taken; if so it is counted."""
        address = _address(transport)
        if len(self.open) >= self.limits.most or self.each[address] >= self.limits.most_each:
            self.refused += 1
            return False
        self.open[transport] = guarded
        self.each[address] += 1
        return True

    def leave(self, transport: asyncio.BaseTransport, address: str) -> None:
        if self.open.pop(transport, None):
            self.each[address] -= 1
            if not self.each[address]:
                del self.each[address]

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return any(guarded.busy for guarded in self.open.values())

    def close(self) -> None:
        """Drop every connection."""
        for transport in tuple(self.open):
            transport.abort()  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def answering(self, transport: asyncio.BaseTransport | None) -> Iterator[None]:
        """While an answer is under way the deadline for the next head rests."""
        guarded = self.open.get(transport) if transport else None
        if guarded:
            guarded.rest()
        try:
            yield
        finally:
            if guarded:
                guarded.answered()


class Guarded(asyncio.Protocol):
    """Stands between the socket and aiohttp's protocol, and watches the time from a head's first byte to its last."""

    def __init__(self, inner: asyncio.Protocol, gate: Gate) -> None:
        self.inner: asyncio.Protocol | None = inner
        self.gate = gate
        self.transport: asyncio.Transport | None = None
        self.address = ""
        self.busy = False
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self.gate.admit(transport, self):
            self.inner = None
            transport.abort()  # type: ignore[attr-defined]
            return
        self.transport, self.address = transport, _address(transport)  # type: ignore[assignment]
        self._watch()
        self.inner.connection_made(transport)  # type: ignore[union-attr]

    def data_received(self, data: bytes) -> None:
        if not self.busy:
            self._watch()
        if self.inner:
            self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self.inner.eof_received() if self.inner else None

    def pause_writing(self) -> None:
        if self.inner:
            self.inner.pause_writing()

    def resume_writing(self) -> None:
        if self.inner:
            self.inner.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop()
        if self.transport:
            self.gate.leave(self.transport, self.address)
        if self.inner:
            self.inner.connection_lost(error)

    def rest(self) -> None:
        """A head is whole: its answer may take its time."""
        self.busy = True
        self._stop()

    def answered(self) -> None:
        """The answer is out; the next head's deadline starts with its first byte, aiohttp closes what stays idle."""
        self.busy = False

    def _watch(self) -> None:
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(self.gate.limits.head, self._late)

    def _stop(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None

    def _late(self) -> None:
        self.timer = None
        if self.transport:
            self.transport.abort()


def _address(transport: asyncio.BaseTransport) -> str:
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if peer else ""
