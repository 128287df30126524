"""The desk's server answers its own page and nobody else."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web

from publish.desk import server
from publish.desk.server import Application
from publish.findings import PublishError
from tests.desk.desk_project import book, desk, first

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return book(tmp_path_factory.mktemp("desk"), "<script>alert(1)</script>报告\n各位代表：\n他得走，都说好，为了<img src=x onerror=alert(2)>大家，曾菁璿。\n谢谢大家！\n")


@pytest.fixture(scope="module")
def sitting(made):
    return desk(made)


def ask(sitting, *requests, secret: str = "s" * 32):
    """Send requests ``(method, path, headers, body)`` to a server of its own; answers as ``(status, headers, body)``."""

    async def talk():
        application = Application(sitting, secret)
        runner = web.AppRunner(application.app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = application.bind("127.0.0.1", runner.addresses[0][1])
        answers = []
        async with aiohttp.ClientSession() as session:
            for method, path, headers, body in requests:
                url = path if path.startswith("http") else (address[: -len(secret) - 2] + path if path.startswith("/") else address + path)
                async with session.request(method, url, headers=headers, data=body) as answer:
                    answers.append((answer.status, dict(answer.headers), await answer.read()))
        await runner.cleanup()
        return answers

    return asyncio.run(talk())


def decision(sitting) -> bytes:
    item = first(sitting, "pinyin")
    return json.dumps({"item": item.id, "value": item.candidates[0].value, "scope": "here", "who": "王", "why": ""}).encode()


def test_page_assets_and_state_come_with_the_secret_and_safe_headers(sitting):
    answers = ask(sitting, *[("GET", path, {}, None) for path in ("", "assets/desk.js", "assets/desk.css", "assets/desk.svg", "api/state")])
    for status, headers, body in answers:
        assert status == 200 and body
        assert headers["Referrer-Policy"] == "no-referrer" and headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert json.loads(answers[-1][2])["title"] == "社区服务工作报告"


def test_nothing_is_answered_without_the_secret(sitting):
    for path in ("/", "/" + "x" * 32 + "/", "/" + "s" * 31 + "/", "/" + "x" * 32 + "/api/state", "/api/state", "/%2e%2e/etc/passwd"):
        ((status, _, body),) = ask(sitting, ("GET", path, {}, None))
        assert status == 404 and b"title" not in body, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},  # DNS rebinding
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_other_hosts_and_origins_are_refused(sitting, made, headers):
    read, change = ask(sitting, ("GET", "api/state", headers, None), ("POST", "api/decide", {**JSON, **headers}, decision(sitting)))
    assert read[0] == change[0] == 403
    assert not (made.source / "readings.toml").exists()


def test_a_foreign_form_cannot_decide(sitting, made):
    bodies = [("application/x-www-form-urlencoded", b"a=b"), ("text/plain", decision(sitting)), ("multipart/form-data; boundary=x", b"--x--")]
    for kind, body in bodies:
        ((status, _, _),) = ask(sitting, ("POST", "api/decide", {"Content-Type": kind}, body))
        assert status == 415, kind
    assert not (made.source / "readings.toml").exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"item": 1}', b"\xff\xfe", b'{"item":"a","value":"b","scope":"c","who":"d","why":"e","more":"f"}', b"[" * 15000, b"{\"a\xff\": \"b\"}"])
def test_malformed_requests_are_refused_without_a_traceback(sitting, body):
    ((status, _, answer),) = ask(sitting, ("POST", "api/decide", JSON, body))
    assert status == 400 and b"Traceback" not in answer


def test_what_is_too_large_or_not_there_is_refused(sitting):
    large, lost, method, item = ask(
        sitting, ("POST", "api/decide", JSON, b'"' + b"x" * 50_000 + b'"'), ("GET", "assets/../server.py", {}, None),
        ("DELETE", "api/decide", {}, None), ("GET", "api/items/nothing", {}, None),
    )  # fmt: skip
    assert (large[0], lost[0], method[0], item[0]) == (413, 404, 404, 409)
    assert json.loads(item[2])["code"] == "G408"


def test_a_fault_of_ours_is_said_and_the_sitting_goes_on(sitting, monkeypatch, capfd):
    monkeypatch.setattr(sitting, "card", lambda name: 1 // 0)
    broken, state = ask(sitting, ("GET", "api/items/x", {}, None), ("GET", "api/state", {}, None))
    assert (broken[0], json.loads(broken[2])["code"], state[0]) == (409, "G411", 200)
    assert "Traceback" not in capfd.readouterr().err


def test_text_of_the_source_stays_text(sitting):
    item = first(sitting, "pinyin")
    ((status, headers, body),) = ask(sitting, ("GET", f"api/items/{item.id}", {}, None))
    assert status == 200 and headers["Content-Type"].startswith("application/json")
    assert b"<img" not in ask(sitting, ("GET", "", {}, None))[0][2]
    assert json.loads(body)["text"] == item.text


def test_a_decision_over_the_wire_and_back(sitting, made):
    sent = decision(sitting)
    name = json.loads(sent)["item"]
    sound, check, decide, undo, again = ask(
        sitting, ("GET", f"api/sound/{name}", {}, None), ("POST", "api/check", JSON, json.dumps({"item": name, "typed": "ma1 ma1"}).encode()),
        ("POST", "api/decide", JSON, sent), ("POST", "api/undo", JSON, b"{}"), ("POST", "api/undo", JSON, b"{}"),
    )  # fmt: skip
    assert (sound[0], sound[1]["Content-Type"], sound[2][:4]) == (200, "audio/wav", b"RIFF")
    assert check[0] == 409 and json.loads(check[2])["advice"]
    assert decide[0] == 200 and json.loads(decide[2])["state"]["undo"]
    assert undo[0] == 200 and json.loads(undo[2])["item"] == name
    assert again[0] == 409 and json.loads(again[2])["code"] == "G405"
    assert not (made.source / "readings.toml").exists()


def test_it_opens_on_the_loopback_only(made):
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.org"):
        with pytest.raises(PublishError) as caught:
            server.run(made.source, made.build / "book", made.root / "voices", host=host)
        assert caught.value.findings[0].code == "G401"


def test_a_port_in_use_is_said(made):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PublishError) as caught:
            server.run(made.source, made.build / "book", made.root / "voices", port=taken.getsockname()[1], open_browser=False)
    assert caught.value.findings[0].code == "G404"
