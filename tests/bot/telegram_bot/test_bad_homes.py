"""Homes that vanish under a running bot, and updates that nothing can be done with."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import MAX_FAILURES, Inbox, StoredUpdate
from bot.telegram_bot.records.participants import ALLOWED, Participants
from bot.telegram_bot.talk.update_handler import UpdateHandler
from prompts import say
from tests.bot.telegram_bot.test_wire_webhook import fetch
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram import RUSSIA, free_port, reply_to, serving, soon

SECRET_WORDS = "what nobody may read"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "the home is not there any more"),
        ("catalog.sqlite3", "the catalog is not there any more"),
        ("telegram.sqlite3", "the file of the records is not there any more"),
    ],
)
def test_what_vanishes_makes_the_bot_unready_until_it_is_back(
    api: FakeBotApi, copied: Path, name: str, problem: str
) -> None:
    app = build(Settings(_env_file=None, MAJLIS_HOME=copied, MAJLIS_READER="off"))
    port, path = free_port(), copied / name
    with serving(app, api, records=copied, telegram_health_port=port):
        is_right = say("telegram-trouble") not in reply_to(api, 1, RUSSIA, user=1)
        assert is_right
        aside = path.rename(copied.with_name("aside"))
        assert fetch(port, "/readyz") == (503, f"{problem}\n")
        is_trouble = reply_to(api, 1, RUSSIA, user=1) == say("telegram-trouble")
        assert is_trouble == (name != "telegram.sqlite3")
        assert not path.exists()
        aside.rename(path)
        assert soon(lambda: fetch(port, "/readyz") == (200, "ok\n"), timeout_s=5)
        assert reply_to(api, 1, RUSSIA, user=1) != say("telegram-trouble")
    app.close()


def test_who_was_let_in_is_known_again_when_the_records_are_back(tmp_path: Path) -> None:
    database = BotDatabase(tmp_path)
    Participants(database).update(5, permission=ALLOWED)
    people = Participants(database)
    file = tmp_path / "telegram.sqlite3"
    file.rename(tmp_path / "aside")
    people.note_seen(5, "Ann")
    assert (people.get(5).permission, database.healthy) == ("", False)
    (tmp_path / "aside").rename(file)
    assert people.get(5).permission == ALLOWED
    assert database.try_again()
    database.close()


def test_an_update_that_cannot_be_handled_leaves_the_inbox(
    unread: App,
    api: FakeBotApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(self: UpdateHandler, stored: StoredUpdate) -> None:
        raise ValueError(str(stored.body))

    monkeypatch.setattr(UpdateHandler, "handle", fail)
    caplog.set_level(logging.INFO)
    api.write(1, SECRET_WORDS)
    for _ in range(MAX_FAILURES):
        caplog.clear()
        with serving(unread, api, records=tmp_path):
            assert soon(lambda: "An update is" in caplog.text)
            last = [m for m in caplog.messages if m.startswith("An update is")]
            assert SECRET_WORDS not in caplog.text
    assert last[0].startswith("An update is given up: ValueError")
    store = BotDatabase(tmp_path)
    assert Inbox(store).unfinished() == []
    assert store.sqlite.rows("SELECT body FROM inbox") == [("",)]
    store.close()


def test_an_update_that_the_disk_did_not_take_is_given_up_at_once(tmp_path: Path) -> None:
    database = BotDatabase(tmp_path)
    inbox = Inbox(database)
    update = StoredUpdate(7, 1, 1, 0.0, {"update_id": 7})
    aside = (tmp_path / "telegram.sqlite3").rename(tmp_path / "aside")
    assert inbox.store([update]) == [update]
    aside.rename(tmp_path / "telegram.sqlite3")
    assert inbox.note_failure(7)
    assert inbox.store([replace(update, received_at=1.0)]) == []
    assert not inbox.note_failure(8)
    database.close()
