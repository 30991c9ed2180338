"""Spare time: what nobody waits for is done one at a time, and for a share of the time only."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

REST = 25  # times as long as a piece of work took, nothing is done after it
BUSY = 5  # questions in a second, at which there is no time to spare
PATIENCE_S = 5.0  # that a piece of work waits for its turn


class Spare:
    """Lets one piece of work begin when the last one has ended long enough ago."""

    def __init__(self) -> None:
        self._asked: deque[float] = deque(maxlen=BUSY)
        self._free = 0.0
        self._busy = False

    async def begin(self) -> bool:
        """Wait for spare time; tells whether there was some."""
        clock = asyncio.get_running_loop().time
        until = clock() + PATIENCE_S
        while self._busy or clock() < max(self._free, self._calm()):
            if clock() > until:
                return False
            await asyncio.sleep(0.2)
        return True

    def heard(self) -> None:
        """Note a question, whose answer comes first."""
        self._asked.append(asyncio.get_running_loop().time())

    def _calm(self) -> float:
        """Give when it is calm, if nobody asks meanwhile."""
        return self._asked[0] + 1.0 if len(self._asked) == BUSY else 0.0

    @contextmanager
    def used(self) -> Iterator[None]:
        """Use the time until the end of the block."""
        clock = asyncio.get_running_loop().time
        begun, self._busy = clock(), True
        try:
            yield
        finally:
            self._busy = False
            self._free = clock() + REST * (clock() - begun)
