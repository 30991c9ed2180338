"""Every call of the Bot API waits its turn here, and is made again when it was lost on the way."""

import asyncio
import logging
import os
import random
from collections.abc import Callable, Coroutine
from typing import Any

os.environ["PTB_TIMEDELTA"] = "true"  # RetryAfter holds a timedelta, and warns of nothing

import telegram.error as errors  # it looks at the variable when it is imported
from telegram.ext import BaseRateLimiter

from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.pace import Pace, Urgency

TRIES = 8  # of a call that fails for no fault of its own; about a minute in all
_LONGEST_S = 30.0
_PACED = frozenset(
    {"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendMessageDraft"}
)  # in a chat; the others count among all calls only
_LIGHT = frozenset({"sendChatAction", "sendMessageDraft", "setMessageReaction"})
_BRIEF = {"answerCallbackQuery": 3, "answerInlineQuery": 3, "getMe": 5}  # tries
_QUERIES = frozenset({"answerCallbackQuery", "answerInlineQuery"})  # soon nobody waits for these
_REPEATING = frozenset({"sendMessage"})  # a call that says something twice when it is made twice

log = logging.getLogger(__name__)
Call = Callable[..., Coroutine[Any, Any, Any]]


class DroppedError(errors.TelegramError):
    """A call that shows no answer was not made, since there was no room for it."""


class Limiter(BaseRateLimiter[Urgency]):
    """Paces calls chat by chat, honours 429 without stopping other chats, and tries again."""

    def __init__(self, pace: Pace, metrics: Metrics) -> None:
        self._pace = pace
        self._metrics = metrics

    async def initialize(self) -> None:
        """Have nothing to prepare."""

    async def shutdown(self) -> None:
        """Have nothing to put away."""

    async def process_request(  # noqa: PLR0913  # as the library calls it
        self, callback: Call, args: Any, kwargs: dict[str, Any], endpoint: str,
        data: dict[str, Any], rate_limit_args: Urgency | None,
    ) -> Any:  # fmt: skip
        """Make a call when its turn has come; raises DroppedError and what the server refuses."""
        urgency = rate_limit_args or (Urgency.LIGHT if endpoint in _LIGHT else Urgency.FINAL)
        chat = _number(data.get("chat_id"))
        tries = _BRIEF.get(endpoint, TRIES)
        failures = 0
        while True:
            await self._turn(chat if endpoint in _PACED else 0, urgency)
            try:
                return await callback(*args, **kwargs)
            except errors.RetryAfter as error:
                pause_s = self._rest(chat, urgency, error)
                if urgency is not Urgency.FINAL or endpoint in _QUERIES:
                    raise
                if endpoint not in _PACED:
                    await asyncio.sleep(pause_s)
            except errors.BadRequest:
                raise
            except errors.NetworkError as error:
                failures += 1
                if urgency is not Urgency.FINAL or failures >= tries:
                    raise
                await self._again(endpoint, failures, error)

    async def _turn(self, chat: int, urgency: Urgency) -> None:
        """Wait until a call may be made: first for its chat, then among all."""
        if chat:
            await self._waited(self._pace.book(chat, urgency), urgency)
            if urgency is Urgency.FINAL:
                await self._rested(chat)
        await self._waited(self._pace.join(urgency), urgency)

    async def _waited(self, seconds: float | None, urgency: Urgency) -> None:
        """Wait as long as was booked; raises DroppedError when nothing was."""
        if seconds is None:
            self._metrics.dropped.labels(urgency.value).inc()
            raise DroppedError("no room")
        if seconds:
            await asyncio.sleep(seconds)

    async def _rested(self, chat: int) -> None:
        """Wait while a chat rests; another call may have prolonged that meanwhile."""
        held_s = self._pace.held_s(chat)
        if held_s:
            await asyncio.sleep(held_s)
            await self._rested(chat)

    def _rest(self, chat: int, urgency: Urgency, error: errors.RetryAfter) -> float:
        assert not isinstance(error.retry_after, int)
        pause_s = error.retry_after.total_seconds()
        self._pace.hold(chat, pause_s, urgency)
        self._metrics.retries.labels("429").inc()
        log.warning("Telegram asks for a pause of %.0f s in one chat.", pause_s)
        return pause_s

    async def _again(self, endpoint: str, failures: int, error: errors.NetworkError) -> None:
        """Wait before the next try, the first time less than a second."""
        pause_s = min(_LONGEST_S, 0.5 * 2 ** (failures - 1)) * random.uniform(0.5, 1.5)
        kind = type(error).__name__
        self._metrics.retries.labels(kind).inc()
        if endpoint in _REPEATING and not _was_refused(error):
            self._metrics.doubtful.inc()
        log.warning("%s failed (%s); again in %.1f s.", endpoint, kind, pause_s)
        await asyncio.sleep(pause_s)


def _was_refused(error: errors.NetworkError) -> bool:
    """Tell whether nobody did what was asked: a server said so, or none was reached."""
    said = str(error)
    return ("httpx" not in said and not isinstance(error, errors.TimedOut)) or "Connect" in said


def _number(chat: Any) -> int:
    try:
        return int(chat)
    except (TypeError, ValueError):
        return 0
