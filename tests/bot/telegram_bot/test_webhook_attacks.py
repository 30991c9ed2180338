"""The listeners under attack: who is refused before a body is read, and who still gets in."""

import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.telegram_bot.wire import webhook_server
from bot.telegram_bot.wire.webhook_server import MAX_BODY_BYTES, SECRET_HEADER
from tests.bot.telegram_bot.test_wire_webhook import fetch, update
from tests.support.fake_bot_api import FakeBotApi
from tests.support.places import ROOT
from tests.support.telegram import free_port, serving, soon
from tests.tools.attack.webhook import attack, attacked_bot, p99

SECRET = "right-1"
FEW_S = 10.0  # generous: machines are shared


@pytest.fixture(scope="module")
def port(unread: App) -> Iterator[int]:
    """Give the port of a webhook that is served."""
    with FakeBotApi().running() as api, webhook(unread, api) as number:
        yield number


@contextmanager
def webhook(app: App, api: FakeBotApi) -> Iterator[int]:
    """Serve a webhook with the path /in, and return its port."""
    number = free_port()
    address = f"http://127.0.0.1:{number}/in"
    options: dict[str, Any] = {
        "telegram_webhook_url": address,
        "telegram_webhook_port": number,
        "telegram_webhook_secret": SecretStr(SECRET),
    }
    with serving(app, api, **options):
        api.until(lambda: api.updates.webhook["url"] == address)
        yield number


def head(
    *, path: str = "/in", method: str = "POST", secret: str = SECRET, length: int = 0
) -> bytes:
    lines = f"{method} {path} HTTP/1.1", "Host: a", f"{SECRET_HEADER}: {secret}"
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


def answer_to(port: int, *parts: bytes, timeout_s: float = FEW_S) -> bytes:
    """Send something, and return what comes until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
        for part in parts:
            connection.sendall(part)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (head(path="/else", length=1000), 404),
        (head(path="/in/", length=1000), 404),
        (head(path="/else", secret="wrong", length=1000), 404),
        (head(secret="wrong", length=1000), 403),
        (head(secret="", length=1000), 403),
        (head(secret=f"{SECRET}\r\n{SECRET_HEADER}: {SECRET}", length=1000), 403),
        (head(secret="wrong", length=10**9), 403),
        (head(method="GET", length=1000), 405),
        (head(length=MAX_BODY_BYTES + 1), 413),
        (head(length=10**30), 400),
        (head().replace(b"Length: 0", b"Length: -1"), 400),
    ],
)
def test_a_request_is_refused_by_its_head_alone(
    port: int, request_head: bytes, status: int
) -> None:
    """Its body never comes; that the connection ends shows that nobody waits for it."""
    answer = answer_to(port, request_head)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in answer


def test_a_refusal_is_read_by_who_sends_a_body_too(port: int) -> None:
    for _ in range(50):
        assert fetch(port, "/in", b" " * 5000, "POST", **{SECRET_HEADER: "wrong"}) == (403, "")


@pytest.mark.parametrize(
    "bytes_sent",
    [b"X: " + b"a" * 40_000, b"POST /in HTTP/1.1\r\n" + b"X: a\r\n" * 8000, b"\0" * 40_000],
    ids=["line", "lines", "no head"],
)
def test_a_head_without_end_is_not_read_to_its_end(port: int, bytes_sent: bytes) -> None:
    with suppress(ConnectionResetError, BrokenPipeError):
        assert answer_to(port, bytes_sent) == b""


def test_one_connection_carries_updates_one_after_another(port: int) -> None:
    first, second, third = (update(10**6 + number, "/start") for number in range(3))
    chunked = head().replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    answers = answer_to(
        port,
        head(length=len(first)) + first + head(length=len(second))[:30],
        head(length=len(second))[30:] + second,
        chunked + f"{len(third):x}\r\n".encode() + third + b"\r\n0\r\n\r\n",
        head(path="/else"),
    )
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"200", b"200", b"404"]


def test_senders_that_do_not_wait_for_the_answer_are_no_trouble(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(30):
        body = update(2 * 10**6 + number, "/start")
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head(length=len(body)) + body)
            linger = struct.pack("ii", 1, 0)  # closed with a reset
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    assert _status(port, 10) == 400
    servers = ("asyncio", "tornado", "bot.telegram_bot.wire")
    assert [record for record in caplog.records if record.name.startswith(servers)] == []


def test_bodies_in_flight_are_limited_and_forgotten_with_their_connections(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_server, "MAX_BYTES_IN_FLIGHT", 1500)
    with closing(socket.create_connection(("127.0.0.1", port))) as slow:
        slow.sendall(head(length=1000) + b" " * 500)
        assert soon(lambda: _status(port, 1000) == 503)
        assert _status(port, 10) == 400  # no JSON, but read
    assert soon(lambda: _status(port, 1000) == 400)


def _status(port: int, size: int) -> int:
    return fetch(port, "/in", b" " * size, "POST", **{SECRET_HEADER: SECRET})[0]


SERVER = """
import asyncio, logging, resource, sys
from tornado.web import Application, RequestHandler
from bot.logging_setup import log_without
from bot.telegram_bot.wire import limited_server
from bot.telegram_bot.wire.limited_server import LimitedServer, ListenerLimits

