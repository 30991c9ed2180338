"""An update comes in: it is stored, and put into its lane."""

import json
import logging
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from bot.telegram_bot.records.inbox import Inbox, Taken
from bot.telegram_bot.wire.chat_queues import Lanes
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.update_shape import whole

KINDS = (
    "message", "edited_message", "callback_query", "inline_query", "chosen_inline_result",
    "my_chat_member", "stopped_message_generation",
)  # fmt: skip
SLOW_BUTTONS = ("m:", "s:")  # what these buttons ask waits for its turn in the chat

log = logging.getLogger(__name__)
Raw = dict[str, Any]


class Receiver:
    """Takes updates as the server gives them, as often as it gives them."""

    def __init__(
        self, inbox: Inbox, lanes: Lanes, metrics: Metrics, on_button: Callable[[str], None]
    ) -> None:
        """Store and hand over; `on_button` hears the id of a query that wants a quick answer."""
        self._inbox = inbox
        self._lanes = lanes
        self._metrics = metrics
        self._on_button = on_button

    async def take(self, updates: Sequence[Raw]) -> None:
        """Store updates and let the new ones be worked on; then they may be confirmed.

        What the disk does not take may be confirmed only when it is done.
        """
        taken = [each for update in updates if (each := _taken(update))]
        for each in self._inbox.take(taken):
            self._metrics.updates.labels(_kind(each.body)).inc()
            if button := _part(each.body, "callback_query"):
                self._on_button(str(button.get("id")))
            key = lane(each)
            for left in self._lanes.put(key, each, alone=key == ("inline", each.user)):
                self._inbox.done(left.id)  # the words were typed further meanwhile
        if not self._inbox.healthy:
            await self._lanes.idle()

    def resume(self) -> int:
        """Work on what an earlier run left; gives how much that is."""
        left = self._inbox.open()
        for each in left:
            self._lanes.put(lane(each), each)
        return len(left)


def lane(taken: Taken) -> Hashable:
    """Give the lane of an update: its chat; buttons and inline questions wait for no answer."""
    kind = _kind(taken.body)
    if kind in ("inline_query", "chosen_inline_result"):
        return ("inline", taken.user)
    if kind == "stopped_message_generation":
        return ("stop", taken.id)
    data = str(_part(taken.body, "callback_query").get("data", ""))
    if kind == "callback_query" and not data.startswith(SLOW_BUTTONS):
        return ("button", taken.chat)
    return taken.chat


def update_id(update: Any) -> int:
    """Give the number of an update; -1 for what is none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if whole(number) and number >= 0 else -1


def _taken(update: Any) -> Taken | None:
    """Read what an update is filed under; None for what is none."""
    number = update_id(update)
    if number < 0:
        log.warning("An update could not be read.")
        return None
    content = _part(update, _kind(update))
    message = _part(content, "message") or content
    chat, user = (_number(_part(message, "chat")), _number(_part(content, "from")))
    return Taken(number, chat, user, time.time(), _storable(update))


def _storable(update: Raw) -> Raw:
    """Give an update without halves of characters, which no file takes and no call either."""
    text = json.dumps(update, ensure_ascii=False)
    clean = text.encode("utf-8", "replace").decode()
    found: Raw = update if clean == text else json.loads(clean)
    return found


def _part(update: Raw, name: str) -> Raw:
    found = update.get(name)
    return found if isinstance(found, dict) else {}


def _number(party: Raw) -> int:
    number = party.get("id")
    return number if whole(number) else 0


def _kind(update: Raw) -> str:
    return next((kind for kind in KINDS if kind in update), "other")
