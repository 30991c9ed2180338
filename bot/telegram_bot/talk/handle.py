"""One update from the inbox: handed over, done, and what a failure means."""

import logging
import time
from dataclasses import replace

import telegram.error as errors
from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.telegram_bot.records.answer_records import Place
from bot.telegram_bot.records.inbox import Taken
from bot.telegram_bot.talk import preferences
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.incoming import addressed, age_s, command_of, place_of
from bot.telegram_bot.talk.lately import Lately
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import Running
from bot.telegram_bot.wire.send import GoneError
from bot.telegram_bot.wire.update_shape import sound, whole

INLINE_S = 10.0  # after which nobody waits for an inline answer
_APOLOGY_S = 3600.0  # in which a chat gets one apology

log = logging.getLogger(__name__)
Context = ContextTypes.DEFAULT_TYPE


class Handling:
    """Lets an application handle updates, and notes when they are done."""

    def __init__(self, desk: Desk, application: Running) -> None:
        self._desk = desk
        self._application = application
        self._failures: dict[int, BaseException] = {}
        self._apologies = Lately()
        application.add_error_handler(self._failed)

    async def work(self, taken: Taken) -> None:
        """Do what an update asks for; raises UndeliveredError when its answer did not get out."""
        desk = self._desk
        late = "inline_query" in taken.body and time.time() - taken.taken > INLINE_S
        forgotten = desk.forgotten.get(taken.user, 0.0) > taken.taken
        if late or forgotten or desk.sender.left(taken.chat, taken.taken):
            desk.inbox.done(taken.id)
            return
        update = self._read(taken)
        if update is None:
            await self._unread(taken)
            desk.inbox.done(taken.id)
            return
        if await self._outdated(update):
            desk.inbox.done(taken.id)
            return
        await self._application.process_update(update)
        failure = self._failures.pop(taken.id, None)
        if isinstance(failure, UndeliveredError):
            raise failure
        if isinstance(failure, errors.TelegramError) and not isinstance(failure, errors.BadRequest):
            raise UndeliveredError(type(failure).__name__)
        desk.inbox.done(taken.id)

    def _read(self, taken: Taken) -> Update | None:
        """Read an update; None for one that is not as the Bot API documents it."""
        try:
            if sound(taken.body):
                return Update.de_json(taken.body, self._desk.client)
        except Exception as error:  # noqa: BLE001  # whatever a broken update sets off
            log.debug("The library says %s.", type(error).__name__)
        log.warning("An update could not be read.")
        return None

    async def _unread(self, taken: Taken) -> None:
        """Say what the bot reads to whoever sent what the library does not know, in private."""
        message = taken.body.get("message")
        number = message.get("message_id") if isinstance(message, dict) else None
        if taken.chat > 0 and whole(number):
            place = Place(taken.chat, 0, taken.user, number)
            await self._desk.tell(taken.id, place, "telegram-only-text")

    async def _failed(self, update: object, context: Context) -> None:
        """Sort a failure: a chat that is gone, an answer to send again, or a bug of ours."""
        error = context.error
        desk = self._desk
        assert error is not None and isinstance(update, Update)
        desk.metrics.errors.labels(type(error).__name__).inc()
        self._failures[update.update_id] = error
        if isinstance(error, GoneError | UndeliveredError):
            return
        if isinstance(error, errors.TelegramError) and not isinstance(error, errors.BadRequest):
            return  # the connection; it is tried again
        log.error("A message was not answered.", exc_info=error)
        message = update.effective_message
        if isinstance(message, Message) and not update.my_chat_member:
            user = update.effective_user.id if update.effective_user else 0
            place = replace(place_of(message), user=user)
            try:
                await desk.tell(update.update_id, place, "telegram-failed")
            except (errors.TelegramError, GoneError, UndeliveredError):
                log.warning("Nor could its chat be told.")

    async def _outdated(self, update: Update) -> bool:
        """Tell whether a message is too old to be answered; its chat gets one apology."""
        message = update.message or update.edited_message
        desk = self._desk
        if message is None or age_s(message) <= desk.app.settings.telegram_max_age * 60:
            return False
        place = place_of(message)
        policy = preferences.policy(desk, place.chat)
        meant = addressed(message, policy) or (command_of(message) == "ask" and policy != "off")
        if meant and update.message and self._apologies.add(place.chat, _APOLOGY_S):
            try:
                await desk.tell(update.update_id, place, "telegram-late")
            except (errors.TelegramError, GoneError, UndeliveredError):
                log.warning("An apology was not sent.")
        return True
