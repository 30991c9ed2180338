"""The webhook: who may deliver, where, and that nothing is lost."""

import json
import socket
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.wire.webhook_server import MAX_BODY_BYTES, SECRET_HEADER
from bot.telegram_bot.wire.webhook_settings import WebhookSettings, read_webhook_settings
from retrieval.errors import ExpectedError
from tests.support.fake_bot_api import RESET, FakeBotApi
from tests.support.kills import IN_FLIGHT, KILLS, killed_and_started
from tests.support.telegram import CHINA, RUSSIA, free_port, majlis, serving, soon, wait_for_exit


def fetch(
    port: int, path: str, body: bytes = b"", method: str = "GET", **headers: str
) -> tuple[int, str]:
    """Ask something on a port of this machine; return the status and the page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {n.replace("_", "-"): v for n, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (ConnectionResetError, BrokenPipeError):
        return RESET, ""
    finally:
        connection.close()


def update(number: int, text: str = RUSSIA) -> bytes:
    chat = {"id": 9, "type": "private", "first_name": "A"}
    person = {"id": 9, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": 2_000_000_000, "chat": chat, "from": person}
    return json.dumps({"update_id": number, "message": message | {"text": text}}).encode()


def test_updates_are_taken_from_a_webhook_with_the_secret_only(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    port = free_port()
    options: dict[str, Any] = {
        "telegram_webhook_url": f"http://127.0.0.1:{port}/in/here.now",
        "telegram_webhook_port": port,
        "telegram_webhook_secret": SecretStr("right-1"),
    }
    with serving(seeded, api, records=tmp_path, **options):
        question = api.write(5, RUSSIA)
        assert api.sent(5)[0].reply_to == question
        api.until(lambda: api.unconfirmed == [])
        for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "ÿ"}, {SECRET_HEADER: ""}):
            assert fetch(port, "/in/here.now", update(10**6), "POST", **headers) == (403, "")
        right = {SECRET_HEADER: "right-1"}
        assert fetch(port, "/in/hereXnow", update(10**6), "POST", **right)[0] == 404
        assert fetch(port, "/", update(10**6), "POST", **right)[0] == 404
        assert fetch(port, "/in/here.now", b"", "GET", **right)[0] == 405
        for body in (b"", b"[]", b"no json", b"[" * 100_000, b"\xff\xfe"):
            assert fetch(port, "/in/here.now", body, "POST", **right)[0] == 400
        large = b" " * (MAX_BODY_BYTES + 1)
        assert fetch(port, "/in/here.now", large, "POST", **right)[0] in (RESET, 413)
        api.person(9)
        api.open(9, "private")
        assert fetch(port, "/in/here.now", update(10**6), "POST", **right) == (200, "")
        assert fetch(port, "/in/here.now", update(10**6), "POST", **right) == (200, "")
        api.sent(9)
        api.write(5, CHINA)
        api.sent(5, 2)
    assert len(api.sent(9)) == 1
    store = BotDatabase(tmp_path)
    assert store.sqlite.rows("SELECT count(*) FROM inbox WHERE chat = 9") == [(1,)]
    assert Inbox(store).unfinished() == []
    store.close()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://bot.example/telegram/x", "/telegram/x"),
        ("https://bot.example:8443/a+b/(c)[d]{2}^$|*?e=f", "/a+b/(c)[d]{2}^$|*"),
        ("https://bot.example/", ""),
        ("https://bot.example", ""),
    ],
)
def test_the_path_is_the_urls_or_one_that_nobody_guesses(
    tmp_path: Path, url: str, path: str
) -> None:
    store = BotDatabase(tmp_path)
    settings = Settings(_env_file=None, TELEGRAM_WEBHOOK_URL=url)
    first = read_webhook_settings(settings, store)
    second = read_webhook_settings(settings, store)
    assert first is not None
    assert first == second
    assert first.path == path if path else len(first.path) == 33
    assert urlsplit(first.url).path == first.path
    assert len(first.secret) == 32
    assert first.secret not in repr(first)
    store.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"telegram_webhook_url": "bot.example/x"}, "TELEGRAM_WEBHOOK_URL is no web address."),
        (
            {"telegram_webhook_url": "http://bot.example/x"},
            "TELEGRAM_WEBHOOK_URL must begin with https://.",
        ),
        (
            {
                "telegram_webhook_url": "https://bot.example/x",
                "telegram_webhook_secret": SecretStr("a b"),
            },
            "TELEGRAM_WEBHOOK_SECRET holds what no secret may.",
        ),
    ],
)
def test_a_webhook_that_cannot_work_is_named(
    tmp_path: Path, options: dict[str, object], message: str
) -> None:
    store = BotDatabase(tmp_path)
    with pytest.raises(ExpectedError) as error:
        read_webhook_settings(Settings(_env_file=None).model_copy(update=options), store)
    assert error.value.message == message
    assert "a b" not in error.value.hint
    store.close()


def test_the_webhook_is_set_at_every_start_with_the_same_secret(
    api: FakeBotApi, seeded: App, copied: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    options = {"TELEGRAM_WEBHOOK_URL": url, "TELEGRAM_WEBHOOK_PORT": str(port)}
    with majlis(api.base, copied, **options) as process:
        question = api.write(21, RUSSIA)
        assert api.sent(21, timeout_s=40)[0].reply_to == question
        process.terminate()
        secret = _set(api)[-1]["secret_token"]
        assert wait_for_exit(process, secret=str(secret))[0] == 0
    with serving(
        seeded, api, records=copied, telegram_webhook_url=url, telegram_webhook_port=port
    ):  # fmt: skip
        question = api.write(22, RUSSIA)
        assert api.sent(22)[0].reply_to == question
    first, second = _set(api)
    assert first == second
    assert first["url"].startswith(f"http://127.0.0.1:{port}/")
    assert len(str(first["secret_token"])) == 32


def _set(api: FakeBotApi) -> list[dict[str, str]]:
    return [fields for method, fields in api.calls if method == "setWebhook"]


def test_questions_outlive_kills_on_a_webhook_too(api: FakeBotApi, copied: Path) -> None:
    port = str(free_port())
    options = {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_PORT": port}
    rounds = max(1, KILLS // 3)
    tally = killed_and_started(api, copied, rounds, settings=options)
    print(tally)  # noqa: T201  # the report of `make soak`
    assert (tally.asked, tally.answered) == (rounds * IN_FLIGHT, rounds * IN_FLIGHT), tally
    assert tally.twice <= 5 * rounds, tally


def test_a_port_that_is_taken_is_named(api: FakeBotApi, copied: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        options = {
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_WEBHOOK_PORT": port,
        }
        with majlis(api.base, copied, **options) as process:
            code, _, err = wait_for_exit(process)
    assert code == 1
    assert err.splitlines()[-2:] == [
        f"error: Port {port} of 127.0.0.1 cannot be listened on: Address already in use.",
        "hint: Choose another one with TELEGRAM_WEBHOOK_PORT or TELEGRAM_HEALTH_PORT.",
    ]


def test_health_and_figures_say_nothing_of_people(seeded: App, api: FakeBotApi) -> None:
    port = free_port()
    with serving(seeded, api, telegram_health_port=port):
        api.write(987_654, RUSSIA, user=987_654)
        api.sent(987_654)
        assert fetch(port, "/healthz") == (200, "ok\n")
        assert fetch(port, "/readyz") == (200, "ok\n")
        assert soon(lambda: "majlis_queue 0.0" in fetch(port, "/metrics")[1].splitlines())
        status, figures = fetch(port, "/metrics")
        assert fetch(port, "/else")[0] == 404
    assert status == 200
    assert 'majlis_updates_total{kind="message"} 1.0' in figures.splitlines()
    assert 'majlis_questions_total{mode="extractive"} 1.0' in figures.splitlines()
    for name in ("retries", "dropped", "errors", "stage_seconds", "abstentions", "doubtful"):
        assert f"# TYPE majlis_{name}" in figures
    assert "987654" not in figures
    assert "Iraq" not in figures


def test_a_bot_that_does_not_answer_yet_is_alive_and_not_ready(
    api: FakeBotApi, seeded: App
) -> None:
    port = free_port()
    api.hold("getMe")
    with serving(seeded, api, telegram_health_port=port):
        assert soon(lambda: _answers(port))
        assert fetch(port, "/healthz") == (200, "ok\n")
        assert fetch(port, "/readyz") == (503, "starting\n")
        api.release("getMe")
        assert soon(lambda: fetch(port, "/readyz") == (200, "ok\n"))


def _answers(port: int) -> bool:
    try:
        return bool(fetch(port, "/healthz"))
    except OSError:
        return False


def test_a_hook_does_not_show_its_secret() -> None:
    assert "s3cret" not in repr(
        WebhookSettings("https://bot.example/x", "/x", "127.0.0.1", 80, "s3cret")
    )
