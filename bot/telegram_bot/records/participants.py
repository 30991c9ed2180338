"""Participants: people and chats with their settings, permissions and number of questions."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from cachetools import LRUCache

from bot.telegram_bot.records.bot_database import BotDatabase
from retrieval.errors import ExpectedError

POLICIES = ("mention", "command", "all", "off")  # when the bot answers in a group
ALLOWED, DENIED, WAITING = "allowed", "denied", "waiting"
_CACHE_SIZE = 10_000
_DAY_S = 86_400
_MINUTE_S = 60
# The column of each field; the names of the columns are older.
_COLUMNS = {
    "id": "id", "name": "name", "language": "language", "telegram_language": "spoken",
    "permission": "standing", "policy": "policy", "silent": "quiet", "unreachable": "gone",
    "last_seen_at": "seen",
}  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS.values())} FROM people"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person (positive id) or a group (negative id), as in Telegram.

    `language` was chosen with /settings, `telegram_language` is that of the person's Telegram.
    `permission` is "allowed", "denied", "waiting" for a decision, or "" where an admin decided
    nothing. `silent` messages make no sound. `unreachable`: Telegram refuses messages to the chat.
    """

    id: int
    name: str = ""
    language: str = ""
    telegram_language: str = ""
    permission: str = ""
    policy: str = ""
    silent: bool = False
    unreachable: bool = False
    last_seen_at: float = 0.0


