"""What limits how often something is done: once in a time, or only while nobody waits."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from cachetools import TLRUCache

REST_FACTOR = 25  # background work rests for so many times as long as it took
BUSY_QUESTIONS = 5  # questions in a second, from which on there is no background work
PATIENCE_S = 5.0  # how long background work waits for its turn before it is left out
_POLL_S = 0.2
_MAX_ITEMS = 10_000


class ExpiringSet:
    """A set of limited size, from which every item disappears after its time."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._items: TLRUCache[Hashable, float] = TLRUCache(
            _MAX_ITEMS, ttu=lambda _, seconds, now: now + seconds, timer=clock
        )

    def add(self, item: Hashable, seconds: float) -> bool:
        """Add an item for so long; return False, and change nothing, where it is in the set."""
        if item in self._items:
            return False
        self._items[item] = seconds
        return True

    def __contains__(self, item: object) -> bool:
        """Return whether an item was added and its time is not over."""
        return item in self._items


class BackgroundThrottle:
    """Lets background work run one piece at a time, and only for a small share of the time."""

    def __init__(self) -> None:
        self._questions_at: deque[float] = deque(maxlen=BUSY_QUESTIONS)
        self._rests_until = 0.0
        self._working = False

    async def wait_for_turn(self) -> bool:
        """Wait until background work may begin; return False where that takes too long."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + PATIENCE_S
        while self._working or clock() < max(self._rests_until, self._busy_until()):
            if clock() > deadline:
                return False
            await asyncio.sleep(_POLL_S)
        return True

    def note_question(self) -> None:
        """Note that somebody asked a question: answering it comes before background work."""
        self._questions_at.append(asyncio.get_running_loop().time())

    def _busy_until(self) -> float:
        """Return when the last BUSY_QUESTIONS questions are no longer within one second."""
        is_busy = len(self._questions_at) == BUSY_QUESTIONS
        return self._questions_at[0] + 1.0 if is_busy else 0.0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold back other background work during the block, and for a rest after it."""
        clock = asyncio.get_running_loop().time
        started_at, self._working = clock(), True
        try:
            yield
        finally:
            self._working = False
            self._rests_until = clock() + REST_FACTOR * (clock() - started_at)
