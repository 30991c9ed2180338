"""Long polling: updates are confirmed when they are stored."""

import asyncio
import logging
from contextlib import suppress

import telegram.error as errors

from bot.telegram_bot.wire.client import Client
from bot.telegram_bot.wire.receive import KINDS, Receiver, update_id

POLL_S = 30
ESTABLISHED_S = 20.0  # who has polled for so long holds on when another one begins
CONFIRMING_S = 1.0  # for telling the server, at the end, what need not be given again
CONFLICTS = 5  # in a row, after which the other one is let win
_LONGEST_S = 30.0

log = logging.getLogger(__name__)


async def poll(client: Client, receiver: Receiver) -> None:
    """Take updates until cancelled; raises Conflict when another program takes them."""
    loop = asyncio.get_running_loop()
    offset, pause_s, conflicts, begun = 0, 0.5, 0, loop.time()
    try:
        while True:
            try:
                updates = await client.raw_updates(offset, wait_s=POLL_S, kinds=KINDS)
            except errors.Conflict:
                conflicts += 1
                if loop.time() - begun < ESTABLISHED_S or conflicts >= CONFLICTS:
                    raise
                log.warning("Another program asks for this bot's messages; it is asked to stop.")
                await asyncio.sleep(0.1)
                continue
            except (errors.NetworkError, errors.RetryAfter) as error:  # a proxy's page, too
                log.warning("Telegram gives no messages (%s).", type(error).__name__)
                await asyncio.sleep(_wait_s(error, pause_s))
                pause_s = min(2 * pause_s, _LONGEST_S)
                continue
            pause_s, conflicts = 0.5, 0
            if updates:
                await receiver.take(updates)
                offset = max(offset, *(update_id(each) + 1 for each in updates))
    except asyncio.CancelledError:
        if offset:
            with suppress(errors.TelegramError, TimeoutError):
                async with asyncio.timeout(CONFIRMING_S):
                    await client.raw_updates(offset, wait_s=0, kinds=KINDS, limit=1)
        raise


def _wait_s(error: errors.TelegramError, pause_s: float) -> float:
    if not isinstance(error, errors.RetryAfter):
        return pause_s
    assert not isinstance(error.retry_after, int)
    return error.retry_after.total_seconds()
