"""The Telegram bot at work against the fake server, in a thread or as a process."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answers import Answer
from bot.app import App
from bot.rendering.messages import messages
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.serve import serve
from bot.telegram_bot.talk.answer_views import answer_view
from bot.telegram_bot.wire.call_schedule import RateLimits
from tests.support.fake_bot_api import TOKEN, FakeBotApi, ShownMessage
from tests.support.places import ROOT

RUSSIA = "How is Iraq positioned toward Russia?"
CHINA = "How is Iraq positioned toward China?"
TUNGSTEN = "What is the boiling point of tungsten?"
LIMIT = 4096
HURRIED = RateLimits(
    spacing_s=0,
    group_per_minute=10_000,
    per_second=10_000,
    preview_spacing_s=0,
    group_preview_spacing_s=0,
)


@contextmanager
def serving(
    app: App, api: FakeBotApi, *, rates: RateLimits = HURRIED, records: Path | None = None,
    **settings: object,
) -> Iterator[None]:  # fmt: skip
    """Run the bot in a thread until the end of the block, with records of its own."""
    values = {"telegram_api_base": api.base, "telegram_per_minute": 10_000, **settings}
    app = replace(app, settings=app.settings.model_copy(update=values))
    with tempfile.TemporaryDirectory() as folder:
        loop = asyncio.new_event_loop()
        running = serve(app, TOKEN, rates=rates, records=records or Path(folder))
        work = loop.create_task(running)
        thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([work])))
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(work.cancel)
            thread.join()
            loop.close()
            assert work.cancelled() or work.exception() is None, work.exception()


@contextmanager
def majlis(
    base: str, home: Path, constants: Mapping[str, float] | None = None, /, *,
    token: str = TOKEN, **settings: str,
) -> Iterator[subprocess.Popen[str]]:  # fmt: skip
    """Run `majlis telegram` as a process; `constants` of its modules can be set, to save time."""
    settings = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": base, **settings}
    start = ["-c", _program(constants)] if constants else ["-m", "bot"]
    with subprocess.Popen(
        [sys.executable, *start, "--home", str(home), "telegram"],
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def _program(constants: Mapping[str, float]) -> str:
    """Return a program that sets constants, and then does what `python -m bot` does."""
    lines = ["import importlib"]
    for name, value in constants.items():
        module, _, constant = name.rpartition(".")
        lines.append(f"importlib.import_module({module!r}).{constant} = {value!r}")
    return "; ".join([*lines, "from bot.cli.main import main", "main()"])


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for_exit(process: subprocess.Popen[str], *, secret: str = TOKEN) -> tuple[int, str, str]:
    """Wait for a process; return its status and output, in which the secret must not be."""
    out, err = process.communicate(timeout=30)
    assert secret not in out + err
    return process.returncode, out, err


def last_message(api: FakeBotApi, chat: int) -> ShownMessage:
    """Return the last message that the bot shows in a chat."""
    return [message for message in api.screen(chat) if not message.sender][-1]


def wait_for_message(
    api: FakeBotApi, chat: int, right: Callable[[ShownMessage], bool]
) -> ShownMessage:
    """Wait until the last message of the bot is as it should be, and return it."""
    api.until(
        lambda: any(not m.sender for m in api.screen(chat)) and right(last_message(api, chat))
    )
    return last_message(api, chat)


def reply_to(api: FakeBotApi, chat: int, text: str, **message: Any) -> str:
    """Let a person write, and return the words of the bot's next message."""
    count = len(api.chats[chat].sent) if chat in api.chats else 0
    api.write(chat, text, **message)
    return api.sent(chat, count + 1)[count].text


def soon(happened: Callable[[], bool], *, timeout_s: float = 20) -> bool:
    """Wait for something that happens without a call of the server; return whether it did."""
    ends = time.monotonic() + timeout_s
    while not happened() and time.monotonic() < ends:
        time.sleep(0.02)
    return happened()


def answer_texts(answer: Answer) -> list[str]:
    """Return the messages of an answer."""
    view = answer_view(AnswerRecord(MessageRef(0, 0, 0, 0, 0), answer, id=1))
    return [text for text, _ in messages(view, limit=LIMIT)]
