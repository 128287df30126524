"""The shelf on the local network: read-only, finished books only. ``publish serve`` runs it.

The server library is aiohttp: kept well for ten years, already needed by the online voice and the desk, with a request
parser in C (llhttp) that limits lines and headers. What it leaves open, and a shelf in a community centre needs (a limit
on connections, a deadline for the request's head, a deadline for a reader who has stopped reading), is in :mod:`guard`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def run(build: Path, host: str, port: int, *, say: Callable[[str], None], ready: Callable[[tuple[str, ...]], None] = lambda addresses: None) -> None:
    """Serve the finished books below ``build`` until Ctrl-C. ``say`` is told the addresses in words, a QR code among them;
    ``ready`` the bare addresses, once the shelf answers there.

    Raises ``G306`` (nothing to show) or ``G304`` (the address cannot be had).
    """
    import asyncio

    from publish.serve.app import serve

    asyncio.run(serve(build, host, port, say, ready))
