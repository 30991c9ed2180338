"""Runs the bot: builds its parts, receives updates until a signal comes, and stops in order."""

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    ExitStack,
    asynccontextmanager,
    suppress,
)
from pathlib import Path
from typing import Any

import telegram.error as errors
from pydantic import SecretStr

from bot.app import App
from bot.logging_setup import log_without
from bot.telegram_bot.readiness import Readiness
from bot.telegram_bot.records.answer_records import AnswerRecords
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.participants import Participants
from bot.telegram_bot.records.question_links import QuestionLinks
from bot.telegram_bot.talk.bot_context import BotContext, BotState
from bot.telegram_bot.talk.command_menus import set_menus
from bot.telegram_bot.talk.corpus_writer import indexing_executor
from bot.telegram_bot.talk.router import Router
from bot.telegram_bot.talk.update_handler import UpdateHandler
from bot.telegram_bot.telegram_settings import read_telegram_settings
from bot.telegram_bot.wire.call_schedule import TELEGRAM_LIMITS, CallSchedule, RateLimits
from bot.telegram_bot.wire.chat_queues import ChatQueues
from bot.telegram_bot.wire.client import BotClient, TelegramApplication, build_application
from bot.telegram_bot.wire.http_listeners import serve_webhook
from bot.telegram_bot.wire.message_sender import MessageSender
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.polling import poll
from bot.telegram_bot.wire.rate_limiter import RateLimiter
from bot.telegram_bot.wire.update_receiver import ALLOWED_UPDATES, UpdateReceiver
from bot.telegram_bot.wire.webhook_settings import WebhookSettings, read_webhook_settings
from prompts import LANGUAGES, say
from retrieval.errors import ExpectedError
from retrieval.index.clock_readings import confirmed_time
from retrieval.index.lock import alone
from retrieval.language.identify import language_shares

ENGINE_THREADS = 64  # with a language model, as most of them wait for its server
ENGINE_THREADS_WITHOUT_MODEL = min(4, os.cpu_count() or 1)  # all of them compute
WORKER_THREADS = 2  # each that computes makes the others, and whoever asks, wait longer
# How long one thread may compute while another waits. Python's own is ten times as long, and who
# asks waits for it dozens of times: 95 of 100 answers took up to 0.8 s beside an upload of 5 MB,
# and a quarter of a second with this.
SWITCH_S = 0.0005
GRACE_S = 7.0  # how long answers being written may take to end when the bot is stopped
CLEANING_INTERVAL_S = 3600

log = logging.getLogger(__name__)


def run_bot(app: App) -> int:
    """Run the bot until a signal ends it; raise ExpectedError where it cannot run."""
    token = _secret(app.settings.telegram_token).strip()
    if not token:
        hint = "Get one from @BotFather and put it in TELEGRAM_BOT_TOKEN."
        raise ExpectedError("The Telegram bot has no token.", hint=hint)
    secrets = token, token.partition(":")[2], *app.settings.secrets()
    log_without(*secrets, form=app.settings.log_format, level=app.settings.log_level)
    try:
        with alone(app.home.path / "telegram.lock", "Another bot"):
            sys.setswitchinterval(SWITCH_S)
            asyncio.run(_until_signal(serve(app, token)))
    except errors.InvalidToken:  # without a cause: its text contains the token
        hint = "Copy it from @BotFather to TELEGRAM_BOT_TOKEN once more."
        raise ExpectedError("Telegram does not accept the bot's token.", hint=hint) from None
    except errors.Conflict as error:
        hint = "Stop the other one; a token serves one running bot."
        raise ExpectedError("Another program takes this bot's messages.", hint=hint) from error
    except errors.TelegramError as error:
        base = app.settings.telegram_api_base
        hint = "Check the network, and TELEGRAM_API_BASE if it is set; then start again."
        raise ExpectedError(f"The Telegram server {base!r} does not answer.", hint=hint) from error
    return 0


async def serve(
    app: App, token: str, *, rates: RateLimits = TELEGRAM_LIMITS, records: Path | None = None
) -> None:
    """Run the bot until cancelled; updates that are not answered by then stay in the inbox.

    The records are in the home, unless another folder is given.
    """
    with ExitStack() as resources:
        context, application = _build(app, token, rates, records or app.home.path, resources)
        handler = UpdateHandler(context, application)
        queues = ChatQueues(
            handler.handle,
            on_change=context.metrics.queue.set,
            on_failure=context.inbox.note_failure,
        )
        receiver = UpdateReceiver(
            context.inbox, queues, context.metrics,
            lambda query: context.run_in_background(_answer_query(context.client, query)),
        )  # fmt: skip
        readiness = Readiness(context)
        async with readiness.served(), _initialized(application):
            await context.run_in_worker(_warm_up, context)
            for work in (set_menus(context), _delete_expired_regularly(context)):
                context.run_in_background(work)
            try:
                await _receive_updates(context, receiver, readiness)
            finally:
                readiness.problem = "stopping"
                await queues.close(GRACE_S)
                await _cancel_tasks(context.state.tasks)


