"""The Telegram bot: a question in, a cited answer out. The only module that knows telegram."""

import asyncio
import logging
import os
import re
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import telegram.error as errors
from telegram import LinkPreviewOptions, Message, MessageEntity, ReplyParameters, Update
from telegram.constants import ChatAction, MessageLimit
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.app import App
from bot.asking.conversation import Conversation
from bot.assistant import Assistant
from bot.chats import Chats
from bot.logs import log_without
from bot.manner import Manner
from bot.messages import Line, Piece, harmless, lines, messages
from prompts import render
from retrieval.errors import ExpectedError

WORKERS = 32  # most of them wait for a model
POLL_S = 30
TYPING_S = 4.5  # Telegram shows it for 5 seconds
PAUSES_S = (0.5, 1.0, 2.0, 4.0)  # before each new try of a call that failed
STYLES = {
    "mark": MessageEntity.BOLD, "context": MessageEntity.ITALIC, "note": MessageEntity.ITALIC,
    "document": MessageEntity.CODE, "link": MessageEntity.TEXT_LINK,
}  # fmt: skip
os.environ["PTB_TIMEDELTA"] = "true"  # RetryAfter holds a timedelta, and warns of nothing

log = logging.getLogger(__name__)
Running = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


def run_bot(app: App) -> int:
    """Answer by long polling until a signal ends it; raises ExpectedError when it cannot run."""
    secret = app.settings.telegram_token
    token = secret.get_secret_value().strip() if secret else ""
    if not token:
        hint = "Get one from @BotFather and put it in TELEGRAM_BOT_TOKEN."
        raise ExpectedError("The Telegram bot has no token.", hint=hint)
    log_without(token)
    try:
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


async def serve(app: App, token: str) -> None:
    """Answer until cancelled, and finish what is in flight then."""
    base = app.settings.telegram_api_base.rstrip("/")
    builder = Application.builder().token(token).updater(None).concurrent_updates(True)
    builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application = builder.read_timeout(20).write_timeout(20).build()
    with ThreadPoolExecutor(WORKERS, "engine") as workers:
        Front(app.assistant, workers).join(application)
        try:
            await _tried(application.initialize)
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(workers, app.assistant.search, "warm up")
            await _tried(application.bot.delete_webhook)
            with suppress(errors.TelegramError):
                await application.bot.set_my_commands([("ask", "Ask"), ("help", "What I do")])
            await application.start()
            log.info("Answering as @%s.", application.bot.username)
            await _poll(application)
        finally:
            if application.running:
                await application.stop()
            await application.shutdown()


class Front:
    """What the bot does with each kind of message."""

    def __init__(self, assistant: Assistant, workers: Executor) -> None:
        self._assistant = assistant
        self._workers = workers
        self._chats = Chats()

    def join(self, application: Running) -> None:
        """Take the messages of an application; each goes to the first handler that wants it."""
        new, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        meant = new & (private | Addressed())
        words, wordless = filters.TEXT & ~filters.COMMAND, ~filters.TEXT & ~filters.StatusUpdate.ALL
        add = application.add_handler
        add(CommandHandler("ask", self.answer, new))
        add(CommandHandler(["start", "help"], self.help, meant))
        add(MessageHandler(new & private & filters.COMMAND, self.help))
        add(MessageHandler(words & meant, self.answer))
        add(MessageHandler(new & private & wordless, self.only_text))
        application.add_error_handler(self.failed)

    async def answer(self, update: Update, context: Context) -> None:
        """Answer a question."""
        message = _message(update)
        question = _question(message, context.bot.username)
        if not question:
            await self.only_text(update, context)
            return
        thread = message.message_thread_id if message.is_topic_message else None
        chat = self._chats[message.chat_id, thread]
        async with chat.lock:
            try:
                said = await self._answered(message, question, chat.conversation)
            except ExpectedError as error:
                log.warning("A question was not answered: %s", error.message)
                said = [[Piece(harmless(text))] for text in (error.message, error.hint)]
            await _reply(message, said)

    async def _answered(self, message: Message, words: str, earlier: Conversation) -> list[Line]:
        """Let a worker find the answer; the chat sees "typing" meanwhile."""
        ask, loop = self._assistant.ask, asyncio.get_running_loop()
        manner = Manner(user=str(message.from_user.id) if message.from_user else "")
        work = loop.run_in_executor(self._workers, ask, words, earlier, manner)
        while not work.done():
            with suppress(errors.TelegramError):
                await message.reply_chat_action(ChatAction.TYPING, read_timeout=TYPING_S)
            await asyncio.wait([work], timeout=TYPING_S)
        return list(lines(await work))

    async def help(self, update: Update, context: Context) -> None:
        """Say what the bot does."""
        await _reply(_message(update), [[Piece(render("telegram_help"))]])

    async def only_text(self, update: Update, context: Context) -> None:
        """Say what a question looks like."""
        await _reply(_message(update), [[Piece(render("telegram_only_text"))]])

    async def failed(self, update: object, context: Context) -> None:
        """Log a bug and say that there was one; who blocked the bot is told nothing."""
        if isinstance(context.error, errors.Forbidden):
            log.info("The bot may not write to a chat.")
            return
        log.error("A message was not answered.", exc_info=context.error)
        if isinstance(update, Update) and update.message:
            with suppress(errors.TelegramError):
                await _reply(update.message, [[Piece(render("telegram_failed"))]])


