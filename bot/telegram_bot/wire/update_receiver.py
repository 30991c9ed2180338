"""Receives updates, from polling or from the webhook: stores each and puts it into a queue."""

import json
import logging
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from bot.telegram_bot.button_data import ButtonData
from bot.telegram_bot.records.inbox import Inbox, StoredUpdate
from bot.telegram_bot.records.speaker import speaker_id
from bot.telegram_bot.records.steady_time import steady_time
from bot.telegram_bot.wire.chat_queues import ChatQueues
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.update_shape import is_id

ALLOWED_UPDATES = (
    "message", "edited_message", "callback_query", "inline_query", "chosen_inline_result",
    "my_chat_member", "stopped_message_generation",
)  # fmt: skip

log = logging.getLogger(__name__)
Json = dict[str, Any]


class UpdateReceiver:
    """Takes updates in, whether Telegram sends them once or several times."""

    def __init__(
        self, inbox: Inbox, queues: ChatQueues, metrics: Metrics, on_button: Callable[[str], None]
    ) -> None:
        """Prepare; `on_button` is called at once with the id of each button's query."""
        self._inbox = inbox
        self._queues = queues
        self._metrics = metrics
        self._on_button = on_button

    async def receive(self, updates: Sequence[Json]) -> None:
        """Store updates and queue the new ones; when this returns, they may be confirmed.

        Where the disk does not take them, that is after they have been handled.
        """
        read = [each for update in updates if (each := _read(update))]
        for each in self._inbox.store(read):
            self._metrics.updates.labels(_kind(each.body)).inc()
            if query := _object(each.body, "callback_query"):
                self._on_button(str(query.get("id")))
            key = queue_key(each)
            # Of what somebody types in inline mode, only the latest is worth an answer.
            is_inline = key == ("inline", each.user)
            for skipped in self._queues.put(key, each, replaces_waiting=is_inline):
                self._inbox.mark_done(skipped.id)
        if not self._inbox.healthy:
            await self._queues.wait_until_idle()

    def resume_unfinished(self) -> int:
        """Queue the updates that an earlier run did not finish; return their number."""
        updates = self._inbox.unfinished()
        for each in updates:
            self._queues.put(queue_key(each), each)
        return len(updates)


def queue_key(update: StoredUpdate) -> Hashable:
    """Return the key of an update's queue: its chat, or one that no question holds up."""
    kind = _kind(update.body)
    if kind in ("inline_query", "chosen_inline_result"):
        return ("inline", update.user)
    if kind == "stopped_message_generation":
        return ("stop", update.id)
    if kind == "callback_query":
        button = ButtonData.decode(str(_object(update.body, "callback_query").get("data", "")))
        if not (button and button.action.asks_question):
            return ("button", update.chat)
    return update.chat


def id_of(update: Any) -> int:
    """Return the id of an update, or -1 for what has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if is_id(number) and number >= 0 else -1


def _read(update: Any) -> StoredUpdate | None:
    """Return an update with its chat and its user, or None for what is no update."""
    number = id_of(update)
    if number < 0:
        log.warning("An update could not be read.")
        return None
    content = _object(update, _kind(update))
    message = _object(content, "message") or content
    chat = _id(_object(message, "chat"))
    user = speaker_id(_id(_object(content, "from")), _id(_object(content, "sender_chat")))
    return StoredUpdate(number, chat, user, steady_time(), _without_lone_surrogates(update))


def _without_lone_surrogates(update: Json) -> Json:
    """Return an update with "?" for each half of a surrogate pair, which UTF-8 cannot encode."""
    text = json.dumps(update, ensure_ascii=False)
    clean = text.encode("utf-8", "replace").decode()
    if clean == text:
        return update
    changed: Json = json.loads(clean)
    return changed


def _object(update: Json, name: str) -> Json:
    value = update.get(name)
    return value if isinstance(value, dict) else {}


def _id(chat_or_user: Json) -> int:
    number = chat_or_user.get("id")
    return number if is_id(number) else 0


def _kind(update: Json) -> str:
    return next((kind for kind in ALLOWED_UPDATES if kind in update), "other")
