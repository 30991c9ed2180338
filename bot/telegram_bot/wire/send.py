"""Messages go out, and what the server refuses is understood by its meaning."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import telegram.error as errors
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, ReplyParameters

from bot.rendering.messages import Line, Piece, Styled, messages
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.people import People
from bot.telegram_bot.wire import refusals
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import Client
from bot.telegram_bot.wire.pace import Urgency
from retrieval.errors import ExpectedError

LIMIT = 4096  # UTF-16 units; Telegram counts characters, of which there are never more
_STYLES = {
    "mark": MessageEntity.BOLD, "bold": MessageEntity.BOLD, "context": MessageEntity.ITALIC,
    "note": MessageEntity.ITALIC, "document": MessageEntity.CODE, "code": MessageEntity.CODE,
    "link": MessageEntity.TEXT_LINK, "block": MessageEntity.EXPANDABLE_BLOCKQUOTE,
}  # fmt: skip
_UNSEEN = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)
Keyboard = InlineKeyboardMarkup | None
Part = tuple[str, list[Styled]]


class GoneError(Exception):
    """A chat cannot be written to any more."""


class TooLongError(Exception):
    """The server counts a message as too long; `told` are the messages shown before it."""

    def __init__(self, message: str, told: list[int]) -> None:
        super().__init__(message)
        self.told = told


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: a chat, a topic of it (0: none), the message it replies to (0: none).

    `origin` is the update that it answers, `silent` spares people a sound.
    """

    chat: int
    thread: int = 0
    reply_to: int = 0
    origin: int = 0
    silent: bool = False


