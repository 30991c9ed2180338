"""The command `majlis telegram` as a process."""

import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App, build
from bot.telegram_bot import serve
from bot.telegram_bot.serve import run_bot
from bot.telegram_bot.wire import polling
from prompts import say
from retrieval.errors import ExpectedError
from tests.support.fake_bot_api import NAME, RESET, TOKEN, FakeBotApi
from tests.support.fake_model import KEY, FakeModel, Wire, running
from tests.support.places import SEEDS_FOLDER
from tests.support.telegram import CHINA, RUSSIA, TUNGSTEN, majlis, serving, wait_for_exit

SERVE_GRACE_S = "bot.telegram_bot.serve.GRACE_S"

# The command


def test_the_command_indexes_answers_and_leaves(api: FakeBotApi, tmp_path: Path) -> None:
    question_id = api.write(80, RUSSIA)
    with majlis(api.base, tmp_path / "new") as process:
        (sent,) = api.sent(80, timeout_s=60)
        assert sent.reply_to == question_id
        assert sent.styled("bold")[0] == "[1]"
        api.write(80, "And China?")
        assert api.sent(80, 2)[1].text.startswith(f"Understood as: {CHINA}\n")
        process.send_signal(signal.SIGINT)
        code, out, err = wait_for_exit(process)
    assert (code, out) == (0, "")
    note, answering = err.splitlines()
    assert note == "Indexing the articles that come with majlis …"
    assert answering.endswith(f" INFO bot.telegram_bot.readiness: Answering as @{NAME}.")
    assert api.unconfirmed == []


def test_an_answer_in_the_making_is_finished_first(api: FakeBotApi, copied: Path) -> None:
    question_id = api.write(81, RUSSIA)
    api.hold("sendMessage")
    with majlis(api.base, copied) as process:
        api.until(lambda: "sendMessage" in dict(api.arrivals))
        process.send_signal(signal.SIGTERM)
        api.until(lambda: any(  # the last call of polling, which confirms what was received
            method == "getUpdates" and fields.get("timeout") in (0, "0")
            for method, fields in api.calls
        ))  # fmt: skip
        api.release("sendMessage")
        assert wait_for_exit(process)[0] == 0
    assert [sent.reply_to for sent in api.sent(81)] == [question_id]
    assert api.unconfirmed == []


def interrupted(api: FakeBotApi) -> None:
    """Poll with the bot's token."""
    api.call(TOKEN, "getUpdates", {"timeout": "0"})


def revoked(api: FakeBotApi) -> None:
    """Refuse the token from now on."""
    api.fail("getUpdates", 401)
    api.write(82, RUSSIA)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        pytest.param(
            interrupted,
            "error: Another program takes this bot's messages.\n"
            "hint: Stop the other one; a token serves one running bot.\n",
            id="a second poller",
        ),
        pytest.param(
            revoked,
            "error: Telegram does not accept the bot's token.\n"
            "hint: Copy it from @BotFather to TELEGRAM_BOT_TOKEN once more.\n",
            id="the token is revoked",
        ),
    ],
)
def test_a_bot_that_may_no_longer_poll_leaves(
    api: FakeBotApi, copied: Path, happens: Callable[[FakeBotApi], None], expected: str
) -> None:
    with majlis(api.base, copied) as process:
        api.until(lambda: "getUpdates" in dict(api.calls))
        happens(api)
        code, out, err = wait_for_exit(process)
    assert (code, out) == (1, "")
    assert err.split("\n", 1)[1] == expected


def test_a_wrong_token_is_named_and_not_shown(api: FakeBotApi, copied: Path) -> None:
    wrong = "987654321:AAwrong"
    with majlis(api.base, copied, token=wrong) as process:
        assert wait_for_exit(process, secret=wrong) == (
            1, "",
            "error: Telegram does not accept the bot's token.\n"
            "hint: Copy it from @BotFather to TELEGRAM_BOT_TOKEN once more.\n",
        )  # fmt: skip


LOGGING = """
import logging
from bot.logging_setup import log_without
log_without("5:secret")
logging.getLogger("httpx").info("POST /bot5:secret/getMe")
logging.getLogger("bot.x").info("used %r", "5:secret")
try:
    raise ValueError("The token 5:secret was rejected.")
except ValueError:
    logging.getLogger("other").exception("failed")
"""


