"""The seal of a SQLite file: there is one while nobody has written to it since it was closed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from retrieval.index.seals import digest_of, read_sealed, write_sealed

NOT_AS_WRITTEN = "it is not as it was written"
_LARGEST = 256_000_000  # bytes; a larger file would be held in memory for its digest


class DatabaseSeal:
    """The file with the size and the digest of a database, beside it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_suffix(".seal")

    def remove(self) -> None:
        """Break the seal, if there is one."""
        self._path.unlink(missing_ok=True)

    def write(self, connection: sqlite3.Connection) -> None:
        """Seal the file, if nobody else uses it and it is not too large for that.

        All changes are brought from the write-ahead log to the file before.
        """
        connection.execute("PRAGMA busy_timeout = 0")
        ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy or self._database.stat().st_size > _LARGEST:
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not self.has_log():
                content = connection.serialize()
                write_sealed(self._path, [len(content), digest_of(content)])
        finally:
            connection.execute("ROLLBACK")

    def fits(self, most: int | None = None) -> bool:
        """Return whether the file is as it was sealed, or is not sealed.

        Of a file of more bytes than `most` only the size is compared.
        """
        if not self._path.exists() or self.has_log():
            return True
        try:
            size, digest = read_sealed(self._path)
            if self._database.stat().st_size == size and (
                (most is not None and size > most) or self._digest() == digest
            ):
                return True
        except FileNotFoundError:  # somebody writes
            return True
        except (OSError, ValueError, TypeError, sqlite3.Error):
            pass
        return not self._path.exists()

    def _digest(self) -> str:
        """Return the digest of the file, which SQLite reads.

        Closing a file that was opened otherwise would drop the locks of all connections that this
        process has to it.
        """
        uri = f"{self._database.absolute().as_uri()}?immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            return digest_of(database.serialize())

    def has_log(self) -> bool:
        """Return whether changes are in the write-ahead log that are not in the file yet."""
        log = self._database.with_name(f"{self._database.name}-wal")
        return log.exists() and log.stat().st_size > 0


def find_damage(path: Path) -> str:
    """Return what is wrong with the file of a database, "" if nothing is; nothing is changed."""
    seal = DatabaseSeal(path)
    # An immutable file is read without files beside it, but its write-ahead log is not.
    mode = "mode=ro" if seal.has_log() else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as database:
            result = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    if result != "ok":
        return result
    return "" if seal.fits() else NOT_AS_WRITTEN
