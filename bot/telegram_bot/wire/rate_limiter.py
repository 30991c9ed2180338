"""Every call of the Bot API passes here: it waits for its turn, and is repeated when it fails."""

import asyncio
import logging
import os
import random
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from typing import Any

# Makes RetryAfter hold a timedelta instead of warning; read when the library is imported.
os.environ["PTB_TIMEDELTA"] = "true"

import telegram.error as errors
from telegram.ext import BaseRateLimiter

from bot.telegram_bot.wire.call_schedule import CallSchedule, Priority, Sign
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.pace import NewestFirst

MAX_ATTEMPTS = 8  # of a call that fails because of the network; they take about a minute
SIGN_PATIENCE_S = 1.0  # how long a sign is worth waiting for
_LONGEST_PAUSE_S = 30.0
_SHUTDOWN_S = 5.0  # for calls that nobody waits for; "typing" gives up after 4.5 s itself
# Calls that Telegram limits for each chat; all others count against the overall limit only.
_LIMITED_IN_CHAT = frozenset(
    {"sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup", "sendMessageDraft"}
)
_HINTS = frozenset({"sendChatAction", "sendMessageDraft", "setMessageReaction"})
# Queries expire within seconds, so they are answered now or never.
_FEW_ATTEMPTS = {"answerCallbackQuery": 3, "answerInlineQuery": 3, "getMe": 5}
_QUERIES = frozenset({"answerCallbackQuery", "answerInlineQuery"})
_NOT_IDEMPOTENT = frozenset({"sendMessage", "sendPhoto"})  # repeating it may show the message twice

log = logging.getLogger(__name__)
Call = Callable[..., Coroutine[Any, Any, Any]]


class DroppedError(errors.TelegramError):
    """A call of lower priority was not made, because the limits left no room for it."""


