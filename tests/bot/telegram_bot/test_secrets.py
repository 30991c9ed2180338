"""No secret is in a log line or a repr, and nothing that somebody writes becomes markup."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from bot.telegram_bot.records.answer_records import AnswerRecords
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.participants import Participants
from bot.telegram_bot.records.question_links import QuestionLinks
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.telegram_settings import read_telegram_settings
from bot.telegram_bot.wire.call_schedule import CallSchedule
from bot.telegram_bot.wire.client import BotClient, build_application
from bot.telegram_bot.wire.message_sender import MessageSender
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.rate_limiter import RateLimiter
from bot.telegram_bot.wire.server_clock import ServerClock
from bot.telegram_bot.wire.webhook_settings import read_webhook_settings
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_bot_api import LOST, RESET, TOKEN, FakeBotApi
from tests.support.telegram import RUSSIA, serving

SECRET = "the-webhook-s3cret"
KEY = "sk-of-the-model"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[BotDatabase]:
    opened = BotDatabase(tmp_path)
    yield opened
    opened.close()


def test_no_repr_holds_a_secret(seeded: App, database: BotDatabase) -> None:
    settings = seeded.settings.model_copy(
        update={
            "telegram_token": SecretStr(TOKEN), "telegram_webhook_secret": SecretStr(SECRET),
            "openai_api_key": SecretStr(KEY), "telegram_webhook_url": "https://bot.example/x",
        }
    )  # fmt: skip
    metrics = Metrics()
    client = build_application(
        TOKEN, "http://127.0.0.1:1", RateLimiter(CallSchedule(), metrics), ServerClock()
    ).bot
    assert isinstance(client, BotClient)
    inbox, participants = Inbox(database), Participants(database)
    sender = MessageSender(client, inbox, participants)
    webhook = read_webhook_settings(settings, database)
    assert webhook is not None
    assert webhook.secret == SECRET
    pool = ThreadPoolExecutor(1)
    context = BotContext(
        seeded, read_telegram_settings(settings), pool, pool, pool, database, inbox,
        AnswerRecords(database), participants, QuestionLinks(database), client, sender, metrics,
    )  # fmt: skip
    for thing in (settings, seeded, client, sender, webhook, context, inbox, participants):
        for text in (repr(thing), str(thing)):
            assert TOKEN not in text
            assert TOKEN.partition(":")[2] not in text
            assert SECRET not in text
            assert KEY not in text


def test_no_log_line_holds_a_secret_whatever_goes_wrong(
    seeded: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # as `log_without` sets it
    logging.getLogger("telegram").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    try:
        with FakeBotApi().running() as api:
            api.flaky(0.3, (500, 502, 504, 429, RESET, LOST, 400, 403), seed=3)
            with serving(seeded, api, telegram_webhook_secret=SecretStr(SECRET)):
                for chat in range(1, 31):
                    api.write(chat, RUSSIA, user=chat)
                    api.inline(chat, RUSSIA)
                api.flaky(0)
                api.write(99, RUSSIA)
                api.sent(99)
    finally:
        for name in ("httpx", "telegram", "httpcore"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert any(r.name.startswith("bot.") for r in caplog.records)
    assert TOKEN.partition(":")[2] not in caplog.text
    assert SECRET not in caplog.text
    assert RUSSIA not in "\n".join(
        r.getMessage() for r in caplog.records if r.levelno > logging.DEBUG
    )


PAYLOADS = (
    "<a href='https://evil.example'>click</a>",
    "[click](https://evil.example) **now** `x` ||y||",
    "https://evil.example/login @majlis_test_bot /forget_me",
    "tg://user?id=1 javascript:alert(1)",
    "&lt;b&gt; <b>x</b> <script>1</script>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_stays_words(people: FakeBotApi, payload: str) -> None:
    chat = 8000 + PAYLOADS.index(payload)
    people.write(chat, f"How is Iraq positioned toward Russia? {payload}")
    people.write(chat, f"And toward China? {payload}")
    sent = people.sent(chat, 2)
    assert [each for each in sent if each.preview] == []
    assert [each.styled("text_link") for each in sent] == [[], []]
    for each in sent:
        assert {entity["type"] for entity in each.entities} <= {"bold", "italic", "code"}


def test_markup_in_an_article_stays_words(linked: App, api: FakeBotApi, tmp_path: Path) -> None:
    text = (
        "The lighthouse of Zembla is painted in red stripes every spring by its keeper. "
        "<a href='https://evil.example'>Here</a> and [there](https://evil.example/x) one sees it."
    )
    file = tmp_path / "<b>light.txt"
    file.write_text(f"{text}\n", encoding="utf-8")
    with Writer(linked.home, linked.models) as writer:
        add(writer, [str(file)])
    with serving(linked, api):
        api.write(5, "How is the lighthouse of Zembla painted?")
        (sent,) = api.sent(5)
        assert "<b>light.txt" in sent.text
        api.press(5, sent.id, "1")
        view = api.waited(lambda: [e for e in api.edits(5) if "evil" in e.text])[0]
    assert "<a href='https://evil.example'>Here</a> and [there](https://evil" in view.text
    for each in (sent, view):
        assert each.styled("text_link") == []
        assert not each.preview


def test_a_link_is_made_only_of_an_articles_own_address(linked: App, api: FakeBotApi) -> None:
    with serving(linked, api):
        api.write(5, "How often does the ferry cross the strait of Zembla?")
        (sent,) = api.sent(5)
    links = [entity["url"] for entity in sent.entities if entity["type"] == "text_link"]
    assert links == ["https://ferry.example/"]


def test_the_settings_of_a_process_are_shown_without_secrets() -> None:
    settings = Settings(_env_file=None, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_WEBHOOK_SECRET=SECRET)
    assert TOKEN not in repr(settings)
    assert SECRET not in repr(settings)
