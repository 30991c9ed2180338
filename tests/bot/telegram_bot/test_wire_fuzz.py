"""Whatever comes in, nothing that the server refuses goes out, and the bot answers afterwards."""

import logging
import os
import re
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from tests.support.fake_bot_api import FakeBotApi, Fields, RefusedError
from tests.support.kills import waiting
from tests.support.telegram import RUSSIA, serving, soon
from tests.tools.fuzz import texts, updates

TEXTS = int(os.environ.get("MAJLIS_FUZZ", "250"))  # each is a question for the engine
UPDATES = int(os.environ.get("MAJLIS_FUZZ", "1000"))
SEED = int(os.environ.get("MAJLIS_FUZZ_SEED", "1"))
AT_ONCE = 500
# What a mutated update may cause: it names chats, topics and queries that are not there.
EXPECTED = re.compile(
    "chat not found|thread not found|query is too old|can't initiate|not modified|invalid file_id|"
    "group chat was upgraded|message to (edit|react|delete) not found|message can't be edited"
)


class Noting(FakeBotApi):
    """A server that notes what it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, str, Fields]] = []

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call."""
        try:
            return super().call(token, method, fields)
        except RefusedError as refusal:
            self.refused.append((method, refusal.words, fields))
            raise


def assert_well(api: Noting, records: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing waits, nothing wrong was called, no bug was logged, and the bot answers."""
    soon(lambda: not waiting(records), timeout_s=120)
    assert waiting(records) == []
    assert [call for call in api.refused if not EXPECTED.search(call[1])] == []
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    chat = 10**6 + len(api.calls)
    question_id = api.write(chat, RUSSIA, user=chat)
    assert api.sent(chat)[0].reply_to == question_id
    caplog.clear()
    api.calls.clear()


def test_any_text_is_answered(
    unread: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Noting().running() as api, serving(unread, api, records=tmp_path):
        for number, text in enumerate(texts(SEED, TEXTS)):
            chat, words = 1 + number % 97, text.encode(errors="replace").decode()
            if number % 5:
                api.write(chat, words, user=chat)
            else:
                api.write(-chat, f"/ask {words}", user=chat, kind="supergroup")
            if number % AT_ONCE == AT_ONCE - 1 or number == TEXTS - 1:
                api.until(lambda: api.unconfirmed == [], timeout_s=120)
                assert_well(api, tmp_path, caplog)
                assert api.refused == []


def test_any_update_is_survived(
    unread: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    options: dict[str, Any] = {"telegram_admins": "3,4,5", "telegram_reaction": "👀"}
    with Noting().running() as api, serving(unread, api, records=tmp_path, **options):
        for chat in range(1, 40):
            api.person(chat)
            api.open(chat, "private")
            api.open(-chat, "supergroup")
        for number, update in enumerate(updates(SEED, UPDATES)):
            api.give(update)
            if number % AT_ONCE == AT_ONCE - 1 or number == UPDATES - 1:
                api.until(lambda: api.unconfirmed == [], timeout_s=120)
                assert_well(api, tmp_path, caplog)
