"""Opens a SQLite file that nobody can write now: its disk is full, or mounted to be read only.

SQLite cannot open a file with a write-ahead log then, since it wants to make a file beside it.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

_UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
}  # fmt: skip


def is_unwritable(error: sqlite3.OperationalError) -> bool:
    """Return whether an error may come from a file that can only be read."""
    return error.sqlite_errorcode & 0xFF in _UNWRITABLE


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Return a connection to what a file holds, for reading; raise sqlite3.Error or OSError.

    To be called where another process could not write either, or has the file open: then SQLite
    opens it as usual.
    """
    log = path.with_name(f"{path.name}-wal")
    if not (log.exists() and log.stat().st_size):
        return _connect(path)
    # The log has the latest changes. It is read in a copy, which SQLite may write.
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        with closing(sqlite3.connect(copy)) as source:
            source.backup(connection)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)
