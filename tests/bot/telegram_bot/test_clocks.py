"""A clock that jumps loses no message, and locks nobody out."""

import time
from functools import partial
from pathlib import Path

import pytest

from bot.app import App
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.participants import Participants
from prompts import say
from tests.support.fake_bot_api import FakeBotApi, ShownMessage
from tests.support.telegram import RUSSIA, reply_to, serving, wait_for_message

DAY = 86_400.0


def _differs(text: str, message: ShownMessage) -> bool:
    return message.text != text


@pytest.mark.parametrize("days", [400, -400, 1, -1])
def test_nobody_is_locked_out(tmp_path: Path, days: int) -> None:
    clock = [1_800_000_000.0]
    database = BotDatabase(tmp_path)
    participants = Participants(database, now=lambda: clock[0])
    clock[0] += days * DAY
    for update in (1, 2, 3, 4):
        participants.count_question(update, 5, 5)
    clock[0] -= days * DAY
    assert participants.wait_s(5, 5, minute=3, day=100) == 0
    for update in (5, 6, 7):
        participants.count_question(update, 5, 5)
    assert 0 < participants.wait_s(5, 5, minute=3, day=100) <= 60
    database.close()


def test_messages_are_answered_while_the_clock_is_wrong(
    unread: App, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = time.time
    with serving(unread, api):
        assert reply_to(api, 901, "/help") == say("telegram-help")
        for days in (400, -400, 30):
            with monkeypatch.context() as context:
                context.setattr(time, "time", lambda days=days: right() + days * DAY)
                person = 1_902 + days
                assert "[1]" in reply_to(api, person, RUSSIA, user=person)
                sure = reply_to(api, person, "/forget_me", user=person)
                api.press(person, None, say("telegram-forget-yes"), user=person)
                wait_for_message(api, person, partial(_differs, sure))
            assert "[1]" in reply_to(api, person, RUSSIA, user=person)
