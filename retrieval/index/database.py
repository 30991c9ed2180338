"""A SQLite file with migrations and transactions, whose failures become ExpectedError."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError

_PATIENCE_S = 30.0


class Database:
    """One connection to a file. Safe to share between threads."""

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str],
        *,
        remedy: str,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        """Open the file; it is made, or migrated, if necessary.

        Migration n brings it from version n to n + 1, so that new ones are only ever appended.
        Error messages call the file by its stem and say `remedy` for a damaged one. Another process
        that is writing is waited for `patience_s` seconds.
        """
        self._path = path
        self._migrations = migrations
        self._remedy = remedy
        self._lock = threading.RLock()
        with self._errors_explained():
            self._connection = sqlite3.connect(path, patience_s, check_same_thread=False)
            self._prepare()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock, self._errors_explained():
            return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run one statement for each row of values."""
        with self._lock, self._errors_explained():
            self._connection.executemany(sql, rows)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Commit all changes of the block, or none of them if it raises."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read one state of the file in the whole block, whatever a writer does meanwhile."""
        with self._transaction("BEGIN"):
            yield

    def check(self) -> None:
        """Raise ExpectedError if SQLite finds a fault in the file."""
        result = str(self.rows("PRAGMA quick_check(1)")[0][0])
        if result != "ok":
            raise self._damaged(result)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, self._errors_explained():
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _prepare(self) -> None:
        try:
            self._connection.isolation_level = None
            self._migrate()
            self._connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            self._connection.close()
            raise

    def _migrate(self) -> None:
        version = self._version()
        newest = len(self._migrations)
        if version > newest:
            raise ExpectedError(
                f"The index in {str(self._path.parent)!r} was made by a newer majlis"
                f" (version {version} of its {self._path.stem}, this one knows {newest}).",
                hint="Update majlis, or choose another home with --home DIR.",
            )
        if version < newest:
            self._use_wal()
            with self.changing():
                for script in self._migrations[self._version() :]:
                    for statement in script.split(";"):
                        self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {newest}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _use_wal(self) -> None:
        """Switch to a write-ahead log, and wait for another process that does (SQLite does not)."""
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
    def _errors_explained(self) -> Iterator[None]:
        """Turn errors of SQLite into ExpectedError."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.OperationalError as error:
            raise ExpectedError(
                f"The {self._path.stem} {str(self._path)!r} cannot be used: {error}.",
                hint="Mend its permissions, free some space, or choose another home with"
                " --home DIR.",
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, how: str) -> ExpectedError:
        return ExpectedError(
            f"The {self._path.stem} {str(self._path)!r} is damaged: {how}.",
            hint=f"Put back a copy of it, or move it away and {self._remedy}.",
        )
