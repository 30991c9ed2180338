"""The fake: people act, the bot calls, and a test looks at what came of it."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from tests.support.fake_bot_api import profile, queries, sending
from tests.support.fake_bot_api.call_faults import Faults
from tests.support.fake_bot_api.http_server import HttpServer
from tests.support.fake_bot_api.rates import Rates
from tests.support.fake_bot_api.refusals import LOST, RESET, Fields, RefusedError, integer, too_many
from tests.support.fake_bot_api.shown_messages import SentMessage, ShownMessage, shown_message
from tests.support.fake_bot_api.user_actions import UserActions
from tests.support.fake_bot_api.world import TOKEN, World

DRAFT_S = 30.0
T = TypeVar("T")
METHODS: dict[str, Callable[[World, Fields], Any]] = {
    "getupdates": lambda world, fields: world.updates.get(fields),
    "setwebhook": lambda world, fields: world.updates.set_webhook(fields),
    "deletewebhook": lambda world, fields: world.updates.set_webhook({**fields, "url": ""}),
    "getwebhookinfo": lambda world, fields: world.updates.webhook_info(),
    **{
        answer.__name__.replace("_", ""): answer
        for answer in (
            sending.send_message, sending.send_photo, sending.edit_message_text,
            sending.edit_message_reply_markup,
            sending.delete_message, sending.send_message_draft, sending.send_chat_action,
            sending.set_message_reaction, queries.answer_callback_query,
            queries.answer_inline_query, profile.get_me, profile.set_my_commands,
            profile.get_my_commands, profile.delete_my_commands, profile.set_my_description,
            profile.set_my_short_description, profile.set_chat_menu_button, profile.get_chat,
            profile.get_chat_member, profile.get_chat_administrators, profile.leave_chat,
            profile.get_file,
        )
    },
}  # fmt: skip


class FakeBotApi(UserActions):
    """The server: `write` is what people do, `sent` and `screen` what the bot did."""

    def __init__(self, *, port: int = 0) -> None:
        super().__init__()
        self.calls: list[tuple[str, Fields]] = []
        self.arrivals: deque[tuple[str, Fields]] = deque(
            maxlen=1000
        )  # with those that are late or held
        self.drafts_known = True  # False: sendMessageDraft is no method of this server
        self.strict_rates = False  # True: what comes too often is refused
        self.penalty_s = 0  # what such a refusal says at least
        self._faults = Faults()
        self._held: set[str] = set()
        self._port = port
        self.base = ""  # the address, while it is running

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve until the end of the block."""
        server = HttpServer(self.call, self.download, self._port)
        self.base = server.base
        server.start()
        try:
            yield self
        finally:
            for method in list(self._held):
                self.release(method)
            self.updates.close()
            server.stop()

    # What goes wrong

    def fail(self, method: str, *statuses: int, retry_after: int = 1) -> None:
        """Answer the next calls of a method with these statuses, RESET and LOST among them."""
        with self.changed:
            self._faults.fail(method, *statuses, retry_after=retry_after)

    def flaky(
        self, share: float, statuses: Sequence[int] = (500, 502, 429, RESET, LOST), seed: int = 0
    ) -> None:
        """Let each call but getUpdates fail with a probability."""
        with self.changed:
            self._faults.flaky(share, statuses, seed)

    def delay(self, method: str, seconds: float) -> None:
        """Let a method run so much later than it is called; 0 ends it."""
        self._faults.delay(method, seconds)

    def hold(self, method: str) -> None:
        """Let calls of a method wait from now on, until `release`."""
        with self.changed:
            self._held.add(method.lower())

    def release(self, method: str) -> None:
        """Let calls of a method, and those that wait, run."""
        with self.changed:
            self._held.discard(method.lower())
            self.changed.notify_all()

    # What the bot did

    def sent(self, chat: int, count: int = 1, *, timeout_s: float = 20) -> list[SentMessage]:
        """Wait until the bot has sent so many messages to a chat, and return them."""

        def there() -> list[SentMessage]:
            return list(self.chats[chat].sent) if chat in self.chats else []

        with self.changed:
            self.changed.wait_for(lambda: len(there()) >= count, timeout_s)
            assert len(there()) == count, f"{len(there())} of {count} messages: {there()}"
            return there()

    def edits(self, chat: int) -> list[SentMessage]:
        """Return the edits of a chat, each as it was sent."""
        with self.changed:
            return list(self.chats[chat].edits)

    def drafts(self, chat: int) -> list[str]:
        """Return the drafts that a chat has seen, in order."""
        with self.changed:
            return [text for _, text in self.chats[chat].drafts]

    def draft(self, chat: int) -> str | None:
        """Return the draft that a chat shows now, if the bot has not sent a message since."""
        with self.changed:
            place = self.chats[chat]
            if not place.drafts or self.now() - place.drafts[-1][0] > DRAFT_S:
                return None
            since = place.sent and place.sent[-1].at + self._skipped_s > place.drafts[-1][0]
            return None if since else place.drafts[-1][1]

    def actions(self, chat: int) -> list[str]:
        """Return the chat actions of a chat, in order."""
        with self.changed:
            return list(self.chats[chat].actions)

    def reactions(self, chat: int, message_id: int) -> list[str]:
        """Return how the bot reacts to a message."""
        with self.changed:
            return list(self.chats[chat].reactions.get(message_id, ()))

    def screen(self, chat: int) -> list[ShownMessage]:
        """Return the messages that a chat shows now, in order."""
        with self.changed:
            return [shown_message(dict(m)) for m in self.chats[chat].messages.values()]

    def answered(self, query_id: str, *, timeout_s: float = 20) -> Fields:
        """Wait for the answer to a press or an inline query, and return its fields."""
        return self.waited(lambda: self.queries[query_id].answer, timeout_s=timeout_s)

    def inline_results(self, query_id: str, *, timeout_s: float = 20) -> list[Fields]:
        """Wait for the results of an inline query, and return them."""
        results: list[Fields] = self.answered(query_id, timeout_s=timeout_s)["results"]
        return results

    def until(self, happened: Callable[[], bool], *, timeout_s: float = 20) -> None:
        """Wait until something is to be seen in the calls."""
        with self.changed:
            assert self.changed.wait_for(happened, timeout_s)

    def waited(self, get: Callable[[], T | None], *, timeout_s: float = 20) -> T:
        """Wait until there is something to give, and return it."""
        with self.changed:
            value = self.changed.wait_for(get, timeout_s)
            assert value, "It did not come."
            return value

    def rates(self) -> Rates:
        """Return the most calls that were seen in a time, of a chat and of all."""
        with self.changed:
            return self.meter.worst()

    @property
    def unconfirmed(self) -> list[Fields]:
        """Return the updates that would be given again."""
        with self.changed:
            return list(self.updates.waiting)

    # What the bot calls

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call; raise RefusedError."""
        if token != TOKEN:
            raise RefusedError(401, "Unauthorized")
        name = method.lower()
        answer = METHODS.get(name)
        if answer is None or (name == "sendmessagedraft" and not self.drafts_known):
            raise RefusedError(404, "Not Found: method not found")
        with self.changed:
            self.arrivals.append((method, fields))
            self.changed.notify_all()
        time.sleep(self._faults.delay_s(name))
        with self.changed:
            self.changed.wait_for(lambda: name not in self._held)
            self.calls.append((method, fields))
            self.changed.notify_all()
            lost = self._faults.check(name)
            self._count(name, integer(fields, "chat_id"))
            result = answer(self, fields)
            self.changed.notify_all()
        if lost:
            raise RefusedError(LOST, "")
        return result

    def download(self, token: str, path: str) -> bytes:
        """Return a file that getFile named; raise RefusedError."""
        if token != TOKEN:
            raise RefusedError(401, "Unauthorized")
        for there, content in self.files.values():
            if there == path and len(content) <= profile.MAX_FILE:
                return content
        raise RefusedError(404, "Not Found: file not found")

    def _count(self, name: str, chat: int) -> None:
        now = self.now()
        if self.strict_rates:
            wait_s = self.meter.wait_s(name, chat, now, penalty_s=self.penalty_s)
            if wait_s:
                raise too_many(wait_s)
        self.meter.count(name, chat, now)