class Participants:
    """All participants of one home; safe to use from several threads."""

    def __init__(self, database: BotDatabase, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sqlite = database.sqlite
        self._now = now
        self._lock = threading.Lock()
        self._cache: LRUCache[int, Participant] = LRUCache(_CACHE_SIZE)
        self._alias_key = ""

    def get(self, id: int) -> Participant:
        """Return a person or chat, whether known or not."""
        return self._find(id) or Participant(id)

    def _find(self, id: int) -> Participant | None:
        """Return a person or chat, None while the file cannot be read: then nobody is unknown."""
        with self._lock:
            participant = self._cache.get(id)
        if participant is None:
            try:
                rows = self._sqlite.rows(f"{_SELECT} WHERE id = ?", id)
            except ExpectedError as error:
                self._database.report_failure(error)
                return None
            participant = _from_row(rows[0]) if rows else Participant(id)
            self._put_in_cache(participant)
        return participant

    def note_seen(self, id: int, name: str, telegram_language: str = "") -> None:
        """Note that somebody wrote; stored once a day, or when the name or language changed."""
        known = self.get(id)
        values = (known.name, known.telegram_language, known.unreachable)
        now = self._now()
        if values != (name, telegram_language, False) or now - known.last_seen_at > _DAY_S:
            self.update(
                id, name=name, telegram_language=telegram_language, unreachable=False,
                last_seen_at=now,
            )  # fmt: skip

    def update(self, id: int, **values: Any) -> None:
        """Change fields of a person or chat."""
        known = self._find(id)
        columns = [_COLUMNS[field] for field in values]
        updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
        self._database.write(
            f"INSERT INTO people (id, {', '.join(columns)})"
            f" VALUES (?{', ?' * len(columns)}) ON CONFLICT (id) DO UPDATE SET {updates}",
            id, *values.values(),
        )  # fmt: skip
        if known:
            self._put_in_cache(replace(known, **values))

    def all(self) -> list[Participant]:
        """Return everyone, the most recently seen first."""
        return [_from_row(row) for row in self._sqlite.rows(f"{_SELECT} ORDER BY seen DESC, id")]

    def has_denied(self) -> bool:
        """Return whether an admin shut anybody out."""
        return bool(self._database.read("SELECT 1 FROM people WHERE standing = ? LIMIT 1", DENIED))

    def migrate(self, old: int, new: int) -> None:
        """Store everything of a group under the id of the supergroup that it became."""
        with self._sqlite.changing():
            self._sqlite.rows("UPDATE OR REPLACE people SET id = ? WHERE id = ?", new, old)
            for table in ("talks", "cards", "sent"):
                self._sqlite.rows(
                    f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", new, old
                )
        with self._lock:
            self._cache.clear()

    # How often somebody asks

    def wait_s(self, user: int, chat: int, *, minute: int, day: int) -> float:
        """Return the seconds until a person may ask in a chat again, 0 for at once.

        `minute` and `day` are the most questions in such a time, of the person and of the chat.
        A question of later than now was counted by a clock that was wrong; it limits nothing.
        """
        now, waits = self._now(), [0.0]
        for column, alias in (("user", self._alias(user)), ("chat", self._alias(chat))):
            for most, length_s in ((minute, _MINUTE_S), (day, _DAY_S)):
                rows = self._database.read(
                    f"SELECT at FROM asked WHERE {column} = ? AND at > ? AND at <= ?"
                    " ORDER BY at DESC LIMIT 1 OFFSET ?",
                    alias, now - length_s, now + 1, most - 1,
                )  # fmt: skip
                if rows:
                    waits.append(min(rows[0][0], now) + length_s - now)
        return max(waits)

    def _alias(self, id: int) -> int:
        """Return the number that stands for an id in the counts; only the key connects the two."""
        if not self._alias_key:
            self._alias_key = self._database.read_note("counting key") or secrets.token_hex(16)
            sql = "INSERT OR REPLACE INTO notes VALUES ('counting key', ?)"
            self._database.write(sql, self._alias_key)
        digest = blake2b(str(id).encode(), key=self._alias_key.encode(), digest_size=7)
        return int.from_bytes(digest.digest())

    def is_counted(self, update: int) -> bool:
        """Return whether the question of an update was counted before."""
        return bool(self._database.read("SELECT 1 FROM asked WHERE origin = ?", update))

    def count_question(self, update: int, user: int, chat: int) -> None:
        """Count the question of an update, once."""
        sql = "INSERT OR IGNORE INTO asked VALUES (?, ?, ?, ?)"
        self._database.write(sql, update, self._now(), self._alias(user), self._alias(chat))

    def delete_expired(self, now: float) -> None:
        """Delete counts that no limit needs any more at a time."""
        self._sqlite.rows("DELETE FROM asked WHERE at < ?", now - _DAY_S)

    def questions_since(self, since: float) -> tuple[int, int]:
        """Return the number of questions since a time, and of the people who asked them."""
        sql = "SELECT count(*), count(DISTINCT user) FROM asked WHERE at > ?"
        questions, people = self._sqlite.rows(sql, since)[0]
        return int(questions), int(people)

    # Being forgotten

    def forget(self, user: int) -> int:
        """Delete what is stored of a person, every byte of it; return the number of answers.

        A permission stays, without a name: being forgotten lets nobody in who was shut out. Counts
        stay too, so that it lifts no limit: they hold an alias, and are deleted after a day.
        """
        chat = max(user, 0)  # a private chat belongs to its person; a group does not
        rows = self._sqlite.rows
        with self._database.secure_deletion():
            own = "SELECT id FROM cards WHERE user = ?"
            rows(f"DELETE FROM opinions WHERE user = ? OR card IN ({own})", user, user)
            rows(f"DELETE FROM talks WHERE card IN ({own}) OR chat = ?", user, chat)
            rows(f"DELETE FROM sent WHERE card IN ({own}) OR chat = ?", user, chat)
            deleted = rows("DELETE FROM cards WHERE user = ? RETURNING 1", user)
            rows("UPDATE inbox SET body = '', done = 1, user = 0 WHERE user = ?", user)
            rows("UPDATE inbox SET chat = 0 WHERE chat = ?", chat)
            rows("DELETE FROM notes WHERE name LIKE 'adding:%:' || ?", user)
            rows("DELETE FROM links WHERE user = ?", user)
            permission = self.get(user).permission
            rows("DELETE FROM people WHERE id = ?", user)
            if permission:
                rows("INSERT INTO people (id, standing) VALUES (?, ?)", user, permission)
        with self._lock:
            self._cache.pop(user, None)
        return len(deleted)

    def _put_in_cache(self, participant: Participant) -> None:
        with self._lock:
            self._cache[participant.id] = participant


def _from_row(row: tuple[Any, ...]) -> Participant:
    values = dict(zip(_COLUMNS, row, strict=True))
    flags = {name: bool(values[name]) for name in ("silent", "unreachable")}
    return Participant(**values | flags)
