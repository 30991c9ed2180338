"""What the Telegram bot adds to the engine's answers, and how many it gives a second."""

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.app import build
from bot.assistant import Assistant
from bot.settings import Settings
from bot.telegram_bot.serve import serve
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_bot_api import TOKEN, FakeBotApi
from tests.support.telegram import HURRIED
from tests.tools.bench.measure import Figure, percentiles
from tests.tools.bench.warm import QUESTIONS

RATE = 20  # questions a second
LONG_S = 20.0
STEPS = (20, 30, 40, 50, 60, 80, 100)
STEP_S = 8.0
SLOW_S = 2.0
_FIRST = 1000  # the chat that asks first; those below warm the bot up


def telegram(work: Path) -> Iterator[Figure]:
    """Measure with the bot in a process of its own; the server, in this one, sets no pace."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=work / "telegram"))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
    app.close()
    with FakeBotApi().running() as api:
        with _bot(api.base, work) as engine_s:
            _asked(api, range(1, 101), rate=RATE)
            chats = range(_FIRST, _FIRST + int(RATE * LONG_S))
            whole_s = _asked(api, chats, rate=RATE)
        added = [1000 * (whole_s[chat] - engine_s[str(chat)]) for chat in chats]
        engine = [1000 * engine_s[str(chat)] for chat in chats]
        what = f"what the Telegram bot adds to an answer, at {RATE} questions a second"
        yield Figure(what, percentiles(added), "p50 ≤ 10 ms, p99 ≤ 50 ms")
        yield Figure("of which the engine took before", percentiles(engine), "")
    yield _most(work)


def _most(work: Path) -> Figure:
    """Ask faster and faster."""
    said, first = [], _FIRST
    for rate in STEPS:
        with FakeBotApi().running() as api, _bot(api.base, work):
            _asked(api, range(1, 101), rate=RATE)
            chats = range(first, first + int(rate * STEP_S))
            p99 = float(np.percentile(list(_asked(api, chats, rate=rate).values()), 99))
        said.append(f"{rate}: {p99:.2f} s")
        if p99 > SLOW_S:
            break
    return Figure("questions a second: p99 of the whole answer", ", ".join(said), "")


def _asked(api: FakeBotApi, chats: range, *, rate: float) -> dict[int, float]:
    """Let each chat ask once, at a steady pace; gives the seconds until each has its answer."""
    given: dict[int, float] = {}
    begun = time.monotonic()
    for number, chat in enumerate(chats):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        given[chat] = time.monotonic()
        api.write(chat, QUESTIONS[number % len(QUESTIONS)], user=chat)
    return {chat: api.sent(chat, timeout_s=120)[0].at - at for chat, at in given.items()}


@contextmanager
def _bot(base: str, work: Path) -> Iterator[dict[str, float]]:
    """Run the bot; afterwards the seconds of the engine are there, by who asked."""
    engine_s: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", __name__, base, str(work / "telegram"), folder]
        with subprocess.Popen(command) as process:
            yield engine_s
            process.send_signal(signal.SIGTERM)
        engine_s |= json.loads((Path(folder) / "engine.json").read_text(encoding="utf-8"))


class _Clocked:
    """An assistant that notes how long it thinks about each question."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.seconds: dict[str, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def stream(self, question: str, conversation: Any, options: Any) -> Iterator[Any]:
        """Answer, by the clock."""
        begun = time.monotonic()
        for each in self._assistant.stream(question, conversation, options):
            self.seconds[options.user] = time.monotonic() - begun
            yield each


def main(base: str, home: str, records: str) -> None:
    """Serve until SIGTERM, with a clock around the engine."""
    settings = Settings(_env_file=None, MAJLIS_HOME=home, TELEGRAM_API_BASE=base)
    app = build(settings)
    clocked: Any = _Clocked(app.assistant)
    app = replace(app, assistant=clocked)

    async def run() -> None:
        work = asyncio.ensure_future(serve(app, TOKEN, rates=HURRIED, records=Path(records)))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
        with suppress(asyncio.CancelledError):
            await work

    asyncio.run(run())
    (Path(records) / "engine.json").write_text(json.dumps(clocked.seconds), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
