"""The file HOME/telegram.sqlite3: its tables, and how what was removed leaves it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError
from retrieval.index.database import Database

_WARN_S = 60
_SMALL = 32_000_000  # bytes; to write so much anew takes a fraction of a second
_UNSWEPT = "unswept"

log = logging.getLogger(__name__)

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
)


class Store:
    """The open file, shared by the records; safe to share between threads.

    It is whole when it is opened. When it fails later, a full disk say, answers go on without it:
    `read` finds nothing, `write` keeps nothing, and `healthy` says so until updates fit again.
    """

    def __init__(self, folder: Path) -> None:
        self.healthy = True
        self._warned = -1e9
        self.db = Database(
            folder / "telegram.sqlite3",
            _MIGRATIONS,
            remedy="start again: settings of people and chats, and who was let in, are lost",
            patience_s=5.0,
        )
        self.db.rows("PRAGMA secure_delete = ON")
        self.db.rows("PRAGMA temp_store = MEMORY")
        self.db.check()
        self._sweep()

    def read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Give what a statement finds; nothing where the file cannot be read."""
        try:
            return self.db.rows(sql, *values)
        except ExpectedError as error:
            self.failed(error)
            return []

    def write(self, sql: str, *values: object) -> None:
        """Run a statement that nobody should wait for in vain."""
        self.read(sql, *values)

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Make all changes in the block, or none; they outlast a power failure as well."""
        self.db.rows("PRAGMA synchronous = FULL")
        with self.db.changing():
            yield
        self.db.rows("PRAGMA synchronous = NORMAL")
        self.healthy = True

    def failed(self, error: ExpectedError) -> None:
        """Say once in a while that the file does not take what it should."""
        self.healthy = False
        now = time.monotonic()
        if now - self._warned > _WARN_S:
            self._warned = now
            log.error("The bot goes on without its records: %s %s", error.message, error.hint)

    def note(self, name: str) -> str:
        """Give what was noted under a name, or ""."""
        return next((str(row[0]) for row in self.db.rows(_NOTED, name)), "")

    def write_note(self, name: str, value: str) -> None:
        """Note something under a name."""
        self.db.rows("INSERT OR REPLACE INTO notes VALUES (?, ?)", name, value)

    @contextmanager
    def erasing(self) -> Iterator[None]:
        """Remove what the block removes from the file as well, every byte of it.

        Freed bytes are overwritten. Small files are written anew as well; a large one would hold
        up everybody meanwhile, and is written anew at the next start.
        """
        with self.db.changing():
            yield
        if self._size() < _SMALL:
            self.db.rows("VACUUM")
        else:
            self.write_note(_UNSWEPT, "yes")
        self.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _size(self) -> int:
        ((pages, size),) = self.db.rows(
            "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
        )
        return int(pages * size)

    def _sweep(self) -> None:
        """Finish what was too large to be done while the bot was running."""
        if self.note(_UNSWEPT):
            self.db.rows("VACUUM")
            self.db.rows("DELETE FROM notes WHERE name = ?", _UNSWEPT)
            self.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self.db.close()


_NOTED = "SELECT value FROM notes WHERE name = ?"
