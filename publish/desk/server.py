"""The desk's own small web server. Loopback only; nothing is answered without the secret that is in the address.

Against other pages in the same browser (CSRF, DNS rebinding): the ``Host`` must be ours, an ``Origin`` or ``Sec-Fetch-Site``
that is sent must be ours, changes need JSON (which a foreign form cannot send), and the secret is new in every run and never
leaves in a ``Referer``.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import signal
import webbrowser
from collections.abc import Awaitable, Callable
from importlib import resources
from pathlib import Path

import msgspec
from aiohttp import web

from publish import files
from publish.desk.desk import Desk
from publish.desk.journal import held
from publish.findings import PublishError, fail, message

ASSETS = {"desk.css": "text/css", "desk.js": "text/javascript", "desk.html": "text/html", "desk.svg": "image/svg+xml", "braille.js": "text/javascript", "braille.html": "text/html"}

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob:; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

LARGEST = 20_000
"""Bytes of a request's body; a decision is a few hundred."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def run(
    book_folder: Path,
    build_folder: Path,
    voices_folder: Path,
    host: str = "127.0.0.1",
    port: int = 0,
    open_browser: bool = True,
    say: Callable[[str], object] = lambda line: None,
    ready: Callable[[str], object] = lambda address: None,
) -> None:
    """Serve the desk for one book until interrupted (Ctrl+C). ``port`` 0 takes a free one; ``say`` is told the address in words,
    ``ready`` the bare address, once the desk answers there.

    Raises ``G401`` for an address that is not loopback, ``G404`` when the port is taken, ``G415`` when the book lies on another desk, and
    what the stages raise.
    """
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise fail("G401", host)
    with held(book_folder, wait=False):
        desk = Desk(book_folder, build_folder, voices_folder)
        desk.search()
        asyncio.run(_serve(Application(desk), host, port, open_browser, say, ready))


