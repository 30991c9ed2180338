"""The inbox: an update is stored before Telegram may forget it, and until it has been answered."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.telegram_bot.records.bot_database import BotDatabase
from retrieval.errors import ExpectedError

RETENTION_S = 3 * 86_400  # Telegram repeats an update for a day; a repeated one must be recognised
MAX_FAILURES = 3  # one at each start


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update as Telegram sent it; `chat` and `user` are 0 where it names none."""

    id: int
    chat: int
    user: int
    received_at: float
    body: dict[str, Any]


class Inbox:
    """The updates that are not answered yet, and the messages that answered the others.

    Updates that the disk does not take are remembered in memory until they are done.
    """

    def __init__(self, database: BotDatabase, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._unwritten_ids: set[int] = set()

    @property
    def healthy(self) -> bool:
        """Return whether the updates of the last call of `store` are on the disk."""
        return self._database.healthy

    def store(self, updates: Sequence[StoredUpdate]) -> list[StoredUpdate]:
        """Store updates; return those that were not known, in the order of their ids."""
        by_id = {each.id: each for each in updates if each.id not in self._unwritten_ids}
        new: list[StoredUpdate] = []
        try:
            with self._database.durable_changes():
                new = [each for _, each in sorted(by_id.items()) if self._insert(each)]
        except ExpectedError as error:
            self._database.report_failure(error)
            new = [each for _, each in sorted(by_id.items()) if not self._is_known(each.id)]
            self._unwritten_ids |= {each.id for each in new}
        return new

    def mark_done(self, id: int) -> None:
        """Note that an update needs no more work, and delete its text."""
        if id in self._unwritten_ids:
            sql = "INSERT INTO inbox (id, chat, user, taken, body, done) VALUES (?, 0, 0, ?, '', 1)"
            self._database.write(sql, id, self._now())
            if self._is_known(id):
                self._unwritten_ids.discard(id)
            return
        self._database.write("UPDATE inbox SET done = 1, body = '' WHERE id = ?", id)

    def note_failure(self, id: int) -> bool:
        """Count that an update could not be handled; return whether it is given up.

        It is then done, and its text deleted, so that no start is troubled by it again.
        """
        sql = "UPDATE inbox SET failures = failures + 1 WHERE id = ? RETURNING failures"
        rows = self._database.read(sql, id)
        is_last = id in self._unwritten_ids or (bool(rows) and rows[0][0] >= MAX_FAILURES)
        if is_last:
            self.mark_done(id)
        return is_last

    def delete_expired(self, now: float) -> None:
        """Forget updates that were done long before a time."""
        sql = "DELETE FROM inbox WHERE done AND taken < ?"
        self._database.write(sql, now - RETENTION_S)

    def unfinished(self) -> list[StoredUpdate]:
        """Return the updates that are not done, oldest first."""
        rows = self._database.sqlite.rows(
            "SELECT id, chat, user, taken, body FROM inbox WHERE NOT done ORDER BY id"
        )
        return [
            StoredUpdate(number, chat, user, received_at, json.loads(body))
            for number, chat, user, received_at, body in rows
        ]

    # The bot's messages

    def record_sent_message(
        self, chat: int, message: int, *, update: int, part: int, record: int | None
    ) -> None:
        """Note a message that Telegram accepted, as one part of what answers an update.

        `record` is the answer record that the message shows, 0 for other texts, and None while the
        message is only a preview of an answer that is still being written.
        """
        self._database.write(_INSERT_SENT, chat, message, update, part, record, self._now())

    def sent_messages(self, update: int) -> list[tuple[int, bool]]:
        """Return the messages that answer an update, and whether each is more than a preview."""
        sql = "SELECT message, card FROM sent WHERE origin = ? ORDER BY part"
        rows = self._database.read(sql, update) if update else []
        return [(int(message), record is not None) for message, record in rows]

    def _insert(self, update: StoredUpdate) -> bool:
        body = json.dumps(update.body, ensure_ascii=False)
        values = (update.id, update.chat, update.user, update.received_at, body)
        return bool(self._database.sqlite.rows(_INSERT_UPDATE, *values))

    def _is_known(self, id: int) -> bool:
        return bool(self._database.read("SELECT 1 FROM inbox WHERE id = ?", id))


_INSERT_UPDATE = (
    "INSERT OR IGNORE INTO inbox (id, chat, user, taken, body) VALUES (?, ?, ?, ?, ?) RETURNING 1"
)
_INSERT_SENT = (
    "INSERT OR REPLACE INTO sent (chat, message, origin, part, card, at) VALUES (?,?,?,?,?,?)"
)
