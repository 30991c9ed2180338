"""What goes wrong between the bot and the server, when a test says so."""

import random
from collections import deque
from collections.abc import Sequence

from tests.support.fake_bot_api.refusals import LOST, RESET, RefusedError, too_many

WORDS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user",
    404: "Not Found", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
    409: "Conflict: terminated by other getUpdates request; "
         "make sure that only one bot instance is running",
}  # fmt: skip


class Faults:
    """Failures and delays in waiting."""

    def __init__(self) -> None:
        self._next: dict[str, deque[tuple[int, int]]] = {}
        self._delays: dict[str, float] = {}
        self._share = 0.0
        self._statuses: Sequence[int] = ()
        self._random = random.Random(0)

    def fail(self, method: str, *statuses: int, retry_after: int = 1) -> None:
        """Let the next calls of a method fail."""
        waiting = self._next.setdefault(method.lower(), deque())
        waiting.extend((status, retry_after) for status in statuses)

    def flaky(self, share: float, statuses: Sequence[int], seed: int) -> None:
        """Let a share of all calls but getUpdates fail from now on."""
        self._share, self._statuses = share, statuses
        self._random = random.Random(seed)

    def delay(self, method: str, seconds: float) -> None:
        """Let a method answer late from now on."""
        self._delays[method.lower()] = seconds

    def delay_s(self, method: str) -> float:
        """Return how late a method answers."""
        return self._delays.get(method, 0.0)

    def check(self, method: str) -> bool:
        """Fail, when it is time to; True when the answer is to be lost once it is made."""
        status, retry_after = 0, 1
        if waiting := self._next.get(method):
            status, retry_after = waiting.popleft()
        elif method != "getupdates" and self._random.random() < self._share:
            status = self._random.choice(self._statuses)
        else:
            return False
        if status == LOST:
            return True
        if status == 429:
            raise too_many(retry_after)
        raise RefusedError(status, "" if status == RESET else WORDS.get(status, "Not OK"))
