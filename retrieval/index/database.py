"""A SQLite file with migrations and transactions, whose failures become ExpectedError."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError
from retrieval.index.database_seal import NOT_AS_WRITTEN, DatabaseSeal
from retrieval.index.private_files import Presence, make_file
from retrieval.index.read_only import connect_read_only, is_unwritable
from retrieval.index.seals import AT_ONCE_BYTES

_PATIENCE_S = 30.0
_ATTEMPTS, _RETRY_S = 4, 0.05  # to open a file for writing, the pauses growing


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
        self._seal = DatabaseSeal(path)
        self._has_written = self._is_read_only = False
        with self._errors_explained():
            if not path.exists():
                self._seal.remove()  # that of a file which somebody deleted
            if not self._seal.fits(AT_ONCE_BYTES):
                raise self._not_as_written()
            make_file(path)
            self._presence = Presence(path)
            self._connection = self._open(patience_s)

    def problem(self) -> str:
        """Return what became of the file while it was in use, "" if nothing did."""
        return self._presence.problem()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock, self._used(), self._unsealed(sql):
            return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run one statement for each row of values."""
        with self._lock, self._used(), self._unsealed(sql):
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
        """Raise ExpectedError if SQLite finds a fault in the file, or its seal does."""
        result = str(self.rows("PRAGMA quick_check(1)")[0][0])
        if result != "ok":
            raise self._damaged(result)
        self.check_seal()

    def check_seal(self) -> None:
        """Raise ExpectedError if the file is sealed and not as it was then."""
        if not self._seal.fits():
            raise self._not_as_written()

    def close(self) -> None:
        """Close the connection; what was written is sealed, unless others are at work."""
        with self._lock:
            if self._has_written and not self.problem():
                with suppress(sqlite3.Error, OSError):
                    self._seal.write(self._connection)
            self._connection.close()

    @contextmanager
    def _unsealed(self, sql: str) -> Iterator[None]:
        """Break the seal before and after a statement that changes the file.

        After it as well, since another process may have sealed the file in between.
        """
        if sql.lstrip()[:6].upper() in ("SELECT", "PRAGMA"):
            yield
            return
        if not self._connection.in_transaction:
            self._become_writable()
        if not self._has_written:
            self.check_seal()  # or else the next seal would cover what is damaged
            self._has_written = True
        self._break_seal()
        yield
        self._break_seal()

    def _break_seal(self) -> None:
        try:
            self._seal.remove()
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, self._used():
            if begin == "BEGIN IMMEDIATE":
                self._become_writable()
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
                if begin == "BEGIN IMMEDIATE":
                    self._break_seal()
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _open(self, patience_s: float) -> sqlite3.Connection:
        """Return a connection to the file; where it cannot be written, one that only reads."""
        for attempt in range(_ATTEMPTS):
            try:
                connection = sqlite3.connect(self._path, patience_s, check_same_thread=False)
                return self._prepared(connection)
            except sqlite3.OperationalError as error:
                if not is_unwritable(error):
                    raise
                failure = error
                time.sleep(_RETRY_S * attempt)  # it may be another process that closes the file
        try:
            connection = self._prepared(connect_read_only(self._path))
        except (sqlite3.Error, OSError):
            raise failure from None
        self._is_read_only = True
        return connection

    def _become_writable(self) -> None:
        """Open the file anew if it could only be read before, and may have to be written now."""
        if self._is_read_only:
            reader, self._is_read_only = self._connection, False
            self._connection = self._open(0.0)
            reader.close()

    def _prepared(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        self._connection = connection
        try:
            connection.isolation_level = None
            self._migrate()
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection

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
                        with self._unsealed(statement):
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
    def _used(self) -> Iterator[None]:
        """Turn errors of SQLite into ExpectedError; raise it if the file is another one now."""
        if problem := self.problem():
            raise ExpectedError(
                f"The {self._path.stem} {str(self._path)!r} {problem}.",
                hint="Put it back, or start majlis again.",
            )
        with self._errors_explained():
            yield

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        """Turn errors of SQLite into ExpectedError."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.OperationalError as error:
            raise self._unusable(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _not_as_written(self) -> ExpectedError:
        error = self._damaged(NOT_AS_WRITTEN)
        seal = f"{self._path.stem}.seal"
        return ExpectedError(
            error.message,
            hint=f"Put back a copy of it and delete {seal}, or move both away and {self._remedy}.",
        )

    def _unusable(self, why: str) -> ExpectedError:
        return ExpectedError(
            f"The {self._path.stem} {str(self._path)!r} cannot be used: {why}.",
            hint="Mend its permissions, free some space, or choose another home with --home DIR.",
        )

    def _damaged(self, how: str) -> ExpectedError:
        return ExpectedError(
            f"The {self._path.stem} {str(self._path)!r} is damaged: {how}.",
            hint=f"Put back a copy of it, or move it away and {self._remedy}.",
        )
