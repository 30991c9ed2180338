"""Lanes: what belongs to one chat is done in order, chats go on side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress

from bot.telegram_bot.records.inbox import Taken

PAUSES_S = (2.0, 10.0, 30.0)  # before an answer that could not be sent is tried again

log = logging.getLogger(__name__)


class UndeliveredError(Exception):
    """An answer did not reach the server; it is tried again later."""


class Lanes:
    """Works on updates, one at a time in each lane; a lane that is empty costs nothing."""

    def __init__(
        self, work: Callable[[Taken], Awaitable[None]], *, on_change: Callable[[int], None]
    ) -> None:
        """Work with `work`, which raises UndeliveredError; `on_change` hears how many wait."""
        self._work = work
        self._on_change = on_change
        self._waiting: dict[Hashable, deque[Taken]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, lane: Hashable, taken: Taken, *, alone: bool = False) -> list[Taken]:
        """Let an update wait for those before it in its lane; at the end it stays in the inbox.

        One that is to wait alone takes the place of those that wait, which are given.
        """
        if self._closed:
            return []
        self._counted(1)
        if lane in self._waiting:
            waiting = self._waiting[lane]
            left = [waiting.pop() for _ in range(len(waiting) - 1)] if alone else []
            self._counted(-len(left))
            waiting.append(taken)
            return left
        self._waiting[lane] = deque([taken])
        task = asyncio.create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return []

    async def idle(self) -> None:
        """Wait until nothing waits and nothing is worked on."""
        await self._idle.wait()

    async def close(self, grace_s: float) -> None:
        """Finish what is worked on; what is not done in time stays in the inbox."""
        self._closed = True
        for waiting in self._waiting.values():
            while len(waiting) > 1:
                waiting.pop()
                self._counted(-1)
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=grace_s)
        for task in list(self._tasks):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, lane: Hashable) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                await self._finish(waiting[0])
                waiting.popleft()
                self._counted(-1)
        finally:
            self._counted(-len(waiting))
            del self._waiting[lane]

    async def _finish(self, taken: Taken) -> None:
        """Work on an update until it is done."""
        tries = 0
        while True:
            try:
                await self._work(taken)
                return
            except UndeliveredError as error:
                pause_s = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
                tries += 1
                log.warning("An answer was not sent (%s); again in %.0f s.", error, pause_s)
                await asyncio.sleep(pause_s)
            except Exception:
                log.exception("An update is left for the next start.")
                return

    def _counted(self, more: int) -> None:
        self._count += more
        self._on_change(self._count)
        if self._count:
            self._idle.clear()
        else:
            self._idle.set()
