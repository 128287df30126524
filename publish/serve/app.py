"""The server: which address leads to which answer, and how it starts and stops."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import re
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from aiohttp import web
from lxml.etree import XMLSyntaxError

from publish.findings import PublishError, fail
from publish.kit.words import words
from publish.serve import answer, cover, feed, hosts, media, opds, pages
from publish.serve.guard import Gate, Limits
from publish.serve.library import Library, Shelf, Shown, decoded

HTML = "text/html; charset=utf-8"
METHODS = ("GET", "HEAD")
STOP_SECONDS = 1.0
MOST_MADE = 200
"""Documents kept between two looks at the build folder."""
FILES_WANTED = 4096
"""Open files that a full house needs: a connection and a book file each."""

log = logging.getLogger(__name__)
logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a malformed request is the client's affair, not a traceback for the staff


class Site:
    """Answers requests from a library. ``allowed``: names under which it answers, beside addresses."""

    def __init__(self, library: Library, allowed: frozenset[str], limits: Limits) -> None:
        self.library = library
        self.allowed = allowed
        self.limits = limits
        self.gate = Gate(limits)
        self.listening = ("127.0.0.1", 0)
        self._made: dict[tuple[str, str], tuple[bytes, str] | None] = {}
        self._made_at = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request, start to end. Whatever goes wrong becomes an answer without details."""
        with self.gate.answering(request.transport):
            try:
                response = await self._checked(request)
            except (PublishError, OSError, XMLSyntaxError):
                if request.transport is None or request.transport.is_closing():
                    raise
                response = self._refused(request, 404)
            await self._finish(request, response)
            return response

    async def _finish(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Send what is left to send; a reader that takes nothing is dropped."""
        try:
            async with asyncio.timeout(self.limits.stall):
                await response.prepare(request)
                await response.write_eof()
        except (TimeoutError, ConnectionError):
            if request.transport:
                request.transport.abort()

    async def _checked(self, request: web.BaseRequest) -> web.StreamResponse:
        given = request.headers.getall("Host", [])
        host = hosts.accepted(given[0], self.allowed) if len(given) == 1 else None
        if len(given) != 1:
            return self._refused(request, 400)
        if host is None:
            return self._refused(request, 421)
        if request.method not in METHODS:
            return self._refused(request, 405)
        if request.body_exists:
            return self._refused(request, 413)
        path = decoded(request.rel_url.raw_path)
        return await self._answer(request, path, f"http://{host}") if path else self._refused(request, 400)

    async def _answer(self, request: web.BaseRequest, path: str, base: str) -> web.StreamResponse:
        if path == "/favicon.ico":  # browsers ask for it unasked
            return web.Response(status=204, headers=answer.ALWAYS)
        shelf = self.library.shelf()
        shown = shelf.files.get(path)
        if shown and not pages.is_feed(shown):
            return await answer.file(request, shown.path, media.media_type(shown.name, shown.edition), self.limits.stall)
        made = self._document(shelf, path, base)
        return answer.document(request, *made) if made else self._refused(request, 404)

    def _document(self, shelf: Shelf, path: str, base: str) -> tuple[bytes, str] | None:
        """What is made on the spot, once for everybody who asks between two looks at the build folder."""
        if self._made_at != self.library.looks or len(self._made) >= MOST_MADE:
            self._made, self._made_at = {}, self.library.looks
        if (path, base) not in self._made:
            self._made[path, base] = self._page(shelf, path, base)
        return self._made[path, base]

    def _page(self, shelf: Shelf, path: str, base: str) -> tuple[bytes, str] | None:
        """Pages, catalogues, covers, and feeds with this server's addresses."""
        if path in shelf.files:
            return _feed(shelf.files[path], base), media.FEED
        shared = hosts.shared(base, *self.listening)
        if path == "/":
            return pages.shelf(shelf, shared), HTML
        if path == "/help":
            return pages.help_page(shelf), HTML
        if path.rstrip("/") == "/opds":
            return opds.navigation(opds.entries(shelf, base), base), media.OPDS_NAVIGATION
        if path == "/opds/books":
            return opds.acquisition(opds.entries(shelf, base), base), media.OPDS_ACQUISITION
        if path.rstrip("/") == "/opds2":
            return opds.catalogue(opds.entries(shelf, base), base), media.OPDS2
        named = re.fullmatch(r"/(book|cover)/([^/]+)/?", path)
        book = shelf.book(named[2]) if named else None
        if named and book and named[1] == "book":
            return pages.book(shelf, book, shared or base), HTML
        picture = cover.of(shelf, book) if book else None
        return (picture.data, picture.type) if picture else None

    def _refused(self, request: web.BaseRequest, status: int) -> web.Response:
        """A page that says so, and the end of the connection unless the request was merely for something that is not there."""
        response = answer.document(request, pages.missing(), HTML, status)
        if status == 405:
            response.headers["Allow"] = ", ".join(METHODS)
        if status != 404:
            response.force_close()
        return response


def _feed(shown: Shown, base: str) -> bytes:
    folder = shown.address.rpartition("/")[0]
    return feed.moved(shown.path.read_bytes(), f"{base}{folder}/", f"{base}/book/{shown.book.card.slug}/")


class Running:
    """A server that listens. ``port`` is the one it got."""

    def __init__(self, site: Site, runner: web.ServerRunner, server: asyncio.Server) -> None:
        self.site, self.runner, self.server = site, runner, server
        self.port: int = server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no more connections, give those under way a moment, then close."""
        self.server.close()
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while self.site.gate.busy and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        self.site.gate.close()
        await self.runner.cleanup()
        await self.server.wait_closed()


async def start(site: Site, host: str, port: int) -> Running:
    """Listen. Raises ``G304`` when the address cannot be had."""
    from publish.serve.guard import Guarded

    _allow_many_files()
    inner = web.Server(
        site.handle, handler_cancellation=True, access_log=None, keepalive_timeout=site.limits.idle, lingering_time=1.0,
        max_line_size=8190, max_field_size=8190, max_headers=64, tcp_keepalive=True,
    )
    runner = web.ServerRunner(inner, shutdown_timeout=STOP_SECONDS, handle_signals=False)
    await runner.setup()
    try:
        server = await asyncio.get_running_loop().create_server(lambda: Guarded(inner(), site.gate), host, port, backlog=512)
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        raise fail("G304", host, host=host, port=port, reason=getattr(error, "strerror", None) or error) from None
    running = Running(site, runner, server)
    site.listening = (host, running.port)
    return running


def _allow_many_files() -> None:
    """Raise the number of open files to what a full house needs, where the system lets us."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def serve(build: Path, host: str, port: int, say: Callable[[str], None], ready: Callable[[tuple[str, ...]], None], limits: Limits = Limits()) -> None:  # noqa: B008
    """Run until Ctrl-C (or SIGTERM)."""
    library = Library(build)
    library.required()
    running = await start(Site(library, hosts.names(_named(host)), limits), host, port)
    for line in greeting(host, running.port):
        say(line)
    ready(tuple(hosts.addresses(host, running.port)))
    try:
        await _until_stopped()
    finally:
        await running.stop()
    say(words()["serve"]["stopped"])


def _named(host: str) -> Iterable[str]:
    return (host,) if host and not host[0].isdigit() and ":" not in host else ()


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # not on Windows, nor outside the main thread
            loop.add_signal_handler(number, stopped.set)
    with contextlib.suppress(asyncio.CancelledError):
        await stopped.wait()


def greeting(host: str, port: int) -> tuple[str, ...]:
    """What the terminal shows: addresses, a QR code of the first when others can reach it, who can see it, how to stop."""
    say = words()["serve"]
    found = hosts.addresses(host, port)
    local = all(map(hosts.is_local, found))
    shown = () if local else (qr(found[0]),)
    return (say["at"], *(f"  {address}" for address in found), *shown, say["on-computer" if local else "on-network"], say["stop"])


def qr(address: str, colour: bool | None = None) -> str:
    """A QR code in characters, half a line a module. ``colour``: white on black whatever the terminal's own colours, by default
    on a terminal only; without it the code is right on dark terminals and reversed on light ones.
    """
    import segno

    out = io.StringIO()
    segno.make(address, error="m").terminal(out=out, compact=True)
    lines = out.getvalue().rstrip("\n").split("\n")
    coloured = sys.stdout.isatty() if colour is None else colour
    return "\n".join(f"\x1b[97;40m{line}\x1b[0m" if coloured else line for line in lines)