def _build(
    app: App, token: str, rates: RateLimits, folder: Path, resources: ExitStack
) -> tuple[BotContext, TelegramApplication]:
    """Build the parts of the bot; those that have to be closed are added to `resources`."""
    settings = read_telegram_settings(app.settings)
    database = BotDatabase(folder)
    resources.callback(database.close)
    threads = ENGINE_THREADS if app.author else ENGINE_THREADS_WITHOUT_MODEL
    engine = ThreadPoolExecutor(threads, "engine")
    workers = ThreadPoolExecutor(WORKER_THREADS, "worker")
    for pool in (engine, workers, indexing := indexing_executor()):
        resources.callback(pool.shutdown, wait=False, cancel_futures=True)
    metrics = Metrics()
    limiter = RateLimiter(CallSchedule(rates), metrics)
    state = BotState()
    application = build_application(token, app.settings.telegram_api_base, limiter, state.clock)
    client = application.bot
    assert isinstance(client, BotClient)
    inbox, participants = Inbox(database), Participants(database)
    context = BotContext(
        app, settings, engine, workers, indexing, database, inbox, AnswerRecords(database),
        participants, QuestionLinks(database), client, MessageSender(client, inbox, participants),
        metrics, state,
    )  # fmt: skip
    Router(context).register(application)
    return context, application


async def _receive_updates(
    context: BotContext, receiver: UpdateReceiver, readiness: Readiness
) -> None:
    """Receive updates, by polling or from a webhook, until cancelled."""
    webhook = read_webhook_settings(context.app.settings, context.database)
    # Before new updates come, so that each chat is answered in order.
    if count := receiver.resume_unfinished():
        log.info("%d messages are left from before.", count)
    if webhook is None:
        await context.client.delete_webhook()
        readiness.report_answering()
        await poll(context.client, receiver)
        return
    async with serve_webhook(
        receiver, host=webhook.listen, port=webhook.port, path=webhook.path, secret=webhook.secret
    ):
        await _set_webhook(context.client, webhook)
        readiness.report_answering()
        await asyncio.Event().wait()


async def _set_webhook(client: BotClient, webhook: WebhookSettings) -> None:
    try:
        await client.set_webhook(
            webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED_UPDATES
        )
    except errors.BadRequest as error:
        raise ExpectedError(
            f"Telegram does not take the webhook: {error.message}.",
            hint="Check TELEGRAM_WEBHOOK_URL: https, on port 443, 80, 88 or 8443.",
        ) from error


def _warm_up(context: BotContext) -> None:
    """Load what the first question, or the first article of an admin, would hold others up for.

    The garbage collector looks at it no more: that held up everybody for a tenth of a second.
    """
    context.app.warm()
    context.app.assistant.search("warm up")
    if context.settings.access.admins:
        language_shares("warm up")
    for language in LANGUAGES:
        say("telegram-help", language)
    gc.collect()
    gc.freeze()


async def _answer_query(client: BotClient, query: str) -> None:
    """Answer the query of a button at once: until then, Telegram shows that it is busy."""
    try:
        await client.answer_callback_query(query)
    except errors.BadRequest as error:
        log.info("A button was answered too late: %s", error.message)


async def _delete_expired_regularly(context: BotContext) -> None:
    while True:
        with suppress(ExpectedError):
            context.app.home.check()  # or else the time would be noted in what is in its place
            now = confirmed_time(context.app.home.path, time.time())
            context.inbox.delete_expired(now)
            context.records.delete_expired(now, context.settings.keep_days)
            context.links.delete_expired(now)
            context.participants.delete_expired(now)
        await asyncio.sleep(CLEANING_INTERVAL_S)


async def _cancel_tasks(tasks: Iterable[asyncio.Task[Any]]) -> None:
    running = list(tasks)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


@asynccontextmanager
async def _initialized(application: TelegramApplication) -> AsyncIterator[None]:
    try:
        await application.initialize()
        yield
    finally:
        await application.shutdown()


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine, and cancel it at SIGINT or SIGTERM."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # so Windows's loop says that it takes no handlers
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