class Sender:
    """Sends and edits messages for an update; a message that was accepted is noted at once."""

    def __init__(self, client: Client, inbox: Inbox, people: People) -> None:
        self._client = client
        self._inbox = inbox
        self._people = people
        self._moved: dict[int, int] = {}
        self._gone_at: dict[int, float] = {}

    def left(self, chat: int, since: float) -> bool:
        """Tell whether a chat was found gone after a time: what was asked there is dropped."""
        return self._gone_at.get(chat, 0.0) > since

    async def deliver(
        self, target: Target, said: Sequence[Line], *, keyboard: Keyboard = None,
        card: int = 0, over: Sequence[int] = (),
    ) -> list[int]:  # fmt: skip
        """Show lines in as many messages as they need; gives the messages.

        Messages in `over`, and those that an earlier try left, are edited, so that to repeat it
        harms nothing; what is too many is deleted. The keyboard is the last message's.
        """
        there = self._inbox.parts(target.origin)
        shown = list(over) or [message for message, _ in there]
        accepted = {message for message, final in there if final} - set(over)
        limit = LIMIT
        while True:
            parts = list(messages(said, limit=limit))
            try:
                return await self._shown(target, parts, keyboard, card, (shown, accepted))
            except TooLongError as error:
                log.warning("A message was too long, and is cut again: %s", error)
                shown, accepted, limit = [*error.told, *shown[len(error.told) :]], set(), limit // 2

    async def _shown(
        self, target: Target, parts: Sequence[Part], keyboard: Keyboard, card: int,
        there: tuple[Sequence[int], set[int]],
    ) -> list[int]:  # fmt: skip
        """Show each part in a message that is there, or in a new one; delete the rest."""
        shown, accepted = there
        told: list[int] = []
        for place, part in enumerate(parts):
            buttons = keyboard if place == len(parts) - 1 else None
            message = shown[place] if place < len(shown) else 0
            try:
                if message not in accepted and not (
                    message and await self.edit(target, message, part, buttons)
                ):
                    first = replace(target, reply_to=0) if place else target
                    message = await self.send(first, part, buttons)
            except errors.BadRequest as error:
                if not refusals.too_long(error) or len(part[0]) < 200:
                    raise
                raise TooLongError(error.message, told) from error
            told.append(message)
            chat = self._moved.get(target.chat, target.chat)
            self._inbox.accepted(chat, message, target.origin, place, card)
        for message in shown[len(parts) :]:
            await self.delete(target.chat, message)
        return told

    async def send(
        self, target: Target, part: Part, keyboard: Keyboard = None,
        urgency: Urgency = Urgency.FINAL,
    ) -> int:  # fmt: skip
        """Send one message; gives its id. Raises GoneError and UndeliveredError."""
        text, styled = part
        given: dict[str, Any] = {
            "chat_id": target.chat, "text": text, "entities": entities(styled),
            "link_preview_options": _UNSEEN,
            "rate_limit_args": urgency,
        }  # fmt: skip
        if target.silent:
            given["disable_notification"] = True
        if target.thread:
            given["message_thread_id"] = target.thread
        if target.reply_to:
            given["reply_parameters"] = ReplyParameters(
                target.reply_to, allow_sending_without_reply=True
            )
        if keyboard:
            given["reply_markup"] = keyboard
        sent = await self._made(self._client.send_message, given)
        return int(sent.message_id)

    async def edit(
        self, target: Target, message: int, part: Part,
        keyboard: Keyboard = None, urgency: Urgency = Urgency.FINAL,
    ) -> bool:  # fmt: skip
        """Change a message; gives False when it is no more. Raises as `send` does."""
        text, styled = part
        given: dict[str, Any] = {
            "chat_id": target.chat, "message_id": message, "text": text, "rate_limit_args": urgency,
            "entities": entities(styled), "link_preview_options": _UNSEEN,
        }  # fmt: skip
        if keyboard:
            given["reply_markup"] = keyboard
        return await self._changed(self._client.edit_message_text, given)

    async def buttons(
        self, chat: int, message: int, keyboard: Keyboard, urgency: Urgency = Urgency.FINAL
    ) -> bool:
        """Change the keyboard below a message."""
        given = {"chat_id": chat, "message_id": message, "reply_markup": keyboard,
                 "rate_limit_args": urgency}  # fmt: skip
        return await self._changed(self._client.edit_message_reply_markup, given)

    async def delete(self, chat: int, message: int) -> None:
        """Take a message away, if it is still there."""
        given = {"chat_id": chat, "message_id": message, "rate_limit_args": Urgency.FINAL}
        await self._changed(self._client.delete_message, given)

    async def _changed(self, call: Callable[..., Awaitable[Any]], given: dict[str, Any]) -> bool:
        try:
            await self._made(call, given)
        except errors.BadRequest as error:
            if refusals.unchanged(error):
                return True
            if refusals.missing(error):
                return False
            raise
        return True

    async def _made(self, call: Callable[..., Awaitable[Any]], given: dict[str, Any]) -> Any:
        """Make a call; what is refused for a detail is made again without it."""
        given = {**given, "chat_id": self._moved.get(given["chat_id"], given["chat_id"])}
        while True:
            try:
                made = await call(**given)
                if self._people.party(given["chat_id"]).gone:
                    self._people.set(given["chat_id"], gone=False)
                return made
            except errors.ChatMigrated as error:
                self.move(given["chat_id"], error.new_chat_id)
                given["chat_id"] = error.new_chat_id
            except errors.Forbidden as error:
                raise self._gone(given["chat_id"], error) from error
            except errors.BadRequest as error:
                if refusals.unknown(error):
                    raise self._gone(given["chat_id"], error) from error
                if refusals.silenced(error):
                    raise GoneError(error.message) from error
                given = refusals.simpler(given, error)
            except errors.NetworkError as error:
                if given["rate_limit_args"] is not Urgency.FINAL:
                    raise
                raise UndeliveredError(type(error).__name__) from error

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup; all that was its is the new one's."""
        self._moved[old] = new
        try:
            self._people.move(old, new)
        except ExpectedError as error:
            log.error("A group was not followed: %s %s", error.message, error.hint)

    def _gone(self, chat: int, error: errors.TelegramError) -> GoneError:
        log.info("The bot may not write to a chat any more.")
        self._gone_at[chat] = time.time()
        self._people.set(chat, gone=True)
        return GoneError(error.message)


def entities(styled: Sequence[Styled]) -> list[MessageEntity]:
    """Give stretches as Telegram knows them."""
    return [
        MessageEntity(_STYLES[each.kind], each.offset, each.length, each.url or None)
        for each in styled
        if each.kind in _STYLES
    ]


def plain(text: str) -> Part:
    """Give a short text as a message."""
    return next(messages([[Piece(text)]], limit=LIMIT))
