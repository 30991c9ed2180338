"""The client of the Bot API: python-telegram-bot's, with raw updates and our pace."""

import json
from collections.abc import Sequence
from typing import Any

from telegram.error import NetworkError
from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest

from bot.telegram_bot.wire.limiter import Limiter
from bot.telegram_bot.wire.pace import Urgency

Running = Application[Any, Any, Any, Any, Any, Any]
_CONNECTIONS = 256


class _Request(HTTPXRequest):
    """A connection on which what is no answer counts as lost, without a page in the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer of the server, or of something that stands before it."""
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise NetworkError("no JSON") from error
        if not isinstance(answer, dict) or not {"result", "description"} & answer.keys():
            raise NetworkError("no answer")
        return answer


class Client(ExtBot[Urgency]):
    """A bot that gives updates as the server wrote them, so that they can be stored as such."""

    def __repr__(self) -> str:
        """Say no more than the library's, and not the token."""
        return "Client()"

    async def raw_updates(
        self, offset: int, *, wait_s: int, kinds: Sequence[str], limit: int = 100
    ) -> list[dict[str, Any]]:
        """Give the updates from an id on, waiting for one; those before it are confirmed."""
        data = {"offset": offset, "timeout": wait_s, "limit": limit, "allowed_updates": list(kinds)}
        updates = await self._post("getUpdates", data, read_timeout=wait_s + 10)
        if not isinstance(updates, list):
            raise NetworkError("no list of updates")
        return updates


def application(token: str, base: str, limiter: Limiter) -> Running:
    """Give an application whose updates we fetch and hand over ourselves."""
    base = base.rstrip("/")
    bot = Client(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_request(_CONNECTIONS),
        get_updates_request=_request(1),
        rate_limiter=limiter,
    )
    return Application.builder().bot(bot).updater(None).build()


def _request(connections: int) -> _Request:
    return _Request(
        connections, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=60
    )
