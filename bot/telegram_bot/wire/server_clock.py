"""The time by Telegram's clock, by which the age of a message is told."""

import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime

import httpx


class ServerClock:
    """The server's time, as its last answer said, going on since; before that, our own clock's."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._offset = time.time() - monotonic()

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._offset + self._monotonic()

    async def note(self, response: httpx.Response) -> None:
        """Take the time from an answer of the server, if it tells it."""
        with suppress(ValueError):
            date = parsedate_to_datetime(response.headers.get("date", ""))
            self._offset = date.timestamp() - self._monotonic()