async def _serve(
    application: Application, host: str, port: int, open_browser: bool, say: Callable[[str], object], ready: Callable[[str], object]
) -> None:
    runner = web.AppRunner(application.app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise fail("G404", f"{host}:{port}", reason=error.strerror or error) from None
        address = application.bind(host, runner.addresses[0][1])
        say(f"校读台：{address}")
        say("按 Ctrl+C 结束；每个决定都已随时存好。")
        ready(address)
        if open_browser:
            webbrowser.open(address)
        await _interrupted()
        say("校读台已关闭。")
    finally:
        await runner.cleanup()


async def _interrupted() -> None:
    """Until Ctrl+C, or until the system asks us to end."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


class Application:
    """The routes over one :class:`Desk`. One change at a time; reading and speaking run in threads."""

    def __init__(self, desk: Desk, secret: str = "") -> None:
        self.desk = desk
        self.secret = secret or secrets.token_urlsafe(24)
        self.hosts: frozenset[str] = frozenset()
        self.origins: frozenset[str] = frozenset()
        self._one = asyncio.Lock()
        self._speaking = asyncio.Lock()
        self.app = web.Application(middlewares=[self._guard], client_max_size=LARGEST)
        self.app.router.add_get("/{secret}/", self._page)
        self.app.router.add_get("/{secret}/assets/{name}", self._asset)
        self.app.router.add_get("/{secret}/api/state", self._state)
        self.app.router.add_get("/{secret}/api/items/{id}", self._item)
        self.app.router.add_get("/{secret}/api/sound/{id}", self._sound)
        self.app.router.add_post("/{secret}/api/check", self._check)
        self.app.router.add_post("/{secret}/api/decide", self._decide)
        self.app.router.add_post("/{secret}/api/undo", self._undo)
        self.app.router.add_get("/{secret}/braille", self._braille_page)
        self.app.router.add_get("/{secret}/api/braille", self._braille_list)
        self.app.router.add_get("/{secret}/api/braille/{id}", self._braille)
        self.app.router.add_post("/{secret}/api/braille", self._braille_decide)

    def bind(self, host: str, port: int) -> str:
        """Fix which hosts are ours; returns the address to open."""
        name = f"[{host}]" if ":" in host else host
        self.hosts = frozenset(f"{h}:{port}" for h in (name, "127.0.0.1", "localhost"))
        self.origins = frozenset(f"http://{h}" for h in self.hosts)
        return f"http://{name}:{port}/{self.secret}/"

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what does not come from our page; put the safety headers on every answer."""
        refusal = self._refuse(request)
        if refusal:
            answer: web.StreamResponse = web.Response(status=refusal, text=f"{refusal}\n")
        else:
            try:
                answer = await handler(request)
            except PublishError as error:
                answer = _json(_problem(error), 409)
            except web.HTTPException as error:
                answer = web.Response(status=error.status, text=f"{error.status}\n")
            except Exception as error:  # a fault of ours: said on the page in one line, the sitting goes on
                answer = _json(_problem(fail("G411", request.path.rpartition("/")[2], reason=f"{type(error).__name__}: {error}")), 409)
        answer.headers.update(HEADERS)
        return answer

    def _refuse(self, request: web.Request) -> int:
        """The status to refuse with, or 0. The secret is compared in constant time, and before anything else is looked at."""
        if request.headers.get("Host", "") not in self.hosts:
            return 403
        if not hmac.compare_digest(request.match_info.get("secret", "").encode(), self.secret.encode()):
            return 404
        if request.headers.get("Origin", next(iter(self.origins))) not in self.origins:
            return 403
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return 403
        if request.method == "POST" and request.content_type != "application/json":
            return 415
        return 0

    async def _page(self, request: web.Request) -> web.Response:
        return _file("desk.html")

    async def _asset(self, request: web.Request) -> web.Response:
        if request.match_info["name"] not in ASSETS:
            raise web.HTTPNotFound
        return _file(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.Response:
        async with self._one:
            return _json(await asyncio.to_thread(self.desk.state))

    async def _item(self, request: web.Request) -> web.Response:
        async with self._one:
            return _json(await asyncio.to_thread(self.desk.card, request.match_info["id"]))

    async def _sound(self, request: web.Request) -> web.Response:
        async with self._speaking:
            wav = await asyncio.to_thread(self.desk.sound, request.match_info["id"], request.query.get("value"))
        return web.Response(body=wav, content_type="audio/wav")

    async def _check(self, request: web.Request) -> web.Response:
        asked = await _body(request, "item", "typed")
        return _json(await asyncio.to_thread(self.desk.check, asked["item"], asked["typed"]))

    async def _decide(self, request: web.Request) -> web.Response:
        asked = await _body(request, "item", "value", "scope", "who", "why")
        async with self._one:
            return _json(await asyncio.to_thread(lambda: self.desk.decide(**asked)))

    async def _undo(self, request: web.Request) -> web.Response:
        await _body(request)
        async with self._one:
            return _json(await asyncio.to_thread(self.desk.undo))


    # --- braille words ---

    async def _braille_page(self, request: web.Request) -> web.Response:
        return _file("braille.html")

    async def _braille_list(self, request: web.Request) -> web.Response:
        async with self._one:
            return _json(await asyncio.to_thread(lambda: {"title": self.desk.matter.book.metadata.title, "paragraphs": self.desk.braille().listed()}))

    async def _braille(self, request: web.Request) -> web.Response:
        async with self._one:
            return _json(await asyncio.to_thread(lambda: self.desk.braille().shown(request.match_info["id"])))

    async def _braille_decide(self, request: web.Request) -> web.Response:
        asked = await _body(request, "id", "words", "who", "why")
        async with self._one:
            return _json(await asyncio.to_thread(lambda: self.desk.decide_braille(asked["id"], asked["words"], asked["who"], asked["why"])))


async def _body(request: web.Request, *keys: str) -> dict[str, str]:
    """The request's JSON object: exactly the keys wanted, each a text."""
    try:
        value = files.from_json(await request.read(), dict[str, str])
    except msgspec.DecodeError:
        raise web.HTTPBadRequest from None
    if set(value) != set(keys):
        raise web.HTTPBadRequest
    return value


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(body=files.to_json(value), content_type="application/json", charset="utf-8", status=status)


def _problem(error: PublishError) -> dict[str, str]:
    """What went wrong, for the page: in Chinese, with what to do."""
    found = error.findings[0]
    words = message(found, "zh")
    return {"code": found.code, "where": found.where, "text": words.text, "advice": words.advice}


def _file(name: str) -> web.Response:
    data = (resources.files("publish.desk") / "assets" / name).read_bytes()
    return web.Response(body=data, content_type=ASSETS[name], charset="utf-8")