port, descriptors, connections = map(int, sys.argv[1:4])
resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
limited_server.LOOK_S = 0.1

class Page(RequestHandler):
    def get(self):
        self.write("here")

async def serve():
    server = LimitedServer(
        Application([("/", Page)]),
        ListenerLimits(connections, body_bytes=0, header_s=float(sys.argv[4]), keep_alive=False),
    )
    async with server.listening(port, "127.0.0.1"):
        print("listening", flush=True)
        await asyncio.to_thread(sys.stdin.read)

log_without()
logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
asyncio.run(serve(), debug=False)
"""


@contextmanager
def limited_server(
    *, descriptors: int, connections: int, header_s: float
) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """Run a server with these limits, until its input ends."""
    port = free_port()
    words = (port, descriptors, connections, header_s)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, *map(str, words)], env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "listening\n"
            yield port, process
        finally:
            process.kill()


def is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_the_oldest_connection_that_shows_nothing_makes_room() -> None:
    with limited_server(descriptors=1024, connections=8, header_s=600) as (port, _):
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
        assert fetch(port, "/") == (200, "here")
        assert soon(lambda: is_closed(silent[0]))
        assert not any(is_closed(each) for each in silent[1:])
        silent[1].setblocking(True)
        silent[1].sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert silent[1].recv(100).startswith(b"HTTP/1.1 200")
        for each in silent:
            each.close()


def test_a_connection_that_shows_nothing_for_long_is_closed() -> None:
    with limited_server(descriptors=1024, connections=8, header_s=0.5) as (port, _):
        for first in (b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"):
            answer = answer_to(port, first) if first else answer_to(port)
            assert answer in (b"", b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as dripping:
            assert soon(lambda: _dripped(dripping))


def _dripped(connection: socket.socket) -> bool:
    """Send a bit of a head; return whether the server has closed the connection."""
    try:
        connection.setblocking(True)
        connection.sendall(b"X")
    except OSError:
        return True
    return is_closed(connection)


def test_without_descriptors_the_server_waits_and_goes_on() -> None:
    with limited_server(descriptors=64, connections=10_000, header_s=600) as (port, process):
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        assert fetch(port, "/") == (200, "here")
        spent_s = _processor_s(process.pid)
        time.sleep(1)
        assert _processor_s(process.pid) - spent_s < 0.5  # nothing runs in circles
        for each in silent:
            each.close()
        assert fetch(port, "/") == (200, "here")
        _, err = process.communicate("", timeout=FEW_S)
    assert process.returncode == 0
    lines = err.splitlines()
    assert "No connection can be accepted for now: Too many open files." in lines[0]
    assert len(lines) <= 12
    assert "Traceback" not in err


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_genuine_updates_and_looks_at_the_health_get_in_during_an_attack(copied: Path) -> None:
    kinds = {"half-open": 150, "partial": 40, "drip": 30, "silent": 30}
    with attacked_bot(copied, descriptors=256) as bot:
        bot.watch(1, rate=5)
        with attack(bot.port, kinds), attack(bot.health_port, {"half-open": 20}):
            seen = bot.watch(5, rate=5)
        assert "Traceback" not in bot.log.decode()
    assert len(seen.updates) >= 3
    assert p99(seen.updates) < FEW_S
    assert p99(seen.health) < FEW_S
    assert seen.log < 20_000
