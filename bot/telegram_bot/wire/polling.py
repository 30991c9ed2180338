"""Long polling: fetch updates, store them, and only then confirm them to Telegram."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import telegram.error as errors

from bot.telegram_bot.wire.client import BotClient
from bot.telegram_bot.wire.update_receiver import ALLOWED_UPDATES, UpdateReceiver, id_of

POLL_S = 30
# When two programs poll for one bot, each request ends the other's with Conflict. The newer program
# has to give up: it raises at the first Conflict, while one that has polled for ESTABLISHED_S polls
# again, until it met CONFLICTS of them in a row.
ESTABLISHED_S = 20.0
CONFLICTS = 5
CONFIRMATION_S = 1.0  # the longest time for confirming the last updates when the bot stops
_FIRST_PAUSE_S = 0.5  # after a failure; doubled after each further one
_CONFLICT_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 30.0

log = logging.getLogger(__name__)


async def poll(client: BotClient, receiver: UpdateReceiver) -> None:
    """Receive updates until cancelled; raise Conflict when another program polls."""
    fetcher = _Fetcher(client)
    try:
        while True:
            if updates := await fetcher.fetch():
                await receiver.receive(updates)
                fetcher.offset = max(fetcher.offset, *(id_of(each) + 1 for each in updates))
    except asyncio.CancelledError:
        await _confirm(client, fetcher.offset)
        raise


class _Fetcher:
    """Fetches updates from `offset` on, and waits after a failure."""

    def __init__(self, client: BotClient) -> None:
        self.offset = 0
        self._client = client
        self._clock = asyncio.get_running_loop().time
        self._started_at = self._clock()
        self._conflicts = 0
        self._pause_s = _FIRST_PAUSE_S

    async def fetch(self) -> list[dict[str, Any]]:
        """Return new updates, none after a failure; raise Conflict as `poll` does."""
        try:
            updates = await self._client.fetch_updates(
                self.offset, wait_s=POLL_S, kinds=ALLOWED_UPDATES
            )
        except errors.Conflict:
            self._conflicts += 1
            is_newer = self._clock() - self._started_at < ESTABLISHED_S
            if is_newer or self._conflicts >= CONFLICTS:
                raise
            log.warning("Another program asks for this bot's messages; it is asked to stop.")
            await asyncio.sleep(_CONFLICT_PAUSE_S)
            return []
        except (errors.NetworkError, errors.RetryAfter) as error:
            log.warning("Telegram gives no messages (%s).", type(error).__name__)
            await asyncio.sleep(_retry_after_s(error) or self._pause_s)
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            return []
        self._pause_s, self._conflicts = _FIRST_PAUSE_S, 0
        return updates


async def _confirm(client: BotClient, offset: int) -> None:
    """Confirm what was received, so that the next start gets only newer updates."""
    if offset:
        with suppress(errors.TelegramError, TimeoutError):
            async with asyncio.timeout(CONFIRMATION_S):
                await client.fetch_updates(offset, wait_s=0, kinds=ALLOWED_UPDATES, limit=1)


def _retry_after_s(error: errors.TelegramError) -> float:
    """Return the pause that Telegram asks for, 0 where it asks for none."""
    if not isinstance(error, errors.RetryAfter):
        return 0.0
    assert not isinstance(error.retry_after, int)
    return error.retry_after.total_seconds()