class Addressed(filters.MessageFilter):
    """Messages of a group that name the bot or reply to it."""

    def filter(self, message: Message) -> bool:
        """Tell whether a message is meant for the bot."""
        bot, earlier = message.get_bot(), message.reply_to_message
        name = f"@{bot.username}".lower()
        named = message.parse_entities([MessageEntity.MENTION, MessageEntity.BOT_COMMAND])
        if any(text.lower().endswith(name) for text in named.values()):
            return True
        if not earlier or not earlier.from_user or earlier.forum_topic_created:
            return False  # all that is said in a topic seems to reply to its first message
        return earlier.from_user.id == bot.id


async def _reply(message: Message, said: Iterable[Line]) -> None:
    """Reply in the chat and topic of a message."""
    target = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    unseen = LinkPreviewOptions(is_disabled=True)
    for place, (text, styled) in enumerate(messages(said, limit=MessageLimit.MAX_TEXT_LENGTH)):
        entities = [
            MessageEntity(STYLES[part.kind], part.offset, part.length, part.url or None)
            for part in styled
            if part.kind in STYLES
        ]
        send = partial(message.reply_text, text, entities=entities, link_preview_options=unseen)
        await _tried(partial(send, reply_parameters=None if place else target))


async def _tried(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call of the Bot API, again when it came too soon or was lost on the way."""
    for pause_s in PAUSES_S:
        try:
            await call()
            return
        except errors.BadRequest:
            raise
        except (errors.NetworkError, errors.RetryAfter) as error:
            await asyncio.sleep(_wait_s(error, pause_s))
    await call()


def _wait_s(error: errors.TelegramError, pause_s: float) -> float:
    if not isinstance(error, errors.RetryAfter):
        return pause_s
    assert not isinstance(error.retry_after, int)
    return error.retry_after.total_seconds()


async def _poll(application: Running) -> None:
    """Hand over updates until cancelled; Conflict and InvalidToken raise (Updater hides both)."""
    offset, pause_s = 0, 1.0
    try:
        while True:
            try:
                updates = await application.bot.get_updates(
                    offset, timeout=POLL_S, allowed_updates=[Update.MESSAGE]
                )
            except (errors.NetworkError, errors.RetryAfter) as error:
                log.warning("Telegram gives no messages (%s).", type(error).__name__)
                await asyncio.sleep(_wait_s(error, pause_s))
                pause_s = min(2 * pause_s, 30)
                continue
            pause_s = 1.0
            for update in updates:
                application.update_queue.put_nowait(update)
                offset = update.update_id + 1
    except asyncio.CancelledError:
        with suppress(errors.TelegramError):  # what was taken is not given again
            await application.bot.get_updates(offset, limit=1, timeout=0)
        raise


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Cancel the work at SIGINT and SIGTERM."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def _message(update: Update) -> Message:
    assert update.message is not None
    return update.message


def _question(message: Message, name: str) -> str:
    """Give the words of a message without the command and the bot's name."""
    words = re.sub(rf"^/ask\b|@{re.escape(name)}\b", "", message.text or "", flags=re.IGNORECASE)
    return words.strip(" \n\t,:")
