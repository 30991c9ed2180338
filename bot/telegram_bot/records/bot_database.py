"""The file HOME/telegram.sqlite3: its tables, and how deleted text is erased from the file."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError
from retrieval.index.database import Database

_WARNING_INTERVAL_S = 60
_SMALL_BYTES = 32_000_000  # a file of this size is rewritten in a fraction of a second
_VACUUM_PENDING = "unswept"  # the note that says that a large file is still to be rewritten

log = logging.getLogger(__name__)

# `cards` are answer records, `talks` the latest record of each chat, `sent` the bot's messages,
# `asked` the questions that count against a limit. The names are older than those in the code.
_MIGRATIONS = (
    """
    CREATE TABLE inbox (
        id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, user INTEGER NOT NULL,
        taken REAL NOT NULL, body TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX inbox_open ON inbox (id) WHERE NOT done;
    CREATE TABLE cards (
        id INTEGER PRIMARY KEY AUTOINCREMENT, origin INTEGER UNIQUE, chat INTEGER NOT NULL,
        thread INTEGER NOT NULL, user INTEGER NOT NULL, asked INTEGER NOT NULL,
        earlier INTEGER, made REAL NOT NULL, answer TEXT NOT NULL, next TEXT NOT NULL DEFAULT '[]'
    );
    CREATE INDEX cards_asked ON cards (chat, asked);
    CREATE INDEX cards_made ON cards (made);
    CREATE TABLE sent (
        chat INTEGER NOT NULL, message INTEGER NOT NULL, origin INTEGER NOT NULL,
        part INTEGER NOT NULL, card INTEGER, at REAL NOT NULL, PRIMARY KEY (chat, message)
    );
    CREATE INDEX sent_origin ON sent (origin, part);
    CREATE INDEX sent_card ON sent (card);
    CREATE TABLE talks (
        chat INTEGER NOT NULL, thread INTEGER NOT NULL, card INTEGER, PRIMARY KEY (chat, thread)
    );
    CREATE TABLE people (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
        spoken TEXT NOT NULL DEFAULT '', standing TEXT NOT NULL DEFAULT '',
        policy TEXT NOT NULL DEFAULT '', quiet INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0, seen REAL NOT NULL DEFAULT 0
    );
    CREATE TABLE asked (
        origin INTEGER PRIMARY KEY, at REAL NOT NULL, user INTEGER NOT NULL, chat INTEGER NOT NULL
    );
    CREATE INDEX asked_user ON asked (user, at);
    CREATE INDEX asked_chat ON asked (chat, at);
    CREATE TABLE opinions (
        card INTEGER NOT NULL, user INTEGER NOT NULL, liked INTEGER NOT NULL,
        reason TEXT NOT NULL DEFAULT '', at REAL NOT NULL, PRIMARY KEY (card, user)
    );
    CREATE TABLE links (
        token TEXT PRIMARY KEY, words TEXT NOT NULL, user INTEGER NOT NULL, at REAL NOT NULL,
        UNIQUE (words, user)
    );
    CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)
    """,
    "ALTER TABLE inbox ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
)


class BotDatabase:
    """The open file, shared by all records; safe to use from several threads.

    Opening it fails when the file is damaged. When it fails later, because the disk is full for
    example, the bot goes on answering: `read` returns nothing, `write` stores nothing, and
    `healthy` is False until an update can be stored again.
    """

    def __init__(self, folder: Path) -> None:
        self.healthy = True
        self._warned_at = -1e9
        self.sqlite = Database(
            folder / "telegram.sqlite3",
            _MIGRATIONS,
            remedy="start again: settings of people and chats, and who was let in, are lost",
            patience_s=5.0,
        )
        self.sqlite.rows("PRAGMA secure_delete = ON")
        self.sqlite.rows("PRAGMA temp_store = MEMORY")
        self.sqlite.check()
        self._finish_secure_deletion()

    def read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, or none where the file cannot be read."""
        try:
            return self.sqlite.rows(sql, *values)
        except ExpectedError as error:
            self.report_failure(error)
            return []

    def write(self, sql: str, *values: object) -> None:
        """Run a statement whose failure is logged and otherwise ignored."""
        self.read(sql, *values)

    @contextmanager
    def durable_changes(self) -> Iterator[None]:
        """Make all changes in the block, or none; they survive a power failure."""
        self.sqlite.rows("PRAGMA synchronous = FULL")
        with self.sqlite.changing():
            yield
        self.sqlite.rows("PRAGMA synchronous = NORMAL")
        self.healthy = True

    def try_again(self) -> bool:
        """Return whether an update can be stored, after a failure by trying."""
        if not self.healthy:
            with suppress(ExpectedError), self.durable_changes():
                self.write_note("tried", "yes")
        return self.healthy

    def report_failure(self, error: ExpectedError) -> None:
        """Mark the file as not healthy, and log that at most once a minute."""
        self.healthy = False
        now = time.monotonic()
        if now - self._warned_at > _WARNING_INTERVAL_S:
            self._warned_at = now
            log.error("The bot goes on without its records: %s %s", error.message, error.hint)

    def read_note(self, name: str) -> str:
        """Return the note with a name, or ""."""
        rows = self.sqlite.rows("SELECT value FROM notes WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def write_note(self, name: str, value: str) -> None:
        """Store a short text under a name."""
        self.sqlite.rows("INSERT OR REPLACE INTO notes VALUES (?, ?)", name, value)

    @contextmanager
    def secure_deletion(self) -> Iterator[None]:
        """Delete rows in the block so that no byte of them stays in the file.

        SQLite overwrites the deleted bytes. A small file is also rewritten at once; rewriting a
        large one would block the bot, so that is done at the next start.
        """
        with self.sqlite.changing():
            yield
        if self._size_bytes() < _SMALL_BYTES:
            self.sqlite.rows("VACUUM")
        else:
            self.write_note(_VACUUM_PENDING, "yes")
        self.sqlite.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _size_bytes(self) -> int:
        ((pages, size),) = self.sqlite.rows(
            "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
        )
        return int(pages * size)

    def _finish_secure_deletion(self) -> None:
        """Rewrite the file if it was too large to be rewritten while the bot was running."""
        if self.read_note(_VACUUM_PENDING):
            self.sqlite.rows("VACUUM")
            self.sqlite.rows("DELETE FROM notes WHERE name = ?", _VACUUM_PENDING)
            self.sqlite.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self.sqlite.close()
