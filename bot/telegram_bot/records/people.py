"""People and chats: their language and settings, who may ask, how often they asked."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from bot.telegram_bot.records.bot_database import Store

POLICIES = ("mention", "command", "all", "off")
ALLOWED, DENIED, WAITING = "allowed", "denied", "waiting"
_DAY_S = 86_400
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Party:
    """A person or a chat, which Telegram tells apart by the sign of the id.

    `language` was chosen, `spoken` is what the person's Telegram is set to; `standing` is
    "allowed", "denied", "waiting" or ""; `gone`: writing there is refused.
    """

    id: int
    name: str = ""
    language: str = ""
    spoken: str = ""
    standing: str = ""
    policy: str = ""
    quiet: bool = False
    gone: bool = False
    seen: float = 0.0


class People:
    """The people and chats of one home."""

    def __init__(self, store: Store, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._db = store.db
        self._now = now
        self._parties: dict[int, Party] = {}
        self._key = ""

    def party(self, id: int) -> Party:
        """Give a person or chat, known or not."""
        if id not in self._parties:
            rows = self._store.read(f"SELECT {_COLUMNS} FROM people WHERE id = ?", id)
            if len(self._parties) >= 10_000:
                self._parties.clear()
            self._parties[id] = _party(rows[0]) if rows else Party(id)
        return self._parties[id]

    def meet(self, id: int, name: str, spoken: str = "") -> Party:
        """Note who wrote; a day's first message, or another name, is written down."""
        known = self.party(id)
        if (known.name, known.spoken, known.gone) != (name, spoken, False) or (
            self._now() - known.seen > _DAY_S
        ):
            self.set(id, name=name, spoken=spoken, gone=False, seen=self._now())
        return self.party(id)

    def set(self, id: int, **values: Any) -> None:
        """Change what is noted of a person or chat."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        updates = ", ".join(f"{name} = excluded.{name}" for name in values)
        changed = replace(self.party(id), **values)
        self._store.write(
            f"INSERT INTO people (id, {names}) VALUES (?, {marks})"
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            id, *values.values(),
        )  # fmt: skip
        self._parties[id] = changed

    def all(self, standing: str | None = None) -> list[Party]:
        """Give everyone, or everyone of a standing; who was seen last comes first."""
        where, values = ("standing = ?", [standing]) if standing is not None else ("1", [])
        sql = f"SELECT {_COLUMNS} FROM people WHERE {where} ORDER BY seen DESC, id"
        return [_party(row) for row in self._db.rows(sql, *values)]

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup; all that was its is the new one's."""
        with self._db.changing():
            self._db.rows("UPDATE OR REPLACE people SET id = ? WHERE id = ?", new, old)
            for table in ("talks", "cards", "sent"):
                self._db.rows(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", new, old)
        self._parties.clear()

    # How often somebody asks

    def wait_s(self, user: int, chat: int, *, minute: int, day: int) -> float:
        """Give how long a person or chat has to wait before the next question; 0 is no time."""
        now, waits = self._now(), [0.0]
        for column, party in (("user", self._alias(user)), ("chat", self._alias(chat))):
            for most, length_s in ((minute, _MINUTE_S), (day, _DAY_S)):
                rows = self._store.read(
                    f"SELECT at FROM asked WHERE {column} = ? AND at > ?"
                    " ORDER BY at DESC LIMIT 1 OFFSET ?",
                    party, now - length_s, most - 1,
                )  # fmt: skip
                if rows:
                    waits.append(rows[0][0] + length_s - now)
        return max(waits)

    def _alias(self, id: int) -> int:
        """Give a number for somebody in the counts, which nobody can tell from the counts alone."""
        if not self._key:
            self._key = self._store.note("counting key") or secrets.token_hex(16)
            self._store.write("INSERT OR REPLACE INTO notes VALUES ('counting key', ?)", self._key)
        sealed = blake2b(str(id).encode(), key=self._key.encode(), digest_size=7)
        return int.from_bytes(sealed.digest())

    def counted(self, origin: int) -> bool:
        """Tell whether the question of an update was counted before."""
        return bool(self._store.read("SELECT 1 FROM asked WHERE origin = ?", origin))

    def count(self, origin: int, user: int, chat: int) -> None:
        """Count the question of an update."""
        sql = "INSERT OR IGNORE INTO asked VALUES (?, ?, ?, ?)"
        self._store.write(sql, origin, self._now(), self._alias(user), self._alias(chat))

    def tidy(self) -> None:
        """Remove counts that no limit looks at any more."""
        self._db.rows("DELETE FROM asked WHERE at < ?", self._now() - _DAY_S)

    def asked_since(self, since: float) -> tuple[int, int]:
        """Count the questions since a time, and who asked them."""
        rows = self._db.rows("SELECT count(*), count(DISTINCT user) FROM asked WHERE at > ?", since)
        return int(rows[0][0]), int(rows[0][1])

    # Being forgotten

    def forget(self, user: int) -> int:
        """Remove what is kept of a person, every byte of it; gives how many answers there were.

        A standing stays, without a name: who was shut out is not let in by being forgotten. Nor
        are limits lifted: counts hold an alias, and are gone after a day.
        """
        chat = max(user, 0)  # a private chat is its person's; a group that writes is not
        with self._store.erasing():
            own = "SELECT id FROM cards WHERE user = ?"
            self._db.rows(f"DELETE FROM opinions WHERE user = ? OR card IN ({own})", user, user)
            self._db.rows(f"DELETE FROM talks WHERE card IN ({own}) OR chat = ?", user, chat)
            self._db.rows(f"DELETE FROM sent WHERE card IN ({own}) OR chat = ?", user, chat)
            gone = self._db.rows("DELETE FROM cards WHERE user = ? RETURNING 1", user)
            self._db.rows("UPDATE inbox SET body = '', done = 1, user = 0 WHERE user = ?", user)
            self._db.rows("UPDATE inbox SET chat = 0 WHERE chat = ?", chat)
            self._db.rows("DELETE FROM notes WHERE name LIKE 'adding:%:' || ?", user)
            self._db.rows("DELETE FROM links WHERE user = ?", user)
            standing = self.party(user).standing
            self._db.rows("DELETE FROM people WHERE id = ?", user)
            if standing:
                self._db.rows("INSERT INTO people (id, standing) VALUES (?, ?)", user, standing)
        self._parties.pop(user, None)
        return len(gone)


_COLUMNS = "id, name, language, spoken, standing, policy, quiet, gone, seen"


def _party(row: tuple[Any, ...]) -> Party:
    number, name, language, spoken, standing, policy, quiet, gone, seen = row
    return Party(number, name, language, spoken, standing, policy, bool(quiet), bool(gone), seen)
