"""An answer in the making: what the chat sees before it is there."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress

import telegram.error as errors
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ChatAction

from bot.answers import Answer, Statement
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.rendering.messages import Line, Piece, messages
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.incoming import Asked
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.pace import Urgency
from bot.telegram_bot.wire.send import LIMIT, GoneError, entities
from prompts import say

PATIENCE_S = 0.4  # before the chat is shown that something is being done
TICK_S = 0.25
TYPING_S = 4.5  # Telegram shows it for 5 seconds
DRAFT_S = 20.0  # it shows a draft for 30


class Live:
    """Lets the engine answer, and shows each sentence after its check."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        self._desk = desk
        self._asked = asked
        self._said: list[Statement] = []
        self._stop = threading.Event()
        self._drafting = asked.private and not asked.over
        there = [message for message, final in desk.inbox.parts(asked.origin) if not final]
        self._shown = next(iter([*asked.over, *there]), 0)
        self._frame = ""
        self._drafted = 0.0

    async def answer(self, conversation: Conversation) -> Answer:
        """Give the answer to the question; raises ExpectedError as the engine does."""
        desk, asked = self._desk, self._asked
        desk.stops[asked.origin, asked.place.user] = self._stop.set
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(desk.engine, self._engine, conversation, loop)
        try:
            await asyncio.wait([work], timeout=PATIENCE_S)
            if not work.done():
                await self._wait(work)
            return await work
        except asyncio.CancelledError:
            self._stop.set()
            raise
        finally:
            del desk.stops[asked.origin, asked.place.user]

    def _engine(self, conversation: Conversation, loop: asyncio.AbstractEventLoop) -> Answer:
        asked = self._asked
        user = str(asked.place.user or "")
        manner = AskOptions(user=user, stop=self._stop, language=asked.language)
        stream = self._desk.assistant.stream(asked.words, conversation, manner)
        for each in stream:
            if isinstance(each, Answer):
                return each
            loop.call_soon_threadsafe(self._said.append, each)
        raise AssertionError("an answer ends with the whole of it")

    async def _wait(self, work: asyncio.Future[Answer]) -> None:
        """Show that something is being done, and what there is, until the answer is done."""
        desk, place = self._desk, self._asked.place
        loop = asyncio.get_running_loop()
        typed, begun = -TYPING_S, loop.time()
        while not (work.done() or desk.people.party(place.chat).quiet):
            now = loop.time()
            if now - begun >= typed + TYPING_S:
                typed = now - begun
                with suppress(errors.TelegramError):
                    await desk.client.send_chat_action(
                        place.chat, ChatAction.TYPING, message_thread_id=place.thread or None,
                        read_timeout=TYPING_S,
                    )  # fmt: skip
            if self._said or now - begun > 1:
                with suppress(errors.TelegramError, GoneError, UndeliveredError):
                    await self._show()
            await asyncio.wait([work], timeout=TICK_S)

    async def _show(self) -> None:
        """Show what there is: in a draft where the server takes one, else in a message."""
        text = next(messages(self._lines(), limit=LIMIT - 10))
        now = asyncio.get_running_loop().time()
        stale = self._drafting and now - self._drafted > DRAFT_S
        if text[0] == self._frame and not stale:
            return
        desk, asked = self._desk, self._asked
        if self._drafting and desk.drafts:
            try:
                await desk.client.send_message_draft(
                    asked.place.chat, asked.origin, text[0], entities=entities(text[1]),
                    message_thread_id=asked.place.thread or None, read_timeout=5,
                    api_kwargs={"can_stop": True},
                )  # fmt: skip
                self._frame, self._drafted = text[0], now
                return
            except errors.InvalidToken:  # so a server says that it does not know the method
                desk.drafts = False
            except errors.BadRequest:
                self._drafting = False
        target = desk.target(asked.origin, asked.place)
        words = say("telegram-stop", asked.language)
        stop = InlineKeyboardMarkup(
            [[InlineKeyboardButton(words, callback_data=f"x:{asked.origin}")]]
        )
        if not self._shown:
            self._shown = await desk.sender.send(target, text, stop, Urgency.FRAME)
            desk.inbox.accepted(asked.place.chat, self._shown, asked.origin, 0, None)
        else:
            await desk.sender.edit(target, self._shown, text, stop, Urgency.FRAME)
        self._frame = text[0]

    def _lines(self) -> Iterator[Line]:
        if self._asked.lead:
            yield [Piece(self._asked.lead, "bold")]
        for each in self._said:
            marks = "".join(f"[{number}]" for number in each.citations)
            yield [Piece(f"{each.text} "), Piece(marks, "mark")]
        doing = "telegram-writing" if self._said else "telegram-searching"
        yield [Piece(say(doing, self._asked.language), "note")]
