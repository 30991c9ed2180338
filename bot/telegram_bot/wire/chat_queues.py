"""Queues: updates of one chat are handled in order, those of different chats at the same time."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress

from bot.logging_setup import without_words
from bot.telegram_bot.records.inbox import StoredUpdate
from bot.telegram_bot.wire.pace import NewestFirst, Pace

# Telegram lets no more answers leave in a second, so no more need be begun in one. Fifty that were
# begun together held up the first sign for somebody else by up to 0.4 s; in this way, by 0.2 s.
_BEGUN_PER_SECOND = 30
_BEGUN_AT_ONCE = 8
PAUSES_S = (2.0, 10.0, 30.0)  # before the first, second and every further attempt

log = logging.getLogger(__name__)


class UndeliveredError(Exception):
    """An answer did not reach Telegram; its update is handled again later."""


class ChatQueues:
    """One queue for each key, worked off by a task of its own; an empty queue takes no memory."""

    def __init__(
        self,
        handle: Callable[[StoredUpdate], Awaitable[None]],
        *,
        on_change: Callable[[int], None],
        on_failure: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """Call `handle` for each update, again when it raises UndeliveredError.

        `on_change` is called with the number of updates in all queues whenever it changes, and
        `on_failure` with the id of an update that cannot be handled; it returns whether that one is
        given up.
        """
        self._handle = handle
        self._on_change = on_change
        self._on_failure = on_failure
        self._queues: dict[Hashable, deque[StoredUpdate]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._begin = NewestFirst(Pace(_BEGUN_PER_SECOND, _BEGUN_AT_ONCE).book)
        self._count = 0
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def put(
        self, key: Hashable, update: StoredUpdate, *, replaces_waiting: bool = False
    ) -> list[StoredUpdate]:
        """Append an update to a queue, unless the queues are closed.

        With `replaces_waiting`, the updates that wait in the queue are removed and returned.
        """
        if self._closed:
            return []
        self._change_count(1)
        if key in self._queues:
            queue = self._queues[key]
            removed = [queue.pop() for _ in range(len(queue) - 1)] if replaces_waiting else []
            self._change_count(-len(removed))
            queue.append(update)
            return removed
        self._queues[key] = deque([update])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return []

    async def wait_until_idle(self) -> None:
        """Wait until all queues are empty and nothing is being handled."""
        await self._idle.wait()

    async def close(self, grace_s: float) -> None:
        """Finish what is being handled, for so long at most; drop what waits.

        What is dropped or interrupted is still in the inbox.
        """
        self._closed = True
        for queue in self._queues.values():
            while len(queue) > 1:
                queue.pop()
                self._change_count(-1)
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=grace_s)
        for task in list(self._tasks):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: Hashable) -> None:
        queue = self._queues[key]
        try:
            await self._begin.wait(queue[0].id)
            while queue:
                await self._handle_until_delivered(queue[0])
                queue.popleft()
                self._change_count(-1)
        finally:
            self._change_count(-len(queue))
            del self._queues[key]

    async def _handle_until_delivered(self, update: StoredUpdate) -> None:
        attempts = 0
        while True:
            try:
                await self._handle(update)
                return
            except UndeliveredError as error:
                pause_s = PAUSES_S[min(attempts, len(PAUSES_S) - 1)]
                attempts += 1
                log.warning("An answer was not sent (%s); again in %.0f s.", error, pause_s)
                await asyncio.sleep(pause_s)
            except Exception as error:  # noqa: BLE001 - a bug; the other updates of the chat go on
                is_last = self._on_failure(update.id)
                fate = "given up" if is_last else "left for the next start"
                log.error("An update is %s: %s", fate, without_words(error))
                return

    def _change_count(self, by: int) -> None:
        self._count += by
        self._on_change(self._count)
        if self._count:
            self._idle.clear()
        else:
            self._idle.set()
