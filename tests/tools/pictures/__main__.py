"""Draw what people see: python -m tests.tools.pictures OUT_DIR.

The real command answers, against the fake Bot API, over the articles that come with majlis.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.fake_bot_api import TOKEN, FakeBotApi
from tests.support.fake_model import KEY, Wire
from tests.support.fake_model import running as model_running
from tests.tools.pictures.draw import draw
from tests.tools.pictures.exchanges import ADMIN, EXCHANGES, WRITTEN, Exchange
from tests.tools.pictures.screenshot import browser, screenshot

FIRST_CHAT = 42
QUIET_S = 4.0  # after which the bot has said what it had to say, and offered what to ask next
SENTENCE_S = 3.0  # that the scripted model takes for a sentence
TIMEOUT_S = 120.0
TALK = ("send", "edit", "delete")
PASSING = ("sendChatAction", "sendMessageDraft")
PEOPLE = {"en": "Amal", "ar": "أمل", "ru": "Амаль"}


def main(folder: str) -> None:
    """Play every exchange, and write a page and a picture of each."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for model in (False, True):
        exchanges = {
            chat(place): each for place, each in enumerate(EXCHANGES) if each.model == model
        }
        with FakeBotApi().running() as api, running(api, model=model):
            for number, exchange in exchanges.items():
                play(api, number, exchange)
                page = draw(api, number, language=exchange.language)
                out.joinpath(f"{exchange.name}.html").write_text(page, encoding="utf-8")
                if browser():
                    screenshot(page, out / f"{exchange.name}.png")
                sys.stdout.write(f"{exchange.name}: {len(api.screen(number))} messages\n")


def chat(place: int) -> int:
    """Give the chat of an exchange; those of groups have negative numbers."""
    return (FIRST_CHAT + place) * (-1 if EXCHANGES[place].group else 1)


@contextmanager
def running(api: FakeBotApi, *, model: bool) -> Iterator[None]:
    """Run the bot over a home of its own, with or without a scripted language model."""
    admin = next(chat(place) for place, each in enumerate(EXCHANGES) if each.name == ADMIN)
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": api.base, "TELEGRAM_ADMINS": str(admin),
    }  # fmt: skip
    with model_running() as server, tempfile.TemporaryDirectory() as home:
        server.script = slowly
        if model:
            settings |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url}
        command = [sys.executable, "-m", "bot", "--home", home, "telegram"]
        with subprocess.Popen(command, env=os.environ | settings) as process:
            try:
                yield
            finally:
                process.terminate()
                process.wait()


def slowly(wire: Wire, asked: dict[str, Any]) -> None:
    """Write an answer as a model does that takes its time."""
    wire.begin()
    for sentence in WRITTEN:
        wire.piece(sentence)
        time.sleep(SENTENCE_S)
    wire.piece(None, finish="stop")
    wire.end()


def play(api: FakeBotApi, chat: int, exchange: Exchange) -> None:
    """Do what people do, each act after the answer to the one before."""
    with api.changed:
        api.person(abs(chat), exchange.language)
        api.people[abs(chat)]["first_name"] = PEOPLE[exchange.language]
    for act in exchange.acts:
        before = said(api, chat)
        act(api, chat)
        if exchange.unfinished:
            api.until(lambda: _written(api, chat), timeout_s=TIMEOUT_S)
            return
        api.until(lambda before=before: said(api, chat) > before, timeout_s=TIMEOUT_S)  # type: ignore[misc]  # mypy gives a lambda with a default no type
        while (now := said(api, chat)) > before:
            before = now
            time.sleep(QUIET_S)


def _written(api: FakeBotApi, chat: int) -> bool:
    """Tell whether a draft shows two sentences."""
    return chat in api.chats and "[2]" in (api.draft(chat) or "")


def said(api: FakeBotApi, chat: int) -> int:
    """Count the calls with which the bot says something in a chat, and means it to stay."""
    calls = [method for method, fields in api.calls if str(fields.get("chat_id")) == str(chat)]
    return sum(method.startswith(TALK) and method not in PASSING for method in calls)


if __name__ == "__main__":
    main(sys.argv[1])
