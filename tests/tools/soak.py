"""Half an hour of questions from 5,000 chats: `make soak`; SOAK_MINUTES changes it.

The bot is the command, as a process, with its real pace; the server is in this process. A run of
less than half an hour has as many chats as the bot can meet in its first third.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psutil

from bot.app import build
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_bot_api import RESET, FakeBotApi
from tests.support.telegram import majlis, soon
from tests.tools.bench.warm import QUESTIONS

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
CHATS = 5_000
RATE = 12.0  # updates a second
WARM = 1 / 3  # of the time, after which memory has to be flat
ALLOWED = 0.05
LOOK_S = 5.0
PORT = 18_973


@dataclass(slots=True)
class Seen:
    """What was asked, and how the bot was, every few seconds."""

    asked: dict[int, set[int]] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)


def main() -> int:
    """Run; gives 0 when all held."""
    with tempfile.TemporaryDirectory() as folder, FakeBotApi().running() as api:
        home = Path(folder)
        _seed(home)
        with majlis(api.base, home, TELEGRAM_HEALTH_PORT=str(PORT)) as process:
            api.until(lambda: "getUpdates" in dict(api.calls), timeout_s=60)
            api.flaky(0.01, (500, 502, 429, RESET))
            seen = _asked(api, process)
            api.flaky(0)
            answered = soon(lambda: not _open(api, seen), timeout_s=120)
            process.terminate()
            process.wait(20)
        return _report(api, seen, answered=answered)


def _asked(api: FakeBotApi, process: subprocess.Popen[str]) -> Seen:
    """Let chats ask, press buttons and ask inline at a steady pace."""
    seen, chance, bot = Seen(), random.Random(1), psutil.Process(process.pid)
    chats = min(CHATS, int(MINUTES * 60 * WARM * RATE))
    begun, number, looked = time.monotonic(), 0, 0.0
    while (now := time.monotonic()) < begun + MINUTES * 60:
        _act(api, seen, chance, 1 + number % chats)
        number += 1
        if now - looked > LOOK_S:
            looked = now
            seen.memory.append(bot.memory_info().rss)
            seen.queue.append(_queue())
            with api.changed:
                api.calls.clear()
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
    return seen


def _act(api: FakeBotApi, seen: Seen, chance: random.Random, number: int) -> None:
    group = number % 5 == 0
    chat = -number if group else number
    last = api.screen(chat)[-1] if chat in api.chats else None
    button = chance.choice(("1", "👍"))
    if last and chance.random() < 0.3 and any(button in row for row in last.buttons):
        api.press(chat, last.id, button, user=number)
        return
    if chance.random() < 0.05:
        api.inline(number, chance.choice(QUESTIONS))
        return
    words = chance.choice(QUESTIONS)
    kind = "supergroup" if group else "private"
    asked = api.write(chat, f"/ask {words}" if group else words, user=number, kind=kind)
    seen.asked.setdefault(chat, set()).add(asked)


def _open(api: FakeBotApi, seen: Seen) -> dict[int, set[int]]:
    """Give the questions that have no answer."""
    with api.changed:
        replied = {chat: {sent.reply_to for sent in api.chats[chat].sent} for chat in seen.asked}
    left = {chat: asked - replied[chat] for chat, asked in seen.asked.items()}
    return {chat: asked for chat, asked in left.items() if asked}


def _queue() -> float:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=10)
    connection.request("GET", "/metrics")
    figures = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r"^majlis_queue ([\d.e+]+)$", figures, re.MULTILINE)
    return float(found[1]) if found else 0.0


def _report(api: FakeBotApi, seen: Seen, *, answered: bool) -> int:
    questions = sum(map(len, seen.asked.values()))
    answers = Counter((chat, sent.reply_to) for chat in seen.asked for sent in api.chats[chat].sent)
    twice = sum(
        answers[chat, asked] > 1 for chat, numbers in seen.asked.items() for asked in numbers
    )
    lost = sum(map(len, _open(api, seen).values()))
    settled = seen.memory[int(len(seen.memory) * WARM) :]
    third = max(1, len(settled) // 3)
    first, last = sum(settled[:third]) / third, sum(settled[-third:]) / third
    grown = last / first - 1
    middle, end = (max(seen.queue[a:b]) for a, b in ((third, 2 * third), (-third, None)))
    print(  # noqa: T201  # a report
        f"{MINUTES:.0f} minutes, {len(seen.asked)} chats, {questions} questions: {lost} lost, "
        f"{twice} with more than one reply; memory {settled[0] / 1e6:.0f} MB "
        f"after the first third, {settled[-1] / 1e6:.0f} MB at the end ({grown:+.1%}); "
        f"longest queue {middle:.0f} in the middle, {end:.0f} at the end"
    )
    flat = abs(grown) <= ALLOWED and end <= max(2 * middle, 50)
    return 0 if answered and flat and not lost else 1


def _seed(home: Path) -> None:
    app = build(Settings(_env_file=None, MAJLIS_HOME=home))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
    app.close()


if __name__ == "__main__":
    sys.exit(main())
