"""The Telegram bot at work against the fake server, in a thread or as a process."""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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
from tests.fake_bot_api import TOKEN, FakeBotApi, Shown

RUSSIA = "How is Iraq positioned toward Russia?"
CHINA = "How is Iraq positioned toward China?"
TUNGSTEN = "What is the boiling point of tungsten?"
LIMIT = 4096
ROOT = Path(__file__).parent.parent
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
    base: str, home: Path, *, token: str = TOKEN, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """Run `majlis telegram` as a process."""
    given = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": base, **settings}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--home", str(home), "telegram"],
        env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], *, secret: str = TOKEN) -> tuple[int, str, str]:
    """Wait for a process; the token is in nothing that it said."""
    out, err = process.communicate(timeout=30)
    assert secret not in out + err
    return process.returncode, out, err


def last(api: FakeBotApi, chat: int) -> Shown:
    """Give the last message that the bot shows in a chat."""
    return [message for message in api.screen(chat) if not message.sender][-1]


def shows(api: FakeBotApi, chat: int, right: Callable[[Shown], bool]) -> Shown:
    """Wait until the last message of the bot is as it should be, and give it."""
    api.until(lambda: any(not m.sender for m in api.screen(chat)) and right(last(api, chat)))
    return last(api, chat)


def says(api: FakeBotApi, chat: int, text: str, **message: Any) -> str:
    """Let a person write, and give the words of the bot's next message."""
    count = len(api.chats[chat].sent) if chat in api.chats else 0
    api.write(chat, text, **message)
    return api.sent(chat, count + 1)[count].text


def soon(happened: Callable[[], bool], *, timeout_s: float = 20) -> bool:
    """Wait for what no call of the server shows; tells whether it came."""
    ends = time.monotonic() + timeout_s
    while not happened() and time.monotonic() < ends:
        time.sleep(0.02)
    return happened()


def shown(answer: Answer) -> list[str]:
    """Give the messages of an answer."""
    view = answer_view(AnswerRecord(MessageRef(0, 0, 0, 0, 0), answer, id=1))
    return [text for text, _ in messages(view, limit=LIMIT)]
