"""The SQLite file of the catalog: its tables, its migrations, its transactions, its failures."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError

# Migration n brings a catalog from version n to n + 1; they are only ever appended to.
_MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE roots (path TEXT PRIMARY KEY, finished INTEGER NOT NULL);
    CREATE TABLE removed (id TEXT PRIMARY KEY);
    CREATE TABLE furniture (line TEXT, document TEXT, PRIMARY KEY (line, document)) WITHOUT ROWID;
    CREATE INDEX furniture_document ON furniture (document);
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, root TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
        title TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
        hash TEXT NOT NULL, text_hash TEXT NOT NULL, marks TEXT NOT NULL, state TEXT NOT NULL
            CHECK (state IN ('pending', 'indexed', 'duplicate'))
    );
    CREATE INDEX documents_text ON documents (text_hash);
    CREATE INDEX documents_source ON documents (source);
    CREATE INDEX documents_unfinished ON documents (state) WHERE state = 'pending';
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id),
        start INTEGER NOT NULL, end INTEGER NOT NULL, headings TEXT NOT NULL,
        sentences TEXT NOT NULL, text_hash TEXT NOT NULL, first INTEGER NOT NULL,
        count INTEGER NOT NULL, starts TEXT NOT NULL, vector BLOB NOT NULL,
        staged INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX passages_document ON passages (document);
    CREATE INDEX passages_tokens ON passages (staged, first, count);
    CREATE TABLE stale (passage INTEGER PRIMARY KEY);
    """,
)
SCHEMA_VERSION = len(_MIGRATIONS)

_PATIENCE_S = 30.0


class Database:
    """One connection; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, making or migrating it when needed."""
        self._path = path
        self._lock = threading.RLock()
        with _explained(path):
            self._connection = sqlite3.connect(path, _PATIENCE_S, check_same_thread=False)
            try:
                self._connection.isolation_level = None
                self._migrate()
                self._connection.execute("PRAGMA synchronous = NORMAL")
            except BaseException:
                self._connection.close()
                raise

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement; gives what it finds."""
        with self._lock, _explained(self._path):
            return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run one statement for each row of values."""
        with self._lock, _explained(self._path):
            self._connection.executemany(sql, rows)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make all changes in the block, or none of them."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let everything read in the block be of one moment, whatever a writer does meanwhile."""
        with self._transaction("BEGIN"):
            yield

    def check(self) -> None:
        """Let SQLite check the whole file; raises ExpectedError for a fault."""
        said = str(self.rows("PRAGMA quick_check(1)")[0][0])
        if said != "ok":
            raise _damaged(self._path, said)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, _explained(self._path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _migrate(self) -> None:
        version = self._version()
        if version > SCHEMA_VERSION:
            raise ExpectedError(
                f"The index in {str(self._path.parent)!r} was made by a newer majlis"
                f" (version {version} of its catalog, this one knows {SCHEMA_VERSION}).",
                hint="Update majlis, or choose another home with --home DIR.",
            )
        if version < SCHEMA_VERSION:
            self._use_wal()
            with self.changing():
                for script in _MIGRATIONS[self._version() :]:
                    for statement in script.split(";"):
                        self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _use_wal(self) -> None:
        """Switch to a write-ahead log; SQLite itself does not wait when another process does so."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into ours."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.OperationalError as error:
        raise ExpectedError(
            f"The catalog {str(path)!r} cannot be used: {error}.",
            hint="Mend its permissions, free some space, or choose another home with --home DIR.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, how: str) -> ExpectedError:
    return ExpectedError(
        f"The catalog {str(path)!r} is damaged: {how}.",
        hint="Put back a copy of it, or move it away and add your articles again.",
    )
