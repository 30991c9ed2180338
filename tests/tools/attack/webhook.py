"""The webhook under attack: how long genuine updates take, what is logged, how memory grows."""

import json
import math
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

import psutil

from bot.app import build
from bot.settings import Settings
from bot.telegram_bot.wire.webhook_server import SECRET_HEADER
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_bot_api import FakeBotApi
from tests.support.places import ROOT
from tests.support.telegram import RUSSIA, free_port, majlis

Row = tuple[str, int, int, str]

SECRET = "genuine-1"
DESCRIPTORS = 1024  # what a shell gives a process
RATE = 12.0  # genuine updates a second
QUESTION_EVERY = 6  # updates; the others say "Thanks!", which takes less time to answer
SECONDS = 12.0
ATTACKS = {
    "1,100 half-open connections": {"half-open": 1100},
    "300 partial bodies": {"partial": 300},
    "200 slow drips and 200 silent connections": {"drip": 200, "silent": 200},
    "all of them at once": {"half-open": 1100, "partial": 300, "drip": 200, "silent": 200},
}
MAX_SLOWER_S = 0.25
MAX_LOG = 1_000_000  # bytes a minute
MAX_GROWTH = 64_000_000


@dataclass(slots=True)
class Watched:
    """What was seen in a time: genuine updates and looks at the health, log, memory."""

    updates: list[float]  # the seconds of each, inf for one that failed
    health: list[float]
    log: int
    memory: int
    seconds: float


class AttackedBot:
    """A bot in a process, with a webhook and a health port."""

    def __init__(self, api: FakeBotApi, process: "subprocess.Popen[str]", ports: tuple[int, int]):
        self._api = api
        self._process = process
        self.port, self.health_port = ports
        self._number = 10**6
        self.log = bytearray()
        self.log_size = 0
        assert process.stderr is not None
        threading.Thread(target=self._read, args=(process.stderr,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.log_size += len(line.encode())
            if len(self.log) < MAX_LOG:
                self.log += line.encode()

    def watch(self, seconds: float, rate: float = RATE) -> Watched:
        """Send genuine updates at a steady rate, and ask for the health, for some time."""
        before, began = self.log_size, time.monotonic()
        process, memory = psutil.Process(self._process.pid), 0
        updates: list[float] = []
        health: list[float] = []
        while (now := time.monotonic()) < began + seconds:
            updates.append(_seconds_of(self._send))
            health.append(_seconds_of(self._look))
            memory = max(memory, process.memory_info().rss)
            time.sleep(max(0.0, 1 / rate - (time.monotonic() - now)))
        return Watched(updates, health, self.log_size - before, memory, time.monotonic() - began)

    def _send(self) -> bool:
        self._number += 1
        chat = {"id": 100 + self._number % 40, "type": "private", "first_name": "A"}
        text = "Thanks!" if self._number % QUESTION_EVERY else RUSSIA
        message = {"message_id": self._number, "date": int(time.time()), "text": text}
        person = {"id": chat["id"], "is_bot": False, "first_name": "A"}
        body = json.dumps(
            {"update_id": self._number, "message": {**message, "chat": chat, "from": person}}
        )
        return _status(self.port, "POST", "/in", body, {SECRET_HEADER: SECRET}) == 200

    def _look(self) -> bool:
        return _status(self.health_port, "GET", "/healthz", "", {}) == 200


@contextmanager
def attacked_bot(folder: Path, descriptors: int = DESCRIPTORS) -> Iterator[AttackedBot]:
    """Run a bot that may open so many descriptors, until the end of the block."""
    ports = free_port(), free_port()
    options = {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{ports[0]}/in",
        "TELEGRAM_WEBHOOK_PORT": str(ports[0]),
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_HEALTH_PORT": str(ports[1]),
        "TELEGRAM_PER_MINUTE": "10000",
        "TELEGRAM_PER_DAY": "100000",
    }
    with FakeBotApi().running() as api, majlis(api.base, folder, **options) as process:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (descriptors, descriptors))
        for chat in range(100, 140):
            api.person(chat)
            api.open(chat, "private")
        api.until(lambda: bool(api.updates.webhook["url"]), timeout_s=60)
        yield AttackedBot(api, process, ports)


@contextmanager
def attack(port: int, kinds: Mapping[str, int]) -> Iterator[None]:
    """Hold connections of these kinds until the end of the block, from a process of its own."""
    words = [f"{kind}={count}" for kind, count in kinds.items()]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.tools.attack.attackers", str(port), *words], cwd=ROOT
    ) as process:
        try:
            time.sleep(1.0)  # until most of the connections are there
            yield
        finally:
            process.kill()


def webhook_scenarios() -> list[Row]:
    """Return what held under each attack, and the figures."""
    with tempfile.TemporaryDirectory() as folder:
        seed(Path(folder))
        with attacked_bot(Path(folder)) as bot:
            bot.watch(3.0)  # the first answers load what the others need
            calm = bot.watch(SECONDS)
            rows = []
            for name, kinds in ATTACKS.items():
                with attack(bot.port, kinds):
                    rows += _rows(name, bot.watch(SECONDS), calm)
            return rows


def _rows(name: str, seen: Watched, calm: Watched) -> list[Row]:
    slower_s = p99(seen.updates) - p99(calm.updates)
    limit_s = p99(calm.updates) + MAX_SLOWER_S
    minute = seen.log * 60 / seen.seconds
    growth = seen.memory - calm.memory
    figure = f"p99 {p99(seen.updates) * 1e3:.0f} ms, {p99(calm.updates) * 1e3:.0f} ms without"
    health = f"p99 {p99(seen.health) * 1e3:.0f} ms"
    return [
        (f"genuine updates, {name}", len(seen.updates), _within(seen.updates, 10.0), figure),
        (f"at most 250 ms slower, {name}", 1, int(slower_s <= MAX_SLOWER_S),
         f"{_within(seen.updates, limit_s)} of {len(seen.updates)} updates"),
        (f"health, {name}", len(seen.health), _within(seen.health, 10.0), health),
        (f"log, {name}", 1, int(minute <= MAX_LOG), f"{minute / 1e6:.3f} MB a minute"),
        (f"memory, {name}", 1, int(growth <= MAX_GROWTH), f"{growth / 1e6:+.1f} MB"),
    ]  # fmt: skip


def p99(seconds: list[float]) -> float:
    """Return what 99 of 100 are not above."""
    return sorted(seconds)[math.ceil(0.99 * len(seconds)) - 1]


def seed(home: Path) -> None:
    """Fill a home with the articles of `seeds/`."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=home))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
    app.close()


def _within(seconds: list[float], limit_s: float) -> int:
    return sum(each <= limit_s for each in seconds)


def _seconds_of(act: Callable[[], bool]) -> float:
    began = time.monotonic()
    try:
        return time.monotonic() - began if act() else float("inf")
    except (OSError, HTTPException):
        return float("inf")


def _status(port: int, method: str, path: str, body: str, headers: dict[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
