"""Paces: how many may go in a second, and who of those that wait is the next."""

import asyncio
import time
from collections.abc import Callable

_INTERVAL_S = 0.02  # how often it is looked whether there is a place


class Pace:
    """So many places a second, of which some may be saved up."""

    def __init__(
        self, per_second: float, saved: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._most = float(saved)
        self._clock = clock
        self._places, self._counted_at = self._most, clock()

    def book(self, *, leave: int = 0) -> bool:
        """Take a place; return False where that would leave fewer than `leave`."""
        now = self._clock()
        new = (now - self._counted_at) * self._per_second
        self._places, self._counted_at = min(self._most, self._places + new), now
        if self._places < 1 + leave:
            return False
        self._places -= 1
        return True


class NewestFirst:
    """Updates that wait for a place; the newest goes first, and the others leave it a place.

    So many that came at once hold up nobody who comes after them.
    """

    def __init__(self, book: Callable[..., bool]) -> None:
        """Prepare; `book` takes a place as `Pace.book` does."""
        self._book = book
        self._waiting: dict[asyncio.Future[None], int] = {}  # with the ids of the updates
        self._newest = 0
        self._giving: asyncio.Task[None] | None = None

    async def wait(self, update: int) -> None:
        """Wait for a place for the update with an id; it is taken when this returns."""
        is_newest, self._newest = update > self._newest, max(update, self._newest)
        if self._book(leave=0 if is_newest else 1):
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting[turn] = update
        if self._giving is None or self._giving.done():
            self._giving = asyncio.create_task(self._give_places())
        try:
            await turn
        finally:
            self._waiting.pop(turn, None)

    async def _give_places(self) -> None:
        while self._waiting:
            if self._book(leave=1):
                newest = max(self._waiting, key=self._waiting.__getitem__)
                del self._waiting[newest]
                if not newest.done():  # or else it has just been given up
                    newest.set_result(None)
            else:
                await asyncio.sleep(_INTERVAL_S)