def test_a_log_holds_no_token() -> None:
    process = subprocess.run(
        [sys.executable, "-c", LOGGING], env={"PYTHONPATH": str(SEEDS_FOLDER.parent)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    lines = process.stderr.splitlines()
    assert lines[0].endswith(" INFO bot.x: used '…'")
    assert lines[1].endswith(" ERROR other: failed")
    assert lines[-1] == "ValueError: The token … was rejected."


def test_a_missing_token_is_named(seeded: App) -> None:
    with pytest.raises(ExpectedError) as error:
        run_bot(seeded)
    assert error.value.message == "The Telegram bot has no token."
    assert error.value.hint == "Get one from @BotFather and put it in TELEGRAM_BOT_TOKEN."


def test_a_server_that_fails_at_the_start_is_asked_again(seeded: App, api: FakeBotApi) -> None:
    api.fail("getMe", 500)
    api.fail("deleteWebhook", RESET)
    question_id = api.write(83, RUSSIA)
    with serving(seeded, api):
        assert api.sent(83)[0].reply_to == question_id


def test_a_server_that_is_down_is_tried_a_few_times(copied: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    quick = {"bot.telegram_bot.wire.rate_limiter._LONGEST_PAUSE_S": 0.1}
    with majlis(base, copied, quick) as process:
        code, out, err = wait_for_exit(process)
    assert (code, out) == (1, "")
    assert err.count(" getMe failed ") == 4
    assert err.splitlines()[-2:] == [
        f"error: The Telegram server '{base}' does not answer.",
        "hint: Check the network, and TELEGRAM_API_BASE if it is set; then start again.",
    ]


# Two at once, and a model that hangs


def test_a_second_bot_on_the_same_home_leaves_with_a_hint(api: FakeBotApi, copied: Path) -> None:
    with majlis(api.base, copied) as first:
        api.until(lambda: "getUpdates" in dict(api.calls))
        with majlis(api.base, copied) as second:
            code, out, err = wait_for_exit(second)
        assert (code, out) == (1, "")
        assert err.splitlines() == [
            f"error: Another bot runs on the home {str(copied)!r}.",
            "hint: Stop it first, or give this one a home of its own with --home DIR.",
        ]
        assert [method for method, _ in api.calls].count("getMe") == 1
        question_id = api.write(90, RUSSIA)
        assert api.sent(90)[0].reply_to == question_id
        assert first.poll() is None


def test_a_second_bot_with_the_same_token_leaves_and_the_first_goes_on(
    api: FakeBotApi, seeded: App, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "ESTABLISHED_S", 0.0)
    with serving(seeded, api):
        api.write(91, RUSSIA)
        api.sent(91)
        with majlis(api.base, copied) as second:
            code, out, err = wait_for_exit(second)
        assert (code, out) == (1, "")
        assert err.splitlines()[-2:] == [
            "error: Another program takes this bot's messages.",
            "hint: Stop the other one; a token serves one running bot.",
        ]
        question_id = api.write(91, CHINA)
        assert api.sent(91, 2)[1].reply_to == question_id


@contextmanager
def hanging_model() -> Iterator[FakeModel]:
    """Run a model that begins to answer, and then says nothing more until the end of the block."""
    ended = threading.Event()

    def script(wire: Wire, _: dict[str, Any]) -> None:
        wire.begin()
        wire.piece("These ties ")
        ended.wait(60)
        wire.hang_up()

    with running() as model:
        model.script = script
        try:
            yield model
        finally:
            ended.set()


def test_a_bot_whose_model_hangs_leaves_in_time_and_answers_later(
    api: FakeBotApi, seeded: App, copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hanging_model() as model:
        options = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.url}
        with majlis(api.base, copied, {SERVE_GRACE_S: 1.0}, **options) as process:
            question_ids = {chat: api.write(chat, RUSSIA, user=chat) for chat in range(1, 41)}
            api.until(lambda: len(model.asked) >= 30, timeout_s=40)
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code, _, err = wait_for_exit(process)
            assert time.monotonic() - begun < 5
        assert (code, "Traceback" in err) == (0, False)
        assert api.unconfirmed == []
        assert not any(api.chats[chat].sent for chat in question_ids)
    caplog.set_level(logging.INFO)
    with serving(seeded, api, records=copied):
        for chat, message in question_ids.items():
            assert [sent.reply_to for sent in api.sent(chat, timeout_s=40)] == [message]
    assert "40 messages are left from before." in caplog.messages


def test_a_model_that_hangs_holds_up_its_own_chat_only(
    api: FakeBotApi, seeded: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "GRACE_S", 0.1)
    with hanging_model() as model:
        settings = seeded.settings.model_copy(
            update={"openai_api_key": SecretStr(KEY), "openai_base_url": model.url}
        )
        app = build(settings)
        try:
            with serving(app, api):
                for chat in range(1, 41):
                    api.write(chat, RUSSIA, user=chat)
                api.until(lambda: len(model.asked) >= 40)
                begun = time.monotonic()
                api.write(99, "/help")
                api.write(98, TUNGSTEN)  # which no model is asked about
                api.sent(99)
                api.sent(98)
                assert time.monotonic() - begun < 5
                assert not any(api.chats[chat].sent for chat in range(1, 41))
        finally:
            app.close()


# What came while the bot was away


def test_old_questions_are_answered_up_to_an_age_and_then_excused_once_a_chat(
    api: FakeBotApi, seeded: App
) -> None:
    now = int(time.time())
    with api.changed:
        for chat, minutes in ((5, 90), (5, 70), (5, 10), (6, 90), (6, 61)):
            api.write(chat, RUSSIA, user=chat, date=now - 60 * minutes)
        api.write(-7, RUSSIA, kind="group", date=now - 60 * 90)
    with serving(seeded, api, telegram_max_age=60):
        apology, answer = api.sent(5, 2)
        assert apology.text == say("telegram-late")
        assert "[1]" in answer.text
        assert [sent.text for sent in api.sent(6)] == [say("telegram-late")]
        api.write(8, RUSSIA)
        api.sent(8)
    assert len(api.sent(5, 2)) == 2
    assert api.chats[-7].sent == []
