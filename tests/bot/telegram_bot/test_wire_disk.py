"""The disk is full, or the file of records breaks: answers still go out."""

import logging
import resource
import sqlite3
from pathlib import Path

import pytest

from bot.app import App
from tests.bot.telegram_bot.test_wire_webhook import fetch
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram import (
    CHINA,
    RUSSIA,
    TUNGSTEN,
    free_port,
    majlis,
    serving,
    soon,
    wait_for_exit,
)

UNLIMITED = resource.RLIM_INFINITY


def test_a_full_disk_stops_no_answer_and_is_told(api: FakeBotApi, copied: Path) -> None:
    """The process may not make any file longer: what SQLite meets then is what it meets there."""
    port = free_port()
    with majlis(api.base, copied, TELEGRAM_HEALTH_PORT=str(port)) as process:
        api.write(1, RUSSIA, user=1)
        api.sent(1, timeout_s=40)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, UNLIMITED))
        questions = {chat: api.write(chat, RUSSIA, user=chat) for chat in range(2, 12)}
        for chat, question in questions.items():
            assert [sent.reply_to for sent in api.sent(chat)] == [question]
        assert fetch(port, "/readyz") == (503, "the disk does not take it\n")
        assert soon(lambda: api.unconfirmed == [])
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        api.write(1, CHINA, user=1)
        api.sent(1, 2)
        assert fetch(port, "/readyz") == (200, "ok\n")
        process.terminate()
        code, _, err = wait_for_exit(process)
    assert code == 0
    assert err.count("The bot goes on without its records: ") == 1
    assert "Traceback" not in err
    assert all(len(api.sent(chat)) == 1 for chat in questions)


def test_what_came_while_the_disk_was_full_is_answered_after_a_kill(
    api: FakeBotApi, copied: Path
) -> None:
    with majlis(api.base, copied) as process:
        api.write(1, RUSSIA, user=1)
        api.sent(1, timeout_s=40)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, UNLIMITED))
        api.delay("sendMessage", 60)
        question = api.write(2, RUSSIA, user=2)
        api.until(lambda: "2" in [fields.get("chat_id") for _, fields in api.arrivals])
        assert api.unconfirmed != []
        process.kill()
        process.wait()
    api.delay("sendMessage", 0)
    with majlis(api.base, copied):
        assert api.sent(2, timeout_s=40)[0].reply_to == question


def test_records_that_break_while_the_bot_runs_stop_no_answer(
    unread: App, api: FakeBotApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(unread, api, records=tmp_path):
        api.write(1, RUSSIA, user=1)
        api.sent(1)
        with sqlite3.connect(tmp_path / "telegram.sqlite3") as other:
            for table in ("inbox", "sent", "people", "asked", "cards", "talks"):
                other.execute(f"DROP TABLE {table}")
        other.close()
        for chat in (1, 2, -3):
            words = RUSSIA if chat > 0 else f"/ask {RUSSIA}"
            api.write(chat, words, user=abs(chat), kind="private" if chat > 0 else "group")
        api.sent(1, 2)
        api.sent(2)
        api.sent(-3)
        api.write(2, TUNGSTEN, user=2)
        api.sent(2, 2)
    assert "[1]" in api.sent(2, 2)[0].text
    assert any(r.getMessage().startswith("The bot goes on without") for r in caplog.records)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR and r.exc_info]


def test_records_that_are_broken_at_the_start_are_named(api: FakeBotApi, copied: Path) -> None:
    file = copied / "telegram.sqlite3"
    file.write_bytes(b"this is no database, whatever it may be called" * 100)
    with majlis(api.base, copied) as process:
        code, out, err = wait_for_exit(process)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        f"error: The telegram {str(file)!r} is damaged: file is not a database.",
        "hint: Put back a copy of it, or move it away and start again: settings of people and "
        "chats, and who was let in, are lost.",
    ]
