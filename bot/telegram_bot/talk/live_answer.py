"""What a chat shows while an answer is being written."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import telegram.error as errors
from telegram.constants import ChatAction

from bot.answers import Answer, Statement
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.rendering.messages import Line, Piece
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.talk.answer_keyboards import row_keyboard
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.incoming_messages import IncomingQuestion
from bot.telegram_bot.wire.call_schedule import Priority
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.message_sender import ChatGoneError
from bot.telegram_bot.wire.rate_limiter import DroppedError
from bot.telegram_bot.wire.text_parts import (
    MAX_MESSAGE_UNITS,
    TextPart,
    first_part,
    telegram_entities,
)
from prompts import say

PATIENCE_S = 0.4  # how long a chat waits before it is shown that the bot is at work
TICK_S = 0.25
TYPING_S = 4.5  # "typing" is repeated after this time; Telegram shows it for 5 s
DRAFT_S = 20.0  # a draft is repeated after this time; Telegram shows it for 30 s
_FIRST_PREVIEW_S = 1.0  # how long "typing" alone is shown


class LiveAnswer:
    """Answers one question, and shows a preview with each sentence that passed its check.

    The preview is a draft in a private chat, where the server knows drafts, and otherwise a message
    that becomes the answer.
    """

    def __init__(self, context: BotContext, question: IncomingQuestion) -> None:
        self._context = context
        self._question = question
        self._statements: list[Statement] = []
        self._stop = threading.Event()
        self._use_draft = question.ref.is_private and not question.replaces
        sent = context.inbox.sent_messages(question.ref.update)
        previews = [message for message, is_final in sent if not is_final]
        self._message = next(iter([*question.replaces, *previews]), 0)
        self._text = ""  # of the preview that is shown
        self._draft_sent_at = 0.0
        self._thinks = False  # the model, before it answers
        self._has_sign = False  # that the message has arrived

    async def answer(self, conversation: Conversation) -> Answer:
        """Return the answer; raise ExpectedError as the engine does."""
        stop_answer, ref = self._context.state.stop_answer, self._question.ref
        stop_answer[ref.update, ref.user] = self._stop.set
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._context.engine, self._run_engine, conversation, loop)
        try:
            await asyncio.wait([work], timeout=PATIENCE_S)
            if not work.done():
                await self._show_progress(work)
            return await work
        except asyncio.CancelledError:
            self._stop.set()
            raise
        finally:
            del stop_answer[ref.update, ref.user]

    def _run_engine(self, conversation: Conversation, loop: asyncio.AbstractEventLoop) -> Answer:
        question = self._question
        options = AskOptions(
            user=str(question.ref.user or ""), stop=self._stop, language=question.language,
            at_once=len(self._context.state.stop_answer), on_progress=self._note_progress,
        )  # fmt: skip
        for each in self._context.assistant.stream(question.text, conversation, options):
            if isinstance(each, Answer):
                return each
            loop.call_soon_threadsafe(self._statements.append, each)
        raise AssertionError("a stream ends with the answer")

    def _note_progress(self, words: str) -> None:
        self._thinks = words == say("model-thinking", self._question.language)

    async def _show_progress(self, work: asyncio.Future[Answer]) -> None:
        """Show "typing", and later a preview, until the answer is there."""
        participants, chat = self._context.participants, self._question.ref.chat
        loop = asyncio.get_running_loop()
        started_at, typing_at = loop.time(), -TYPING_S
        while not (work.done() or participants.get(chat).silent):
            elapsed_s = loop.time() - started_at
            if elapsed_s >= typing_at + TYPING_S and await self._show_typing_until(work):
                typing_at = elapsed_s
            if self._statements or elapsed_s > _FIRST_PREVIEW_S:
                with suppress(errors.TelegramError, ChatGoneError, UndeliveredError):
                    await self._show_preview()
            await asyncio.wait([work], timeout=TICK_S)

    async def _show_typing_until(self, work: asyncio.Future[Answer]) -> bool:
        """Show "typing", but wait for that no longer than for the answer; return as below."""
        typing = asyncio.create_task(self._show_typing())
        either: list[asyncio.Future[Any]] = [typing, work]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            return typing.done() and typing.result()
        finally:
            typing.cancel()

    async def _show_typing(self) -> bool:
        """Show "typing"; return False where there was no room for it."""
        ref, shows_reaction = self._question.ref, bool(self._context.settings.reaction)
        is_first = not (self._has_sign or shows_reaction)
        self._has_sign = True
        try:
            await self._context.client.send_chat_action(
                ref.chat, ChatAction.TYPING, message_thread_id=ref.thread or None,
                read_timeout=TYPING_S,
                rate_limit_args=self._question.sign if is_first else Priority.HINT,
            )  # fmt: skip
        except DroppedError:
            return False
        except errors.TelegramError:
            pass
        return True

    async def _show_preview(self) -> None:
        """Show what is written so far, if that is new or the draft would disappear soon."""
        part = first_part(self._lines(), limit=MAX_MESSAGE_UNITS - 10)
        now = asyncio.get_running_loop().time()
        draft_ends = self._use_draft and now - self._draft_sent_at > DRAFT_S
        if part[0] == self._text and not draft_ends:
            return
        if await self._send_draft(part):
            self._draft_sent_at = now
        else:
            await self._send_or_edit(part)
        self._text = part[0]

    async def _send_draft(self, part: TextPart) -> bool:
        """Show a preview as a draft; return False where that is not possible."""
        context, ref = self._context, self._question.ref
        if not (self._use_draft and context.state.drafts_supported):
            return False
        try:
            return await context.client.send_message_draft(
                ref.chat, ref.update, part[0], entities=telegram_entities(part[1]),
                message_thread_id=ref.thread or None, read_timeout=5,
                api_kwargs={"can_stop": True},
            )  # fmt: skip
        except errors.InvalidToken:  # what the library makes of 404: an unknown method
            context.state.drafts_supported = False
        except errors.BadRequest:
            self._use_draft = False
        return False

    async def _send_or_edit(self, part: TextPart) -> None:
        """Show a preview in a message, with a button that stops the answer."""
        context, ref = self._context, self._question.ref
        label = say("telegram-stop", self._question.language)
        keyboard = row_keyboard((label, ButtonData(ButtonAction.STOP_ANSWER, ref.update)))
        target, priority = context.target(ref), Priority.PREVIEW
        if self._message:
            await context.sender.edit(target, self._message, part, keyboard, priority)
        else:
            self._message = await context.sender.send(target, part, keyboard, priority)
            context.inbox.record_sent_message(
                ref.chat, self._message, update=ref.update, part=0, record=None
            )

    def _lines(self) -> Iterator[Line]:
        if self._question.heading:
            yield [Piece(self._question.heading, "bold")]
        for each in self._statements:
            marks = "".join(f"[{number}]" for number in each.citations)
            yield [Piece(f"{each.text} "), Piece(marks, "mark")]
        name = "telegram-thinking" if self._thinks else "telegram-searching"
        if self._statements:
            name = "telegram-writing"
        yield [Piece(say(name, self._question.language), "note")]
