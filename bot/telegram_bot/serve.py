"""The running bot: its parts are joined, it takes updates until a signal, it puts them away."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    AbstractAsyncContextManager,
    ExitStack,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from pathlib import Path
from typing import Any

import telegram.error as errors

from bot.app import App
from bot.logging_setup import log_without
from bot.telegram_bot.records.answer_records import Cards
from bot.telegram_bot.records.bot_database import Store
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.people import People
from bot.telegram_bot.talk.access import access
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.handle import Handling
from bot.telegram_bot.talk.menus import set_menus
from bot.telegram_bot.talk.route import Route
from bot.telegram_bot.wire.chat_queues import Lanes
from bot.telegram_bot.wire.client import Client, application
from bot.telegram_bot.wire.limiter import Limiter
from bot.telegram_bot.wire.listeners import health, webhook
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.pace import RATES, Pace, Rates
from bot.telegram_bot.wire.polling import poll
from bot.telegram_bot.wire.receive import KINDS, Receiver
from bot.telegram_bot.wire.send import Sender
from bot.telegram_bot.wire.webhook_settings import Hook, hook
from prompts import LANGUAGES, say
from retrieval.errors import ExpectedError
from retrieval.index.lock import alone

ENGINES = 64  # questions answered at once: with a model, most of them wait for it
ALONE = 4  # without one, more would only be in each other's way
WORKERS = 4
GRACE_S = 7.0  # for answers in the making when the bot is stopped
TIDY_S = 3600

log = logging.getLogger(__name__)


def run_bot(app: App) -> int:
    """Answer until a signal ends it; raises ExpectedError when it cannot run."""
    secret = app.settings.telegram_token
    token = secret.get_secret_value().strip() if secret else ""
    if not token:
        hint = "Get one from @BotFather and put it in TELEGRAM_BOT_TOKEN."
        raise ExpectedError("The Telegram bot has no token.", hint=hint)
    access(app.settings)
    given = app.settings.telegram_webhook_secret
    hook_secret = given.get_secret_value() if given else ""
    log_without(token, hook_secret, form=app.settings.log_format, level=app.settings.log_level)
    try:
        with alone(app.home.path / "telegram.lock", "Another bot"):
            asyncio.run(_until_signal(serve(app, token)))
    except errors.InvalidToken:  # whose text holds the token
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


async def serve(app: App, token: str, *, rates: Rates = RATES, records: Path | None = None) -> None:
    """Answer until cancelled; what is in flight then is finished, or stays in the inbox.

    Records are kept in the home, unless they are given a folder of their own.
    """
    settings = app.settings
    with ExitStack() as open_:
        store = Store(records or app.home.path)
        open_.callback(store.close)
        engine = ThreadPoolExecutor(ENGINES if app.author else ALONE, "engine")
        workers = ThreadPoolExecutor(WORKERS, "worker")
        for pool in (engine, workers):
            open_.callback(pool.shutdown, wait=False, cancel_futures=True)
        metrics, inbox, people = Metrics(), Inbox(store), People(store)
        running = application(token, settings.telegram_api_base, Limiter(Pace(rates), metrics))
        client = running.bot
        assert isinstance(client, Client)
        sender = Sender(client, inbox, people)
        desk = Desk(
            app, engine, workers, store, client, metrics, inbox, Cards(store), people, sender
        )  # fmt: skip
        Route(desk).join(running)
        lanes = Lanes(Handling(desk, running).work, on_change=metrics.queue.set)
        receiver = Receiver(
            inbox, lanes, metrics, lambda query: desk.later(_noticed(client, query))
        )
        state = {"trouble": "starting"}
        async with _healthy(desk, state), _initialized(running):
            await desk.work(_warm, app)
            desk.later(set_menus(desk))
            desk.later(_tidy(desk))
            try:
                await _take(desk, receiver, state)
            finally:
                state["trouble"] = "stopping"
                await lanes.close(GRACE_S)
                for task in desk.tasks:
                    task.cancel()
                await asyncio.gather(*desk.tasks, return_exceptions=True)


def _healthy(desk: Desk, state: dict[str, str]) -> AbstractAsyncContextManager[None]:
    """Tell on a port how the bot is, if one is set."""
    port = desk.app.settings.telegram_health_port
    if not port:
        return nullcontext()

    def ready() -> str:
        return state["trouble"] or ("" if desk.store.healthy else "the disk does not take it")

    return health(desk.metrics, ready, host="127.0.0.1", port=port)


async def _take(desk: Desk, receiver: Receiver, state: dict[str, str]) -> None:
    """Take updates, by polling or from a webhook, until cancelled."""
    way = hook(desk.app.settings, desk.store)
    if left := receiver.resume():  # before anything new comes, so that it comes once and in order
        log.info("%d messages are left from before.", left)
    if way is None:
        await desk.client.delete_webhook()
        _answering(desk, state)
        await poll(desk.client, receiver)
        return
    async with webhook(
        receiver, host=way.listen, port=way.port, path=way.path, secret=way.secret
    ):  # fmt: skip
        await _set(desk.client, way)
        _answering(desk, state)
        await asyncio.Event().wait()


def _answering(desk: Desk, state: dict[str, str]) -> None:
    state["trouble"] = ""
    log.info("Answering as @%s.", desk.client.username)


async def _set(client: Client, way: Hook) -> None:
    try:
        await client.set_webhook(way.url, secret_token=way.secret, allowed_updates=KINDS)
    except errors.BadRequest as error:
        raise ExpectedError(
            f"Telegram does not take the webhook: {error.message}.",
            hint="Check TELEGRAM_WEBHOOK_URL: https, on port 443, 80, 88 or 8443.",
        ) from error


def _warm(app: App) -> None:
    """Load what the first question would wait for."""
    app.warm()
    app.assistant.search("warm up")
    for language in LANGUAGES:
        say("telegram-help", language)


async def _noticed(client: Client, query: str) -> None:
    """Answer a button at once, so that it does not go on turning."""
    try:
        await client.answer_callback_query(query)
    except errors.BadRequest as error:
        log.info("A button was answered too late: %s", error.message)


async def _tidy(desk: Desk) -> None:
    """Remove once in a while what is older than it may be."""
    while True:
        desk.inbox.tidy()
        with suppress(ExpectedError):
            desk.cards.tidy(desk.app.settings.telegram_keep_days)
            desk.people.tidy()
        await asyncio.sleep(TIDY_S)


@asynccontextmanager
async def _initialized(running: Any) -> AsyncIterator[None]:
    try:
        await running.initialize()
        yield
    finally:
        await running.shutdown()


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Cancel the work at SIGINT and SIGTERM."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
