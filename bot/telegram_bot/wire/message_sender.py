"""Sends, edits and deletes messages, and records each one as soon as Telegram accepted it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import telegram.error as errors
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bot.rendering.messages import Line
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.participants import Participants
from bot.telegram_bot.records.steady_time import steady_time
from bot.telegram_bot.wire import api_errors
from bot.telegram_bot.wire.call_schedule import Priority
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import BotClient
from bot.telegram_bot.wire.text_parts import (
    MAX_MESSAGE_UNITS,
    TextPart,
    telegram_entities,
    text_parts,
)
from retrieval.errors import ExpectedError

_SHORTEST_SPLIT = 200  # characters; a shorter text that is refused as too long is a bug
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)
Keyboard = InlineKeyboardMarkup | None
Arguments = dict[str, Any]


class ChatGoneError(Exception):
    """The bot cannot write to a chat any more."""


class TooLongError(Exception):
    """Telegram refused a part as too long; `sent` are the messages of the parts before it."""

    def __init__(self, message: str, sent: list[int]) -> None:
        super().__init__(message)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class SendTarget:
    """Where a message goes: the chat, the topic and the message it replies to, 0 for none.

    `update` is the update that it answers; `silent` messages make no sound.
    """

    chat: int
    thread: int = 0
    reply_to: int = 0
    update: int = 0
    silent: bool = False


class MessageSender:
    """Writes to chats, and follows groups that get a new id."""

    def __init__(self, client: BotClient, inbox: Inbox, participants: Participants) -> None:
        self._client = client
        self._inbox = inbox
        self._participants = participants
        self._new_ids: dict[int, int] = {}
        self._gone_at: dict[int, float] = {}

    def is_gone_since(self, chat: int, time_s: float) -> bool:
        """Return whether the bot found that it cannot write to a chat, later than at a time."""
        return self._gone_at.get(chat, 0.0) > time_s

    async def deliver(
        self, target: SendTarget, lines: Sequence[Line], *, keyboard: Keyboard = None,
        record: int = 0, replaces: Sequence[int] = (),
    ) -> list[int]:  # fmt: skip
        """Show lines in as many messages as they need; return the ids of the messages.

        The messages in `replaces` are edited instead of sending new ones; so are those that an
        earlier attempt sent for the same update, so that repeating it shows nothing twice. Messages
        that are left over are deleted. The last message gets the keyboard.
        """
        existing = dict.fromkeys(replaces, False) or dict(self._inbox.sent_messages(target.update))
        limit = MAX_MESSAGE_UNITS
        while True:
            parts = text_parts(lines, limit=limit)
            try:
                return await self._show_parts(target, parts, keyboard, record, existing)
            except TooLongError as error:
                log.warning("A message was too long, and is cut again: %s", error)
                messages_left = [*existing][len(error.sent) :]
                existing = dict.fromkeys([*error.sent, *messages_left], False)
                limit //= 2

    async def _show_parts(
        self, target: SendTarget, parts: Sequence[TextPart], keyboard: Keyboard, record: int,
        existing: Mapping[int, bool],
    ) -> list[int]:  # fmt: skip
        """Show each part in an existing message or in a new one; delete the other messages.

        `existing` tells of each message whether it shows its part already. Raise TooLongError.
        """
        record_sent = self._inbox.record_sent_message
        sent: list[int] = []
        ids = list(existing)
        for number, part in enumerate(parts):
            message = ids[number] if number < len(ids) else 0
            if not existing.get(message):
                part_target = replace(target, reply_to=0) if number else target
                below = keyboard if number == len(parts) - 1 else None
                try:
                    message = await self._edit_or_send(part_target, message, part, below)
                except errors.BadRequest as error:
                    if not api_errors.is_too_long(error) or len(part[0]) < _SHORTEST_SPLIT:
                        raise
                    raise TooLongError(error.message, sent) from error
            sent.append(message)
            chat, update = self._new_ids.get(target.chat, target.chat), target.update
            record_sent(chat, message, update=update, part=number, record=record)
        for message in ids[len(parts) :]:
            await self.delete(target.chat, message)
        return sent

    async def _edit_or_send(
        self, target: SendTarget, message: int, part: TextPart, keyboard: Keyboard
    ) -> int:
        """Edit a message, or send a new one where there is none; return the id."""
        if message and await self.edit(target, message, part, keyboard):
            return message
        return await self.send(target, part, keyboard)

    async def send(
        self, target: SendTarget, part: TextPart, keyboard: Keyboard = None,
        priority: Priority = Priority.ANSWER,
    ) -> int:  # fmt: skip
        """Send one message; return its id. Raise ChatGoneError and UndeliveredError."""
        arguments = _text_arguments(target.chat, part, keyboard, priority) | _place(target)
        message = await self._call(self._client.send_message, arguments)
        return int(message.message_id)

    async def send_photo(self, target: SendTarget, png: bytes, caption: TextPart) -> None:
        """Send a picture, which is left out where Telegram refuses it. Raise as `send` does."""
        text, styled = caption
        arguments: Arguments = {
            "chat_id": target.chat, "photo": png, "caption": text, "filename": "page.png",
            "caption_entities": telegram_entities(styled), "rate_limit_args": Priority.ANSWER,
        }  # fmt: skip
        try:
            await self._call(self._client.send_photo, arguments | _place(target))
        except errors.BadRequest as error:
            log.warning("A picture was refused: %s", error.message)

    async def edit(
        self, target: SendTarget, message: int, part: TextPart,
        keyboard: Keyboard = None, priority: Priority = Priority.ANSWER,
    ) -> bool:  # fmt: skip
        """Change a message; return False where it does not exist. Raise as `send` does."""
        arguments = _text_arguments(target.chat, part, keyboard, priority)
        return await self._change(
            self._client.edit_message_text, {**arguments, "message_id": message}
        )

    async def edit_keyboard(
        self, chat: int, message: int, keyboard: Keyboard, priority: Priority = Priority.ANSWER
    ) -> bool:
        """Change the keyboard below a message; return as `edit` does."""
        arguments = {"chat_id": chat, "message_id": message, "reply_markup": keyboard,
                     "rate_limit_args": priority}  # fmt: skip
        return await self._change(self._client.edit_message_reply_markup, arguments)

    async def delete(self, chat: int, message: int) -> None:
        """Delete a message, if it still exists."""
        arguments = {"chat_id": chat, "message_id": message, "rate_limit_args": Priority.ANSWER}
        await self._change(self._client.delete_message, arguments)

    async def _change(self, method: Callable[..., Awaitable[Any]], arguments: Arguments) -> bool:
        """Call a method that changes a message; return False where the message does not exist."""
        try:
            await self._call(method, arguments)
        except errors.BadRequest as error:
            if api_errors.is_not_modified(error):
                return True
            if api_errors.is_missing_message(error):
                return False
            raise
        return True

    async def _call(self, method: Callable[..., Awaitable[Any]], arguments: Arguments) -> Any:
        """Call a method, again without the part that Telegram refuses; return its result."""
        wanted: int = arguments["chat_id"]
        chat = self._new_ids.get(wanted, wanted)
        while True:
            try:
                result = await method(**{**arguments, "chat_id": chat})
                if self._participants.get(chat).unreachable:
                    self._participants.update(chat, unreachable=False)
                return result
            except errors.ChatMigrated as error:
                self.migrate(chat, error.new_chat_id)
                chat = error.new_chat_id
            except errors.Forbidden as error:
                raise self._chat_gone(chat, error) from error
            except errors.BadRequest as error:
                if api_errors.is_unknown_chat(error):
                    raise self._chat_gone(chat, error) from error
                if api_errors.is_write_forbidden(error):
                    raise ChatGoneError(error.message) from error
                arguments = api_errors.without_refused_part(arguments, error)
            except errors.NetworkError as error:
                if arguments["rate_limit_args"] is not Priority.ANSWER:
                    raise
                raise UndeliveredError(type(error).__name__) from error

    def migrate(self, old: int, new: int) -> None:
        """Write to the supergroup that a group became, and give it all records of the group."""
        self._new_ids[old] = new
        try:
            self._participants.migrate(old, new)
        except ExpectedError as error:
            log.error("A group was not followed: %s %s", error.message, error.hint)

    def _chat_gone(self, chat: int, error: errors.TelegramError) -> ChatGoneError:
        log.info("The bot may not write to a chat any more.")
        self._gone_at[chat] = steady_time()
        self._participants.update(chat, unreachable=True)
        return ChatGoneError(error.message)


def _place(target: SendTarget) -> Arguments:
    """Return the arguments that say where in its chat a new message stands."""
    reply = ReplyParameters(target.reply_to, allow_sending_without_reply=True)
    place: Arguments = {
        "disable_notification": target.silent,
        "message_thread_id": target.thread,
        "reply_parameters": reply if target.reply_to else None,
    }
    return {name: value for name, value in place.items() if value}


def _text_arguments(chat: int, part: TextPart, keyboard: Keyboard, priority: Priority) -> Arguments:
    """Return the arguments that sending and editing a text have in common."""
    text, styled = part
    arguments: Arguments = {
        "chat_id": chat, "text": text, "entities": telegram_entities(styled),
        "link_preview_options": _NO_PREVIEW, "rate_limit_args": priority,
    }  # fmt: skip
    return {**arguments, "reply_markup": keyboard} if keyboard else arguments
