"""What goes wrong on the way, and what people see of it."""

import asyncio
import logging
import sqlite3
import time
from dataclasses import replace
from typing import Any

import pytest

from bot.answer_log.log import AnswerLog
from bot.app import App
from bot.assistant import Assistant
from bot.generating.budget import Budget, Limits
from bot.settings import Settings
from bot.telegram_bot.serve import serve
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher, SearchResult
from tests.support.fake_bot_api import RESET, TOKEN, FakeBotApi
from tests.support.telegram import CHINA, RUSSIA, serving

# What goes wrong on the way


def test_an_answer_waits_as_long_as_the_server_says(people: FakeBotApi) -> None:
    people.fail("sendMessage", 429, retry_after=1)
    begun = time.monotonic()
    question_id = people.write(60, RUSSIA)
    people.until(lambda: any(fields.get("chat_id") == "60" and method == "sendMessage"
                             for method, fields in people.calls))  # fmt: skip
    people.write(61, RUSSIA)
    people.delete(60, question_id)
    (sent,) = people.sent(60)
    (other,) = people.sent(61)
    assert sent.at - begun >= 1
    assert other.at < sent.at
    assert sent.reply_to is None


def test_an_answer_is_sent_again_when_the_server_fails(people: FakeBotApi) -> None:
    people.fail("sendMessage", 500, RESET)
    people.fail("sendChatAction", 500)
    question_id = people.write(62, RUSSIA)
    assert people.sent(62)[0].reply_to == question_id


def test_messages_are_taken_again_when_the_server_was_gone(people: FakeBotApi) -> None:
    people.fail("getUpdates", 500, RESET)
    begun = time.monotonic()
    people.write(63, RUSSIA)
    people.sent(63)
    question_id = people.write(63, CHINA)
    _, sent = people.sent(63, 2)
    assert (sent.reply_to, sent.at - begun > 0.5) == (question_id, True)


def test_a_person_who_blocked_the_bot_is_no_bug(
    people: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    people.blocked.add(64)
    people.write(64, RUSSIA)
    people.until(lambda: any(fields.get("chat_id") == "64" and method == "sendMessage"
                             for method, fields in people.calls))  # fmt: skip
    people.write(65, RUSSIA)
    people.sent(65)
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


class Fragile(Searcher):
    """A searcher with a bug."""

    def find(self, question: str, **options: Any) -> SearchResult:
        """Find, or not."""
        if "Atlantis" in question:
            raise ZeroDivisionError(question)
        return super().find(question, **options)


def test_a_bug_is_logged_and_answered_with_one_sentence(
    seeded: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    fragile = replace(seeded, assistant=Assistant(Fragile(seeded.home, seeded.models)))
    with serving(fragile, api):
        api.write(70, "Where is Atlantis?")
        assert api.sent(70)[0].text == say("telegram-failed")
        api.write(70, RUSSIA)
        api.sent(70, 2)
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert "ZeroDivisionError" in record.getMessage()
    assert "in find" in record.getMessage()
    assert "Atlantis" not in caplog.text


def test_a_damaged_home_is_not_shown_to_strangers(linked: App, api: FakeBotApi) -> None:
    with serving(linked, api):
        api.write(71, RUSSIA)
        api.sent(71)
        with sqlite3.connect(linked.home.path / "catalog.sqlite3") as catalog:
            catalog.execute("DROP TABLE passages")
        catalog.close()
        api.write(71, RUSSIA)
        _, sent = api.sent(71, 2)
    assert sent.text == say("telegram-trouble")


def test_an_engine_that_cannot_search_takes_no_message(
    home: Home, models: EmbeddingModels, api: FakeBotApi
) -> None:
    settings = Settings(_env_file=None, TELEGRAM_API_BASE=api.base)
    log = AnswerLog(home.path / "log.sqlite3")
    budget = Budget(home.path / "budget.sqlite3", Limits())
    app = App(settings, home, models, Assistant(Searcher(home, models), log=log), log, budget)
    with pytest.raises(ExpectedError, match=r"^There are no articles to search\.$"):
        asyncio.run(serve(app, TOKEN))
    assert [method for method, _ in api.calls] == ["getMe"]


def test_what_the_library_cannot_read_gets_a_line_in_private(people: FakeBotApi) -> None:
    place = {"message_id": people.write(72, "/new"), "date": 1}
    assert people.sent(72)[0].text == say("telegram-new")
    chat = {"id": 72, "type": "private"}
    people.give({"message": {**place, "chat": chat, "text": ["a", "list"]}})
    assert people.sent(72, 2)[1].text == say("telegram-only-text")
