"""A bot in a process, people who ask it ordinary questions, and when each saw the first sign."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.fake_bot_api import FakeBotApi, Fields
from tests.support.telegram import majlis, soon
from tests.tools.attack.webhook import seed
from tests.tools.bench.warm import QUESTIONS

RATE = 4.0  # ordinary questions a second
PATIENCE_S = 60.0
ADMIN = 42
OPEN = {"TELEGRAM_PER_MINUTE": "10000", "TELEGRAM_PER_DAY": "100000", "TELEGRAM_REACTION": "👀"}


class TimedApi(FakeBotApi):
    """A server that notes when it first heard anything for each chat, and when a message."""

    def __init__(self) -> None:
        super().__init__()
        self.first_signs: dict[int, float] = {}
        self.first_messages: dict[int, float] = {}

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call, by the clock."""
        chat, now = int(fields.get("chat_id") or 0), time.monotonic()
        self.first_signs.setdefault(chat, now)
        if method.lower() == "sendmessage":
            self.first_messages.setdefault(chat, now)
        return super().call(token, method, fields)


@dataclass(frozen=True, slots=True)
class Waits:
    """The seconds until the first sign of life and until the whole answer, of each person."""

    signs: list[float]
    answers: list[float]

    def answered(self) -> int:
        """Return how many got an answer."""
        return sum(each < PATIENCE_S for each in self.answers)


class Crowd:
    """People who ask, each once, in a chat of their own."""

    def __init__(self, api: TimedApi, home: Path) -> None:
        self.api = api
        self.home = home
        self._chats = count(100_000)

    def ask(self, seconds: float, meanwhile: Callable[[float], None] = lambda _: None) -> Waits:
        """Let people ask at a steady rate; `meanwhile` is called before each with the time."""
        began, asked = time.monotonic(), dict[int, float]()
        for number in range(int(seconds * RATE)):
            meanwhile(number / RATE)
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            chat = next(self._chats)
            asked[chat] = time.monotonic()
            self.api.write(chat, QUESTIONS[number % len(QUESTIONS)], user=chat)
        messages = self.api.first_messages
        soon(lambda: asked.keys() <= messages.keys(), timeout_s=PATIENCE_S)
        return Waits(
            [self.api.first_signs.get(chat, at + PATIENCE_S) - at for chat, at in asked.items()],
            [messages.get(chat, at + PATIENCE_S) - at for chat, at in asked.items()],
        )


@contextmanager
def crowd(folder: Path, **settings: str) -> Iterator[Crowd]:
    """Run a bot over the seeds, with its real pace, that has answered some people."""
    seed(folder)
    api = TimedApi()
    with api.running(), majlis(api.base, folder, **{**OPEN, **settings}) as process:
        assert process.stderr is not None
        api.until(lambda: "getUpdates" in dict(api.calls), timeout_s=60)
        people = Crowd(api, folder)
        people.ask(2.0)
        yield people


def percentile(seconds: list[float], share: int) -> float:
    """Return what `share` of 100 are not above."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1]


def in_words(seconds: list[float]) -> str:
    """Return three percentiles."""
    return " / ".join(f"{1000 * percentile(seconds, share):.0f}" for share in (50, 95, 99)) + " ms"
