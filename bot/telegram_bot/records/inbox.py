"""The inbox: every update from before it is confirmed until its answer was accepted."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.telegram_bot.records.bot_database import Store
from retrieval.errors import ExpectedError

KEPT_S = 3 * 86_400  # for so long an update that comes twice is known; Telegram keeps them a day


@dataclass(frozen=True, slots=True)
class Taken:
    """An update as it came, whose chat and user are 0 where it has none."""

    id: int
    chat: int
    user: int
    taken: float
    body: dict[str, Any]


class Inbox:
    """Updates that are not done; what the disk does not take is held in memory."""

    def __init__(self, store: Store, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._unwritten: set[int] = set()

    @property
    def healthy(self) -> bool:
        """Tell whether what was taken last is on the disk."""
        return self._store.healthy

    def take(self, updates: Sequence[Taken]) -> list[Taken]:
        """Store updates; gives those that are new, in the order of their ids."""
        given = {each.id: each for each in updates if each.id not in self._unwritten}
        new: list[Taken] = []
        try:
            with self._store.lasting():
                for _, each in sorted(given.items()):
                    body = json.dumps(each.body, ensure_ascii=False)
                    if self._store.db.rows(_TAKE, each.id, each.chat, each.user, each.taken, body):
                        new.append(each)
        except ExpectedError as error:
            self._store.failed(error)
            new = [given[number] for number in sorted(given) if not self._known(number)]
            self._unwritten |= {each.id for each in new}
        return new

    def done(self, id: int) -> None:
        """Note that an update needs nothing more; its words are removed."""
        if id in self._unwritten:
            sql = "INSERT INTO inbox (id, chat, user, taken, body, done) VALUES (?, 0, 0, ?, '', 1)"
            self._store.write(sql, id, self._now())
            if self._known(id):
                self._unwritten.discard(id)
            return
        self._store.write("UPDATE inbox SET done = 1, body = '' WHERE id = ?", id)

    def tidy(self) -> None:
        """Forget what was done long ago."""
        self._store.write("DELETE FROM inbox WHERE done AND taken < ?", self._now() - KEPT_S)

    def open(self) -> list[Taken]:
        """Give the updates that are not done, oldest first."""
        rows = self._store.db.rows(
            "SELECT id, chat, user, taken, body FROM inbox WHERE NOT done ORDER BY id"
        )
        return [
            Taken(number, chat, user, taken, json.loads(body))
            for number, chat, user, taken, body in rows
        ]

    # What the server accepted for an update

    def accepted(self, chat: int, message: int, origin: int, part: int, card: int | None) -> None:
        """Note a message that the server accepted, as a part of what an update is answered with."""
        self._store.write(_ACCEPTED, chat, message, origin, part, card, self._now())

    def parts(self, origin: int) -> list[tuple[int, bool]]:
        """Give the messages that were accepted for an update, and which of them are final."""
        sql = "SELECT message, card FROM sent WHERE origin = ? ORDER BY part"
        rows = self._store.read(sql, origin) if origin else []
        return [(int(message), card is not None) for message, card in rows]

    def _known(self, id: int) -> bool:
        return bool(self._store.read("SELECT 1 FROM inbox WHERE id = ?", id))


_TAKE = (
    "INSERT OR IGNORE INTO inbox (id, chat, user, taken, body) VALUES (?, ?, ?, ?, ?) RETURNING 1"
)
_ACCEPTED = (
    "INSERT OR REPLACE INTO sent (chat, message, origin, part, card, at) VALUES (?,?,?,?,?,?)"
)