class RateLimiter(BaseRateLimiter[Priority | Sign]):
    """Keeps Telegram's limits; a pause that Telegram asks for in one chat holds up no other."""

    def __init__(self, schedule: CallSchedule, metrics: Metrics) -> None:
        self._schedule = schedule
        self._metrics = metrics
        self._queue = asyncio.Lock()  # of the answers that wait for room among all calls
        self._signs = NewestFirst(schedule.book_sign)
        self._unfinished: set[asyncio.Future[Any]] = set()  # calls that are being made

    async def initialize(self) -> None:
        """Do nothing; the library calls it."""

    async def shutdown(self) -> None:
        """Let the calls end that nobody waits for; the library calls it before it disconnects."""
        if self._unfinished:
            await asyncio.wait(self._unfinished, timeout=_SHUTDOWN_S)
        for call in tuple(self._unfinished):
            call.cancel()
        await asyncio.gather(*self._unfinished, return_exceptions=True)

    async def process_request(  # noqa: PLR0913  # as the library calls it
        self, callback: Call, args: Any, kwargs: dict[str, Any], endpoint: str,
        data: dict[str, Any], rate_limit_args: Priority | Sign | None,
    ) -> Any:  # fmt: skip
        """Make a call when its turn comes; raise DroppedError, or what the server refuses."""
        wanted = rate_limit_args or (Priority.HINT if endpoint in _HINTS else Priority.ANSWER)
        priority = Priority.SIGN if isinstance(wanted, Sign) else wanted
        chat = _integer(data.get("chat_id"))
        failures = 0
        while True:
            if isinstance(wanted, Sign):
                await self._wait_for_sign(wanted)
            else:
                await self._wait_for_turn(chat if endpoint in _LIMITED_IN_CHAT else 0, wanted)
            try:
                if priority is Priority.ANSWER:
                    return await callback(*args, **kwargs)
                return await self._finish(callback(*args, **kwargs))
            except errors.RetryAfter as error:
                pause_s = self._pause_chat(chat, priority, error)
                if priority is not Priority.ANSWER or endpoint in _QUERIES:
                    raise
                if endpoint not in _LIMITED_IN_CHAT:  # the others wait in `_wait_for_turn`
                    await asyncio.sleep(pause_s)
            except errors.NetworkError as error:
                failures += 1
                attempts = _FEW_ATTEMPTS.get(endpoint, MAX_ATTEMPTS)
                is_refusal = isinstance(error, errors.BadRequest)
                if is_refusal or priority is not Priority.ANSWER or failures >= attempts:
                    raise
                await self._wait_after_failure(endpoint, failures, error)

    async def _finish(self, call: Coroutine[Any, Any, Any]) -> Any:
        """Return what a call gives; it is finished also when nobody waits for it any more.

        Whoever shows "typing" stops waiting when the answer is there, and Telegram would get half
        of a call that was broken off.
        """
        made = asyncio.ensure_future(call)
        self._unfinished.add(made)
        made.add_done_callback(self._note_end)
        return await asyncio.shield(made)

    def _note_end(self, call: asyncio.Future[Any]) -> None:
        """Forget a call that has ended; its error, if any, was for whoever waited for it."""
        self._unfinished.discard(call)
        if not call.cancelled():
            call.exception()

    async def _wait_for_turn(self, chat: int, priority: Priority) -> None:
        """Wait until a call may be made: first in its chat, then among all calls."""
        if chat:
            await self._wait(self._schedule.book_in_chat(chat, priority), priority)
            if priority is Priority.ANSWER:
                await self._wait_while_paused(chat)
        # An answer is booked once the one before it has gone. Booked at once, those that wait would
        # all go together when a busy machine wakes them too late.
        async with self._queue if priority is Priority.ANSWER else nullcontext():
            await self._wait(self._schedule.book_overall(priority), priority)

    async def _wait_for_sign(self, sign: Sign) -> None:
        """Wait until a sign may be given, for a moment; the newest goes first."""
        try:
            await asyncio.wait_for(self._signs.wait(sign.update), SIGN_PATIENCE_S)
        except TimeoutError:
            await self._wait(None, Priority.SIGN)

    async def _wait(self, seconds: float | None, priority: Priority) -> None:
        """Wait so long; raise DroppedError for None, which means that there is no room."""
        if seconds is None:
            self._metrics.dropped.labels(priority.value).inc()
            raise DroppedError("no room")
        if seconds:
            await asyncio.sleep(seconds)

    async def _wait_while_paused(self, chat: int) -> None:
        """Wait until a chat is not paused, also when its pause is prolonged meanwhile."""
        left_s = self._schedule.pause_left_s(chat)
        if left_s:
            await asyncio.sleep(left_s)
            await self._wait_while_paused(chat)

    def _pause_chat(self, chat: int, priority: Priority, error: errors.RetryAfter) -> float:
        assert not isinstance(error.retry_after, int)
        pause_s = error.retry_after.total_seconds()
        self._schedule.pause_chat(chat, pause_s, priority)
        self._metrics.retries.labels("429").inc()
        log.warning("Telegram asks for a pause of %.0f s in one chat.", pause_s)
        return pause_s

    async def _wait_after_failure(
        self, endpoint: str, failures: int, error: errors.NetworkError
    ) -> None:
        """Wait before the next attempt: about half a second at first, then twice as long."""
        pause_s = min(_LONGEST_PAUSE_S, 0.5 * 2 ** (failures - 1)) * random.uniform(0.5, 1.5)
        kind = type(error).__name__
        self._metrics.retries.labels(kind).inc()
        if endpoint in _NOT_IDEMPOTENT and not _was_not_made(error):
            self._metrics.possible_duplicates.inc()
        log.warning("%s failed (%s); again in %.1f s.", endpoint, kind, pause_s)
        await asyncio.sleep(pause_s)


def _was_not_made(error: errors.NetworkError) -> bool:
    """Return whether a failed call had surely no effect.

    That is so where the server said that it failed, or where no connection to it was made.
    """
    text = str(error)
    return ("httpx" not in text and not isinstance(error, errors.TimedOut)) or "Connect" in text


def _integer(chat: Any) -> int:
    try:
        return int(chat)
    except (TypeError, ValueError):
        return 0
