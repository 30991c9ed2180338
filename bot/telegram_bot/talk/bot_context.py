"""What every handler works with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from telegram.error import TelegramError

from bot.app import App
from bot.assistant import Assistant
from bot.rendering.messages import Line, Piece
from bot.telegram_bot.records.answer_records import Cards, Place
from bot.telegram_bot.records.bot_database import Store
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.people import People
from bot.telegram_bot.talk.incoming import Incoming
from bot.telegram_bot.talk.lately import Lately
from bot.telegram_bot.talk.spare import Spare
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.client import Client
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.send import GoneError, Keyboard, Sender, Target, plain
from prompts import LANGUAGES, say

Made = TypeVar("Made")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Desk:
    """The engine, the records, the wire.

    A thread of `engine` may wait for a model; `workers` are for what is quick, buttons say.
    `stops` holds what stops each answer in the making, by the update and the person it is for;
    `warned` who was told to wait, `pressed` the messages whose buttons were used, `forgotten` when
    somebody asked to be forgotten (in seconds since 1970), and `views` the messages in which a
    person looks at the quotes of a card.
    """

    app: App
    engine: Executor
    workers: Executor
    store: Store
    client: Client
    metrics: Metrics
    inbox: Inbox
    cards: Cards
    people: People
    sender: Sender
    drafts: bool = True
    spare: Spare = field(default_factory=Spare)
    warned: Lately = field(default_factory=Lately)
    pressed: Lately = field(default_factory=Lately)
    forgotten: dict[int, float] = field(default_factory=dict)
    views: dict[tuple[int, int, int], int] = field(default_factory=dict)
    stops: dict[tuple[int, int], Callable[[], None]] = field(default_factory=dict)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def assistant(self) -> Assistant:
        """Give who answers."""
        return self.app.assistant

    async def work(self, do: Callable[..., Made], *values: Any) -> Made:
        """Let a worker do what would hold up the others."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, do, *values)

    def language(self, chat: int, user: int) -> str:
        """Give the language to speak: that which was chosen, or the person's."""
        there, person = self.people.party(chat), self.people.party(user)
        own = (there.language, person.language, person.spoken.partition("-")[0])
        return next((each for each in own if each in LANGUAGES), LANGUAGES[0])

    async def tell(self, origin: int, place: Place, text: str, /, **values: Any) -> None:
        """Say one text of the catalogs to whoever wrote."""
        words = say(text, self.language(place.chat, place.user), **values)
        await self.show(origin, place, [[Piece(line)] for line in words.split("\n")])

    async def show(self, origin: int, place: Place, said: list[Line], **given: Any) -> list[int]:
        """Show lines in reply to a message."""
        target = self.target(origin, place)
        return await self.sender.deliver(target, said, **given)

    async def notify(self, chat: int, text: str, keyboard: Keyboard = None) -> bool:
        """Say something in a chat where nothing was asked; tells whether it arrived."""
        try:
            await self.sender.send(Target(chat), plain(text), keyboard)
        except (TelegramError, GoneError, UndeliveredError):
            log.warning("Somebody could not be told.")
            return False
        return True

    def target(self, origin: int, place: Place) -> Target:
        """Give where the answer to a message goes."""
        silent = self.people.party(place.chat).quiet
        return Target(place.chat, place.thread, place.message, origin, silent)

    def later(self, work: Any) -> None:
        """Do something beside the answers; its failure is logged, not felt."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.metrics.errors.labels(type(error).__name__).inc()
            log.warning("Beside an answer: %s", type(error).__name__)


Handler = Callable[[Desk, Incoming], Awaitable[None]]
