"""A read-aloud service on the loopback that speaks the protocol of the real one, and misbehaves on request.

Each voiced character becomes a tone of its own pitch, so that a test hears from the audio alone which sentence it was and
whether any of it is missing. The tones are MP3 frames made once (24 kHz, 48 kbit/s, no bit reservoir: frames stand alone).
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import xml.sax.saxutils
import zlib
from collections import Counter
from functools import cache

from aiohttp import WSMsgType, web

from publish import ffmpeg

RATE, FRAME = 24000, 576
FRAMES = 8
"""MP3 frames a character: 8 × 24 ms."""
TONES = [400 + 100 * n for n in range(32)]
SPEAK = re.compile(r"<speak.*<prosody[^>]*>(.*)</prosody></voice></speak>", re.DOTALL)

FAULTS = ("403", "429", "503", "drop", "silence", "no audio", "cut", "cut audio", "no boundaries", "hang", "garbage", "other sentence")


def tone_of(character: str) -> int:
    """Index into :data:`TONES`."""
    return zlib.crc32(character.encode()) % len(TONES)


@cache
def frames(tone: int | None) -> bytes:
    """:data:`FRAMES` frames of one tone (None: silence), all alike inside: taken from the middle of a longer one."""
    source = "anullsrc=r=24000:cl=mono" if tone is None else f"sine=frequency={TONES[tone]}:sample_rate={RATE}"
    made = ffmpeg.run(
        "-f", "lavfi", "-i", source, "-t", "1", *ffmpeg.BITEXACT, "-c:a", "libmp3lame", "-b:a", "48k", "-ac", "1", "-ar", str(RATE),
        "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "pipe:1",
    ).stdout
    assert made[:2] == b"\xff\xf3" and len(made) % 144 == 0, made[:4]
    return made[144 * 10 : 144 * (10 + FRAMES)]


def voiced(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


class Service:
    """``with Service(faults) as service``: ``service.url`` is what ``edge_tts.communicate.WSS_URL`` must be.

    ``faults(text, attempt)`` names the fault of the nth request for ``text``, or "" for a good answer. ``asked`` counts
    requests by text, ``most`` the most at once, ``done`` the good answers in the order they were given.
    """

    def __init__(self, faults=lambda text, attempt: "", delay: float = 0.0) -> None:
        self.faults, self.delay = faults, delay
        self.asked: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.done: list[str] = []
        self.now = self.most = 0
        self._refusals: Counter[str] = Counter()
        self._ready = threading.Event()

    def __enter__(self) -> Service:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_get("/edge/v1", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/edge/v1?TrustedClientToken=x"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    def refuse(self, status: int, times: int = 1) -> None:
        """The next ``times`` handshakes are refused (a status is decided before the text is known)."""
        self._refusals[str(status)] += times

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        for status in sorted(self._refusals):
            if self._refusals[status] > 0:
                self._refusals[status] -= 1
                return web.Response(status=int(status), headers={"Retry-After": "1"} if status == "429" else {})
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self._talk(request)
        finally:
            self.now -= 1

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        assert (await socket.receive()).data.count('"wordBoundaryEnabled":"true"') == 1
        sent = (await socket.receive()).data
        text = xml.sax.saxutils.unescape(SPEAK.search(sent)[1])
        attempt = self.asked[text]
        self.asked[text] += 1
        fault = self.faults(text, attempt)
        await asyncio.sleep(self.delay)
        if fault in ("403", "429", "503"):  # the next handshake is refused as well: 403 makes the library itself ask twice
            self.refuse(int(fault), 2 if fault == "403" else 1)
            request.transport.abort()
        elif fault == "hang":
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                pass
        else:
            await self._speak(socket, request, text, fault)
        return socket

    async def _speak(self, socket: web.WebSocketResponse, request: web.Request, text: str, fault: str) -> None:
        said = "完全不同的另一句话" if fault == "other sentence" else text
        await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        await socket.send_str("X-RequestId:1\r\nPath:response\r\n\r\n{}")
        words = list(boundaries(said))
        audio = b"".join(frames(None if fault == "silence" else tone_of(c)) for c in voiced(said))
        if fault == "drop":
            await socket.send_bytes(framed(audio[: len(audio) // 3]))
            request.transport.abort()
            return
        for number, word in enumerate([] if fault == "no boundaries" else words):
            if fault == "cut" and number >= len(words) // 2:
                break
            await socket.send_str("X-RequestId:1\r\nPath:audio.metadata\r\n\r\n" + json.dumps({"Metadata": [word]}))
        if fault == "garbage":
            audio = b"\x00garbage" * 300
        if fault in ("cut", "cut audio"):
            audio = audio[: len(audio) // 2]
        for at in range(0, 0 if fault == "no audio" else len(audio), 4096):
            await socket.send_bytes(framed(audio[at : at + 4096]))
        await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")
        if not fault:
            self.given[text] += 1
            self.done.append(text)


def framed(audio: bytes) -> bytes:
    head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    return len(head).to_bytes(2, "big") + head + audio


def boundaries(text: str):
    """Word boundaries in pairs of characters, punctuation left out, as the service cuts them: 100-ns ticks."""
    at = 0
    for run in re.findall(r"\w{1,2}", text):
        length = len(run) * FRAMES * FRAME * 10_000_000 // RATE
        data = {"Offset": at, "Duration": length, "text": {"Text": run, "Length": len(run), "BoundaryType": "WordBoundary"}}
        yield {"Type": "WordBoundary", "Data": data}
        at += length
