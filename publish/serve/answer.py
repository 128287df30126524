"""Answers: documents made on the spot, and files sent piece by piece. Conditions, ranges and HEAD are the same for both."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

from aiohttp import web

from publish.kit.words import asset
from publish.serve.http import Version, precondition, wanted_range

PIECE = 1 << 16
"""Bytes read and sent at a time. As fast as larger pieces when 200 listen, and a stalled reader holds no more than two of them."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
    "Server": "shengshu",
}
"""Of every answer. ``no-cache``: may be kept, but is asked after again, so that a new build is seen at once."""


@cache
def policy() -> str:
    """Content-Security-Policy of pages: nothing from elsewhere, no inline script. The shelf's inline style is named by its hash."""
    style = base64.b64encode(hashlib.sha256(asset("pages.css").encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{style}'; img-src 'self' data:; font-src 'self'; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def headers_for(kind: str) -> dict[str, str]:
    """The headers that depend on the type: pages and pictures with scripts in them get the policy."""
    made = {**ALWAYS, "Content-Type": kind}
    if kind.startswith(("text/html", "application/xhtml+xml", "image/svg+xml")):
        made["Content-Security-Policy"] = policy()
    return made


def small(headers: Mapping[str, str]) -> dict[str, str]:
    """Header names in lower case; one given twice counts as a list (RFC 9110, 5.3)."""
    made: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        made[key] = f"{made[key]}, {value}" if key in made else value
    return made


def document(request: web.BaseRequest, body: bytes, kind: str, status: int = 200) -> web.Response:
    """A page, feed or catalogue made for this request. Its tag is the hash of its bytes."""
    version = Version(f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    headers = headers_for(kind)
    if status == 200:
        headers["ETag"] = version.etag
        state = precondition(small(request.headers), version)
        if state != 200:
            return web.Response(status=state, headers={k: v for k, v in headers.items() if k != "Content-Type"})
    return web.Response(status=status, body=body, headers=headers)


async def file(request: web.BaseRequest, path: Path, kind: str, stall: float) -> web.StreamResponse:
    """A finished file, whole or in part. Raises ``OSError`` when it cannot be opened."""
    loop = asyncio.get_running_loop()
    stream = await loop.run_in_executor(None, path.open, "rb")
    try:
        return await _send(request, stream, kind, stall)
    finally:
        await loop.run_in_executor(None, stream.close)


async def _send(request: web.BaseRequest, stream: BinaryIO, kind: str, stall: float) -> web.StreamResponse:
    state = os.fstat(stream.fileno())
    size = state.st_size
    version = Version(f'"{size:x}-{state.st_mtime_ns:x}"', datetime.fromtimestamp(int(state.st_mtime), UTC))
    headers = {**headers_for(kind), "ETag": version.etag, "Last-Modified": version.last_modified, "Accept-Ranges": "bytes"}
    asked = small(request.headers)
    condition = precondition(asked, version)
    if condition != 200:
        return web.Response(status=condition, headers={k: v for k, v in headers.items() if k != "Content-Type"})
    wanted = wanted_range(asked, version, size) if request.method == "GET" else "all"
    if wanted == "none":
        return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = (0, size) if wanted == "all" else wanted
    if wanted != "all":
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response = web.StreamResponse(status=200 if wanted == "all" else 206, headers=headers)
    response.content_length = end - start
    await response.prepare(request)
    if request.method == "GET":
        await _pieces(request, response, stream, start, end, stall)
    return response


async def _pieces(request: web.BaseRequest, response: web.StreamResponse, stream: BinaryIO, start: int, end: int, stall: float) -> None:
    """Read aside, write here. A reader that takes nothing for ``stall`` seconds is dropped; so is a transfer whose file has shrunk."""
    loop = asyncio.get_running_loop()
    at = start
    while at < end:
        piece = await loop.run_in_executor(None, _read, stream, at, min(PIECE, end - at))
        try:
            async with asyncio.timeout(stall):
                await response.write(piece)
        except TimeoutError:
            piece = b""
        if not piece:
            if request.transport:
                request.transport.abort()
            return
        at += len(piece)


def _read(stream: BinaryIO, at: int, count: int) -> bytes:
    stream.seek(at)
    return stream.read(count)
