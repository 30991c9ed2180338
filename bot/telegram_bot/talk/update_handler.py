"""Handles one update of the inbox, and decides what a failure means for it."""

import logging
from dataclasses import replace

import telegram.error as errors
from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.logging_setup import without_words
from bot.telegram_bot.records.inbox import StoredUpdate
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.steady_time import steady_time
from bot.telegram_bot.talk import chat_settings
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.incoming_messages import command_name, is_addressed, ref_of, written_at
from bot.telegram_bot.talk.throttle import ExpiringSet
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import TelegramApplication
from bot.telegram_bot.wire.message_sender import ChatGoneError
from bot.telegram_bot.wire.update_shape import is_id, is_well_formed

INLINE_S = 10.0  # how long a person waits for the results of an inline query
_APOLOGY_INTERVAL_S = 3600.0  # between two apologies in a chat for messages that are too old

log = logging.getLogger(__name__)
LibraryContext = ContextTypes.DEFAULT_TYPE


class UpdateHandler:
    """Hands updates to an application, and notes in the inbox when they are done."""

    def __init__(self, context: BotContext, application: TelegramApplication) -> None:
        self._context = context
        self._application = application
        self._failures: dict[int, BaseException] = {}
        self._apologies = ExpiringSet()
        application.add_error_handler(self._on_error)

    async def handle(self, stored: StoredUpdate) -> None:
        """Do what an update asks for; raise UndeliveredError where its answer was not sent."""
        if not self._is_obsolete(stored):
            update = self._parse(stored)
            if update is None:
                await self._reply_to_unreadable(stored)
            elif not await self._is_too_old(update):
                await self._process(update)
        self._context.inbox.mark_done(stored.id)

    def _is_obsolete(self, stored: StoredUpdate) -> bool:
        """Return whether nobody waits for an answer any more.

        An inline query is too old, the person asked to be forgotten since, or the bot cannot write
        to the chat any more.
        """
        received_at = stored.received_at
        is_late = "inline_query" in stored.body and steady_time() - received_at > INLINE_S
        forgotten_at = self._context.state.forgotten_at.get(stored.user, 0.0)
        is_gone = self._context.sender.is_gone_since(stored.chat, received_at)
        return is_late or forgotten_at > received_at or is_gone

    async def _process(self, update: Update) -> None:
        """Let the application handle an update; raise UndeliveredError as `handle` does."""
        await self._application.process_update(update)
        failure = self._failures.pop(update.update_id, None)
        if isinstance(failure, UndeliveredError):
            raise failure
        if failure and _is_network_failure(failure):
            raise UndeliveredError(type(failure).__name__)

    def _parse(self, stored: StoredUpdate) -> Update | None:
        """Return an update as an object, None where it is not as the Bot API documents it."""
        try:
            if is_well_formed(stored.body):
                return Update.de_json(stored.body, self._context.client)
        except Exception as error:  # noqa: BLE001  # the library raises anything here
            log.debug("The library says %s.", type(error).__name__)
        log.warning("An update could not be read.")
        return None

    async def _reply_to_unreadable(self, stored: StoredUpdate) -> None:
        """Reply in a private chat that the bot reads only text, where a message is malformed."""
        message = stored.body.get("message")
        number = message.get("message_id") if isinstance(message, dict) else None
        if stored.chat > 0 and is_id(number):
            ref = MessageRef(stored.id, stored.chat, 0, stored.user, number)
            await self._context.reply_text(ref, "telegram-only-text")

    async def _on_error(self, update: object, library_context: LibraryContext) -> None:
        """Note the failure of an update; where it is a bug, log it and apologise in the chat."""
        error = library_context.error
        assert error is not None and isinstance(update, Update)
        self._context.metrics.errors.labels(type(error).__name__).inc()
        self._failures[update.update_id] = error
        if isinstance(error, ChatGoneError | UndeliveredError) or _is_network_failure(error):
            return
        log.error("A message was not answered: %s", without_words(error))
        message = update.effective_message
        if isinstance(message, Message) and not update.my_chat_member:
            user = update.effective_user.id if update.effective_user else 0
            ref = replace(ref_of(message, update.update_id), user=user)
            await self._try_reply(ref, "telegram-failed")

    async def _is_too_old(self, update: Update) -> bool:
        """Return whether a message is too old to be answered; apologise once in its chat."""
        message = update.message or update.edited_message
        now = self._context.state.clock.now()
        if message is None or now - written_at(message) <= self._context.settings.max_age_s:
            return False
        ref = ref_of(message, update.update_id)
        policy = chat_settings.policy(self._context, ref.chat)
        is_question = is_addressed(message, policy) or (
            command_name(message) == "ask" and policy != "off"
        )
        if is_question and update.message and self._apologies.add(ref.chat, _APOLOGY_INTERVAL_S):
            await self._try_reply(ref, "telegram-late")
        return True

    async def _try_reply(self, ref: MessageRef, name: str) -> None:
        """Reply with a text of the catalogs; only log where that fails."""
        try:
            await self._context.reply_text(ref, name)
        except (errors.TelegramError, ChatGoneError, UndeliveredError):
            log.warning("A chat could not be told.")


def _is_network_failure(error: BaseException) -> bool:
    """Return whether an error lies in the connection to Telegram, so that trying again helps."""
    return isinstance(error, errors.TelegramError) and not isinstance(error, errors.BadRequest)
