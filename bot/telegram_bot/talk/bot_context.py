"""The context that every handler gets: the parts of the bot, and its state."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cachetools import LRUCache
from telegram.error import TelegramError

from bot.app import App
from bot.assistant import Assistant
from bot.rendering.messages import Line, Piece
from bot.telegram_bot.records.answer_records import AnswerRecords
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.participants import Participants
from bot.telegram_bot.records.question_links import QuestionLinks
from bot.telegram_bot.talk.incoming_messages import IncomingMessage
from bot.telegram_bot.talk.throttle import BackgroundThrottle, ExpiringSet
from bot.telegram_bot.telegram_settings import TelegramSettings
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import BotClient
from bot.telegram_bot.wire.message_sender import (
    ChatGoneError,
    Keyboard,
    MessageSender,
    SendTarget,
)
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.server_clock import ServerClock
from bot.telegram_bot.wire.text_parts import plain_part
from prompts import LANGUAGES, say
from retrieval.language.contacts import contact_spans
from retrieval.pause import pausing_while

_MAX_VIEWS = 1000

Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class BotState:
    """What changes while the bot runs, and is forgotten when it stops.

    `drafts_supported`: the server knows sendMessageDraft. `warned` has each (user, chat) that was
    told to wait, `used_keyboards` each (chat, message) in which somebody pressed a button lately.
    `forgotten_at` has the time, by `steady_time`, at which a person asked to be forgotten.
    `views` has the message in which a person looks at details of an answer, by record, chat and
    user. `stop_answer` has a function that stops an answer being written, by update and user.
    `pages_shown` has each (chat, document, start, end) whose page was shown there lately. `clock`
    tells Telegram's time.
    """

    drafts_supported: bool = True
    throttle: BackgroundThrottle = field(default_factory=BackgroundThrottle)
    warned: ExpiringSet = field(default_factory=ExpiringSet)
    used_keyboards: ExpiringSet = field(default_factory=ExpiringSet)
    pages_shown: ExpiringSet = field(default_factory=ExpiringSet)
    forgotten_at: dict[int, float] = field(default_factory=dict)
    views: LRUCache[tuple[int, int, int], int] = field(default_factory=lambda: LRUCache(_MAX_VIEWS))
    stop_answer: dict[tuple[int, int], Callable[[], None]] = field(default_factory=dict)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    clock: ServerClock = field(default_factory=ServerClock)


@dataclass(frozen=True, slots=True)
class BotContext:
    """The parts of the bot, which stay the same while it runs.

    A thread of `engine` may wait for a language model; `workers` are for work that is soon done.
    The one thread of `indexing` changes the corpus, which may take minutes.
    """

    app: App
    settings: TelegramSettings
    engine: Executor
    workers: Executor
    indexing: Executor
    database: BotDatabase
    inbox: Inbox
    records: AnswerRecords
    participants: Participants
    links: QuestionLinks
    client: BotClient
    sender: MessageSender
    metrics: Metrics
    state: BotState = field(default_factory=BotState)

    @property
    def assistant(self) -> Assistant:
        """Return the assistant that answers questions."""
        return self.app.assistant

    def language(self, ref: MessageRef) -> str:
        """Return the language to use: the chat's, the person's, or that of their Telegram."""
        chat, person = self.participants.get(ref.chat), self.participants.get(ref.user)
        wanted = (chat.language, person.language, person.telegram_language.partition("-")[0])
        return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])

    def language_of(self, user: int) -> str:
        """Return the language to use in the private chat with a person."""
        return self.language(MessageRef(0, user, 0, user, 0))

    # Writing to a chat

    async def reply_text(self, ref: MessageRef, name: str, /, **values: Any) -> None:
        """Reply to a message with a text of the catalogs."""
        await self.reply(ref, catalog_lines(name, self.language(ref), **values))

    async def reply(
        self, ref: MessageRef, lines: Sequence[Line], *, keyboard: Keyboard = None,
        record: int = 0, replaces: Sequence[int] = (),
    ) -> list[int]:  # fmt: skip
        """Reply to a message, as `MessageSender.deliver` does; return the ids of the messages."""
        return await self.sender.deliver(
            self.target(ref), lines, keyboard=keyboard, record=record, replaces=replaces
        )

    async def notify(self, chat: int, text: str, keyboard: Keyboard = None) -> bool:
        """Write to a chat without being asked; return whether it arrived."""
        try:
            await self.sender.send(SendTarget(chat), plain_part(text), keyboard)
        except (TelegramError, ChatGoneError, UndeliveredError):
            log.warning("Somebody could not be told.")
            return False
        return True

    def target(self, ref: MessageRef) -> SendTarget:
        """Return where a reply to a message goes."""
        silent = self.participants.get(ref.chat).silent
        return SendTarget(ref.chat, ref.thread, ref.message, ref.update, silent)

    # Running something elsewhere

    async def run_in_worker(self, function: Callable[..., Result], *values: Any) -> Result:
        """Run a function in a thread, so that it does not block the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, function, *values)

    async def run_with_pauses(self, function: Callable[..., Result], *values: Any) -> Result:
        """Run a function in a thread, where it pauses while a question is answered."""
        return await self.run_in_worker(self._pausing, function, *values)

    async def change_corpus(self, change: Callable[..., Result], *values: Any) -> Result:
        """Change the corpus in the thread for that, with pauses, one change after another."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.indexing, self._pausing, change, *values)

    def _pausing(self, function: Callable[..., Result], *values: Any) -> Result:
        with pausing_while(lambda: bool(self.state.stop_answer)):
            return function(*values)

    def run_in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start a coroutine that nobody waits for; its failure is logged."""
        task = asyncio.create_task(work)
        self.state.tasks.add(task)
        task.add_done_callback(self._log_failure)

    def _log_failure(self, task: asyncio.Task[None]) -> None:
        self.state.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.metrics.errors.labels(type(error).__name__).inc()
            log.warning("Beside an answer: %s", type(error).__name__)


def text_lines(text: str, kind: str = "") -> list[Line]:
    """Return the lines of a text, all words of one kind."""
    return [[Piece(line, kind)] for line in text.split("\n")]


def catalog_lines(name: str, language: str, /, **values: Any) -> list[Line]:
    """Return the lines of a text of the catalogs, in which our commands can be tapped.

    With a value that holds a contact nothing can: the value may be the words of anybody.
    """
    is_own = not any(contact_spans(value) for value in values.values() if isinstance(value, str))
    return text_lines(say(name, language, **values), "own" if is_own else "")


Command = Callable[[BotContext, IncomingMessage], Awaitable[None]]
