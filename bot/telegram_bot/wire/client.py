"""The client of the Bot API: that of python-telegram-bot, with our rate limits and raw updates."""

import json
from collections.abc import Sequence
from typing import Any

from telegram.error import NetworkError
from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest

from bot.telegram_bot.wire.call_schedule import Priority, Sign
from bot.telegram_bot.wire.rate_limiter import RateLimiter
from bot.telegram_bot.wire.server_clock import ServerClock

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
_CONNECTIONS = 256


class _Request(HTTPXRequest):
    """A connection for which any other answer than the Bot API's is a network error.

    A proxy may answer with a page of its own; the library would write all of it to the log.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer of the server; raise NetworkError for what is none."""
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise NetworkError("no JSON") from error
        if not isinstance(answer, dict) or not {"result", "description"} & answer.keys():
            raise NetworkError("no answer")
        return answer


class BotClient(ExtBot[Priority | Sign]):
    """A client that can also return updates as JSON, which is how the inbox stores them."""

    def __repr__(self) -> str:
        """Return a text without the token, which the library's would contain."""
        return "BotClient()"

    async def fetch_updates(
        self, offset: int, *, wait_s: int, kinds: Sequence[str], limit: int = 100
    ) -> list[dict[str, Any]]:
        """Return the updates from an id on, waiting for one; Telegram forgets those before it."""
        data = {"offset": offset, "timeout": wait_s, "limit": limit, "allowed_updates": list(kinds)}
        updates = await self._post("getUpdates", data, read_timeout=wait_s + 10)
        if not isinstance(updates, list):
            raise NetworkError("no list of updates")
        return updates


def build_application(
    token: str, base: str, rate_limiter: RateLimiter, clock: ServerClock
) -> TelegramApplication:
    """Return an application that fetches nothing itself: we hand every update to it.

    Each answer of the server sets the clock.
    """
    base = base.rstrip("/")
    client = BotClient(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_request(_CONNECTIONS, clock),
        get_updates_request=_request(1, clock),
        rate_limiter=rate_limiter,
    )
    return Application.builder().bot(client).updater(None).build()


def _request(connections: int, clock: ServerClock) -> _Request:
    return _Request(
        connections, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=60,
        httpx_kwargs={"event_hooks": {"response": [clock.note]}},
    )  # fmt: skip
