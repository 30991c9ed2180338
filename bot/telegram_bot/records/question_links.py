"""Links of the form t.me/BOT?start=q_TOKEN, each of which asks one question."""

import os
import time
from collections.abc import Callable

from bot.telegram_bot.records.bot_database import BotDatabase

_LIFETIME_S = 86_400


class QuestionLinks:
    """The questions behind the tokens of links."""

    def __init__(self, database: BotDatabase, *, now: Callable[[], float] = time.time) -> None:
        self._sqlite = database.sqlite
        self._now = now

    def create(self, question: str, user: int) -> str:
        """Return the token of a link that asks a question; nobody can guess it."""
        rows = self._sqlite.rows(
            "INSERT INTO links VALUES (?, ?, ?, ?)"
            " ON CONFLICT (words, user) DO UPDATE SET at = excluded.at RETURNING token",
            os.urandom(12).hex(), question, user, self._now(),
        )  # fmt: skip
        return str(rows[0][0])

    def question(self, token: str) -> str:
        """Return the question of a link, or "" for an unknown token."""
        rows = self._sqlite.rows("SELECT words FROM links WHERE token = ?", token)
        return str(rows[0][0]) if rows else ""

    def delete_expired(self, now: float) -> None:
        """Delete links that are too old at a time."""
        self._sqlite.rows("DELETE FROM links WHERE at < ?", now - _LIFETIME_S)
